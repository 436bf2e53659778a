//! Text, looked through and shown by little code: what the standard library has for it comes with
//! searchers for every kind of pattern, and with tables of what can be printed.

use crate::wire::is_unseen;

/// Text in quotes, for a message. What cannot be seen is escaped.
#[must_use]
pub fn quoted(text: impl AsRef<str>) -> String {
    enclose(text.as_ref())
}

fn enclose(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            _ if character < ' ' || is_unseen(character) => {
                quoted.extend(character.escape_unicode());
            }
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

/// The path of an element of a list, such as `rules/2`.
#[must_use]
#[inline(never)]
pub fn element(list: &str, index: usize) -> String {
    format!("{list}/{index}")
}

/// What stands before and after the first occurrence of `part`, as `str::split_once`.
#[must_use]
pub fn split_once<'a>(text: &'a str, part: &str) -> Option<(&'a str, &'a str)> {
    (0..=text.len()).find_map(|start| {
        let after = text.get(start..)?.strip_prefix(part)?;
        Some((text.get(..start)?, after))
    })
}

/// Whether `part` occurs in the text.
#[must_use]
pub fn contains(text: &str, part: &str) -> bool {
    split_once(text, part).is_some()
}

/// Bytes as text, with U+FFFD for what is not UTF-8, as `String::from_utf8_lossy`.
#[must_use]
pub fn lossy(bytes: &[u8]) -> String {
    let mut text = String::new();
    let mut rest = bytes;
    loop {
        let error = match str::from_utf8(rest) {
            Ok(valid) => return text + valid,
            Err(error) => error,
        };
        let (valid, after) = rest.split_at(error.valid_up_to());
        text.push_str(str::from_utf8(valid).unwrap_or_default());
        text.push(char::REPLACEMENT_CHARACTER);
        // Where it ends too early, nothing follows.
        let wrong = error.error_len().unwrap_or(after.len());
        rest = after.get(wrong..).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_part_is_found_where_std_finds_it(text in "[abä/]{0,9}", part in "[abä/]{0,3}") {
            prop_assert_eq!(split_once(&text, &part), text.split_once(&part));
        }

        #[test]
        fn any_bytes_are_text_as_for_std(bytes in proptest::collection::vec(
            prop_oneof![any::<u8>(), Just(b'a'), Just(0xe2), Just(0x82), Just(0xac), Just(0xf0)],
            0..12,
        )) {
            prop_assert_eq!(lossy(&bytes), String::from_utf8_lossy(&bytes));
        }

        #[test]
        fn what_can_be_seen_is_quoted_as_std_does(text in "[a-z \"\\\\\n\r\t\u{0}\u{1b}é語]{0,9}") {
            prop_assert_eq!(quoted(&text).replace("\\u{0}", "\\0"), format!("{text:?}"));
        }
    }

    #[test]
    fn what_cannot_be_seen_is_escaped() {
        assert_eq!(
            quoted("a\u{202e}b\u{7f}\u{feff}"),
            r#""a\u{202e}b\u{7f}\u{feff}""#
        );
    }
}
