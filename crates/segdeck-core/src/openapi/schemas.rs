//! The schemas of bodies and answers. One type can have two: what is read tolerantly is written
//! exactly.

use std::collections::BTreeSet;

use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value};

const FOLDER: &str = "#/components/schemas/";

/// All schemas of a document.
#[derive(Debug)]
pub struct Schemas {
    bodies: SchemaGenerator,
    answers: SchemaGenerator,
}

impl Schemas {
    pub fn new() -> Self {
        let settings = || {
            SchemaSettings::draft2020_12().with(|settings| {
                settings.definitions_path = "/components/schemas".into();
                settings.meta_schema = None;
            })
        };
        Self {
            bodies: settings().for_deserialize().into_generator(),
            answers: settings().for_serialize().into_generator(),
        }
    }

    /// The schema of something that is sent.
    pub fn of_body<T: JsonSchema>(&mut self) -> Value {
        self.bodies.subschema_for::<T>().to_value()
    }

    /// The schema of something that is answered.
    pub fn of_answer<T: JsonSchema>(&mut self) -> Value {
        let mut schema = self.answers.subschema_for::<T>().to_value();
        make_exact(&mut schema);
        schema
    }

    /// Puts the definitions into the document, those of bodies under other names where they differ
    /// from an answer's.
    pub fn finish(mut self, document: &mut Value) {
        let mut definitions = self.answers.take_definitions(true);
        definitions.values_mut().for_each(make_exact);
        let mut bodies = self.bodies.take_definitions(true);
        bodies.values_mut().for_each(tidy);
        definitions.values_mut().for_each(tidy);
        let different: Vec<String> = bodies
            .keys()
            .filter(|name| definitions.contains_key(*name))
            .cloned()
            .collect();
        for schema in bodies.values_mut() {
            rename(schema, &different);
        }
        for (name, schema) in bodies {
            definitions.insert(renamed(&name, &different), schema);
        }
        if let Some(Value::Object(paths)) = document.get_mut("paths") {
            let operations = paths
                .values_mut()
                .filter_map(Value::as_object_mut)
                .flat_map(Map::values_mut);
            for operation in operations {
                if let Some(body) = operation.get_mut("requestBody") {
                    rename(body, &different);
                }
            }
        }
        let used = used(document.clone(), &definitions);
        definitions.retain(|name, _| used.contains(name));
        if let Some(Value::Object(components)) = document.get_mut("components") {
            components.insert("schemas".to_owned(), Value::Object(definitions));
        }
    }
}

/// The definitions that something in the document leads to.
fn used(document: Value, definitions: &Map<String, Value>) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    let mut open = vec![document];
    while let Some(mut value) = open.pop() {
        for name in references(&mut value) {
            if let Some(definition) = definitions.get(&name)
                && used.insert(name)
            {
                open.push(definition.clone());
            }
        }
    }
    used
}

fn references(value: &mut Value) -> Vec<String> {
    let mut names = Vec::new();
    if let Some(Value::String(reference)) = value.get("$ref") {
        names.extend(reference.strip_prefix(FOLDER).map(str::to_owned));
    }
    for_each_part(value, &mut |part| names.extend(references(part)));
    names
}

fn renamed(name: &str, different: &[String]) -> String {
    if different.iter().any(|known| known == name) {
        format!("{name}Input")
    } else {
        name.to_owned()
    }
}

fn rename(value: &mut Value, different: &[String]) {
    if let Some(Value::String(reference)) = value.get_mut("$ref")
        && let Some(name) = reference.strip_prefix(FOLDER)
    {
        *reference = format!("{FOLDER}{}", renamed(name, different));
    }
    for_each_part(value, &mut |part| rename(part, different));
}

/// An answer has no field but those that are known, and none is null: what is unset is left out.
fn make_exact(schema: &mut Value) {
    if let Value::Object(fields) = schema {
        fields.remove("default");
        if fields.contains_key("properties") {
            fields.insert("additionalProperties".to_owned(), false.into());
        }
        let required = fields.get("required").cloned().unwrap_or_default();
        let is_required = |name: &str| {
            let mut names = required.as_array().into_iter().flatten();
            names.any(|known| known == name)
        };
        if let Some(Value::Object(properties)) = fields.get_mut("properties") {
            for (name, property) in properties {
                if !is_required(name) {
                    take_null_away(property);
                }
            }
        }
    }
    for_each_part(schema, &mut make_exact);
}

fn take_null_away(schema: &mut Value) {
    let Value::Object(fields) = schema else {
        return;
    };
    if let Some(Value::Array(types)) = fields.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            fields.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(choices)) = fields.get_mut("anyOf") {
        choices.retain(|choice| choice.get("type").is_none_or(|name| name != "null"));
        if let [Value::Object(only)] = choices.as_slice() {
            let only = only.clone();
            fields.remove("anyOf");
            fields.extend(only);
        }
    }
}

/// Only the first paragraph of a description is for readers of the document, and only formats that
/// its readers know.
fn tidy(schema: &mut Value) {
    if let Value::Object(fields) = schema {
        if let Some(Value::String(text)) = fields.get_mut("description") {
            let paragraph = text.split("\n\n").next().unwrap_or_default();
            *text = paragraph.replace('\n', " ");
        }
        if fields.get("format").is_some_and(|name| name == "uint64") {
            fields.remove("format");
        }
    }
    for_each_part(schema, &mut tidy);
}

/// Visits what is directly inside. A field's name is never taken for a keyword: `properties` are
/// passed through as a map of schemas.
fn for_each_part(value: &mut Value, visit: &mut dyn FnMut(&mut Value)) {
    match value {
        Value::Array(elements) => elements.iter_mut().for_each(visit),
        Value::Object(fields) => {
            for (name, part) in fields {
                match part {
                    Value::Object(properties) if name == "properties" => {
                        properties.values_mut().for_each(&mut *visit);
                    }
                    part => visit(part),
                }
            }
        }
        _ => {}
    }
}
