//! What saving a draft sends.

use std::borrow::Cow;

use segdeck_core::{
    diff::{self, DiffOptions, Granularity, SemanticDiff, SemanticOptions},
    endpoint::{PatchBody, Place},
    model::{ExpiringTarget, Segment},
    patch::{
        ExpiringTargetInstruction, JsonPatch, SegmentInstruction, SemanticPatch,
        expiration::{self, TargetReference},
    },
};

use crate::{
    format::plural,
    state::{draft::DraftState, target_set::TargetSet},
};

/// How the change of a segment is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// One JSON Patch.
    Json {
        /// How deep it reaches.
        granularity: Granularity,
        /// Whether a `test` of the version comes first.
        is_guarded: bool,
    },
    /// Instructions, which cannot be guarded; what they cannot say follows as a guarded JSON Patch.
    Semantic,
}

impl Default for Way {
    fn default() -> Self {
        Self::Json {
            granularity: Granularity::Element,
            is_guarded: true,
        }
    }
}

impl Way {
    /// The JSON Patches that a host may take which refuses this one: coarser ones, then the same
    /// without a `test`.
    #[must_use]
    pub fn coarser(self) -> Vec<Self> {
        let Self::Json {
            granularity,
            is_guarded,
        } = self
        else {
            return Vec::new();
        };
        let depths = [Granularity::Element, Granularity::Rule, Granularity::Field];
        let from = depths
            .iter()
            .position(|depth| *depth == granularity)
            .unwrap_or_default();
        let guards = [true, false]
            .into_iter()
            .filter(|guard| is_guarded || !guard);
        guards
            .flat_map(|is_guarded| {
                depths.iter().skip(from).map(move |depth| Self::Json {
                    granularity: *depth,
                    is_guarded,
                })
            })
            .filter(|way| *way != self)
            .collect()
    }

    /// Whether nothing is sent over a version that was not looked at.
    #[must_use]
    pub fn is_guarded(self) -> bool {
        matches!(
            self,
            Self::Json {
                is_guarded: true,
                ..
            }
        )
    }

    /// What it is called.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Semantic => "Semantic patch",
            Self::Json { granularity, .. } => match granularity {
                Granularity::Element => "JSON Patch",
                Granularity::Rule => "JSON Patch, rules whole",
                Granularity::Field => "JSON Patch, lists whole",
            },
        }
    }
}

/// What will be sent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SavePlan {
    /// The change of the segment as a JSON Patch; empty if the segment is not edited, or if the
    /// change is said by instructions.
    pub patch: JsonPatch,
    /// The change of the segment as instructions; empty if it is said as a JSON Patch.
    pub semantic: SemanticDiff,
    /// The changes of its expirations.
    pub expirations: Vec<ExpiringTargetInstruction>,
}

