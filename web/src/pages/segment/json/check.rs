//! What a patch under edit would do, and what is wrong with it.

use std::rc::Rc;

use segdeck_core::{
    Invalid,
    endpoint::PatchBody,
    model::{Segment, TargetList},
    patch::{
        JsonPatch, MergePatch, PatchError, PatchOperation, SegmentInstruction, SemanticPatch,
        is_read_only, json, semantic,
    },
    validate::{self, Severity},
};
use serde_json::Value;

use super::{patch_kind::PatchKind, source};
use crate::{format, state::local_id::LocalIds, ui::CodeProblem};

/// A patch under edit, checked against the saved segment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PatchCheck {
    /// How many operations, fields or instructions it has.
    pub size: usize,
    /// How many of them cannot be applied.
    pub failing: usize,
    /// Everything wrong, by line.
    pub problems: Rc<[CodeProblem]>,
    /// Whether it is not even JSON.
    pub is_broken: bool,
    /// The segment after what can be applied.
    pub preview: Option<Segment>,
    /// What it is as requests, in order, if nothing is wrong.
    pub requests: Vec<PatchBody>,
}

impl PatchCheck {
    /// Whether something is wrong, and not only odd.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(|problem| !problem.is_warning)
    }

    fn broken(problem: CodeProblem) -> Self {
        Self {
            problems: [problem].into(),
            is_broken: true,
            ..Self::default()
        }
    }
}

/// What came out of a patch that can be read, before its problems are placed.
struct Reading {
    size: usize,
    failing: usize,
    /// By path in the text, and whether it is a warning.
    wrong: Vec<(Invalid, bool)>,
    preview: Option<Segment>,
    requests: Vec<PatchBody>,
    /// Where the text speaks of a field of the segment.
    place_of: Box<dyn Fn(&str) -> String>,
}

/// Checks the text of a patch against a segment.
#[must_use]
pub fn check(kind: PatchKind, text: &str, base: &Segment) -> PatchCheck {
    let value: Value = match source::read(text) {
        Ok(value) => value,
        Err(problem) => return PatchCheck::broken(problem),
    };
    let mut reading = match kind {
        PatchKind::Json => read_json(&value, base),
        PatchKind::Merge => read_merge(&value, base),
        PatchKind::Semantic => read_semantic(&value, base),
    };
    if reading.wrong.is_empty()
        && let Some(preview) = &reading.preview
    {
        let known = validate::segment(base);
        let place_of = &reading.place_of;
        let problems = validate::segment(preview);
        let new = problems
            .into_iter()
            .filter(|one| one.severity == Severity::Error && !known.contains(one));
        let mut wrong: Vec<(Invalid, bool)> = new
            .map(|one| {
                let message = format!("/{}: {}", one.path, one.message);
                (Invalid::new(place_of(&one.path), message), false)
            })
            .collect();
        wrong.extend(
            emptied(base, preview)
                .map(|(field, message)| (Invalid::new(place_of(field), message), true)),
        );
        reading.wrong = wrong;
    }
    let found = source::look_through(text, &reading.wrong);
    let checked = PatchCheck {
        size: reading.size,
        failing: reading.failing,
        problems: found.problems.into(),
        is_broken: false,
        preview: reading.preview,
        requests: Vec::new(),
    };
    PatchCheck {
        requests: if checked.has_errors() {
            Vec::new()
        } else {
            reading.requests
        },
        ..checked
    }
}

/// The lists of targets that have none any more.
fn emptied(base: &Segment, after: &Segment) -> impl Iterator<Item = (&'static str, String)> {
    let lists = TargetList::ALL.map(|list| {
        let before = base.target_count(list);
        (before > 0 && after.target_count(list) == 0).then(|| {
            let count = format::plural(before, "key", "keys");
            let name = list.as_str();
            (name, format!("This empties the {name} list ({count})."))
        })
    });
    lists.into_iter().flatten()
}

fn read_json(value: &Value, base: &Segment) -> Reading {
    let prefix = if value.is_object() { "patch/" } else { "" };
    let patch = match operations_of(value).and_then(JsonPatch::parse) {
        Ok(patch) => patch,
        Err(error) => return unread(prefix, error),
    };
    let checked = patch.check(base);
    let place = move |operation: usize, member: &str| format!("{prefix}{operation}/{member}");
    let wrong = checked.problems.iter().map(|error: &PatchError| {
        let member = if matches!(error.kind, json::PatchErrorKind::WrongResult { .. }) {
            "value"
        } else {
            "path"
        };
        let message = error.kind.to_string();
        (Invalid::new(place(error.operation, member), message), false)
    });
    let fields: Vec<Option<String>> = patch.0.iter().map(field_of).collect();
    Reading {
        size: patch.0.len(),
        failing: checked.problems.len(),
        wrong: wrong.collect(),
        preview: checked.preview,
        place_of: Box::new(move |of: &str| {
            let field = of.split('/').next();
            let is_about = |known: &Option<String>| {
                known.as_deref() == field
                    || known.as_deref().is_some_and(|known| {
                        field.is_some_and(|field| known == format!("{field}Contexts"))
                    })
            };
            let last = fields.iter().rposition(is_about);
            last.map_or_else(String::new, |operation| place(operation, "path"))
        }),
        requests: vec![PatchBody::json(patch)],
    }
}

fn field_of(operation: &PatchOperation) -> Option<String> {
    operation.path().tokens().first().cloned()
}

