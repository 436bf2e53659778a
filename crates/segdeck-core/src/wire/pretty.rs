//! JSON text for people to read.

use serde::Serialize;

/// Writes a value of our own as JSON text, indented by two spaces. Characters that cannot be seen,
/// or that steer the direction of writing, are escaped: the text looks like what it says.
#[must_use]
pub fn pretty<T: Serialize>(value: &T) -> String {
    escape_unseen(String::from_utf8(indent(&super::encode(value))).unwrap_or_default())
}

/// Such characters are nowhere in JSON but in strings, where an escape means the same.
fn escape_unseen(text: String) -> String {
    if !text.contains(is_unseen) {
        return text;
    }
    let mut escaped = String::with_capacity(text.len() + 64);
    for character in text.chars() {
        if is_unseen(character) {
            let code = u32::from(character);
            let digit = |shift: u32| char::from_digit((code >> shift) & 15, 16).unwrap_or_default();
            escaped.push_str("\\u");
            escaped.extend([12, 8, 4, 0].map(digit));
        } else {
            escaped.push(character);
        }
    }
    escaped
}

/// Controls, marks of direction, and what has no width. Joiners stay: emoji and scripts need them.
pub(crate) fn is_unseen(character: char) -> bool {
    matches!(
        character,
        '\u{7f}'..='\u{9f}'
            | '\u{ad}'
            | '\u{61c}'
            | '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
    )
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
    fn what_cannot_be_seen_is_written_out() {
        let value = json!({"\u{202e}a": "b\u{200b}\u{85}\u{2029}\u{feff}\u{200d}é שלום"});
        let text = pretty(&value);
        assert_eq!(
            text,
            "{\n  \"\\u202ea\": \"b\\u200b\\u0085\\u2029\\ufeff\u{200d}é שלום\"\n}"
        );
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&text).unwrap(),
            value
        );
    }

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
