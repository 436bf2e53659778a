//! Short messages at the bottom left.

use yew::prelude::*;

use super::toast_list::ToastList;
use super::toast_state::{ToastAction, ToastEvent, ToastState, ToastTone};

/// Shows toasts; from [`use_toasts`].
#[derive(Clone, PartialEq)]
pub struct Toasts(UseReducerDispatcher<ToastState>);

impl Toasts {
    /// Says that something was done.
    pub fn done(&self, text: impl Into<AttrValue>) {
        self.0
            .dispatch(ToastEvent::Show(ToastTone::Done, text.into(), None));
    }

    /// Says that something was done and offers one action, such as "Undo".
    pub fn done_with(&self, text: impl Into<AttrValue>, action: ToastAction) {
        self.0
            .dispatch(ToastEvent::Show(ToastTone::Done, text.into(), Some(action)));
    }

    /// Says that something failed.
    pub fn error(&self, text: impl Into<AttrValue>) {
        self.0
            .dispatch(ToastEvent::Show(ToastTone::Error, text.into(), None));
    }
}

/// What a [`ToastProvider`] needs.
#[derive(Properties, PartialEq)]
pub struct ToastProviderProps {
    /// The page.
    pub children: Html,
}

/// Holds the toasts of the page inside it.
#[component]
pub fn ToastProvider(props: &ToastProviderProps) -> Html {
    let state = use_reducer_eq(ToastState::default);
    let on_dismiss = {
        let dispatcher = state.dispatcher();
        Callback::from(move |id| dispatcher.dispatch(ToastEvent::Dismiss(id)))
    };
    html! {
        <ContextProvider<Toasts> context={Toasts(state.dispatcher())}>
            { props.children.clone() }
            <ToastList toasts={state.toasts.clone()} {on_dismiss} />
        </ContextProvider<Toasts>>
    }
}

/// The way to show toasts.
///
/// # Panics
///
/// Outside of a [`ToastProvider`].
#[hook]
#[expect(
    clippy::expect_used,
    reason = "a missing provider is a mistake in the page's code"
)]
pub fn use_toasts() -> Toasts {
    use_context::<Toasts>().expect("use_toasts needs a ToastProvider around the component")
}
