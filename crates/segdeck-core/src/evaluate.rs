//! Who is in a segment: the rules of LaunchDarkly's server SDKs.
//!
//! A segment is prepared once ([`PreparedSegment`]) and then asked about any number of contexts
//! ([`Evaluator`]). The answer is a [`Verdict`]; [`Evaluator::explain`] tells in addition which
//! list, rule, clauses and bucket it comes from.
//!
//! Of a standard segment the lists come first, included before excluded, then the first rule that
//! matches. Of a big segment the stored list comes first, then the rules. Segments that name each
//! other in a circle are an error that names the circle.
//!
//! One quirk of the reference is kept: for a context that is nothing but a `user`, only `included`
//! and `excluded` count, even if an entry for the kind `user` stands in `includedContexts`.

use crate::text::quoted;
use std::{mem, sync::Arc};

use crate::{
    RuleId, SegmentKey,
    gather::Gather,
    model::{ContextInstance, TargetList},
    order::Map,
};

mod attribute;
mod budget;
mod clause;
mod explain;
mod pattern;
mod prepare;
mod rollout;
#[cfg(test)]
mod tests;

use budget::Budget;
use clause::Test;
pub use clause::{ClauseReason, ClauseResult};
pub use explain::{ClauseExplanation, Explanation, RuleExplanation};
use prepare::PreparedRule;
pub use prepare::PreparedSegment;
pub use rollout::{RolloutResult, bucket};

/// Why membership cannot be told.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EvaluationError {
    /// Segments contain each other.
    #[error(
        "Through segmentMatch these segments contain each other, so nobody can tell who is in them: {}. Take one out of the rules of another.",
        chain(.0)
    )]
    Cycle(
        /// The circle: its first segment is also the last.
        Vec<SegmentKey>,
    ),
    /// Whether somebody is in a percentage depends on the segment's salt, which is not known.
    #[error(
        "The percentage of {} cannot be worked out without the segment's salt, which only LaunchDarkly knows.",
        rule_name(.segment, .rule.as_ref())
    )]
    SaltUnknown {
        /// The segment.
        segment: SegmentKey,
        /// The rule with the percentage.
        rule: Option<RuleId>,
    },
    /// The context and the segments together take too much work.
    #[error(
        "The context has so many or so long values, compared with those of the segments' rules, that evaluation was given up. Send a smaller context."
    )]
    TooCostly,
}

fn chain(keys: &[SegmentKey]) -> String {
    let keys: Vec<&str> = keys.iter().map(SegmentKey::as_str).list();
    keys.join(" > ")
}

fn rule_name(segment: &SegmentKey, rule: Option<&RuleId>) -> String {
    match rule {
        Some(rule) => format!(
            "the rule {} of the segment {}",
            quoted(rule),
            quoted(segment)
        ),
        None => format!("a rule of the segment {}", quoted(segment)),
    }
}

/// Where evaluation finds what a segment refers to.
pub trait SegmentSource {
    /// What can go wrong in looking; [`EvaluationError`] where nothing can.
    type Error: From<EvaluationError>;

    /// The segment of that key in the same environment; `None` if there is none, which is a
    /// segment that nobody is in.
    ///
    /// # Errors
    /// When it cannot be looked up.
    fn segment(&self, key: &str) -> Result<Option<Arc<PreparedSegment>>, Self::Error>;

    /// The list of a big segment that has this context, if one has.
    ///
    /// # Errors
    /// When it cannot be looked up.
    fn big_list(
        &self,
        segment: &SegmentKey,
        context_key: &str,
    ) -> Result<Option<TargetList>, Self::Error>;
}

/// Knows no other segment and nobody in a big one: for segments that refer to none.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoSegments;

impl SegmentSource for NoSegments {
    type Error = EvaluationError;

    fn segment(&self, _key: &str) -> Result<Option<Arc<PreparedSegment>>, Self::Error> {
        Ok(None)
    }

