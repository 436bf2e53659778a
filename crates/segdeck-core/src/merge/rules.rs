//! Rules, by their parts.

use serde_json::Value;

use super::{
    conflict::{Judge, Place},
    elements::{self, Element, Versions, decided},
};
use crate::{
    diff::key_changes,
    model::{Clause, Rule},
    numbers::Numbers,
};

pub(super) fn merge(base: &[Rule], theirs: &[Rule], mine: &[Rule], judge: &mut Judge) -> Vec<Rule> {
    let versions = Versions { base, theirs, mine };
    let place = |id: &str| Place::Rule(id.into());
    elements::merge(
        &versions,
        judge,
        Place::RuleOrder,
        &place,
        &|judge, base, theirs, mine| vec![rule(judge, base, theirs, mine)],
    )
}

fn rule(judge: &mut Judge, base: &Rule, theirs: &Rule, mine: &Rule) -> Rule {
    let id = theirs.id();
    let field = |field: &str| Place::RuleField {
        rule: id.into(),
        field: field.to_owned(),
    };
    Rule {
        id: theirs.id.clone(),
        description: judge.pick(
            || field("description"),
            base.description.as_ref(),
            theirs.description.as_ref(),
            mine.description.as_ref(),
        ),
        weight: judge.pick(
            || field("weight"),
            base.weight.as_ref(),
            theirs.weight.as_ref(),
            mine.weight.as_ref(),
        ),
        bucket_by: judge.pick(
            || field("bucketBy"),
            base.bucket_by.as_ref(),
            theirs.bucket_by.as_ref(),
            mine.bucket_by.as_ref(),
        ),
        rollout_context_kind: judge.pick(
            || field("rolloutContextKind"),
            base.rollout_context_kind.as_ref(),
            theirs.rollout_context_kind.as_ref(),
            mine.rollout_context_kind.as_ref(),
        ),
        unknown: judge.fields(&base.unknown, &theirs.unknown, &mine.unknown, &|name| {
            Some(field(name))
        }),
        clauses: clauses(judge, base, theirs, mine),
    }
}

fn clauses(judge: &mut Judge, base: &Rule, theirs: &Rule, mine: &Rule) -> Vec<Clause> {
    let rule = theirs.id();
    let versions = Versions {
        base: &base.clauses,
        theirs: &theirs.clauses,
        mine: &mine.clauses,
    };
    let place = |id: &str| Place::Clause {
        rule: rule.into(),
        clause: id.into(),
    };
    let order = Place::ClauseOrder(rule.into());
    elements::merge(
        &versions,
        judge,
        order,
        &place,
        &|judge, base, theirs, mine| match clause(base, theirs, mine) {
            Some(merged) => vec![merged],
            None => decided(
                judge,
                place(theirs.id()),
                [Some(base), Some(theirs), Some(mine)],
            ),
        },
    )
}

/// Puts values together one by one; `None` if the test that they are for is not the same.
fn clause(base: &Clause, theirs: &Clause, mine: &Clause) -> Option<Clause> {
    let is_same_test = |left: &Clause, right: &Clause| {
        left.context_kind == right.context_kind
            && left.attribute == right.attribute
            && left.op == right.op
            && left.negate == right.negate
            && left.unknown == right.unknown
    };
    is_same_test(theirs, mine).then(|| Clause {
        values: values(&base.values, &theirs.values, &mine.values),
        ..theirs.clone()
    })
}

fn values(base: &[Value], theirs: &[Value], mine: &[Value]) -> Vec<Value> {
    if mine == base {
        return theirs.to_vec();
    }
    if theirs == base {
        return mine.to_vec();
    }
    let texts = |values: &[Value]| values.iter().map(Value::to_string).collect::<Vec<_>>();
    let [base, their_texts, my_texts] = [base, theirs, mine].map(texts);
    let changes = key_changes(&borrowed(&base), &borrowed(&my_texts));
    let gone = Numbers::of(changes.left);
    let known = Numbers::of(borrowed(&their_texts));
    let joined = Numbers::of(changes.joined);
    let mut is_waiting = vec![true; joined.len()];
    let kept = theirs.iter().zip(&their_texts);
    let kept = kept.filter(|(_, text)| !gone.has(text));
    let new = mine.iter().zip(&my_texts).filter(|(_, text)| {
        let waiting = joined.find(text).and_then(|at| is_waiting.get_mut(at));
        waiting.is_some_and(std::mem::take) && !known.has(text)
    });
    kept.chain(new).map(|(value, _)| value.clone()).collect()
}

fn borrowed(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}
