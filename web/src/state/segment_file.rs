//! A segment as one file: what it is, who its targets are and when they leave. It can be made
//! again from that, but for what only the server decides ([`Loss`]). It holds no token.

use segdeck_core::{
    ContextKind, UnixMillis,
    endpoint::Place,
    merge,
    model::{ExpiringTarget, NewSegment, Rule, Segment, SegmentKind, TargetList},
    patch::expiration::TargetReference,
    wire,
};
use serde::{Deserialize, Serialize};

use super::target_set::{Expirations, TargetSet, expirations_of};
use crate::format;

/// What the file says it is.
const FORMAT: &str = "segdeck-segment";
/// The version of the format that is written, and the newest that is read.
const FORMAT_VERSION: u32 = 1;

/// The file, word for word.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Written {
    format: String,
    format_version: u32,
    taken_at: UnixMillis,
    project: String,
    environment: String,
    segment: Segment,
    /// Absent where they could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expiring_targets: Option<Vec<WrittenTarget>>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct WrittenTarget {
    target_type: TargetList,
    context_kind: ContextKind,
    context_key: String,
    expiration_date: UnixMillis,
}

/// What is read first, to tell a file of ours from any other.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Heading {
    format: String,
    format_version: u32,
}

/// A segment with everything that it can be made again from.
#[derive(Clone, Debug, PartialEq)]
pub struct SegmentFile {
    /// Where it was.
    pub place: Place,
    /// When the file was made.
    pub taken_at: UnixMillis,
    /// The segment, without what is about whoever read it.
    pub segment: Segment,
    /// When targets were to leave; absent where that could not be read.
    pub expirations: Option<Expirations>,
}

/// Something that does not come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// Version and dates start anew, and the generation is another.
    Facts,
    /// Percentages pick other contexts.
    Bucketing,
    /// The members of a big segment.
    Members,
    /// The other tool that a synced segment is kept by.
    Source,
    /// So many targets whose time to leave has passed.
    Expired(usize),
    /// When targets were to leave, which is not in the file.
    Expirations,
}

impl Loss {
    /// What is lost, as a sentence.
    #[must_use]
    pub fn sentence(self) -> String {
        match self {
            Self::Facts => {
                "Version, creation date and generation: the server counts them anew.".to_owned()
            }
            Self::Bucketing => "Who is in a percentage: the new segment has a new salt, so \
                                percentage rollouts pick other contexts."
                .to_owned(),
            Self::Members => {
                "The members of the big segment: import them from a list of your own.".to_owned()
            }
            Self::Source => {
                "The tool that the segment was synced from: it comes back as a plain list."
                    .to_owned()
            }
            Self::Expired(count) => format!(
                "{} whose time to leave has passed.",
                format::plural(count, "target", "targets")
            ),
            Self::Expirations => {
                "When targets leave: the expirations could not be read.".to_owned()
            }
        }
    }
}

impl SegmentFile {
    /// The file of a segment as it is now; without `items` where they could not be read.
    #[must_use]
    pub fn new(
        place: Place,
        taken_at: UnixMillis,
        segment: Segment,
        items: Option<&[ExpiringTarget]>,
    ) -> Self {
        Self {
            place,
            taken_at,
            segment: Segment {
                links: segdeck_core::model::Links::new(),
                access: None,
                flags: None,
                ..segment
            },
            expirations: items.map(expirations_of),
        }
    }

    /// The text of the file.
    #[must_use]
    pub fn write(&self) -> String {
        let targets = self.expirations.as_ref().map(|expirations| {
            let targets = expirations.iter().map(|(target, date)| WrittenTarget {
                target_type: target.list,
                context_kind: target.context_kind.clone(),
                context_key: target.context_key.clone(),
                expiration_date: *date,
            });
            targets.collect()
        });
        wire::pretty(&Written {
            format: FORMAT.to_owned(),
            format_version: FORMAT_VERSION,
            taken_at: self.taken_at,
            project: self.place.project.to_string(),
            environment: self.place.environment.to_string(),
            segment: self.segment.clone(),
            expiring_targets: targets,
        })
    }

