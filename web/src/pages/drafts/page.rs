//! The list of drafts.

use std::{collections::BTreeMap, rc::Rc};

use gloo_events::EventListener;
use segdeck_client::ClientError;
use segdeck_core::{
    SegmentKey,
    endpoint::{Operation, Place},
    order,
};
use yew::prelude::*;

use super::{
    listed::{ListedDraft, listed, sort},
    row::{DraftRow, Found},
};
use crate::{
    backend::{ApiClient, use_backend},
    format,
    hooks::{use_now, use_query, use_title},
    pages::{connection::name_of, segment::use_kept_focus},
    platform::{self, Store},
    route::{Route, RouteLink},
    state::{
        connection_id::ConnectionId,
        draft_storage::{self, Mark, mark_of, with_mark},
    },
    ui::{EmptyState, RenameDialog, ToastAction, use_toasts},
};

crate::lazy::part! {
    /// The drafts on this computer, a page that loads when it is first opened.
    pub DRAFTS_PAGE = DraftsPage(()) in segment by drafts_page
}

/// What became of each segment that has a draft.
type Versions = BTreeMap<(Place, String), Found>;

/// All drafts on this computer, those of this connection first.
#[component]
pub fn DraftsPage() -> Html {
    use_title(&["Drafts"]);
    use_kept_focus();
    let scope = use_backend().scope;
    let toasts = use_toasts();
    let now = use_now();
    let drafts = use_state_eq(read_all);
    let renamed = use_state_eq(|| None::<ListedDraft>);
    let refresh = {
        let drafts = drafts.clone();
        Callback::from(move |()| drafts.set(read_all()))
    };
    use_effect_with((), {
        let refresh = refresh.clone();
        move |()| {
            let listener = web_sys::window()
                .map(|window| EventListener::new(&window, "storage", move |_| refresh.emit(())));
            move || drop(listener)
        }
    });
    let (own, others): (Vec<ListedDraft>, Vec<ListedDraft>) = drafts
        .iter()
        .cloned()
        .partition(|draft| *draft.name.scope == *scope);
    let mut segments: Vec<(Place, String)> = own
        .iter()
        .map(|draft| (draft.name.place.clone(), draft.name.segment.clone()))
        .collect();
    order::sort(&mut segments);
    segments.dedup();
    let versions = use_query(Operation::GetSegment, segments, load_versions);
    let discard = {
        let refresh = refresh.clone();
        Callback::from(move |draft: ListedDraft| {
            Store::Local.remove(&draft.key);
            refresh.emit(());
            let refresh = refresh.clone();
            toasts.done_with(
                "Draft discarded.",
                ToastAction {
                    label: "Undo".into(),
                    on_click: Callback::from(move |()| {
                        bring_back(&draft);
                        refresh.emit(());
                    }),
                },
            );
        })
    };
    let ask_name = {
        let renamed = renamed.clone();
        Callback::from(move |draft: ListedDraft| renamed.set(Some(draft)))
    };
    let close = {
        let renamed = renamed.clone();
        Callback::from(move |()| renamed.set(None))
    };
    let rename = {
        let renamed = renamed.clone();
        Callback::from(move |name: String| {
            if let Some(draft) = &*renamed {
                rename(draft, name.trim());
                refresh.emit(());
            }
            renamed.set(None);
        })
    };
    let list = |drafts: &[ListedDraft], label: &'static str, connection: Option<String>| {
        let row = |draft: &ListedDraft| {
            let key = (draft.name.place.clone(), draft.name.segment.clone());
            let found = versions.query.data().and_then(|all| all.get(&key).copied());
            html! {
                <DraftRow key={draft.key.clone()} draft={draft.clone()} {now} {found}
                    elsewhere={connection.clone().map(AttrValue::from)}
                    on_rename={ask_name.clone()} on_discard={discard.clone()} />
            }
        };
        html! { <ul class="draft-list" aria-label={label}>{ for drafts.iter().map(row) }</ul> }
    };
    html! {
        <>
            <header class="page-header">
                <h1 tabindex="-1">{ "Drafts" }</h1>
                <span class="page-header-count">{ format::thousands(drafts.len() as u64) }</span>
            </header>
            <div class="page-scroll">
                if drafts.is_empty() {
                    <EmptyState text="No draft on this computer."
                        detail="What you edit and do not save is kept here, and in no other place.">
                        <RouteLink class="link" to={Route::Home}>{ "All segments" }</RouteLink>
                    </EmptyState>
                } else {
                    <p class="quiet">
                        { "What you edit and do not save stays on this computer, in this browser. It \
                           holds no access token." }
                    </p>
                }
                if !own.is_empty() { { list(&own, "Drafts of this connection", None) } }
                { for by_scope(&others).into_iter().map(|(scope, drafts)| {
                    let name = connection_name(&scope);
                    html! {
                        <section key={scope} class="draft-section">
                            <h2 class="panel-title">{ format!("Of {name}") }</h2>
                            { list(&drafts, "Drafts of another connection", Some(name)) }
                        </section>
                    }
                }) }
            </div>
            if let Some(draft) = &*renamed {
                <RenameDialog
                    name={draft.facts.as_ref().map(|facts| facts.title.clone()).unwrap_or_default()}
                    confirm_label="Rename draft" on_done={rename} on_close={close} />
            }
        </>
    }
}

