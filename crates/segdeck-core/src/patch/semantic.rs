//! LaunchDarkly's semantic patch.

use serde_json::Value;

use crate::{
    ClauseId, ContextKind, EnvironmentKey, IdSource, Invalid, RuleId,
    model::{Clause, Rule, Segment, TargetList, Weight},
};

/// How many target operations one request may hold, over all its instructions.
pub const TARGET_OPERATION_LIMIT: usize = 1_500;

/// An instruction of some family.
pub trait Instruction: Sized {
    /// Reads one instruction.
    ///
    /// # Errors
    /// Names the unknown kind, or the parameter that is missing or of the wrong type.
    fn parse(value: &Value) -> Result<Self, Invalid>;

    /// The instruction as JSON.
    fn to_value(&self) -> Value;
}

/// Instructions that are sent together.
#[derive(Clone, Debug, PartialEq)]
pub struct SemanticPatch<I> {
    /// The environment: documented as required for segments, absent for expiring targets.
    pub environment_key: Option<EnvironmentKey>,
    /// The instructions, in order.
    pub instructions: Vec<I>,
    /// For the audit log.
    pub comment: Option<String>,
}

impl<I: Instruction> SemanticPatch<I> {
    /// A patch of these instructions.
    #[must_use]
    pub fn new(instructions: Vec<I>) -> Self {
        Self {
            environment_key: None,
            instructions,
            comment: None,
        }
    }

    /// Reads a body.
    ///
    /// # Errors
    /// Names the instruction (`instructions/2/values`) and what is wrong with it.
    pub fn parse(_body: &Value) -> Result<Self, Invalid> {
        todo!()
    }

    /// The body as JSON.
    #[must_use]
    pub fn to_value(&self) -> Value {
        todo!()
    }
}

/// One of the 26 instructions for a segment.
#[derive(Clone, Debug, PartialEq)]
pub enum SegmentInstruction {
    /// `addTags`
    AddTags(Vec<String>),
    /// `removeTags`
    RemoveTags(Vec<String>),
    /// `updateName`
    UpdateName(String),
    /// `addIncludedTargets`, `addExcludedTargets`
    AddTargets {
        /// To which list.
        list: TargetList,
        /// Of which kind.
        context_kind: ContextKind,
        /// The context keys.
        values: Vec<String>,
    },
    /// `removeIncludedTargets`, `removeExcludedTargets`
    RemoveTargets {
        /// From which list.
        list: TargetList,
        /// Of which kind.
        context_kind: ContextKind,
        /// The context keys.
        values: Vec<String>,
    },
    /// `addIncludedUsers`, `addExcludedUsers`
    AddUsers {
        /// To which list.
        list: TargetList,
        /// The user keys.
        values: Vec<String>,
    },
    /// `removeIncludedUsers`, `removeExcludedUsers`
    RemoveUsers {
        /// From which list.
        list: TargetList,
        /// The user keys.
        values: Vec<String>,
    },
    /// `addRule`: appended last. The rule's own id is not sent.
    AddRule(Rule),
    /// `removeRule`: no error if it does not exist.
    RemoveRule(RuleId),
    /// `addClauses`
    AddClauses {
        /// To which rule.
        rule_id: RuleId,
        /// The clauses.
        clauses: Vec<Clause>,
    },
    /// `removeClauses`
    RemoveClauses {
        /// From which rule.
        rule_id: RuleId,
        /// Which.
        clause_ids: Vec<ClauseId>,
    },
    /// `updateClause`: replaces it.
    UpdateClause {
        /// In which rule.
        rule_id: RuleId,
        /// Which.
        clause_id: ClauseId,
        /// The new clause.
        clause: Clause,
    },
    /// `addValuesToClause`
    AddValuesToClause {
        /// In which rule.
        rule_id: RuleId,
        /// To which clause.
        clause_id: ClauseId,
        /// The values.
        values: Vec<Value>,
    },
    /// `removeValuesFromClause`
    RemoveValuesFromClause {
        /// In which rule.
        rule_id: RuleId,
        /// From which clause.
        clause_id: ClauseId,
        /// The values.
        values: Vec<Value>,
    },
    /// `reorderRules`: exactly the ids that there are, in their new order.
    ReorderRules(Vec<RuleId>),
    /// `updateRuleDescription`
    UpdateRuleDescription {
        /// Of which rule.
        rule_id: RuleId,
        /// The description.
        description: String,
    },
    /// `updateRuleRolloutAndContextKind`: only for a rule that has a percentage.
    UpdateRuleRolloutAndContextKind {
        /// Of which rule.
        rule_id: RuleId,
        /// The share.
        weight: Weight,
        /// The kind that the share is taken of.
        context_kind: ContextKind,
    },
    /// `addBigSegmentIncludedTargets`, `addBigSegmentExcludedTargets`
    AddBigSegmentTargets {
        /// To which list.
        list: TargetList,
        /// The context keys.
        values: Vec<String>,
    },
    /// `removeBigSegmentIncludedTargets`, `removeBigSegmentExcludedTargets`
    RemoveBigSegmentTargets {
        /// From which list.
        list: TargetList,
        /// The context keys.
        values: Vec<String>,
    },
    /// `processBigSegmentImport`
    ProcessBigSegmentImport {
        /// The import.
        import_id: String,
    },
}

impl Instruction for SegmentInstruction {
    fn parse(_value: &Value) -> Result<Self, Invalid> {
        todo!()
    }

    fn to_value(&self) -> Value {
        todo!()
    }
}

/// What applying instructions to a segment gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Applied {
    /// The segment afterwards; its version and dates are untouched.
    pub segment: Segment,
    /// Changes of the list of a big segment, in order; the list is not part of the segment.
    pub big_segment: Vec<BigSegmentChange>,
}

/// One change of the list of a big segment.
#[derive(Clone, Debug, PartialEq)]
pub enum BigSegmentChange {
    /// These keys join a list.
    Add(TargetList, Vec<String>),
    /// These keys leave a list.
    Remove(TargetList, Vec<String>),
    /// A waiting import is started.
    ProcessImport(String),
}

/// Applies instructions to a segment: all or nothing. One that is already satisfied does nothing.
/// New rules and clauses get their ids from `ids`.
///
/// # Errors
/// Names the instruction (`instructions/2/ruleId`) and why it cannot be applied.
pub fn apply(
    _segment: &Segment,
    _instructions: &[SegmentInstruction],
    _ids: &mut dyn IdSource,
) -> Result<Applied, Invalid> {
    todo!()
}
