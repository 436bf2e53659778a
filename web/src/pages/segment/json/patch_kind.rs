//! The three kinds of patch that one address takes.

use segdeck_core::{
    diff::{self, SemanticOptions},
    wire,
};
use serde_json::Value;

use crate::{pages::segment::save::SavePlan, state::draft::DraftState};

/// A kind of patch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum PatchKind {
    /// Operations, RFC 6902.
    #[default]
    Json,
    /// A document to merge, RFC 7386.
    Merge,
    /// LaunchDarkly's instructions.
    Semantic,
}

impl PatchKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Json, Self::Merge, Self::Semantic];

    /// The name in the page's own words and storage.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Merge => "merge",
            Self::Semantic => "semantic",
        }
    }

    /// The name that people know.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Json => "JSON Patch",
            Self::Merge => "Merge patch",
            Self::Semantic => "Semantic patch",
        }
    }

    /// What it is made of, one and several.
    #[must_use]
    pub fn noun(self) -> [&'static str; 2] {
        match self {
            Self::Json => ["operation", "operations"],
            Self::Merge => ["field", "fields"],
            Self::Semantic => ["instruction", "instructions"],
        }
    }

    /// The kind of that id.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }
}

/// The draft's own patch.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnPatch {
    /// As text.
    pub text: String,
    /// How many operations, fields or instructions it has.
    pub size: usize,
    /// Whether it cannot say the whole change.
    pub is_partial: bool,
}

impl OwnPatch {
    /// What makes the saved segment the draft's.
    #[must_use]
    pub fn of(draft: &DraftState, kind: PatchKind) -> Self {
        let (value, size, is_partial) = match kind {
            PatchKind::Json => {
                let patch = SavePlan::of(draft).patch;
                (patch.to_value(), patch.0.len(), false)
            }
            PatchKind::Merge => {
                let patch = diff::merge_patch(&draft.base, &draft.outgoing()).to_value();
                let size = patch.as_object().map_or(0, serde_json::Map::len);
                (patch, size, false)
            }
            PatchKind::Semantic => {
                let options = SemanticOptions::default();
                let diff = diff::semantic_patch(&draft.base, &draft.outgoing(), &options);
                let size = diff.batches.iter().map(|one| one.instructions.len()).sum();
                let mut requests: Vec<Value> = diff
                    .batches
                    .iter()
                    .map(segdeck_core::patch::SemanticPatch::to_value)
                    .collect();
                let value = match requests.len() {
                    0 => serde_json::json!({"instructions": []}),
                    1 => requests.remove(0),
                    _ => Value::Array(requests),
                };
                (value, size, !diff.remainder.is_empty())
            }
        };
        Self {
            text: wire::pretty(&value),
            size,
            is_partial,
        }
    }
}