fn read_all() -> Rc<[ListedDraft]> {
    draft_storage::rename_old();
    let names = Store::Local.names();
    let read = |name: &String| listed(name, Store::Local.get(name)?);
    let mut drafts: Vec<ListedDraft> = names.iter().filter_map(read).collect();
    sort(&mut drafts);
    drafts.into()
}

fn by_scope(drafts: &[ListedDraft]) -> BTreeMap<String, Vec<ListedDraft>> {
    let mut scopes: BTreeMap<String, Vec<ListedDraft>> = BTreeMap::new();
    for draft in drafts {
        let known = scopes.entry(draft.name.scope.clone()).or_default();
        known.push(draft.clone());
    }
    scopes
}

/// What the connection of a scope is called.
fn connection_name(scope: &str) -> String {
    match (ConnectionId::parse(scope), scope.strip_prefix("server:")) {
        (Some(id), _) => name_of(&id),
        (None, Some(upstream)) => format!("this page's server for {upstream}"),
        (None, None) => scope.to_owned(),
    }
}

/// Puts a discarded draft back; aside if there is another one in its place by now.
fn bring_back(draft: &ListedDraft) {
    let is_free = Store::Local.get(&draft.key).is_none();
    let name = if is_free {
        draft.key.clone()
    } else {
        draft.name.aside(&platform::random_id()).to_string()
    };
    // It was kept a moment ago, so there is room for it.
    let _ = Store::Local.set(&name, &draft.text);
}

/// Gives a draft a name, or takes it away. What a tab wrote meanwhile stays.
fn rename(draft: &ListedDraft, name: &str) {
    let text = Store::Local
        .get(&draft.key)
        .unwrap_or_else(|| draft.text.clone());
    let summary = draft.facts.as_ref().map(|facts| facts.summary.as_str());
    let mark = Mark {
        name: (!name.is_empty() && Some(name) != summary).then(|| name.to_owned()),
        ..mark_of(&text)
    };
    // Where there is no room for a longer name, the old one stays and is shown.
    let _ = Store::Local.set(&draft.key, &with_mark(&text, &mark));
}

/// Looks which segments there are still; what cannot be told is left out.
async fn load_versions(
    client: ApiClient,
    segments: Vec<(Place, String)>,
) -> Result<Versions, ClientError> {
    let mut versions = Versions::new();
    for (place, segment) in segments {
        let key = SegmentKey::from(segment.as_str());
        let found = match client.get_segment(&place, &key).await {
            Ok(found) => Found::Version(found.version),
            Err(error) if error.is_not_found() => Found::Nothing,
            Err(_) => continue,
        };
        versions.insert((place, segment), found);
    }
    Ok(versions)
}
