//! Splits a line of JSON into pieces to colour. Strings of JSON never span lines, so every line
//! stands alone and a long text is coloured only where it is visible.

/// What a piece of a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// Brackets, commas, blanks and what is no JSON.
    Plain,
    /// A member's name.
    Key,
    /// A text.
    Text,
    /// A number, `true`, `false` or `null`.
    Number,
}

impl TokenKind {
    /// The class that colours it.
    #[must_use]
    pub const fn class(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Key => Some("syntax-key"),
            Self::Text => Some("syntax-text"),
            Self::Number => Some("syntax-number"),
        }
    }
}

/// The pieces of `line` in order; together they are the whole line.
#[must_use]
pub fn tokens(line: &str) -> Vec<(TokenKind, &str)> {
    let mut found: Vec<(TokenKind, &str)> = Vec::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let (kind, length) = if first == '"' {
            let length = string_length(rest);
            let after = rest.get(length..).unwrap_or_default().trim_start();
            (
                if after.starts_with(':') {
                    TokenKind::Key
                } else {
                    TokenKind::Text
                },
                length,
            )
        } else if is_word(first) {
            let length = rest.find(|next| !is_word(next)).unwrap_or(rest.len());
            let is_value = first.is_ascii_digit()
                || first == '-'
                || matches!(rest.get(..length), Some("true" | "false" | "null"));
            (
                if is_value {
                    TokenKind::Number
                } else {
                    TokenKind::Plain
                },
                length,
            )
        } else {
            let length = rest
                .find(|next| next == '"' || is_word(next))
                .unwrap_or(rest.len());
            (TokenKind::Plain, length)
        };
        let (piece, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        found.push((kind, piece));
        rest = after;
    }
    found
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '-' | '+' | '.')
}

/// How many bytes the string at the start of `text` takes, with its quotes; all when it is open.
fn string_length(text: &str) -> usize {
    let mut is_escaped = false;
    for (index, character) in text.char_indices().skip(1) {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return index + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_names_texts_and_numbers_apart() {
        let found = tokens(r#"  "op": "test", "value": -4.2e+1, true"#);
        assert_eq!(
            found,
            [
                (TokenKind::Plain, "  "),
                (TokenKind::Key, "\"op\""),
                (TokenKind::Plain, ": "),
                (TokenKind::Text, "\"test\""),
                (TokenKind::Plain, ", "),
                (TokenKind::Key, "\"value\""),
                (TokenKind::Plain, ": "),
                (TokenKind::Number, "-4.2e+1"),
                (TokenKind::Plain, ", "),
                (TokenKind::Number, "true"),
            ]
        );
    }

    #[test]
    fn keeps_every_character_of_any_line() {
        for line in [
            "",
            "\"open",
            r#""a\"b": 1"#,
            r#""\\": 1"#,
            "\"\\",
            "nonsense {é: 'x'}",
            "\"日本\": [null,]",
            "\t🙂",
        ] {
            let whole: String = tokens(line).into_iter().map(|(_, piece)| piece).collect();
            assert_eq!(whole, line);
        }
    }

    #[test]
    fn an_escaped_quote_does_not_end_a_string() {
        assert_eq!(tokens(r#""a\"b":"#)[0], (TokenKind::Key, r#""a\"b""#));
    }

    #[test]
    fn an_unknown_word_is_plain() {
        assert_eq!(tokens("nul"), [(TokenKind::Plain, "nul")]);
    }
}
