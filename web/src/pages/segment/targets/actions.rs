//! What can be done with the keys of one list.

use segdeck_core::{ContextKind, model::TargetList, patch::expiration::TargetReference};
use yew::prelude::*;

use crate::{
    platform,
    state::draft::{DraftAction, DraftState},
};

/// What can be done with keys of one list and kind.
#[derive(Clone, PartialEq)]
pub struct Actions {
    /// The draft.
    pub draft: UseReducerHandle<DraftState>,
    /// Which list.
    pub list: TargetList,
    /// Which kind.
    pub kind: ContextKind,
}

impl Actions {
    /// Adds keys.
    pub fn add(&self, keys: Vec<String>) {
        self.draft
            .dispatch(DraftAction::AddTargets(self.list, self.kind.clone(), keys));
    }

    /// Removes keys.
    pub fn remove(&self, keys: Vec<String>) {
        self.draft.dispatch(DraftAction::RemoveTargets(
            self.list,
            self.kind.clone(),
            keys,
        ));
    }

    /// Takes keys to the other list.
    pub fn move_over(&self, keys: Vec<String>) {
        self.draft
            .dispatch(DraftAction::MoveTargets(self.list, self.kind.clone(), keys));
    }

    /// The targets that these keys are.
    pub fn references(&self, keys: &[String]) -> Vec<TargetReference> {
        keys.iter()
            .map(|key| TargetReference {
                list: self.list,
                context_kind: self.kind.clone(),
                context_key: key.clone(),
            })
            .collect()
    }
}

/// Downloads the keys of a list, one a line.
pub fn csv(
    draft: &UseReducerHandle<DraftState>,
    list: TargetList,
    kind: &ContextKind,
) -> Callback<()> {
    let (draft, kind) = (draft.clone(), kind.clone());
    Callback::from(move |()| {
        let quoted = |key: &str| {
            if key.contains([',', '"', '\n', '\r']) {
                format!("\"{}\"", key.replace('"', "\"\""))
            } else {
                key.to_owned()
            }
        };
        let text: String = draft
            .segment()
            .targets(list, kind.as_str())
            .map(|key| quoted(key) + "\n")
            .collect();
        let name = format!("{}-{}-{kind}.csv", draft.base.key, list.as_str());
        platform::download_text(&name, "text/csv", &text);
    })
}
