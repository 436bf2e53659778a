//! One draft of the list.

use yew::prelude::*;

use super::listed::{DraftFacts, ListedDraft};
use crate::{
    format::{self, isolated},
    platform::{self, Store},
    route::{Route, SegmentTab},
    ui::{Button, ButtonSize, Chip, ChipTone, IconButton, IconName, Toasts, use_toasts},
};

/// What became of a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// It is there, in this version.
    Version(i64),
    /// There is none.
    Nothing,
}

#[derive(PartialEq, Properties)]
pub(super) struct DraftRowProps {
    pub draft: ListedDraft,
    pub now: i64,
    /// What became of the segment on the server, once it is known.
    pub found: Option<Found>,
    /// The name of its connection, if it is not the one in use.
    pub elsewhere: Option<AttrValue>,
    pub on_rename: Callback<ListedDraft>,
    pub on_discard: Callback<ListedDraft>,
}

/// Its name, whose it is, and what can be done with it.
#[component]
pub(super) fn DraftRow(props: &DraftRowProps) -> Html {
    let toasts = use_toasts();
    let draft = &props.draft;
    let title = draft.facts.as_ref().map_or_else(
        || format!("Draft of {}", draft.name.segment),
        |facts| facts.title.clone(),
    );
    let refusal = refusal(props);
    let with_draft = |on: &Callback<ListedDraft>| {
        let (on, draft) = (on.clone(), draft.clone());
        Callback::from(move |()| on.emit(draft.clone()))
    };
    let resume = {
        let draft = draft.clone();
        Callback::from(move |()| resume(&draft, &toasts))
    };
    let download = {
        let (text, segment) = (draft.text.clone(), draft.name.segment.clone());
        Callback::from(move |()| {
            platform::download_text(&format!("{segment}-draft.json"), "application/json", &text);
        })
    };
    let name = isolated(&title);
    html! {
        <li class="draft-row">
            <span class="draft-name">
                { name.clone() }
                if draft.name.copy.is_some() { { " " }<Chip label="Put aside" /> }
                { state_chip(props) }
            </span>
            <span class="draft-facts">
                if let Some(facts) = &draft.facts { { isolated(&facts.segment_name) }{ " " } }
                <code>{ draft.name.segment.clone() }</code>
                { format!(" in {} / {}", draft.name.place.project, draft.name.place.environment) }
                if let Some(facts) = &draft.facts { { told(facts, props.now) } }
            </span>
            <span class="draft-actions">
                <Button size={ButtonSize::Medium} disabled_reason={refusal} on_click={resume}
                    title={format!("Resume {name}")}>{ "Resume" }</Button>
                <IconButton icon={IconName::Edit} label={format!("Rename {name}")}
                    disabled_reason={draft.facts.is_none().then_some(AttrValue::Static(DAMAGED))}
                    on_click={with_draft(&props.on_rename)} />
                <IconButton icon={IconName::Download} label={format!("Download {name} as JSON")}
                    on_click={download} />
                <IconButton icon={IconName::Trash} label={format!("Discard {name}")}
                    on_click={with_draft(&props.on_discard)} />
            </span>
        </li>
    }
}

/// What is wrong with the draft, or to know about it.
fn state_chip(props: &DraftRowProps) -> Html {
    let (label, tone) = match (&props.draft.facts, props.found) {
        (None, _) => ("Damaged".to_owned(), ChipTone::Negative),
        (_, Some(Found::Nothing)) => ("Segment deleted".to_owned(), ChipTone::Negative),
        (Some(facts), Some(Found::Version(version))) if version != facts.base_version => {
            (format!("Segment is v{version} now"), ChipTone::Warning)
        }
        _ => return Html::default(),
    };
    html! { <>{ " " }<Chip {label} {tone} /></> }
}

/// ": 2 changes from v3: 1 rule edited, … · 5 min ago".
fn told(facts: &DraftFacts, now: i64) -> Html {
    let changes = format::plural(facts.count, "change", "changes");
    let summary = if facts.title == facts.summary {
        String::new()
    } else {
        format!(": {}", facts.summary)
    };
    html! {
        <>
            { format!(" · {changes} to v{}{summary}", facts.base_version) }
            if let Some(at) = facts.edited_at {
                { " · edited " }
                <time title={platform::local_date_time(at.0)}>{ platform::relative(at.0, now) }</time>
            }
        </>
    }
}

/// Why nothing else can be done with it.
const DAMAGED: &str = "The draft is damaged. It can be downloaded or discarded.";

/// Why the draft cannot be resumed.
fn refusal(props: &DraftRowProps) -> Option<AttrValue> {
    if props.draft.facts.is_none() {
        Some(DAMAGED.into())
    } else {
        let name = props.elsewhere.as_ref()?;
        Some(format!("Connect to {name} first.").into())
    }
}

/// Opens the segment with the draft. One that is put aside changes places with the one that would
/// open.
fn resume(draft: &ListedDraft, toasts: &Toasts) {
    if draft.name.copy.is_some() {
        let edited = draft.name.edited().to_string();
        let before = Store::Local.get(&edited);
        if !Store::Local.set(&edited, &draft.text) {
            toasts
                .error("The browser has no room to resume this draft. Discard another one first.");
            return;
        }
        match before {
            // As long as the one that leaves its place, or so.
            Some(text) if Store::Local.set(&draft.key, &text) => {}
            Some(text) => {
                let _ = Store::Local.set(&edited, &text);
                return;
            }
            None => Store::Local.remove(&draft.key),
        }
    }
    let tab = draft
        .facts
        .as_ref()
        .map_or(SegmentTab::default(), |facts| facts.tab);
    let segment = draft.name.segment.as_str().into();
    Route::segment(&draft.name.place, &segment, tab).open();
}
