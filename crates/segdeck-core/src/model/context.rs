//! Contexts: who is asking, as evaluation sees it.

use crate::text::quoted;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use crate::{
    ContextKind, Invalid,
    order::{self, Set},
    wire,
};

const MULTI: &str = "multi";

/// `ContextInstance` in LaunchDarkly's OpenAPI document: one context, or one of each of several
/// kinds, that come together in one evaluation.
///
/// The form is that of LaunchDarkly's SDKs: `{"kind": "user", "key": "ada", …}`, or
/// `{"kind": "multi", "user": {"key": "ada"}, "organization": {"key": "acme"}}`. A context without
/// `kind`, which old SDKs called a user, is refused: a forgotten kind would evaluate as something
/// else than was meant.
#[derive(Clone, Debug, PartialEq)]
pub struct ContextInstance {
    /// At least one, and one of a kind; by kind, as their order means nothing.
    contexts: Vec<Context>,
}

/// One context of one kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Context {
    /// The kind.
    pub kind: ContextKind,
    /// The key, unique in its kind; not empty.
    pub key: String,
    /// The name, as the attribute `name`.
    pub name: Option<String>,
    /// Whether it stands for somebody unknown; absent means no.
    pub anonymous: bool,
    /// All other attributes, none of them null, and none named as a field of this type.
    pub attributes: Map<String, Value>,
    /// `_meta`, which says which attributes are private. Evaluation does not look at it.
    pub meta: Option<Value>,
}

impl Context {
    /// A context that has nothing but a kind and a key.
    pub fn new(kind: impl Into<ContextKind>, key: impl Into<String>) -> Self {
        Self {
            kind: kind.into(),
            key: key.into(),
            name: None,
            anonymous: false,
            attributes: Map::new(),
            meta: None,
        }
    }

    /// The same with one more attribute, built-in ones among them; null takes it away, as does a
    /// value that a built-in one cannot have.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        let value = value.into();
        match name {
            "kind" | "key" => {}
            "name" => self.name = value.as_str().map(str::to_owned),
            "anonymous" => self.anonymous = value == Value::Bool(true),
            "_meta" => self.meta = Some(value).filter(|value| !value.is_null()),
            _ if value.is_null() => drop(self.attributes.remove(name)),
            _ => drop(self.attributes.insert(name.to_owned(), value)),
        }
        self
    }

    /// Reads a context whose kind is known; `own_kind` tells whether the kind stands in it.
    fn read(kind: ContextKind, value: &Value, own_kind: bool) -> Result<Self, Invalid> {
        let fields = value.as_object().ok_or_else(|| {
            let what = describe(value);
            Invalid::new("", format!("A context must be an object, not {what}."))
        })?;
        let mut context = Self::new(kind, read_key(fields)?);
        for (name, value) in fields {
            match (name.as_str(), value) {
                // The SDKs take null for "not set", whatever the attribute.
                ("key", _) | (_, Value::Null) => {}
                ("kind", _) if own_kind => {}
                ("kind", value) => {
                    if value.as_str() != Some(context.kind.as_str()) {
                        return Err(Invalid::new(
                            "kind",
                            format!(
                                "The kind of a context inside a multi-context is the name under \
                                 which it stands, {}. Leave kind out there.",
                                quoted(&context.kind)
                            ),
                        ));
                    }
                }
                ("name", Value::String(text)) => context.name = Some(text.clone()),
                ("name", other) => return Err(wrong_type("name", "text", other)),
                ("anonymous", Value::Bool(is_anonymous)) => context.anonymous = *is_anonymous,
                ("anonymous", other) => {
                    return Err(wrong_type("anonymous", "true or false", other));
                }
                ("_meta", Value::Object(_)) => context.meta = Some(value.clone()),
                ("_meta", other) => return Err(wrong_type("_meta", "an object", other)),
                (name, value) => {
                    context.attributes.insert(name.to_owned(), value.clone());
                }
            }
        }
        Ok(context)
    }

    /// All fields but the kind.
    fn fields(&self) -> Map<String, Value> {
        let mut fields = self.attributes.clone();
        fields.insert("key".to_owned(), self.key.as_str().into());
        if let Some(name) = &self.name {
            fields.insert("name".to_owned(), name.as_str().into());
        }
        if self.anonymous {
            fields.insert("anonymous".to_owned(), true.into());
        }
        if let Some(meta) = &self.meta {
            fields.insert("_meta".to_owned(), meta.clone());
        }
        fields
    }
}

fn read_key(fields: &Map<String, Value>) -> Result<String, Invalid> {
    match fields.get("key") {
        None => Err(Invalid::new(
            "key",
            "The context has no key. Add one, such as \"key\": \"user-123\".",
        )),
        Some(Value::String(key)) if key.is_empty() => Err(Invalid::new(
            "key",
            "The context's key is empty. Give it at least one character.",
        )),
        Some(Value::String(key)) => Ok(key.clone()),
        Some(other) => Err(wrong_type("key", "text", other)),
    }
}

impl ContextInstance {
    /// Contexts of several kinds together.
    ///
    /// # Errors
    /// When there is none, when one has an empty key or a kind that no context can have, or when
    /// two are of one kind.
    pub fn new(contexts: Vec<Context>) -> Result<Self, Invalid> {
        if contexts.is_empty() {
            return Err(no_contexts());
        }
        let mut kinds = Set::new();
        for context in &contexts {
            let kind = context.kind.as_str();
            ContextKind::parse(kind).map_err(|error| {
                Invalid::new(
                    "kind",
                    format!("{kind}: {}", error.reason, kind = quoted(kind)),
                )
            })?;
            if context.key.is_empty() {
                return Err(Invalid::new(
                    format!("{kind}/key"),
                    "The context's key is empty. Give it at least one character.",
                ));
            }
            if !kinds.insert(kind) {
                return Err(Invalid::new(
                    kind,
                    format!(
                        "There are two contexts of kind {kind}. Keep one of each kind.",
                        kind = quoted(kind)
                    ),
                ));
            }
        }
        Ok(Self::sorted(contexts))
    }

