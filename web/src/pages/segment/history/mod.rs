//! What happened to the segment, and the ways back.

mod compare;
mod entry;
mod last_save;
mod load;
pub mod told;
mod turning_back;
mod way_back;

use std::rc::Rc;

use segdeck_core::endpoint::Place;
use yew::prelude::*;

use self::{
    compare::CompareDialog,
    entry::{Entry, entry_name},
    load::{History, HistoryHandle, use_history},
    way_back::Version,
};
pub use self::{
    last_save::{LastSave, use_last_save},
    turning_back::{TurnBack, use_turning_back},
};
use super::locks::use_locks;
use crate::{
    format,
    pages::RequestError,
    state::{
        draft::DraftState,
        permission::{DETAILS, EXCLUDED, EXPIRATIONS, INCLUDED, RULES},
    },
    ui::{Button, ButtonSize, ButtonVariant, EmptyState, IconName, Skeleton, TextInput},
};

/// Everything that a way back may change.
const EDITS: [&str; 7] = [
    RULES,
    INCLUDED,
    EXCLUDED,
    EXPIRATIONS,
    DETAILS[0],
    DETAILS[1],
    DETAILS[2],
];

/// Properties of [`HistoryTab`].
#[derive(PartialEq, Properties)]
pub struct HistoryTabProps {
    /// Where.
    pub place: Place,
    /// The draft.
    pub draft: UseReducerHandle<DraftState>,
    /// The version that the server has.
    pub version: i64,
    /// The time now, in Unix milliseconds.
    pub now: i64,
    /// Called with how many entries there are.
    pub on_count: Callback<AttrValue>,
    /// Called to turn something back.
    pub on_turn_back: Callback<TurnBack>,
}

/// The entries of the audit log, the newest first.
#[component]
pub fn HistoryTab(props: &HistoryTabProps) -> Html {
    let HistoryHandle {
        history,
        load_more,
        ask_again,
    } = use_history(&props.place, &props.draft.base.key, props.version);
    let text = use_state_eq(String::new);
    let chosen = use_state_eq(Vec::<String>::new);
    let is_comparing = use_state_eq(|| false);
    let lock = use_locks().edit_all(&EDITS);
    use_effect_with(
        (history.count(), props.on_count.clone()),
        |(count, on_count)| {
            if let Some(count) = count {
                on_count.emit(count.clone());
            }
        },
    );
    if history.entries.is_empty() {
        return empty(&history, &load_more);
    }
    let shown: Vec<_> = history
        .entries
        .iter()
        .filter(|entry| {
            let detail = history.detail(&entry.id);
            told::matches(entry, detail.map(|detail| &**detail), &text)
        })
        .collect();
    let has_untold = history.details.values().any(Result::is_err);
    let compared = compared(&history, &chosen);
    let (compare_refusal, choice_refusal) = match chosen.len() {
        0 => (Some("Choose two versions to compare."), None),
        1 => (Some("Choose one more version to compare."), None),
        _ => (
            None,
            Some(AttrValue::Static("Two versions are chosen already.")),
        ),
    };
    let open_compare = {
        let is_comparing = is_comparing.clone();
        Callback::from(move |()| is_comparing.set(true))
    };
    let close_compare = {
        let is_comparing = is_comparing.clone();
        Callback::from(move |()| is_comparing.set(false))
    };
    let on_text = {
        let text = text.clone();
        Callback::from(move |typed| text.set(typed))
    };
    html! {
        <div class="history-tab">
            <div class="toolbar">
                <TextInput kind="search" icon={IconName::Search} label="Filter by text, person or version"
                    placeholder="Filter by text, person or version" value={(*text).clone()} on_input={on_text} />
                <div class="toolbar-end">
                    <span class="toolbar-note" role="status">{ counted(&history, shown.len(), !text.trim().is_empty()) }</span>
                    if has_untold {
                        <Button size={ButtonSize::Medium} on_click={ask_again}>{ "Load what is missing" }</Button>
                    }
                    <Button size={ButtonSize::Medium} disabled_reason={compare_refusal.map(AttrValue::Static)}
                        popup="dialog" on_click={open_compare}>
                        { "Compare" }
                    </Button>
                </div>
            </div>
            <div class="history-scroll">
                if shown.is_empty() {
                    <p class="history-none">{ "No entry loaded so far says that." }</p>
                }
                <ol class="history-list" aria-label="History">
                    { for shown.into_iter().map(|entry| {
                        let id = entry.id.clone();
                        let is_chosen = chosen.contains(&id);
                        let on_choose = {
                            let (chosen, id) = (chosen.clone(), id.clone());
                            Callback::from(move |is_on: bool| {
                                let mut next = (*chosen).clone();
                                next.retain(|other| *other != id);
                                if is_on {
                                    next.push(id.clone());
                                }
                                chosen.set(next);
                            })
                        };
                        html! {
                            <Entry key={id.clone()} entry={entry.clone()} asked={history.details.get(&id).cloned()}
                                now={props.now} {is_chosen} {on_choose} choice_refusal={choice_refusal.clone()}
                                lock={lock.clone()} on_turn_back={props.on_turn_back.clone()} />
                        }
                    }) }
                </ol>
                { foot(&history, load_more) }
            </div>
            if let (true, Some(((older_name, older), (newer_name, newer)))) = (*is_comparing, compared) {
                <CompareDialog {older_name} {older} {newer_name} {newer} on_close={close_compare} />
            }
        </div>
    }
}

fn empty(history: &History, on_retry: &Callback<()>) -> Html {
    match &history.error {
        Some(error) => html! {
            <div class="page-scroll">
                <RequestError what="The history could not be loaded." error={error.clone()}
                    on_retry={on_retry.clone()} retrying={history.is_loading} />
            </div>
        },
        None if history.is_whole && !history.is_loading => html! {
            <EmptyState text="The audit log has no entry about this segment." />
        },
        None => html! { <Skeleton label="Loading the history" /> },
    }
}

/// The end of the list: older entries, or why they did not come.
fn foot(history: &History, load_more: Callback<()>) -> Html {
    if let Some(error) = &history.error {
        return html! {
            <div class="history-foot">
                <RequestError what="Older entries could not be loaded." error={error.clone()}
                    on_retry={load_more} retrying={history.is_loading} />
            </div>
        };
    }
    if history.is_whole {
        return html! { <p class="history-foot quiet">{ "This is where the log begins." }</p> };
    }
    html! {
        <div class="history-foot">
            <Button variant={ButtonVariant::Default} busy={history.is_loading} on_click={load_more}>
                { "Show older" }
            </Button>
        </div>
    }
}

fn counted(history: &History, shown: usize, is_filtered: bool) -> String {
    let loaded = history.entries.len();
    let entries = format::plural(loaded, "entry", "entries");
    let loaded = if history.is_whole {
        entries
    } else {
        format!("{entries} loaded")
    };
    if is_filtered {
        format!("{} of {loaded}", format::thousands(shown as u64))
    } else {
        loaded
    }
}

type Named = (AttrValue, Rc<Version>);

/// The two chosen versions, the older one first.
fn compared(history: &History, chosen: &[String]) -> Option<(Named, Named)> {
    let mut found = history
        .entries
        .iter()
        .filter(|entry| chosen.contains(&entry.id))
        .filter_map(|entry| {
            let detail = history.detail(&entry.id)?;
            let name = entry_name(entry, Some(detail));
            Some((name.into(), Rc::new(detail.version()?.clone())))
        });
    let (newer, older) = (found.next()?, found.next()?);
    Some((older, newer))
}
