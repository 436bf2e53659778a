//! Asks for what a connection needs to be let in: an access token, or a gateway's key or password.

use std::rc::Rc;

use segdeck_client::AccessToken;
use segdeck_core::model::CallerIdentity;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::{
    check::{Tried, try_direct, try_server, wants_password},
    check_list::CheckList,
    saved::{keep_saved, read_saved},
};
use crate::{
    backend::{remembered, use_connection},
    state::{
        connection::{ConnectionAction, GatewayKey},
        connection_id::{ConnectionId, DirectHost},
        permission,
    },
    ui::{
        Button, ButtonVariant, Checkbox, Dialog, DialogWidth, Field, IconName, TextInput,
        use_toasts,
    },
};

/// A token that was accepted, and what was found out on the way.
#[derive(Clone, Debug)]
pub(super) struct Accepted {
    pub token: AccessToken,
    /// As it was typed, for session storage if a person wants that.
    pub text: String,
    pub is_kept: bool,
    pub identity: Option<CallerIdentity>,
    pub omits_version: bool,
}

#[derive(Properties, PartialEq)]
pub(super) struct TokenFormProps {
    /// LaunchDarkly itself; without it, the server that the page came from.
    #[prop_or_default]
    pub host: Option<Result<DirectHost, AttrValue>>,
    /// Whether the token can be kept until the tab closes, and whether it is at first.
    #[prop_or_default]
    pub keep: Option<bool>,
    #[prop_or(AttrValue::Static("Connect"))]
    pub action: AttrValue,
    #[prop_or_default]
    pub autofocus: bool,
    pub on_accepted: Callback<Accepted>,
}

/// Moves focus to the field inside of `area` once that is drawn, if it is wanted: the attribute does
/// so only where a whole page is loaded or a dialog opened.
#[hook]
fn use_focus_in(area: &NodeRef, is_wanted: bool) {
    let area = area.clone();
    use_effect_with((), move |()| {
        let field = is_wanted
            .then(|| area.cast::<Element>()?.query_selector("input").ok()?)
            .flatten();
        if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlElement>().ok()) {
            // A field that cannot take focus leaves it where it is.
            let _ = field.focus();
        }
    });
}

