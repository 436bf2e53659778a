//! JSON Patches: the difference of two segments, and what a patch does.

use segdeck_core::{
    Invalid,
    diff::{self, DiffOptions, Granularity},
    patch::{Dialect, JsonPatch},
    wire::{self, Document, Members, Reading},
};
use serde_json::{Map, Value};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{
    input,
    refusal::{Refusal, reply},
};

/// What JavaScript says of a difference.
#[derive(Default)]
pub struct Wanted {
    guard_version: Option<bool>,
    granularity: Option<String>,
    /// Parts of long arrays that are equal in both and were left out.
    left_out: Vec<LeftOut>,
}

/// How many elements of an array were left out, at its start and at its end.
struct LeftOut {
    /// Names and indexes.
    at: Vec<Value>,
    start: u64,
    end: u64,
}

impl Document for Wanted {
    fn read(document: Value, reading: &mut Reading) -> Self {
        let mut members = Members::of(document, reading);
        Self {
            guard_version: members.optional("guardVersion"),
            granularity: members.optional("granularity"),
            left_out: members.optional("leftOut"),
        }
    }
}

impl Document for LeftOut {
    fn read(document: Value, reading: &mut Reading) -> Self {
        let mut members = Members::of(document, reading);
        Self {
            at: members.required("at"),
            start: members.required("start"),
            end: members.required("end"),
        }
    }
}

impl Wanted {
    pub fn read(text: &str) -> Result<Self, Refusal> {
        let wanted: Option<Self> = input::read(text, "options")?;
        Ok(wanted.unwrap_or_default())
    }

    pub fn options(&self) -> Result<DiffOptions, Invalid> {
        let granularity = match self.granularity.as_deref() {
            None | Some("element") => Granularity::Element,
            Some("rule") => Granularity::Rule,
            Some("field") => Granularity::Field,
            Some(_) => {
                return Err(Invalid::new(
                    "options/granularity",
                    "granularity must be \"element\", \"rule\" or \"field\".",
                ));
            }
        };
        Ok(DiffOptions {
            granularity,
            is_guarded: self.guard_version.unwrap_or_default(),
        })
    }
}

/// The smallest JSON Patch from one segment to another.
#[wasm_bindgen(js_name = jsonPatch)]
#[must_use]
pub fn json_patch(before: &str, after: &str, options: &str) -> String {
    let patch = || -> Result<String, Refusal> {
        let wanted = Wanted::read(options)?;
        let mut before = document(before, "before")?;
        let mut after = document(after, "after")?;
        for part in &wanted.left_out {
            for document in [&mut before, &mut after] {
                part.put_back(document);
            }
        }
        let patch = diff::document_patch(&before, &after, wanted.options()?);
        Ok(wire::encode_text(&patch))
    };
    reply(patch())
}

/// A segment as the document that patches see: a list that may be absent stays so, all else is
/// there.
pub fn document(text: &str, argument: &str) -> Result<Map<String, Value>, Refusal> {
    match input::segment(text, argument)?.to_value() {
        Value::Object(document) => Ok(document),
        _ => Ok(Map::new()),
    }
}

impl LeftOut {
    /// Puts stand-ins where elements were left out, so that the others have their places again.
    /// They are equal in both documents, so no operation is about them; an operation about the
    /// whole array would show them, and JavaScript then asks again with all of it.
    fn put_back(&self, document: &mut Map<String, Value>) {
        let mut steps = self.at.iter();
        let Some(Value::String(first)) = steps.next() else {
            return;
        };
        let mut place = document.get_mut(first);
        for step in steps {
            place = match step.as_str() {
                Some(name) => place.and_then(|value| value.get_mut(name)),
                None => place.and_then(|value| value.get_mut(count(step.as_u64()))),
            };
        }
        if let Some(Value::Array(elements)) = place {
            let [start, end] = [self.start, self.end].map(|left_out| count(Some(left_out)));
            let nothing = |count| std::iter::repeat_n(Value::Null, count);
            let middle = std::mem::replace(elements, nothing(start).collect());
            elements.extend(middle);
            elements.extend(nothing(end));
        }
    }
}

/// JavaScript counts no further than this either.
fn count(number: Option<u64>) -> usize {
    number
        .and_then(|number| u32::try_from(number).ok())
        .unwrap_or(u32::MAX) as usize
}

/// A document after a JSON Patch. The dialect is `segment` (what LaunchDarkly does to a segment),
/// `launchdarkly` (the same to any document) or `strict` (RFC 6902).
#[wasm_bindgen(js_name = applyJsonPatch)]
#[must_use]
pub fn apply_json_patch(document: &str, patch: &str, dialect: &str) -> String {
    let apply = || -> Result<String, Refusal> {
        let patch: Value = input::read(patch, "patch")?;
        let patch = JsonPatch::parse(&patch).map_err(|error| error.within("patch"))?;
        let dialect = match dialect {
            "segment" => {
                let segment = input::segment(document, "segment")?;
                return Ok(wire::encode_text(&patch.apply_to_segment(&segment)?));
            }
            "launchdarkly" => Dialect::LaunchDarkly,
            "strict" => Dialect::Strict,
            _ => {
                return Err(Refusal::from(Invalid::new(
                    "options/dialect",
                    "dialect must be \"segment\", \"launchdarkly\" or \"strict\".",
                )));
            }
        };
        let document: Value = input::read(document, "document")?;
        Ok(wire::encode_text(&patch.apply(&document, dialect)?))
    };
    reply(apply())
}
