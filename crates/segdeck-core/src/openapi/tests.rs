//! What the document says, against the readers of requests and against the contract.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    document,
    patches::{Form, Parameter, of_expirations, of_segment, of_user_expirations},
};
use crate::{
    endpoint::Operation,
    patch::{
        ExpiringTargetInstruction, ExpiringUserTargetInstruction, Instruction, SegmentInstruction,
    },
    wire,
};

/// What the official document says of answers, restated for the contract's cases.
fn contract() -> Value {
    wire::decode(include_bytes!("../../../../tests/contract/schemas.json")).unwrap()
}

fn described(operation: Operation) -> Value {
    let method = operation.method().as_str().to_ascii_lowercase();
    document()["paths"][operation.path()][method].clone()
}

#[test]
fn every_operation_is_described() {
    for operation in Operation::ALL.iter().copied() {
        let description = described(operation);
        assert_eq!(description["operationId"], operation.id());
        assert!(
            description["summary"]
                .as_str()
                .is_some_and(|text| text.ends_with('.')),
            "{description}"
        );
        let answers = description["responses"].as_object().unwrap();
        assert!(answers.contains_key("401"), "{description}");
        let successes = answers.keys().filter(|status| status.starts_with('2'));
        assert_eq!(successes.count(), 1, "{description}");
    }
}

#[test]
fn every_reference_leads_to_a_schema_and_every_schema_is_used() {
    let document = document();
    let mut used = BTreeSet::new();
    references(&document, &mut used);
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let known: BTreeSet<String> = schemas.keys().cloned().collect();
    assert_eq!(used, known);
    assert!(known.contains("Segment") && known.contains("ClauseInput"));
}

fn references(value: &Value, used: &mut BTreeSet<String>) {
    match value {
        Value::Array(elements) => elements.iter().for_each(|part| references(part, used)),
        Value::Object(fields) => {
            if let Some(Value::String(reference)) = fields.get("$ref") {
                let name = reference.strip_prefix("#/components/schemas/").unwrap();
                used.insert(name.to_owned());
            }
            fields.values().for_each(|part| references(part, used));
        }
        _ => {}
    }
}

/// Everything that the contract requires of an answer is required, nothing is there that it does
/// not know, and the types are the same.
#[test]
fn answers_are_those_of_the_contract() {
    let (document, contract) = (document(), contract());
    let mut complaints = Vec::new();
    for operation in Operation::ALL.iter().copied() {
        let Some(form) = contract["answers"].get(operation.id()) else {
            continue;
        };
        let answers = described(operation)["responses"].clone();
        for (status, answer) in answers.as_object().unwrap() {
            let schema = &answer["content"]["application/json"]["schema"];
            let form = if status.starts_with('2') {
                form
            } else {
                &json!("Error")
            };
            let at = format!("{} {status}", operation.id());
            Comparison {
                document: &document,
                contract: &contract,
                seen: BTreeSet::new(),
                complaints: &mut complaints,
            }
            .compare(&at, form, schema);
        }
    }
    assert_eq!(complaints, [""; 0], "\n{}", complaints.join("\n"));
}

/// Parts of a flag that no segment needs to know, and that the model keeps as they came.
const KEPT_AS_IT_CAME: [&str; 4] = [
    ".environments.*.fallthrough",
    ".environments.*.prerequisites[]",
    ".environments.*.rules[].rollout",
    ".experiments.items[]",
];

struct Comparison<'a> {
    document: &'a Value,
    contract: &'a Value,
    seen: BTreeSet<(String, String)>,
    complaints: &'a mut Vec<String>,
}

