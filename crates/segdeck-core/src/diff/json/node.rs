//! A part of a segment, as JSON or as what was read of it.

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::{
    ClauseId, ContextKind, RuleId,
    model::{Clause, Rule, Segment, SegmentTarget, Unknown},
    order, wire,
};

/// A part of a document. Most of two large segments is equal, and comparing it where it is takes a
/// small part of the time of making JSON of it: only what an operation needs becomes JSON.
///
/// Both sides of a comparison are kept alike.
#[derive(Clone, Copy, Debug)]
pub(in crate::diff) enum Node<'a> {
    Json(&'a Value),
    Text(&'a str),
    Number(i64),
    Flag(bool),
    Texts(&'a [String]),
    Values(&'a [Value]),
    Targets(&'a [SegmentTarget]),
    Target(&'a SegmentTarget),
    Rules(&'a [Rule]),
    Rule(&'a Rule),
    Clauses(&'a [Clause]),
    Clause(&'a Clause),
}

/// The members of an object, by name.
#[derive(Default)]
pub(in crate::diff) struct Fields<'a>(Vec<(&'a str, Node<'a>)>);

impl<'a> Node<'a> {
    /// How many elements an array has; `None` for all else.
    pub(super) fn length(self) -> Option<usize> {
        Some(match self {
            Self::Json(Value::Array(elements)) => elements.len(),
            Self::Texts(elements) => elements.len(),
            Self::Values(elements) => elements.len(),
            Self::Targets(elements) => elements.len(),
            Self::Rules(elements) => elements.len(),
            Self::Clauses(elements) => elements.len(),
            _ => return None,
        })
    }

    /// An element of an array.
    pub(super) fn at(self, index: usize) -> Option<Self> {
        Some(match self {
            Self::Json(Value::Array(elements)) => Self::Json(elements.get(index)?),
            Self::Values(elements) => Self::Json(elements.get(index)?),
            Self::Texts(elements) => Self::Text(elements.get(index)?),
            Self::Targets(elements) => Self::Target(elements.get(index)?),
            Self::Rules(elements) => Self::Rule(elements.get(index)?),
            Self::Clauses(elements) => Self::Clause(elements.get(index)?),
            _ => return None,
        })
    }

    /// The members of an object; `None` for all else.
    pub(super) fn fields(self) -> Option<Fields<'a>> {
        Some(match self {
            Self::Json(Value::Object(members)) => Fields::of_json(members),
            Self::Rule(rule) => Fields::of_rule(rule),
            Self::Clause(clause) => Fields::of_clause(clause),
            Self::Target(entry) => Fields::of_target(entry),
            _ => return None,
        })
    }

    pub(super) fn text(self) -> Option<&'a str> {
        match self {
            Self::Json(Value::String(text)) => Some(text),
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The `_id` of a rule or a clause.
    pub(super) fn id(self) -> Option<&'a str> {
        match self {
            Self::Json(value) => value.get("_id").and_then(Value::as_str),
            Self::Rule(rule) => rule.id.as_ref().map(RuleId::as_str),
            Self::Clause(clause) => clause.id.as_ref().map(ClauseId::as_str),
            _ => None,
        }
    }

    /// The context kind of an entry of targets.
    pub(super) fn kind(self) -> Option<&'a str> {
        match self {
            Self::Json(value) => value.get("contextKind").and_then(Value::as_str),
            Self::Target(entry) => entry.context_kind.as_ref().map(ContextKind::as_str),
            _ => None,
        }
    }

    pub(in crate::diff) fn is_empty_list(self) -> bool {
        self.length() == Some(0)
    }

    pub(in crate::diff) fn to_value(self) -> Value {
        match self {
            Self::Json(value) => value.clone(),
            other => wire::encode_value(&other),
        }
    }
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (*self, *other) {
            (Self::Json(left), Self::Json(right)) => left == right,
            (Self::Text(left), Self::Text(right)) => left == right,
            (Self::Number(left), Self::Number(right)) => left == right,
            (Self::Flag(left), Self::Flag(right)) => left == right,
            (Self::Texts(left), Self::Texts(right)) => left == right,
            (Self::Values(left), Self::Values(right)) => left == right,
            (Self::Targets(left), Self::Targets(right)) => left == right,
            (Self::Target(left), Self::Target(right)) => left == right,
            (Self::Rules(left), Self::Rules(right)) => left == right,
            (Self::Rule(left), Self::Rule(right)) => left == right,
            (Self::Clauses(left), Self::Clauses(right)) => left == right,
            (Self::Clause(left), Self::Clause(right)) => left == right,
            _ => false,
        }
    }
}

impl Serialize for Node<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Self::Json(value) => value.serialize(serializer),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => serializer.serialize_i64(number),
            Self::Flag(flag) => serializer.serialize_bool(flag),
            Self::Texts(texts) => texts.serialize(serializer),
            Self::Values(values) => values.serialize(serializer),
            Self::Targets(entries) => entries.serialize(serializer),
            Self::Target(entry) => entry.serialize(serializer),
            Self::Rules(rules) => rules.serialize(serializer),
            Self::Rule(rule) => rule.serialize(serializer),
            Self::Clauses(clauses) => clauses.serialize(serializer),
            Self::Clause(clause) => clause.serialize(serializer),
        }
    }
}

impl<'a> Fields<'a> {
    pub(in crate::diff) fn get(&self, name: &str) -> Option<Node<'a>> {
        let place = self.0.binary_search_by(|(known, _)| (*known).cmp(name));
        self.0.get(place.ok()?).map(|(_, node)| *node)
    }

    pub(in crate::diff) fn iter(&self) -> impl Iterator<Item = (&'a str, Node<'a>)> {
        self.0.iter().copied()
    }

    pub(super) fn of_json(members: &'a Unknown) -> Self {
        Self::default().with_unknown(members).sorted()
    }

    /// The fields that a patch can change.
    pub(in crate::diff) fn of_segment(segment: &'a Segment) -> Self {
        Self::default()
            .with("name", Node::Text(&segment.name))
            .with_text("description", segment.description.as_deref())
            .with("tags", Node::Texts(&segment.tags))
            .with_list("included", segment.included.as_deref(), Node::Texts)
            .with_list("excluded", segment.excluded.as_deref(), Node::Texts)
            .with_list(
                "includedContexts",
                segment.included_contexts.as_deref(),
                Node::Targets,
            )
            .with_list(
                "excludedContexts",
                segment.excluded_contexts.as_deref(),
                Node::Targets,
            )
            .with("rules", Node::Rules(&segment.rules))
            .with_unknown(&segment.unknown)
            .sorted()
    }

    fn of_rule(rule: &'a Rule) -> Self {
        let kind = rule.rollout_context_kind.as_ref();
        let fields = Self::default()
            .with_text("_id", rule.id.as_ref().map(RuleId::as_str))
            .with_text("description", rule.description.as_deref())
            .with("clauses", Node::Clauses(&rule.clauses))
            .with_text("bucketBy", rule.bucket_by.as_deref())
            .with_text("rolloutContextKind", kind.map(ContextKind::as_str));
        match rule.weight {
            Some(weight) => fields.with("weight", Node::Number(weight)),
            None => fields,
        }
        .with_unknown(&rule.unknown)
        .sorted()
    }

    fn of_clause(clause: &'a Clause) -> Self {
        let kind = clause.context_kind.as_ref();
        Self::default()
            .with_text("_id", clause.id.as_ref().map(ClauseId::as_str))
            .with_text("contextKind", kind.map(ContextKind::as_str))
            .with("attribute", Node::Text(&clause.attribute))
            .with("op", Node::Text(clause.op.as_str()))
            .with("values", Node::Values(&clause.values))
            .with("negate", Node::Flag(clause.negate))
            .with_unknown(&clause.unknown)
            .sorted()
    }

    fn of_target(entry: &'a SegmentTarget) -> Self {
        let kind = entry.context_kind.as_ref();
        Self::default()
            .with_text("contextKind", kind.map(ContextKind::as_str))
            .with("values", Node::Texts(&entry.values))
            .with_unknown(&entry.unknown)
            .sorted()
    }

    fn with(mut self, name: &'a str, node: Node<'a>) -> Self {
        self.0.push((name, node));
        self
    }

    fn with_text(self, name: &'a str, text: Option<&'a str>) -> Self {
        match text {
            Some(text) => self.with(name, Node::Text(text)),
            None => self,
        }
    }

    fn with_list<T>(
        self,
        name: &'a str,
        list: Option<&'a [T]>,
        node: fn(&'a [T]) -> Node<'a>,
    ) -> Self {
        match list {
            Some(list) => self.with(name, node(list)),
            None => self,
        }
    }

    fn with_unknown(mut self, unknown: &'a Unknown) -> Self {
        let members = unknown.iter();
        self.0
            .extend(members.map(|(name, value)| (name.as_str(), Node::Json(value))));
        self
    }

    fn sorted(mut self) -> Self {
        order::sort_by(&mut self.0, |left, right| left.0.cmp(right.0));
        self
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::patch::is_read_only;

    /// Each object's fields, written one by one, are the object as it is written whole.
    fn check(node: Node) {
        let value = node.to_value();
        if let Some(fields) = node.fields() {
            let members: Unknown = fields
                .iter()
                .map(|(name, node)| (name.to_owned(), node.to_value()))
                .collect();
            assert_eq!(Value::Object(members), value);
            fields.iter().for_each(|(_, member)| check(member));
        }
        (0..).map_while(|index| node.at(index)).for_each(check);
        assert_eq!(node.length(), value.as_array().map(Vec::len));
        assert_eq!(node.text(), value.as_str());
    }

    #[test]
    fn what_was_read_of_a_segment_is_its_json() {
        let entry = json!([
            {"contextKind": "org", "values": ["a"], "future": {"b": [1, {"c": null}]}},
            {"values": []},
        ]);
        let full = json!({
            "key": "beta", "name": "Beta", "description": "For all", "tags": ["a"], "version": 1,
            "creationDate": 1, "lastModifiedDate": 1, "_links": {}, "future": {"x": [null, 1.5]},
            "included": ["ada"], "excluded": [], "includedContexts": entry,
            "excludedContexts": entry,
            "rules": [
                {"clauses": []},
                {
                    "_id": "one", "description": "First", "weight": 25_000, "bucketBy": "email",
                    "rolloutContextKind": "org", "future": true,
                    "clauses": [
                        {"attribute": "", "op": "segmentMatch", "values": [], "negate": false},
                        {
                            "_id": "two", "contextKind": "org", "attribute": "plan", "op": "later",
                            "values": ["a", 1, {"b": null}], "negate": true, "future": "x",
                        },
                    ],
                },
            ],
        });
        let least = json!({
            "key": "beta", "name": "Beta", "tags": [], "version": 1, "rules": [],
            "creationDate": 1, "lastModifiedDate": 1, "_links": {},
        });
        for document in [full, least] {
            let segment = Segment::from_value(&document).unwrap();
            let fields = Fields::of_segment(&segment);
            let editable: Vec<(String, Value)> = document
                .as_object()
                .unwrap()
                .iter()
                .filter(|(name, _)| !is_read_only(name))
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect();
            let told: Vec<_> = fields
                .iter()
                .map(|(name, node)| (name.to_owned(), node.to_value()))
                .collect();
            assert_eq!(told, editable);
            fields.iter().for_each(|(_, node)| check(node));
        }
    }
}
