//! A segment that somebody deleted while it was edited: the draft is kept, and can make it again.

use std::rc::Rc;

use segdeck_client::{ClientError, Outcome};
use segdeck_core::{
    endpoint::{Operation, Place},
    merge::merge,
    model::{NewSegment, Segment},
    wire,
};
use yew::prelude::*;

use crate::{
    hooks::use_mutation,
    pages::RequestError,
    state::{
        draft::{DraftState, Edited},
        local_id,
    },
    ui::{Button, ButtonSize, CopyButton, Note, NoteTone},
};

/// Properties of [`DeletedNote`].
#[derive(PartialEq, Properties)]
pub struct DeletedNoteProps {
    /// Where it was.
    pub place: Place,
    /// What was made of it.
    pub draft: DraftState,
    /// Called with the draft of the new segment, which is empty until that is saved.
    pub on_created: Callback<DraftState>,
}

/// Says that it is gone, and offers to create it again or to take its definition along.
#[component]
pub fn DeletedNote(props: &DeletedNoteProps) -> Html {
    let failed = use_state_eq(|| None::<Rc<ClientError>>);
    let on_done = {
        let (failed, draft) = (failed.clone(), props.draft.clone());
        let on_created = props.on_created.clone();
        Callback::from(move |answer| match answer {
            Ok(Outcome::Applied(created)) => on_created.emit(carried_over(&draft, created)),
            Ok(Outcome::NotApplied { error, .. } | Outcome::Unclear { error, .. }) | Err(error) => {
                failed.set(Some(Rc::new(error)));
            }
        })
    };
    let creation = use_mutation(
        &[
            Operation::GetSegment,
            Operation::GetExpiringTargets,
            Operation::ListSegments,
        ],
        |client, (place, body): (Place, NewSegment)| async move {
            client.create_segment_decided(&place, &body).await
        },
        on_done,
    );
    let create = {
        let (place, draft, run) = (props.place.clone(), props.draft.clone(), creation.run);
        Callback::from(move |()| run.emit((place.clone(), new_segment(draft.segment()))))
    };
    let definition = use_memo(props.draft.clone(), |draft| {
        AttrValue::from(wire::pretty(&draft.outgoing()))
    });
    html! {
        <>
            <Note
                tone={NoteTone::Negative}
                role="alert"
                action={html! {
                    <>
                        <CopyButton text={(*definition).clone()} label="Copy JSON" size={ButtonSize::Small} />
                        <Button size={ButtonSize::Small} busy={creation.is_running} on_click={create}>
                            { "Create it again" }
                        </Button>
                    </>
                }}
            >
                <strong>{ "This segment was deleted on the server. " }</strong>
                { "Your version is kept. Created again, it is a new segment: empty until you save it, and its percentages may choose other contexts." }
            </Note>
            if let Some(error) = &*failed {
                <RequestError what="The segment was not created." error={error.clone()} />
            }
        </>
    }
}

fn new_segment(segment: &Segment) -> NewSegment {
    NewSegment {
        name: segment.name.clone(),
        key: segment.key.clone(),
        description: segment.description.clone(),
        tags: segment.tags.clone(),
        unbounded: segment.is_big(),
        unbounded_context_kind: segment.unbounded_context_kind.clone(),
    }
}

/// The draft on top of the new segment: everything that the new one does not have is an edit.
fn carried_over(draft: &DraftState, created: Segment) -> DraftState {
    let mut wanted = draft.outgoing();
    for rule in &mut wanted.rules {
        rule.id = None;
        for clause in &mut rule.clauses {
            clause.id = None;
        }
    }
    let wanted = merge(&created, &created, &wanted).segment;
    DraftState::restored(
        Rc::new(created),
        Rc::default(),
        Edited {
            segment: Rc::new(local_id::complete(wanted)),
            expirations: draft.edited.expirations.clone(),
        },
    )
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn segment(fields: &Value) -> Segment {
        let mut segment = json!({
            "key": "s", "name": "S", "tags": [], "creationDate": 1, "lastModifiedDate": 1,
            "version": 7, "deleted": false, "generation": 1, "_links": {}, "rules": []
        });
        let all = segment.as_object_mut().unwrap();
        all.extend(fields.as_object().unwrap().clone());
        serde_json::from_value(segment).unwrap()
    }

    #[test]
    fn everything_is_carried_over_but_what_the_server_gave() {
        let rule = json!({ "_id": "r", "clauses": [{ "_id": "c", "contextKind": "user",
            "attribute": "key", "op": "in", "negate": false, "values": ["x"] }] });
        let old = segment(&json!({ "included": ["a"], "rules": [rule], "tags": ["t"] }));
        let draft = DraftState::new(Rc::new(old), Rc::default());
        let created = segment(&json!({ "version": 1, "creationDate": 9 }));
        let carried = carried_over(&draft, created);
        assert_eq!((carried.base.version, carried.segment().version), (1, 1));
        let outgoing = carried.outgoing();
        assert_eq!(outgoing.included, Some(vec!["a".to_owned()]));
        assert_eq!(outgoing.creation_date.0, 9);
        assert_eq!(outgoing.tags, ["t"]);
        assert_eq!(outgoing.rules[0].id, None);
        assert_eq!(outgoing.rules[0].clauses[0].id, None);
        assert_eq!(outgoing.rules[0].clauses[0].values, ["x"]);
    }
}
