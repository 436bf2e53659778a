//! The head of the segment page: what it is called, what it is, and what can be done with it.

use std::rc::Rc;

use segdeck_core::{endpoint::Place, model::SegmentKind};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::{details::DetailsDialog, locks::use_locks};
use crate::{
    format::{self, isolated},
    pages::segments::DeleteDialog,
    platform,
    route::{Route, RouteLink},
    state::{
        draft::{DraftAction, DraftState},
        permission::{DELETE, DETAILS},
    },
    ui::{
        Button, ButtonSize, ButtonVariant, Chip, ChipTone, CopyButton, Icon, IconButton, IconName,
        LongText, Menu, MenuItem, use_toasts,
    },
};

/// How many tags are shown; the rest are counted, and all are in the details.
const TAGS_SHOWN: usize = 20;

/// Properties of [`Header`].
#[derive(PartialEq, Properties)]
pub struct HeaderProps {
    /// Where.
    pub place: Place,
    /// The environment's name.
    pub environment: AttrValue,
    /// The draft.
    pub draft: UseReducerHandle<DraftState>,
    /// Further chips by the name.
    pub chip: Html,
    /// Shows the approval requests.
    pub on_approvals: Callback<()>,
    /// The time now, in Unix milliseconds.
    pub now: i64,
    /// Turns back the last save, if there was one on this page.
    pub undo_last_save: Option<Callback<()>>,
}

/// Breadcrumb, name, key, kind, description, tags, version; undo, redo and the menu.
#[component]
pub fn Header(props: &HeaderProps) -> Html {
    let draft = &props.draft;
    let segment = draft.segment();
    let toasts = use_toasts();
    let is_editing = use_state_eq(|| false);
    let is_deleting = use_state_eq(|| false);
    let (open_details, close_details) = switch(&is_editing);
    let (open_delete, close_delete) = switch(&is_deleting);
    let locks = use_locks();
    let details_lock = locks.edit_all(&DETAILS);
    let delete_lock = locks.locks.reason(DELETE).map(AttrValue::from);
    let on_deleted = {
        let (place, toasts) = (props.place.clone(), toasts.clone());
        let is_edited = draft.is_edited();
        Callback::from(move |()| {
            if is_edited {
                toasts.done("Your edits that were not saved are kept in Drafts.");
            }
            Route::segments(&place).open();
        })
    };
    let dispatch = |action: fn() -> DraftAction| {
        let draft = draft.clone();
        Callback::from(move |()| draft.dispatch(action()))
    };
    let copy = |text: Option<String>| {
        let toasts = toasts.clone();
        Callback::from(move |()| {
            let (toasts, text) = (toasts.clone(), text.clone().unwrap_or_default());
            spawn_local(async move {
                match platform::copy_text(&text).await {
                    Ok(()) => toasts.done("Copied."),
                    Err(refused) => toasts.error(refused),
                }
            });
        })
    };
    let copy_link = copy(platform::page_address());
    let copy_key = copy(Some(draft.base.key.to_string()));
    let items: Rc<[MenuItem]> = [
        MenuItem::new("Edit details", open_details.clone())
            .icon(IconName::Edit)
            .disabled(details_lock.clone()),
        MenuItem::new("Copy key", copy_key).icon(IconName::Copy),
        MenuItem::new("Copy link", copy_link).icon(IconName::External),
        MenuItem::new("Approval requests…", props.on_approvals.clone()).icon(IconName::Check),
        MenuItem::new("Delete segment…", open_delete)
            .icon(IconName::Trash)
            .disabled(delete_lock)
            .danger(),
    ]
    .into();
    html! {
        <header class="segment-header">
            <nav class="breadcrumb" aria-label="Breadcrumb">
                <RouteLink to={Route::segments(&props.place)}>{ "Segments" }</RouteLink>
                <Icon name={IconName::ChevronRight} size={12} />
                <span aria-current="page">{ &segment.name }</span>
            </nav>
            <div class="segment-header-row">
                <h1 tabindex="-1">{ &segment.name }</h1>
                <code class="segment-key">{ segment.key.as_str() }</code>
                <CopyButton text={segment.key.to_string()} label="Copy the key" icon_only=true />
                { kind_chip(segment.kind()) }
                { props.chip.clone() }
                if let Some(reason) = locks.locks.read_only() {
                    <Chip label="Read-only" icon={IconName::Lock} title={AttrValue::from(reason)} />
                }
                <div class="segment-header-actions">
                    if draft.can_undo() || draft.can_redo() {
                        <IconButton
                            icon={IconName::Undo}
                            label="Undo the last edit"
                            disabled_reason={(!draft.can_undo()).then(|| AttrValue::from("There is nothing to undo."))}
                            on_click={dispatch(|| DraftAction::Undo)}
                        />
                        <IconButton
                            icon={IconName::Undo}
                            class="is-mirrored"
                            label="Redo the edit"
                            disabled_reason={(!draft.can_redo()).then(|| AttrValue::from("There is nothing to redo."))}
                            on_click={dispatch(|| DraftAction::Redo)}
                        />
                    }
                    if let Some(undo) = &props.undo_last_save {
                        <Button size={ButtonSize::Medium} icon={IconName::Undo} class="undo-last-save" on_click={undo.clone()}>{ "Undo last save" }</Button>
                    }
                    <Button size={ButtonSize::Medium} icon={IconName::Edit} disabled_reason={details_lock} on_click={open_details}>{ "Edit details" }</Button>
                    <Menu label={format!("Actions for {}", isolated(&segment.name))} {items} variant={ButtonVariant::Default} />
                </div>
            </div>
            <div class="segment-header-row segment-header-facts">
                if let Some(description) = &segment.description {
                    { LongText::new("Description", description.clone()).class("segment-description").html() }
                }
                { for segment.tags.iter().take(TAGS_SHOWN).map(|tag| html! { <Chip label={tag.clone()} tone={ChipTone::Tag} /> }) }
                if segment.tags.len() > TAGS_SHOWN {
                    <Chip label={format!("+{} tags", format::thousands((segment.tags.len() - TAGS_SHOWN) as u64))} />
                }
                <span class="segment-version">
                    { format!("v{} · saved ", draft.base.version) }
                    <time title={platform::local_date_time(draft.base.last_modified_date.0)}>
                        { platform::relative(draft.base.last_modified_date.0, props.now) }
                    </time>
                </span>
            </div>
            if *is_editing {
                <DetailsDialog draft={draft.clone()} on_close={close_details} />
            }
            if *is_deleting {
                <DeleteDialog
                    place={props.place.clone()}
                    segment_key={draft.base.key.clone()}
                    name={draft.base.name.clone()}
                    environment={props.environment.clone()}
                    {on_deleted}
                    on_close={close_delete}
                />
            }
        </header>
    }
}

fn switch(state: &UseStateHandle<bool>) -> (Callback<()>, Callback<()>) {
    let (on, off) = (state.clone(), state.clone());
    (
        Callback::from(move |()| on.set(true)),
        Callback::from(move |()| off.set(false)),
    )
}

fn kind_chip(kind: SegmentKind) -> Html {
    let (label, icon) = match kind {
        SegmentKind::RuleBased => ("Rule-based", IconName::Rule),
        SegmentKind::List => ("List", IconName::List),
        SegmentKind::Big => ("Big", IconName::Big),
        SegmentKind::Synced => ("Synced", IconName::Sync),
    };
    html! { <Chip {label} {icon} /> }
}
