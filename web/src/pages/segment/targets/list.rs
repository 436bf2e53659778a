//! One list of targets.

use std::{cmp::Ordering, collections::BTreeSet, rc::Rc};

use segdeck_core::{ContextKind, model::TargetList, patch::expiration::TargetReference};
use yew::prelude::*;

use super::{
    actions::{Actions, csv},
    add_key::AddKey,
    rows::{RowStatus, TargetRow, rows},
};
use crate::{
    format,
    pages::segment::{
        expirations::DateDialog,
        locks::{SegmentLocks, use_locks},
    },
    platform,
    state::{draft::DraftState, permission::EXPIRATIONS},
    ui::{
        Button, ButtonSize, ButtonVariant, Checkbox, Chip, ChipTone, EmptyState, IconButton,
        IconName, LongText, RowState, TextInput, WindowedList,
    },
};

/// Properties of [`TargetListPane`].
#[derive(PartialEq, Properties)]
pub struct TargetListPaneProps {
    /// The draft.
    pub draft: UseReducerHandle<DraftState>,
    /// Which list.
    pub list: TargetList,
    /// Which kind.
    pub kind: ContextKind,
    /// The time now, in Unix milliseconds.
    pub now: i64,
    /// Called to paste keys into this list.
    pub on_paste: Callback<()>,
}

/// The keys of one list, and what can be done with them.
#[component]
pub fn TargetListPane(props: &TargetListPaneProps) -> Html {
    let (draft, list, kind) = (&props.draft, props.list, &props.kind);
    let locks = use_locks();
    let filter = use_state_eq(AttrValue::default);
    let selected = use_state_eq(BTreeSet::<String>::new);
    let dated = use_state_eq(Vec::<TargetReference>::new);
    let rows = use_memo(
        (
            draft.base.clone(),
            draft.edited.clone(),
            list,
            kind.clone(),
            (*filter).clone(),
        ),
        |(base, edited, list, kind, filter)| {
            rows(
                base,
                &edited.segment,
                &edited.expirations,
                *list,
                kind,
                filter,
            )
        },
    );
    let count = draft.segment().targets(list, kind.as_str()).count();
    let saved = draft.base.targets(list, kind.as_str()).count();
    let chosen: Vec<String> = rows
        .iter()
        .filter(|row| row.status != RowStatus::Removed && selected.contains(&row.key))
        .map(|row| row.key.clone())
        .collect();
    let actions = Actions {
        draft: draft.clone(),
        list,
        kind: kind.clone(),
    };
    let on_filter = {
        let filter = filter.clone();
        Callback::from(move |text: String| filter.set(text.into()))
    };
    let on_dated = {
        let dated = dated.clone();
        Callback::from(move |()| dated.set(Vec::new()))
    };
    let (title, sign) = match list {
        TargetList::Included => ("Included", "+"),
        TargetList::Excluded => ("Excluded", "−"),
    };
    html! {
        <section class="pane target-list" aria-label={format!("{title} targets")}>
            <header class="target-list-head">
                <h2 class="panel-title">
                    <span class="target-list-sign" data-list={list.as_str()} aria-hidden="true">{ sign }</span>
                    { title }
                    <span class="target-list-count">{ format::thousands(count as u64) }</span>
                    { delta(saved, count) }
                </h2>
                <Button variant={ButtonVariant::Ghost} size={ButtonSize::Medium} icon={IconName::Download} on_click={csv(draft, list, kind)}>{ "CSV" }</Button>
            </header>
            <div class="target-list-tools">
                <TextInput
                    kind="search"
                    icon={IconName::Search}
                    label={format!("Search {}", platform::lowercase(title))}
                    placeholder={format!("Search {}", platform::lowercase(title))}
                    value={(*filter).clone()}
                    on_input={on_filter}
                />
                <AddKey actions={actions.clone()} />
                <Button icon={IconName::Upload} disabled_reason={locks.edit_list(list)} on_click={props.on_paste.clone()} title={format!("Paste keys to {}", platform::lowercase(title))}>{ "Paste" }</Button>
            </div>
            <SelectionHead
                actions={actions.clone()}
                rows={rows.clone()}
                chosen={Rc::new(chosen)}
                selected={selected.clone()}
                on_date={
                    let dated = dated.clone();
                    Callback::from(move |targets| dated.set(targets))
                }
            />
            if rows.is_empty() {
                if filter.is_empty() {
                    <EmptyState
                        text={format!("No {kind} is {}.", platform::lowercase(title))}
                        detail={match list {
                            TargetList::Included => "Included targets are in the segment, whatever the rules say.",
                            TargetList::Excluded => "Excluded targets stay out, whatever the rules say.",
                        }}
                    />
                } else {
                    <EmptyState text="No key matches." />
                }
            } else {
                { table(props, title, &rows, &selected, &dated, &actions, &locks) }
            }
            if !dated.is_empty() {
                <DateDialog draft={draft.clone()} targets={(*dated).clone()} now={props.now} on_close={on_dated} />
            }
        </section>
    }
}

