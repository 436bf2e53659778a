//! The keys of environments, which no page needs, taken out of JSON.

use std::ops::Range;

use serde::de::IgnoredAny;

/// Members whose value is taken out, whatever it is. The names are compared without case.
const NAMES: [&str; 3] = ["apiKey", "mobileKey", "sdkKey"];
/// Members of a JSON Patch operation that hold what stands at its path.
const PATCH_VALUES: [&str; 2] = ["value", "fromValue"];
/// What stands there instead: the fields keep their type.
const NOTHING: &[u8] = b"\"\"";

/// The text is no JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotJson;

/// Writes JSON again without the keys in it; all else stays byte for byte.
///
/// The keys stand in members of their own, at any depth, or in the operations of a JSON Patch whose
/// path ends in such a name, as in the audit log.
pub fn strip(text: &[u8]) -> Result<Vec<u8>, NotJson> {
    // From here on the text is known to be whole, so that the walk need not judge it.
    std::str::from_utf8(text).map_err(|_| NotJson)?;
    serde_json::from_slice::<IgnoredAny>(text).map_err(|_| NotJson)?;
    Ok(Walk::over(text))
}

struct Walk<'a> {
    text: &'a [u8],
    at: usize,
    out: Vec<u8>,
    open: Vec<Open>,
}

/// An object or list that has begun.
#[derive(Default)]
struct Open {
    is_object: bool,
    /// The member whose value comes next.
    name: Option<String>,
    /// Whether it is a patch operation on a key.
    tells_secret: bool,
    /// Where the values of a patch operation were written.
    values: Vec<Range<usize>>,
    /// Where the value begins that is being written, if it is one of those.
    begun: Option<usize>,
}

impl<'a> Walk<'a> {
    fn over(text: &'a [u8]) -> Vec<u8> {
        let mut walk = Self {
            text,
            at: 0,
            out: Vec::with_capacity(text.len()),
            open: Vec::new(),
        };
        while let Some(byte) = walk.peek() {
            walk.step(byte);
        }
        walk.out
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn copy(&mut self) {
        self.out.extend(self.peek());
        self.at += 1;
    }

    fn step(&mut self, byte: u8) {
        match byte {
            b'"' => self.string(),
            b'{' | b'[' => {
                self.begin_value();
                self.open.push(Open {
                    is_object: byte == b'{',
                    ..Open::default()
                });
                self.copy();
            }
            b'}' | b']' => {
                self.end_member();
                let ended = self.open.pop().unwrap_or_default();
                if ended.tells_secret {
                    for range in ended.values.into_iter().rev() {
                        self.out.splice(range, NOTHING.iter().copied());
                    }
                }
                self.copy();
            }
            b',' => {
                self.end_member();
                self.copy();
            }
            b':' => {
                self.copy();
                self.drop_secret();
            }
            b' ' | b'\t' | b'\r' | b'\n' => self.copy(),
            _ => {
                self.begin_value();
                self.copy();
            }
        }
    }

    /// A string: the name of a member, or a value.
    fn string(&mut self) {
        let start = self.at;
        self.skip_string();
        let raw = self.text.get(start..self.at).unwrap_or_default();
        let is_name = self
            .open
            .last()
            .is_some_and(|open| open.is_object && open.name.is_none());
        if is_name {
            if let Some(open) = self.open.last_mut() {
                open.name = Some(unescape(raw));
            }
        } else {
            self.begin_value();
            if let Some(open) = self.open.last_mut()
                && open.name.as_deref() == Some("path")
            {
                let path = unescape(raw);
                let last = path.rsplit('/').next().unwrap_or_default();
                open.tells_secret |= path.starts_with('/') && is_secret(last);
            }
        }
        self.out.extend_from_slice(raw);
    }

    /// Before a value is written.
    fn begin_value(&mut self) {
        let here = self.out.len();
        if let Some(open) = self.open.last_mut()
            && open.begun.is_none()
            && open
                .name
                .as_deref()
                .is_some_and(|name| PATCH_VALUES.contains(&name))
        {
            open.begun = Some(here);
        }
    }

    fn end_member(&mut self) {
        let here = self.out.len();
        if let Some(open) = self.open.last_mut() {
            open.name = None;
            if let Some(begun) = open.begun.take() {
                open.values.push(begun..here);
            }
        }
    }

    /// Skips the value that comes next, if its member is a secret.
    fn drop_secret(&mut self) {
        let named = self.open.last().and_then(|open| open.name.as_deref());
        if !named.is_some_and(is_secret) {
            return;
        }
        self.out.extend_from_slice(NOTHING);
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => {
                    self.skip_string();
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' if depth > 0 => depth -= 1,
                b',' | b'}' | b']' if depth == 0 => return,
                _ => {}
            }
            self.at += 1;
        }
    }

