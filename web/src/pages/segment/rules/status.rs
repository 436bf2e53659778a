//! How each rule differs from what is saved.

use std::collections::BTreeMap;

use segdeck_core::diff::{Change, ChangeKind};

/// How a rule differs from what is saved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RuleStatus {
    /// Not at all.
    #[default]
    Same,
    /// It is new.
    New,
    /// It says something else.
    Edited,
    /// It stands elsewhere.
    Moved,
}

impl RuleStatus {
    /// The name that the stylesheet knows.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::New => "new",
            Self::Edited => "edited",
            Self::Moved => "moved",
        }
    }
}

/// The status of each rule that is not the same, by its place.
#[must_use]
pub fn statuses(changes: &[Change]) -> BTreeMap<usize, RuleStatus> {
    let mut statuses = BTreeMap::new();
    for change in changes {
        match &change.kind {
            ChangeKind::RuleAdded { index, .. } => {
                statuses.insert(*index, RuleStatus::New);
            }
            ChangeKind::RuleEdited { index, .. } => {
                statuses.insert(*index, RuleStatus::Edited);
            }
            ChangeKind::RuleMoved { to, .. } => {
                statuses.entry(*to).or_insert(RuleStatus::Moved);
            }
            _ => {}
        }
    }
    statuses
}
