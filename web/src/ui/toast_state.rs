//! Which toasts are shown. Pure.

use std::rc::Rc;

use yew::{AttrValue, Callback, Reducible};

/// What a toast reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToastTone {
    /// Something was done; leaves after six seconds.
    Done,
    /// Something failed; stays until dismissed.
    Error,
}

/// The one thing that can be done about a toast.
#[derive(Clone, Debug, PartialEq)]
pub struct ToastAction {
    /// The text of the button.
    pub label: AttrValue,
    /// What it does; the toast leaves.
    pub on_click: Callback<()>,
}

/// A message of one line.
#[derive(Clone, Debug, PartialEq)]
pub struct Toast {
    /// Tells toasts apart; grows.
    pub id: u32,
    /// What it reports.
    pub tone: ToastTone,
    /// The message.
    pub text: AttrValue,
    /// What can be done about it.
    pub action: Option<ToastAction>,
}

/// The toasts shown, oldest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ToastState {
    next_id: u32,
    /// At most [`MOST_TOASTS`].
    pub toasts: Vec<Toast>,
}

/// How many toasts are shown at once; older ones leave.
pub const MOST_TOASTS: usize = 4;

/// What can happen to toasts.
#[derive(Clone, Debug, PartialEq)]
pub enum ToastEvent {
    /// A message appears.
    Show(ToastTone, AttrValue, Option<ToastAction>),
    /// The message with this id leaves.
    Dismiss(u32),
}

impl Reducible for ToastState {
    type Action = ToastEvent;

    fn reduce(self: Rc<Self>, event: ToastEvent) -> Rc<Self> {
        match event {
            ToastEvent::Show(tone, text, action) => {
                let mut next = (*self).clone();
                next.toasts.push(Toast {
                    id: next.next_id,
                    tone,
                    text,
                    action,
                });
                next.next_id = next.next_id.wrapping_add(1);
                let excess = next.toasts.len().saturating_sub(MOST_TOASTS);
                next.toasts.drain(..excess);
                next.into()
            }
            ToastEvent::Dismiss(id) if self.toasts.iter().any(|toast| toast.id == id) => {
                let mut next = (*self).clone();
                next.toasts.retain(|toast| toast.id != id);
                next.into()
            }
            ToastEvent::Dismiss(_) => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(state: Rc<ToastState>, text: &'static str) -> Rc<ToastState> {
        state.reduce(ToastEvent::Show(ToastTone::Done, text.into(), None))
    }

    #[test]
    fn the_oldest_leaves_when_there_are_too_many() {
        let mut state = Rc::new(ToastState::default());
        for text in ["a", "b", "c", "d", "e"] {
            state = show(state, text);
        }
        let texts: Vec<_> = state
            .toasts
            .iter()
            .map(|toast| toast.text.as_str())
            .collect();
        assert_eq!(texts, ["b", "c", "d", "e"]);
    }

    #[test]
    fn dismissing_one_keeps_the_others_and_an_unknown_one_changes_nothing() {
        let state = show(show(Rc::default(), "a"), "b");
        let id = state.toasts[0].id;
        let state = state.reduce(ToastEvent::Dismiss(id));
        assert_eq!(state.toasts.len(), 1);
        assert_eq!(state.toasts[0].text, "b");
        let same = state.clone().reduce(ToastEvent::Dismiss(id));
        assert!(Rc::ptr_eq(&same, &state));
    }
}
