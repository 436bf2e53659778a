//! Words in which demo segments are written down.

use segdeck_core::{
    ContextKind, IdSource, UnixMillis,
    endpoint::Place,
    gather::Gather,
    model::{Clause, ExpiringTarget, NewSegment, Operator, Rule, Segment, TargetList, Unknown},
};
use serde_json::Value;

use super::history::{self, Past};
use crate::{
    SandboxError,
    expirations::resource,
    ids::SharedIds,
    rules,
    segments::made,
    store::{Connection, big_targets, evaluation, expirations, places::EnvironmentRow, segments},
};

/// In milliseconds.
pub const HOUR: i64 = 3_600_000;

/// How old a segment is and how often it was changed.
pub struct Age {
    created_hours_ago: i64,
    changed_hours_ago: i64,
    version: i64,
}

impl Age {
    /// The age of the segment of that number: spread over two years, without a pattern that shows.
    pub fn of(number: i64) -> Self {
        let created_hours_ago = 24 * (number * 211 % 730 + 2) + number % 9;
        let changed_hours_ago = number * number * 37 % created_hours_ago;
        Self {
            created_hours_ago,
            changed_hours_ago,
            version: 2 + number * 17 % 45,
        }
    }
}

/// A demo segment.
#[derive(Default)]
pub struct Draft {
    new: NewSegment,
    targets: Vec<(TargetList, ContextKind, Vec<String>)>,
    rules: Vec<Rule>,
    expirations: Vec<(TargetList, ContextKind, String, i64)>,
    /// How many are on the two lists of a big segment.
    big: Option<(i64, i64)>,
    source: Option<(&'static str, &'static str)>,
    history: Vec<Past>,
}

/// A segment of that key and name.
pub fn segment(key: &str, name: &str) -> Draft {
    Draft {
        new: NewSegment {
            key: key.into(),
            name: name.to_owned(),
            ..NewSegment::default()
        },
        ..Draft::default()
    }
}

impl Draft {
    /// What it is for.
    pub fn about(mut self, text: &str) -> Self {
        self.new.description = Some(text.to_owned());
        self
    }

    /// Its tags, parted by spaces.
    pub fn tags(mut self, tags: &str) -> Self {
        self.new.tags = tags.split(' ').map(str::to_owned).list();
        self
    }

    /// Included users, parted by spaces.
    pub fn include(self, keys: &str) -> Self {
        self.include_all("user", words(keys))
    }

    /// Excluded users, parted by spaces.
    pub fn exclude(self, keys: &str) -> Self {
        self.exclude_all("user", words(keys))
    }

    /// Included contexts of a kind.
    pub fn include_all(mut self, kind: &str, keys: Vec<String>) -> Self {
        self.targets.push((TargetList::Included, kind.into(), keys));
        self
    }

    /// Excluded contexts of a kind.
    pub fn exclude_all(mut self, kind: &str, keys: Vec<String>) -> Self {
        self.targets.push((TargetList::Excluded, kind.into(), keys));
        self
    }

    /// One more rule.
    pub fn rule(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }

    /// An included context that leaves in so many hours; negative hours are past.
    pub fn expires(mut self, kind: &str, key: &str, hours: i64) -> Self {
        let target = (TargetList::Included, kind.into(), key.to_owned(), hours);
        self.expirations.push(target);
        self
    }

    /// An excluded context that leaves in so many hours.
    pub fn readmits(mut self, kind: &str, key: &str, hours: i64) -> Self {
        let target = (TargetList::Excluded, kind.into(), key.to_owned(), hours);
        self.expirations.push(target);
        self
    }

    /// Makes it a big segment of a kind, with so many included and excluded.
    pub fn big(mut self, kind: &str, included: i64, excluded: i64) -> Self {
        self.new.unbounded = true;
        self.new.unbounded_context_kind = Some(kind.into());
        self.big = Some((included, excluded));
        self
    }

    /// Says which system keeps it, and where.
    pub fn synced_from(mut self, source: &'static str, link: &'static str) -> Self {
        self.source = Some((source, link));
        self
    }

    /// Says how it came to be as it is: one change more, older than those said before it.
    pub fn was(mut self, past: Past) -> Self {
        self.history.push(past);
        self
    }

