//! What a case finds when it begins.

use segdeck_core::wire::SEMANTIC_PATCH;
use serde_json::{Map, Value, json};

use crate::{Case, Run, Target};

impl<T: Target> Run<'_, T> {
    pub(crate) fn prepare(&mut self, case: &Case) -> Result<(), String> {
        self.variables.set("now", self.target.now());
        let Value::Array(given) = self.variables.fill(&Value::Array(case.given.clone()))? else {
            return Err("is not an array".to_owned());
        };
        for segment in given {
            self.create(segment)?;
        }
        self.variables.set("now", self.target.now());
        if !case.expiring.is_empty() {
            self.expire(&case.expiring)?;
        }
        if let Some(first) = self.given.first().cloned() {
            let segment = self.read(&first)?;
            self.remember(&segment);
        }
        Ok(())
    }

    /// Creates a segment, then sets what creation ignores.
    fn create(&mut self, segment: Value) -> Result<(), String> {
        const AT_CREATION: [&str; 6] = [
            "key",
            "name",
            "description",
            "tags",
            "unbounded",
            "unboundedContextKind",
        ];
        if !self.target.is_real() {
            self.target.advance(1_000)?;
        }
        let Value::Object(mut fields) = segment else {
            return Err("a segment is not an object".to_owned());
        };
        let key = fields
            .entry("key")
            .or_insert_with(|| self.variables.text("key").into())
            .as_str()
            .unwrap_or_default()
            .to_owned();
        fields.entry("name").or_insert_with(|| key.as_str().into());
        let (body, rest): (Map<_, _>, Map<_, _>) = fields
            .into_iter()
            .partition(|(name, _)| AT_CREATION.contains(&name.as_str()));
        let segments = self.variables.text("segments");
        let post = self.json_call("POST", &segments, &Value::Object(body));
        self.succeed(&post)?;
        self.created.insert(key.clone());
        self.given.push(key.clone());
        if !rest.is_empty() {
            let operations = rest.into_iter().map(
                |(name, value)| json!({"op": "add", "path": format!("/{name}"), "value": value}),
            );
            let patch = self.json_call(
                "PATCH",
                &format!("{segments}/{key}"),
                &Value::Array(operations.collect()),
            );
            self.succeed(&patch)?;
        }
        Ok(())
    }

    fn expire(&mut self, expiring: &[Value]) -> Result<(), String> {
        let instructions = expiring
            .iter()
            .map(|instruction| {
                let mut filled = self.variables.fill(instruction)?;
                if let Some(fields) = filled.as_object_mut() {
                    fields.insert("kind".to_owned(), "addExpiringTarget".into());
                }
                Ok(filled)
            })
            .collect::<Result<Vec<_>, String>>()?;
        let mut call = self.json_call(
            "PATCH",
            &self.variables.text("expiring"),
            &json!({ "instructions": instructions }),
        );
        call.headers.retain(|(name, _)| name != "Content-Type");
        call.headers
            .push(("Content-Type".to_owned(), SEMANTIC_PATCH.to_owned()));
        let answer = self.succeed(&call)?;
        let errors = answer.get("errors").and_then(Value::as_array);
        if errors.is_some_and(|errors| !errors.is_empty()) {
            return Err(answer.to_string());
        }
        if let Some(id) = answer.pointer("/items/0/_id") {
            self.variables.set("expiration", id.clone());
        }
        Ok(())
    }

    /// Keeps the version, the dates and all ids of a segment as variables.
    fn remember(&mut self, segment: &Value) {
        for name in ["version", "generation", "creationDate", "lastModifiedDate"] {
            if let Some(value) = segment.get(name) {
                self.variables.set(name, value.clone());
            }
        }
        let rules = segment.get("rules").and_then(Value::as_array);
        for (index, rule) in rules.into_iter().flatten().enumerate() {
            if let Some(id) = rule.get("_id") {
                self.variables.set(format!("rule.{index}"), id.clone());
            }
            let clauses = rule.get("clauses").and_then(Value::as_array);
            for (place, clause) in clauses.into_iter().flatten().enumerate() {
                if let Some(id) = clause.get("_id") {
                    self.variables
                        .set(format!("clause.{index}.{place}"), id.clone());
                }
            }
        }
    }
}