    fn skip_string(&mut self) {
        self.at += 1;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'\\' => self.at += 1,
                b'"' => return,
                _ => {}
            }
        }
    }
}

fn is_secret(name: &str) -> bool {
    NAMES.iter().any(|known| known.eq_ignore_ascii_case(name))
}

fn unescape(raw: &[u8]) -> String {
    serde_json::from_slice(raw).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Map, Value, json};

    use super::*;

    fn stripped(text: &str) -> String {
        String::from_utf8(strip(text.as_bytes()).unwrap()).unwrap()
    }

    #[test]
    fn keys_are_taken_out_at_any_depth_and_the_rest_stays_as_it_is() {
        for (text, expected) in [
            (
                r#"{"_id":"1", "apiKey" : "sdk-1" , "mobileKey":"mob-1","name":"E"}"#,
                r#"{"_id":"1", "apiKey" :"", "mobileKey":"","name":"E"}"#,
            ),
            (
                r#"{"items":[{"environments":{"items":[{"apiKey":{"a":["x","}"]}}]}}]}"#,
                r#"{"items":[{"environments":{"items":[{"apiKey":""}]}}]}"#,
            ),
            (r#"{"\u0061piKey":"sdk-1"}"#, r#"{"\u0061piKey":""}"#),
            (
                r#"{"APIKEY":"sdk-1","mobilekey":null}"#,
                r#"{"APIKEY":"","mobilekey":""}"#,
            ),
            (r#"{"apiKey":"a\"},b","x":1e3}"#, r#"{"apiKey":"","x":1e3}"#),
            (r#"{"apiKey":5}"#, r#"{"apiKey":""}"#),
            (
                r#"["apiKey", "sdk-1", {"name":"apiKey"}]"#,
                r#"["apiKey", "sdk-1", {"name":"apiKey"}]"#,
            ),
            (
                r#"{"big":12345678901234567890.0, "e":{}}"#,
                r#"{"big":12345678901234567890.0, "e":{}}"#,
            ),
            ("null", "null"),
            (r#""apiKey""#, r#""apiKey""#),
        ] {
            assert_eq!(stripped(text), expected);
        }
    }

    #[test]
    fn what_a_patch_puts_in_the_place_of_a_key_is_taken_out() {
        for (text, expected) in [
            (
                r#"[{"op":"replace","path":"/environments/0/apiKey","value":"sdk-2"},{"path":"/name","value":"N"}]"#,
                r#"[{"op":"replace","path":"/environments/0/apiKey","value":""},{"path":"/name","value":"N"}]"#,
            ),
            (
                r#"{"value":{"current":"sdk-2"},"fromValue":["sdk-1"],"path":"/mobileKey"}"#,
                r#"{"value":"","fromValue":"","path":"/mobileKey"}"#,
            ),
            (
                r#"{"path":"/apiKey","value":12,"op":"test"}"#,
                r#"{"path":"/apiKey","value":"","op":"test"}"#,
            ),
        ] {
            assert_eq!(stripped(text), expected);
        }
    }

    #[test]
    fn what_is_no_json_is_told() {
        for text in [
            "",
            "<html>",
            "{",
            r#"{"a":1,}"#,
            "{} {}",
            r#"{"apiKey": "x}"#,
        ] {
            assert_eq!(strip(text.as_bytes()), Err(NotJson), "{text}");
        }
        assert_eq!(strip(b"\"\xff\""), Err(NotJson));
    }

    #[test]
    fn deep_json_needs_no_deep_stack() {
        let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
        assert_eq!(stripped(&deep), deep);
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            ".{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(5, 64, 6, |inner| {
            let name = prop_oneof![
                Just("apiKey".to_owned()),
                Just("mobileKey".to_owned()),
                ".{0,4}"
            ];
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::btree_map(name, inner, 0..5)
                    .prop_map(|map| Value::Object(map.into_iter().collect::<Map<_, _>>())),
            ]
        })
    }

    fn without(value: Value) -> Value {
        match value {
            Value::Array(items) => items.into_iter().map(without).collect(),
            Value::Object(members) => members
                .into_iter()
                .map(|(name, value)| {
                    let value = if is_secret(&name) {
                        json!("")
                    } else {
                        without(value)
                    };
                    (name, value)
                })
                .collect::<Map<_, _>>()
                .into(),
            other => other,
        }
    }

    proptest! {
        #[test]
        fn it_does_what_a_parser_would(value in values(), is_pretty: bool) {
            let text = if is_pretty {
                serde_json::to_string_pretty(&value).unwrap()
            } else {
                value.to_string()
            };
            let read: Value = serde_json::from_str(&stripped(&text)).unwrap();
            prop_assert_eq!(read, without(value));
        }
    }
}
