//! The individual targets of a segment, by context kind and list.

mod actions;
mod add_key;
mod list;
mod own_list;
mod paste;
mod rows;

use std::{collections::BTreeSet, rc::Rc};

use segdeck_core::{
    ContextKind,
    model::{Segment, SegmentKind, TargetList},
    order,
    patch::semantic::TARGET_LIMIT,
};
use yew::prelude::*;

use self::{list::TargetListPane, own_list::OwnList, paste::PasteDialog};
use super::{locks::use_locks, rules::kind_icon, save::TargetFamily};
use crate::{
    format,
    state::{
        draft::DraftState,
        permission::{EXCLUDED, INCLUDED},
    },
    ui::{
        Button, ButtonVariant, Dialog, DialogWidth, Field, IconName, Segment as Choice,
        SegmentedControl, TextInput,
    },
};

/// Properties of [`TargetsTab`].
#[derive(PartialEq, Properties)]
pub struct TargetsTabProps {
    /// The draft.
    pub draft: UseReducerHandle<DraftState>,
    /// Whether the account uses users instead of contexts.
    pub family: TargetFamily,
    /// The time now, in Unix milliseconds.
    pub now: i64,
}

/// The kinds, and for the chosen one the two lists.
#[component]
pub fn TargetsTab(props: &TargetsTabProps) -> Html {
    let draft = &props.draft;
    let added_kinds = use_state_eq(Vec::<ContextKind>::new);
    let chosen = use_state_eq(|| AttrValue::Static(ContextKind::USER));
    let is_pasting = use_state_eq(|| None::<TargetList>);
    let is_naming = use_state_eq(|| false);
    let locks = use_locks();
    if matches!(
        draft.segment().kind(),
        SegmentKind::Big | SegmentKind::Synced
    ) {
        return html! { <OwnList segment={draft.base.clone()} /> };
    }
    let kinds = kinds(draft, &added_kinds, props.family);
    let kind = kinds
        .iter()
        .find(|kind| kind.as_str() == chosen.as_str())
        .cloned()
        .unwrap_or_else(ContextKind::user);
    let choices: Rc<[Choice]> = kinds
        .iter()
        .map(|kind| {
            let count = count(draft.segment(), kind);
            Choice::new(
                kind.to_string(),
                format!("{kind} {}", format::thousands(count)),
            )
            .icon(kind_icon(kind.as_str()))
        })
        .collect();
    let total: u64 = TargetList::ALL
        .iter()
        .map(|list| draft.segment().target_count(*list) as u64)
        .sum();
    let on_kind = {
        let chosen = chosen.clone();
        Callback::from(move |kind: AttrValue| chosen.set(kind))
    };
    let on_name = {
        let is_naming = is_naming.clone();
        Callback::from(move |()| is_naming.set(true))
    };
    let on_named = {
        let (is_naming, added, chosen) = (is_naming.clone(), added_kinds.clone(), chosen.clone());
        Callback::from(move |kind: Option<ContextKind>| {
            is_naming.set(false);
            if let Some(kind) = kind {
                chosen.set(kind.to_string().into());
                let mut next = (*added).clone();
                next.push(kind);
                added.set(next);
            }
        })
    };
    let paste_to = |list: TargetList| {
        let is_pasting = is_pasting.clone();
        Callback::from(move |()| is_pasting.set(Some(list)))
    };
    let on_pasted = {
        let is_pasting = is_pasting.clone();
        Callback::from(move |()| is_pasting.set(None))
    };
    html! {
        <div class="targets-tab">
            <div class="toolbar">
                <SegmentedControl
                    label={if props.family == TargetFamily::Users { "Kind" } else { "Context kind" }}
                    segments={choices}
                    value={kind.to_string()}
                    on_change={on_kind}
                />
                if props.family == TargetFamily::Contexts {
                    <Button variant={ButtonVariant::Ghost} icon={IconName::Plus} on_click={on_name}>{ "Context kind" }</Button>
                }
                <div class="toolbar-end">
                    <span>{ format!("{} of {} targets", format::thousands(total), format::thousands(TARGET_LIMIT as u64)) }</span>
                    <Button icon={IconName::Upload} disabled_reason={locks.edit_all(&[INCLUDED, EXCLUDED])} on_click={paste_to(TargetList::Included)}>{ "Paste keys" }</Button>
                </div>
            </div>
            <div class="panes">
                { for TargetList::ALL.into_iter().map(|list| html! {
                    <TargetListPane
                        key={list.as_str()}
                        draft={draft.clone()}
                        {list}
                        kind={kind.clone()}
                        now={props.now}
                        on_paste={paste_to(list)}
                    />
                }) }
            </div>
            if let Some(list) = *is_pasting {
                <PasteDialog draft={draft.clone()} {list} {kind} now={props.now} on_close={on_pasted} />
            }
            if *is_naming {
                <KindDialog on_done={on_named} />
            }
        </div>
    }
}

/// The kinds that can be chosen: `user`, those of the saved and the edited segment, and new ones.
fn kinds(draft: &DraftState, added: &[ContextKind], family: TargetFamily) -> Vec<ContextKind> {
    let mut kinds = vec![ContextKind::user()];
    if family == TargetFamily::Users {
        return kinds;
    }
    let others: BTreeSet<ContextKind> = order::set_of(
        draft
            .base
            .target_kinds()
            .into_iter()
            .chain(draft.segment().target_kinds())
            .chain(added.iter().cloned())
            .filter(|kind| !kind.is_user()),
    );
    kinds.extend(others);
    kinds
}

fn count(segment: &Segment, kind: &ContextKind) -> u64 {
    TargetList::ALL
        .iter()
        .map(|list| segment.targets(*list, kind.as_str()).count() as u64)
        .sum()
}

/// Properties of [`KindDialog`].
#[derive(PartialEq, Properties)]
struct KindDialogProps {
    on_done: Callback<Option<ContextKind>>,
}

/// Names another context kind.
#[component]
fn KindDialog(props: &KindDialogProps) -> Html {
    let text = use_state_eq(AttrValue::default);
    let parsed = ContextKind::parse(&text);
    let error = match &parsed {
        Err(invalid) if !text.is_empty() => Some(AttrValue::from(invalid.reason.clone())),
        _ => None,
    };
    let on_input = {
        let text = text.clone();
        Callback::from(move |next: String| text.set(next.into()))
    };
    let on_close = props.on_done.reform(|()| None);
    let refusal = parsed
        .as_ref()
        .err()
        .map(|invalid| AttrValue::from(invalid.reason.clone()));
    let on_use = {
        let on_done = props.on_done.clone();
        Callback::from(move |()| {
            if let Ok(kind) = &parsed {
                on_done.emit(Some(kind.clone()));
            }
        })
    };
    html! {
        <Dialog
            title="Another context kind"
            width={DialogWidth::Small}
            on_close={on_close.clone()}
            on_confirm={on_use.clone()}
            footer={html! {
                <>
                    <Button variant={ButtonVariant::Ghost} on_click={on_close}>{ "Cancel" }</Button>
                    <Button variant={ButtonVariant::Primary} on_click={on_use.clone()} disabled_reason={refusal}>{ "Show its targets" }</Button>
                </>
            }}
        >
            <Field label="Context kind" {error} hint="Such as organization or device.">
                <TextInput value={(*text).clone()} {on_input} on_enter={on_use} mono=true autofocus=true />
            </Field>
        </Dialog>
    }
}
