//! Keeps the targets that are shown from being older than their expirations.

use std::rc::Rc;

use segdeck_core::model::{ExpiringTarget, Segment};
use yew::prelude::*;

use crate::{
    hooks::QueryHandle,
    state::target_set::{TargetSet, expirations_of},
};

/// How much later, in milliseconds, the expirations may be answered than the segment before they
/// may tell of a later time.
const SAME_TIME: i64 = 1_000;

/// Reads the segment again if its expirations may be newer: a target that has left between the two
/// answers would be shown on and on, since nothing says any more that it was about to leave.
#[hook]
pub(super) fn use_fresh_targets(
    segment: &QueryHandle<Segment>,
    expirations: &QueryHandle<Vec<ExpiringTarget>>,
) {
    let known = use_mut_ref(|| None::<Rc<Vec<ExpiringTarget>>>);
    let segment = segment.clone();
    let answer = expirations.query.data().cloned();
    let answered_at = expirations.updated_at;
    // The answer that is known lasts until there is another, which is thus at another address.
    let which = answer.as_ref().map(Rc::as_ptr);
    use_effect_with((answered_at, which), move |(answered_at, _)| {
        let (Some(answered_at), Some(now)) = (*answered_at, answer) else {
            return;
        };
        let before = known.replace(Some(now.clone()));
        let (Some(shown), Some(read_at)) = (segment.query.data(), segment.updated_at) else {
            return;
        };
        let is_late = answered_at - read_at > SAME_TIME;
        if is_late || before.is_some_and(|before| may_have_left(shown, &before, &now)) {
            segment.reload.emit(());
        }
    });
}

/// Whether an expiration is gone whose target is still there.
fn may_have_left(segment: &Segment, before: &[ExpiringTarget], now: &[ExpiringTarget]) -> bool {
    let mut gone = expirations_of(before);
    for target in expirations_of(now).keys() {
        gone.remove(target);
    }
    let shown = (!gone.is_empty()).then(|| TargetSet::of(segment));
    shown.is_some_and(|shown| gone.keys().any(|target| shown.has(target)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(included: &[&str]) -> Segment {
        serde_json::from_value(serde_json::json!({
            "key": "a", "name": "A", "version": 3, "creationDate": 0, "lastModifiedDate": 0,
            "tags": [], "rules": [], "deleted": false, "generation": 1, "_links": {},
            "included": included,
        }))
        .unwrap()
    }

    fn expirations(keys: &[&str]) -> Vec<ExpiringTarget> {
        keys.iter()
            .map(|key| {
                serde_json::from_value(serde_json::json!({
                    "_id": key, "_version": 1, "expirationDate": 1, "contextKind": "user",
                    "contextKey": key, "targetType": "included",
                    "_resourceId": { "kind": "segment" },
                }))
                .unwrap()
            })
            .collect()
    }

    #[test]
    fn a_target_whose_expiration_is_gone_may_have_left() {
        let shown = segment(&["anna", "bob"]);
        let (both, one) = (expirations(&["anna", "bob"]), expirations(&["anna"]));
        assert!(may_have_left(&shown, &both, &one));
        assert!(!may_have_left(&shown, &both, &both));
        assert!(!may_have_left(&shown, &one, &both));
        assert!(!may_have_left(&segment(&["anna"]), &both, &one));
    }
}