/// One request for the segment itself.
#[derive(Clone, Debug, PartialEq)]
pub enum SegmentRequest<'a> {
    /// A JSON Patch as it is.
    Patch(Cow<'a, JsonPatch>),
    /// Instructions.
    Batch(&'a SemanticPatch<SegmentInstruction>),
    /// What instructions cannot say, to be guarded by the version of then.
    Remainder(&'a JsonPatch),
}

impl SegmentRequest<'_> {
    /// The body, for a segment of this version.
    #[must_use]
    pub fn body(&self, place: &Place, version: i64, comment: Option<&str>) -> PatchBody {
        let json = |patch: JsonPatch| PatchBody::Json {
            patch,
            comment: comment.map(str::to_owned),
        };
        match self {
            Self::Patch(patch) => json(patch.clone().into_owned()),
            Self::Remainder(patch) => json((*patch).clone().guarded(version)),
            Self::Batch(batch) => PatchBody::Semantic(SemanticPatch {
                environment_key: Some(place.environment.clone()),
                instructions: batch.instructions.clone(),
                comment: comment.map(str::to_owned),
            }),
        }
    }
}

impl SavePlan {
    /// What saving this draft sends, unless another way is chosen.
    #[must_use]
    pub fn of(draft: &DraftState) -> Self {
        Self::by(draft, Way::default())
    }

    /// What saving this draft sends in this way.
    #[must_use]
    pub fn by(draft: &DraftState, way: Way) -> Self {
        let mut plan = Self {
            expirations: expirations(draft),
            ..Self::default()
        };
        if draft.is_segment_untouched() {
            return plan;
        }
        let outgoing = draft.outgoing();
        match way {
            Way::Json {
                granularity,
                is_guarded,
            } => plan.patch = json_patch(&draft.base, &outgoing, granularity, is_guarded),
            Way::Semantic => {
                plan.semantic =
                    diff::semantic_patch(&draft.base, &outgoing, &SemanticOptions::default());
            }
        }
        plan
    }

    /// The requests for the segment itself, in their order.
    #[must_use]
    pub fn segment_requests(&self) -> Vec<SegmentRequest<'_>> {
        let is_there = |patch: &&JsonPatch| !patch.is_empty();
        let patch = Some(&self.patch).filter(is_there);
        let remainder = Some(&self.semantic.remainder).filter(is_there);
        let batches = self.semantic.batches.iter();
        patch
            .map(|patch| SegmentRequest::Patch(Cow::Borrowed(patch)))
            .into_iter()
            .chain(batches.map(SegmentRequest::Batch))
            .chain(remainder.map(SegmentRequest::Remainder))
            .collect()
    }

    /// Whether there is nothing to send.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.segment_requests().is_empty() && self.expirations.is_empty()
    }

    /// The requests, as a person reads them.
    #[must_use]
    pub fn describe(&self) -> String {
        let mut parts = Vec::new();
        let operations = |patch: &JsonPatch| plural(patch.0.len(), "operation", "operations");
        if !self.patch.is_empty() {
            parts.push(format!("JSON Patch, {}", operations(&self.patch)));
        }
        let batches = &self.semantic.batches;
        if !batches.is_empty() {
            let instructions = batches.iter().map(|batch| batch.instructions.len()).sum();
            let instructions = plural(instructions, "instruction", "instructions");
            parts.push(format!("semantic patch, {instructions}"));
        }
        if !self.semantic.remainder.is_empty() {
            let rest = operations(&self.semantic.remainder);
            parts.push(format!("JSON Patch, {rest}"));
        }
        if !self.expirations.is_empty() {
            let instructions = plural(self.expirations.len(), "instruction", "instructions");
            parts.push(format!("expirations, {instructions}"));
        }
        if parts.is_empty() {
            return "Nothing to send".to_owned();
        }
        let requests = self.segment_requests().len() + usize::from(!self.expirations.is_empty());
        let requests = plural(requests, "request", "requests");
        format!("{requests}: {}", parts.join("; "))
    }
}

/// The change as a JSON Patch.
fn json_patch(
    before: &Segment,
    after: &Segment,
    granularity: Granularity,
    is_guarded: bool,
) -> JsonPatch {
    let options = DiffOptions {
        granularity,
        is_guarded,
    };
    diff::json_patch(before, after, options)
}

fn expirations(draft: &DraftState) -> Vec<ExpiringTargetInstruction> {
    let after: Vec<_> = draft
        .expirations()
        .iter()
        .map(|(target, date)| (target.clone(), *date))
        .collect();
    // The server drops the expirations of targets that leave their list with the target.
    let (saved, sent) = (TargetSet::of(&draft.base), TargetSet::of(draft.segment()));
    let before: Vec<ExpiringTarget> = draft
        .base_expirations
        .iter()
        .filter(|item| {
            TargetReference::of(item).is_none_or(|target| sent.has(&target) || !saved.has(&target))
        })
        .cloned()
        .collect();
    expiration::plan(&before, &after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coarser_ways_go_from_rules_to_lists_and_only_then_without_the_guard() {
        let labels: Vec<_> = Way::default()
            .coarser()
            .into_iter()
            .map(|way| (way.label(), way.is_guarded()))
            .collect();
        assert_eq!(
            labels,
            [
                ("JSON Patch, rules whole", true),
                ("JSON Patch, lists whole", true),
                ("JSON Patch", false),
                ("JSON Patch, rules whole", false),
                ("JSON Patch, lists whole", false),
            ]
        );
        let last = Way::Json {
            granularity: Granularity::Field,
            is_guarded: false,
        };
        assert_eq!(last.coarser(), []);
        assert_eq!(Way::Semantic.coarser(), []);
    }
}
