//! Instructions for expiring targets, in both families, and what applying them does.

use serde_json::Value;

use super::Instruction;
use crate::{
    ContextKind, IdSource, Invalid, UnixMillis,
    model::{ExpiringTarget, ExpiringTargetError, Segment, TargetList},
};

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

/// One of the three instructions for expiring targets.
#[derive(Clone, Debug, PartialEq)]
pub enum ExpiringTargetInstruction {
    /// `addExpiringTarget`: the context must already be a target of that list.
    Add {
        /// Which target.
        target: TargetReference,
        /// When it leaves.
        value: UnixMillis,
    },
    /// `updateExpiringTarget`
    Update {
        /// Which target.
        target: TargetReference,
        /// When it leaves.
        value: UnixMillis,
        /// Fails unless the expiring target has this version.
        version: Option<i64>,
    },
    /// `removeExpiringTarget`: the target stays for good.
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

impl Instruction for ExpiringTargetInstruction {
    fn parse(_value: &Value) -> Result<Self, Invalid> {
        todo!()
    }

    fn to_value(&self) -> Value {
        todo!()
    }
}

impl ExpiringUserTargetInstruction {
    /// The instruction for a user: only targets of kind `user` can be named.
    ///
    /// # Errors
    /// When the target is of another kind.
    pub fn new(_instruction: ExpiringTargetInstruction) -> Result<Self, Invalid> {
        todo!()
    }

    /// The same instruction for a context of kind `user`.
    #[must_use]
    pub fn as_context(&self) -> &ExpiringTargetInstruction {
        &self.0
    }
}

impl Instruction for ExpiringUserTargetInstruction {
    fn parse(_value: &Value) -> Result<Self, Invalid> {
        todo!()
    }

    fn to_value(&self) -> Value {
        todo!()
    }
}

/// What applying instructions to expiring targets gives.
#[derive(Clone, Debug, PartialEq)]
pub struct AppliedExpirations {
    /// All expiring targets afterwards.
    pub items: Vec<ExpiringTarget>,
    /// Why some instructions failed; the others were carried out.
    pub errors: Vec<ExpiringTargetError>,
}

/// Applies instructions to the expiring targets of a segment, each for itself: one that fails is
/// told and the others go on.
#[must_use]
pub fn apply(
    _segment: &Segment,
    _items: &[ExpiringTarget],
    _instructions: &[&ExpiringTargetInstruction],
    _now: UnixMillis,
    _ids: &mut dyn IdSource,
) -> AppliedExpirations {
    todo!()
}
