//! How kinds of segments look.

use segdeck_core::model::SegmentKind;

use crate::ui::IconName;

/// The drawing and the word of a kind.
pub(super) fn look(kind: SegmentKind) -> (IconName, &'static str) {
    match kind {
        SegmentKind::RuleBased => (IconName::Rule, "Rule-based"),
        SegmentKind::List => (IconName::List, "List"),
        SegmentKind::Big => (IconName::Big, "Big"),
        SegmentKind::Synced => (IconName::Sync, "Synced"),
    }
}
