//! What changed in the expirations.

use segdeck_core::{
    UnixMillis,
    model::{ExpiringTarget, Segment},
    order,
    patch::expiration::TargetReference,
};
use yew::prelude::*;

use super::changes::marked_item;
use crate::{
    format, platform,
    state::target_set::{Expirations, TargetSet, expirations_of},
    ui::LongText,
};

/// One target whose date is new, other or gone.
#[derive(Clone, Debug, PartialEq)]
pub struct ExpirationChange {
    /// Which target.
    pub target: TargetReference,
    /// Its date before.
    pub before: Option<UnixMillis>,
    /// Its date now.
    pub after: Option<UnixMillis>,
    /// Whether the target itself is not in its list any more, so that the date goes with it.
    pub is_target_gone: bool,
}

/// All changes, by target.
#[must_use]
pub fn expiration_changes(
    before: &[ExpiringTarget],
    after: &Expirations,
    segment: &Segment,
) -> Vec<ExpirationChange> {
    changes_between(&expirations_of(before), after, segment)
}

/// All changes from some dates to others, by target; `segment` is the one afterwards.
#[must_use]
pub fn changes_between(
    before: &Expirations,
    after: &Expirations,
    segment: &Segment,
) -> Vec<ExpirationChange> {
    let targets_left = TargetSet::of(segment);
    let mut targets: Vec<&TargetReference> = before.keys().chain(after.keys()).collect();
    order::sort(&mut targets);
    targets.dedup();
    targets
        .into_iter()
        .map(|target| ExpirationChange {
            target: target.clone(),
            before: before.get(target).copied(),
            after: after.get(target).copied(),
            is_target_gone: !targets_left.has(target),
        })
        .filter(|change| change.before != change.after)
        .collect()
}

impl ExpirationChange {
    /// The change as the list shows it.
    pub fn render(&self) -> Html {
        self.render_with(Html::default())
    }

    /// The same with a mark at the right.
    pub fn render_with(&self, mark: Html) -> Html {
        let text = |date: Option<UnixMillis>| date.map(|date| platform::local_date_time(date.0));
        let (sign, words) = match (text(self.before), text(self.after)) {
            (None, Some(after)) => ("+", format!("leaves {after}")),
            (Some(before), None) if self.is_target_gone => (
                "−",
                format!("would have left {before}: the date goes with the target"),
            ),
            (Some(before), None) => ("−", format!("stays: no longer leaves {before}")),
            (Some(before), Some(after)) => ("~", format!("leaves {after} instead of {before}")),
            (None, None) => return Html::default(),
        };
        let key = LongText::new("Key", self.target.context_key.clone());
        let key = key.shown(format::IN_LIST).html();
        let title = html! {
            <><code>{ key }</code>
            { format!(" {}, {}: {words}", self.target.context_kind, self.target.list.as_str()) }</>
        };
        marked_item(sign, title, Html::default(), mark)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use segdeck_core::{ContextKind, model::TargetList};

    #[test]
    fn only_what_differs_is_a_change() {
        let target = |key: &str| TargetReference {
            list: TargetList::Included,
            context_kind: ContextKind::user(),
            context_key: key.to_owned(),
        };
        let saved: Vec<ExpiringTarget> = serde_json::from_value(serde_json::json!([
            { "_id": "1", "_version": 1, "expirationDate": 5, "contextKind": "user",
              "contextKey": "a", "targetType": "included", "_resourceId": {} },
            { "_id": "2", "_version": 1, "expirationDate": 6, "contextKind": "user",
              "contextKey": "b", "targetType": "included", "_resourceId": {} }
        ]))
        .unwrap();
        let segment: Segment = serde_json::from_value(serde_json::json!({
            "key": "s", "name": "S", "creationDate": 1, "lastModifiedDate": 1, "version": 1,
            "included": ["b", "c"]
        }))
        .unwrap();
        let after: Expirations =
            [(target("b"), UnixMillis(6)), (target("c"), UnixMillis(7))].into();
        let changes = expiration_changes(&saved, &after, &segment);
        let keys: Vec<_> = changes
            .iter()
            .map(|c| c.target.context_key.as_str())
            .collect();
        assert_eq!(keys, ["a", "c"]);
        let is_gone: Vec<_> = changes.iter().map(|change| change.is_target_gone).collect();
        assert_eq!(is_gone, [true, false]);
    }
}
