//! The form of each operation's answers.

use std::{collections::BTreeMap, fs, path::Path};

use segdeck_core::endpoint::Operation;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::matching::short;

/// The facts about answers that `schemas.json` holds: which type each operation answers, and the
/// fields of each type.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schemas {
    #[serde(rename = "about")]
    _about: String,
    answers: BTreeMap<String, Value>,
    types: BTreeMap<String, Map<String, Value>>,
}

impl Schemas {
    /// Reads the file.
    ///
    /// # Errors
    /// Names the field that is wrong.
    pub fn load(path: &Path) -> Result<Self, String> {
        let text =
            fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_str(&text))
            .map_err(|error| format!("{}: {error}", path.display()))
    }

    /// What is wrong with the body of a success of this operation.
    #[must_use]
    pub fn complaints_of_answer(&self, operation: Operation, body: &Value) -> Vec<String> {
        match self.answers.get(operation.id()) {
            Some(form) => self.complaints(form, body),
            None => vec![format!("schemas.json has no answer for {}", operation.id())],
        }
    }

    /// What is wrong with the body of an error.
    #[must_use]
    pub fn complaints_of_error(&self, body: &Value) -> Vec<String> {
        self.complaints(&Value::String("Error".to_owned()), body)
    }

    fn complaints(&self, form: &Value, body: &Value) -> Vec<String> {
        let mut found = Vec::new();
        self.check("answer", form, body, &mut found);
        found
    }

    fn check(&self, at: &str, form: &Value, value: &Value, found: &mut Vec<String>) {
        match form {
            Value::Array(forms) => self.check_each(at, forms.first(), value, found),
            Value::String(name) => match (self.types.get(name), value) {
                (Some(fields), Value::Object(present)) => {
                    self.check_fields(at, name, fields, present, found);
                }
                (None, _) if is_primitive(name, value) => {}
                _ => found.push(format!("{at} is not of type {name}: {}", short(value))),
            },
            Value::Object(map) => {
                let Value::Object(present) = value else {
                    found.push(format!("{at} is not an object: {}", short(value)));
                    return;
                };
                for (name, value) in present {
                    let form = map.get("*").unwrap_or(&Value::Null);
                    self.check(&format!("{at}.{name}"), form, value, found);
                }
            }
            other => found.push(format!("{at}: schemas.json has no such form: {other}")),
        }
    }

    fn check_each(&self, at: &str, form: Option<&Value>, value: &Value, found: &mut Vec<String>) {
        let Value::Array(elements) = value else {
            found.push(format!("{at} is not an array: {}", short(value)));
            return;
        };
        for (index, element) in elements.iter().enumerate() {
            self.check(
                &format!("{at}[{index}]"),
                form.unwrap_or(&Value::Null),
                element,
                found,
            );
        }
    }

    fn check_fields(
        &self,
        at: &str,
        name: &str,
        fields: &Map<String, Value>,
        present: &Map<String, Value>,
        found: &mut Vec<String>,
    ) {
        for (field, form) in fields {
            let (field, is_required) = match field.strip_suffix('?') {
                Some(field) => (field, false),
                None => (field.as_str(), true),
            };
            match present.get(field) {
                Some(value) => self.check(&format!("{at}.{field}"), form, value, found),
                None if is_required => {
                    found.push(format!("{at} lacks {field}, which {name} requires"));
                }
                None => {}
            }
        }
        for field in present.keys() {
            if !fields.contains_key(field) && !fields.contains_key(&format!("{field}?")) {
                found.push(format!("{at} has {field}, which {name} does not"));
            }
        }
    }
}

fn is_primitive(name: &str, value: &Value) -> bool {
    match name {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "any" => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn schemas() -> Schemas {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas.json");
        Schemas::load(&file).expect("the file can be read")
    }

    fn complaints(change: impl FnOnce(&mut Map<String, Value>)) -> Vec<String> {
        let mut error = json!({"code": "not_found", "message": "No such segment."});
        change(error.as_object_mut().expect("it is an object"));
        schemas().complaints_of_error(&error)
    }

    #[test]
    fn a_body_of_the_right_form_has_no_complaints() {
        assert_eq!(complaints(|_| ()), [""; 0]);
        let body = json!({"items": [], "_links": {"self": {"href": "/x"}}});
        let list = schemas().complaints_of_answer(Operation::ListSegments, &body);
        assert_eq!(list, [""; 0]);
    }

    #[test]
    fn missing_null_wrong_and_unknown_fields_are_told() {
        for (found, complaint) in [
            (complaints(|body| drop(body.remove("code"))), "lacks code"),
            (
                complaints(|body| drop(body.insert("id".to_owned(), Value::Null))),
                "answer.id is not",
            ),
            (
                complaints(|body| drop(body.insert("code".to_owned(), json!(7)))),
                "answer.code is not",
            ),
            (
                complaints(|body| drop(body.insert("salt".to_owned(), json!("x")))),
                "has salt",
            ),
        ] {
            assert!(
                found.iter().any(|text| text.contains(complaint)),
                "{complaint}: {found:?}"
            );
        }
        let body = json!({"items": [{"key": 1.5}], "_links": {"self": []}});
        let list = schemas().complaints_of_answer(Operation::ListSegments, &body);
        assert!(
            list.iter()
                .any(|text| text.starts_with("answer.items[0].key is not")),
            "{list:?}"
        );
        assert!(
            list.iter()
                .any(|text| text.starts_with("answer._links.self is not")),
            "{list:?}"
        );
    }

    #[test]
    fn every_operation_that_answers_json_has_an_answer() {
        let schemas = schemas();
        let is_silent = |operation| {
            matches!(
                operation,
                Operation::DeleteSegment
                    | Operation::UpdateContextTargets
                    | Operation::UpdateUserTargets
                    | Operation::CreateExport
                    | Operation::GetExportFile
                    | Operation::CreateImport
                    | Operation::DeleteProject
                    | Operation::DeleteEnvironment
                    | Operation::DeleteApprovalRequest
            )
        };
        for operation in Operation::ALL {
            let has_answer = schemas.answers.contains_key(operation.id());
            assert_eq!(has_answer, !is_silent(*operation), "{}", operation.id());
        }
    }
}
