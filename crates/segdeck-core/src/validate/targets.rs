//! The individual targets of a standard segment.

use super::{Problem, context_kind};
use crate::text::{element, quoted};
use crate::{
    ContextKind,
    gather::Gather,
    model::{Segment, TargetList},
    numbers::Numbers,
    order::Map,
};

pub(super) fn problems(segment: &Segment) -> Vec<Problem> {
    let mut problems = Vec::new();
    let included = check(
        &places(segment, TargetList::Included),
        &Keys::new(),
        &mut problems,
    );
    check(
        &places(segment, TargetList::Excluded),
        &included,
        &mut problems,
    );
    for list in TargetList::ALL {
        problems.extend(entry_problems(segment, list));
    }
    problems
}

/// The keys of a list, by kind.
type Keys<'a> = Map<&'a str, Numbers<'a>>;

/// Keys that stand together, and where.
struct Place<'a> {
    path: String,
    kind: &'a str,
    keys: &'a [String],
}

fn places(segment: &Segment, list: TargetList) -> Vec<Place<'_>> {
    let users = Place {
        path: list.as_str().to_owned(),
        kind: ContextKind::USER,
        keys: segment.user_keys(list),
    };
    let contexts = segment.context_targets(list).iter().enumerate();
    let contexts = contexts.map(|(index, entry)| Place {
        path: format!("{}Contexts/{index}/values", list.as_str()),
        kind: entry.context_kind(),
        keys: &entry.values,
    });
    [users].into_iter().chain(contexts).list()
}

/// Checks the keys of one list and hands them back; `other` is the list checked before.
fn check<'a>(places: &[Place<'a>], other: &Keys<'a>, problems: &mut Vec<Problem>) -> Keys<'a> {
    let mut seen = Keys::new();
    for Place { path, kind, keys } in places {
        let of_kind = seen.get_or_default(kind);
        let others = other.get(kind);
        for (index, key) in keys.iter().enumerate() {
            let path = || element(path, index);
            if key.is_empty() {
                problems.push(Problem::error(
                    path(),
                    "The context key is empty. Remove it.",
                ));
            } else if !of_kind.add(key).1 {
                problems.push(Problem::warning(
                    path(),
                    format!(
                        "The {kind} {key} is in this list twice. Remove one.",
                        key = quoted(key)
                    ),
                ));
            } else if others.is_some_and(|others| others.has(key)) {
                problems.push(Problem::error(
                    path(),
                    format!(
                        "The {kind} {key} is both included and excluded. Remove it from one of \
                         the lists.",
                        key = quoted(key)
                    ),
                ));
            }
        }
    }
    seen
}

fn entry_problems(segment: &Segment, list: TargetList) -> Vec<Problem> {
    let entries = segment.context_targets(list).iter().enumerate();
    entries
        .filter_map(|(index, entry)| {
            let name = list.as_str();
            let path = format!("{name}Contexts/{index}/contextKind");
            if entry.context_kind() == ContextKind::USER {
                let message = format!(
                    "Keys of kind user belong in {name}: here they are passed over for a context \
                     that is only a user."
                );
                return Some(Problem::warning(path, message));
            }
            context_kind(&path, entry.context_kind.as_ref()?)
        })
        .list()
}
