//! The way back from the last save, for as long as the page is open.

use std::rc::Rc;

use yew::prelude::*;

use super::{
    super::save::SaveReport,
    turning_back::TurnBack,
    way_back::{Version, WayBack},
};
use crate::{state::draft::DraftState, ui::ToastAction};

/// What was saved last, and how to turn it back; from [`use_last_save`].
#[derive(Clone, PartialEq)]
pub struct LastSave {
    saved: UseStateHandle<Option<Rc<TurnBack>>>,
    ask: Callback<TurnBack>,
}

impl LastSave {
    /// Takes note of what a save of this draft did, if it did anything, and gives the action that
    /// turns it back.
    pub fn keep(&self, draft: &DraftState, report: &SaveReport) -> Option<ToastAction> {
        if report.segment.is_none() && report.expirations.is_none() {
            return None;
        }
        let before = Version::new(draft.base.clone(), &draft.base_expirations);
        let segment = report.segment.as_ref().unwrap_or(&draft.base);
        let after = match &report.expirations {
            Some(items) => Version::new(segment.clone(), items),
            // The server drops the dates of targets that leave with the target.
            None => before.with(segment.clone()),
        };
        let saved = Rc::new(TurnBack {
            way: WayBack::Revert { before, after },
            what: "Undo the last save".into(),
        });
        self.saved.set(Some(saved.clone()));
        Some(ToastAction {
            label: "Undo".into(),
            on_click: self.ask.reform(move |()| (*saved).clone()),
        })
    }

    /// Turns back the last save; absent until there was one.
    #[must_use]
    pub fn undo(&self) -> Option<Callback<()>> {
        let saved = (*self.saved).clone()?;
        Some(self.ask.reform(move |()| (*saved).clone()))
    }
}

/// The last save of this page; `ask` turns something back.
#[hook]
pub fn use_last_save(ask: &Callback<TurnBack>) -> LastSave {
    LastSave {
        saved: use_state(|| None),
        ask: ask.clone(),
    }
}
