//! JSON Patches of environments.

use super::{
    Dialect, JsonPatch, PatchError, PatchErrorKind, PatchOperation, apply::apply, growth::Growth,
};
use crate::{model::Environment, order::Set, wire};

/// What a patch may change.
const EDITABLE: [&str; 11] = [
    "name",
    "color",
    "defaultTtl",
    "secureMode",
    "defaultTrackEvents",
    "tags",
    "requireComments",
    "confirmChanges",
    "critical",
    "approvalSettings",
    "resourceApprovalSettings",
];

impl JsonPatch {
    /// Applies the patch to an environment, in LaunchDarkly's dialect, and refuses what cannot be
    /// edited: the key, the secrets, ids and links. `test` may name any field.
    ///
    /// # Errors
    /// Names the operation that fails or touches a field that cannot be edited. If the result is
    /// not an environment, it names the last operation that touched the wrong field.
    pub fn apply_to_environment(
        &self,
        environment: &Environment,
    ) -> Result<Environment, PatchError> {
        let mut document = wire::encode_value(environment);
        let mut growth = Growth::new();
        for (index, operation) in self.0.iter().enumerate() {
            check_editable(operation)
                .and_then(|()| apply(&mut document, operation, Dialect::LaunchDarkly, &mut growth))
                .map_err(|kind| PatchError::new(index, operation, kind))?;
        }
        wire::read_value(document).map_err(|error| self.wrong_result(&error, &Set::new()))
    }
}

fn check_editable(operation: &PatchOperation) -> Result<(), PatchErrorKind> {
    for place in operation.changed_places() {
        match place.tokens().first() {
            None => return Err(PatchErrorKind::WholeDocument),
            Some(field) if !EDITABLE.contains(&field.as_str()) => {
                return Err(PatchErrorKind::ReadOnly {
                    field: field.clone(),
                });
            }
            Some(_) => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn environment() -> Environment {
        wire::decode_value(&json!({
            "_id": "1", "key": "e", "name": "E", "color": "00ff00", "defaultTtl": 0,
            "secureMode": false, "defaultTrackEvents": false, "tags": ["a"],
            "requireComments": false, "confirmChanges": false, "critical": false, "_links": {}
        }))
        .unwrap()
    }

    fn apply(patch: &Value) -> Result<Environment, PatchError> {
        JsonPatch::parse(patch)
            .unwrap()
            .apply_to_environment(&environment())
    }

    #[test]
    fn settings_change_together() {
        let changed = apply(&json!([
            {"op": "test", "path": "/key", "value": "e"},
            {"op": "replace", "path": "/requireComments", "value": true},
            {"op": "add", "path": "/tags/0", "value": "b"},
            {"op": "replace", "path": "/color", "value": "ABCDEF"}
        ]))
        .unwrap();
        assert!(changed.require_comments);
        assert_eq!(changed.tags, ["b", "a"]);
        assert_eq!(changed.color, "ABCDEF");
    }

    #[test]
    fn what_cannot_be_edited_is_refused_by_its_name() {
        for field in ["key", "apiKey", "mobileKey", "_id", "_links", "unheardOf"] {
            let path = format!("/{field}");
            let error = apply(&json!([
                {"op": "replace", "path": "/name", "value": "N"},
                {"op": "replace", "path": path, "value": "x"}
            ]))
            .unwrap_err();
            assert_eq!(error.operation, 1);
            assert!(error.to_string().contains(field), "{error}");
        }
        let whole = json!([{"op": "replace", "path": "", "value": {}}]);
        assert_eq!(
            apply(&whole).unwrap_err().kind,
            PatchErrorKind::WholeDocument
        );
    }

    #[test]
    fn a_value_of_the_wrong_type_names_its_operation() {
        let error = apply(&json!([
            {"op": "replace", "path": "/critical", "value": true},
            {"op": "replace", "path": "/defaultTtl", "value": "5"},
            {"op": "replace", "path": "/name", "value": "N"}
        ]))
        .unwrap_err();
        assert_eq!((error.operation, error.path.as_str()), (1, "/defaultTtl"));
    }
}
