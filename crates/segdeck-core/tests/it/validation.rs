//! What is wrong with values, clauses and segments: the cases that the npm package runs too.

use segdeck_core::{
    model::{Clause, NewSegment, Segment},
    validate::{Problem, Severity, clause, edit, new_segment, segment},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Cases {
    /// A segment without a flaw, whose fields each case replaces.
    standard: Value,
    values: Vec<OfOperator>,
    advice: Vec<Advice>,
    clauses: Vec<ClauseCase>,
    new_segments: Vec<NewSegmentCase>,
    segments: Vec<SegmentCase>,
    edits: Vec<EditCase>,
}

/// Each value alone in a clause of this operator.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfOperator {
    name: String,
    op: String,
    values: Vec<Value>,
    severity: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advice {
    op: String,
    value: Value,
    says: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClauseCase {
    clause: Value,
    errors: Vec<String>,
    warnings: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewSegmentCase {
    segment: Value,
    errors: Vec<String>,
    warnings: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SegmentCase {
    name: String,
    fields: Value,
    errors: Vec<String>,
    warnings: Vec<String>,
}

/// What was wrong before is told as a warning.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EditCase {
    name: String,
    before: Value,
    after: Value,
    errors: Vec<String>,
}

fn cases() -> Cases {
    serde_json::from_str(include_str!("validation_cases.json")).unwrap()
}

/// A value with `{"times", "of"}` as a text over and over, and `{"repeat", "of"}` in an array as so
/// many elements, of which `#` is each one's number.
fn whole(value: &Value) -> Value {
    let count = |count: &Value| usize::try_from(count.as_u64().unwrap()).unwrap();
    match value {
        Value::Object(text) if text.contains_key("times") => text["of"]
            .as_str()
            .unwrap()
            .repeat(count(&text["times"]))
            .into(),
        Value::Object(fields) => {
            let fields = fields
                .iter()
                .map(|(name, field)| (name.clone(), whole(field)));
            Value::Object(fields.collect())
        }
        Value::Array(elements) => {
            let mut all = Vec::new();
            for element in elements {
                let Some(times) = element.get("repeat") else {
                    all.push(whole(element));
                    continue;
                };
                let of = whole(&element["of"]);
                all.extend((0..count(times)).map(|number| match of.as_str() {
                    Some("#") => number.to_string().into(),
                    _ => of.clone(),
                }));
            }
            all.into()
        }
        other => other.clone(),
    }
}

fn read<T: DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(whole(value)).unwrap()
}

fn judge(name: &str, problems: &[Problem], errors: &[String], warnings: &[String]) {
    let paths = |severity: Severity| {
        let of_severity = problems.iter().filter(|found| found.severity == severity);
        of_severity
            .map(|found| found.path.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(paths(Severity::Error), errors, "{name}");
    assert_eq!(paths(Severity::Warning), warnings, "{name}");
    for problem in problems {
        assert!(
            problem.message.ends_with('.'),
            "{name}: {}",
            problem.message
        );
    }
}

/// What is said of a value in a clause of this operator.
fn of_value(op: &str, value: &Value) -> Option<Problem> {
    let mut alone: Clause = read(&json!({"attribute": "a", "op": op, "values": []}));
    alone.values = vec![value.clone()];
    let mut problems = clause(&alone).into_iter();
    problems.find(|problem| problem.path == "values/0")
}

#[test]
fn values_are_judged_by_their_operator() {
    for case in cases().values {
        for value in &case.values {
            let severity = of_value(&case.op, value).map(|problem| match problem.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            });
            let OfOperator { name, op, .. } = &case;
            assert_eq!(severity, case.severity.as_deref(), "{name}: {op} {value}");
        }
    }
}

#[test]
fn advice_names_the_way_out() {
    for Advice { op, value, says } in cases().advice {
        let message = of_value(&op, &value).unwrap().message;
        assert!(message.contains(&says), "{op} {value}: {message}");
    }
}

#[test]
fn clauses_are_checked() {
    for case in cases().clauses {
        let problems = clause(&read(&case.clause));
        let name = case.clause.to_string();
        judge(&name, &problems, &case.errors, &case.warnings);
    }
}

#[test]
fn new_segments_are_checked() {
    for case in cases().new_segments {
        let problems = new_segment(&read::<NewSegment>(&case.segment));
        let name = case.segment.to_string();
        judge(&name, &problems, &case.errors, &case.warnings);
    }
}

/// The standard segment with these fields in the place of its own.
fn with(standard: &Value, fields: &Value) -> Segment {
    let mut document = standard.clone();
    for (name, field) in fields.as_object().unwrap() {
        document[name] = whole(field);
    }
    Segment::from_value(&document).unwrap()
}

#[test]
fn segments_are_checked_as_a_whole() {
    let Cases {
        standard, segments, ..
    } = cases();
    for case in segments {
        let problems = segment(&with(&standard, &case.fields));
        judge(&case.name, &problems, &case.errors, &case.warnings);
    }
}

#[test]
fn what_an_edit_brings_in_is_an_error_and_what_was_there_a_warning() {
    let Cases {
        standard, edits, ..
    } = cases();
    for case in edits {
        let [before, after] = [&case.before, &case.after].map(|fields| with(&standard, fields));
        let problems = edit(&before, &after);
        let of_after = segment(&after);
        let is_new = |problem: &&Problem| case.errors.contains(&problem.path);
        let old = of_after.iter().filter(|problem| !is_new(problem));
        let warnings: Vec<String> = problems
            .iter()
            .filter(|problem| problem.severity == Severity::Warning)
            .map(|problem| problem.path.clone())
            .collect();
        assert_eq!(warnings.len(), old.count(), "{}: {problems:?}", case.name);
        judge(&case.name, &problems, &case.errors, &warnings);
    }
}
