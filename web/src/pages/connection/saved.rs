//! Connections that were used before: use, rename, remove.

use yew::prelude::*;

use super::switch::{Target, use_switch};
use crate::{
    backend::{remembered, use_connection},
    format::isolated,
    platform::Store,
    state::{
        connection::ConnectionAction,
        connection_id::ConnectionId,
        saved_connections::{SavedConnection, SavedConnections},
    },
    ui::{Button, ButtonSize, Chip, ChipTone, ConfirmDialog, IconButton, IconName, RenameDialog},
};

/// In local storage, without a token.
const STORED_AS: &str = "segdeck.connections";

pub(super) fn read_saved() -> SavedConnections {
    SavedConnections::read(&Store::Local.get(STORED_AS).unwrap_or_default())
}

pub(super) fn keep_saved(saved: &SavedConnections) {
    // A browser that keeps nothing knows them until the page is left by its connection alone.
    let _ = Store::Local.set(STORED_AS, &saved.write());
}

/// What a connection is called.
#[must_use]
pub fn name_of(id: &ConnectionId) -> String {
    match id {
        ConnectionId::Browser => "the sandbox in this browser".to_owned(),
        ConnectionId::Server => "this page's server".to_owned(),
        ConnectionId::Direct { host, .. } => read_saved()
            .get(id)
            .map_or_else(|| host.name().to_owned(), |saved| saved.name.clone()),
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct SavedListProps {
    /// Called with a connection whose token is not known any more.
    pub on_ask: Callback<ConnectionId>,
}

enum Asked {
    Rename(SavedConnection),
    Remove(SavedConnection),
}

/// The list; nothing while there is none.
#[component]
pub(super) fn SavedList(props: &SavedListProps) -> Html {
    let connection = use_connection();
    let switch = use_switch();
    let saved = use_state_eq(read_saved);
    let asked = use_state(|| None::<Asked>);
    let close = {
        let asked = asked.clone();
        Callback::from(move |()| asked.set(None))
    };
    let change = {
        let (saved, asked) = (saved.clone(), asked.clone());
        move |change: &dyn Fn(&mut SavedConnections)| {
            let mut next = read_saved();
            change(&mut next);
            keep_saved(&next);
            saved.set(next);
            asked.set(None);
        }
    };
    if saved.0.is_empty() {
        return Html::default();
    }
    let row = |entry: &SavedConnection| {
        let Some(id) = entry.connection_id() else {
            return Html::default();
        };
        let state = &connection.state;
        let is_used = state.id == id && connection.session.is_some();
        let known = remembered::token_of(&id).or_else(|| state.token_of(&id));
        let host = id.host().map_or("", |host| host.name()).to_owned();
        let name = isolated(&entry.name);
        let token = if is_used || known.is_some() {
            "token known in this tab"
        } else {
            "asks for its token"
        };
        let on_use = {
            let (switch, on_ask) = (switch.clone(), props.on_ask.clone());
            let (id, name) = (id.clone(), entry.name.clone());
            Callback::from(move |()| match &known {
                Some(token) => switch.emit(Target {
                    id: id.clone(),
                    name: name.clone(),
                    token: Some(token.clone()),
                    omits_version: remembered::omits_version(&id),
                }),
                None => on_ask.emit(id.clone()),
            })
        };
        let ask = |what: fn(SavedConnection) -> Asked| {
            let (asked, entry) = (asked.clone(), entry.clone());
            Callback::from(move |()| asked.set(Some(what(entry.clone()))))
        };
        html! {
            <li key={entry.id.clone()} class="saved-row">
                <span class="saved-name">
                    <bdi>{ &entry.name }</bdi>
                    if is_used { { " " }<Chip label="Connected now" tone={ChipTone::Accent} /> }
                </span>
                <span class="saved-host"><code>{ host }</code>{ " · " }{ token }</span>
                <span class="saved-actions">
                    if !is_used {
                        <Button size={ButtonSize::Medium} on_click={on_use}
                            title={format!("Use {name}")}>{ "Use" }</Button>
                    }
                    <IconButton icon={IconName::Edit} label={format!("Rename {name}")}
                        on_click={ask(Asked::Rename)} />
                    <IconButton icon={IconName::Trash} label={format!("Remove {name}")}
                        on_click={ask(Asked::Remove)} />
                </span>
            </li>
        }
    };
    let dialog = match &*asked {
        Some(Asked::Rename(entry)) => {
            let id = entry.id.clone();
            let on_done = {
                let change = change.clone();
                Callback::from(move |name: String| change(&|all| all.rename(&id, &name)))
            };
            html! { <RenameDialog name={entry.name.clone()} confirm_label="Rename connection" {on_done} on_close={close} /> }
        }
        Some(Asked::Remove(entry)) => {
            let (text, id) = (entry.id.clone(), entry.connection_id());
            let dispatcher = connection.dispatcher.clone();
            let on_confirm = Callback::from(move |()| {
                if let Some(id) = &id {
                    remembered::forget_token(id);
                    remembered::keep_omits_version(id, false);
                    dispatcher.dispatch(ConnectionAction::Forgotten(id.clone()));
                }
                change(&|all| all.remove(&text));
            });
            html! {
                <ConfirmDialog title={format!("Remove {}", isolated(&entry.name))}
                    confirm_label="Remove connection" destructive=true {on_confirm} on_close={close}>
                    <p>{ "Its name and its token are forgotten. Its drafts stay on this computer." }</p>
                </ConfirmDialog>
            }
        }
        None => Html::default(),
    };
    html! {
        <section class="connection-section" aria-label="Saved connections">
            <div class="connection-body">
                <h2>{ "Saved connections" }</h2>
                <ul class="saved-list">{ for saved.0.iter().map(row) }</ul>
            </div>
            { dialog }
        </section>
    }
}