    /// Puts it into the database.
    pub fn save(
        self,
        connection: &Connection,
        place: &Place,
        environment: &EnvironmentRow,
        age: &Age,
        now: UnixMillis,
        mut ids: &SharedIds,
    ) -> Result<(), SandboxError> {
        let key = self.new.key.clone();
        let generation = segments::next_generation(connection, environment.id, &key)?;
        let created = now.plus(-age.created_hours_ago * HOUR);
        let mut segment = Segment {
            version: age.version,
            last_modified_date: now.plus(-age.changed_hours_ago * HOUR),
            rules: self.rules,
            external: self.source.map(|(name, _)| name.to_owned()),
            external_link: self.source.map(|(_, link)| link.to_owned()),
            ..made(place, environment, &self.new, generation, created)
        };
        for (list, kind, keys) in &self.targets {
            segment.add_targets(*list, kind, keys);
        }
        rules::complete(&mut segment, ids);
        if let (Some((included, excluded)), Some(metadata)) =
            (self.big, &mut segment.unbounded_metadata)
        {
            metadata.included_count = Some(included);
            metadata.excluded_count = Some(excluded);
            metadata.version = Some(age.version);
            metadata.last_modified = Some(segment.last_modified_date);
        }
        let id = segments::insert(connection, environment.id, &segment)?;
        // The same salt each time, so that the same contexts are in its percentages.
        evaluation::set_salt(connection, id, key.as_str())?;
        if let Some((included, excluded)) = self.big {
            let (joins, leaves) = (TargetList::Included, TargetList::Excluded);
            big_targets::fill(connection, id, joins, "account-", included)?;
            big_targets::fill(connection, id, leaves, "blocked-", excluded)?;
        }
        let resource_id = resource(place, &key);
        let mut targets = Vec::new();
        for (list, context_kind, context_key, hours) in self.expirations {
            let target = ExpiringTarget {
                id: ids.next_id(),
                version: 1,
                expiration_date: now.plus(hours * HOUR),
                context_kind,
                context_key,
                target_type: Some(list.into()),
                resource_id: resource_id.clone(),
                unknown: Unknown::new(),
            };
            expirations::put(connection, id, &target)?;
            targets.push(target);
        }
        history::record(connection, place, segment, &targets, &self.history)
    }
}

/// A rule with a description.
pub fn rule(description: &str, clauses: impl IntoIterator<Item = Clause>) -> Rule {
    Rule {
        description: (!description.is_empty()).then(|| description.to_owned()),
        ..Rule::new(clauses.into_iter().list())
    }
}

/// A rule for a share of the contexts of a kind, in thousandths of a percent.
pub fn share(thousandths: i64, kind: &str, rule: Rule) -> Rule {
    Rule {
        weight: Some(thousandths),
        rollout_context_kind: Some(kind.into()),
        ..rule
    }
}

/// The same with another attribute than the key to share by.
pub fn bucketed(attribute: &str, rule: Rule) -> Rule {
    Rule {
        bucket_by: Some(attribute.to_owned()),
        ..rule
    }
}

/// A condition on a user.
pub fn user<V: Into<Value>>(
    attribute: &str,
    op: Operator,
    values: impl IntoIterator<Item = V>,
) -> Clause {
    of("user", attribute, op, values)
}

/// A condition on a context of some kind.
pub fn of<V: Into<Value>>(
    kind: &str,
    attribute: &str,
    op: Operator,
    values: impl IntoIterator<Item = V>,
) -> Clause {
    Clause::new(
        kind,
        attribute,
        op,
        values.into_iter().map(Into::into).list(),
    )
}

/// Membership in one of these segments.
pub fn in_segments(keys: &str) -> Clause {
    user("segmentMatch", Operator::SegmentMatch, words(keys))
}

/// The opposite of a condition.
pub fn not(clause: Clause) -> Clause {
    Clause {
        negate: !clause.negate,
        ..clause
    }
}

/// The words of a text.
pub fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).list()
}

/// So many keys with a prefix, numbered from `first` in steps that leave gaps, as real ones have.
pub fn numbered(prefix: &str, first: usize, count: usize) -> Vec<String> {
    (0..count)
        .map(|index| format!("{prefix}{:06}", first + index * 7 + index % 5))
        .list()
}
