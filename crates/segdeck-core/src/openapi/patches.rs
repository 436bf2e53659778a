//! The schemas of patches, whose readers are written by hand: a table of the parameters that each
//! instruction has, held against those readers by tests.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use crate::{
    model::Clause,
    patch::{
        ExpiringTargetInstruction, ExpiringUserTargetInstruction, JsonPatch, PatchOperation,
        SegmentInstruction, SemanticPatch, is_read_only,
    },
};

/// What a parameter's value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Text,
    Name,
    Texts,
    Values,
    Clause,
    Clauses,
    Weight,
    List,
    Integer,
}

use Form::{Clause as AClause, Clauses, Integer, List, Name, Text, Texts, Values, Weight};

/// A parameter's name, its form, and whether it must be there.
pub(super) type Parameter = (&'static str, Form, bool);

const RULE: Parameter = ("ruleId", Name, true);
const CLAUSE: Parameter = ("clauseId", Name, true);
const TEXTS: Parameter = ("values", Texts, true);
const TARGET: [Parameter; 3] = [
    ("targetType", List, true),
    ("contextKind", Name, true),
    ("contextKey", Name, true),
];
const USER: [Parameter; 2] = [("targetType", List, true), ("userKey", Name, true)];

/// The parameters of one of the 26 instructions for a segment.
pub(super) fn of_segment(kind: &str) -> Vec<Parameter> {
    match kind {
        "updateName" => vec![("value", Text, true)],
        "addRule" => vec![
            ("clauses", Clauses, true),
            ("description", Text, false),
            ("weight", Weight, false),
            ("bucketBy", Text, false),
            ("rolloutContextKind", Text, false),
        ],
        "removeRule" => vec![RULE],
        "addClauses" => vec![RULE, ("clauses", Clauses, true)],
        "removeClauses" => vec![RULE, ("clauseIds", Texts, true)],
        "updateClause" => vec![RULE, CLAUSE, ("clause", AClause, true)],
        "addValuesToClause" | "removeValuesFromClause" => {
            vec![RULE, CLAUSE, ("values", Values, true)]
        }
        "reorderRules" => vec![("ruleIds", Texts, true)],
        "updateRuleDescription" => vec![RULE, ("description", Text, true)],
        "updateRuleRolloutAndContextKind" => {
            vec![RULE, ("weight", Weight, true), ("contextKind", Name, true)]
        }
        "processBigSegmentImport" => vec![("importId", Name, true)],
        "addIncludedTargets"
        | "addExcludedTargets"
        | "removeIncludedTargets"
        | "removeExcludedTargets" => vec![("contextKind", Text, false), TEXTS],
        _ => vec![TEXTS],
    }
}

/// The parameters of the instructions for expiring targets, by kind.
pub(super) fn of_expirations() -> Vec<(&'static str, Vec<Parameter>)> {
    let dated = |more: &[Parameter]| [&TARGET[..], &[("value", Integer, true)], more].concat();
    vec![
        ("addExpiringTarget", dated(&[])),
        (
            "updateExpiringTarget",
            dated(&[("version", Integer, false)]),
        ),
        ("removeExpiringTarget", TARGET.to_vec()),
    ]
}

/// The parameters of the instructions for expiring user targets, by kind.
pub(super) fn of_user_expirations() -> Vec<(&'static str, Vec<Parameter>)> {
    let dated = |more: &[Parameter]| [&USER[..], &[("value", Integer, true)], more].concat();
    vec![
        ("addExpireUserTargetDate", dated(&[])),
        (
            "updateExpireUserTargetDate",
            dated(&[("version", Integer, false)]),
        ),
        ("removeExpireUserTargetDate", USER.to_vec()),
    ]
}

fn schema_of(form: Form, generator: &mut SchemaGenerator) -> Value {
    match form {
        Text => json!({"type": "string"}),
        Name => json!({"type": "string", "minLength": 1}),
        Texts => json!({"type": "array", "items": {"type": "string"}}),
        Values => json!({"type": "array", "items": {}}),
        AClause => generator.subschema_for::<Clause>().to_value(),
        Clauses => {
            json!({"type": "array", "items": generator.subschema_for::<Clause>()})
        }
        Weight => json!({"type": "integer", "minimum": 0, "maximum": 100_000}),
        List => json!({"type": "string", "enum": ["included", "excluded"]}),
        Integer => json!({"type": "integer", "format": "int64"}),
    }
}

fn instruction(kind: &str, parameters: &[Parameter], generator: &mut SchemaGenerator) -> Value {
    let mut properties = Map::new();
    properties.insert("kind".to_owned(), json!({ "const": kind }));
    let mut required = vec!["kind"];
    for (name, form, is_required) in parameters {
        properties.insert((*name).to_owned(), schema_of(*form, generator));
        if *is_required {
            required.push(name);
        }
    }
    json!({
        "type": "object", "title": kind, "properties": properties, "required": required,
    })
}

fn one_of(schemas: impl Into<Value>) -> Schema {
    json_schema!({ "oneOf": schemas.into() })
}

impl JsonSchema for SegmentInstruction {
    fn schema_name() -> Cow<'static, str> {
        "SegmentInstruction".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let kinds = Self::KINDS.iter();
        let each = kinds.map(|kind| instruction(kind, &of_segment(kind), generator));
        one_of(each.collect::<Vec<_>>())
    }
}

