//! Why a change has no instruction.

use crate::text::quoted;
use std::fmt;

/// Why a part of a change cannot be said by semantic patch.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unsayable {
    /// The segment's description.
    Description,
    /// A name that no instruction takes.
    Name,
    /// A tag that no instruction takes, or the same one twice.
    Tag,
    /// `bucketBy` of a rule, old or new.
    BucketBy,
    /// A rule that has no percentage gets one.
    PercentageGiven,
    /// A rule's percentage is taken away.
    PercentageTaken,
    /// A percentage outside 0 to 100 %.
    PercentageInvalid,
    /// `rolloutContextKind` of a rule without a percentage.
    RolloutKind,
    /// A rule's description is there, and empty.
    EmptyDescription,
    /// A new rule that does not stand last, or rules that cannot be named in a new order.
    RuleOrder,
    /// A rule that no instruction can name: without an id, or with that of another one.
    RuleId,
    /// A new clause that does not stand last, or clauses in another order.
    ClauseOrder,
    /// A clause that no instruction can name: without an id, or with that of another one.
    ClauseId,
    /// A clause that no instruction takes: its operator, attribute or context kind is not known, or
    /// it has fields that are not.
    Clause,
    /// Targets that would be on both lists.
    BothLists,
    /// A target whose key is empty, or whose context kind cannot be one.
    TargetInvalid,
    /// The same targets in another form: one twice, a kind in two entries, users among the other
    /// kinds, fields that are not known.
    TargetForm,
    /// The change would pass one of LaunchDarkly's limits, which is said here.
    TooLarge(String),
    /// Targets and rules of a big segment: its list is no part of the segment.
    BigSegment,
    /// A field that Segdeck does not know.
    UnknownField(String),
}

impl Unsayable {
    /// A short name in camel case, which does not change.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Description => "description",
            Self::Name => "name",
            Self::Tag => "tag",
            Self::BucketBy => "bucketBy",
            Self::PercentageGiven => "percentageGiven",
            Self::PercentageTaken => "percentageTaken",
            Self::PercentageInvalid => "percentageInvalid",
            Self::RolloutKind => "rolloutKind",
            Self::EmptyDescription => "emptyDescription",
            Self::RuleOrder => "ruleOrder",
            Self::RuleId => "ruleId",
            Self::ClauseOrder => "clauseOrder",
            Self::ClauseId => "clauseId",
            Self::Clause => "clause",
            Self::BothLists => "bothLists",
            Self::TargetInvalid => "targetInvalid",
            Self::TargetForm => "targetForm",
            Self::TooLarge(_) => "tooLarge",
            Self::BigSegment => "bigSegment",
            Self::UnknownField(_) => "unknownField",
        }
    }

    /// Whether it may be about who is in the segment, and not only about text or order.
    #[must_use]
    pub(super) fn is_about_members(&self) -> bool {
        !matches!(
            self,
            Self::Description
                | Self::Name
                | Self::Tag
                | Self::EmptyDescription
                | Self::RuleOrder
                | Self::ClauseOrder
        )
    }
}

/// One sentence.
impl fmt::Display for Unsayable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Description => "There is no instruction for the description of a segment.",
            Self::Name => "The instruction for the name takes 1 to 256 characters.",
            Self::Tag => {
                "The instructions for tags take each tag once, with 1 to 64 letters, digits, \
                 dots, underscores or hyphens."
            }
            Self::BucketBy => {
                "There is no instruction for the attribute that decides who is in a percentage."
            }
            Self::PercentageGiven => {
                "The instruction for percentages works only on a rule that has one."
            }
            Self::PercentageTaken => "There is no instruction that takes a percentage away.",
            Self::PercentageInvalid => "A percentage is 0 to 100.",
            Self::RolloutKind => {
                "The context kind of a percentage can be set only to a valid one, and only for a rule \
                 that has a percentage."
            }
            Self::EmptyDescription => {
                "The instruction takes an empty description of a rule as none."
            }
            Self::RuleOrder => {
                "A new rule is added last, and cannot be named before the server has given it an \
                 id; only rules with an id can be put in another order."
            }
            Self::RuleId => "An instruction names a rule by its id, and this one has none of its own.",
            Self::ClauseOrder => {
                "A new clause is added last, and there is no instruction for the order of \
                 clauses."
            }
            Self::ClauseId => {
                "An instruction names a clause by its id, and this one has none of its own."
            }
            Self::Clause => {
                "Instructions take only clauses with an attribute, a known operator, a valid \
                 context kind and no further fields."
            }
            Self::BothLists => "Instructions refuse a target that is both included and excluded.",
            Self::TargetInvalid => {
                "Instructions take only targets with a key and a valid context kind."
            }
            Self::TargetForm => {
                "The targets are the same; only the form in which they are written differs."
            }
            Self::TooLarge(reason) => reason,
            Self::BigSegment => {
                "A big segment has no rules, and its list is changed with instructions of its own."
            }
            Self::UnknownField(field) => {
                return write!(f, "There is no instruction for the field {field}.", field = quoted(field));
            }
        })
    }
}
