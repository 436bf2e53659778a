//! Which value of a JSON text stands at a place in it.

use crate::gather::Gather;

/// An array or an object that is open.
enum Level<'a> {
    /// The index of the element that is read or comes next.
    Array(usize),
    /// The name of the member that is read, once it is whole.
    Object(Option<&'a [u8]>),
}

/// How many bytes stand before a line and column as `serde_json` counts them: lines from 1, and
/// in the line the bytes that were read.
pub(super) fn offset(text: &[u8], line: usize, column: usize) -> usize {
    let before: usize = text
        .split_inclusive(|byte| *byte == b'\n')
        .take(line.saturating_sub(1))
        .map(<[u8]>::len)
        .sum();
    before + column
}

/// The path of the value that ends at the offset or, when none does, of the one that is under way
/// there. The text before the offset must be the beginning of valid JSON.
pub(super) fn path_at(text: &[u8], offset: usize) -> String {
    let text = text.get(..offset).unwrap_or(text);
    let mut levels: Vec<Level> = Vec::new();
    let mut position = 0;
    while let Some(byte) = text.get(position) {
        position += 1;
        match byte {
            b'"' => {
                let start = position;
                position = end_of_string(text, start);
                // Without a name yet, an object's next string is one.
                if let Some(Level::Object(member @ None)) = levels.last_mut() {
                    *member = text
                        .get(start..position)
                        .and_then(|literal| literal.strip_suffix(b"\""));
                }
            }
            b'[' => levels.push(Level::Array(0)),
            b'{' => levels.push(Level::Object(None)),
            b']' | b'}' => drop(levels.pop()),
            b',' => match levels.last_mut() {
                Some(Level::Array(index)) => *index += 1,
                Some(Level::Object(member)) => *member = None,
                None => {}
            },
            _ => {}
        }
    }
    let names: Vec<String> = levels
        .iter()
        .filter_map(|level| match level {
            Level::Array(index) => Some(index.to_string()),
            Level::Object(member) => member.map(name),
        })
        .list();
    names.join("/")
}

/// The position after the closing quote of a string, or the text's end.
fn end_of_string(text: &[u8], start: usize) -> usize {
    let mut is_escaped = false;
    let rest = text.get(start..).unwrap_or_default();
    rest.iter()
        .position(|byte| {
            let is_end = *byte == b'"' && !is_escaped;
            is_escaped = *byte == b'\\' && !is_escaped;
            is_end
        })
        .map_or(text.len(), |length| start + length + 1)
}

/// The name between two quotes.
fn name(literal: &[u8]) -> String {
    let quoted = [b"\"", literal, b"\""].concat();
    super::parse(&quoted)
        .ok()
        .and_then(|name| name.as_str().map(str::to_owned))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> String {
        path_at(text.as_bytes(), text.len())
    }

    #[test]
    fn a_value_that_has_just_ended_or_is_under_way() {
        for (text, path) in [
            ("", ""),
            ("5", ""),
            ("{", ""),
            (r#"{"a"#, ""),
            (r#"{"a""#, "a"),
            (r#"{"a": 5, "b\""#, ""),
            (r#"{"a":"#, "a"),
            (r#"{"a": 5"#, "a"),
            (r#"{"a": "x, [\"y\" {"#, "a"),
            (r#"{"a": "x\\""#, "a"),
            (r#"{"a": 5, "#, ""),
            (r#"{"a": 5, "b": true"#, "b"),
            (r#"{"a": 5}"#, ""),
            ("[", "0"),
            ("[1, 2", "1"),
            ("[1, 2, ", "2"),
            ("[1, 2]", ""),
            (
                r#"{"rules": [{}, {"clauses": [{"op": 5"#,
                "rules/1/clauses/0/op",
            ),
            (
                r#"{"rules": [{}, {"clauses": [{"op": 5}"#,
                "rules/1/clauses/0",
            ),
            (
                r#"{"rules": [{}, {"clauses": [{"op": 5}]"#,
                "rules/1/clauses",
            ),
            (r#"{"a\"b\u00e9": null"#, "a\"bé"),
        ] {
            assert_eq!(at(text), path, "{text}");
        }
    }

    #[test]
    fn a_line_and_column_are_counted_in_bytes() {
        let text = "{\n  \"é\": 1,\n  \"b\": 2\n}";
        let read = |line, column| text.get(..offset(text.as_bytes(), line, column));
        assert_eq!(read(1, 1), Some("{"));
        assert_eq!(read(2, 7), Some("{\n  \"é\":"));
        assert_eq!(read(3, 8), Some("{\n  \"é\": 1,\n  \"b\": 2"));
        assert_eq!(path_at(text.as_bytes(), offset(text.as_bytes(), 3, 8)), "b");
    }
}
