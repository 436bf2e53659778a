//! The one error for a value that is refused before anything is done with it.

use std::fmt;

/// A value that is refused, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Invalid {
    /// The field, as a path from the value's root, such as `rules/2/clauses/0/values`; empty for
    /// the value itself.
    pub path: String,
    /// What is wrong and what is allowed, as one sentence.
    pub reason: String,
}

impl Invalid {
    /// A refusal of `path` because of `reason`.
    pub fn new(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            reason: reason.into(),
        }
    }

    /// The same refusal, seen from one level further out.
    #[must_use]
    pub fn within(mut self, parent: &str) -> Self {
        self.path = if self.path.is_empty() {
            parent.to_owned()
        } else {
            format!("{parent}/{}", self.path)
        };
        self
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            f.write_str(&self.reason)
        } else {
            write!(f, "{}: {}", self.path, self.reason)
        }
    }
}
