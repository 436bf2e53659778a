//! Clauses: one attribute against values.

use std::cmp::Ordering;

use semver::Version;
use serde_json::Value;

use super::{
    EvaluationError,
    attribute::{self, Attribute, Found, Scalar},
    budget::Budget,
    pattern::Pattern,
};
use crate::{
    ClauseId, ContextKind,
    gather::Gather,
    model::{Clause, ContextInstance, Operator},
    order,
    validate::{date, semver},
};

/// A clause made ready.
#[derive(Clone, Debug)]
pub(super) struct PreparedClause {
    pub(super) id: Option<ClauseId>,
    kind: ContextKind,
    attribute: Attribute,
    pub(super) test: Test,
    pub(super) negate: bool,
}

/// Whether a clause holds, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClauseResult {
    /// Whether it holds, negation considered.
    pub holds: bool,
    /// Why.
    pub reason: ClauseReason,
}

/// Why a clause holds or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClauseReason {
    /// The clause's value at this place, from 0, matches. A negated clause then does not hold.
    Value(usize),
    /// None of the clause's values matches. A negated clause then holds.
    NoValue,
    /// The instance has no context of the clause's kind: the clause does not hold, negated or not.
    KindMissing,
    /// The context does not have the attribute, or it is null: the clause does not hold, negated or
    /// not.
    AttributeMissing,
    /// The attribute is neither a name nor a path: the clause does not hold, negated or not.
    AttributeMalformed,
}

