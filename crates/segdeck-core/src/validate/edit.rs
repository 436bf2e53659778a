//! A segment against what it was: only what an edit brought in can stop it.

use super::{Problem, Severity, segment};
use crate::{gather::Gather, model::Segment, order::Set, patch::semantic::excesses};

/// Checks a segment as an edit of `before`.
///
/// What was wrong already is a warning, so that it cannot block saving something else: an error
/// that `before` has in the same place, or a limit that it passed by as much. An operator that we
/// do not know is an error where the edit brings it in; LaunchDarkly's own may stay.
#[must_use]
pub fn edit(before: &Segment, after: &Segment) -> Vec<Problem> {
    if std::ptr::eq(before, after) {
        let mut problems = segment(after);
        for problem in &mut problems {
            problem.severity = Severity::Warning;
        }
        return problems;
    }
    let old: Set<String> = Set::of(
        segment(before)
            .iter()
            .map(|problem| place_and_message(before, problem)),
    );
    let counts: Vec<_> = excesses(before)
        .into_iter()
        .map(|excess| (excess.limit, excess.count))
        .list();
    let tolerated: Set<String> = Set::of(
        excesses(after)
            .into_iter()
            .filter(|now| {
                counts
                    .iter()
                    .any(|was| was.0 == now.limit && was.1 >= now.count)
            })
            .map(|excess| excess.reason),
    );
    let judge = |mut problem: Problem| {
        let is_old = old.contains(&place_and_message(after, &problem));
        if is_old || tolerated.contains(&problem.message) {
            problem.severity = Severity::Warning;
        } else if problem.path.ends_with("/op") {
            problem.severity = Severity::Error;
        }
        problem
    };
    segment(after).into_iter().map(judge).list()
}

/// Where a problem is, by ids instead of positions, and what it says. A rule or clause without an
/// id is new.
fn place_and_message(segment: &Segment, problem: &Problem) -> String {
    let mut steps = problem.path.split('/');
    let mut place = String::new();
    let mut rule = None;
    while let Some(step) = steps.next() {
        let id = match (step, rule) {
            ("rules", _) => {
                rule = steps
                    .next()
                    .and_then(|index| segment.rules.get(index.parse::<usize>().ok()?));
                rule.and_then(|rule| rule.id.as_ref()).map(AsRef::as_ref)
            }
            ("clauses", Some(rule)) => steps
                .next()
                .and_then(|index| rule.clauses.get(index.parse::<usize>().ok()?))
                .and_then(|clause| clause.id.as_ref())
                .map(AsRef::as_ref),
            _ => None,
        };
        // The positions of keys and values say nothing: the message has the key or value itself.
        if step.parse::<usize>().is_err() {
            place.push_str(step);
            place.push('/');
            place.push_str(id.unwrap_or_default());
        }
    }
    place + &problem.message
}
