//! Ids of rules and clauses that no server knows yet.
//!
//! A list that is edited needs something to hold on to; a new rule has no `_id` before it is
//! saved. So the page gives it one with a prefix that no server uses, and takes it away from
//! everything that leaves the page.

use std::cell::Cell;

use segdeck_core::{
    IdSource,
    model::{Clause, Rule, Segment},
};

const PREFIX: &str = "local:";

thread_local! {
    static COUNT: Cell<u64> = const { Cell::new(0) };
}

fn next() -> String {
    COUNT.with(|count| {
        count.set(count.get() + 1);
        format!("{PREFIX}{}", count.get())
    })
}

/// Local ids for what instructions add.
pub struct LocalIds;

impl IdSource for LocalIds {
    fn next_id(&mut self) -> String {
        next()
    }
}

/// Whether this id was given by the page.
#[must_use]
pub fn is_local(id: &str) -> bool {
    id.starts_with(PREFIX)
}

/// Gives a clause a local id, in place of the one it has.
#[must_use]
pub fn clause(mut clause: Clause) -> Clause {
    clause.id = Some(next().into());
    clause
}

/// Gives a rule and its clauses local ids, in place of those they have.
#[must_use]
pub fn rule(mut rule: Rule) -> Rule {
    rule.id = Some(next().into());
    rule.clauses = rule.clauses.into_iter().map(clause).collect();
    rule
}

/// Gives local ids to the rules and clauses of a segment that have none.
#[must_use]
pub fn complete(mut segment: Segment) -> Segment {
    for rule in &mut segment.rules {
        rule.id.get_or_insert_with(|| next().into());
        for clause in &mut rule.clauses {
            clause.id.get_or_insert_with(|| next().into());
        }
    }
    segment
}

/// The segment without local ids.
#[must_use]
pub fn strip(segment: &Segment) -> Segment {
    let mut segment = segment.clone();
    for rule in &mut segment.rules {
        rule.id.take_if(|id| is_local(id.as_str()));
        for clause in &mut rule.clauses {
            clause.id.take_if(|id| is_local(id.as_str()));
        }
    }
    segment
}