    fn big_list(
        &self,
        _segment: &SegmentKey,
        _context_key: &str,
    ) -> Result<Option<TargetList>, Self::Error> {
        Ok(None)
    }
}

/// Whether a context is in a segment, and by what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// In: it is an included target.
    Included,
    /// Out: it is an excluded target.
    Excluded,
    /// In: the rule at this place, from 0, is the first that matches.
    Rule(usize),
    /// Out: no rule matches.
    NoRule,
    /// Out: a big segment is about one kind, and the context has none of that kind.
    KindMissing,
}

impl Verdict {
    /// Whether it is in.
    #[must_use]
    pub fn is_member(self) -> bool {
        matches!(self, Self::Included | Self::Rule(_))
    }
}

/// Answers questions about one context instance. Whatever was found out about nested segments is
/// kept for the next question, so one evaluator is for one state of the segments.
#[derive(Debug)]
pub struct Evaluator<'a, S> {
    context: &'a ContextInstance,
    source: &'a S,
    nested: Map<String, State>,
    budget: Budget,
}

#[derive(Clone, Copy, Debug)]
enum State {
    /// Being evaluated: to meet it again is a circle.
    Open,
    Known(Verdict),
}

/// A segment whose rules are being tried, and how far that got.
struct Frame {
    segment: Arc<PreparedSegment>,
    rule: usize,
    clause: usize,
    value: usize,
}

impl Frame {
    fn new(segment: Arc<PreparedSegment>) -> Self {
        Self {
            segment,
            rule: 0,
            clause: 0,
            value: 0,
        }
    }
}

enum Step {
    Done(Verdict),
    /// First this one has to be known.
    Needs(Arc<PreparedSegment>),
    /// This one is being evaluated already.
    Circle(String),
}

/// What a `segmentMatch` clause comes to.
enum Nested {
    /// The context is in the segment named by the value at this place, or in none of them.
    Found(Option<usize>),
    Needs(Arc<PreparedSegment>),
    Circle(String),
}

impl<'a, S: SegmentSource> Evaluator<'a, S> {
    /// For this context, with nested segments and big lists from there.
    pub fn new(context: &'a ContextInstance, source: &'a S) -> Self {
        Self {
            context,
            source,
            nested: Map::new(),
            budget: Budget::default(),
        }
    }

    /// Whether the context is in the segment, and by what.
    ///
    /// # Errors
    /// When segments contain each other, a percentage depends on a salt that is not known, or it
    /// takes too much work; and when the source fails.
    pub fn verdict(&mut self, segment: &Arc<PreparedSegment>) -> Result<Verdict, S::Error> {
        if let Some(State::Known(verdict)) = self.nested.get(segment.key.as_str()) {
            return Ok(*verdict);
        }
        if let Some(verdict) = self.by_lists(segment)? {
            return Ok(verdict);
        }
        if segment.rules.is_empty() {
            return Ok(Verdict::NoRule);
        }
        let mut outer = Vec::new();
        let verdict = self.by_rules(segment, &mut outer);
        if verdict.is_err() {
            let nested = mem::take(&mut self.nested);
            self.nested = nested
                .into_iter()
                .filter(|(_, state)| matches!(state, State::Known(_)))
                .collect();
        }
        verdict
    }

    /// Tries the rules of a segment and, first, of those that it needs: a loop and not recursion,
    /// so that the longest chain of segments does not exhaust the stack.
    fn by_rules(
        &mut self,
        segment: &Arc<PreparedSegment>,
        outer: &mut Vec<Frame>,
    ) -> Result<Verdict, S::Error> {
        self.open(segment);
        let mut frame = Frame::new(Arc::clone(segment));
        loop {
            match self.step(&mut frame)? {
                Step::Done(verdict) => {
                    let next = outer.pop();
                    if next.is_some() || frame.segment.is_nesting {
                        self.remember(&frame.segment, verdict);
                    }
                    match next {
                        Some(next) => frame = next,
                        None => return Ok(verdict),
                    }
                }
                Step::Needs(needed) => {
                    if let Some(verdict) = self.by_lists(&needed)? {
                        self.remember(&needed, verdict);
                    } else {
                        self.open(&needed);
                        outer.push(mem::replace(&mut frame, Frame::new(needed)));
                    }
                }
                Step::Circle(key) => {
                    outer.push(frame);
                    return Err(circle(outer, key).into());
                }
            }
        }
    }

