//! Name, description and tags of a segment, edited as part of the draft.

use std::rc::Rc;

use segdeck_core::validate;
use yew::prelude::*;

use crate::{
    state::draft::{DraftAction, DraftState},
    ui::{Button, ButtonVariant, Dialog, DialogWidth, Field, TagInput, TextArea, TextInput},
};

/// Properties of [`DetailsDialog`].
#[derive(PartialEq, Properties)]
pub struct DetailsDialogProps {
    /// The draft.
    pub draft: UseReducerHandle<DraftState>,
    /// Called to leave.
    pub on_close: Callback<()>,
}

/// A dialog with the segment's own fields. The key cannot change.
#[component]
pub fn DetailsDialog(props: &DetailsDialogProps) -> Html {
    let segment = props.draft.edited.segment.clone();
    let name = use_state_eq(|| AttrValue::from(segment.name.clone()));
    let description =
        use_state_eq(|| AttrValue::from(segment.description.clone().unwrap_or_default()));
    let tags = use_state_eq(|| -> Rc<[AttrValue]> {
        segment
            .tags
            .iter()
            .map(|tag| AttrValue::from(tag.clone()))
            .collect()
    });
    let name_problem = validate::name(&name).map(|problem| AttrValue::from(problem.message));
    let tag_problem = use_memo((*tags).clone(), |tags| {
        tags.iter().find_map(|tag| validate::tag(tag))
    });
    let tag_problem = tag_problem.as_ref().clone();
    let refusal = name_problem.clone().or_else(|| {
        tag_problem
            .clone()
            .map(|problem| AttrValue::from(problem.message))
    });
    let on_use = {
        let (draft, on_close) = (props.draft.clone(), props.on_close.clone());
        let (name, description, tags) = (name.clone(), description.clone(), tags.clone());
        let is_refused = refusal.is_some();
        Callback::from(move |()| {
            if is_refused {
                return;
            }
            draft.dispatch(DraftAction::SetDetails {
                name: name.trim().to_owned(),
                description: description.trim().to_owned(),
                tags: tags.iter().map(ToString::to_string).collect(),
            });
            on_close.emit(());
        })
    };
    let set_name = {
        let name = name.clone();
        Callback::from(move |text: String| name.set(text.into()))
    };
    let set_description = {
        let description = description.clone();
        Callback::from(move |text: String| description.set(text.into()))
    };
    let set_tags = {
        let tags = tags.clone();
        Callback::from(move |next: Vec<AttrValue>| tags.set(next.into()))
    };
    let problem_of = Callback::from(|tag: AttrValue| {
        validate::tag(&tag).map(|problem| AttrValue::from(problem.message))
    });
    html! {
        <Dialog
            title="Edit details"
            subtitle={html! { <code>{ segment.key.as_str() }</code> }}
            width={DialogWidth::Medium}
            on_close={props.on_close.clone()}
            on_confirm={refusal.is_none().then(|| on_use.clone())}
            footer={html! {
                <>
                    <Button variant={ButtonVariant::Ghost} on_click={props.on_close.clone()}>{ "Cancel" }</Button>
                    <Button variant={ButtonVariant::Primary} disabled_reason={refusal} on_click={on_use.clone()}>{ "Add to draft" }</Button>
                </>
            }}
        >
            <div class="stack">
                <Field label="Name" error={name_problem}>
                    <TextInput value={(*name).clone()} on_input={set_name} on_enter={on_use} autofocus=true />
                </Field>
                <Field label="Description" optional=true>
                    <TextArea value={(*description).clone()} on_input={set_description} />
                </Field>
                <Field label="Tags" optional=true error={tag_problem.map(|problem| AttrValue::from(problem.message))}>
                    <TagInput tags={(*tags).clone()} on_change={set_tags} {problem_of} />
                </Field>
            </div>
        </Dialog>
    }
}
