//! What each part of a segment is made of, and the operations that change it.

use serde_json::{Map, Value};

use super::{
    Granularity,
    edits::{Edits, Limit, TooLong},
    list::list_edits,
    set::{set_edits, target_edits},
};
use crate::patch::{JsonPointer, PatchOperation};

/// How a part of a segment is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::diff) enum Shape {
    /// Tags: texts whose order means nothing.
    Tags,
    /// Keys of targets: the same, and the list may be absent.
    Keys,
    /// Entries of targets by context kind, whose order means nothing.
    Targets,
    /// One such entry.
    TargetEntry,
    /// Rules, in order.
    Rules,
    /// One rule.
    Rule,
    /// Clauses of a rule, in order.
    Clauses,
    /// Anything else: objects by member, arrays in order, all else by value.
    Plain,
}

impl Shape {
    pub(in crate::diff) fn of_field(name: &str) -> Self {
        match name {
            "tags" => Self::Tags,
            "included" | "excluded" => Self::Keys,
            "includedContexts" | "excludedContexts" => Self::Targets,
            "rules" => Self::Rules,
            _ => Self::Plain,
        }
    }

    pub(in crate::diff) fn is_optional_list(self) -> bool {
        matches!(self, Self::Keys | Self::Targets)
    }

    fn of_member(self, name: &str) -> Self {
        match (self, name) {
            (Self::TargetEntry, "values") => Self::Keys,
            (Self::Rule, "clauses") => Self::Clauses,
            _ => Self::Plain,
        }
    }

    pub(super) fn of_element(self) -> Self {
        match self {
            Self::Targets => Self::TargetEntry,
            Self::Rules => Self::Rule,
            _ => Self::Plain,
        }
    }

    /// Whether elements are recognized by their `_id`.
    pub(super) fn has_ids(self) -> bool {
        matches!(self, Self::Rules | Self::Clauses)
    }
}

/// The operations that make `before` say what `after` says; none if it does.
pub(in crate::diff) fn edits(
    place: &JsonPointer,
    before: &Value,
    after: &Value,
    shape: Shape,
    granularity: Granularity,
) -> Edits {
    if before == after {
        return Edits::none();
    }
    let limit = &Limit::of(place, after);
    let detailed = match (before, after) {
        (Value::Array(before), Value::Array(after)) => match shape {
            Shape::Tags | Shape::Keys => set_edits(place, before, after, limit),
            Shape::Targets => target_edits(place, before, after, granularity, limit),
            _ => list_edits(place, before, after, shape, granularity, limit),
        },
        (Value::Object(_), Value::Object(_))
            if shape == Shape::Rule && granularity == Granularity::Rule =>
        {
            Err(TooLong)
        }
        (Value::Object(before), Value::Object(after)) => {
            member_edits(place, before, after, shape, granularity, limit)
        }
        _ => Err(TooLong),
    };
    detailed.unwrap_or_else(|TooLong| Edits::replacement(place, after))
}

fn member_edits(
    place: &JsonPointer,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
    shape: Shape,
    granularity: Granularity,
    limit: &Limit,
) -> Result<Edits, TooLong> {
    let mut result = Edits::none();
    for (name, old) in before {
        let path = place.with(name.as_str());
        match after.get(name) {
            Some(new) => {
                let inside = edits(&path, old, new, shape.of_member(name), granularity);
                result.extend(inside, limit)?;
            }
            None => result.push(PatchOperation::Remove { path }, limit)?,
        }
    }
    for (name, new) in after {
        if !before.contains_key(name) {
            let operation = PatchOperation::Add {
                path: place.with(name.as_str()),
                value: new.clone(),
            };
            result.push(operation, limit)?;
        }
    }
    Ok(result)
}
