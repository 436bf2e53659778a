//! The fields of a new segment.

use std::rc::Rc;

use segdeck_core::{endpoint::Place, validate};
use yew::prelude::*;

use super::type_cards::TypeCards;
use crate::{
    format,
    route::{Route, RouteLink, SegmentTab},
    state::new_segment::{Field as Of, NewSegmentAction, NewSegmentDraft},
    ui::{Combobox, Field, Icon, IconName, Suggestion, TagInput, TextArea, TextInput},
};

#[derive(Properties, PartialEq)]
pub(super) struct CreateFormProps {
    pub draft: Rc<NewSegmentDraft>,
    pub dispatch: Callback<NewSegmentAction>,
    pub place: Place,
    pub environment: AttrValue,
    pub is_taken: bool,
    pub is_free: bool,
    pub name_ref: NodeRef,
}

#[component]
pub(super) fn CreateForm(props: &CreateFormProps) -> Html {
    let (draft, dispatch) = (&props.draft, &props.dispatch);
    let error = |field: Of| draft.shown_problem(field).map(AttrValue::from);
    let visit = |field: Of| dispatch.reform(move |()| NewSegmentAction::Visit(field));
    let tags: Rc<[AttrValue]> = draft.tags.iter().cloned().map(AttrValue::from).collect();
    let on_tags = dispatch.reform(|tags: Vec<AttrValue>| {
        NewSegmentAction::Tags(tags.iter().map(ToString::to_string).collect())
    });
    let tag_fix = draft.tag_fix().map(|(old, new)| {
        let action = NewSegmentAction::Tags(draft.with_tag(&old, &new));
        html! {
            <button type="button" class="link"
                onclick={dispatch.reform(move |_: MouseEvent| action.clone())}>
                { format!("Change to {new}") }
            </button>
        }
    });
    html! {
        <div class="form-grid">
            <Field label="Name" error={error(Of::Name)}>
                <TextInput value={draft.name.clone()} autofocus=true
                    on_input={dispatch.reform(NewSegmentAction::Name)} on_blur={visit(Of::Name)}
                    input_ref={props.name_ref.clone()} />
            </Field>
            <KeyField draft={draft.clone()} dispatch={dispatch.clone()}
                place={props.place.clone()} environment={props.environment.clone()}
                is_taken={props.is_taken} is_free={props.is_free} />
            <Field class="wide" label="Description" optional=true reserve=false>
                <TextArea value={draft.description.clone()}
                    on_input={dispatch.reform(NewSegmentAction::Description)} />
            </Field>
            <Field class="wide" label="Tags" optional=true error={error(Of::Tags)}
                fix={tag_fix.unwrap_or_default()}>
                <TagInput {tags} on_change={on_tags}
                    problem_of={Callback::from(|tag: AttrValue| {
                        validate::tag(&tag).map(|problem| AttrValue::from(problem.message))
                    })} />
            </Field>
            <div class="wide">
                <TypeCards is_big={draft.is_big}
                    on_change={dispatch.reform(NewSegmentAction::Big)} />
            </div>
            if draft.is_big {
                <Field label="Context kind" error={error(Of::ContextKind)}
                    hint="Type and context kind cannot change later.">
                    <Combobox value={draft.context_kind.clone()} mono=true placeholder="user"
                        on_input={dispatch.reform(NewSegmentAction::ContextKind)}
                        suggestions={known_kinds()} />
                </Field>
            }
        </div>
    }
}

/// The kinds that most accounts have; any other can be typed.
fn known_kinds() -> Rc<[Suggestion]> {
    ["user", "organization", "device"]
        .into_iter()
        .map(Suggestion::new)
        .collect()
}

#[derive(Properties, PartialEq)]
struct KeyFieldProps {
    draft: Rc<NewSegmentDraft>,
    dispatch: Callback<NewSegmentAction>,
    place: Place,
    environment: AttrValue,
    is_taken: bool,
    is_free: bool,
}

#[component]
fn KeyField(props: &KeyFieldProps) -> Html {
    let draft = &props.draft;
    let key = draft.key.trim();
    let (error, fix) = if props.is_taken {
        let to = Route::segment(&props.place, &key.into(), SegmentTab::default());
        let open = html! {
            <RouteLink class="link" {to}>{ "Open the existing segment" }</RouteLink>
        };
        (Some("The key is taken. Choose another.".into()), open)
    } else {
        let error = draft.shown_problem(Of::Key).map(AttrValue::from);
        (error, Html::default())
    };
    let is_free = props.is_free && error.is_none() && !key.is_empty();
    let hint = match (draft.is_key_touched, is_free) {
        (false, true) => format!(
            "Generated from the name and available in {}. It cannot change later.",
            format::isolated(&props.environment)
        ),
        (true, true) => format!(
            "Available in {}. It cannot change later.",
            format::isolated(&props.environment)
        ),
        (_, false) => "It cannot change later.".to_owned(),
    };
    let suffix = if is_free {
        html! { <Icon name={IconName::Check} class="key-free" /> }
    } else {
        Html::default()
    };
    html! {
        <Field label="Key" {error} {fix} {hint}>
            <TextInput value={draft.key.clone()} mono=true {suffix}
                on_input={props.dispatch.reform(NewSegmentAction::Key)}
                on_blur={props.dispatch.reform(|()| NewSegmentAction::Visit(Of::Key))} />
        </Field>
    }
}
