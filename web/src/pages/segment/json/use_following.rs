//! The form follows the JSON, and the JSON the form.

use std::{cell::Cell, rc::Rc};

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use super::{
    check_segment::{SegmentCheck, check_segment},
    typed::{Typed, TypedAction, TypedSegment},
};
use crate::{
    state::{
        draft::{DraftAction, DraftState},
        local_id,
    },
    ui::LONG_CODE,
};

/// How long typing rests before it is read, in milliseconds: a long text takes long to read.
const REST: u32 = 250;
const LONG_REST: u32 = 600;

/// How the text and the draft stand to each other.
pub struct Following {
    /// What is wrong with the text.
    pub checked: Rc<SegmentCheck>,
    /// Whether the draft was changed elsewhere since the text was typed that it does not say.
    pub is_stale: bool,
    /// Reads what is still being typed at once.
    pub flush: Callback<()>,
    /// Lets the draft say what the text does, whatever it said.
    pub take: Callback<()>,
}

/// Where a text stands that is being typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// The draft has what it says.
    InStep,
    /// The draft has just taken it up.
    JustApplied,
    /// It is to be read.
    Waiting,
    /// The draft was changed elsewhere, and the text says nothing that it did not have.
    Outdated,
    /// The draft was changed elsewhere, and the text says something of its own.
    Stale,
}

fn standing(typed: &TypedSegment, draft: &DraftState) -> Standing {
    let now = &draft.edited.segment;
    let is_beside = typed
        .origin
        .as_ref()
        .is_none_or(|origin| Rc::ptr_eq(origin, now));
    match (&typed.applied, is_beside) {
        (Some(_), true) => Standing::InStep,
        (Some(applied), false) if **applied == **now => Standing::JustApplied,
        (Some(_), false) => Standing::Outdated,
        (None, true) => Standing::Waiting,
        (None, false) => Standing::Stale,
    }
}

/// Lets the draft follow the text of its segment, and the text the draft. `lock` is why the draft
/// cannot be edited.
#[hook]
pub fn use_following(
    draft: &UseReducerHandle<DraftState>,
    typed: &UseReducerHandle<Typed>,
    is_locked: bool,
) -> Following {
    let checked = use_state_eq(Rc::<SegmentCheck>::default);
    let is_waiting = use_memo((), |()| Cell::new(false));
    let read = {
        let (draft, typed, checked) = (draft.clone(), typed.clone(), checked.setter());
        let is_waiting = is_waiting.clone();
        move |is_taken: bool| {
            is_waiting.set(false);
            let Some(now) = typed.segment.clone() else {
                return;
            };
            let standing = standing(&now, &draft);
            if !is_taken && !matches!(standing, Standing::Waiting | Standing::Stale) {
                return;
            }
            let result = check_segment(&now.text, &draft.base);
            let can_apply = !is_locked && (is_taken || standing == Standing::Waiting);
            if let Some(segment) = result.segment.clone().filter(|_| can_apply) {
                // Ids of what is new are kept where the text says the same.
                let segment = if segment == draft.outgoing() {
                    draft.edited.segment.clone()
                } else {
                    Rc::new(local_id::complete(segment))
                };
                typed.dispatch(TypedAction::Applied(now.text.clone(), segment.clone()));
                draft.dispatch(DraftAction::ReplaceSegment(segment));
            }
            checked.set(Rc::new(result));
        }
    };
    use_effect_with((typed.segment.clone(), (**draft).clone()), {
        let (read, typed, checked) = (read.clone(), typed.clone(), checked.setter());
        let is_waiting = is_waiting.clone();
        move |(now, draft): &(Option<TypedSegment>, DraftState)| {
            let mut timer = None;
            match now.as_ref().map(|now| (standing(now, draft), now)) {
                None => checked.set(Rc::default()),
                Some((Standing::InStep, _)) => {}
                Some((Standing::JustApplied, _)) => {
                    typed.dispatch(TypedAction::InStep(draft.edited.segment.clone()));
                }
                Some((Standing::Outdated, _)) => typed.dispatch(TypedAction::FollowDraft),
                Some((Standing::Waiting | Standing::Stale, now)) => {
                    let rest = if now.text.len() > LONG_CODE {
                        LONG_REST
                    } else {
                        REST
                    };
                    is_waiting.set(true);
                    let is_waiting = is_waiting.clone();
                    timer = Some(Timeout::new(rest, move || {
                        if is_waiting.get() {
                            read(false);
                        }
                    }));
                }
            }
            move || {
                is_waiting.set(false);
                drop(timer);
            }
        }
    });
    let is_stale = typed
        .segment
        .as_ref()
        .is_some_and(|now| standing(now, draft) == Standing::Stale);
    let flush = {
        let read = read.clone();
        Callback::from(move |()| {
            if is_waiting.get() {
                read(false);
            }
        })
    };
    Following {
        checked: (*checked).clone(),
        is_stale,
        flush,
        take: Callback::from(move |()| read(true)),
    }
}

#[cfg(test)]
mod tests {
    use yew::Reducible;

    use super::*;
    use crate::state::draft::tests::untouched;

    fn named(draft: &Rc<DraftState>, name: &str) -> Rc<DraftState> {
        draft.clone().reduce(DraftAction::SetDetails {
            name: name.to_owned(),
            description: String::new(),
            tags: Vec::new(),
        })
    }

    #[test]
    fn a_text_goes_from_waiting_to_in_step() {
        let before = untouched();
        let mut typed = TypedSegment {
            text: "{}".into(),
            origin: Some(before.edited.segment.clone()),
            applied: None,
        };
        assert_eq!(standing(&typed, &before), Standing::Waiting);
        let after = named(&before, "T");
        typed.applied = Some(Rc::new(after.segment().clone()));
        assert_eq!(standing(&typed, &after), Standing::JustApplied);
        typed.origin = Some(after.edited.segment.clone());
        assert_eq!(standing(&typed, &after), Standing::InStep);
        assert_eq!(standing(&typed, &named(&after, "U")), Standing::Outdated);
    }

    #[test]
    fn a_text_of_its_own_does_not_write_over_what_the_form_did() {
        let before = untouched();
        let typed = TypedSegment {
            text: "{".into(),
            origin: Some(before.edited.segment.clone()),
            applied: None,
        };
        assert_eq!(standing(&typed, &named(&before, "T")), Standing::Stale);
        let reloaded = TypedSegment {
            origin: None,
            ..typed
        };
        assert_eq!(standing(&reloaded, &before), Standing::Waiting);
    }
}
