//! The sandbox in this browser, and what can be done with it.

use std::rc::Rc;

use segdeck_core::wire::TransportError;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::{
    check_list::TestConnection,
    simulate::Trouble,
    switch::{Target, use_switch},
};
use crate::{
    backend::{SETTINGS, SandboxHandle, SandboxStatus, SandboxStorage, remembered, use_connection},
    platform::{self, Store},
    state::{connection::ConnectionAction, connection_id::ConnectionId},
    ui::{
        Button, ButtonSize, ButtonVariant, Choice, ConfirmDialog, Field, Icon, IconName, Note,
        NoteTone, Select, use_toasts,
    },
};

const ROLES: [(&str, &str); 4] = [
    ("reader", "Reader: changes nothing"),
    (
        "contributor",
        "Contributor: asks for approval where that is needed",
    ),
    ("writer", "Writer: changes segments"),
    ("admin", "Admin: changes everything"),
];

/// One click to try it, or what can be done with it while it is in use.
#[component]
pub(super) fn BrowserSandbox() -> Html {
    let connection = use_connection();
    let switch = use_switch();
    let is_used = connection.state.id == ConnectionId::Browser;
    if let (true, Some(sandbox)) = (is_used, connection.sandbox) {
        return html! { <Tools {sandbox} /> };
    }
    let on_use = Callback::from(move |()| {
        ask_to_keep_once();
        switch.emit(Target {
            id: ConnectionId::Browser,
            name: "the sandbox in this browser".to_owned(),
            token: remembered::token_of(&ConnectionId::Browser),
            omits_version: false,
        });
    });
    html! {
        <div>
            <Button variant={ButtonVariant::Primary} on_click={on_use}>{ "Try the sandbox" }</Button>
        </div>
    }
}

/// Asks the browser to keep the sandbox's data, the first time that it is chosen: whoever said no
/// is not asked again and again.
fn ask_to_keep_once() {
    const ASKED: &str = "segdeck.sandbox.asked-to-keep";
    if Store::Local.get(ASKED).is_none() && Store::Local.set(ASKED, "yes") {
        spawn_local(async {
            platform::ask_to_keep_data().await;
        });
    }
}

/// What is done to the whole database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    Reset,
    LoadDemo,
}

#[derive(Properties, PartialEq)]
struct ToolsProps {
    sandbox: SandboxHandle,
}

#[component]
fn Tools(props: &ToolsProps) -> Html {
    let connection = use_connection();
    let toasts = use_toasts();
    let asked = use_state_eq(|| None::<Deed>);
    let running = use_state_eq(|| false);
    let close = {
        let asked = asked.clone();
        Callback::from(move |()| asked.set(None))
    };
    let ask = |deed: Deed| {
        let asked = asked.clone();
        Callback::from(move |()| asked.set(Some(deed)))
    };
    let carry_out = {
        let (asked, running, toasts) = (asked.clone(), running.clone(), toasts.clone());
        let (worker, dispatcher) = (props.sandbox.worker.clone(), connection.dispatcher.clone());
        Callback::from(move |()| {
            let Some(deed) = *asked else { return };
            let (asked, running, toasts) = (asked.clone(), running.clone(), toasts.clone());
            let (worker, dispatcher) = (worker.clone(), dispatcher.clone());
            running.set(true);
            spawn_local(async move {
                let (ended, said) = match deed {
                    Deed::Reset => (worker.reset().await, "The sandbox is empty now."),
                    Deed::LoadDemo => (worker.load_demo().await, "The demo data is loaded."),
                };
                running.set(false);
                asked.set(None);
                match ended {
                    Ok(()) => {
                        dispatcher.dispatch(ConnectionAction::Replaced);
                        toasts.done(said);
                    }
                    Err(error) => toasts.error(failed("That was not done.", &error)),
                }
            });
        })
    };
    let download = {
        let (worker, toasts) = (props.sandbox.worker.clone(), toasts.clone());
        Callback::from(move |()| {
            let (worker, toasts) = (worker.clone(), toasts.clone());
            spawn_local(async move {
                match worker.download().await {
                    Ok(bytes) => platform::download_bytes(
                        "segdeck-sandbox.db",
                        "application/vnd.sqlite3",
                        &bytes,
                    ),
                    Err(error) => toasts.error(failed("There is no file.", &error)),
                }
            });
        })
    };
    use_effect_with((), {
        let worker = props.sandbox.worker.clone();
        move |()| spawn_local(async move { worker.refresh().await })
    });
    let may_be_removed = props.sandbox.status.as_ref().is_some_and(|status| {
        status.storage == SandboxStorage::File && !status.is_persisted && status.failure.is_none()
    });
    let keep = {
        let (worker, toasts) = (props.sandbox.worker.clone(), toasts.clone());
        Callback::from(move |()| {
            let (worker, toasts) = (worker.clone(), toasts.clone());
            spawn_local(async move {
                if platform::ask_to_keep_data().await {
                    worker.refresh().await;
                } else {
                    toasts.error("The browser did not promise to keep it. Download the database from time to time.");
                }
            });
        })
    };
    let dialog = (*asked).map(|deed| {
        let (title, label) = match deed {
            Deed::Reset => ("Reset the sandbox", "Remove everything"),
            Deed::LoadDemo => ("Load the demo data", "Load demo data"),
        };
        html! {
            <ConfirmDialog {title} confirm_label={label} destructive=true busy={*running}
                on_confirm={carry_out.clone()} on_close={close.clone()}>
                <p>
                    { "Everything that is in the sandbox is removed, with its history. This cannot be \
                       undone; the database can be downloaded first." }
                </p>
            </ConfirmDialog>
        }
    });
    html! {
        <>
            { storage(props.sandbox.status.as_ref()) }
            if may_be_removed {
                <div>
                    <Button size={ButtonSize::Small} on_click={keep}>
                        { "Ask the browser to keep it" }
                    </Button>
                </div>
            }
            <div class="connection-buttons">
                <Button icon={IconName::Undo} on_click={ask(Deed::Reset)}>{ "Reset…" }</Button>
                <Button icon={IconName::Upload} on_click={ask(Deed::LoadDemo)}>
                    { "Load demo data…" }
                </Button>
                <Button icon={IconName::Download} on_click={download}>
                    { "Download database" }
                </Button>
            </div>
            <div class="connection-fields">
                <RoleSelect />
                <SimulateSelect sandbox={props.sandbox.clone()} />
            </div>
            // Another role is another token, of which nothing is known yet.
            <TestConnection key={connection.state.recoveries} />
            { dialog.unwrap_or_default() }
        </>
    }
}

