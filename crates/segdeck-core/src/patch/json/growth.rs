//! How far a patch may make a document grow. `copy` doubles: forty short operations would fill any
//! memory; and `move` can nest without end, until a stack is full.

use serde_json::Value;

use super::{PatchErrorKind, PatchOperation};

/// How deep a value may stand, or stand once it is moved; reading JSON stops at about as much.
const DEPTH_LIMIT: usize = 128;
/// How much all `move` and `copy` operations of a patch may carry, in values; every 16 bytes of
/// text count as one more.
const WEIGHT_LIMIT: usize = 2_000_000;

/// How many elements may make room in all, or close up, where others come and go before them:
/// enough to take 15,000 targets off their list one by one from the front. Without a limit a patch
/// of 5 MB would move gigabytes for half a minute.
const SHIFT_LIMIT: usize = 150_000_000;

/// What is left of a patch's allowance.
pub(super) struct Growth {
    weight: usize,
    shifts: usize,
}

impl Growth {
    /// The whole allowance.
    pub(super) fn new() -> Self {
        Self {
            weight: WEIGHT_LIMIT,
            shifts: SHIFT_LIMIT,
        }
    }

    /// Refuses an operation whose place is too deep.
    pub(super) fn check_place(operation: &PatchOperation) -> Result<(), PatchErrorKind> {
        if operation.path().tokens().len() > DEPTH_LIMIT {
            return Err(PatchErrorKind::TooDeep { limit: DEPTH_LIMIT });
        }
        Ok(())
    }

    /// Takes what it costs that so many elements of an array change their places.
    pub(super) fn shift(&mut self, elements: usize) -> Result<(), PatchErrorKind> {
        self.shifts = self
            .shifts
            .checked_sub(elements)
            .ok_or(PatchErrorKind::TooLarge)?;
        Ok(())
    }

    /// Takes what carrying this value to that depth costs.
    pub(super) fn carry(&mut self, value: &Value, depth: usize) -> Result<(), PatchErrorKind> {
        let mut open = vec![(value, depth)];
        while let Some((value, depth)) = open.pop() {
            if depth > DEPTH_LIMIT {
                return Err(PatchErrorKind::TooDeep { limit: DEPTH_LIMIT });
            }
            let cost = match value {
                Value::String(text) => 1 + text.len() / 16,
                _ => 1,
            };
            self.weight = self
                .weight
                .checked_sub(cost)
                .ok_or(PatchErrorKind::TooLarge)?;
            match value {
                Value::Array(elements) => {
                    open.extend(elements.iter().map(|element| (element, depth + 1)));
                }
                Value::Object(members) => {
                    open.extend(members.values().map(|member| (member, depth + 1)));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::{Dialect, JsonPatch, PatchErrorKind};

    fn refusal(operations: Vec<Value>) -> PatchErrorKind {
        let patch = JsonPatch::parse(&Value::from(operations)).unwrap();
        let error = patch.apply(&json!({"a": [], "b": {}}), Dialect::Strict);
        error.unwrap_err().kind
    }

    #[test]
    fn copies_cannot_fill_the_memory() {
        let doubling = json!({"op": "copy", "from": "/a", "path": "/a/-"});
        assert_eq!(refusal(vec![doubling; 60]), PatchErrorKind::TooLarge);
        let long = json!({"op": "add", "path": "/c", "value": "x".repeat(1_000_000)});
        let again = json!({"op": "copy", "from": "/c", "path": "/a/-"});
        let operations = std::iter::once(long).chain(vec![again; 100]).collect();
        assert_eq!(refusal(operations), PatchErrorKind::TooLarge);
    }

    #[test]
    fn moves_and_places_cannot_nest_without_end() {
        let nesting = [
            json!({"op": "add", "path": "/c", "value": {}}),
            json!({"op": "move", "from": "/b", "path": "/c/b"}),
            json!({"op": "move", "from": "/c", "path": "/b"}),
        ];
        let operations = nesting.iter().cloned().cycle().take(60_000).collect();
        assert_eq!(refusal(operations), PatchErrorKind::TooDeep { limit: 128 });
        let place = json!({"op": "add", "path": "/0".repeat(129), "value": 1});
        assert_eq!(refusal(vec![place]), PatchErrorKind::TooDeep { limit: 128 });
    }

    #[test]
    fn a_long_array_does_not_make_room_without_end() {
        let front = json!({"op": "add", "path": "/a/0", "value": "x"});
        assert_eq!(refusal(vec![front; 110_000]), PatchErrorKind::TooLarge);
        let targets = vec![Value::from("x"); 15_000];
        let patch = vec![json!({"op": "remove", "path": "/a/0"}); 15_000];
        let patch = JsonPatch::parse(&Value::from(patch)).unwrap();
        let emptied = patch.apply(&json!({ "a": targets }), Dialect::Strict);
        assert_eq!(emptied.unwrap(), json!({"a": []}));
    }

    #[test]
    fn a_large_ordinary_patch_passes() {
        let values: Vec<Value> = (0..1_000).map(Value::from).collect();
        let fill = json!({"op": "add", "path": "/a", "value": [values]});
        let turn = json!({"op": "move", "from": "/a/0", "path": "/b/x"});
        let back = json!({"op": "move", "from": "/b/x", "path": "/a/0"});
        let operations = std::iter::once(fill)
            .chain([turn, back].into_iter().cycle().take(1_000))
            .collect::<Vec<_>>();
        let patch = JsonPatch::parse(&Value::from(operations)).unwrap();
        assert!(patch.apply(&json!({"b": {}}), Dialect::Strict).is_ok());
    }
}
