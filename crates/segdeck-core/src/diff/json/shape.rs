//! What each part of a segment is made of, and the operations that change it.

use super::{
    Granularity,
    edits::{Edits, Limit, TooLong},
    list::list_edits,
    node::{Fields, Node},
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
    before: Node,
    after: Node,
    shape: Shape,
    granularity: Granularity,
) -> Edits {
    if before == after {
        return Edits::none();
    }
    let limit = &Limit::of(place, after);
    let are_arrays = before.length().is_some() && after.length().is_some();
    let detailed = match shape {
        Shape::Rule if granularity == Granularity::Rule => Err(TooLong),
        Shape::Tags | Shape::Keys if are_arrays => set_edits(place, before, after, limit),
        Shape::Targets if are_arrays => target_edits(place, before, after, granularity, limit),
        _ if are_arrays => list_edits(place, before, after, shape, granularity, limit),
        _ => match (before.fields(), after.fields()) {
            (Some(before), Some(after)) => {
                member_edits(place, &before, &after, shape, granularity, limit)
            }
            _ => Err(TooLong),
        },
    };
    detailed.unwrap_or_else(|TooLong| Edits::replacement(place, after))
}

fn member_edits(
    place: &JsonPointer,
    before: &Fields,
    after: &Fields,
    shape: Shape,
    granularity: Granularity,
    limit: &Limit,
) -> Result<Edits, TooLong> {
    let mut result = Edits::none();
    for (name, old) in before.iter() {
        let path = place.with(name);
        match after.get(name) {
            Some(new) => {
                let inside = edits(&path, old, new, shape.of_member(name), granularity);
                result.extend(inside, limit)?;
            }
            None => result.push(PatchOperation::Remove { path }, limit)?,
        }
    }
    for (name, new) in after.iter() {
        if before.get(name).is_none() {
            let operation = PatchOperation::Add {
                path: place.with(name),
                value: new.to_value(),
            };
            result.push(operation, limit)?;
        }
    }
    Ok(result)
}