/// The array of operations, alone or as the request has it.
fn operations_of(value: &Value) -> Result<&Value, Invalid> {
    let Value::Object(fields) = value else {
        return Ok(value);
    };
    fields.get("patch").ok_or_else(|| {
        let reason = "The object has no \"patch\". Write {\"patch\": […]} or only the array.";
        Invalid::new("", reason)
    })
}

/// A text of which nothing can be applied.
fn unread(prefix: &str, error: Invalid) -> Reading {
    let place = format!("{prefix}{}", error.path);
    Reading {
        size: 0,
        failing: 0,
        wrong: vec![(error.at(place), false)],
        preview: None,
        requests: Vec::new(),
        place_of: Box::new(|_| String::new()),
    }
}

fn read_merge(value: &Value, base: &Segment) -> Reading {
    let Value::Object(fields) = value else {
        let reason = "A merge patch is an object, such as {\"name\": \"New name\"}.";
        return unread("", Invalid::new("", reason));
    };
    let mut allowed = fields.clone();
    allowed.retain(|name, _| !is_read_only(name));
    let mut wrong: Vec<(Invalid, bool)> = fields
        .keys()
        .filter(|name| is_read_only(name))
        .map(|name| {
            let reason = format!("/{name} is read-only. Leave it out.");
            (Invalid::new(name, reason), false)
        })
        .collect();
    let failing = wrong.len();
    let patch = MergePatch::of(allowed);
    let preview = patch.apply_to_segment(base).map_err(|error| {
        let message = format!("/{}: {}", error.path, error.reason);
        wrong.push((Invalid::new(error.path.clone(), message), false));
    });
    Reading {
        size: fields.len(),
        failing,
        wrong,
        preview: preview.ok(),
        place_of: Box::new(str::to_owned),
        requests: vec![PatchBody::Merge {
            patch,
            comment: None,
        }],
    }
}

/// One request, or several in an array.
fn read_semantic(value: &Value, base: &Segment) -> Reading {
    let requests: Vec<(String, &Value)> = match value {
        Value::Array(requests) => requests
            .iter()
            .enumerate()
            .map(|(index, request)| (format!("{index}/"), request))
            .collect(),
        one => vec![(String::new(), one)],
    };
    let mut reading = Reading {
        size: 0,
        failing: 0,
        wrong: Vec::new(),
        preview: None,
        requests: Vec::new(),
        place_of: Box::new(|_| String::new()),
    };
    let mut state = base.clone();
    for (prefix, request) in requests {
        let (patch, places) = instructions(&prefix, request, &mut reading);
        reading.size += places.len();
        state = applied(state, &patch, places, &mut reading);
        reading.requests.push(PatchBody::Semantic(patch));
    }
    reading.preview = Some(state);
    reading
}

/// The instructions that can be read, and the path of each; the others are told.
fn instructions(
    prefix: &str,
    request: &Value,
    reading: &mut Reading,
) -> (SemanticPatch<SegmentInstruction>, Vec<String>) {
    let mut tell = |path: String, reason: String, is_failing: bool| {
        reading.failing += usize::from(is_failing);
        reading.size += usize::from(is_failing);
        reading.wrong.push((Invalid::new(path, reason), false));
    };
    let mut envelope = request.clone();
    let given = match envelope.get_mut("instructions") {
        Some(Value::Array(given)) => std::mem::take(given),
        _ => Vec::new(),
    };
    let mut patch = match SemanticPatch::parse(&envelope) {
        Ok(patch) => patch,
        Err(error) => {
            tell(
                format!("{prefix}{}", error.path),
                error.into_reason(),
                false,
            );
            SemanticPatch::new(Vec::new())
        }
    };
    let mut places = Vec::new();
    for (index, instruction) in given.into_iter().enumerate() {
        let alone = serde_json::json!({"instructions": [instruction]});
        let place = format!("{prefix}instructions/{index}");
        match SemanticPatch::<SegmentInstruction>::parse(&alone) {
            Ok(one) => {
                patch.instructions.extend(one.instructions);
                places.push(place);
            }
            Err(error) => {
                let inside = error.path.strip_prefix("instructions/0");
                let whole = format!("{place}{}", inside.unwrap_or_default());
                tell(whole, error.into_reason(), true);
            }
        }
    }
    (patch, places)
}

/// So many instructions that fail are looked for one after the other.
const MOST_FAILING: usize = 16;

/// The segment after all instructions that can be carried out; the others are told.
fn applied(
    state: Segment,
    patch: &SemanticPatch<SegmentInstruction>,
    mut places: Vec<String>,
    reading: &mut Reading,
) -> Segment {
    let mut instructions = patch.instructions.clone();
    for _ in 0..MOST_FAILING {
        let error = match semantic::apply(&state, &instructions, &mut LocalIds) {
            Ok(applied) => {
                if !applied.big_segment.is_empty() {
                    let reason = "The list of a big segment is no part of its JSON. Change it \
                                  under Targets.";
                    let place = places.first().cloned().unwrap_or_default();
                    reading.wrong.push((Invalid::new(place, reason), false));
                }
                return applied.segment;
            }
            Err(error) => error,
        };
        let mut steps = error.path.splitn(3, '/').skip(1);
        let index = steps.next().and_then(|index| index.parse::<usize>().ok());
        let inside = steps.next().unwrap_or_default();
        let place = index.and_then(|index| places.get(index).cloned());
        reading.failing += 1;
        let whole = format!("{}/{inside}", place.as_deref().unwrap_or_default());
        reading.wrong.push((error.at(whole), false));
        match index.filter(|_| place.is_some()) {
            Some(index) => {
                instructions.remove(index);
                places.remove(index);
            }
            None => return state,
        }
    }
    state
}

#[cfg(test)]
mod tests;
