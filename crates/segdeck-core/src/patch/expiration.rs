//! Instructions for expiring targets, in both families, and what applying them does.

use serde_json::Value;

use super::Instruction;
use crate::{ContextKind, Invalid, UnixMillis, model::TargetList};

mod apply;
mod plan;
mod schedule;
#[cfg(test)]
mod tests;
mod wire;

pub use apply::{AppliedExpirations, apply};
pub use plan::plan;
pub use schedule::{apply_due, due, remove_orphans};

/// An individual target of a segment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TargetReference {
    /// In which list.
    pub list: TargetList,
    /// Of which kind.
    pub context_kind: ContextKind,
    /// The context key.
    pub context_key: String,
}

/// One of the three instructions for expiring targets. Other crates build it by its functions, which
/// refuse what cannot be right.
#[derive(Clone, Debug, PartialEq)]
pub enum ExpiringTargetInstruction {
    /// `addExpiringTarget`: the context must already be a target of that list.
    #[non_exhaustive]
    Add {
        /// Which target.
        target: TargetReference,
        /// When it leaves.
        value: UnixMillis,
    },
    /// `updateExpiringTarget`
    #[non_exhaustive]
    Update {
        /// Which target.
        target: TargetReference,
        /// When it leaves.
        value: UnixMillis,
        /// Fails unless the expiring target has this version.
        version: Option<i64>,
    },
    /// `removeExpiringTarget`: the target stays for good.
    #[non_exhaustive]
    Remove {
        /// Which target.
        target: TargetReference,
    },
}

/// One of the three instructions for expiring user targets.
#[derive(Clone, Debug, PartialEq)]
pub struct ExpiringUserTargetInstruction(
    /// The same for a context of kind `user`.
    ExpiringTargetInstruction,
);

impl ExpiringTargetInstruction {
    /// `addExpiringTarget`: lets a target leave at this time.
    ///
    /// # Errors
    /// When the key is empty, or the context kind cannot be one.
    pub fn add(target: TargetReference, value: UnixMillis) -> Result<Self, Invalid> {
        check(&target)?;
        Ok(Self::Add { target, value })
    }

    /// `updateExpiringTarget`: lets it leave at another time, if the expiring target has this
    /// version, where one is given.
    ///
    /// # Errors
    /// As [`Self::add`].
    pub fn update(
        target: TargetReference,
        value: UnixMillis,
        version: Option<i64>,
    ) -> Result<Self, Invalid> {
        check(&target)?;
        Ok(Self::Update {
            target,
            value,
            version,
        })
    }

    /// `removeExpiringTarget`: lets it stay for good.
    ///
    /// # Errors
    /// As [`Self::add`].
    pub fn remove(target: TargetReference) -> Result<Self, Invalid> {
        check(&target)?;
        Ok(Self::Remove { target })
    }

    /// The same instruction, if its builder would make it: reading takes whatever was sent.
    ///
    /// # Errors
    /// As [`Self::add`].
    pub fn checked(self) -> Result<Self, Invalid> {
        check(self.target()).map(|()| self)
    }

    /// The target that the instruction is about.
    #[must_use]
    pub fn target(&self) -> &TargetReference {
        match self {
            Self::Add { target, .. } | Self::Update { target, .. } | Self::Remove { target } => {
                target
            }
        }
    }
}

fn check(target: &TargetReference) -> Result<(), Invalid> {
    ContextKind::parse(target.context_kind.as_str())?;
    if target.context_key.is_empty() {
        return Err(Invalid::new("contextKey", "The key is empty."));
    }
    Ok(())
}

impl Instruction for ExpiringTargetInstruction {
    fn parse(value: &Value) -> Result<Self, Invalid> {
        wire::parse(value)
    }

    fn to_value(&self) -> Value {
        wire::to_value(self)
    }
}

impl ExpiringUserTargetInstruction {
    /// The instruction for a user: only targets of kind `user` can be named.
    ///
    /// # Errors
    /// When the target is of another kind.
    pub fn new(instruction: ExpiringTargetInstruction) -> Result<Self, Invalid> {
        let kind = &instruction.target().context_kind;
        if !kind.is_user() {
            return Err(Invalid::new(
                "contextKind",
                format!(
                    "An expiring user target must be of kind user, not {kind}. Use the                      instructions for expiring targets."
                ),
            ));
        }
        Ok(Self(instruction))
    }

    /// The same instruction for a context of kind `user`.
    #[must_use]
    pub fn as_context(&self) -> &ExpiringTargetInstruction {
        &self.0
    }
}

impl Instruction for ExpiringUserTargetInstruction {
    fn parse(value: &Value) -> Result<Self, Invalid> {
        wire::parse_user(value).map(Self)
    }

    fn to_value(&self) -> Value {
        wire::user_to_value(&self.0)
    }
}
