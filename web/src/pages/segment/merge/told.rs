//! What a conflict is about and what each side has, as a person reads it. Pure, but for dates.

use segdeck_core::{
    merge::Place,
    model::{Clause, Rule, Segment},
};
use serde_json::Value;

use super::three_way::ThreeWay;
use crate::{format, platform, wording};

/// What one side of a conflict has.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// Nothing, in words.
    Nothing(&'static str),
    /// Something in words.
    Words(String),
    /// A text of somebody's own.
    Text(String),
    /// Something in an order.
    List(Vec<String>),
}

/// The name of what a conflict is about, and which part of it.
#[must_use]
pub fn title(place: &Place, three: &ThreeWay) -> (String, String) {
    let rule = |id: &str| rule_name(id, three);
    match place {
        Place::Field(field) => (field_name(field), String::new()),
        Place::Target { context_kind, key } => (key.clone(), context_kind.to_string()),
        Place::Expiration(target) => (
            target.context_key.clone(),
            format!(
                "{} {}, when it leaves",
                target.context_kind,
                target.list.as_str()
            ),
        ),
        Place::RuleOrder => ("Order of the rules".to_owned(), String::new()),
        Place::Rule(id) => (rule(id.as_str()), String::new()),
        Place::RuleField { rule: id, field } => (rule(id.as_str()), rule_field(field).to_owned()),
        Place::ClauseOrder(id) => (rule(id.as_str()), "order of the clauses".to_owned()),
        Place::Clause { rule: id, clause } => {
            let number = rules_of(three)
                .filter_map(|rules| find_rule(rules, id.as_str()))
                .find_map(|(_, rule)| Some(find_clause(rule, clause.as_str())?.0));
            let part = number.map_or_else(
                || "clause".to_owned(),
                |index| format!("clause {}", index + 1),
            );
            (rule(id.as_str()), part)
        }
    }
}

/// What `side`, whose wire form is `value`, has there.
#[must_use]
pub fn side(place: &Place, value: Option<&Value>, side: &Segment) -> Told {
    let Some(value) = value else {
        return Told::Nothing(match place {
            Place::Target { .. } => "on neither list",
            Place::Expiration(_) => "stays",
            Place::Rule(_) | Place::Clause { .. } => "not there",
            Place::RuleOrder | Place::ClauseOrder(_) => "no order",
            Place::RuleField { field, .. } if field == "weight" => "everyone who matches",
            Place::Field(_) | Place::RuleField { .. } => "none",
        });
    };
    let told = match place {
        Place::Target { .. } => Some(Told::Words(lists(value))),
        Place::Expiration(_) => value
            .as_i64()
            .map(|at| Told::Words(format!("leaves {}", platform::local_date_time(at)))),
        Place::RuleOrder => ids(value).map(|ids| {
            // A new rule has no id yet, but its place.
            let name = |(index, id)| {
                let rule =
                    find_rule(&side.rules, id).or_else(|| Some((index, side.rules.get(index)?)));
                rule.map_or_else(
                    || "A new rule".to_owned(),
                    |(index, rule)| rule_label(index, rule),
                )
            };
            Told::List(ids.enumerate().map(name).collect())
        }),
        Place::Rule(id) => find_rule(&side.rules, id.as_str()).map(|(_, rule)| rule_told(rule)),
        Place::ClauseOrder(id) => ids(value).map(|ids| {
            let rule = find_rule(&side.rules, id.as_str());
            let sentence = |id| match rule.and_then(|(_, rule)| find_clause(rule, id)) {
                Some((_, clause)) => wording::clause(clause),
                None => "A new clause".to_owned(),
            };
            Told::List(ids.map(sentence).collect())
        }),
        Place::Clause { rule, clause } => find_rule(&side.rules, rule.as_str())
            .and_then(|(_, rule)| find_clause(rule, clause.as_str()))
            .map(|(_, clause)| Told::Words(wording::clause(clause))),
        Place::RuleField { field, .. } if field == "weight" => value
            .as_i64()
            .map(|weight| Told::Words(format!("{} of those who match", format::percent(weight)))),
        Place::Field(_) | Place::RuleField { .. } => None,
    };
    told.unwrap_or_else(|| {
        Told::Text(match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        })
    })
}

fn rule_told(rule: &Rule) -> Told {
    let sentence = wording::rule(rule);
    Told::Words(
        match rule.description.as_deref().filter(|text| !text.is_empty()) {
            Some(text) => format!("{}: {sentence}", format::isolated(text)),
            None => sentence,
        },
    )
}

fn rules_of(three: &ThreeWay) -> impl Iterator<Item = &[Rule]> {
    let versions = [&three.theirs, &three.mine, &three.base];
    versions
        .map(|version| version.segment.rules.as_slice())
        .into_iter()
}

/// The number that a rule has on the server, or else where it is.
fn rule_name(id: &str, three: &ThreeWay) -> String {
    rules_of(three)
        .find_map(|rules| find_rule(rules, id))
        .map_or_else(
            || "A rule".to_owned(),
            |(index, rule)| wording::rule_name(index, rule),
        )
}

/// A rule in a list of them: its description or what it says.
fn rule_label(index: usize, rule: &Rule) -> String {
    match rule.description.as_deref() {
        Some(text) if !text.is_empty() => wording::rule_line(rule),
        _ => format!("Rule {}: {}", index + 1, wording::rule_line(rule)),
    }
}

fn find_rule<'a>(rules: &'a [Rule], id: &str) -> Option<(usize, &'a Rule)> {
    let is_it = |rule: &&Rule| rule.id.as_ref().is_some_and(|known| known.as_str() == id);
    let index = rules.iter().position(|rule| is_it(&rule))?;
    Some((index, rules.get(index)?))
}

fn find_clause<'a>(rule: &'a Rule, id: &str) -> Option<(usize, &'a Clause)> {
    let mut clauses = rule.clauses.iter().enumerate();
    clauses.find(|(_, clause)| clause.id.as_ref().is_some_and(|known| known.as_str() == id))
}

fn ids(value: &Value) -> Option<impl Iterator<Item = &str>> {
    Some(value.as_array()?.iter().filter_map(Value::as_str))
}

fn lists(value: &Value) -> String {
    match value {
        Value::String(list) => list.clone(),
        _ => "included and excluded".to_owned(),
    }
}

fn field_name(field: &str) -> String {
    match field {
        "name" => "Name".to_owned(),
        "description" => "Description".to_owned(),
        other => other.to_owned(),
    }
}

fn rule_field(field: &str) -> &str {
    match field {
        "description" => "description",
        "weight" => "percentage",
        "bucketBy" => "attribute that the percentage goes by",
        "rolloutContextKind" => "context kind of the percentage",
        other => other,
    }
}
