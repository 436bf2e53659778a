//! Asks for the access token of a server that does not offer its own.

use segdeck_client::AccessToken;
use yew::prelude::*;

use crate::ui::{Button, ButtonVariant, Field, IconName, TextInput};

#[derive(Properties, PartialEq)]
pub(super) struct TokenFormProps {
    pub on_token: Callback<AccessToken>,
}

/// A field for the token; it stays in memory and is forgotten with the page.
#[component]
pub(super) fn TokenForm(props: &TokenFormProps) -> Html {
    let text = use_state_eq(String::new);
    let error = use_state_eq(|| None::<AttrValue>);
    let connect = {
        let (text, error, on_token) = (text.clone(), error.clone(), props.on_token.clone());
        Callback::from(move |()| match AccessToken::parse(&text) {
            Ok(token) => {
                text.set(String::new());
                on_token.emit(token);
            }
            Err(invalid) => error.set(Some(invalid.reason.into())),
        })
    };
    let on_input = {
        let (text, error) = (text.clone(), error.clone());
        Callback::from(move |typed| {
            text.set(typed);
            error.set(None);
        })
    };
    html! {
        <div class="token-form">
            <Field label="Access token" error={(*error).clone()}
                hint="It stays in memory and is forgotten when the page closes.">
                <TextInput value={(*text).clone()} {on_input} on_enter={connect.clone()} mono=true
                    kind="password" icon={IconName::Key} placeholder="api-…" />
            </Field>
            <Button variant={ButtonVariant::Primary} on_click={connect}>{ "Connect" }</Button>
        </div>
    }
}