impl Comparison<'_> {
    fn compare(&mut self, at: &str, form: &Value, schema: &Value) {
        if let Some(reference) = schema["$ref"].as_str() {
            if self.seen.insert((form.to_string(), reference.to_owned())) {
                let resolved = self.document.pointer(&reference[1..]).unwrap().clone();
                self.compare(at, form, &resolved);
            }
            return;
        }
        let is_free = *schema == json!(true)
            || schema
                .as_object()
                .is_some_and(|known| known.keys().all(|name| name == "description"));
        if is_free && KEPT_AS_IT_CAME.iter().any(|place| at.ends_with(place)) {
            return;
        }
        match form {
            Value::String(name) if name == "any" => {}
            Value::String(name) => match self.contract["types"].get(name) {
                Some(fields) => {
                    self.expect_type(at, "object", schema);
                    self.fields(at, fields, schema);
                }
                None => self.expect_type(at, name, schema),
            },
            Value::Array(forms) => {
                self.expect_type(at, "array", schema);
                self.compare(&format!("{at}[]"), &forms[0], &schema["items"]);
            }
            map => {
                self.expect_type(at, "object", schema);
                if map["*"] != "any" {
                    self.compare(
                        &format!("{at}.*"),
                        &map["*"],
                        &schema["additionalProperties"],
                    );
                }
            }
        }
    }

    fn expect_type(&mut self, at: &str, name: &str, schema: &Value) {
        if schema["type"] != *name {
            self.complaints
                .push(format!("{at} is not of type {name}: {schema}"));
        }
    }

    fn fields(&mut self, at: &str, fields: &Value, schema: &Value) {
        if schema["additionalProperties"] != json!(false) {
            self.complaints.push(format!("{at} may have any field"));
        }
        let required: Vec<&str> = schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let fields = fields.as_object().unwrap();
        for (field, form) in fields {
            let name = field.trim_end_matches('?');
            if name == field && !required.contains(&name) {
                self.complaints
                    .push(format!("{at} does not require {name}"));
            }
            if let Some(property) = schema["properties"].get(name) {
                self.compare(&format!("{at}.{name}"), form, property);
            }
        }
        for name in schema["properties"].as_object().into_iter().flatten() {
            let name = name.0;
            if !fields.contains_key(name) && !fields.contains_key(&format!("{name}?")) {
                self.complaints.push(format!("{at} has {name}"));
            }
        }
    }
}

/// A value of that form, and values of other forms that must be refused.
fn values(form: Form) -> (Value, Vec<Value>) {
    let clause = json!({"attribute": "country", "op": "in", "values": ["x"], "negate": false});
    match form {
        Form::Text => (json!("text"), vec![json!(5), json!([])]),
        Form::Name => (json!("name"), vec![json!(5), json!("")]),
        Form::Texts => (json!(["a"]), vec![json!("a"), json!([5]), json!([null])]),
        Form::Values => (json!(["a", 5, {}, null]), vec![json!("a"), json!({})]),
        Form::Clause => (clause, vec![json!({}), json!([]), json!({"op": 5})]),
        Form::Clauses => (json!([clause]), vec![clause, json!([{}]), json!([5])]),
        Form::Weight => (json!(100_000), vec![json!(-1), json!(100_001), json!(1.5)]),
        Form::List => (json!("excluded"), vec![json!("both"), json!("")]),
        Form::Integer => (json!(5), vec![json!("5"), json!(1.5), json!(1e30)]),
    }
}

fn prove<I: Instruction>(kind: &str, parameters: &[Parameter]) {
    let whole: serde_json::Map<String, Value> = std::iter::once(("kind".to_owned(), json!(kind)))
        .chain(
            parameters
                .iter()
                .map(|(name, form, _)| ((*name).to_owned(), values(*form).0)),
        )
        .collect();
    let accepts = |fields: &serde_json::Map<String, Value>| {
        I::parse(&Value::Object(fields.clone())).map(|read| read.to_value())
    };
    // Whatever the reader does not know would be lost.
    let again = accepts(&whole).unwrap();
    for (name, ..) in parameters {
        assert!(again.get(*name).is_some(), "{kind} does not read {name}");
    }
    for (name, form, is_required) in parameters {
        let mut without = whole.clone();
        without.remove(*name);
        assert_eq!(accepts(&without).is_err(), *is_required, "{kind}: {name}");
        for wrong in values(*form).1 {
            let mut fields = whole.clone();
            fields.insert((*name).to_owned(), wrong.clone());
            assert!(accepts(&fields).is_err(), "{kind} takes {name}: {wrong}");
        }
    }
}

#[test]
fn instructions_have_the_parameters_that_are_read() {
    for kind in SegmentInstruction::KINDS {
        prove::<SegmentInstruction>(kind, &of_segment(kind));
    }
    for (kind, parameters) in of_expirations() {
        prove::<ExpiringTargetInstruction>(kind, &parameters);
    }
    for (kind, parameters) in of_user_expirations() {
        prove::<ExpiringUserTargetInstruction>(kind, &parameters);
    }
}

#[test]
fn a_patch_of_a_segment_has_three_formats_under_two_media_types() {
    let content = described(Operation::PatchSegment)["requestBody"]["content"].clone();
    let plain = &content[wire::JSON]["schema"]["$ref"];
    assert_eq!(plain, "#/components/schemas/PlainPatch");
    let document = document();
    let formats = &document["components"]["schemas"]["PlainPatch"]["oneOf"];
    assert_eq!(formats.as_array().unwrap().len(), 4, "{formats}");
    let merge = &formats[3]["properties"];
    assert!(merge.get("description").is_some() && merge.get("version").is_none());
    let semantic = &content[wire::SEMANTIC_PATCH]["schema"]["$ref"];
    assert!(
        semantic.as_str().unwrap().ends_with("OfSegmentInstruction"),
        "{semantic}"
    );
}
