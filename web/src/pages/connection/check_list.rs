//! What was found out about a connection, line by line.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::check::{Mark, Tried, try_session};
use crate::{
    backend::use_backend,
    ui::{Button, Icon, IconName, LongText},
};

#[derive(Properties, PartialEq)]
pub(super) struct CheckListProps {
    pub tried: Rc<Tried>,
}

/// Each check with what it found and the time that it took.
#[component]
pub(super) fn CheckList(props: &CheckListProps) -> Html {
    let checks = &props.tried.checks;
    if checks.is_empty() {
        return Html::default();
    }
    html! {
        <ul class="check-list" aria-label="What was checked">
            { for checks.iter().map(|check| {
                let (icon, state, word) = match check.mark {
                    Mark::Good => (IconName::Check, "ok", "Passed: "),
                    Mark::Limited => (IconName::Alert, "warning", "Limited: "),
                    Mark::Bad => (IconName::Alert, "error", "Failed: "),
                };
                html! {
                    <li key={check.what} class="check-list-row" data-state={state}>
                        <Icon name={icon} />
                        <span><span class="visually-hidden">{ word }</span>{ check.what }</span>
                        <span class="check-list-detail">
                            { LongText::new(check.what, check.detail.clone()).html() }
                        </span>
                        <span class="check-list-time">{ format!("{} ms", check.milliseconds) }</span>
                    </li>
                }
            }) }
        </ul>
    }
}

/// A button that asks who the token is and what it sees.
#[component]
pub(super) fn TestConnection() -> Html {
    let client = use_backend().client;
    let tried = use_state_eq(Rc::<Tried>::default);
    let is_running = use_state_eq(|| false);
    let run = {
        let (tried, is_running) = (tried.clone(), is_running.clone());
        Callback::from(move |()| {
            is_running.set(true);
            let (client, tried, is_running) = (client.clone(), tried.clone(), is_running.clone());
            spawn_local(async move {
                tried.set(Rc::new(try_session(&client).await));
                is_running.set(false);
            });
        })
    };
    html! {
        <div class="stack" aria-live="polite">
            <div>
                <Button on_click={run} busy={*is_running}>{ "Test connection" }</Button>
            </div>
            <CheckList tried={(*tried).clone()} />
        </div>
    }
}
