//! What the review computes, as functions for a page that measures them.

#[path = "../../../../crates/segdeck-core/benches/cases/mod.rs"]
mod cases;

use cases::CASES;
use segdeck_core::{
    diff::{DiffOptions, SemanticOptions, json_patch, semantic_patch, summarize},
    lint::{Unexplored, lint},
    merge::merge,
    model::Segment,
    validate,
};
use wasm_bindgen::prelude::*;

/// The three versions of one case.
#[wasm_bindgen]
pub struct Bench {
    base: Segment,
    theirs: Segment,
    mine: Segment,
}

/// The names of the cases, by line.
#[must_use]
#[wasm_bindgen]
pub fn cases() -> String {
    let names: Vec<&str> = CASES.iter().map(|case| case.name).collect();
    names.join("\n")
}

/// Each function gives a number that follows from all its work, so that none is left out.
#[wasm_bindgen]
impl Bench {
    /// The case of that number.
    #[must_use]
    pub fn of(case: usize) -> Option<Bench> {
        let [base, theirs, mine] = CASES.get(case)?.versions();
        Some(Self { base, theirs, mine })
    }

    /// The JSON Patch of my change.
    #[must_use]
    pub fn diff(&self) -> usize {
        let patch = json_patch(&self.base, &self.mine, DiffOptions::default());
        patch.0.len()
    }

    /// My change put together with theirs.
    #[must_use]
    pub fn merge(&self) -> usize {
        let merged = merge(&self.base, &self.theirs, &self.mine);
        merged.conflicts.len() + merged.segment.rules.len()
    }

    /// My change in words.
    #[must_use]
    pub fn summarize(&self) -> usize {
        summarize(&self.base, &self.mine).len()
    }

    /// My change as instructions.
    #[must_use]
    pub fn semantic_patch(&self) -> usize {
        let diff = semantic_patch(&self.base, &self.mine, &SemanticOptions::default());
        diff.batches.len() + diff.unsaid.len()
    }

    /// The guard rails of my change.
    #[must_use]
    pub fn lint(&self) -> usize {
        lint(Some(&self.base), &self.mine, &Unexplored).len()
    }

    /// What is wrong with my version.
    #[must_use]
    pub fn validate(&self) -> usize {
        validate::edit(&self.base, &self.mine).len()
    }
}
