//! Many keys at once, one a line.

use std::rc::Rc;

use segdeck_core::{
    ContextKind, UnixMillis, model::TargetList, patch::expiration::TargetReference,
};
use yew::prelude::*;

use super::rows::sort_out;
use crate::{
    format,
    state::draft::{DraftAction, DraftState},
    ui::{
        Button, ButtonVariant, Checkbox, DateTimeField, Dialog, DialogWidth, Field, Segment,
        SegmentedControl, TextArea,
    },
};

/// Properties of [`PasteDialog`].
#[derive(PartialEq, Properties)]
pub struct PasteDialogProps {
    /// The draft.
    pub draft: UseReducerHandle<DraftState>,
    /// Which list it starts with.
    pub list: TargetList,
    /// Which kind.
    pub kind: ContextKind,
    /// The time now, in Unix milliseconds.
    pub now: i64,
    /// Called to leave.
    pub on_close: Callback<()>,
}

/// Adds or removes pasted keys and says before what will happen to each of them.
#[component]
pub fn PasteDialog(props: &PasteDialogProps) -> Html {
    let text = use_state_eq(AttrValue::default);
    let list = use_state_eq(|| props.list);
    let is_removal = use_state_eq(|| false);
    let is_moving = use_state_eq(|| false);
    let is_dated = use_state_eq(|| false);
    let date = use_state_eq(|| None::<i64>);
    let pasted = use_memo(
        (
            text.clone(),
            *list,
            *is_removal,
            props.kind.clone(),
            props.draft.edited.segment.clone(),
        ),
        |(text, list, is_removal, kind, segment)| sort_out(text, segment, *list, kind, *is_removal),
    );
    let moved = if *is_moving { pasted.on_both.len() } else { 0 };
    let count = pasted.usable.len() + moved;
    let on_apply = {
        let (draft, kind, pasted) = (props.draft.clone(), props.kind.clone(), pasted.clone());
        let on_close = props.on_close.clone();
        let (list, is_removal, is_moving) = (*list, *is_removal, *is_moving);
        let date = if *is_dated { *date } else { None };
        Callback::from(move |()| {
            if is_removal {
                draft.dispatch(DraftAction::RemoveTargets(
                    list,
                    kind.clone(),
                    pasted.usable.clone(),
                ));
            } else {
                if is_moving && !pasted.on_both.is_empty() {
                    draft.dispatch(DraftAction::MoveTargets(
                        list.other(),
                        kind.clone(),
                        pasted.on_both.clone(),
                    ));
                }
                draft.dispatch(DraftAction::AddTargets(
                    list,
                    kind.clone(),
                    pasted.usable.clone(),
                ));
                if let Some(date) = date {
                    let moved = pasted.on_both.iter().filter(|_| is_moving);
                    let targets = pasted
                        .usable
                        .iter()
                        .chain(moved)
                        .map(|key| TargetReference {
                            list,
                            context_kind: kind.clone(),
                            context_key: key.clone(),
                        });
                    draft.dispatch(DraftAction::SetExpirations(
                        targets.collect(),
                        UnixMillis(date),
                    ));
                }
            }
            on_close.emit(());
        })
    };
    let refusal = if count == 0 {
        Some(AttrValue::from(if text.trim().is_empty() {
            "Paste at least one key."
        } else {
            "None of these keys changes anything."
        }))
    } else if *is_dated && !*is_removal && date.is_none() {
        Some("Choose when they are removed again.".into())
    } else {
        None
    };
    let verb = if *is_removal { "Remove" } else { "Add" };
    let set_list = {
        let list = list.clone();
        Callback::from(move |value: AttrValue| {
            if let Some(chosen) = TargetList::from_name(&value) {
                list.set(chosen);
            }
        })
    };
    let set_action = {
        let is_removal = is_removal.clone();
        Callback::from(move |value: AttrValue| is_removal.set(value == "remove"))
    };
    let actions: Rc<[Segment]> =
        [Segment::new("add", "Add"), Segment::new("remove", "Remove")].into();
    let lists: Rc<[Segment]> = [
        Segment::new("included", "Included"),
        Segment::new("excluded", "Excluded"),
    ]
    .into();
    html! {
        <Dialog
            title="Paste keys"
            subtitle={html! { <span>{ "Kind " }<code>{ props.kind.as_str() }</code></span> }}
            width={DialogWidth::Medium}
            on_close={props.on_close.clone()}
            on_confirm={refusal.is_none().then(|| on_apply.clone())}
            footer={html! {
                <>
                    <Button variant={ButtonVariant::Ghost} on_click={props.on_close.clone()}>{ "Cancel" }</Button>
                    <Button variant={ButtonVariant::Primary} disabled_reason={refusal} on_click={on_apply}>
                        { format!("{verb} {} {} draft", format::thousands(count as u64), if *is_removal { "in" } else { "to" }) }
                    </Button>
                </>
            }}
        >
            <div class="paste">
                <div class="inline">
                    <SegmentedControl label="What to do" segments={actions} value={if *is_removal { "remove" } else { "add" }} on_change={set_action} />
                    <span>{ if *is_removal { "from" } else { "to" } }</span>
                    <SegmentedControl label="List" segments={lists} value={list.as_str()} on_change={set_list} />
                </div>
                <Field label="Keys, one a line" reserve=false>
                    <TextArea value={(*text).clone()} on_input={set(&text)} rows={10} mono=true autofocus=true />
                </Field>
                <ul class="paste-counts" aria-live="polite">
                    { counter(pasted.usable.len(), if *is_removal { "Will remove" } else { "Will add" }, "added") }
                    { counter(pasted.idle, if *is_removal { "Not in the list" } else { "Already in" }, "") }
                    { counter(pasted.duplicates, "Duplicate", "") }
                    if !*is_removal { { counter(pasted.on_both.len(), "In the other list", "removed") } }
                </ul>
                if !pasted.on_both.is_empty() {
                    <Checkbox
                        label={format!("Move {} over from {}", format::plural(pasted.on_both.len(), "key", "keys"), list.other().as_str())}
                        checked={*is_moving}
                        on_change={toggle(&is_moving)}
                    />
                }
                if !*is_removal {
                    <Checkbox label="Remove them again at a set date" checked={*is_dated} on_change={toggle(&is_dated)} />
                    if *is_dated {
                        <DateTimeField label="Date and time" value={*date} now={props.now} on_change={
                            let date = date.clone();
                            Callback::from(move |next: Option<i64>| date.set(next))
                        } />
                    }
                }
            </div>
        </Dialog>
    }
}

fn set(text: &UseStateHandle<AttrValue>) -> Callback<String> {
    let text = text.clone();
    Callback::from(move |next: String| text.set(next.into()))
}

fn toggle(state: &UseStateHandle<bool>) -> Callback<bool> {
    let state = state.clone();
    Callback::from(move |is_on: bool| state.set(is_on))
}

fn counter(count: usize, label: &'static str, state: &'static str) -> Html {
    html! {
        <li class="paste-count" data-state={(count > 0).then_some(state)}>
            <strong>{ format::thousands(count as u64) }</strong>
            <span>{ label }</span>
        </li>
    }
}