macro_rules! expirations {
    ($($type:ident $kinds:ident)*) => {
        $(impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                let kinds = $kinds();
                let each = kinds.iter();
                let each = each.map(|(kind, all)| instruction(kind, all, generator));
                one_of(each.collect::<Vec<_>>())
            }
        })*
    };
}

expirations! {
    ExpiringTargetInstruction of_expirations
    ExpiringUserTargetInstruction of_user_expirations
}

impl<I: JsonSchema> JsonSchema for SemanticPatch<I> {
    fn schema_name() -> Cow<'static, str> {
        format!("SemanticPatchOf{}", I::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "properties": {
                "environmentKey": {"type": "string", "description": "The path's, where it is given."},
                "instructions": {"type": "array", "items": generator.subschema_for::<I>()},
                "comment": {"type": "string", "description": "For the audit log."},
            },
            "required": ["instructions"],
        })
    }
}

impl JsonSchema for PatchOperation {
    fn schema_name() -> Cow<'static, str> {
        "PatchOperation".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let place = || json!({"type": "string", "pattern": "^(/([^~/]|~[01])*)*$"});
        let operation = |name: &str, member: Option<(&str, Value)>| {
            let mut properties = Map::new();
            properties.insert("op".to_owned(), json!({ "const": name }));
            properties.insert("path".to_owned(), place());
            let mut required = vec!["op".to_owned(), "path".to_owned()];
            if let Some((member, schema)) = member {
                properties.insert(member.to_owned(), schema);
                required.push(member.to_owned());
            }
            json!({
                "type": "object", "title": name, "properties": properties, "required": required,
            })
        };
        one_of(vec![
            operation("add", Some(("value", json!({})))),
            operation("remove", None),
            operation("replace", Some(("value", json!({})))),
            operation("move", Some(("from", place()))),
            operation("copy", Some(("from", place()))),
            operation("test", Some(("value", json!({})))),
        ])
    }
}

impl JsonSchema for JsonPatch {
    fn schema_name() -> Cow<'static, str> {
        "JsonPatch".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "array", "items": generator.subschema_for::<PatchOperation>(),
        })
    }
}

/// The formats that plain JSON can have at the address of a segment: the body tells which it is.
#[derive(Debug)]
pub struct PlainPatch;

impl JsonSchema for PlainPatch {
    fn schema_name() -> Cow<'static, str> {
        "PlainPatch".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let patch = generator.subschema_for::<JsonPatch>();
        let merge = merge_patch(generator);
        let comment = json!({"type": "string"});
        let mut bare = merge.clone();
        if let Value::Object(bare) = &mut bare {
            let other = ["patch", "merge", "instructions"].map(|name| json!({"required": [name]}));
            bare.insert("not".to_owned(), json!({ "anyOf": other }));
        }
        one_of(vec![
            patch.clone().to_value(),
            json!({
                "type": "object", "title": "JSON Patch with a comment",
                "properties": {"patch": patch, "comment": comment}, "required": ["patch"],
            }),
            json!({
                "type": "object", "title": "Merge patch with a comment",
                "properties": {"merge": merge, "comment": comment}, "required": ["merge"],
                "not": {"anyOf": [{"required": ["patch"]}, {"required": ["instructions"]}]},
            }),
            bare,
        ])
    }
}

/// The fields of a segment that may be changed, each of which may be null.
fn merge_patch(generator: &mut SchemaGenerator) -> Value {
    let segment = crate::model::Segment::json_schema(generator).to_value();
    let fields = segment.get("properties").and_then(Value::as_object);
    let properties: Map<String, Value> = fields
        .into_iter()
        .flatten()
        .filter(|(name, _)| !is_read_only(name))
        .map(|(name, schema)| {
            let schema = json!({"anyOf": [schema, {"type": "null"}]});
            (name.clone(), schema)
        })
        .collect();
    json!({"type": "object", "title": "Merge patch", "properties": properties})
}
