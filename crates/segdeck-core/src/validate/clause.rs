//! One clause.

use super::{Problem, context_kind, value};
use crate::model::{Clause, Operator};
use crate::text::{element, quoted};

/// Checks one clause; paths start at the clause.
#[must_use]
pub fn clause(clause: &Clause) -> Vec<Problem> {
    let mut problems = Vec::new();
    if let Some(kind) = &clause.context_kind {
        problems.extend(context_kind("contextKind", kind));
    }
    problems.extend(attribute(clause));
    if !clause.op.is_known() {
        problems.push(Problem::warning(
            "op",
            format!(
                "The operator {} is unknown here and is taken never to match. Operators are \
                 case-sensitive.",
                quoted(clause.op.as_str())
            ),
        ));
    }
    if clause.values.is_empty() {
        problems.push(Problem::warning(
            "values",
            "There is no value to compare with, so nothing matches. Add one.",
        ));
    }
    for (index, problem) in clause
        .values
        .iter()
        .map(|value| value::problem(&clause.op, value))
        .enumerate()
    {
        problems.extend(problem.map(|problem| problem.within(&element("values", index))));
    }
    problems
}

/// With a context kind, an attribute that starts with `/` is a path; without one it is a name.
fn attribute(clause: &Clause) -> Option<Problem> {
    if clause.op == Operator::SegmentMatch {
        return None;
    }
    if clause.attribute.is_empty() {
        return Some(Problem::error(
            "attribute",
            "The attribute is empty. Name the one to look at, such as email.",
        ));
    }
    clause.context_kind.as_ref()?;
    let path = clause.attribute.strip_prefix('/')?;
    let is_token = |token: &str| {
        let mut after_tilde = token.split('~').skip(1);
        !token.is_empty() && after_tilde.all(|rest| rest.starts_with(['0', '1']))
    };
    (!path.split('/').all(is_token)).then(|| {
        Problem::warning(
            "attribute",
            format!(
                "The path {} is malformed, so the clause never matches. Write it as \
                 /address/city, with ~1 for a slash and ~0 for a tilde in a name.",
                quoted(&clause.attribute)
            ),
        )
    })
}