/// A field for the token, which is tried before it is used.
#[component]
pub(super) fn TokenForm(props: &TokenFormProps) -> Html {
    let area = use_node_ref();
    use_focus_in(&area, props.autofocus);
    let text = use_state_eq(String::new);
    let is_kept = use_state_eq(|| props.keep.unwrap_or_default());
    let error = use_state_eq(|| None::<AttrValue>);
    let tried = use_state_eq(Rc::<Tried>::default);
    let is_running = use_state_eq(|| false);
    let connect = {
        let (text, is_kept, error) = (text.clone(), is_kept.clone(), error.clone());
        let (tried, is_running) = (tried.clone(), is_running.clone());
        let (host, on_accepted) = (props.host.clone(), props.on_accepted.clone());
        Callback::from(move |()| {
            if *is_running {
                return;
            }
            let token = match AccessToken::parse(&text) {
                Ok(token) => token,
                Err(invalid) => return error.set(Some(invalid.into_reason().into())),
            };
            let host = match host.clone().transpose() {
                Ok(host) => host,
                Err(reason) => return error.set(Some(reason)),
            };
            is_running.set(true);
            tried.set(Rc::default());
            let (text, is_kept) = (text.clone(), *is_kept);
            let (tried, is_running) = (tried.clone(), is_running.clone());
            let on_accepted = on_accepted.clone();
            spawn_local(async move {
                let found = match host {
                    Some(host) => try_direct(&host, token.clone()).await,
                    None => try_server(Some(token.clone()), None).await,
                };
                is_running.set(false);
                tried.set(Rc::new(found.clone()));
                if found.is_good() {
                    let typed = (*text).clone();
                    text.set(String::new());
                    on_accepted.emit(Accepted {
                        token,
                        text: typed,
                        is_kept,
                        identity: found.identity,
                        omits_version: found.omits_version,
                    });
                }
            });
        })
    };
    let on_input = {
        let (text, error, tried) = (text.clone(), error.clone(), tried.clone());
        Callback::from(move |typed| {
            text.set(typed);
            error.set(None);
            tried.set(Rc::default());
        })
    };
    let set_kept = {
        let is_kept = is_kept.clone();
        Callback::from(move |is_on| is_kept.set(is_on))
    };
    html! {
        <>
            <div ref={area} class="token-form">
                <Field label="Access token" error={(*error).clone()}
                    hint="Use a reader token if you only look. SDK keys, mobile keys and client-side \
                          IDs do not work here.">
                    <TextInput value={(*text).clone()} {on_input} on_enter={connect.clone()} mono=true
                        kind="password" icon={IconName::Key} placeholder="api-…"
                        autofocus={props.autofocus} />
                </Field>
                <Button variant={ButtonVariant::Primary} busy={*is_running} on_click={connect}>
                    { &props.action }
                </Button>
            </div>
            if props.keep.is_some() {
                <Checkbox label="Keep the token in this tab until it closes, also over a reload"
                    checked={*is_kept} on_change={set_kept} />
            }
            <div aria-live="polite"><CheckList tried={(*tried).clone()} /></div>
        </>
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct KeyFormProps {
    #[prop_or_default]
    pub autofocus: bool,
    #[prop_or_default]
    pub on_done: Callback<()>,
}

/// A field for the gateway's key or password, which is tried before it is used.
#[component]
pub(super) fn KeyForm(props: &KeyFormProps) -> Html {
    let connection = use_connection();
    let text = use_state_eq(String::new);
    let error = use_state_eq(|| None::<AttrValue>);
    let tried = use_state_eq(Rc::<Tried>::default);
    let is_running = use_state_eq(|| false);
    let is_password = wants_password(connection.state.config.as_deref());
    let (label, hint) = if is_password {
        ("Password", "Whoever runs this server knows it.")
    } else {
        (
            "Key",
            "The server prints it with its address when it starts, after #key=. Paste the key or the \
             whole address.",
        )
    };
    let connect = {
        let (text, error, tried) = (text.clone(), error.clone(), tried.clone());
        let (is_running, on_done) = (is_running.clone(), props.on_done.clone());
        let dispatcher = connection.dispatcher;
        Callback::from(move |()| {
            let typed = match text.rsplit_once("#key=") {
                Some((_, key)) if !is_password => key,
                _ => text.as_str(),
            };
            let Some(key) = GatewayKey::parse(typed) else {
                let reason = "This is empty, or has a character that cannot be sent.";
                return error.set(Some(reason.into()));
            };
            is_running.set(true);
            let (tried, is_running) = (tried.clone(), is_running.clone());
            let (dispatcher, on_done) = (dispatcher.clone(), on_done.clone());
            spawn_local(async move {
                let found = try_server(None, Some(key.clone())).await;
                is_running.set(false);
                let is_good = found.is_good();
                tried.set(Rc::new(found));
                if is_good {
                    remembered::keep_key(&key);
                    dispatcher.dispatch(ConnectionAction::KeyGiven(key));
                    on_done.emit(());
                }
            });
        })
    };
    let on_input = {
        let (text, error, tried) = (text.clone(), error.clone(), tried.clone());
        Callback::from(move |typed| {
            text.set(typed);
            error.set(None);
            tried.set(Rc::default());
        })
    };
    html! {
        <>
            <div class="token-form">
                <Field {label} {hint} error={(*error).clone()}>
                    <TextInput value={(*text).clone()} {on_input} on_enter={connect.clone()} mono=true
                        kind="password" icon={IconName::Key} autofocus={props.autofocus} />
                </Field>
                <Button variant={ButtonVariant::Primary} busy={*is_running} on_click={connect}>
                    { "Connect" }
                </Button>
            </div>
            <div aria-live="polite"><CheckList tried={(*tried).clone()} /></div>
        </>
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct SecretFormProps {
    #[prop_or_default]
    pub autofocus: bool,
    #[prop_or_default]
    pub on_done: Callback<()>,
}

/// Asks for what the connection in use needs, so that work goes on where it was.
#[component]
pub(super) fn SecretForm(props: &SecretFormProps) -> Html {
    let connection = use_connection();
    let refusal = use_state_eq(|| None::<AttrValue>);
    let id = connection.state.id.clone();
    if connection.state.is_gateway() {
        return html! { <KeyForm autofocus={props.autofocus} on_done={props.on_done.clone()} /> };
    }
    let on_accepted = {
        let (id, dispatcher) = (id.clone(), connection.dispatcher.clone());
        let (refusal, on_done) = (refusal.clone(), props.on_done.clone());
        Callback::from(move |accepted: Accepted| {
            if let ConnectionId::Direct { host, .. } = &id {
                let account = accepted
                    .identity
                    .as_ref()
                    .and_then(|it| it.account_id.as_deref());
                let mut saved = read_saved();
                if saved.connect(host, account) != id {
                    return refusal.set(Some(
                        "This token is for another account, and what is shown here is not of that \
                         one. Connect to it under \"Paste an access token\"."
                            .into(),
                    ));
                }
                keep_saved(&saved);
            }
            if accepted.is_kept {
                remembered::keep_token(&id, &accepted.text);
            } else {
                remembered::forget_token(&id);
            }
            dispatcher.dispatch(ConnectionAction::TokenGiven(accepted.token));
            if let Some(identity) = &accepted.identity {
                let permission = permission::of_identity(identity);
                dispatcher.dispatch(ConnectionAction::Permitted(permission));
            }
            on_done.emit(());
        })
    };
    let host = id.host().cloned();
    let keep = host.is_some().then(|| remembered::token_of(&id).is_some());
    html! {
        <>
            <TokenForm host={host.map(Ok)} {keep} autofocus={props.autofocus} {on_accepted} />
            if let Some(refusal) = &*refusal {
                <p class="connection-refusal" role="alert">{ refusal }</p>
            }
        </>
    }
}

/// What a [`SecretDialog`] needs.
#[derive(Properties, PartialEq)]
pub struct SecretDialogProps {
    /// Called to leave, also when it was given.
    pub on_close: Callback<()>,
}

/// Asks for another token, key or password over the page where work stopped.
#[component]
pub fn SecretDialog(props: &SecretDialogProps) -> Html {
    let toasts = use_toasts();
    let title = if use_connection().state.is_gateway() {
        "Enter the server's key"
    } else {
        "Enter another access token"
    };
    let on_done = {
        let on_close = props.on_close.clone();
        Callback::from(move |()| {
            toasts.done("Connected again.");
            on_close.emit(());
        })
    };
    html! {
        <Dialog {title} width={DialogWidth::Medium} on_close={props.on_close.clone()}
            footer={html! {
                <Button variant={ButtonVariant::Ghost} on_click={props.on_close.clone()}>
                    { "Cancel" }
                </Button>
            }}>
            <div class="stack">
                <p>{ "What you were doing is still here, and goes on then." }</p>
                <SecretForm autofocus=true {on_done} />
            </div>
        </Dialog>
    }
}
