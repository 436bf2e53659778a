//! What cannot be changed about the segment, for the parts that change it.

use std::rc::Rc;

use yew::prelude::*;

use crate::state::permission::{EXCLUDED, INCLUDED, Locks};
use segdeck_core::model::TargetList;

/// What is denied, and whether a draft is made all the same, to hand its patch to somebody else.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SegmentLocks {
    /// What is denied.
    pub locks: Locks,
    /// Whether editing goes on although nothing can be saved.
    pub is_drafting: bool,
}

impl SegmentLocks {
    /// Why this edit cannot be made, in a sentence.
    #[must_use]
    pub fn edit(&self, action: &str) -> Option<AttrValue> {
        self.edit_all(&[action])
    }

    /// Why none of these edits can be made.
    #[must_use]
    pub fn edit_all(&self, actions: &[&str]) -> Option<AttrValue> {
        if self.is_drafting {
            return None;
        }
        self.locks.reason_for_all(actions).map(AttrValue::from)
    }

    /// Why the list cannot be edited.
    #[must_use]
    pub fn edit_list(&self, list: TargetList) -> Option<AttrValue> {
        self.edit(match list {
            TargetList::Included => INCLUDED,
            TargetList::Excluded => EXCLUDED,
        })
    }

    /// Why a key cannot go from one list to the other, which changes both.
    #[must_use]
    pub fn edit_both_lists(&self) -> Option<AttrValue> {
        self.edit(INCLUDED).or_else(|| self.edit(EXCLUDED))
    }
}

/// The locks of the segment that is shown; none outside of its editor.
#[hook]
pub fn use_locks() -> Rc<SegmentLocks> {
    use_context::<Rc<SegmentLocks>>().unwrap_or_default()
}

/// Why the rules cannot be edited.
#[hook]
pub fn use_rules_lock() -> Option<AttrValue> {
    use_locks().edit(crate::state::permission::RULES)
}
