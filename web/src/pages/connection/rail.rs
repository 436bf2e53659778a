//! Beside the choice: what each connection can do, what this token may do, and the drafts.

use segdeck_core::{
    endpoint::{ListSegments, Operation, Place},
    model::Access,
};
use yew::prelude::*;

use super::{check::who, permission::use_identity, saved::read_saved};
use crate::{
    backend::{ApiClient, use_backend, use_connection},
    format,
    hooks::use_query,
    platform::Store,
    route::{Route, RouteLink},
    state::{
        draft_storage, last_place,
        permission::{self, BYPASS, DELETE, DETAILS, EXCLUDED, EXPIRATIONS, INCLUDED, RULES},
    },
    ui::{Icon, IconName, LongText},
};

/// What can be done: in the sandbox, through the gateway, directly.
const ABILITIES: [(&str, [bool; 3]); 7] = [
    ("Read and edit segments", [true, true, true]),
    ("Expirations", [true, true, true]),
    ("Import and export of big segments", [true, true, false]),
    ("Rate-limit headers", [true, true, false]),
    ("Beta resources", [true, true, false]),
    ("Token stays out of the browser", [true, true, false]),
    ("Works offline", [true, false, false]),
];

#[component]
pub(super) fn ConnectionRail() -> Html {
    let has_session = use_connection().session.is_some();
    html! {
        <aside class="rail connection-rail" aria-label="About the connections">
            <section class="rail-section">
                <h2 class="rail-heading">{ "What each connection can do" }</h2>
                <Abilities />
                <p class="rail-note">
                    { "A browser that talks to LaunchDarkly directly may not read the ids of imports \
                       and exports, nor when to try again after a rate limit, nor ask for beta \
                       resources." }
                </p>
            </section>
            if has_session { <Allowed /> }
            <Drafts />
        </aside>
    }
}

#[component]
fn Abilities() -> Html {
    html! {
        <table class="abilities">
            <thead>
                <tr>
                    <td />
                    <th scope="col">{ "Sandbox" }</th>
                    <th scope="col">{ "Gateway" }</th>
                    <th scope="col">{ "Direct" }</th>
                </tr>
            </thead>
            <tbody>
                { for ABILITIES.iter().map(|(what, able)| html! {
                    <tr key={*what}>
                        <th scope="row">{ *what }</th>
                        { for able.iter().map(|is_able| html! { <td>{ mark(*is_able) }</td> }) }
                    </tr>
                }) }
            </tbody>
        </table>
    }
}

fn mark(is_able: bool) -> Html {
    if is_able {
        html! { <><Icon name={IconName::Check} size={14} /><span class="visually-hidden">{ "Yes" }</span></> }
    } else {
        html! { <><span aria-hidden="true">{ "–" }</span><span class="visually-hidden">{ "No" }</span></> }
    }
}

/// What the token may do with a segment of the environment that was shown last.
#[component]
fn Allowed() -> Html {
    let session = use_backend();
    let identity = use_identity();
    let place = last_place::read(&session.scope);
    let access = use_query(Operation::GetSegment, place, |client, place| async move {
        match place {
            Some(place) => any_access(&client, place).await,
            None => Ok(None),
        }
    });
    let is_reader = session.read_only.is_some();
    let locks = permission::Locks::new(
        session.read_only.as_deref().map(Into::into),
        access.query.data().and_then(|access| (**access).as_ref()),
    );
    let rows = [
        (
            "Edit name, description, tags",
            locks.reason_for_all(&DETAILS),
        ),
        ("Edit rules", locks.reason(RULES)),
        ("Edit targets", locks.reason_for_all(&[INCLUDED, EXCLUDED])),
        ("Edit expirations", locks.reason(EXPIRATIONS)),
        ("Delete segments", locks.reason(DELETE)),
        ("Change without an approval", locks.reason(BYPASS)),
    ];
    let is_known = is_reader || access.query.data().is_some_and(|access| access.is_some());
    html! {
        <section class="rail-section">
            <h2 class="rail-heading">{ "Your token may" }</h2>
            if let Some(identity) = identity.query.data() {
                <p class="rail-note">
                    { LongText::new("Your token", format!("This is {}.", who(identity))).html() }
                </p>
            }
            if let Some(reason) = &session.read_only {
                <p class="rail-note">{ reason.clone() }</p>
            }
            if is_known {
                <ul class="allowed">
                    { for rows.into_iter().map(|(what, reason)| html! {
                        <li key={what} title={reason.as_deref().map(AttrValue::from)}>
                            <Icon size={14}
                                name={if reason.is_some() { IconName::Lock } else { IconName::Check }} />
                            <span>{ what }</span>
                            <span>{ if reason.is_some() { "No" } else { "Yes" } }</span>
                        </li>
                    }) }
                </ul>
            } else {
                <p class="rail-note">{ "Each segment tells when it is opened." }</p>
            }
        </section>
    }
}

/// What some segment of the environment lets this token do. `None` where there is no segment, or it
/// does not tell.
async fn any_access(
    client: &ApiClient,
    place: Place,
) -> Result<Option<Access>, segdeck_client::ClientError> {
    let call = ListSegments {
        limit: Some(1),
        ..ListSegments::new(place.clone())
    };
    let page = client.list_segments(&call).await?;
    let Some(first) = page.items.first() else {
        return Ok(None);
    };
    Ok(client.get_segment(&place, &first.key).await?.access)
}

/// How many drafts there are, of this connection and of others.
#[component]
fn Drafts() -> Html {
    let scope = use_connection().state.scope();
    draft_storage::rename_old();
    let names = Store::Local.names();
    let own = draft_storage::count(&names, &scope);
    let others = ["server".to_owned(), "browser".to_owned()]
        .into_iter()
        .chain(read_saved().0.into_iter().map(|saved| saved.id))
        .filter(|other| *other != scope)
        .flat_map(|other| draft_storage::count(&names, &other))
        .map(|(_, count)| count)
        .sum::<usize>();
    html! {
        <section class="rail-section">
            <h2 class="rail-heading">{ "Drafts stay on this computer" }</h2>
            if own.is_empty() {
                <p>{ "This connection has no unsaved draft." }</p>
            } else {
                <ul>
                    { for own.iter().map(|(place, count)| html! {
                        <li key={place.clone()}>
                            { format!("{} in {place}", format::plural(*count, "unsaved draft", "unsaved drafts")) }
                        </li>
                    }) }
                </ul>
            }
            if others > 0 {
                <p>{ format!("{} of other connections.", format::plural(others, "draft", "drafts")) }</p>
            }
            if own.len() + others > 0 {
                <RouteLink class="link" to={Route::Drafts}>{ "All drafts" }</RouteLink>
            }
            <p class="rail-note">
                { "A draft belongs to its connection. Changing the connection keeps it, and shows it \
                   again when you come back." }
            </p>
        </section>
    }
}
