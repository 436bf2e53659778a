//! Searching contexts. Every value is bound, none is written into the text.

use rusqlite::{Connection, params_from_iter, types::Value};
use segdeck_core::UnixMillis;
use serde_json::Value as Json;

use super::StoredContext;
use crate::{
    contexts::{
        APPLICATION,
        filter::{Condition, Field, Filter, Operator},
        sighting::canonical,
    },
    store::places::{count, total_count},
};

/// Greater than every character that a text can go on with.
const LAST: char = '\u{10ffff}';

/// Which contexts of an environment.
#[derive(Clone, Debug)]
pub struct Selection<'a> {
    /// Which ones; `None` means all.
    pub filter: Option<&'a Filter>,
    /// Only what was seen since then.
    pub since: UnixMillis,
    /// Only those behind this kind and key.
    pub after: Option<(String, String)>,
    /// How many at most.
    pub limit: u64,
}

/// The selected contexts by kind and key.
pub fn page(
    connection: &Connection,
    environment: i64,
    selection: &Selection<'_>,
) -> rusqlite::Result<Vec<StoredContext>> {
    let (mut sql, mut values) = from(environment, selection);
    if let Some((kind, key)) = &selection.after {
        sql.push_str(" AND (context.kind, context.key) > (?, ?)");
        values.extend([kind.clone().into(), key.clone().into()]);
    }
    values.push(count(selection.limit).into());
    // The documents are fetched for the page only, not for all that has to be sorted.
    connection
        .prepare_cached(&format!(
            "SELECT found.id, found.document, found.last_seen FROM
                 (SELECT context.id, context.kind, context.key {sql}
                  ORDER BY context.kind, context.key LIMIT ?) AS page
             JOIN context AS found ON found.id = page.id ORDER BY page.kind, page.key"
        ))?
        .query_map(params_from_iter(&values), |row| {
            Ok(StoredContext {
                id: row.get(0)?,
                document: row.get(1)?,
                last_seen: UnixMillis(row.get(2)?),
            })
        })?
        .collect()
}

/// How many contexts are selected on all pages.
pub fn total(
    connection: &Connection,
    environment: i64,
    selection: &Selection<'_>,
) -> rusqlite::Result<u64> {
    let (sql, values) = from(environment, selection);
    connection
        .prepare_cached(&format!("SELECT count(*) {sql}"))?
        .query_row(params_from_iter(&values), |row| row.get(0))
        .map(total_count)
}

fn from(environment: i64, selection: &Selection<'_>) -> (String, Vec<Value>) {
    let mut query = Query {
        environment,
        sql: "FROM context WHERE context.environment_id = ? AND context.last_seen >= ?".to_owned(),
        values: vec![environment.into(), selection.since.0.into()],
    };
    if let Some(filter) = selection.filter {
        query.sql.push_str(" AND ");
        query.filter(filter);
    }
    (query.sql, query.values)
}

struct Query {
    environment: i64,
    sql: String,
    values: Vec<Value>,
}

impl Query {
    fn add(&mut self, sql: &str, values: impl IntoIterator<Item = Value>) {
        self.sql.push_str(sql);
        self.values.extend(values);
    }

    fn filter(&mut self, filter: &Filter) {
        match filter {
            Filter::All(parts) => self.join(parts, " AND "),
            Filter::Any(parts) => self.join(parts, " OR "),
            Filter::Is(condition) => self.condition(condition),
        }
    }

