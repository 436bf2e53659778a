//! The page of a segment that is no longer there, while the browser has a draft of it.

use segdeck_core::{
    diff,
    endpoint::Place,
    model::{Segment, TargetList},
};
use yew::prelude::*;

use super::{count_expiration_changes, deleted_note::DeletedNote, summary};
use crate::{
    format,
    route::{Route, RouteLink},
    state::draft::DraftState,
};

/// Properties of [`DeletedPage`].
#[derive(PartialEq, Properties)]
pub struct DeletedPageProps {
    /// Where it was.
    pub place: Place,
    /// What was made of it.
    pub draft: DraftState,
    /// Called with the draft of the new segment, which is empty until that is saved.
    pub on_created: Callback<DraftState>,
}

/// What the draft holds, and the way to make the segment again from it.
#[component]
pub fn DeletedPage(props: &DeletedPageProps) -> Html {
    let DeletedPageProps {
        place,
        draft,
        on_created,
    } = props;
    let told = use_memo(draft.clone(), told);
    html! {
        <>
            <header class="page-header">
                <h1 tabindex="-1">{ &draft.base.name }</h1>
                <code class="segment-key">{ draft.base.key.as_str() }</code>
            </header>
            <DeletedNote place={place.clone()} draft={draft.clone()} on_created={on_created.clone()} />
            <div class="page-scroll recreation">
                { for told.iter().map(|line| html! { <p>{ line }</p> }) }
                <div class="recreation-actions">
                    <RouteLink class="link" to={Route::Drafts}>{ "All drafts" }</RouteLink>
                    <RouteLink class="link" to={Route::segments(place)}>{ "All segments" }</RouteLink>
                </div>
            </div>
        </>
    }
}

/// What was edited, and what there is with it.
fn told(draft: &DraftState) -> [String; 2] {
    let outgoing = draft.outgoing();
    let changes = diff::summarize(&draft.base, &outgoing);
    let expirations = count_expiration_changes(draft);
    let edited = if changes.is_empty() && expirations == 0 {
        "JSON that is not applied yet".to_owned()
    } else {
        summary(&changes, expirations)
    };
    [
        format!(
            "Your edits of v{}, not saved: {edited}.",
            draft.base.version
        ),
        format!("With them it has {}.", content(&outgoing)),
    ]
}

fn content(segment: &Segment) -> String {
    let count = |list| segment.target_count(list);
    format!(
        "{}, {} included and {} excluded",
        format::plural(segment.rules.len(), "rule", "rules"),
        format::plural(count(TargetList::Included), "target", "targets"),
        format::thousands(count(TargetList::Excluded) as u64),
    )
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::state::draft::DraftAction;
    use segdeck_core::ContextKind;
    use yew::Reducible;

    #[test]
    fn the_page_says_what_the_draft_holds() {
        let segment = serde_json::from_value(serde_json::json!({
            "key": "s", "name": "S", "tags": [], "creationDate": 1, "lastModifiedDate": 1,
            "version": 3, "_links": {}, "rules": [{ "clauses": [] }], "included": ["a"],
            "excluded": ["b"]
        }));
        let draft = Rc::new(DraftState::new(Rc::new(segment.unwrap()), Rc::default()));
        let lines = told(&draft);
        assert_eq!(
            lines,
            [
                "Your edits of v3, not saved: JSON that is not applied yet.",
                "With them it has 1 rule, 1 target included and 1 excluded."
            ]
        );
        let add = DraftAction::AddTargets(
            TargetList::Included,
            ContextKind::user(),
            vec!["c".to_owned()],
        );
        let lines = told(&draft.reduce(add));
        assert_eq!(lines[0], "Your edits of v3, not saved: 1 target included.");
        assert_eq!(
            lines[1],
            "With them it has 1 rule, 2 targets included and 1 excluded."
        );
    }
}