/// What is compared, by operator: values that it cannot take are left out, and every other one has
/// its place among the clause's values beside it.
#[derive(Clone, Debug)]
pub(super) enum Test {
    /// Sorted, and found by halving.
    In {
        texts: Vec<(Box<str>, usize)>,
        numbers: Vec<(f64, usize)>,
        bools: Vec<(bool, usize)>,
    },
    Text(TextTest, Vec<(Box<str>, usize)>),
    Matches(Vec<(Pattern, usize)>),
    Number(NumberTest, Vec<(f64, usize)>),
    Date(Ordering, Vec<(f64, usize)>),
    Version(Ordering, Vec<(Version, usize)>),
    Segments(Vec<(Box<str>, usize)>),
    /// An operator that is not known.
    Never,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum TextTest {
    StartsWith,
    EndsWith,
    Contains,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum NumberTest {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl PreparedClause {
    /// Makes a clause ready; `room` is the memory that compiled expressions may still take.
    pub(super) fn new(clause: &Clause, room: &mut usize) -> Self {
        let kind = match clause.context_kind() {
            "" => ContextKind::user(),
            kind => kind.into(),
        };
        Self {
            id: clause.id.clone(),
            kind,
            attribute: Attribute::read(clause.context_kind.as_ref(), &clause.attribute),
            test: Test::new(&clause.op, &clause.values, room),
            negate: clause.negate,
        }
    }

    /// The keys of the segments that it names.
    pub(super) fn nested(&self) -> impl Iterator<Item = &str> {
        let keys: &[(Box<str>, usize)] = match &self.test {
            Test::Segments(keys) => keys,
            _ => &[],
        };
        keys.iter().map(|(key, _)| &**key)
    }

    /// Whether it holds. Not for clauses that name segments.
    pub(super) fn result(
        &self,
        instance: &ContextInstance,
        budget: &mut Budget,
    ) -> Result<ClauseResult, EvaluationError> {
        let place = match &self.attribute {
            Attribute::Malformed => {
                return Ok(ClauseResult::missing(ClauseReason::AttributeMalformed));
            }
            Attribute::Kinds => self.any(attribute::kinds(instance), budget)?,
            Attribute::Path(path) => {
                let Some(context) = instance.get(self.kind.as_str()) else {
                    return Ok(ClauseResult::missing(ClauseReason::KindMissing));
                };
                match attribute::find(context, path) {
                    None => return Ok(ClauseResult::missing(ClauseReason::AttributeMissing)),
                    Some(Found::One(value)) => self.test.place(value, budget)?,
                    Some(Found::Many(values)) => self.any(values.iter().map(Scalar::of), budget)?,
                }
            }
        };
        Ok(ClauseResult::of(place, self.negate))
    }

    fn any<'a>(
        &self,
        values: impl Iterator<Item = Scalar<'a>>,
        budget: &mut Budget,
    ) -> Result<Option<usize>, EvaluationError> {
        for value in values {
            if let Some(place) = self.test.place(value, budget)? {
                return Ok(Some(place));
            }
        }
        Ok(None)
    }
}

impl ClauseResult {
    /// From the place of the value that matches.
    pub(super) fn of(place: Option<usize>, negate: bool) -> Self {
        Self {
            holds: place.is_some() != negate,
            reason: place.map_or(ClauseReason::NoValue, ClauseReason::Value),
        }
    }

    fn missing(reason: ClauseReason) -> Self {
        Self {
            holds: false,
            reason,
        }
    }
}

impl Test {
    fn new(op: &Operator, values: &[Value], room: &mut usize) -> Self {
        match op {
            Operator::In => Self::equality(values),
            Operator::StartsWith => Self::Text(TextTest::StartsWith, texts(values)),
            Operator::EndsWith => Self::Text(TextTest::EndsWith, texts(values)),
            Operator::Contains => Self::Text(TextTest::Contains, texts(values)),
            Operator::Matches => Self::Matches(each(values, |value| {
                let pattern = Pattern::new(value.as_str()?, *room);
                if pattern.is_kept() {
                    *room = room.saturating_sub(pattern.size());
                }
                Some(pattern)
            })),
            Operator::LessThan => Self::Number(NumberTest::Less, numbers(values)),
            Operator::LessThanOrEqual => Self::Number(NumberTest::LessOrEqual, numbers(values)),
            Operator::GreaterThan => Self::Number(NumberTest::Greater, numbers(values)),
            Operator::GreaterThanOrEqual => {
                Self::Number(NumberTest::GreaterOrEqual, numbers(values))
            }
            Operator::Before => Self::Date(Ordering::Less, dates(values)),
            Operator::After => Self::Date(Ordering::Greater, dates(values)),
            Operator::SemVerEqual => Self::Version(Ordering::Equal, versions(values)),
            Operator::SemVerLessThan => Self::Version(Ordering::Less, versions(values)),
            Operator::SemVerGreaterThan => Self::Version(Ordering::Greater, versions(values)),
            Operator::SegmentMatch => Self::Segments(texts(values)),
            Operator::Unknown(_) => Self::Never,
        }
    }

    fn equality(values: &[Value]) -> Self {
        let mut texts = texts(values);
        order::sort(&mut texts);
        let mut numbers = numbers(values);
        order::sort_by(&mut numbers, |left, right| left.0.total_cmp(&right.0));
        Self::In {
            texts,
            numbers,
            bools: each(values, Value::as_bool),
        }
    }

    /// The place of a value that this one matches.
    fn place(
        &self,
        value: Scalar<'_>,
        budget: &mut Budget,
    ) -> Result<Option<usize>, EvaluationError> {
        budget.spend(1)?;
        Ok(match (self, value) {
            (Self::In { texts, .. }, Scalar::Text(text)) => {
                find_by(texts, |known| (**known).cmp(text))
            }
            (Self::In { numbers, .. }, Scalar::Number(number)) => {
                // Minus zero becomes zero: the two are equal, and only there this order differs.
                let number = number + 0.0;
                find_by(numbers, |known| known.total_cmp(&number))
            }
            (Self::In { bools, .. }, Scalar::Bool(is_true)) => {
                first(bools, |known| *known == is_true)
            }
            (Self::Text(comparison, values), Scalar::Text(text)) => {
                budget.spend(match comparison {
                    TextTest::Contains => values.len().saturating_mul(text.len() / 8 + 1),
                    TextTest::StartsWith | TextTest::EndsWith => values.len(),
                })?;
                first(values, |part| comparison.holds(text, part))
            }
            (Self::Matches(patterns), Scalar::Text(text)) => {
                for (pattern, place) in patterns {
                    if pattern.is_in(text, budget)? {
                        return Ok(Some(*place));
                    }
                }
                None
            }
            (Self::Number(test, values), Scalar::Number(number)) => {
                budget.spend(values.len())?;
                first(values, |bound| test.holds(number, *bound))
            }
            (Self::Date(order, values), value) => {
                budget.spend(values.len())?;
                instant(value).and_then(|instant| {
                    first(values, |bound| instant.partial_cmp(bound) == Some(*order))
                })
            }
            (Self::Version(order, values), Scalar::Text(text)) => {
                budget.spend(values.len().saturating_add(text.len()))?;
                semver(text).and_then(|version| {
                    first(values, |bound| version.cmp_precedence(bound) == *order)
                })
            }
            _ => None,
        })
    }
}

impl TextTest {
    fn holds(self, text: &str, part: &str) -> bool {
        match self {
            Self::StartsWith => text.starts_with(part),
            Self::EndsWith => text.ends_with(part),
            Self::Contains => text.contains(part),
        }
    }
}

impl NumberTest {
    fn holds(self, number: f64, bound: f64) -> bool {
        match self {
            Self::Less => number < bound,
            Self::LessOrEqual => number <= bound,
            Self::Greater => number > bound,
            Self::GreaterOrEqual => number >= bound,
        }
    }
}

/// A date in Unix milliseconds: a number, or text with time and zone.
fn instant(value: Scalar<'_>) -> Option<f64> {
    match value {
        Scalar::Number(number) => Some(number),
        #[expect(clippy::cast_precision_loss, reason = "four digits of years are exact")]
        Scalar::Text(text) => date(text).map(|date| date.0 as f64),
        Scalar::Bool(_) | Scalar::Other => None,
    }
}

/// What can be read of each value, and the value's place.
fn each<'a, T>(
    values: &'a [Value],
    mut read: impl FnMut(&'a Value) -> Option<T>,
) -> Vec<(T, usize)> {
    let values = values.iter().enumerate();
    values
        .filter_map(|(place, value)| Some((read(value)?, place)))
        .list()
}

fn texts(values: &[Value]) -> Vec<(Box<str>, usize)> {
    each(values, |value| value.as_str().map(Box::from))
}

fn numbers(values: &[Value]) -> Vec<(f64, usize)> {
    // Minus zero becomes zero.
    each(values, |value| value.as_f64().map(|number| number + 0.0))
}

fn dates(values: &[Value]) -> Vec<(f64, usize)> {
    each(values, |value| instant(Scalar::of(value)))
}

fn versions(values: &[Value]) -> Vec<(Version, usize)> {
    each(values, |value| semver(value.as_str()?))
}

fn find_by<T>(values: &[(T, usize)], compare: impl Fn(&T) -> Ordering) -> Option<usize> {
    let at = values.binary_search_by(|(value, _)| compare(value)).ok()?;
    values.get(at).map(|(_, place)| *place)
}

fn first<T>(values: &[(T, usize)], holds: impl Fn(&T) -> bool) -> Option<usize> {
    values
        .iter()
        .find(|(value, _)| holds(value))
        .map(|(_, place)| *place)
}
