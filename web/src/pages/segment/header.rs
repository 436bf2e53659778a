//! The head of the segment page: what it is called, what it is, and what can be done with it.

use std::rc::Rc;

use segdeck_client::Outcome;
use segdeck_core::{
    endpoint::{Operation, Place},
    model::SegmentKind,
};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;
use yew_router::prelude::*;

use super::details::DetailsDialog;
use crate::{
    hooks::use_mutation,
    platform,
    route::{Route, RouteLink},
    state::{
        draft::{DraftAction, DraftState},
        draft_storage,
    },
    text,
    ui::{
        Button, ButtonVariant, Chip, ConfirmDialog, CopyButton, Icon, IconButton, IconName, Menu,
        MenuItem, Note, NoteTone, use_toasts,
    },
};

/// Properties of [`Header`].
#[derive(PartialEq, Properties)]
pub struct HeaderProps {
    /// Where.
    pub place: Place,
    /// The environment's name.
    pub environment: AttrValue,
    /// The draft.
    pub draft: UseReducerHandle<DraftState>,
    /// The time now, in Unix milliseconds.
    pub now: i64,
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
        MenuItem::new("Edit details", open_details.clone()).icon(IconName::Edit),
        MenuItem::new("Copy key", copy_key).icon(IconName::Copy),
        MenuItem::new("Copy link", copy_link).icon(IconName::External),
        MenuItem::new("Delete segment…", open_delete)
            .icon(IconName::Trash)
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
                    <Button icon={IconName::Edit} on_click={open_details}>{ "Edit details" }</Button>
                    <Menu label={format!("Actions for {}", segment.name)} {items} variant={ButtonVariant::Default} />
                </div>
            </div>
            <div class="segment-header-row segment-header-facts">
                if let Some(description) = &segment.description {
                    <span class="segment-description">{ description }</span>
                }
                { for segment.tags.iter().map(|tag| html! { <Chip label={tag.clone()} tone={crate::ui::ChipTone::Tag} /> }) }
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
                    environment={props.environment.clone()}
                    draft={draft.clone()}
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

/// Properties of [`DeleteDialog`].
#[derive(PartialEq, Properties)]
struct DeleteDialogProps {
    place: Place,
    environment: AttrValue,
    draft: UseReducerHandle<DraftState>,
    on_close: Callback<()>,
}

/// Asks for the key to be typed, and says who uses the segment.
#[component]
fn DeleteDialog(props: &DeleteDialogProps) -> Html {
    let navigator = use_navigator();
    let toasts = use_toasts();
    let failure = use_state_eq(|| None::<AttrValue>);
    let key = props.draft.base.key.clone();
    let on_done = {
        let (place, key, failure) = (props.place.clone(), key.clone(), failure.clone());
        Callback::from(
            move |result: Result<Outcome<()>, segdeck_client::ClientError>| match result {
                Ok(Outcome::Applied(())) => {
                    platform::Store::Local.remove(&draft_storage::name(&place, key.as_str()));
                    toasts.done(format!("{key} is deleted."));
                    if let Some(navigator) = &navigator {
                        navigator.push(&Route::segments(&place));
                    }
                }
                Ok(Outcome::NotApplied { error, .. } | Outcome::Unclear { error, .. })
                | Err(error) => {
                    failure.set(Some(text::failure(&error).message.into()));
                }
            },
        )
    };
    let deletion = use_mutation(
        &[Operation::ListSegments],
        |client, (place, key): (Place, segdeck_core::SegmentKey)| async move {
            client.delete_segment_decided(&place, &key).await
        },
        on_done,
    );
    let on_confirm = {
        let (run, place, key) = (deletion.run.clone(), props.place.clone(), key.clone());
        Callback::from(move |()| run.emit((place.clone(), key.clone())))
    };
    let flags = props.draft.base.flags.clone().unwrap_or_default();
    html! {
        <ConfirmDialog
            title={format!("Delete {}", props.draft.base.name)}
            confirm_label="Delete segment"
            destructive=true
            type_to_confirm={key.to_string()}
            busy={deletion.is_running}
            {on_confirm}
            on_close={props.on_close.clone()}
        >
            <p>{ format!("This deletes the segment from {} at once. It cannot be undone.", props.environment) }</p>
            if !flags.is_empty() {
                <Note tone={NoteTone::Warning}>
                    { "Flags use it: " }
                    { for flags.iter().map(|flag| html! { <><code>{ &flag.key }</code>{ " " }</> }) }
                </Note>
            }
            if let Some(failure) = &*failure {
                <Note tone={NoteTone::Negative} role="alert">{ "It was not deleted. " }{ failure }</Note>
            }
        </ConfirmDialog>
    }
}
