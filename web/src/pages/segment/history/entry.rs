//! One entry of the history.

use std::rc::Rc;

use segdeck_core::{diff::Change, model::AuditEntry};
use yew::prelude::*;

use super::{
    super::review::{ChangeItem, ExpirationChange},
    load::Asked,
    told::{self, Deed, Detail},
    turning_back::TurnBack,
    way_back::WayBack,
};
use crate::{
    format, platform,
    ui::{Button, ButtonSize, Checkbox, Chip, ChipTone, IconName, LongText, use_unique_id},
};

/// How many dates are shown; more are only counted.
const DATES_SHOWN: usize = 200;

/// Properties of [`Entry`].
#[derive(PartialEq, Properties)]
pub struct EntryProps {
    /// The entry.
    pub entry: Rc<AuditEntry>,
    /// What it was about, once that is known.
    pub asked: Option<Asked>,
    /// The time now, in Unix milliseconds.
    pub now: i64,
    /// Whether it is chosen to be compared.
    pub is_chosen: bool,
    /// Called when that changes.
    pub on_choose: Callback<bool>,
    /// Why it cannot be chosen, if so.
    pub choice_refusal: Option<AttrValue>,
    /// Why nothing can be edited, if so.
    pub lock: Option<AttrValue>,
    /// Called to go back to before the change, or to what it led to.
    pub on_turn_back: Callback<TurnBack>,
}

/// Version, summary, comment, who and when; what differs on demand; and the ways back.
#[component]
pub fn Entry(props: &EntryProps) -> Html {
    let is_open = use_state_eq(|| false);
    let details_id = use_unique_id("history-changes");
    let entry = &props.entry;
    let detail = props.asked.as_ref().and_then(|asked| asked.as_ref().ok());
    let deed = told::deed(entry);
    let name = entry_name(entry, detail.map(|detail| &**detail));
    let toggle = {
        let is_open = is_open.clone();
        Callback::from(move |()| is_open.set(!*is_open))
    };
    let at = entry.date.0;
    html! {
        <li class="history-entry" aria-label={name.clone()}>
            <Checkbox label={format!("Compare {name}")} hide_label=true checked={props.is_chosen}
                on_change={props.on_choose.clone()}
                disabled_reason={choice_refusal(props, detail.map(|detail| &**detail))} />
            <div class="history-entry-main">
                <p class="history-entry-title">
                    { version_mark(detail.and_then(|detail| detail.number())) }
                    <strong>{ LongText::new("What happened", told::summary(entry, detail.map(|detail| &**detail))).html() }</strong>
                    { deed_chip(deed) }
                </p>
                if let Some(comment) = entry.comment.as_ref().filter(|text| !text.is_empty()) {
                    <blockquote class="history-entry-comment">{ LongText::new("Comment", comment.clone()).html() }</blockquote>
                }
                <p class="history-entry-facts">
                    <span>{ format::isolated(&told::who(entry)).into_owned() }</span>
                    <time title={platform::utc_date_time(at)}>
                        { format!("{} · {}", platform::relative(at, props.now), platform::local_date_time(at)) }
                    </time>
                    if let Some(Err(_)) = &props.asked {
                        <span class="history-entry-untold">{ "What changed could not be loaded." }</span>
                    }
                </p>
            </div>
            <div class="history-entry-actions">
                <Button size={ButtonSize::Medium} icon={if *is_open { IconName::ChevronUp } else { IconName::ChevronDown }}
                    expanded={*is_open} controls={details_id.clone()} on_click={toggle}>
                    { "Changes" }<span class="visually-hidden">{ format!(" of {name}") }</span>
                </Button>
                { ways_back(props, detail, deed, &name) }
            </div>
            <div id={details_id} class="history-entry-changes" hidden={!*is_open}>
                if *is_open {
                    { changes(entry, props.asked.as_ref()) }
                }
            </div>
        </li>
    }
}

/// What the entry is called: its version, else its time.
pub fn entry_name(entry: &AuditEntry, detail: Option<&Detail>) -> String {
    detail.and_then(Detail::number).map_or_else(
        || format!("the change of {}", platform::local_date_time(entry.date.0)),
        |number| format!("v{number}"),
    )
}

