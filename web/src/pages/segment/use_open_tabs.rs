//! Which other tabs have the same segment open.

use std::{cell::RefCell, collections::BTreeSet, rc::Rc};

use gloo_events::EventListener;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, MessageEvent};
use yew::prelude::*;

use super::draft_keeper::Keeper;
use crate::platform;

/// Where tabs tell each other.
const CHANNEL: &str = "segdeck.drafts";

/// A tab asks who else is there, answers, or leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    Hello,
    Here,
    Bye,
}

impl Word {
    const ALL: [(Self, &'static str); 3] = [
        (Self::Hello, "hello"),
        (Self::Here, "here"),
        (Self::Bye, "bye"),
    ];

    fn text(self, tab: &str, draft: &str) -> String {
        let word = Self::ALL.iter().find(|(word, _)| *word == self);
        format!("{} {tab} {draft}", word.map_or("", |(_, text)| text))
    }

    /// The word and the tab, if it is about this draft.
    fn parse<'a>(text: &'a str, draft: &str) -> Option<(Self, &'a str)> {
        let (word, rest) = text.split_once(' ')?;
        let (tab, named) = rest.split_once(' ')?;
        let (word, _) = Self::ALL.iter().find(|(_, text)| *text == word)?;
        (named == draft).then_some((*word, tab))
    }
}

/// Whether another tab has the same segment open. False where the browser does not let tabs tell.
#[hook]
pub fn use_open_tabs(keeper: &Rc<RefCell<Keeper>>) -> bool {
    let is_open = use_state_eq(|| false);
    let (tab, draft) = {
        let keeper = keeper.borrow();
        (keeper.tab().to_owned(), keeper.name().to_string())
    };
    use_effect_with((), {
        let is_open = is_open.clone();
        move |()| {
            let channel = BroadcastChannel::new(&platform::stored_name(CHANNEL)).ok();
            let listeners = channel.as_ref().map(|channel| {
                let say = {
                    let (channel, tab, draft) = (channel.clone(), tab, draft.clone());
                    Rc::new(move |word: Word| {
                        // Fails only once the channel is closed.
                        let _ = channel.post_message(&JsValue::from_str(&word.text(&tab, &draft)));
                    })
                };
                say(Word::Hello);
                let tabs = RefCell::new(BTreeSet::new());
                let answer = say.clone();
                let on_message = move |event: &Event| {
                    let text = event
                        .dyn_ref::<MessageEvent>()
                        .and_then(|it| it.data().as_string());
                    let Some((word, tab)) = text.as_deref().and_then(|it| Word::parse(it, &draft))
                    else {
                        return;
                    };
                    let mut tabs = tabs.borrow_mut();
                    match word {
                        Word::Hello | Word::Here => tabs.insert(tab.to_owned()),
                        Word::Bye => tabs.remove(tab),
                    };
                    if word == Word::Hello {
                        answer(Word::Here);
                    }
                    is_open.set(!tabs.is_empty());
                };
                let leave = web_sys::window().map(|window| {
                    let say = say.clone();
                    EventListener::new(&window, "pagehide", move |_| say(Word::Bye))
                });
                (
                    EventListener::new(channel, "message", on_message),
                    leave,
                    say,
                )
            });
            move || {
                if let Some((_, _, say)) = &listeners {
                    say(Word::Bye);
                }
                drop(listeners);
                if let Some(channel) = channel {
                    channel.close();
                }
            }
        }
    });
    *is_open
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabs_understand_each_other_about_one_draft() {
        let text = Word::Here.text("t1", "segdeck.draft.a/p/e/s");
        let read = Word::parse(&text, "segdeck.draft.a/p/e/s");
        assert_eq!(read, Some((Word::Here, "t1")));
        assert_eq!(Word::parse(&text, "segdeck.draft.a/p/e/other"), None);
        for text in ["", "here", "here t1", "nonsense t1 s"] {
            assert_eq!(Word::parse(text, "s"), None, "{text}");
        }
    }
}
