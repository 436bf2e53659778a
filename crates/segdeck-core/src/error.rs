//! The one error for a value that is refused before anything is done with it.

use std::{fmt, ops::Deref};

/// A value that is refused, and where it stands. One word wide: nearly every function that reads
/// something can answer with it, and what is wider is moved about in each of them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Invalid(Box<Refusal>);

/// What an [`Invalid`] tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The field, as a path from the value's root, such as `rules/2/clauses/0/values`; empty for
    /// the value itself.
    pub path: String,
    /// What is wrong and what is allowed, as one sentence.
    pub reason: String,
}

impl Invalid {
    /// A refusal of `path` because of `reason`.
    pub fn new(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self(Box::new(Refusal {
            path: path.into(),
            reason: reason.into(),
        }))
    }

    /// The same refusal, of another path.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.0.path = path.into();
        self
    }

    /// What is wrong.
    #[must_use]
    pub fn into_reason(self) -> String {
        self.0.reason
    }

    /// The same refusal, seen from one level further out.
    #[must_use]
    pub fn within(mut self, parent: &str) -> Self {
        self.0.path = if self.path.is_empty() {
            parent.to_owned()
        } else {
            format!("{parent}/{}", self.path)
        };
        self
    }
}

impl Deref for Invalid {
    type Target = Refusal;

    fn deref(&self) -> &Refusal {
        &self.0
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
