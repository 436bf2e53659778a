//! Review & save: what will happen, exactly, before it does.

mod changes;
mod changes_tab;
mod code_tabs;
mod conflict;
mod dialog;
mod dry_run;
mod expiration_changes;
mod footer;
mod frame;
mod guard_rails;
mod refusal;
mod rule_change;
mod sending;
mod state;
mod surroundings;
mod take_back;
mod texts;

pub use self::changes::ChangeItem;
pub use self::conflict::{CONFLICT_DIALOG, ConflictDialogProps};
pub use self::dialog::{REVIEW_DIALOG, ReviewDialogProps};
use self::expiration_changes::expiration_changes;
pub use self::expiration_changes::{ExpirationChange, changes_between};
pub use self::footer::{Asking, PrimaryAction};
pub use self::frame::EnvironmentLabel;
pub use self::state::{Done, ReviewState, SaveProgress};
use crate::state::draft::DraftState;

/// How many expirations the draft changes.
#[must_use]
pub fn count_expiration_changes(draft: &DraftState) -> usize {
    expiration_changes(
        &draft.base_expirations,
        draft.expirations(),
        draft.segment(),
    )
    .len()
}
