//! From what is saved to what was edited, in as few instructions as possible.

use super::{ExpiringTargetInstruction as I, TargetReference};
use crate::{UnixMillis, gather::Gather, model::ExpiringTarget, order::Map};

/// The fewest instructions that make the saved items `before` the edited set `after`: removals,
/// then new dates, then new expirations, each in the order of their targets. An update carries the
/// item's version, so that it fails if somebody else changed the item meanwhile.
///
/// Where `after` names a target twice, the last date counts. Items of a target type that we do not
/// know are left alone.
#[must_use]
pub fn plan(before: &[ExpiringTarget], after: &[(TargetReference, UnixMillis)]) -> Vec<I> {
    let saved: Map<TargetReference, &ExpiringTarget> = Map::of(
        before
            .iter()
            .filter_map(|item| TargetReference::of(item).map(|target| (target, item))),
    );
    let edited: Map<&TargetReference, UnixMillis> =
        Map::of(after.iter().map(|(target, value)| (target, *value)));
    let removals = saved
        .keys()
        .filter(|target| !edited.contains_key(target))
        .map(|target| I::Remove {
            target: target.clone(),
        });
    let updates = edited.iter().filter_map(|(target, value)| {
        let item = saved.get(*target)?;
        (item.expiration_date != *value).then(|| I::Update {
            target: (*target).clone(),
            value: *value,
            version: Some(item.version),
        })
    });
    let additions = edited
        .iter()
        .filter(|(target, _)| !saved.contains_key(**target))
        .map(|(target, value)| I::Add {
            target: (*target).clone(),
            value: *value,
        });
    removals.chain(updates).chain(additions).list()
}