    fn sorted(mut contexts: Vec<Context>) -> Self {
        order::sort_by(&mut contexts, |left, right| left.kind.cmp(&right.kind));
        Self { contexts }
    }

    /// Reads a context instance from a JSON document.
    ///
    /// # Errors
    /// Names the field that is missing, of the wrong type or refused.
    pub fn from_value(value: &Value) -> Result<Self, Invalid> {
        let fields = value.as_object().ok_or_else(|| {
            let what = describe(value);
            Invalid::new(
                "",
                format!(
                    "A context must be an object such as {{\"kind\": \"user\", \"key\": \"ada\"}}, \
                     not {what}."
                ),
            )
        })?;
        match fields.get("kind") {
            None => Err(Invalid::new(
                "kind",
                "The context has no kind. Add \"kind\": \"user\", another kind, or \"multi\".",
            )),
            Some(Value::String(kind)) if kind == MULTI => Self::read_multi(fields),
            Some(Value::String(kind)) => {
                let kind = ContextKind::parse(kind).map_err(|error| error.at("kind"))?;
                Ok(Self {
                    contexts: vec![Context::read(kind, value, true)?],
                })
            }
            Some(other) => Err(wrong_type("kind", "text", other)),
        }
    }

    /// Reads a context instance from JSON text.
    ///
    /// # Errors
    /// Names the field, or the line and column of what is no JSON.
    pub fn parse(text: &[u8]) -> Result<Self, Invalid> {
        Self::from_value(&wire::parse(text)?)
    }

    fn read_multi(fields: &Map<String, Value>) -> Result<Self, Invalid> {
        let mut contexts = Vec::new();
        for (name, value) in fields {
            if name == "kind" {
                continue;
            }
            if name == MULTI || value.get("kind").and_then(Value::as_str) == Some(MULTI) {
                return Err(Invalid::new(
                    name,
                    "A multi-context cannot hold another one. Put all kinds side by side.",
                ));
            }
            let kind = ContextKind::parse(name).map_err(|error| {
                Invalid::new(
                    name,
                    format!(
                        "Every name in a multi-context is a context kind. {}",
                        error.reason
                    ),
                )
            })?;
            let context = Context::read(kind, value, false).map_err(|error| error.within(name))?;
            contexts.push(context);
        }
        if contexts.is_empty() {
            return Err(no_contexts());
        }
        Ok(Self::sorted(contexts))
    }

    /// The instance as a JSON document: one context by itself, several under their kinds.
    #[must_use]
    pub fn to_value(&self) -> Value {
        if let [context] = self.contexts.as_slice() {
            let mut fields = context.fields();
            fields.insert("kind".to_owned(), context.kind.as_str().into());
            return Value::Object(fields);
        }
        let mut fields = Map::new();
        fields.insert("kind".to_owned(), json!(MULTI));
        for context in &self.contexts {
            fields.insert(context.kind.to_string(), Value::Object(context.fields()));
        }
        Value::Object(fields)
    }

    /// The contexts, at least one, by kind.
    #[must_use]
    pub fn contexts(&self) -> &[Context] {
        &self.contexts
    }

    /// The context of a kind.
    #[must_use]
    pub fn get(&self, kind: &str) -> Option<&Context> {
        self.contexts
            .iter()
            .find(|context| context.kind.as_str() == kind)
    }
}

impl From<Context> for ContextInstance {
    /// A single context, taken as it is.
    fn from(context: Context) -> Self {
        Self {
            contexts: vec![context],
        }
    }
}

impl Serialize for ContextInstance {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_value().serialize(serializer)
    }
}

#[cfg(feature = "openapi")]
impl schemars::JsonSchema for ContextInstance {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ContextInstance".into()
    }

    fn json_schema(_generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let context = json!({
            "type": "object",
            "properties": {
                "key": {"type": "string", "minLength": 1},
                "name": {"type": ["string", "null"]},
                "anonymous": {"type": ["boolean", "null"]},
                "_meta": {"type": ["object", "null"]},
            },
            "required": ["key"],
        });
        let single = json!({
            "type": "object",
            "properties": {
                "kind": {
                    "type": "string",
                    "pattern": KIND_PATTERN,
                    "not": {"enum": ["kind", MULTI]},
                },
            },
            "required": ["kind"],
        });
        schemars::json_schema!({
            "description": "One context, or one of each of several kinds under their names.",
            "anyOf": [
                {"allOf": [single, context]},
                {
                    "type": "object",
                    "properties": {"kind": {"const": MULTI}},
                    "required": ["kind"],
                    "minProperties": 2,
                    "propertyNames": {"pattern": KIND_PATTERN, "not": {"const": MULTI}},
                    "additionalProperties": {
                        "allOf": [context, {"not": {"required": ["kind"]}}],
                    },
                },
            ],
        })
    }
}

/// The form of context kinds.
#[cfg(feature = "openapi")]
const KIND_PATTERN: &str = "^[A-Za-z0-9._-]+$";

fn no_contexts() -> Invalid {
    Invalid::new(
        "",
        "A multi-context must hold at least one context, such as \"user\": {\"key\": \"ada\"}.",
    )
}

fn wrong_type(field: &str, wanted: &str, found: &Value) -> Invalid {
    Invalid::new(
        field,
        format!("{field} must be {wanted}, not {}.", describe(found)),
    )
}

fn describe(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests;
