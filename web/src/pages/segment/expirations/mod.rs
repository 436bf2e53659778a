//! When the targets of a segment leave: add, move, remove.

mod add;
mod date_dialog;
mod rows;
mod timeline;

use std::{collections::BTreeSet, rc::Rc};

use segdeck_core::{UnixMillis, patch::expiration::TargetReference};
use yew::prelude::*;

pub use self::date_dialog::DateDialog;
use self::{
    add::AddDialog,
    rows::{ExpirationRow, ExpirationStatus, rows},
    timeline::Timeline,
};
use super::{locks::use_locks, rules::kind_icon, save::TargetFamily};
use crate::{
    format, platform,
    state::{
        draft::{DraftAction, DraftState},
        permission::EXPIRATIONS,
    },
    ui::{
        Button, ButtonSize, ButtonVariant, Checkbox, Chip, ChipTone, EmptyState, Icon, IconButton,
        IconName, LongText, RowState, TextInput, WindowedList,
    },
};

/// Properties of [`ExpirationsTab`].
#[derive(PartialEq, Properties)]
pub struct ExpirationsTabProps {
    /// The draft.
    pub draft: UseReducerHandle<DraftState>,
    /// Whether the account uses users instead of contexts.
    pub family: TargetFamily,
    /// The time now, in Unix milliseconds.
    pub now: i64,
}

/// The timeline, the list, and what can be done with the selection.
#[component]
pub fn ExpirationsTab(props: &ExpirationsTabProps) -> Html {
    let draft = &props.draft;
    let filter = use_state_eq(AttrValue::default);
    let selected = use_state_eq(BTreeSet::<TargetReference>::new);
    let dated = use_state_eq(Vec::<TargetReference>::new);
    let is_adding = use_state_eq(|| false);
    let lock = use_locks().edit(EXPIRATIONS);
    let rows = use_memo(
        ((**draft).clone(), (*filter).clone(), props.family),
        |(draft, filter, family)| rows(draft, filter, *family),
    );
    let live: Vec<i64> = rows
        .iter()
        .filter_map(|row| row.date)
        .map(|date| date.0)
        .collect();
    let chosen: Rc<Vec<TargetReference>> = Rc::new(
        rows.iter()
            .filter(|row| row.date.is_some() && selected.contains(&row.target))
            .map(|row| row.target.clone())
            .collect(),
    );
    let open_add = {
        let is_adding = is_adding.clone();
        Callback::from(move |()| is_adding.set(true))
    };
    let close_add = {
        let is_adding = is_adding.clone();
        Callback::from(move |()| is_adding.set(false))
    };
    let close_date = {
        let dated = dated.clone();
        Callback::from(move |()| dated.set(Vec::new()))
    };
    let on_date = {
        let dated = dated.clone();
        Callback::from(move |targets: Vec<TargetReference>| dated.set(targets))
    };
    let on_filter = {
        let filter = filter.clone();
        Callback::from(move |text: String| filter.set(text.into()))
    };
    html! {
        <div class="expirations-tab">
            <Timeline dates={Rc::new(live)} now={props.now} />
            <div class="toolbar">
                <TextInput
                    kind="search"
                    icon={IconName::Search}
                    label="Filter by key"
                    placeholder="Filter by key"
                    value={(*filter).clone()}
                    on_input={on_filter}
                />
                <div class="toolbar-end">
                    <span>{ format!("Times in {}", platform::zone_name()) }</span>
                    <Button icon={IconName::Plus} disabled_reason={lock.clone()} on_click={open_add.clone()}>{ "Add expiration" }</Button>
                </div>
            </div>
            if rows.is_empty() {
                if filter.is_empty() {
                    <EmptyState text="No target expires." detail="A target with an expiration leaves its list at that time.">
                        <Button icon={IconName::Plus} disabled_reason={lock.clone()} on_click={open_add}>{ "Add expiration" }</Button>
                    </EmptyState>
                } else {
                    <EmptyState text="No expiration matches." />
                }
            } else {
                { table(&rows, &selected, draft, &on_date, lock.as_ref(), props.now) }
            }
            if !chosen.is_empty() {
                <BulkBar draft={draft.clone()} {chosen} {selected} {on_date} now={props.now} />
            }
            if *is_adding {
                <AddDialog draft={draft.clone()} family={props.family} now={props.now} on_close={close_add} />
            }
            if !dated.is_empty() {
                <DateDialog draft={draft.clone()} targets={(*dated).clone()} now={props.now} on_close={close_date} />
            }
        </div>
    }
}

