//! Why a JSON Patch cannot be applied, told so that a person can mend it.

use crate::text::quoted;
use serde_json::Value;

use super::PatchOperation;
use crate::wire;

/// How much of a value a message shows, in characters.
const SHOWN: usize = 80;

/// Why a patch cannot be applied, and which operation it was.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("Operation {operation}: {kind}")]
pub struct PatchError {
    /// Which operation, counted from 0.
    pub operation: usize,
    /// The place that it is about.
    pub path: String,
    /// Why.
    pub kind: PatchErrorKind,
}

impl PatchError {
    pub(super) fn new(index: usize, operation: &PatchOperation, kind: PatchErrorKind) -> Self {
        Self {
            operation: index,
            path: operation.path().to_string(),
            kind,
        }
    }

    /// Whether a `test` failed: the document is not what the patch was made for.
    #[must_use]
    pub fn is_test_failure(&self) -> bool {
        matches!(self.kind, PatchErrorKind::TestFailed { .. })
    }
}

/// Why an operation cannot be applied. Each message names the place and can stand alone.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PatchErrorKind {
    /// An object has no such member.
    #[error(
        "{pointer} does not exist: {} has no member {member}. Add it first, or correct the path.",
        whole(parent), member = quoted(member))]
    MemberMissing {
        /// The place that was asked for.
        pointer: String,
        /// The object.
        parent: String,
        /// The member.
        member: String,
    },
    /// An array has no such element.
    #[error("{pointer} does not exist. {}", extent(parent, *length))]
    ElementMissing {
        /// The place that was asked for.
        pointer: String,
        /// The array.
        parent: String,
        /// How many elements it has.
        length: usize,
    },
    /// An element would be inserted behind the end of an array.
    #[error(
        "Nothing can be inserted at {pointer}. {} Use an index up to {length}, or - for the end.",
        extent(parent, *length)
    )]
    BeyondEnd {
        /// The place that was asked for.
        pointer: String,
        /// The array.
        parent: String,
        /// How many elements it has.
        length: usize,
    },
    /// The path goes on below a value that is neither an object nor an array.
    #[error(
        "{pointer} does not exist: {} is {found} and has nothing inside.",
        whole(parent)
    )]
    NotAContainer {
        /// The place that was asked for.
        pointer: String,
        /// The value that it goes through.
        parent: String,
        /// What that is, such as `text`.
        found: &'static str,
    },
    /// A step into an array is not an index.
    #[error("{}", not_an_index(pointer, parent, token, *reason))]
    NotAnIndex {
        /// The place that was asked for.
        pointer: String,
        /// The array.
        parent: String,
        /// The step.
        token: String,
        /// What is wrong with it.
        reason: NotAnIndex,
    },
    /// The value is not the expected one.
    #[error("{}", test_failed(pointer, expected, found))]
    TestFailed {
        /// The place.
        pointer: String,
        /// What the patch expects there.
        expected: Value,
        /// What is there.
        found: Value,
    },
    /// The field cannot be edited, only tested.
    #[error("The field {field} is read-only. Remove this operation; only test may name it.", field = quoted(field))]
    ReadOnly {
        /// The field.
        field: String,
    },
    /// The whole document would be removed, or a segment replaced by another document.
    #[error("The whole document cannot be replaced or removed. Name a field, such as /name.")]
    WholeDocument,
    /// A value would be moved into itself.
    #[error(
        "{} cannot be moved to {path}, which is inside it. Choose a place outside.",
        whole(from)
    )]
    IntoItself {
        /// From where.
        from: String,
        /// To where.
        path: String,
    },
    /// A value would stand deeper than any segment needs.
    #[error("The value would be nested more than {limit} levels deep. Send a flatter patch.")]
    TooDeep {
        /// The greatest depth.
        limit: usize,
    },
    /// The patch carries more about than any segment needs.
    #[error(
        "The patch moves and copies too much. Send it in parts, or the new value in one piece."
    )]
    TooLarge,
    /// All operations can be applied, but the result is not valid.
    #[error("{}", wrong_result(field, reason))]
    WrongResult {
        /// The field of the result, as a path such as `rules/0/clauses`.
        field: String,
        /// What is wrong with it.
        reason: String,
    },
}

/// What is wrong with a step into an array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAnIndex {
    /// `-` is the place behind the last element, where only something new can stand.
    End,
    /// Such as `01`.
    LeadingZero,
    /// Not a number, or a number with a sign.
    NotANumber,
}

fn whole(pointer: &str) -> &str {
    if pointer.is_empty() {
        "the document"
    } else {
        pointer
    }
}

fn not_an_index(pointer: &str, parent: &str, token: &str, reason: NotAnIndex) -> String {
    match reason {
        NotAnIndex::End => format!(
            "{pointer} is the place behind the last element, where there is nothing yet. Use the \
             index of an element."
        ),
        NotAnIndex::LeadingZero => {
            format!(
                "{token} in {pointer} is not an index. Write it without leading zeros.",
                token = quoted(token)
            )
        }
        NotAnIndex::NotANumber => format!(
            "{token} in {pointer} is not an index, and {} is an array. Use a number from 0.",
            whole(parent),
            token = quoted(token)
        ),
    }
}

fn test_failed(pointer: &str, expected: &Value, found: &Value) -> String {
    let (expected, found) = (short(expected), short(found));
    if pointer == "/version" {
        return format!(
            "The segment is at version {found}, but the patch expects {expected}. It was changed \
             meanwhile: load it again and make the change on it."
        );
    }
    let place = whole(pointer);
    format!(
        "{place} is {found}, but the patch expects {expected}. Correct the test, or make the change on what is there now."
    )
}

fn wrong_result(field: &str, reason: &str) -> String {
    if field.is_empty() {
        format!("The result is not valid. {reason}")
    } else {
        format!("The result is not valid: /{field} is wrong. {reason}")
    }
}

/// How many elements an array has, in the words of a segment where it is one of a segment's.
fn extent(parent: &str, length: usize) -> String {
    let (owner, one, many) = if parent == "/rules" {
        ("The segment", "rule", "rules")
    } else if parent.ends_with("/clauses") {
        ("The rule", "clause", "clauses")
    } else if parent.is_empty() {
        ("The document", "element", "elements")
    } else {
        (parent, "element", "elements")
    };
    match length {
        0 => format!("{owner} has no {many}."),
        1 => format!("{owner} has 1 {one}, 0."),
        _ => format!("{owner} has {length} {many}, 0 to {}.", length - 1),
    }
}

fn short(value: &Value) -> String {
    let text = wire::encode_text(value);
    let mut shown: String = text.chars().take(SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}
