//! Segments made ready for many questions.

use serde_json::Value;

use super::{clause::PreparedClause, pattern::KEPT_LIMIT, rollout::Rollout};
use crate::{
    ContextKind, RuleId, SegmentKey,
    gather::Gather,
    model::{ContextInstance, Rule, Segment, TargetList},
    order,
};

/// A segment made ready for evaluation: lists sorted, values read, expressions compiled. It keeps
/// nothing of the segment that evaluation does not need.
#[derive(Clone, Debug)]
pub struct PreparedSegment {
    pub(super) key: SegmentKey,
    pub(super) salt: Option<Box<str>>,
    /// The one kind of a big segment; `None` for a standard one.
    pub(super) big_kind: Option<ContextKind>,
    included: Targets,
    excluded: Targets,
    pub(super) rules: Vec<PreparedRule>,
    /// Whether a rule names other segments.
    pub(super) is_nesting: bool,
    size: usize,
}

#[derive(Clone, Debug)]
pub(super) struct PreparedRule {
    pub(super) id: Option<RuleId>,
    pub(super) clauses: Vec<PreparedClause>,
    pub(super) rollout: Option<Rollout>,
}

/// Keys by kind, sorted.
#[derive(Clone, Debug, Default)]
struct Targets {
    users: Vec<Box<str>>,
    others: Vec<(ContextKind, Vec<Box<str>>)>,
}

impl PreparedSegment {
    /// Makes a segment ready. `salt` decides who is in its percentages; LaunchDarkly does not show
    /// it, and without it a percentage that matters is an error.
    #[must_use]
    pub fn new(segment: &Segment, salt: Option<&str>) -> Self {
        let is_big = segment.is_big();
        let kind = segment.unbounded_context_kind.clone();
        let targets = |list| {
            if is_big {
                Targets::default()
            } else {
                Targets::of(segment, list)
            }
        };
        let mut room = KEPT_LIMIT;
        let mut prepared = Self {
            key: segment.key.clone(),
            salt: salt.map(Into::into),
            big_kind: is_big.then(|| {
                kind.filter(|kind| !kind.as_str().is_empty())
                    .unwrap_or_else(ContextKind::user)
            }),
            included: targets(TargetList::Included),
            excluded: targets(TargetList::Excluded),
            rules: segment
                .rules
                .iter()
                .map(|rule| PreparedRule::new(rule, &mut room))
                .list(),
            is_nesting: false,
            size: 0,
        };
        let is_nesting = prepared.nested().next().is_some();
        prepared.is_nesting = is_nesting;
        let text: usize = segment.rules.iter().map(text_size).sum();
        prepared.size = size_of::<Self>()
            + prepared.included.size()
            + prepared.excluded.size()
            + text
            + (KEPT_LIMIT - room);
        prepared
    }

    /// The segment's key.
    #[must_use]
    pub fn key(&self) -> &SegmentKey {
        &self.key
    }

    /// The memory that it takes, in bytes, by estimate.
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }

    /// The keys of the segments that its rules name.
    pub fn nested(&self) -> impl Iterator<Item = &str> {
        self.rules
            .iter()
            .flat_map(|rule| &rule.clauses)
            .flat_map(PreparedClause::nested)
    }

    /// The list that has one of the instance's contexts, and that context's kind.
    pub(super) fn list_of<'a>(
        &'a self,
        instance: &'a ContextInstance,
    ) -> Option<(TargetList, &'a ContextKind)> {
        [
            (TargetList::Included, &self.included),
            (TargetList::Excluded, &self.excluded),
        ]
        .into_iter()
        .find_map(|(list, targets)| Some((list, targets.find(instance)?)))
    }
}

impl PreparedRule {
    fn new(rule: &Rule, room: &mut usize) -> Self {
        Self {
            id: rule.id.clone(),
            clauses: rule
                .clauses
                .iter()
                .map(|clause| PreparedClause::new(clause, room))
                .list(),
            rollout: Rollout::of(rule),
        }
    }
}

impl Targets {
    fn of(segment: &Segment, list: TargetList) -> Self {
        let mut others: Vec<(ContextKind, Vec<Box<str>>)> = Vec::new();
        for entry in segment.context_targets(list) {
            // An entry that means users by an empty kind means them by name.
            let kind = match entry.context_kind() {
                "" => ContextKind::USER,
                kind => kind,
            };
            others.push((kind.into(), sorted(&entry.values)));
        }
        Self {
            users: sorted(segment.user_keys(list)),
            others,
        }
    }

    /// The kind of the first context that is listed.
    fn find<'a>(&'a self, instance: &'a ContextInstance) -> Option<&'a ContextKind> {
        let user = instance.get(ContextKind::USER);
        if let Some(user) = user
            && has(&self.users, &user.key)
        {
            return Some(&user.kind);
        }
        if user.is_some() && instance.contexts().len() == 1 {
            return None;
        }
        self.others
            .iter()
            .find(|(kind, keys)| {
                instance
                    .get(kind.as_str())
                    .is_some_and(|context| has(keys, &context.key))
            })
            .map(|(kind, _)| kind)
    }

    fn size(&self) -> usize {
        let keys = |keys: &[Box<str>]| -> usize {
            keys.iter()
                .map(|key| key.len() + size_of::<Box<str>>() + ALLOCATION)
                .sum()
        };
        let others = self.others.iter();
        keys(&self.users) + others.map(|(_, of_kind)| keys(of_kind)).sum::<usize>()
    }
}

/// What every piece of memory costs beside its contents, in bytes.
const ALLOCATION: usize = 16;

fn sorted(keys: &[String]) -> Vec<Box<str>> {
    let mut keys: Vec<Box<str>> = keys.iter().map(|key| key.as_str().into()).list();
    order::sort(&mut keys);
    keys
}

fn has(keys: &[Box<str>], key: &str) -> bool {
    keys.binary_search_by(|known| (**known).cmp(key)).is_ok()
}

/// About what a rule's clauses take.
fn text_size(rule: &Rule) -> usize {
    let value_size = |value: &Value| value.as_str().map_or(0, str::len) + 2 * ALLOCATION + 24;
    rule.clauses
        .iter()
        .map(|clause| {
            size_of::<PreparedClause>()
                + clause.attribute.len()
                + clause.values.iter().map(value_size).sum::<usize>()
        })
        .sum::<usize>()
        + size_of::<PreparedRule>()
}