/// Properties of [`BulkBar`].
#[derive(PartialEq, Properties)]
struct BulkBarProps {
    draft: UseReducerHandle<DraftState>,
    chosen: Rc<Vec<TargetReference>>,
    selected: UseStateHandle<BTreeSet<TargetReference>>,
    on_date: Callback<Vec<TargetReference>>,
    now: i64,
}

/// What can be done with the selected expirations.
#[component]
fn BulkBar(props: &BulkBarProps) -> Html {
    let extend = |days: i64| {
        let (draft, chosen) = (props.draft.clone(), props.chosen.clone());
        Callback::from(move |()| {
            for target in chosen.iter() {
                if let Some(date) = draft.expirations().get(target) {
                    let later = UnixMillis(date.plus(days * format::DAY).0);
                    draft.dispatch(DraftAction::SetExpirations(vec![target.clone()], later));
                }
            }
        })
    };
    let clear = {
        let selected = props.selected.clone();
        Callback::from(move |()| selected.set(BTreeSet::new()))
    };
    let remove = {
        let (draft, chosen, clear) = (props.draft.clone(), props.chosen.clone(), clear.clone());
        Callback::from(move |()| {
            draft.dispatch(DraftAction::RemoveExpirations((*chosen).clone()));
            clear.emit(());
        })
    };
    let pick = {
        let (on_date, chosen) = (props.on_date.clone(), props.chosen.clone());
        Callback::from(move |()| on_date.emit((*chosen).clone()))
    };
    let lock = use_locks().edit(EXPIRATIONS);
    html! {
        <div class="bulk-bar" role="region" aria-label="Selected expirations">
            <strong>{ format!("{} selected", props.chosen.len()) }</strong>
            <span class="bulk-bar-end">
                <span>{ "Extend" }</span>
                <Button disabled_reason={lock.clone()} on_click={extend(1)}>{ "+1d" }</Button>
                <Button disabled_reason={lock.clone()} on_click={extend(7)}>{ "+7d" }</Button>
                <Button disabled_reason={lock.clone()} on_click={extend(30)}>{ "+30d" }</Button>
                <Button icon={IconName::Calendar} disabled_reason={lock.clone()} on_click={pick}>{ "Pick date" }</Button>
                <Button variant={ButtonVariant::Danger} disabled_reason={lock} on_click={remove}>{ "Cancel expiration" }</Button>
                <IconButton icon={IconName::X} label="Clear the selection" on_click={clear} />
            </span>
        </div>
    }
}

fn table(
    rows: &Rc<Vec<ExpirationRow>>,
    selected: &UseStateHandle<BTreeSet<TargetReference>>,
    draft: &UseReducerHandle<DraftState>,
    on_date: &Callback<Vec<TargetReference>>,
    lock: Option<&AttrValue>,
    now: i64,
) -> Html {
    let render = {
        let lock = lock.cloned();
        let (rows, selected, draft, on_date) = (
            rows.clone(),
            selected.clone(),
            draft.clone(),
            on_date.clone(),
        );
        Callback::from(move |index: usize| match rows.get(index) {
            Some(row) => cells(row, &selected, &draft, &on_date, lock.as_ref(), now),
            None => Html::default(),
        })
    };
    let row_key = {
        let rows = rows.clone();
        Callback::from(move |index: usize| {
            rows.get(index)
                .map(|row| AttrValue::from(row.id()))
                .unwrap_or_default()
        })
    };
    let row_state = {
        let (rows, selected) = (rows.clone(), selected.clone());
        Callback::from(move |index: usize| {
            let row = rows.get(index);
            RowState {
                is_selected: row.map(|row| selected.contains(&row.target)),
                state: row.filter(|row| row.date.is_none()).map(|_| "removed"),
            }
        })
    };
    let header = html! {
        <div class="expiration-row expiration-head" role="row">
            <span role="columnheader"><span class="visually-hidden">{ "Select" }</span></span>
            <span role="columnheader">{ "Context key" }</span>
            <span role="columnheader">{ "Kind" }</span>
            <span role="columnheader">{ "List" }</span>
            <span role="columnheader">{ "Expires" }</span>
            <span role="columnheader">{ "Date" }</span>
            <span role="columnheader">{ "Status" }</span>
            <span role="columnheader"><span class="visually-hidden">{ "Actions" }</span></span>
        </div>
    };
    html! {
        <WindowedList
            label="Expirations"
            count={rows.len()}
            row_height={36}
            {header}
            {render}
            {row_key}
            {row_state}
        />
    }
}

