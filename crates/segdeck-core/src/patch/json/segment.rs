//! JSON Patches of segments.

use super::{
    Dialect, JsonPatch, PatchError, PatchErrorKind, PatchOperation, apply::apply, growth::Growth,
};
use crate::text::split_once;
use crate::{
    Invalid,
    gather::Gather,
    model::Segment,
    order::{self, Set},
    patch::{JsonPointer, is_read_only},
};

/// After so many operations that spoil the result, a preview is given up.
const SPOILERS: usize = 16;

/// What a patch that is still being written would do.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// Why operations cannot be applied, in their order.
    pub problems: Vec<PatchError>,
    /// The segment after all other operations; `None` if what they leave is not a segment.
    pub preview: Option<Segment>,
}

impl JsonPatch {
    /// Applies the patch to a segment, in LaunchDarkly's dialect, and refuses what cannot be
    /// edited: the key, dates, version, generation, the kind of segment, and fields that start
    /// with `_`, even where the operation would change nothing. `test` may name any field, and ids
    /// of rules and clauses may be set.
    ///
    /// # Errors
    /// Names the operation that fails or touches a read-only field. If the result is not a
    /// segment, it names the last operation that touched the wrong field.
    pub fn apply_to_segment(&self, segment: &Segment) -> Result<Segment, PatchError> {
        let mut document = segment.to_value();
        let mut growth = Growth::new();
        for (index, operation) in self.0.iter().enumerate() {
            check_editable(operation)
                .and_then(|()| apply(&mut document, operation, Dialect::LaunchDarkly, &mut growth))
                .map_err(|kind| PatchError::new(index, operation, kind))?;
        }
        Segment::from_value(&document).map_err(|error| self.wrong_result(&error, &Set::new()))
    }

    /// Applies the patch to a segment as [`Self::apply_to_segment`] does, but goes on after an
    /// operation that fails, as if it were not there: for an editor that shows every problem at
    /// once and what the rest would do.
    #[must_use]
    pub fn check(&self, segment: &Segment) -> Check {
        let original = segment.to_value();
        let mut spoilers: Vec<PatchError> = Vec::new();
        loop {
            let mut skipped: Set<usize> = Set::of(spoilers.iter().map(|error| error.operation));
            let mut problems = spoilers.clone();
            let mut document = original.clone();
            let mut growth = Growth::new();
            for (index, operation) in self.0.iter().enumerate() {
                if skipped.contains(&index) {
                    continue;
                }
                if let Err(kind) = check_editable(operation).and_then(|()| {
                    apply(&mut document, operation, Dialect::LaunchDarkly, &mut growth)
                }) {
                    problems.push(PatchError::new(index, operation, kind));
                    skipped.insert(index);
                }
            }
            let preview = match Segment::from_value(&document) {
                Ok(segment) => Some(segment),
                Err(error) => {
                    let spoiler = self.wrong_result(&error, &skipped);
                    if spoilers.len() < SPOILERS && !skipped.contains(&spoiler.operation) {
                        spoilers.push(spoiler);
                        continue;
                    }
                    problems.push(spoiler);
                    None
                }
            };
            order::sort_by(&mut problems, |left, right| {
                left.operation.cmp(&right.operation)
            });
            return Check { problems, preview };
        }
    }

    /// The operation that most likely made the result wrong: the last that touched the field, else
    /// the last that touched the same field of the segment, else the last that changed anything.
    pub(super) fn wrong_result(&self, error: &Invalid, skipped: &Set<usize>) -> PatchError {
        let field: Vec<&str> = error
            .path
            .split('/')
            .chain(missing_field(&error.reason))
            .filter(|step| !step.is_empty())
            .list();
        let last = |touches: &dyn Fn(&JsonPointer) -> bool| {
            self.0
                .iter()
                .enumerate()
                .rev()
                .filter(|(index, _)| !skipped.contains(index))
                .find(|(_, operation)| operation.changed_places().any(touches))
        };
        let likely = last(&|place| {
            let mut steps = place.tokens().iter().zip(&field);
            // A field that is missing is named by what should hold it.
            steps.all(|(token, step)| token == step || token == "-")
        })
        .or_else(|| {
            last(&|place| place.tokens().first().map(String::as_str) == field.first().copied())
        })
        .or_else(|| last(&|_| true))
        .or_else(|| self.0.iter().enumerate().next_back());
        PatchError {
            operation: likely.map_or(0, |(index, _)| index),
            path: likely.map_or_else(String::new, |(_, operation)| operation.path().to_string()),
            kind: PatchErrorKind::WrongResult {
                field: field.join("/"),
                reason: error.reason.clone(),
            },
        }
    }
}

/// The field that is missing, which the decoder names in its message and not in the path.
fn missing_field(reason: &str) -> Option<&str> {
    let (_, rest) = split_once(reason, "issing field `")?;
    rest.split_once('`').map(|(field, _)| field)
}

fn check_editable(operation: &PatchOperation) -> Result<(), PatchErrorKind> {
    for place in operation.changed_places() {
        match place.tokens().first() {
            None => return Err(PatchErrorKind::WholeDocument),
            Some(field) if is_read_only(field) => {
                return Err(PatchErrorKind::ReadOnly {
                    field: field.clone(),
                });
            }
            Some(_) => {}
        }
    }
    Ok(())
}