fn delta(saved: usize, count: usize) -> Html {
    let (state, sign) = match count.cmp(&saved) {
        Ordering::Greater => ("added", "+"),
        Ordering::Less => ("removed", "−"),
        Ordering::Equal => return Html::default(),
    };
    let by = format::thousands(count.abs_diff(saved) as u64);
    html! { <span class="target-list-delta" data-state={state}>{ format!("{sign}{by}") }</span> }
}

/// Properties of [`SelectionHead`].
#[derive(PartialEq, Properties)]
struct SelectionHeadProps {
    actions: Actions,
    rows: Rc<Vec<TargetRow>>,
    chosen: Rc<Vec<String>>,
    selected: UseStateHandle<BTreeSet<String>>,
    on_date: Callback<Vec<TargetReference>>,
}

/// The head of the list: select all, and what to do with the selection.
#[component]
fn SelectionHead(props: &SelectionHeadProps) -> Html {
    let selectable = props
        .rows
        .iter()
        .filter(|row| row.status != RowStatus::Removed)
        .count();
    let count = props.chosen.len();
    let on_all = {
        let (rows, selected) = (props.rows.clone(), props.selected.clone());
        Callback::from(move |is_on: bool| {
            let keys = rows
                .iter()
                .filter(|row| is_on && row.status != RowStatus::Removed);
            selected.set(keys.map(|row| row.key.clone()).collect());
        })
    };
    let act = |act: fn(&Actions, Vec<String>)| {
        let (actions, chosen, selected) = (
            props.actions.clone(),
            props.chosen.clone(),
            props.selected.clone(),
        );
        Callback::from(move |_: MouseEvent| {
            act(&actions, (*chosen).clone());
            selected.set(BTreeSet::new());
        })
    };
    let on_date = {
        let (actions, chosen, on_date) = (
            props.actions.clone(),
            props.chosen.clone(),
            props.on_date.clone(),
        );
        Callback::from(move |_: MouseEvent| on_date.emit(actions.references(&chosen)))
    };
    let other = props.actions.list.other().as_str();
    let locks = use_locks();
    let link = |label: String, lock: Option<AttrValue>, danger: bool, act: Callback<MouseEvent>| {
        let act = if lock.is_some() {
            Callback::noop()
        } else {
            act
        };
        html! {
            <button type="button" class={classes!("link", danger.then_some("danger"))}
                aria-disabled={lock.is_some().then_some("true")} aria-description={lock.clone()}
                title={lock} onclick={act}>{ label }</button>
        }
    };
    html! {
        <div class="selection-head">
            <Checkbox
                label={format!("Select all {} keys shown", props.actions.list.as_str())}
                hide_label=true
                checked={count > 0 && count == selectable}
                indeterminate={count > 0 && count < selectable}
                on_change={on_all}
            />
            if count == 0 {
                <span class="selection-head-title">{ "Context key" }</span>
                <span class="selection-head-date">{ "Expiration" }</span>
            } else {
                <span class="selection-head-title">{ format!("{} selected", format::thousands(count as u64)) }</span>
                <span class="selection-head-end">
                    { link("Set expiration".to_owned(), locks.edit(EXPIRATIONS), false, on_date) }
                    { link(format!("Move to {other}"), locks.edit_both_lists(), false, act(Actions::move_over)) }
                    { link("Remove".to_owned(), locks.edit_list(props.actions.list), true, act(Actions::remove)) }
                </span>
            }
        </div>
    }
}

