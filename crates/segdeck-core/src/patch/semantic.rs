//! LaunchDarkly's semantic patch.

use serde_json::{Map, Value};

use super::parameters::kind_of;
use crate::{
    ClauseId, ContextKind, EnvironmentKey, Invalid, RuleId,
    gather::Gather,
    model::{Clause, Rule, Segment, TargetList, Weight},
    text::element,
};

mod apply;
mod build;
mod checked;
mod identify;
mod limits;
mod parse;
#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;
mod write;

pub use apply::apply;
pub(crate) use apply::value_identity;
pub use identify::assign_ids;
pub(crate) use limits::excesses;
pub use limits::{RULE_LIMIT, TARGET_LIMIT, VALUE_LIMIT, check_limits};
pub(super) use write::Object;

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
    pub fn parse(body: &Value) -> Result<Self, Invalid> {
        let Value::Object(fields) = body else {
            return Err(Invalid::new(
                "",
                format!(
                    "A semantic patch must be an object with instructions, not {}.",
                    kind_of(body)
                ),
            ));
        };
        let instructions = match fields.get("instructions") {
            None | Some(Value::Null) => {
                let reason = "instructions is missing; a semantic patch needs an array of them.";
                return Err(Invalid::new("instructions", reason));
            }
            Some(Value::Array(instructions)) => instructions,
            Some(other) => {
                let reason = format!("instructions must be an array, not {}.", kind_of(other));
                return Err(Invalid::new("instructions", reason));
            }
        };
        Ok(Self {
            environment_key: optional_text(fields, "environmentKey")?.map(EnvironmentKey::from),
            instructions: instructions
                .iter()
                .enumerate()
                .map(|(index, instruction)| {
                    I::parse(instruction)
                        .map_err(|error| error.within(&element("instructions", index)))
                })
                .try_list()?,
            comment: optional_text(fields, "comment")?.map(str::to_owned),
        })
    }

    /// The body as JSON.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let mut body = Map::new();
        if let Some(key) = &self.environment_key {
            body.insert("environmentKey".to_owned(), key.as_str().into());
        }
        let instructions = Value::Array(self.instructions.iter().map(I::to_value).list());
        body.insert("instructions".to_owned(), instructions);
        if let Some(comment) = &self.comment {
            body.insert("comment".to_owned(), comment.as_str().into());
        }
        Value::Object(body)
    }
}

fn optional_text<'a>(
    fields: &'a Map<String, Value>,
    name: &str,
) -> Result<Option<&'a str>, Invalid> {
    match fields.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(other) => Err(Invalid::new(
            name,
            format!("{name} must be text, not {}.", kind_of(other)),
        )),
    }
}

/// One of the 26 instructions for a segment. Other crates build it by its functions, which refuse
/// what cannot be right; reading one takes what was sent.
#[derive(Clone, Debug, PartialEq)]
pub enum SegmentInstruction {
    /// `addTags`
    #[non_exhaustive]
    AddTags(Vec<String>),
    /// `removeTags`
    #[non_exhaustive]
    RemoveTags(Vec<String>),
    /// `updateName`
    #[non_exhaustive]
    UpdateName(String),
    /// `addIncludedTargets`, `addExcludedTargets`
    #[non_exhaustive]
    AddTargets {
        /// To which list.
        list: TargetList,
        /// Of which kind.
        context_kind: ContextKind,
        /// The context keys.
        values: Vec<String>,
    },
    /// `removeIncludedTargets`, `removeExcludedTargets`
    #[non_exhaustive]
    RemoveTargets {
        /// From which list.
        list: TargetList,
        /// Of which kind.
        context_kind: ContextKind,
        /// The context keys.
        values: Vec<String>,
    },
    /// `addIncludedUsers`, `addExcludedUsers`
    #[non_exhaustive]
    AddUsers {
        /// To which list.
        list: TargetList,
        /// The user keys.
        values: Vec<String>,
    },
    /// `removeIncludedUsers`, `removeExcludedUsers`
    #[non_exhaustive]
    RemoveUsers {
        /// From which list.
        list: TargetList,
        /// The user keys.
        values: Vec<String>,
    },
    /// `addRule`: appended last. The rule's own id is not sent.
    #[non_exhaustive]
    AddRule(Rule),
    /// `removeRule`: no error if it does not exist.
    #[non_exhaustive]
    RemoveRule(RuleId),
    /// `addClauses`
    #[non_exhaustive]
    AddClauses {
        /// To which rule.
        rule_id: RuleId,
        /// The clauses.
        clauses: Vec<Clause>,
    },
    /// `removeClauses`
    #[non_exhaustive]
    RemoveClauses {
        /// From which rule.
        rule_id: RuleId,
        /// Which.
        clause_ids: Vec<ClauseId>,
    },
    /// `updateClause`: replaces it.
    #[non_exhaustive]
    UpdateClause {
        /// In which rule.
        rule_id: RuleId,
        /// Which.
        clause_id: ClauseId,
        /// The new clause.
        clause: Clause,
    },
    /// `addValuesToClause`
    #[non_exhaustive]
    AddValuesToClause {
        /// In which rule.
        rule_id: RuleId,
        /// To which clause.
        clause_id: ClauseId,
        /// The values.
        values: Vec<Value>,
    },
    /// `removeValuesFromClause`
    #[non_exhaustive]
    RemoveValuesFromClause {
        /// In which rule.
        rule_id: RuleId,
        /// From which clause.
        clause_id: ClauseId,
        /// The values.
        values: Vec<Value>,
    },
    /// `reorderRules`: exactly the ids that there are, in their new order.
    #[non_exhaustive]
    ReorderRules(Vec<RuleId>),
    /// `updateRuleDescription`
    #[non_exhaustive]
    UpdateRuleDescription {
        /// Of which rule.
        rule_id: RuleId,
        /// The description.
        description: String,
    },
    /// `updateRuleRolloutAndContextKind`: only for a rule that has a percentage.
    #[non_exhaustive]
    UpdateRuleRolloutAndContextKind {
        /// Of which rule.
        rule_id: RuleId,
        /// The share.
        weight: Weight,
        /// The kind that the share is taken of.
        context_kind: ContextKind,
    },
    /// `addBigSegmentIncludedTargets`, `addBigSegmentExcludedTargets`
    #[non_exhaustive]
    AddBigSegmentTargets {
        /// To which list.
        list: TargetList,
        /// The context keys.
        values: Vec<String>,
    },
    /// `removeBigSegmentIncludedTargets`, `removeBigSegmentExcludedTargets`
    #[non_exhaustive]
    RemoveBigSegmentTargets {
        /// From which list.
        list: TargetList,
        /// The context keys.
        values: Vec<String>,
    },
    /// `processBigSegmentImport`
    #[non_exhaustive]
    ProcessBigSegmentImport {
        /// The import.
        import_id: String,
    },
}

impl Instruction for SegmentInstruction {
    fn parse(value: &Value) -> Result<Self, Invalid> {
        parse::parse(value)
    }

    fn to_value(&self) -> Value {
        write::to_value(self)
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
