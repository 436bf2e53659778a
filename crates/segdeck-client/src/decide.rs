//! Whether a change that got no answer was carried out, judged by what is there now.
//!
//! Pure comparisons; the client reads again and asks them.

use segdeck_core::{
    diff,
    model::{ExpiringTarget, NewSegment, Rule, Segment, SegmentTarget, TargetType},
    order,
    patch::{ExpiringTargetInstruction, expiration::TargetReference},
};

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It was carried out.
    Applied,
    /// Nothing was changed.
    NotApplied,
    /// Something was changed, but not this, or not this alone: a person has to look.
    Unclear,
}

/// Judges a change of a segment. `before` is what it was based on, `expected` what it should give
/// and `current` what is there now.
///
/// What only the server decides is not compared: version and dates, the ids of new rules and
/// clauses, links, permissions, and the flags that use the segment.
#[must_use]
pub fn patched(before: &Segment, expected: &Segment, current: &Segment) -> Verdict {
    if current.generation != before.generation {
        return Verdict::Unclear;
    }
    if is_as_expected(before, expected, current) {
        Verdict::Applied
    } else if current.version == before.version {
        Verdict::NotApplied
    } else {
        Verdict::Unclear
    }
}

/// What is other than it was expected, as a change from the expected to what is there; empty if
/// nothing is. Compares as [`patched`] does.
#[must_use]
pub fn differences(before: &Segment, expected: &Segment, current: &Segment) -> Vec<diff::Change> {
    let (expected, current) = comparable(before, expected, current);
    if diff::is_same(&expected, &current) {
        Vec::new()
    } else {
        diff::summarize(&expected, &current)
    }
}

fn is_as_expected(before: &Segment, expected: &Segment, current: &Segment) -> bool {
    let (expected, current) = comparable(before, expected, current);
    diff::is_same(&expected, &current)
}

/// The two in one form, the expected one with what only the server decides.
fn comparable(before: &Segment, expected: &Segment, current: &Segment) -> (Segment, Segment) {
    let mut expected = plain(expected.clone());
    let current = plain(current.clone());
    expected.version = current.version;
    expected.creation_date = current.creation_date;
    expected.last_modified_date = current.last_modified_date;
    expected.generation = current.generation;
    expected.links.clone_from(&current.links);
    expected.flags.clone_from(&current.flags);
    expected.access.clone_from(&current.access);
    expected
        .unbounded_metadata
        .clone_from(&current.unbounded_metadata);
    expected.import_in_progress = current.import_in_progress;
    for (rule, now) in expected.rules.iter_mut().zip(&current.rules) {
        let earlier = rule.id.as_ref().and_then(|id| {
            before
                .rules
                .iter()
                .find(|rule| rule.id.as_ref() == Some(id))
        });
        take_server_parts(rule, earlier, now);
    }
    (expected, current)
}

/// Takes over the ids, and the default that the server fills in, of whatever is new in a rule.
fn take_server_parts(rule: &mut Rule, earlier: Option<&Rule>, now: &Rule) {
    if earlier.is_none() {
        rule.id.clone_from(&now.id);
        if rule.rollout_context_kind.is_none()
            && now
                .rollout_context_kind
                .as_ref()
                .is_some_and(segdeck_core::ContextKind::is_user)
        {
            rule.rollout_context_kind
                .clone_from(&now.rollout_context_kind);
        }
    }
    for (clause, now) in rule.clauses.iter_mut().zip(&now.clauses) {
        let is_known = clause.id.is_some()
            && earlier.is_some_and(|earlier| earlier.clauses.iter().any(|c| c.id == clause.id));
        if !is_known {
            clause.id.clone_from(&now.id);
        }
    }
}

/// The segment with each absence written in one way: an empty list is no list, and an empty
/// description none.
fn plain(mut segment: Segment) -> Segment {
    let contexts = |lists: Option<Vec<SegmentTarget>>| {
        let mut lists = lists.unwrap_or_default();
        lists.retain(|list| !list.values.is_empty());
        Some(lists).filter(|lists| !lists.is_empty())
    };
    segment.description = segment.description.filter(|text| !text.is_empty());
    segment.included = segment.included.filter(|keys| !keys.is_empty());
    segment.excluded = segment.excluded.filter(|keys| !keys.is_empty());
    segment.included_contexts = contexts(segment.included_contexts);
    segment.excluded_contexts = contexts(segment.excluded_contexts);
    segment
}

/// Judges the creation of a segment; `current` is what stands under its key now.
#[must_use]
pub fn created(asked: &NewSegment, current: Option<&Segment>) -> Verdict {
    let Some(current) = current else {
        return Verdict::NotApplied;
    };
    let mut tags = asked.tags.clone();
    let mut current_tags = current.tags.clone();
    order::sort(&mut tags);
    order::sort(&mut current_tags);
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let is_ours = current.name == asked.name
        && text(&current.description) == text(&asked.description)
        && current_tags == tags
        && current.is_big() == asked.unbounded
        && current.version == 1
        && current.rules.is_empty();
    if is_ours {
        Verdict::Applied
    } else {
        Verdict::Unclear
    }
}

/// Judges instructions for expiring targets; `items` are those that there are now.
#[must_use]
pub fn expirations(
    instructions: &[&ExpiringTargetInstruction],
    items: &[ExpiringTarget],
) -> Verdict {
    let done = instructions
        .iter()
        .filter(|instruction| is_done(instruction, items))
        .count();
    if done == instructions.len() {
        Verdict::Applied
    } else if done == 0 {
        Verdict::NotApplied
    } else {
        Verdict::Unclear
    }
}

fn is_done(instruction: &ExpiringTargetInstruction, items: &[ExpiringTarget]) -> bool {
    let find = |target: &TargetReference| {
        let list = TargetType::List(target.list);
        items.iter().find(|item| {
            item.context_key == target.context_key
                && item.context_kind == target.context_kind
                && item.target_type.as_ref().is_none_or(|of| *of == list)
        })
    };
    match instruction {
        ExpiringTargetInstruction::Add { target, value, .. }
        | ExpiringTargetInstruction::Update { target, value, .. } => {
            find(target).is_some_and(|item| item.expiration_date == *value)
        }
        ExpiringTargetInstruction::Remove { target, .. } => find(target).is_none(),
    }
}