    fn open(&mut self, segment: &PreparedSegment) {
        // Only a segment that names others can be part of a circle.
        if segment.is_nesting {
            self.nested.insert(segment.key.to_string(), State::Open);
        }
    }

    fn remember(&mut self, segment: &PreparedSegment, verdict: Verdict) {
        self.nested
            .insert(segment.key.to_string(), State::Known(verdict));
    }

    /// What the lists say, before any rule.
    fn by_lists(&self, segment: &PreparedSegment) -> Result<Option<Verdict>, S::Error> {
        let list = match &segment.big_kind {
            None => segment.list_of(self.context).map(|(list, _)| list),
            Some(kind) => match self.context.get(kind.as_str()) {
                None => return Ok(Some(Verdict::KindMissing)),
                Some(context) => self.source.big_list(&segment.key, &context.key)?,
            },
        };
        Ok(list.map(|list| match list {
            TargetList::Included => Verdict::Included,
            TargetList::Excluded => Verdict::Excluded,
        }))
    }

    fn step(&mut self, frame: &mut Frame) -> Result<Step, S::Error> {
        let segment = Arc::clone(&frame.segment);
        while let Some(rule) = segment.rules.get(frame.rule) {
            let mut is_match = true;
            while let Some(clause) = rule.clauses.get(frame.clause) {
                let holds = if let Test::Segments(keys) = &clause.test {
                    match self.nested_in(keys, &mut frame.value)? {
                        Nested::Found(place) => place.is_some() != clause.negate,
                        Nested::Needs(needed) => return Ok(Step::Needs(needed)),
                        Nested::Circle(key) => return Ok(Step::Circle(key)),
                    }
                } else {
                    clause.result(self.context, &mut self.budget)?.holds
                };
                if !holds {
                    is_match = false;
                    break;
                }
                frame.clause += 1;
                frame.value = 0;
            }
            if is_match && self.is_in_share(&segment, rule)? {
                return Ok(Step::Done(Verdict::Rule(frame.rule)));
            }
            frame.rule += 1;
            frame.clause = 0;
            frame.value = 0;
        }
        Ok(Step::Done(Verdict::NoRule))
    }

    fn nested_in(
        &mut self,
        keys: &[(Box<str>, usize)],
        at: &mut usize,
    ) -> Result<Nested, S::Error> {
        while let Some((key, place)) = keys.get(*at) {
            self.budget.spend(1)?;
            match self.nested.get(&**key) {
                Some(State::Known(verdict)) => {
                    if verdict.is_member() {
                        return Ok(Nested::Found(Some(*place)));
                    }
                }
                Some(State::Open) => return Ok(Nested::Circle(key.to_string())),
                None => {
                    if let Some(needed) = self.source.segment(key)? {
                        return Ok(Nested::Needs(needed));
                    }
                }
            }
            *at += 1;
        }
        Ok(Nested::Found(None))
    }

    fn is_in_share(
        &self,
        segment: &PreparedSegment,
        rule: &PreparedRule,
    ) -> Result<bool, EvaluationError> {
        match &rule.rollout {
            None => Ok(true),
            Some(rollout) => Ok(rollout.result(segment, rule, self.context)?.is_in()),
        }
    }
}

/// The part of the open segments that goes round.
fn circle(open: &[Frame], key: String) -> EvaluationError {
    let start = open
        .iter()
        .position(|frame| frame.segment.key.as_str() == key)
        .unwrap_or_default();
    let mut keys: Vec<SegmentKey> = open
        .iter()
        .skip(start)
        .map(|frame| frame.segment.key.clone())
        .list();
    keys.push(key.into());
    EvaluationError::Cycle(keys)
}
