//! A segment as configuration for Terraform.

use serde_json::Value;

use crate::{
    ContextKind, Invalid,
    endpoint::Place,
    model::{Clause, Rule, Segment, TargetList},
};

/// A segment as configuration, and what that cannot say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terraform {
    /// The resource, in Terraform's own language.
    pub text: String,
    /// What the provider's schema has no place for, by its path in the segment.
    pub unsaid: Vec<Invalid>,
}

/// A segment as the resource `launchdarkly_segment` of LaunchDarkly's provider, version 3.
#[must_use]
pub fn terraform(place: &Place, segment: &Segment) -> Terraform {
    let mut out = Writer::default();
    out.line(&format!(
        "resource \"launchdarkly_segment\" \"{}\" {{",
        label(segment.key.as_str())
    ));
    out.depth += 1;
    out.text("key", segment.key.as_str());
    out.text("project_key", place.project.as_str());
    out.text("env_key", place.environment.as_str());
    out.text("name", &segment.name);
    if let Some(description) = &segment.description {
        out.text("description", description);
    }
    if !segment.tags.is_empty() {
        out.list("tags", segment.tags.iter().map(String::as_str));
    }
    if segment.is_big() {
        out.line("unbounded = true");
        if let Some(kind) = &segment.unbounded_context_kind {
            out.text("unbounded_context_kind", kind.as_str());
        }
        out.refuse(
            "",
            "The list of a big segment cannot be kept with Terraform.",
        );
    } else {
        out.targets(segment);
        out.rules(&segment.rules);
    }
    out.depth -= 1;
    out.line("}");
    Terraform {
        text: out.out,
        unsaid: out.unsaid,
    }
}

/// A name that the language takes: letters, digits, underscores and hyphens, not a digit first.
fn label(key: &str) -> String {
    let safe = |c: char| {
        if c.is_ascii_alphanumeric() || c == '-' {
            c
        } else {
            '_'
        }
    };
    let label: String = key.chars().map(safe).collect();
    if label.starts_with(|c: char| c.is_ascii_alphabetic()) {
        label
    } else {
        format!("segment_{label}")
    }
}

#[derive(Default)]
struct Writer {
    out: String,
    depth: usize,
    unsaid: Vec<Invalid>,
}

impl Writer {
    fn line(&mut self, text: &str) {
        self.out.push_str(&"  ".repeat(self.depth));
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn text(&mut self, name: &str, value: &str) {
        self.line(&format!("{name} = {}", quoted(value)));
    }

    fn refuse(&mut self, path: impl Into<String>, reason: &str) {
        self.unsaid.push(Invalid::new(path, reason));
    }

    fn list<'a>(&mut self, name: &str, values: impl Iterator<Item = &'a str>) {
        self.line(&format!("{name} = ["));
        self.depth += 1;
        for value in values {
            self.line(&format!("{},", quoted(value)));
        }
        self.depth -= 1;
        self.line("]");
    }

    fn targets(&mut self, segment: &Segment) {
        let kinds = segment.target_kinds();
        for list in TargetList::ALL {
            let (mut users, mut others) = (None, Vec::new());
            for kind in &kinds {
                let keys: Vec<&str> = segment.targets(list, kind.as_str()).collect();
                if keys.is_empty() {
                    continue;
                }
                if kind.is_user() {
                    users = Some(keys);
                } else {
                    others.push((kind, keys));
                }
            }
            if let Some(users) = users {
                self.list(list.as_str(), users.into_iter());
            }
            if others.is_empty() {
                continue;
            }
            self.line(&format!("{}_contexts = [", list.as_str()));
            self.depth += 1;
            for (kind, keys) in others {
                self.line("{");
                self.depth += 1;
                self.text("context_kind", kind.as_str());
                self.list("values", keys.into_iter());
                self.depth -= 1;
                self.line("},");
            }
            self.depth -= 1;
            self.line("]");
        }
    }

    fn rules(&mut self, rules: &[Rule]) {
        if rules.is_empty() {
            return;
        }
        self.line("rules = [");
        self.depth += 1;
        for (index, rule) in rules.iter().enumerate() {
            let path = format!("rules/{index}");
            if rule.weight == Some(0) {
                let reason = "The provider takes percentages above 0 only. The rule is left out: \
                              it lets nobody in.";
                self.refuse(path, reason);
                continue;
            }
            self.line("{");
            self.depth += 1;
            self.rule(&path, rule);
            self.depth -= 1;
            self.line("},");
        }
        self.depth -= 1;
        self.line("]");
    }

    fn rule(&mut self, path: &str, rule: &Rule) {
        if rule.description.is_some() {
            let path = format!("{path}/description");
            self.refuse(
                path,
                "The provider has no place for the description of a rule.",
            );
        }
        for name in rule.unknown.keys() {
            let reason = "The provider has no place for this field.";
            self.refuse(format!("{path}/{name}"), reason);
        }
        if let Some(weight) = rule.weight {
            self.line(&format!("weight = {weight}"));
            let kind = rule.rollout_context_kind.as_ref();
            if let Some(kind) = kind.filter(|kind| !kind.is_user()) {
                self.text("rollout_context_kind", kind.as_str());
            }
        }
        if let Some(attribute) = &rule.bucket_by {
            self.text("bucket_by", attribute);
        }
        self.line("clauses = [");
        self.depth += 1;
        for (index, clause) in rule.clauses.iter().enumerate() {
            self.line("{");
            self.depth += 1;
            self.clause(&format!("{path}/clauses/{index}"), clause);
            self.depth -= 1;
            self.line("},");
        }
        self.depth -= 1;
        self.line("]");
    }

    fn clause(&mut self, path: &str, clause: &Clause) {
        for name in clause.unknown.keys() {
            let reason = "The provider has no place for this field.";
            self.refuse(format!("{path}/{name}"), reason);
        }
        if clause.context_kind() != ContextKind::USER {
            self.text("context_kind", clause.context_kind());
        }
        self.text("attribute", &clause.attribute);
        self.text("op", clause.op.as_str());
        if clause.negate {
            self.line("negate = true");
        }
        let kind = clause.values.first().and_then(value_type);
        let mut values = Vec::new();
        for (index, value) in clause.values.iter().enumerate() {
            if value_type(value).is_some() && value_type(value) == kind {
                values.push(
                    value
                        .as_str()
                        .map_or_else(|| value.to_string(), str::to_owned),
                );
            } else {
                let reason = "The provider takes values of one type in a condition: texts, \
                              numbers, or true and false.";
                self.refuse(format!("{path}/values/{index}"), reason);
            }
        }
        if let Some(kind) = kind.filter(|kind| *kind != "string") {
            self.text("value_type", kind);
        }
        self.list("values", values.iter().map(String::as_str));
    }
}

fn value_type(value: &Value) -> Option<&'static str> {
    match value {
        Value::String(_) => Some("string"),
        Value::Number(_) => Some("number"),
        Value::Bool(_) => Some("boolean"),
        _ => None,
    }
}

/// A text in quotes. What would begin a template is doubled, so that it is text.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '$' | '%' if characters.peek() == Some(&'{') => {
                out.push(character);
                out.push(character);
            }
            other if other.is_control() || crate::wire::is_unseen(other) => {
                let code = format!("\\u{:04X}", u32::from(other));
                out.push_str(&code);
            }
            other => out.push(other),
        }
    }
    out.push('"');
    out
}
