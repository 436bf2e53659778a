//! Verdicts with their reasons.

use std::sync::Arc;

use super::{
    ClauseReason, ClauseResult, EvaluationError, Evaluator, Nested, PreparedSegment, RolloutResult,
    SegmentSource, Verdict, clause::Test, prepare::PreparedRule,
};
use crate::{ClauseId, ContextKind, RuleId, gather::Gather};

/// How a verdict came about.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The verdict.
    pub verdict: Verdict,
    /// The kind of the context that is a target, or that a big segment looks for; `None` where
    /// rules decided about a standard segment.
    pub kind: Option<ContextKind>,
    /// The rules that were tried, in order: up to the first that matches, none if a list decided.
    pub rules: Vec<RuleExplanation>,
}

/// How a rule went.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleExplanation {
    /// The rule's place, from 0.
    pub index: usize,
    /// The rule's id.
    pub id: Option<RuleId>,
    /// Whether it matches.
    pub is_match: bool,
    /// All its clauses, even those after the first that does not hold.
    pub clauses: Vec<ClauseExplanation>,
    /// The rule's percentage; `None` if it has none, or clauses decided.
    pub rollout: Option<RolloutResult>,
}

/// How a clause went.
#[derive(Clone, Debug, PartialEq)]
pub struct ClauseExplanation {
    /// The clause's place, from 0.
    pub index: usize,
    /// The clause's id.
    pub id: Option<ClauseId>,
    /// Whether it holds and why; or, of a clause that could not have changed anything, why that
    /// cannot be told.
    pub result: Result<ClauseResult, EvaluationError>,
}

impl<S: SegmentSource<Error = EvaluationError>> Evaluator<'_, S> {
    /// Whether the context is in the segment, and how that came about. Of a nested segment only
    /// the verdict counts here; it can be explained by itself.
    ///
    /// # Errors
    /// As [`Evaluator::verdict`].
    pub fn explain(
        &mut self,
        segment: &Arc<PreparedSegment>,
    ) -> Result<Explanation, EvaluationError> {
        let verdict = self.verdict(segment)?;
        let tried = match verdict {
            Verdict::Included | Verdict::Excluded | Verdict::KindMissing => 0,
            Verdict::Rule(index) => index + 1,
            Verdict::NoRule => segment.rules.len(),
        };
        let rules = segment.rules.iter().take(tried).enumerate();
        Ok(Explanation {
            verdict,
            kind: segment.big_kind.clone().or_else(|| {
                let (_, kind) = segment.list_of(self.context)?;
                Some(kind.clone())
            }),
            rules: rules
                .map(|(index, rule)| {
                    let is_match = verdict == Verdict::Rule(index);
                    self.explain_rule(segment, index, rule, is_match)
                })
                .try_list()?,
        })
    }

    fn explain_rule(
        &mut self,
        segment: &PreparedSegment,
        index: usize,
        rule: &PreparedRule,
        is_match: bool,
    ) -> Result<RuleExplanation, EvaluationError> {
        let clauses: Vec<ClauseExplanation> = rule
            .clauses
            .iter()
            .enumerate()
            .map(|(index, clause)| ClauseExplanation {
                index,
                id: clause.id.clone(),
                result: match &clause.test {
                    Test::Segments(keys) => self
                        .resolve(keys)
                        .map(|place| ClauseResult::of(place, clause.negate)),
                    _ => clause.result(self.context, &mut self.budget),
                },
            })
            .list();
        let all_hold = clauses
            .iter()
            .all(|clause| clause.result.as_ref().is_ok_and(|result| result.holds));
        let rollout = match &rule.rollout {
            Some(rollout) if all_hold => Some(rollout.result(segment, rule, self.context)?),
            _ => None,
        };
        Ok(RuleExplanation {
            index,
            id: rule.id.clone(),
            is_match,
            clauses,
            rollout,
        })
    }

    /// The place of a segment that the context is in.
    fn resolve(&mut self, keys: &[(Box<str>, usize)]) -> Result<Option<usize>, EvaluationError> {
        let mut at = 0;
        loop {
            match self.nested_in(keys, &mut at)? {
                Nested::Found(place) => return Ok(place),
                Nested::Circle(key) => {
                    return Err(EvaluationError::Cycle(vec![
                        key.as_str().into(),
                        key.into(),
                    ]));
                }
                Nested::Needs(needed) => {
                    let verdict = self.verdict(&needed)?;
                    self.remember(&needed, verdict);
                }
            }
        }
    }
}

impl ClauseReason {
    /// Whether the clause could be tried at all: negation counts only then.
    #[must_use]
    pub fn is_tried(self) -> bool {
        matches!(self, Self::Value(_) | Self::NoValue)
    }
}
