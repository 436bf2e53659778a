//! Tests of semantic patches; what is expected comes from the contract.

mod big;
mod format;
mod properties;
mod rules;
mod targets;

use serde_json::Value;

use super::*;
use crate::ids::CountedIds;

/// Reads instructions from JSON and applies them.
fn apply_json(segment: &Segment, instructions: Value) -> Result<Applied, Invalid> {
    let Value::Array(instructions) = instructions else {
        panic!("instructions must be an array");
    };
    let instructions: Vec<_> = instructions
        .iter()
        .map(|value| SegmentInstruction::parse(value).unwrap())
        .collect();
    apply(segment, &instructions, &mut CountedIds::new("new"))
}

fn applied(segment: &Segment, instructions: Value) -> Segment {
    apply_json(segment, instructions).unwrap().segment
}

/// Applies instructions that must be refused: where, and with these words.
fn refused(segment: &Segment, instructions: Value, path: &str, words: &[&str]) {
    let error = apply_json(segment, instructions).unwrap_err();
    assert_eq!(error.path, path, "{error}");
    for word in words {
        assert!(error.reason.contains(word), "{error} lacks {word:?}");
    }
    assert!(error.reason.ends_with('.'), "{error} is not a sentence");
}
