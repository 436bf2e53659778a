//! What a list leaves out of its items.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::Value;

use crate::model::AuditEntry;

/// An entry of the audit log as a list has it: without what was before and after.
#[derive(Debug)]
pub struct AuditListing;

impl JsonSchema for AuditListing {
    fn schema_name() -> Cow<'static, str> {
        "AuditListing".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = AuditEntry::json_schema(generator);
        if let Some(Value::Object(properties)) = schema.get_mut("properties") {
            for name in ["delta", "previousVersion", "currentVersion"] {
                properties.remove(name);
            }
        }
        schema
    }
}
