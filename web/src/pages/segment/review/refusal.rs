//! Why a draft cannot be saved now.

use yew::AttrValue;

use super::{ReviewState, conflict};
use crate::{
    format::{isolated, plural},
    pages::segment::save::SaveError,
};

/// What decides whether a draft can be saved.
pub struct Obstacles<'a> {
    /// Why the connection or the permissions do not let it be saved, if so.
    pub blocked_reason: Option<&'a AttrValue>,
    /// Whether there is nothing to send.
    pub is_empty: bool,
    /// How saving went so far.
    pub state: &'a ReviewState,
    /// How many errors the checks found.
    pub errors: usize,
    /// The environment's name, where it requires a comment and there is none.
    pub lacks_comment_for: Option<&'a str>,
    /// The environment's key, where it must be typed and is not.
    pub lacks_key: Option<&'a str>,
}

impl Obstacles<'_> {
    /// The first reason, in a sentence that says what to do.
    #[must_use]
    pub fn refusal(&self) -> Option<AttrValue> {
        if let Some(reason) = self.blocked_reason {
            return Some(reason.clone());
        }
        if self.is_empty {
            return Some("There is nothing to save.".into());
        }
        if matches!(self.state, ReviewState::Stopped(SaveError::Conflict(_))) {
            return Some(conflict::REFUSAL.into());
        }
        if let Some(mending) = mending(self.errors) {
            return Some(mending);
        }
        if let Some(environment) = self.lacks_comment_for {
            let environment = isolated(environment);
            return Some(format!("Write a comment: {environment} requires one.").into());
        }
        let key = self.lacks_key?;
        Some(format!("Type the environment's key, {key}, to confirm.").into())
    }
}

/// Why nothing can be sent while there are errors.
#[must_use]
pub fn mending(errors: usize) -> Option<AttrValue> {
    let count = plural(errors, "error", "errors");
    (errors > 0).then(|| format!("{count} must be mended first.").into())
}
