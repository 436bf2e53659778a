//! The API as an OpenAPI document, made of the code: the [`Operation`] table, what each endpoint
//! declares beside its request, and the schemas of the models.

use serde_json::{Map, Value, json};

use crate::endpoint::Operation;

mod described;
mod description;
mod listing;
mod patches;
mod schemas;
#[cfg(test)]
mod tests;
mod text;

pub use description::{Described, Description};
pub(crate) use listing::AuditListing;
pub use patches::PlainPatch;
use schemas::Schemas;

/// Where a server publishes the document.
pub const PATH: &str = "/api/v2/openapi.json";

/// The document, of version 3.1.0 of OpenAPI.
#[must_use]
pub fn document() -> Value {
    let mut schemas = Schemas::new();
    let mut paths: Map<String, Value> = Map::new();
    for operation in Operation::ALL.iter().copied() {
        let mut description = Description::new(operation, &mut schemas);
        described::describe(&mut description);
        let path = paths
            .entry(operation.path())
            .or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(methods) = path {
            let method = operation.method().as_str().to_ascii_lowercase();
            methods.insert(method, description.into_value());
        }
    }
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Segdeck sandbox",
            "description": "LaunchDarkly's Segments API and what surrounds it, as the sandbox speaks it.",
            "version": env!("CARGO_PKG_VERSION"),
        },
        "servers": [{"url": "/"}],
        "security": [{"AccessToken": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "AccessToken": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Authorization",
                    "description": "The access token as it is, without a scheme.",
                },
            },
        },
    });
    schemas.finish(&mut document);
    document
}
