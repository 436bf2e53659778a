//! What is wrong with a value before it is sent.

use segdeck_core::{
    model::{Clause, NewSegment},
    validate::{self, Problem, Severity},
    wire,
};
use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{
    input,
    refusal::{Refusal, reply},
};

#[derive(Serialize)]
struct Told<'a> {
    path: &'a str,
    severity: &'static str,
    message: &'a str,
}

pub fn told(problems: &[Problem]) -> String {
    let told: Vec<Told> = problems
        .iter()
        .map(|problem| Told {
            path: &problem.path,
            severity: match problem.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            message: &problem.message,
        })
        .collect();
    wire::encode_text(&told)
}

/// Problems of a segment; with `before`, as an edit of it (empty text for none).
#[wasm_bindgen(js_name = validateSegment)]
#[must_use]
pub fn validate_segment(segment: &str, before: &str) -> String {
    let check = || -> Result<String, Refusal> {
        let segment = input::segment(segment, "segment")?;
        if before.is_empty() {
            return Ok(told(&validate::segment(&segment)));
        }
        let before = input::segment(before, "before")?;
        Ok(told(&validate::edit(&before, &segment)))
    };
    reply(check())
}

/// Problems of the body that creates a segment.
#[wasm_bindgen(js_name = validateNewSegment)]
#[must_use]
pub fn validate_new_segment(segment: &str) -> String {
    let segment: Result<NewSegment, Refusal> = input::read(segment, "segment");
    reply(segment.map(|segment| told(&validate::new_segment(&segment))))
}

/// Problems of a clause.
#[wasm_bindgen(js_name = validateClause)]
#[must_use]
pub fn validate_clause(clause: &str) -> String {
    let clause: Result<Clause, Refusal> = input::read(clause, "clause");
    reply(clause.map(|clause| told(&validate::clause(&clause))))
}
