//! What the document says about one operation.

use schemars::JsonSchema;
use serde_json::{Map, Value, json};

use super::schemas::Schemas;
use crate::{
    endpoint::Operation,
    wire::{JSON, Method},
};

/// An endpoint that says what its requests and answers are made of.
pub trait Described {
    /// Says it. What follows from the [`Operation`] alone is there already: path parameters, and
    /// the errors that any operation of its kind can answer.
    fn describe(description: &mut Description<'_>);
}

/// What is known of one operation.
#[derive(Debug)]
pub struct Description<'a> {
    operation: Operation,
    schemas: &'a mut Schemas,
    parameters: Vec<Value>,
    bodies: Map<String, Value>,
    is_body_required: bool,
    answers: Map<String, Value>,
}

impl<'a> Description<'a> {
    pub(super) fn new(operation: Operation, schemas: &'a mut Schemas) -> Self {
        let parameters = path_parameters(operation)
            .map(|name| {
                json!({
                    "name": name, "in": "path", "required": true,
                    "schema": {"type": "string", "minLength": 1},
                })
            })
            .collect();
        let mut description = Self {
            operation,
            schemas,
            parameters,
            bodies: Map::new(),
            is_body_required: true,
            answers: Map::new(),
        };
        description.refuses(&[400, 401, 429]);
        if !operation.is_read() {
            description.refuses(&[403]);
        }
        if path_parameters(operation).next().is_some() {
            description.refuses(&[404]);
        }
        if !matches!(operation.method(), Method::Get | Method::Delete) {
            description.refuses(&[408, 413]);
        }
        description
    }

    /// Which operation it is.
    #[must_use]
    pub fn operation(&self) -> Operation {
        self.operation
    }

    /// A query parameter that may be left out, and the schema of its value.
    pub fn query(&mut self, name: &str, about: &str, schema: &Value) -> &mut Self {
        self.parameters.push(json!({
            "name": name, "in": "query", "description": about, "schema": schema,
        }));
        self
    }

    /// The two query parameters of a list with pages.
    pub fn paged(&mut self) -> &mut Self {
        self.query(
            "limit",
            "How many a page has at most.",
            &json!({"type": "integer", "minimum": 1, "default": 20}),
        )
        .query(
            "offset",
            "How many to pass over.",
            &json!({"type": "integer", "minimum": 0, "default": 0}),
        )
    }

    /// A JSON body.
    pub fn body<T: JsonSchema>(&mut self) -> &mut Self {
        self.body_as::<T>(JSON)
    }

    /// A body of this media type.
    pub fn body_as<T: JsonSchema>(&mut self, media_type: &str) -> &mut Self {
        let schema = self.schemas.of_body::<T>();
        self.bodies
            .insert(media_type.to_owned(), json!({ "schema": schema }));
        self
    }

    /// The body may be left out.
    pub fn body_is_optional(&mut self) -> &mut Self {
        self.is_body_required = false;
        self
    }

    /// A success with a JSON body.
    pub fn answers<T: JsonSchema>(&mut self, status: u16) -> &mut Self {
        let schema = self.schemas.of_answer::<T>();
        let content = content(&schema);
        self.answers.insert(
            status.to_string(),
            json!({"description": sentence(status), "content": content}),
        );
        self
    }

    /// A success without a body.
    pub fn answers_nothing(&mut self, status: u16) -> &mut Self {
        self.answers
            .insert(status.to_string(), json!({"description": sentence(status)}));
        self
    }

    /// A success with a file that is no JSON.
    pub fn answers_file(&mut self, status: u16, media_type: &str) -> &mut Self {
        self.answers.insert(
            status.to_string(),
            json!({
                "description": sentence(status),
                "content": {media_type: {"schema": {"type": "string"}}},
            }),
        );
        self
    }

    /// A success without a body that leads elsewhere by the header `Location`.
    pub fn answers_location(&mut self, status: u16) -> &mut Self {
        self.answers.insert(
            status.to_string(),
            json!({
                "description": sentence(status),
                "headers": {
                    "Location": {
                        "description": "Where to ask how it is getting on.",
                        "required": true,
                        "schema": {"type": "string"},
                    },
                },
            }),
        );
        self
    }

    /// Errors of this operation.
    pub fn refuses(&mut self, statuses: &[u16]) -> &mut Self {
        for status in statuses {
            let schema = self.schemas.of_answer::<ErrorAnswer>();
            let content = content(&schema);
            self.answers.insert(
                status.to_string(),
                json!({"description": sentence(*status), "content": content}),
            );
        }
        self
    }

    pub(super) fn into_value(self) -> Value {
        let mut value = Map::new();
        value.insert("operationId".to_owned(), self.operation.id().into());
        value.insert("summary".to_owned(), self.operation.summary().into());
        // The noun behind /api/v2/.
        let tag = self.operation.path().split('/').nth(3).unwrap_or("root");
        value.insert("tags".to_owned(), json!([tag]));
        if !self.parameters.is_empty() {
            value.insert("parameters".to_owned(), self.parameters.into());
        }
        if !self.bodies.is_empty() {
            let body = json!({"required": self.is_body_required, "content": self.bodies});
            value.insert("requestBody".to_owned(), body);
        }
        value.insert("responses".to_owned(), self.answers.into());
        Value::Object(value)
    }
}

/// The body of an error.
#[derive(JsonSchema)]
#[schemars(rename = "Error")]
#[expect(dead_code, reason = "only its schema is used")]
struct ErrorAnswer {
    /// What kind of error it is.
    code: String,
    /// What was refused and why, as a sentence.
    message: String,
}

fn content(schema: &Value) -> Value {
    json!({JSON: {"schema": schema}})
}

fn path_parameters(operation: Operation) -> impl Iterator<Item = &'static str> {
    operation
        .path()
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

fn sentence(status: u16) -> &'static str {
    match status {
        200 => "What was asked for, or what it is after the change.",
        201 => "What was made.",
        204 => "Done.",
        400 => "Something in the request is malformed or refused.",
        401 => "There is no access token, or an unknown one.",
        403 => "The access token may not do this.",
        404 => "What the path names does not exist.",
        408 => "The body did not arrive in time.",
        409 => "Somebody else changed it, or has it.",
        413 => "The body is too large.",
        429 => "Too many requests; the headers say when to go on.",
        _ => "See its code.",
    }
}