    fn join(&mut self, parts: &[Filter], between: &str) {
        self.sql.push('(');
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                self.sql.push_str(between);
            }
            self.filter(part);
        }
        self.sql.push(')');
    }

    fn condition(&mut self, condition: &Condition) {
        let (operator, value) = (condition.operator, &condition.value);
        match &condition.field {
            Field::ApplicationId => {
                let named = texts(value).iter().any(|text| text == APPLICATION);
                let is_met = named != (operator == Operator::NotEquals);
                self.sql.push_str(if is_met { "TRUE" } else { "FALSE" });
            }
            Field::Kind => self.text("context.kind", operator, value),
            Field::Key => self.text("context.key", operator, value),
            Field::KindKey => self.kind_key(operator, value),
            Field::Kinds => self.list("context.kind", operator, value),
            Field::KindKeys => self.list("(context.kind || ':' || context.key)", operator, value),
            Field::Name => self.attribute(None, "name", operator, value),
            Field::Attribute { kind, name } => {
                self.attribute(kind.as_deref(), name, operator, value);
            }
            Field::Anything => {
                let folded: Vec<String> = texts(value)
                    .iter()
                    .map(|text| text.to_lowercase())
                    .collect();
                self.add(
                    "EXISTS (SELECT 1 FROM json_each(?) AS wanted
                         WHERE instr(context.search, wanted.value) > 0)",
                    [array(&folded)],
                );
            }
        }
    }

    fn text(&mut self, column: &str, operator: Operator, value: &Json) {
        let texts = texts(value);
        let first = texts.first().cloned().unwrap_or_default();
        match operator {
            Operator::NotEquals => self.add(&format!("{column} <> ?"), [first.into()]),
            Operator::StartsWith => {
                let end = format!("{first}{LAST}");
                let sql = format!("({column} >= ? AND {column} < ?)");
                self.add(&sql, [first.into(), end.into()]);
            }
            Operator::AnyOf => {
                let sql = format!("{column} IN (SELECT value FROM json_each(?))");
                self.add(&sql, [array(&texts)]);
            }
            _ => self.add(&format!("{column} = ?"), [first.into()]),
        }
    }

    /// Equality of kind and key goes by the index of both.
    fn kind_key(&mut self, operator: Operator, value: &Json) {
        match (
            operator,
            value.as_str().and_then(|text| text.split_once(':')),
        ) {
            (Operator::Equals, Some((kind, key))) => self.add(
                "(context.kind = ? AND context.key = ?)",
                [kind.to_owned().into(), key.to_owned().into()],
            ),
            _ => self.text("(context.kind || ':' || context.key)", operator, value),
        }
    }

    /// A list with one element, as each context is of one kind.
    fn list(&mut self, column: &str, operator: Operator, value: &Json) {
        let mut wanted = texts(value);
        wanted.dedup();
        match (operator, wanted.as_slice()) {
            (Operator::AnyOf, _) => self.text(column, Operator::AnyOf, value),
            (_, [only]) => self.text(column, Operator::Equals, &Json::from(only.as_str())),
            _ => self.sql.push_str("FALSE"),
        }
    }

    fn attribute(&mut self, kind: Option<&str>, name: &str, operator: Operator, value: &Json) {
        let is_negated = match operator {
            Operator::NotEquals => true,
            Operator::Exists => value == &Json::Bool(false),
            _ => false,
        };
        match (operator, value) {
            (Operator::Contains, Json::Array(values)) if !values.is_empty() => {
                self.sql.push('(');
                for (index, value) in values.iter().enumerate() {
                    if index > 0 {
                        self.sql.push_str(" AND ");
                    }
                    self.holders(kind, name, Operator::Equals, value);
                }
                self.sql.push(')');
            }
            // Those of other kinds are not meant, although they do not have it either.
            _ if is_negated => {
                self.sql.push_str("(NOT ");
                self.holders(kind, name, operator, value);
                if let Some(kind) = kind {
                    self.add(" AND context.kind = ?", [kind.to_owned().into()]);
                }
                self.sql.push(')');
            }
            _ => self.holders(kind, name, operator, value),
        }
    }

    /// The contexts that have the attribute so.
    fn holders(&mut self, kind: Option<&str>, name: &str, operator: Operator, value: &Json) {
        self.add(
            "context.id IN (SELECT context_id FROM context_attribute WHERE environment_id = ?",
            [self.environment.into()],
        );
        let own_name = Value::from(name.to_owned());
        match operator {
            Operator::Exists => {
                let below = match name.strip_prefix('/') {
                    Some(_) => name.to_owned(),
                    None => format!("/{}", name.replace('~', "~0").replace('/', "~1")),
                };
                // 0 follows / among the characters.
                let (start, end) = (format!("{below}/"), format!("{below}0"));
                self.add(
                    " AND (name = ? OR (name > ? AND name < ?))",
                    [own_name, start.into(), end.into()],
                );
            }
            Operator::StartsWith => {
                let mut start = canonical(value);
                start.pop();
                let end = format!("{start}{LAST}");
                self.add(
                    " AND name = ? AND value >= ? AND value < ?",
                    [own_name, start.into(), end.into()],
                );
            }
            Operator::Before | Operator::After => {
                let sign = if operator == Operator::Before {
                    '<'
                } else {
                    '>'
                };
                let at = crate::contexts::sighting::moment(&value.to_string());
                self.add(
                    &format!(" AND name = ? AND at {sign} ?"),
                    [own_name, at.into()],
                );
            }
            Operator::AnyOf => {
                let values = value.as_array().into_iter().flatten();
                let wanted: Vec<String> = values.map(canonical).collect();
                self.add(
                    " AND name = ? AND value IN (SELECT value FROM json_each(?))",
                    [own_name, array(&wanted)],
                );
            }
            Operator::Equals | Operator::NotEquals | Operator::Contains => {
                self.add(
                    " AND name = ? AND value = ?",
                    [own_name, canonical(value).into()],
                );
            }
        }
        if let Some(kind) = kind {
            self.add(" AND kind = ?", [kind.to_owned().into()]);
        }
        self.sql.push(')');
    }
}

/// The texts of one or several.
fn texts(value: &Json) -> Vec<String> {
    match value {
        Json::String(text) => vec![text.clone()],
        Json::Array(values) => {
            let texts = values.iter().filter_map(Json::as_str);
            texts.map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}

/// One parameter however many texts there are.
fn array(texts: &[String]) -> Value {
    Value::Text(Json::from(texts).to_string())
}
