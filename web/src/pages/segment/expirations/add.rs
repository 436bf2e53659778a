//! Gives a target a date to leave.

use std::rc::Rc;

use segdeck_core::{
    ContextKind, UnixMillis, model::TargetList, patch::expiration::TargetReference,
};
use yew::prelude::*;

use super::TargetFamily;
use crate::{
    format::isolated,
    platform,
    state::draft::{DraftAction, DraftState},
    ui::{
        Button, ButtonVariant, Choice, Combobox, DateTimeField, Dialog, DialogWidth, Field,
        Segment, SegmentedControl, Select, Suggestion,
    },
};

/// How many keys are offered while typing.
const OFFERED: usize = 50;

/// Properties of [`AddDialog`].
#[derive(PartialEq, Properties)]
pub struct AddDialogProps {
    /// The draft.
    pub draft: UseReducerHandle<DraftState>,
    /// Whether the account uses users instead of contexts.
    pub family: TargetFamily,
    /// The time now, in Unix milliseconds.
    pub now: i64,
    /// Called to leave.
    pub on_close: Callback<()>,
}

/// List, kind, key and date. A key that is no target yet becomes one.
#[component]
pub fn AddDialog(props: &AddDialogProps) -> Html {
    let draft = &props.draft;
    let list = use_state_eq(|| TargetList::Included);
    let kind = use_state_eq(|| AttrValue::Static(ContextKind::USER));
    let key = use_state_eq(AttrValue::default);
    let date = use_state_eq(|| None::<i64>);
    let kinds: Rc<[Choice]> = kinds(draft, props.family)
        .into_iter()
        .map(|kind| Choice::new(kind.to_string(), kind.to_string()))
        .collect();
    let typed = platform::lowercase(key.trim());
    let suggestions: Rc<[Suggestion]> = draft
        .segment()
        .targets(*list, &kind)
        .filter(|known| platform::lowercase(known).contains(&typed))
        .take(OFFERED)
        .map(|known| Suggestion::new(known.to_owned()))
        .collect();
    let target = TargetReference {
        list: *list,
        context_kind: ContextKind::from(kind.as_str()),
        context_key: key.trim().to_owned(),
    };
    let is_target = draft
        .segment()
        .has_target(*list, &kind, &target.context_key);
    let is_on_other = draft
        .segment()
        .has_target(list.other(), &kind, &target.context_key);
    let refusal = if target.context_key.is_empty() {
        Some(AttrValue::from("Choose a key."))
    } else if is_on_other && !is_target {
        Some(
            format!(
                "{} is {}. Move it first.",
                isolated(&target.context_key),
                list.other().as_str()
            )
            .into(),
        )
    } else if date.is_none() {
        Some("Choose a time in the future.".into())
    } else {
        None
    };
    let hint = if target.context_key.is_empty() || is_target {
        AttrValue::from("The target leaves its list at that time.")
    } else {
        format!("Not {} yet: the draft adds it too.", list.as_str()).into()
    };
    let on_add = {
        let (draft, target, date, on_close) =
            (draft.clone(), target.clone(), *date, props.on_close.clone());
        let is_refused = refusal.is_some();
        Callback::from(move |()| {
            let Some(date) = date.filter(|_| !is_refused) else {
                return;
            };
            if !is_target {
                draft.dispatch(DraftAction::AddTargets(
                    target.list,
                    target.context_kind.clone(),
                    vec![target.context_key.clone()],
                ));
            }
            draft.dispatch(DraftAction::SetExpirations(
                vec![target.clone()],
                UnixMillis(date),
            ));
            on_close.emit(());
        })
    };
    let set_list = {
        let list = list.clone();
        Callback::from(move |value: AttrValue| {
            if let Some(chosen) = TargetList::from_name(&value) {
                list.set(chosen);
            }
        })
    };
    let set_kind = {
        let kind = kind.clone();
        Callback::from(move |value: AttrValue| kind.set(value))
    };
    let set_key = {
        let key = key.clone();
        Callback::from(move |text: String| key.set(text.into()))
    };
    let set_date = {
        let date = date.clone();
        Callback::from(move |next: Option<i64>| date.set(next))
    };
    let lists: Rc<[Segment]> = [
        Segment::new("included", "Included"),
        Segment::new("excluded", "Excluded"),
    ]
    .into();
    html! {
        <Dialog
            title="Add expiration"
            width={DialogWidth::Small}
            on_close={props.on_close.clone()}
            on_confirm={on_add.clone()}
            footer={html! {
                <>
                    <Button variant={ButtonVariant::Ghost} on_click={props.on_close.clone()}>{ "Cancel" }</Button>
                    <Button variant={ButtonVariant::Primary} disabled_reason={refusal} on_click={on_add}>{ "Add to draft" }</Button>
                </>
            }}
        >
            <div class="stack">
                <div class="inline">
                    <SegmentedControl label="List" segments={lists} value={list.as_str()} on_change={set_list} />
                    if kinds.len() > 1 {
                        <Select label="Context kind" choices={kinds} value={(*kind).clone()} on_change={set_kind} mono=true />
                    }
                </div>
                <Field label={if props.family == TargetFamily::Users { "User key" } else { "Context key" }} {hint}>
                    <Combobox value={(*key).clone()} on_input={set_key} {suggestions} mono=true autofocus=true />
                </Field>
                <DateTimeField value={*date} now={props.now} on_change={set_date} />
            </div>
        </Dialog>
    }
}

fn kinds(draft: &DraftState, family: TargetFamily) -> Vec<ContextKind> {
    let mut kinds = vec![ContextKind::user()];
    if family == TargetFamily::Contexts {
        kinds.extend(
            draft
                .segment()
                .target_kinds()
                .into_iter()
                .filter(|kind| !kind.is_user()),
        );
    }
    kinds
}
