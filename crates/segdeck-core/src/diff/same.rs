//! Whether two segments say the same.

use super::keys::is_same_bag;
use crate::{
    gather::Gather,
    model::{Segment, SegmentTarget, TargetList, Unknown},
    numbers::Numbers,
    order,
    patch::is_read_only,
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
        .list();
    order::sort_by(&mut fields, |left, right| left.0.cmp(right.0));
    fields.into_iter()
}

fn is_same_set(left: &[String], right: &[String]) -> bool {
    left == right || (left.len() == right.len() && is_same_bag(&texts(left), &texts(right)))
}

fn texts(keys: &[String]) -> Vec<&str> {
    keys.iter().map(String::as_str).list()
}

fn is_same_entries(left: &[SegmentTarget], right: &[SegmentTarget]) -> bool {
    if left == right {
        return true;
    }
    if left.len() != right.len() {
        return false;
    }
    // A kind has one entry, or hardly more: only entries of one kind are compared.
    let mut kinds = Numbers::default();
    let mut rest: Vec<Vec<&SegmentTarget>> = Vec::new();
    for entry in right {
        let (number, is_new) = kinds.add(entry.context_kind());
        if is_new {
            rest.push(Vec::new());
        }
        if let Some(same_kind) = rest.get_mut(number) {
            same_kind.push(entry);
        }
    }
    left.iter().all(|entry| {
        let number = kinds.find(entry.context_kind());
        let same_kind = number.and_then(|number| rest.get_mut(number));
        same_kind.is_some_and(|others| {
            let same = others.iter().position(|other| {
                entry.context_kind == other.context_kind
                    && entry.unknown == other.unknown
                    && is_same_set(&entry.values, &other.values)
            });
            same.map(|place| others.swap_remove(place)).is_some()
        })
    })
}