fn cells(
    row: &ExpirationRow,
    selected: &UseStateHandle<BTreeSet<TargetReference>>,
    draft: &UseReducerHandle<DraftState>,
    on_date: &Callback<Vec<TargetReference>>,
    lock: Option<&AttrValue>,
    now: i64,
) -> Html {
    let target = &row.target;
    let key = &target.context_key;
    let label = format::short(key, format::IN_LABEL);
    let name = format::isolated(&label);
    let is_whole = label.len() == key.len();
    let shown = LongText::new("Key", key.clone())
        .shown(format::IN_LIST)
        .class("target-key")
        .html();
    let on_select = {
        let (selected, target) = (selected.clone(), target.clone());
        Callback::from(move |is_on: bool| {
            let mut next = (*selected).clone();
            if is_on {
                next.insert(target.clone());
            } else {
                next.remove(&target);
            }
            selected.set(next);
        })
    };
    let change = {
        let (on_date, target) = (on_date.clone(), target.clone());
        Callback::from(move |()| on_date.emit(vec![target.clone()]))
    };
    let remove = {
        let (draft, target) = (draft.clone(), target.clone());
        Callback::from(move |()| {
            draft.dispatch(DraftAction::RemoveExpirations(vec![target.clone()]));
        })
    };
    let restore = {
        let (draft, target, saved) = (draft.clone(), target.clone(), row.saved);
        Callback::from(move |()| {
            if let Some(saved) = saved {
                draft.dispatch(DraftAction::SetExpirations(vec![target.clone()], saved));
            }
        })
    };
    let is_near = row.date.is_some_and(|date| date.0 - now <= 7 * format::DAY);
    html! {
        <div class="expiration-row">
            <span role="gridcell">
                if row.date.is_some() {
                    <Checkbox label={format!("Select {name}")} hide_label=true checked={selected.contains(target)} on_change={on_select} />
                }
            </span>
            <span role="gridcell" class="target-name" title={is_whole.then(|| key.clone())}>
                { shown }
            </span>
            <span role="gridcell" class="inline"><Icon name={kind_icon(target.context_kind.as_str())} size={14} /><code>{ target.context_kind.as_str() }</code></span>
            <span role="gridcell" class="list-cell" data-list={target.list.as_str()}>
                { if target.list == segdeck_core::model::TargetList::Included { "+ Included" } else { "− Excluded" } }
            </span>
            <span role="gridcell" class="expires-cell" data-near={is_near.then_some("true")}>
                { row.date.map_or_else(|| "never".to_owned(), |date| platform::relative(date.0, now)) }
            </span>
            <span role="gridcell" class="date-cell">{ date_cell(row) }</span>
            <span role="gridcell">{ status(row) }</span>
            <span role="gridcell" class="row-actions">
                if row.date.is_some() {
                    <IconButton icon={IconName::Edit} label={format!("Change when {name} expires")} disabled_reason={lock.cloned()} on_click={change} />
                    <IconButton icon={IconName::Trash} label={format!("Cancel the expiration of {name}")} disabled_reason={lock.cloned()} on_click={remove} />
                } else {
                    <IconButton icon={IconName::Undo} size={ButtonSize::Medium} label={format!("Restore the expiration of {name}")} disabled_reason={lock.cloned()} on_click={restore} />
                }
            </span>
        </div>
    }
}

/// The date in the reader's zone, with UTC on hover; what it was before, if the draft moves it.
fn date_cell(row: &ExpirationRow) -> Html {
    let time = |date: UnixMillis| {
        html! { <time title={platform::utc_date_time(date.0)}>{ platform::local_date_time(date.0) }</time> }
    };
    match (row.saved, row.date) {
        (Some(saved), Some(date)) if saved != date => {
            html! { <><del>{ time(saved) }</del>{ " → " }{ time(date) }</> }
        }
        (_, Some(date)) => time(date),
        (Some(saved), None) => html! { <del>{ time(saved) }</del> },
        (None, None) => Html::default(),
    }
}

fn status(row: &ExpirationRow) -> Html {
    let (label, tone) = match row.status {
        ExpirationStatus::Scheduled => return html! { <span class="quiet">{ "Scheduled" }</span> },
        ExpirationStatus::New => ("New, unsaved", ChipTone::Positive),
        ExpirationStatus::Moved => ("Changed, unsaved", ChipTone::Accent),
        ExpirationStatus::Canceled => ("Canceled, unsaved", ChipTone::Negative),
        ExpirationStatus::NoTarget => ("No longer a target", ChipTone::Warning),
    };
    html! { <Chip {label} {tone} /> }
}