fn failed(what: &str, error: &TransportError) -> String {
    format!("{what} {}", error.message)
}

/// Where the data is, and for how long.
fn storage(status: Option<&SandboxStatus>) -> Html {
    let Some(status) = status else {
        return html! { <p class="connection-fact">{ "Opening the database…" }</p> };
    };
    if let Some(failure) = &status.failure {
        return html! { <Note tone={NoteTone::Negative} role="alert">{ failure }</Note> };
    }
    let reason = status.reason.clone().unwrap_or_default();
    if status.storage == SandboxStorage::Memory {
        return html! {
            <Note tone={NoteTone::Warning} role="status">
                { format!("In memory only: what you do is gone when the tab closes. {reason}") }
            </Note>
        };
    }
    html! {
        <p class="connection-fact">
            <Icon name={IconName::Check} size={14} />
            { stored(status) }{ " " }{ reason }
        </p>
    }
}

fn stored(status: &SandboxStatus) -> &'static str {
    match (status.is_leader, status.is_persisted) {
        (false, _) => {
            "Kept in this browser; another tab has it open, and this one works through it."
        }
        (true, true) => "Kept in this browser.",
        (true, false) => "Kept in this browser, which may remove it when it runs out of space.",
    }
}

/// The role of the token in use, to see what others see.
#[component]
fn RoleSelect() -> Html {
    let connection = use_connection();
    let role = use_state_eq(|| AttrValue::from(remembered::sandbox_role()));
    let choices: Rc<[Choice]> = ROLES
        .iter()
        .map(|(name, label)| Choice::new(*name, *label))
        .collect();
    let on_change = {
        let (role, dispatcher) = (role.clone(), connection.dispatcher);
        Callback::from(move |chosen: AttrValue| {
            remembered::keep_sandbox_role(&chosen);
            if let Some(token) = remembered::token_of(&ConnectionId::Browser) {
                dispatcher.dispatch(ConnectionAction::TokenGiven(token));
            }
            role.set(chosen);
        })
    };
    html! {
        <Field label="Your role" reserve=false>
            <Select {choices} value={(*role).clone()} {on_change} />
        </Field>
    }
}

#[component]
fn SimulateSelect(props: &ToolsProps) -> Html {
    const OWN: &str = "own";
    let toasts = use_toasts();
    let settings = || Store::Local.get(SETTINGS).unwrap_or_default();
    let trouble = use_state_eq(|| Trouble::of_settings(&settings()));
    let mut choices: Vec<Choice> = Trouble::ALL
        .iter()
        .map(|trouble| Choice::new(trouble.name(), trouble.label()))
        .collect();
    if trouble.is_none() {
        choices.push(Choice::new(OWN, "Faults of your own"));
    }
    let value = trouble.map_or(OWN, Trouble::name);
    let on_change = {
        let (trouble, worker) = (trouble.clone(), props.sandbox.worker.clone());
        Callback::from(move |name: AttrValue| {
            let Some(chosen) = Trouble::ALL.into_iter().find(|it| name == it.name()) else {
                return;
            };
            let (trouble, worker, toasts) = (trouble.clone(), worker.clone(), toasts.clone());
            spawn_local(async move {
                match worker.configure(&chosen.into_settings(&settings())).await {
                    Ok(()) => trouble.set(Some(chosen)),
                    Err(error) => toasts.error(failed("That cannot be simulated.", &error)),
                }
            });
        })
    };
    html! {
        <Field label="Simulate" reserve=false>
            <Select choices={Rc::from(choices)} {value} {on_change} />
        </Field>
    }
}
