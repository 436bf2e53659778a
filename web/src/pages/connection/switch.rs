//! Goes from one connection to another.

use segdeck_client::AccessToken;
use yew::prelude::*;

use crate::{
    backend::{remembered, use_connection},
    format::isolated,
    platform::Store,
    route::{Route, use_address},
    state::{
        connection::{ConnectionAction, Phase},
        connection_id::ConnectionId,
        draft_storage,
    },
    ui::use_toasts,
};

/// A connection to go to.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub id: ConnectionId,
    /// What it is called, as in "Connected to LaunchDarkly EU."
    pub name: String,
    pub token: Option<AccessToken>,
    pub omits_version: bool,
}

/// Opens a connection, now and the next time, and says what stays behind.
#[hook]
pub(super) fn use_switch() -> Callback<Target> {
    let connection = use_connection();
    let toasts = use_toasts();
    let is_here = Route::recognize(&use_address().path) == Route::Connection;
    Callback::from(move |target: Target| {
        let state = &connection.state;
        let is_other = state.id != target.id && state.phase == Phase::Connected;
        let drafts: usize = draft_storage::count(&Store::Local.names(), &state.scope())
            .iter()
            .map(|(_, count)| count)
            .sum();
        let name = isolated(&target.name);
        toasts.done(if is_other && drafts > 0 {
            format!("Connected to {name}. The drafts of the other connection are kept.")
        } else {
            format!("Connected to {name}.")
        });
        remembered::choose(&target.id);
        // An address of this page may lead nowhere over another connection.
        let leaves = is_here || is_other;
        connection.dispatcher.dispatch(ConnectionAction::Use {
            id: target.id,
            token: target.token,
            omits_version: target.omits_version,
        });
        if leaves {
            Route::Home.open();
        }
    })
}
