//! Types of our own that are text on the wire.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::{
    model::{ExportStatus, ImportMode, ImportStatus, Operator, TargetType},
    patch::JsonPointer,
};

macro_rules! text {
    ($($type:ident $about:literal)*) => {
        $(impl JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({"type": "string", "description": $about})
            }
        })*
    };
}

text! {
    Operator "How the attribute is compared, such as `in` or `semVerEqual`."
    TargetType "The list: `included` or `excluded`."
    ImportMode "What becomes of those who are in the list: `merge` or `replace`."
    ImportStatus "`preparing`, `pending_approval`, `ready`, `in_progress`, `complete` or `stopped`."
    ExportStatus "`preparing` or `complete`."
    JsonPointer "A place in the document, as RFC 6901 writes it."
}
