//! Segments that are kept in here, so that repeated work crosses the boundary once.

use std::{cell::OnceCell, rc::Rc};

use segdeck_core::{
    ContextKind, Invalid, diff,
    model::{Segment, TargetList},
    order, validate, wire,
};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{
    input,
    patch::Wanted,
    refusal::{Refusal, reply},
    shelf,
    validate::told,
};

/// A segment, and what is worked out of it once.
pub struct Held {
    pub segment: Segment,
    keys: [OnceCell<Vec<(String, String)>>; 2],
}

impl Held {
    /// The individual targets of a list by kind and key, sorted.
    fn keys(&self, list: TargetList) -> &[(String, String)] {
        let [included, excluded] = &self.keys;
        let cell = match list {
            TargetList::Included => included,
            TargetList::Excluded => excluded,
        };
        cell.get_or_init(|| {
            let user = |key: &String| (ContextKind::USER.to_owned(), key.clone());
            let mut keys: Vec<_> = self.segment.user_keys(list).iter().map(user).collect();
            for entry in self.segment.context_targets(list) {
                let kind = entry.context_kind();
                keys.extend(
                    entry
                        .values
                        .iter()
                        .map(|key| (kind.to_owned(), key.clone())),
                );
            }
            order::sort(&mut keys);
            keys
        })
    }
}

pub fn get(number: u32) -> Result<Rc<Held>, Refusal> {
    shelf::get(number).ok_or_else(|| Refusal::gone("SegmentHandle"))
}

/// Keeps a segment; its number.
#[wasm_bindgen(js_name = segmentNew)]
#[must_use]
pub fn segment_new(text: &str) -> String {
    reply(input::segment(text, "segment").map(|segment| {
        input::number(shelf::put(Held {
            segment,
            keys: [OnceCell::new(), OnceCell::new()],
        }))
    }))
}

/// The segment as JSON.
#[wasm_bindgen(js_name = segmentText)]
#[must_use]
pub fn segment_text(number: u32) -> String {
    reply(get(number).map(|held| wire::encode_text(&held.segment)))
}

/// The smallest JSON Patch from one kept segment to another.
#[wasm_bindgen(js_name = segmentJsonPatch)]
#[must_use]
pub fn segment_json_patch(before: u32, after: u32, options: &str) -> String {
    let patch = || -> Result<String, Refusal> {
        let options = Wanted::read(options)?.options()?;
        let (before, after) = (get(before)?, get(after)?);
        let patch = diff::json_patch(&before.segment, &after.segment, options);
        Ok(wire::encode_text(&patch))
    };
    reply(patch())
}

/// Whether a context is an individual target of a list.
#[wasm_bindgen(js_name = segmentHasTarget)]
#[must_use]
pub fn segment_has_target(number: u32, list: &str, kind: &str, key: &str) -> String {
    let has = || -> Result<String, Refusal> {
        let list = TargetList::from_name(list)
            .ok_or_else(|| Invalid::new("list", "list must be \"included\" or \"excluded\"."))?;
        let held = get(number)?;
        let found = held
            .keys(list)
            .binary_search_by(|(known, of)| (known.as_str(), of.as_str()).cmp(&(kind, key)));
        Ok(found.is_ok().to_string())
    };
    reply(has())
}

/// Problems of a kept segment; with another number, as an edit of that one (0 for none).
#[wasm_bindgen(js_name = segmentProblems)]
#[must_use]
pub fn segment_problems(number: u32, before: u32) -> String {
    let check = || -> Result<String, Refusal> {
        let held = get(number)?;
        if before == 0 {
            return Ok(told(&validate::segment(&held.segment)));
        }
        Ok(told(&validate::edit(&get(before)?.segment, &held.segment)))
    };
    reply(check())
}
