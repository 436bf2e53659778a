//! Asks once who the token is, so that forms are read-only before anything is tried.

use segdeck_core::{endpoint::Operation, model::CallerIdentity};
use yew::prelude::*;

use crate::{
    backend::use_connection,
    hooks::{QueryHandle, use_query},
    state::{
        connection::{ConnectionAction, Permission},
        permission,
    },
};

crate::lazy::part! {
    /// What finds out what the token may do, which loads when there is time.
    pub PERMISSION_PROBE = PermissionProbe(()) in dialogs by permission_probe
}

/// Shows nothing: finds out whether the token may change anything, unless that is known.
#[component]
pub fn PermissionProbe() -> Html {
    match use_connection().state.permission {
        Permission::Unknown => html! { <Probe /> },
        Permission::Full | Permission::ReadOnly(_) => Html::default(),
    }
}

#[component]
fn Probe() -> Html {
    use_identity();
    Html::default()
}

/// Who the token is. What that says of what it may do is taken up by the connection.
#[hook]
pub fn use_identity() -> QueryHandle<CallerIdentity> {
    let dispatcher = use_connection().dispatcher;
    let identity = use_query(Operation::GetCallerIdentity, (), |client, ()| async move {
        client.caller_identity().await
    });
    let permission = identity
        .query
        .data()
        .map(|identity| permission::of_identity(identity));
    use_effect_with(permission, move |permission| {
        if let Some(permission) = permission {
            dispatcher.dispatch(ConnectionAction::Permitted(permission.clone()));
        }
    });
    identity
}
