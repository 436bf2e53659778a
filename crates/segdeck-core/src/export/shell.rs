//! Text on a command line.

/// A text as one word for a POSIX shell, whatever it holds. A NUL, which no argument can hold, is
/// left out.
#[must_use]
pub fn quote(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+,".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    let mut word = String::with_capacity(text.len() + 2);
    word.push('\'');
    for character in text.chars() {
        match character {
            '\'' => word.push_str("'\\''"),
            '\0' => {}
            other => word.push(other),
        }
    }
    word.push('\'');
    word
}