fn choice_refusal(props: &EntryProps, detail: Option<&Detail>) -> Option<AttrValue> {
    if props.is_chosen {
        return None;
    }
    match (detail.and_then(Detail::version), &props.asked) {
        (None, None) => Some("What changed is still being loaded.".into()),
        (None, Some(_)) => Some("The server does not tell what the segment was.".into()),
        (Some(_), _) => props.choice_refusal.clone(),
    }
}

fn version_mark(number: Option<i64>) -> Html {
    match number {
        Some(number) => html! { <span class="history-version">{ format!("v{number}") }</span> },
        None => html! { <span class="history-version quiet" aria-hidden="true">{ "·" }</span> },
    }
}

fn deed_chip(deed: Deed) -> Html {
    if deed == Deed::Deleted {
        html! { <Chip label="The segment was deleted" tone={ChipTone::Negative} /> }
    } else {
        Html::default()
    }
}

fn ways_back(props: &EntryProps, detail: Option<&Rc<Detail>>, deed: Deed, name: &str) -> Html {
    let loading = || match &props.asked {
        None => "What changed is still being loaded.",
        Some(_) => "What changed could not be loaded.",
    };
    let revert_refusal = props.lock.clone().or_else(|| {
        let refusal = detail.map_or_else(|| Some(loading()), |known| known.revert_refusal(deed));
        refusal.map(AttrValue::Static)
    });
    let restore_refusal = props.lock.clone().or_else(|| {
        let refusal = detail.map_or_else(|| Some(loading()), |known| known.restore_refusal());
        refusal.map(AttrValue::Static)
    });
    let ask = |way: Option<WayBack>, what: String| {
        let on_turn_back = props.on_turn_back.clone();
        Callback::from(move |()| {
            if let Some(way) = way.clone() {
                on_turn_back.emit(TurnBack {
                    way,
                    what: what.clone().into(),
                });
            }
        })
    };
    let revert = detail.and_then(|detail| {
        Some(WayBack::Revert {
            before: detail.before.clone()?,
            after: detail.after.clone()?,
        })
    });
    let restore = detail.and_then(|detail| Some(WayBack::Restore(detail.version()?.clone())));
    html! {
        <>
            <Button size={ButtonSize::Medium} icon={IconName::Undo} disabled_reason={revert_refusal}
                on_click={ask(revert, format!("Revert {name}"))}>
                { "Revert this change" }<span class="visually-hidden">{ format!(" of {name}") }</span>
            </Button>
            <Button size={ButtonSize::Medium} disabled_reason={restore_refusal}
                on_click={ask(restore, format!("Restore {name}"))}>
                { "Restore this version" }<span class="visually-hidden">{ format!(" {name}") }</span>
            </Button>
        </>
    }
}

fn changes(entry: &AuditEntry, asked: Option<&Asked>) -> Html {
    match asked {
        None => html! { <p class="quiet" role="status">{ "Loading what changed…" }</p> },
        Some(Err(error)) => html! {
            <p>{ format!("What changed could not be loaded. {}", crate::text::failure(error).message) }</p>
        },
        Some(Ok(detail)) if detail.changes.is_empty() && detail.dates.is_empty() => {
            let lines = told::description_lines(entry);
            if lines.is_empty() {
                html! { <p class="quiet">{ "The server tells no more of it." }</p> }
            } else {
                html! { <ul class="history-lines">{ for lines.into_iter().map(|line| html! { <li>{ line }</li> }) }</ul> }
            }
        }
        Some(Ok(detail)) => change_list(&detail.changes, &detail.dates),
    }
}

/// Changes and dates as the review shows them.
pub fn change_list(changes: &[Change], dates: &[ExpirationChange]) -> Html {
    html! {
        <ul class="review-changes">
            { for changes.iter().map(|change| html! { <ChangeItem change={change.clone()} /> }) }
            { for dates.iter().take(DATES_SHOWN).map(ExpirationChange::render) }
            if dates.len() > DATES_SHOWN {
                <li class="review-more">{ format!("and {} more", dates.len() - DATES_SHOWN) }</li>
            }
        </ul>
    }
}
