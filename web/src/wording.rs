//! How clauses and rules read as sentences. Pure: the rules, the review and messages share it.

use segdeck_core::model::{Clause, Operator, Rule};
use serde_json::Value;

use crate::{
    format::{self, IN_LABEL},
    value_text,
};

/// What an operator says, and what it says when negated.
#[must_use]
pub fn operator(operator: &Operator, negate: bool) -> String {
    let (plain, negated) = match operator {
        Operator::In => ("is one of", "is not one of"),
        Operator::StartsWith => ("starts with", "does not start with"),
        Operator::EndsWith => ("ends with", "does not end with"),
        Operator::Contains => ("contains", "does not contain"),
        Operator::Matches => ("matches regex", "does not match regex"),
        Operator::LessThan => ("is less than", "is not less than"),
        Operator::LessThanOrEqual => ("is less than or equal to", "is not less than or equal to"),
        Operator::GreaterThan => ("is greater than", "is not greater than"),
        Operator::GreaterThanOrEqual => (
            "is greater than or equal to",
            "is not greater than or equal to",
        ),
        Operator::Before => ("is before", "is not before"),
        Operator::After => ("is after", "is not after"),
        Operator::SemVerEqual => ("is equal to (semver)", "is not equal to (semver)"),
        Operator::SemVerLessThan => ("is less than (semver)", "is not less than (semver)"),
        Operator::SemVerGreaterThan => ("is greater than (semver)", "is not greater than (semver)"),
        Operator::SegmentMatch => ("is in segment", "is not in segment"),
        Operator::Unknown(name) => {
            return if negate {
                format!("not {name}")
            } else {
                name.clone()
            };
        }
    };
    if negate { negated } else { plain }.to_owned()
}

/// A clause as a sentence, such as `user.country is not one of CN, RU and 3 more`.
#[must_use]
pub fn clause(clause: &Clause) -> String {
    sentence(clause, usize::MAX)
}

/// A clause as the name of what is about it: its texts in part where they are long.
#[must_use]
pub fn clause_label(clause: &Clause) -> String {
    sentence(clause, IN_LABEL)
}

fn sentence(clause: &Clause, most: usize) -> String {
    let subject = if clause.op == Operator::SegmentMatch {
        clause.context_kind().to_owned()
    } else {
        format!(
            "{}.{}",
            clause.context_kind(),
            format::isolated(&format::short(&clause.attribute, most))
        )
    };
    format!(
        "{subject} {} {}",
        operator(&clause.op, clause.negate),
        values(&clause.values, 4, most)
    )
}

/// The first values of a list, each with at most so many characters, and how many more there are.
fn values(values: &[Value], shown: usize, most: usize) -> String {
    if values.is_empty() {
        return "no value".to_owned();
    }
    let mut text = values
        .iter()
        .take(shown)
        .map(|value| {
            let text = value_text::show(value);
            format::isolated(&format::short(&text, most)).into_owned()
        })
        .collect::<Vec<_>>()
        .join(", ");
    if values.len() > shown {
        text.push_str(" and ");
        text.push_str(&format::thousands((values.len() - shown) as u64));
        text.push_str(" more");
    }
    text
}

/// A rule as one sentence.
#[must_use]
pub fn rule(rule: &Rule) -> String {
    rule_sentence(rule, usize::MAX)
}

/// A rule in one line: its description or its sentence, its texts in part where they are long.
#[must_use]
pub fn rule_line(rule: &Rule) -> String {
    match rule.description.as_deref().filter(|text| !text.is_empty()) {
        Some(text) => format::short(text, 4 * IN_LABEL).into_owned(),
        None => rule_sentence(rule, IN_LABEL),
    }
}

fn rule_sentence(rule: &Rule, most: usize) -> String {
    let conditions = if rule.clauses.is_empty() {
        "everyone".to_owned()
    } else {
        rule.clauses
            .iter()
            .map(|clause| sentence(clause, most))
            .collect::<Vec<_>>()
            .join(" and ")
    };
    match rule.weight {
        None => conditions,
        Some(weight) => format!("{} of {conditions}", format::percent(weight)),
    }
}

/// What a rule is called: its number, and its description, in part where that is long.
#[must_use]
pub fn rule_name(index: usize, rule: &Rule) -> String {
    match rule.description.as_deref().filter(|text| !text.is_empty()) {
        Some(text) => {
            let name = format::short(text, IN_LABEL);
            format!("Rule {} {}", index + 1, format::isolated(&name))
        }
        None => format!("Rule {}", index + 1),
    }
}

/// Where a problem stands, as a person counts: `rules/2/clauses/0` is "Rule 3, clause 1". `None` for
/// the whole.
#[must_use]
pub fn place(path: &str) -> Option<String> {
    let steps: Vec<&str> = path.split('/').collect();
    let number = |step: usize| Some(steps.get(step)?.parse::<usize>().ok()? + 1);
    Some(match *steps.first()? {
        "" => return None,
        "rules" => match (number(1), steps.get(2), number(3)) {
            (Some(rule), Some(&"clauses"), Some(clause)) => format!("Rule {rule}, clause {clause}"),
            (Some(rule), ..) => format!("Rule {rule}"),
            _ => "Rules".to_owned(),
        },
        "name" => "Name".to_owned(),
        "tags" => "Tags".to_owned(),
        "included" | "includedContexts" => "Included targets".to_owned(),
        "excluded" | "excludedContexts" => "Excluded targets".to_owned(),
        other => other.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clause_reads_as_a_sentence() {
        let mut subject = Clause::new("user", "country", Operator::In, vec!["CN".into()]);
        subject.negate = true;
        assert_eq!(clause(&subject), "user.country is not one of CN");
        subject.values = ["a", "b", "c", "d", "e", "f"].map(Value::from).to_vec();
        assert_eq!(
            clause(&subject),
            "user.country is not one of a, b, c, d and 2 more"
        );
        subject.values.clear();
        assert_eq!(clause(&subject), "user.country is not one of no value");
    }

    #[test]
    fn every_operator_has_words_both_ways() {
        for known in Operator::ALL {
            assert!(operator(&known, false).contains(' ') || known == Operator::Contains);
            assert_ne!(operator(&known, false), operator(&known, true));
        }
    }

    #[test]
    fn a_place_is_counted_as_a_person_does() {
        for (path, expected) in [
            ("", None),
            ("name", Some("Name")),
            ("tags/3", Some("Tags")),
            ("rules", Some("Rules")),
            ("rules/3/weight", Some("Rule 4")),
            ("rules/3/clauses", Some("Rule 4")),
            ("rules/3/clauses/0", Some("Rule 4, clause 1")),
            ("rules/3/clauses/1/values/7", Some("Rule 4, clause 2")),
            ("included/7", Some("Included targets")),
            ("excludedContexts/0/values/2", Some("Excluded targets")),
            ("later", Some("later")),
        ] {
            assert_eq!(place(path).as_deref(), expected, "{path}");
        }
    }
}
