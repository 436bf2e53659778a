//! Says what the page waits for, once that takes long, and offers to end it.

use gloo_timers::callback::Interval;
use yew::prelude::*;

use crate::{
    backend::{Wait, Waits, use_connection},
    platform,
    state::{
        connection::{Connection, Health},
        connection_id::ConnectionId,
        waiting::{LONG, Waiting},
    },
    ui::{Button, ButtonSize, Icon, IconName, Note, NoteTone},
};

/// How often it is looked at, in milliseconds: more than once for each second that is counted.
const EVERY: u32 = 500;

/// What to say of a wait, and what to do about it.
struct Told {
    /// Who is waited for.
    said: String,
    /// The time that is left, which is not read out each second.
    left: String,
    label: &'static str,
    on_end: Callback<()>,
}

#[hook]
fn use_waiting() -> Option<Told> {
    let connection = use_connection();
    let waits = connection
        .session
        .as_ref()
        .map(|session| session.client.transport().waits().clone());
    let waiting = use_state_eq(|| None::<Waiting>);
    let is_busy = use_state_eq(|| false);
    let look = {
        let (waiting, is_busy) = (waiting.setter(), is_busy.setter());
        use_callback(waits.clone(), move |(), waits: &Option<Waits>| {
            let list = waits.as_ref().map(Waits::list).unwrap_or_default();
            let now = platform::now_millis();
            is_busy.set(!list.is_empty());
            waiting.set(Waiting::of(
                list.iter().map(|wait| (wait.since, wait.next_try)),
                now,
            ));
        })
    };
    use_effect_with((waits.clone(), look.clone()), |(waits, look)| {
        look.emit(());
        let listening = waits.as_ref().map(|waits| waits.listen(look.clone()));
        move || drop(listening)
    });
    use_effect_with((*is_busy, look), |(is_busy, look)| {
        let look = look.clone();
        let interval = is_busy.then(|| Interval::new(EVERY, move || look.emit(())));
        move || drop(interval)
    });
    let (waiting, waits) = ((*waiting)?, waits?);
    if matches!(connection.state.health, Health::Offline { .. }) {
        return None;
    }
    let (subject, object) = names(&connection.state);
    Some(match waiting {
        Waiting::Still => Told {
            said: format!("Still waiting for {object}."),
            left: String::new(),
            label: "Cancel",
            on_end: Callback::from(move |()| {
                let now = platform::now_millis();
                waits.end(|wait: &Wait| now - wait.since >= LONG);
            }),
        },
        Waiting::Asked(seconds) => Told {
            said: format!("{subject} asked us to wait."),
            left: format!("Next try in {seconds} s."),
            label: "Stop",
            on_end: Callback::from(move |()| waits.end(|wait: &Wait| wait.next_try.is_some())),
        },
    })
}

/// Who answers, at the beginning of a sentence and inside of one.
fn names(connection: &Connection) -> (&'static str, &'static str) {
    let is_sandbox = match connection.id {
        ConnectionId::Browser => true,
        ConnectionId::Server => !connection.is_gateway(),
        ConnectionId::Direct { .. } => false,
    };
    if is_sandbox {
        ("The sandbox", "the sandbox")
    } else {
        ("LaunchDarkly", "LaunchDarkly")
    }
}

/// Under the top bar.
#[component]
pub fn WaitingStrip() -> Html {
    let Some(told) = use_waiting() else {
        return Html::default();
    };
    let on_end = told.on_end.reform(|_: MouseEvent| ());
    html! {
        <div class="strip">
            <Icon name={IconName::Clock} size={14} />
            <span>{ told.said }</span>
            { left(&told.left) }
            <button type="button" class="link" onclick={on_end}>{ told.label }</button>
        </div>
    }
}

/// In a dialog, which keeps everything outside of it out of reach.
#[component]
pub fn WaitingNote() -> Html {
    let told = use_waiting();
    html! {
        <div role="status">
            if let Some(told) = told {
                <Note tone={NoteTone::Warning} action={html! {
                    <Button size={ButtonSize::Small} on_click={told.on_end.clone()}>
                        { told.label }
                    </Button>
                }}>
                    { &told.said }{ " " }{ left(&told.left) }
                </Note>
            }
        </div>
    }
}

fn left(text: &str) -> Html {
    if text.is_empty() {
        return Html::default();
    }
    html! { <span aria-live="off">{ text.to_owned() }</span> }
}
