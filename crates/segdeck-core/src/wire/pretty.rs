//! JSON text for people to read.

use serde::Serialize;

/// Writes a value of our own as JSON text, indented by two spaces.
#[must_use]
pub fn pretty<T: Serialize>(value: &T) -> String {
    String::from_utf8(indent(&super::encode(value))).unwrap_or_default()
}

/// Breaks compact, valid JSON text into lines. Working on the text keeps the order of members and
/// every digit, and spares the dashboard a second writer for every model.
fn indent(compact: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(compact.len() * 2);
    let mut depth = 0_usize;
    let mut is_in_string = false;
    let mut is_escaped = false;
    let mut before = 0;
    for byte in compact.iter().copied() {
        if is_in_string {
            text.push(byte);
            is_in_string = byte != b'"' || is_escaped;
            is_escaped = byte == b'\\' && !is_escaped;
            before = byte;
            continue;
        }
        let follows_start = matches!(before, b'[' | b'{');
        let breaks = if matches!(byte, b']' | b'}') {
            depth = depth.saturating_sub(1);
            !follows_start
        } else {
            follows_start || before == b','
        };
        if breaks {
            text.push(b'\n');
            text.extend(std::iter::repeat_n(b' ', 2 * depth));
        }
        text.push(byte);
        match byte {
            b'[' | b'{' => depth += 1,
            b':' => text.push(b' '),
            b'"' => is_in_string = true,
            _ => {}
        }
        before = byte;
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lines_are_broken_where_values_are_and_not_in_text() {
        for value in [
            json!(null),
            json!("a,[]{}: \" \\"),
            json!([]),
            json!({}),
            json!([
                [],
                {},
                [[]],
                [{}],
                1.0,
                -2e300,
                12_345_678_901_234_567_890_u64
            ]),
            json!({"a": [], "b": {}, "\"c\\": [1, {"d": "\\\"", "e": [true, ","]}]}),
        ] {
            assert_eq!(
                pretty(&value),
                serde_json::to_string_pretty(&value).unwrap()
            );
        }
    }
}
