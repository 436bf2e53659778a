//! Resource specifiers: `proj/default:env/*;beta:segment/emea-*`.

use segdeck_core::{Invalid, gather::Gather};

/// One resource or many: its type and key, after those of what it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Specifier {
    /// From the project on.
    pub parts: Vec<Part>,
}

/// One level of a specifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The type: `proj`, `env`, `segment`.
    pub kind: String,
    /// The key.
    pub key: Pattern,
    /// The resource must have a tag for each of these.
    pub tags: Vec<Pattern>,
}

/// A text in which `*` stands for any text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(String);

impl Pattern {
    /// The text, if it stands for nothing but itself.
    pub fn exact(&self) -> Option<&str> {
        (!self.0.contains('*')).then_some(&self.0)
    }

    /// Whether every text matches.
    pub fn is_any(&self) -> bool {
        self.0.chars().all(|c| c == '*')
    }

    /// Whether a text matches.
    pub fn matches(&self, text: &str) -> bool {
        let Some((start, rest)) = self.0.split_once('*') else {
            return self.0 == text;
        };
        let (middle, end) = rest.rsplit_once('*').unwrap_or(("", rest));
        let Some(mut text) = text.strip_prefix(start).and_then(|text| {
            // What is at the end must not be what was at the start.
            text.strip_suffix(end)
        }) else {
            return false;
        };
        for piece in middle.split('*') {
            let Some(place) = text.find(piece) else {
                return false;
            };
            text = text.get(place + piece.len()..).unwrap_or_default();
        }
        true
    }
}

impl From<&str> for Pattern {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl Specifier {
    /// Reads a specifier; `at` is what an error names.
    ///
    /// # Errors
    /// Says which part is malformed.
    pub fn parse(text: &str, at: &str) -> Result<Self, Invalid> {
        let parts = text
            .split(':')
            .map(|part| Part::parse(part.trim()))
            .list_if_all();
        parts.map(|parts| Self { parts }).ok_or_else(|| {
            Invalid::new(
                at,
                format!(
                    "{text:?} is not a resource specifier. Write it as \
                     proj/default:env/production:segment/beta; * stands for any text, and tags \
                     follow a semicolon: segment/*;mobile,web."
                ),
            )
        })
    }

    /// The patterns of project and environment, if the resource belongs to such, and the part of
    /// the resource itself.
    pub fn levels(&self) -> (Option<&Part>, Option<&Part>, &str, Option<&Part>) {
        match self.parts.as_slice() {
            [leaf] => (None, None, &leaf.kind, Some(leaf)),
            [project, leaf] if project.kind == "proj" => {
                (Some(project), None, &leaf.kind, Some(leaf))
            }
            [project, environment, leaf] if project.kind == "proj" && environment.kind == "env" => {
                (Some(project), Some(environment), &leaf.kind, Some(leaf))
            }
            _ => (None, None, "", None),
        }
    }
}

impl Part {
    fn parse(text: &str) -> Option<Self> {
        let (name, tags) = text.split_once(';').unwrap_or((text, ""));
        // The account is the one resource without a name.
        let (kind, key) = match name.split_once('/') {
            Some((kind, key)) if !key.is_empty() => (kind, key),
            None if name == "acct" => (name, "*"),
            _ => return None,
        };
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        let is_key = |text: &str| {
            let is_key = |c: char| c.is_ascii_alphanumeric() || "._-*@".contains(c);
            !text.is_empty() && text.chars().all(is_key)
        };
        let is_good = !kind.is_empty() && kind.chars().all(is_word) && is_key(key);
        let tags: Vec<&str> = if text.contains(';') {
            tags.split(',').map(str::trim).list()
        } else {
            Vec::new()
        };
        (is_good && tags.iter().all(|tag| is_key(tag))).then(|| Self {
            kind: kind.to_owned(),
            key: key.into(),
            tags: tags.into_iter().map(Pattern::from).list(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, text, expected) in [
            ("a", "a", true),
            ("a", "ab", false),
            ("*", "", true),
            ("*", "anything", true),
            ("a*", "a", true),
            ("a*", "abc", true),
            ("a*", "ba", false),
            ("*a", "bca", true),
            ("*a", "ab", false),
            ("a*a", "a", false),
            ("a*a", "aa", true),
            ("a*b*c", "a-b-c", true),
            ("a*b*c", "a-c-b", false),
            ("a*b*b", "ab", false),
            ("**", "x", true),
            ("*b*", "abc", true),
        ] {
            assert_eq!(
                Pattern::from(pattern).matches(text),
                expected,
                "{pattern} {text}"
            );
        }
    }

    #[test]
    fn the_parts_of_a_specifier() {
        let text = "proj/*:env/production;eu:segment/beta-*;mobile,web";
        let specifier = Specifier::parse(text, "spec").unwrap();
        let (project, environment, kind, leaf) = specifier.levels();
        assert!(project.unwrap().key.is_any());
        assert_eq!(environment.unwrap().key.exact(), Some("production"));
        assert_eq!(environment.unwrap().tags, [Pattern::from("eu")]);
        assert_eq!(kind, "segment");
        let leaf = leaf.unwrap();
        assert!(leaf.key.matches("beta-1") && leaf.key.exact().is_none());
        assert_eq!(leaf.tags, ["mobile", "web"].map(Pattern::from));
        assert_eq!(Specifier::parse("acct", "spec").unwrap().levels().2, "acct");
    }

    #[test]
    fn what_is_no_specifier_is_refused() {
        for text in [
            "",
            "proj",
            "proj/",
            "/x",
            "proj/a:",
            ":",
            "proj/a b",
            "proj/a;",
            "proj/a;x,",
            "proj/a;{critical:true}",
            "proj/\u{0}",
            "proj/é",
        ] {
            let refusal = Specifier::parse(text, "spec").unwrap_err();
            assert_eq!(refusal.path, "spec", "{text}");
        }
    }
}
