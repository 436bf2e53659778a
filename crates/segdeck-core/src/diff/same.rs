//! Whether two segments say the same.

use crate::{
    model::{Segment, SegmentTarget, TargetList, Unknown},
    order,
    patch::is_read_only,
    wire,
};

/// Whether two segments are equal but for the order of targets and tags, and only that.
///
/// What is compared is what a patch can change: name, description, tags, targets, rules, and
/// fields that Segdeck does not know. Read-only fields are not: the key, versions, dates, the kind
/// of segment, and what starts with `_` (ids of rules and clauses are compared). So this holds
/// exactly if [`super::json_patch`] is empty. No list of targets and an empty one are the same:
/// the service itself sends either for a segment without targets.
#[must_use]
pub fn is_same(left: &Segment, right: &Segment) -> bool {
    left.name == right.name
        && left.description == right.description
        && is_same_set(&left.tags, &right.tags)
        && TargetList::ALL
            .into_iter()
            .all(|list| is_same_list(left, right, list))
        && left.rules == right.rules
        && editable(&left.unknown).eq(editable(&right.unknown))
}

/// Whether one list of targets is the same in both segments, but for its order.
pub(crate) fn is_same_list(left: &Segment, right: &Segment, list: TargetList) -> bool {
    is_same_set(left.user_keys(list), right.user_keys(list))
        && is_same_entries(left.context_targets(list), right.context_targets(list))
}

/// Fields that a patch can change and Segdeck does not know, by name.
pub(super) fn editable(unknown: &Unknown) -> impl Iterator<Item = (&String, &serde_json::Value)> {
    let mut fields: Vec<_> = unknown
        .iter()
        .filter(|(name, _)| !is_read_only(name))
        .collect();
    order::sort_by(&mut fields, |left, right| left.0.cmp(right.0));
    fields.into_iter()
}

fn is_same_set(left: &[String], right: &[String]) -> bool {
    left == right || (left.len() == right.len() && sorted(left) == sorted(right))
}

fn is_same_entries(left: &[SegmentTarget], right: &[SegmentTarget]) -> bool {
    if left == right {
        return true;
    }
    let contents = |entries: &[SegmentTarget]| {
        let mut contents: Vec<_> = entries
            .iter()
            .map(|entry| {
                let kind = entry.context_kind.clone();
                let values: Vec<String> = sorted(&entry.values).into_iter().cloned().collect();
                let unknown = wire::encode_text(&entry.unknown);
                (kind, values, unknown)
            })
            .collect();
        order::sort(&mut contents);
        contents
    };
    left.len() == right.len() && contents(left) == contents(right)
}

fn sorted(keys: &[String]) -> Vec<&String> {
    let mut keys: Vec<&String> = keys.iter().collect();
    order::sort(&mut keys);
    keys
}
