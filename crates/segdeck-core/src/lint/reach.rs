//! Whom a rule can match, as far as that can be told without contexts.

use serde_json::Value;

use super::{NestedSegment, Surroundings, nested};
use crate::{
    ContextKind,
    model::{Clause, Operator, Rule, Weight},
    validate,
};

/// Whom a rule or a clause can match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    Nobody,
    /// Everybody of this kind, or of all kinds.
    Everybody(Option<ContextKind>),
    /// Some, perhaps; only contexts can tell.
    Some,
}

pub(super) fn reach(rule: &Rule, surroundings: &dyn Surroundings) -> Reach {
    if rule.weight.is_some_and(|weight| weight <= 0) {
        return Reach::Nobody;
    }
    let is_partial = rule
        .weight
        .is_some_and(|weight| weight < Weight::FULL.thousandths());
    let mut whole = if is_partial {
        Reach::Some
    } else {
        Reach::Everybody(None)
    };
    for clause in &rule.clauses {
        match (of_clause(clause, surroundings), &whole) {
            (Reach::Nobody, _) => return Reach::Nobody,
            (Reach::Everybody(kind), Reach::Everybody(None)) => whole = Reach::Everybody(kind),
            (Reach::Everybody(kind), Reach::Everybody(known))
                if kind.is_none() || kind == *known => {}
            _ => whole = Reach::Some,
        }
    }
    whole
}

/// Whether no context has what the clause looks at. `key`, `kind` and `anonymous` all have.
pub(super) fn is_attribute_unknown(clause: &Clause, surroundings: &dyn Surroundings) -> bool {
    clause.op != Operator::SegmentMatch
        && !is_always_there(&clause.attribute)
        && surroundings.has_attribute(clause.context_kind(), &clause.attribute) == Some(false)
}

fn is_always_there(attribute: &str) -> bool {
    matches!(attribute, "key" | "kind" | "anonymous")
}

fn of_clause(clause: &Clause, surroundings: &dyn Surroundings) -> Reach {
    if clause.op == Operator::SegmentMatch {
        let is_missing = |key| surroundings.segment(key) == NestedSegment::Missing;
        let is_nobody = nested::named(clause).all(is_missing);
        return match (is_nobody, clause.negate) {
            (true, false) => Reach::Nobody,
            (true, true) => Reach::Everybody(None),
            (false, _) => Reach::Some,
        };
    }
    if !clause.op.is_known() {
        return Reach::Some;
    }
    if is_attribute_unknown(clause, surroundings) {
        return Reach::Nobody;
    }
    let everybody = || {
        let is_of_all = clause.attribute == "kind";
        Reach::Everybody((!is_of_all).then(|| clause.context_kind().into()))
    };
    let matches_none = clause
        .values
        .iter()
        .all(|value| is_never(&clause.op, value));
    match (matches_none, clause.negate) {
        (true, false) => Reach::Nobody,
        (true, true) if is_always_there(&clause.attribute) => everybody(),
        (false, negate) if matches_all(clause) => {
            if negate {
                Reach::Nobody
            } else {
                everybody()
            }
        }
        _ => Reach::Some,
    }
}

/// Whether no attribute is ever equal to, greater than and so on.
fn is_never(op: &Operator, value: &Value) -> bool {
    match op {
        Operator::In => matches!(value, Value::Null | Value::Array(_) | Value::Object(_)),
        Operator::StartsWith | Operator::EndsWith | Operator::Contains | Operator::Matches => {
            !value.is_string()
        }
        Operator::LessThan
        | Operator::LessThanOrEqual
        | Operator::GreaterThan
        | Operator::GreaterThanOrEqual => !value.is_number(),
        Operator::Before | Operator::After => {
            !value.is_number() && value.as_str().and_then(validate::date).is_none()
        }
        Operator::SemVerEqual | Operator::SemVerLessThan | Operator::SemVerGreaterThan => {
            value.as_str().and_then(validate::semver).is_none()
        }
        Operator::SegmentMatch | Operator::Unknown(_) => false,
    }
}

/// Whether every value that there can be matches: any text has an empty part, and `anonymous` is
/// true or false.
fn matches_all(clause: &Clause) -> bool {
    let has = |wanted: &Value| clause.values.contains(wanted);
    match (clause.attribute.as_str(), &clause.op) {
        ("key", Operator::StartsWith | Operator::EndsWith | Operator::Contains) => {
            has(&Value::from(""))
        }
        ("key", Operator::Matches) => ["", ".*", ".+"].iter().any(|all| has(&Value::from(*all))),
        ("anonymous", Operator::In) => has(&Value::from(true)) && has(&Value::from(false)),
        _ => false,
    }
}
