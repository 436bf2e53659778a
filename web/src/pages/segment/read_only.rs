//! A segment that is only shown, because the connection or the segment itself takes no changes.

use std::rc::Rc;

use segdeck_core::diff;
use yew::prelude::*;

use super::locks::SegmentLocks;
use crate::{
    state::{
        connection::Connection,
        draft::DraftState,
        permission::{EXPIRATIONS, Locks},
    },
    ui::{Button, ButtonSize, Note},
};

/// What is locked, and what unlocks it for a draft.
pub struct LocksHandle {
    /// What cannot be changed.
    pub locks: Rc<SegmentLocks>,
    draft_anyway: Callback<()>,
}

/// What the connection and the segment deny. A draft that is there is edited on.
#[hook]
pub fn use_segment_locks(
    connection: &Connection,
    draft: &UseReducerHandle<DraftState>,
) -> LocksHandle {
    let is_drafting = use_state_eq(|| draft.is_edited());
    let locks = use_memo(
        (connection.read_only(), draft.base.clone(), *is_drafting),
        |(read_only, base, is_drafting)| SegmentLocks {
            locks: Locks::new(read_only.clone(), base.access.as_ref()),
            is_drafting: *is_drafting,
        },
    );
    LocksHandle {
        locks,
        draft_anyway: Callback::from(move |()| is_drafting.set(true)),
    }
}

/// Why the segment is only shown, and what can be done all the same.
pub fn read_only_note(handle: &LocksHandle) -> Html {
    let Some(reason) = handle.locks.locks.read_only() else {
        return Html::default();
    };
    if handle.locks.is_drafting {
        return html! {
            <Note>
                { format!("{reason} This draft stays on this computer; its patch can be copied for \
                           somebody who may save it.") }
            </Note>
        };
    }
    let action = html! {
        <Button size={ButtonSize::Medium} on_click={handle.draft_anyway.clone()}>
            { "Edit a draft" }
        </Button>
    };
    html! {
        <Note {action}>
            { format!("{reason} You can edit a draft and copy its patch for somebody who may save it.") }
        </Note>
    }
}

/// Why what the draft changes may not be changed.
pub fn denied_reason(
    locks: &Locks,
    changes: &[diff::Change],
    has_expirations: bool,
) -> Option<AttrValue> {
    let reason = changes
        .iter()
        .find_map(|change| locks.reason_for_group(change.group))
        .or_else(|| has_expirations.then(|| locks.reason(EXPIRATIONS)).flatten());
    reason.map(|reason| format!("{reason} Copy the patch for somebody who may save it.").into())
}
