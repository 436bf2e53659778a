//! What changed in one rule.

use segdeck_core::{
    model::{Clause, Rule},
    order,
};
use yew::prelude::*;

use super::changes::{KeyList, before_after};
use crate::{format, ui::LongText, value_text, wording};

/// Every part of a rule that says something else.
pub fn rule_change(before: &Rule, after: &Rule) -> Html {
    html! {
        <>
            if before.description != after.description {
                <p>{ "Description" }</p>
                { before_after(before.description.as_deref(), after.description.as_deref()) }
            }
            { for clause_changes(before, after) }
            if rollout(before) != rollout(after) {
                <p>{ "Who of those who match" }</p>
                { before_after(Some(&rollout(before)), Some(&rollout(after))) }
            }
        </>
    }
}

fn rollout(rule: &Rule) -> String {
    match rule.weight {
        None => "everyone who matches".to_owned(),
        Some(weight) => format!(
            "{} of matching {} contexts by {} (weight {weight})",
            format::percent(weight),
            rule.rollout_context_kind
                .as_ref()
                .map_or("user", AsRef::as_ref),
            format::isolated(rule.bucket_by.as_deref().unwrap_or("key")),
        ),
    }
}

fn clause_changes(before: &Rule, after: &Rule) -> Vec<Html> {
    let mut rows = Vec::new();
    for old in &before.clauses {
        match after.clauses.iter().find(|new| is_same_clause(old, new)) {
            None => rows.push(before_after(Some(&wording::clause(old)), None)),
            Some(new) if old != new => rows.push(clause_change(old, new)),
            Some(_) => {}
        }
    }
    for new in &after.clauses {
        if !before.clauses.iter().any(|old| is_same_clause(old, new)) {
            rows.push(before_after(None, Some(&wording::clause(new))));
        }
    }
    rows
}

fn is_same_clause(old: &Clause, new: &Clause) -> bool {
    match (&old.id, &new.id) {
        (Some(old), Some(new)) => old == new,
        _ => old == new,
    }
}

/// Values that joined and left, where the rest of the clause is the same.
fn clause_change(old: &Clause, new: &Clause) -> Html {
    let mut rest = old.clone();
    rest.values.clone_from(&new.values);
    if rest != *new {
        return before_after(Some(&wording::clause(old)), Some(&wording::clause(new)));
    }
    let missing = |from: &Clause, to: &Clause| -> Vec<String> {
        let known: std::collections::BTreeSet<String> =
            order::set_of(to.values.iter().map(ToString::to_string));
        from.values
            .iter()
            .filter(|value| !known.contains(&value.to_string()))
            .map(value_text::show)
            .collect()
    };
    let (added, removed) = (missing(new, old), missing(old, new));
    if added.is_empty() && removed.is_empty() {
        return before_after(Some(&wording::clause(old)), Some(&wording::clause(new)));
    }
    let sentence = format!(
        "{} {}",
        subject(new),
        wording::operator(&new.op, new.negate)
    );
    html! {
        <div>
            <p>{ LongText::new("The clause", sentence).html() }</p>
            if !added.is_empty() { <KeyList sign="+" is_signed=true keys={added} /> }
            if !removed.is_empty() { <KeyList sign="−" is_signed=true keys={removed} /> }
        </div>
    }
}

fn subject(clause: &Clause) -> String {
    format!(
        "{}.{}",
        clause.context_kind(),
        format::isolated(&clause.attribute)
    )
}