    /// Reads a file.
    ///
    /// # Errors
    /// Says in a sentence or two why it is not a file of a segment.
    pub fn read(text: &str) -> Result<Self, String> {
        const NO_FILE: &str = "This is not a file of a segment that Segdeck has written.";
        let heading: Heading = wire::decode(text.as_bytes()).map_err(|_| NO_FILE.to_owned())?;
        if heading.format != FORMAT {
            return Err(NO_FILE.to_owned());
        }
        if heading.format_version > FORMAT_VERSION {
            return Err(format!(
                "A newer Segdeck has written this file: its format is {}, and this Segdeck reads \
                 up to {FORMAT_VERSION}.",
                heading.format_version
            ));
        }
        let written: Written = wire::decode(text.as_bytes()).map_err(|invalid| {
            format!("The file is damaged. {}: {}", invalid.path, invalid.reason)
        })?;
        let expirations = written.expiring_targets.map(|targets| {
            let targets = targets.into_iter().map(|target| {
                let reference = TargetReference {
                    list: target.target_type,
                    context_kind: target.context_kind,
                    context_key: target.context_key,
                };
                (reference, target.expiration_date)
            });
            targets.collect()
        });
        Ok(Self {
            place: Place::new(written.project.as_str(), written.environment.as_str()),
            taken_at: written.taken_at,
            segment: written.segment,
            expirations,
        })
    }

    /// What the file is called: the key and the day in UTC.
    #[must_use]
    pub fn name(&self) -> String {
        let moment = self.taken_at.to_rfc3339();
        let day = moment.split('T').next().unwrap_or_default();
        format!("{}-{day}.segment.json", self.segment.key)
    }

    /// What creates the segment; all else has to be added then.
    #[must_use]
    pub fn new_segment(&self) -> NewSegment {
        let Segment {
            key,
            name,
            description,
            tags,
            ..
        } = self.segment.clone();
        // A synced one cannot be made by hand.
        let is_big = self.segment.kind() == SegmentKind::Big;
        let kind = self.segment.unbounded_context_kind.clone();
        NewSegment {
            name,
            key,
            description,
            tags,
            unbounded: is_big,
            unbounded_context_kind: kind.filter(|_| is_big),
        }
    }

    /// The same content for another segment, with what was typed about that.
    #[must_use]
    pub fn of(&self, place: Place, new: NewSegment) -> Self {
        let segment = Segment {
            key: new.key,
            name: new.name,
            description: new.description,
            tags: new.tags,
            unbounded: new.unbounded.then_some(true),
            unbounded_context_kind: new.unbounded_context_kind,
            ..self.segment.clone()
        };
        Self {
            place,
            segment,
            ..self.clone()
        }
    }

    /// What the newly created segment has to become, and the dates of its targets. Targets whose
    /// date has passed are left out, as they would have left by now.
    #[must_use]
    pub fn content(&self, created: &Segment, now: UnixMillis) -> (Segment, Expirations) {
        let mut segment = merge::merge(created, created, &self.segment).segment;
        let mut expirations = self.expirations.clone().unwrap_or_default();
        for target in self.expired(now) {
            let keys = [target.context_key.clone()];
            segment.remove_targets(target.list, &target.context_kind, &keys);
        }
        let targets = TargetSet::of(&segment);
        expirations.retain(|target, date| *date > now && targets.has(target));
        drop(targets);
        (segment, expirations)
    }

    fn expired(&self, now: UnixMillis) -> Vec<&TargetReference> {
        let targets = TargetSet::of(&self.segment);
        let expirations = self.expirations.iter().flatten();
        expirations
            .filter(|(target, date)| **date <= now && targets.has(target))
            .map(|(target, _)| target)
            .collect()
    }

    /// What does not come back when the segment is made again from this file.
    #[must_use]
    pub fn losses(&self, now: UnixMillis) -> Vec<Loss> {
        let is_rolled_out = |rule: &Rule| rule.weight.is_some();
        let expired = self.expired(now).len();
        let kind = self.segment.kind();
        [
            Some(Loss::Facts),
            (self.segment.rules.iter().any(is_rolled_out)).then_some(Loss::Bucketing),
            (kind == SegmentKind::Big).then_some(Loss::Members),
            (kind == SegmentKind::Synced).then_some(Loss::Source),
            (expired > 0).then_some(Loss::Expired(expired)),
            (self.expirations.is_none()).then_some(Loss::Expirations),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// What is in it besides name and key, in words.
    #[must_use]
    pub fn summary(&self) -> String {
        let targets: usize = TargetList::ALL
            .iter()
            .map(|list| self.segment.target_count(*list))
            .sum();
        let expirations = self.expirations.as_ref().map_or(0, Expirations::len);
        let counts = [
            (self.segment.rules.len(), "rule", "rules"),
            (targets, "target", "targets"),
            (expirations, "expiration", "expirations"),
        ];
        let counts = counts.into_iter().filter(|(count, ..)| *count > 0);
        let parts: Vec<String> = counts
            .map(|(count, one, many)| format::plural(count, one, many))
            .collect();
        if parts.is_empty() {
            "no rules and no targets".to_owned()
        } else {
            parts.join(", ")
        }
    }
}

#[cfg(test)]
mod tests;