fn table(
    props: &TargetListPaneProps,
    title: &str,
    rows: &Rc<Vec<TargetRow>>,
    selected: &UseStateHandle<BTreeSet<String>>,
    dated: &UseStateHandle<Vec<TargetReference>>,
    actions: &Actions,
    locks: &Rc<SegmentLocks>,
) -> Html {
    let render = {
        let (rows, selected, dated, actions, locks) = (
            rows.clone(),
            selected.clone(),
            dated.clone(),
            actions.clone(),
            locks.clone(),
        );
        let now = props.now;
        Callback::from(move |index: usize| match rows.get(index) {
            Some(row) => row_cells(row, &selected, &dated, &actions, &locks, now),
            None => Html::default(),
        })
    };
    let row_key = {
        let rows = rows.clone();
        Callback::from(move |index: usize| {
            rows.get(index)
                .map(|row| AttrValue::from(row.key.clone()))
                .unwrap_or_default()
        })
    };
    let row_state = {
        let (rows, selected) = (rows.clone(), selected.clone());
        Callback::from(move |index: usize| {
            let row = rows.get(index);
            RowState {
                is_selected: row.map(|row| selected.contains(&row.key)),
                state: row
                    .filter(|row| row.status == RowStatus::Removed)
                    .map(|_| "removed"),
            }
        })
    };
    html! {
        <WindowedList
            label={format!("{title} {} keys", props.kind)}
            count={rows.len()}
            row_height={32}
            {render}
            {row_key}
            {row_state}
        />
    }
}

fn row_cells(
    row: &TargetRow,
    selected: &UseStateHandle<BTreeSet<String>>,
    dated: &UseStateHandle<Vec<TargetReference>>,
    actions: &Actions,
    locks: &SegmentLocks,
    now: i64,
) -> Html {
    let key = &row.key;
    let label = format::short(key, format::IN_LABEL);
    let name = format::isolated(&label);
    let shown = LongText::new("Key", key.clone())
        .shown(format::IN_LIST)
        .class("target-key")
        .html();
    let run = |act: fn(&Actions, Vec<String>)| {
        let (actions, key) = (actions.clone(), key.clone());
        Callback::from(move |()| act(&actions, vec![key.clone()]))
    };
    if row.status == RowStatus::Removed {
        return html! {
            <div class="target-row" role="gridcell">
                <del class="target-name">{ shown }</del>
                <Chip label="Removed" tone={ChipTone::Negative} />
                <IconButton icon={IconName::Undo} label={format!("Restore {name}")} disabled_reason={locks.edit_list(actions.list)} on_click={run(Actions::add)} />
            </div>
        };
    }
    let on_select = {
        let (selected, key) = (selected.clone(), key.clone());
        Callback::from(move |is_on: bool| {
            let mut next = (*selected).clone();
            if is_on {
                next.insert(key.clone());
            } else {
                next.remove(&key);
            }
            selected.set(next);
        })
    };
    let on_date = {
        let (dated, targets) = (dated.clone(), actions.references(std::slice::from_ref(key)));
        Callback::from(move |()| dated.set(targets.clone()))
    };
    let expiry = row.expires.map(|date| {
        let tone = if date.0 - now <= 7 * format::DAY {
            ChipTone::Warning
        } else {
            ChipTone::Outline
        };
        html! {
            <Chip
                label={format::time_left(date.0, now)}
                title={platform::local_date_time(date.0)}
                icon={IconName::Clock}
                {tone}
            />
        }
    });
    let other = actions.list.other().as_str();
    html! {
        <div class="target-row" role="gridcell">
            <Checkbox label={format!("Select {name}")} hide_label=true checked={selected.contains(key)} on_change={on_select} />
            <span class="target-name" title={(label.len() == key.len()).then(|| key.clone())}>{ shown }</span>
            if row.status == RowStatus::New { <Chip label="New" tone={ChipTone::Positive} /> }
            { expiry.unwrap_or_default() }
            <span class="row-actions">
                <IconButton icon={IconName::Clock} label={format!("Set when {name} expires")} disabled_reason={locks.edit(EXPIRATIONS)} on_click={on_date} />
                <IconButton icon={IconName::Move} label={format!("Move {name} to {other}")} disabled_reason={locks.edit_both_lists()} on_click={run(Actions::move_over)} />
                <IconButton icon={IconName::Trash} label={format!("Remove {name}")} disabled_reason={locks.edit_list(actions.list)} on_click={run(Actions::remove)} />
            </span>
        </div>
    }
}
