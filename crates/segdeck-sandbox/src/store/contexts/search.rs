//! Searching contexts. Every value is bound, none is written into the text.

use rusqlite::{Connection, types::Value};
use segdeck_core::{UnixMillis, gather::Gather, letter_case::lowercase, wire};
use serde_json::Value as Json;

use super::StoredContext;
use crate::SandboxError;
use crate::store::rows::{Sql, bound};
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

/// Fewer contexts than that are read and sorted at once.
const FEW: i64 = 1_000;

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
) -> Result<Vec<StoredContext>, SandboxError> {
    let narrow = narrow(connection, environment, selection.filter)?;
    let (mut sql, mut values) = from(environment, selection, Aim::Page, narrow);
    match &selection.after {
        // SQLite would read all of the kind from the start for a comparison of both.
        Some((kind, key)) if only_kind(selection.filter) == Some(kind) => {
            sql.push_str(" AND context.kind = ? AND context.key > ?");
            values.extend([kind.clone().into(), key.clone().into()]);
        }
        Some((kind, key)) => {
            sql.push_str(" AND (context.kind, context.key) > (?, ?)");
            values.extend([kind.clone().into(), key.clone().into()]);
        }
        None => {}
    }
    values.push(count(selection.limit).into());
    // The documents are fetched for the page only, not for all that has to be sorted.
    connection.all(
        &format!(
            "SELECT found.id, found.document, found.last_seen FROM
                 (SELECT context.id, context.kind, context.key {sql}
                  ORDER BY context.kind, context.key LIMIT ?) AS page
             JOIN context AS found ON found.id = page.id ORDER BY page.kind, page.key"
        ),
        &bound(&values),
        |row| StoredContext {
            id: row.get(0),
            document: row.get(1),
            last_seen: UnixMillis(row.get(2)),
        },
    )
}

/// How many contexts are selected on all pages.
pub fn total(
    connection: &Connection,
    environment: i64,
    selection: &Selection<'_>,
) -> Result<u64, SandboxError> {
    let narrow = narrow(connection, environment, selection.filter)?;
    let (sql, values) = from(environment, selection, Aim::Total, narrow);
    connection
        .one(&format!("SELECT count(*) {sql}"), &bound(&values), |row| {
            row.get(0)
        })
        .map(total_count)
}

/// The position of a condition that so few contexts meet that the search had better begin with
/// them. SQLite cannot know: how many have a value differs from one in all to all.
fn narrow(
    connection: &Connection,
    environment: i64,
    filter: Option<&Filter>,
) -> Result<Option<usize>, SandboxError> {
    for condition in required(filter) {
        let Some((kind, name)) = condition.attribute().filter(|_| !is_negated(condition)) else {
            continue;
        };
        let value = match (condition.operator, &condition.value) {
            (Operator::Contains, Json::Array(values)) => match values.first() {
                Some(first) => first,
                None => continue,
            },
            (_, value) => value,
        };
        let (sql, mut values) = held(environment, kind, name, condition.operator, value);
        values.push(FEW.into());
        let found: i64 = connection.one(
            &format!("SELECT count(*) FROM ({sql} LIMIT ?)"),
            &bound(&values),
            |row| row.get(0),
        )?;
        if found < FEW {
            return Ok(Some(condition.position));
        }
    }
    Ok(None)
}

/// The conditions that all must meet.
fn required(filter: Option<&Filter>) -> impl Iterator<Item = &Condition> {
    let parts = match filter {
        Some(Filter::All(parts)) => parts.as_slice(),
        Some(only) => std::slice::from_ref(only),
        None => &[],
    };
    parts.iter().filter_map(|part| match part {
        Filter::Is(condition) => Some(condition),
        Filter::All(_) | Filter::Any(_) => None,
    })
}

/// The kind that all must be of, if there is one.
fn only_kind(filter: Option<&Filter>) -> Option<&str> {
    required(filter).find_map(|condition| match &condition.field {
        Field::Kind if condition.operator == Operator::Equals => condition.value.as_str(),
        Field::Attribute { kind, .. } => kind.as_deref(),
        _ => None,
    })
}

/// Whether those are meant that do not have the value.
fn is_negated(condition: &Condition) -> bool {
    match condition.operator {
        Operator::NotEquals => true,
        Operator::Exists => condition.value == Json::Bool(false),
        _ => false,
    }
}

fn from(
    environment: i64,
    selection: &Selection<'_>,
    aim: Aim,
    narrow: Option<usize>,
) -> (String, Vec<Value>) {
    // A plus keeps SQLite from beginning with that column: few are found by their values, and many
    // in the order of the page, in which the first that fit are enough.
    let from = match (narrow, aim) {
        (Some(_), _) => "+context.environment_id = ? AND +context.last_seen >= ?",
        (None, Aim::Page) => "context.environment_id = ? AND +context.last_seen >= ?",
        (None, Aim::Total) => "context.environment_id = ? AND context.last_seen >= ?",
    };
    let mut query = Query {
        environment,
        aim,
        narrow,
        sql: format!("FROM context WHERE {from}"),
        values: vec![environment.into(), selection.since.0.into()],
    };
    if let Some(filter) = selection.filter {
        query.sql.push_str(" AND ");
        query.filter(filter);
    }
    (query.sql, query.values)
}

/// What a query is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Aim {
    Page,
    Total,
}

struct Query {
    environment: i64,
    aim: Aim,
    narrow: Option<usize>,
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
            Field::Name | Field::Attribute { .. } => self.attribute(condition),
            Field::Anything => {
                let folded: Vec<String> = texts(value).iter().map(|text| lowercase(text)).list();
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

    fn attribute(&mut self, condition: &Condition) {
        let Some((kind, _)) = condition.attribute() else {
            return;
        };
        match (condition.operator, &condition.value) {
            (Operator::Contains, Json::Array(values)) if !values.is_empty() => {
                self.sql.push('(');
                for (index, value) in values.iter().enumerate() {
                    if index > 0 {
                        self.sql.push_str(" AND ");
                    }
                    self.holders(condition, value);
                }
                self.sql.push(')');
            }
            // Those of other kinds are not meant, although they do not have it either.
            _ if is_negated(condition) => {
                self.sql.push_str("(NOT ");
                self.holders(condition, &condition.value);
                if let Some(kind) = kind {
                    self.add(" AND context.kind = ?", [kind.to_owned().into()]);
                }
                self.sql.push(')');
            }
            _ => self.holders(condition, &condition.value),
        }
    }

    /// The contexts that have the attribute so.
    fn holders(&mut self, condition: &Condition, value: &Json) {
        let Some((kind, name)) = condition.attribute() else {
            return;
        };
        let (sql, values) = held(self.environment, kind, name, condition.operator, value);
        let is_exact = matches!(
            condition.operator,
            Operator::Equals | Operator::NotEquals | Operator::Contains | Operator::AnyOf
        );
        if self.narrow == Some(condition.position) {
            self.add(&format!("context.id IN ({sql})"), values);
        } else if is_exact && self.aim == Aim::Page {
            // One look for each context until the page is full, instead of a list of all first.
            let own = "kind = context.kind AND context_id = context.id";
            self.add(&format!("EXISTS ({sql} AND {own})"), values);
        } else {
            self.add(&format!("+context.id IN ({sql})"), values);
        }
    }
}

/// The numbers of the contexts that have an attribute so.
fn held(
    environment: i64,
    kind: Option<&str>,
    name: &str,
    operator: Operator,
    value: &Json,
) -> (String, Vec<Value>) {
    let mut of_kind = String::new();
    let mut before = vec![Value::from(environment)];
    if let Some(kind) = kind {
        of_kind.push_str(" AND kind = ?");
        before.push(kind.to_owned().into());
    }
    let select =
        format!("SELECT context_id FROM context_attribute WHERE environment_id = ?{of_kind}");
    let own_name = Value::from(name.to_owned());
    let (condition, more): (String, Vec<Value>) = match operator {
        Operator::Exists => {
            let below = match name.strip_prefix('/') {
                Some(_) => name.to_owned(),
                None => format!("/{}", name.replace('~', "~0").replace('/', "~1")),
            };
            // 0 follows / among the characters.
            let (start, end) = (format!("{below}/"), format!("{below}0"));
            let mut values = vec![own_name];
            values.extend(before.clone());
            values.extend([start.into(), end.into()]);
            let inside = format!("name = ? UNION ALL {select} AND name > ? AND name < ?");
            (inside, values)
        }
        Operator::StartsWith => {
            let mut start = canonical(value);
            start.pop();
            let end = format!("{start}{LAST}");
            (
                "name = ? AND value >= ? AND value < ?".to_owned(),
                vec![own_name, start.into(), end.into()],
            )
        }
        Operator::Before | Operator::After => {
            let sign = if operator == Operator::Before {
                '<'
            } else {
                '>'
            };
            let at = crate::contexts::sighting::moment(&wire::encode_text(value));
            (
                format!("name = ? AND at {sign} ?"),
                vec![own_name, at.into()],
            )
        }
        Operator::AnyOf => {
            let values = value.as_array().into_iter().flatten();
            let wanted: Vec<String> = values.map(canonical).list();
            (
                "name = ? AND value IN (SELECT value FROM json_each(?))".to_owned(),
                vec![own_name, array(&wanted)],
            )
        }
        Operator::Equals | Operator::NotEquals | Operator::Contains => (
            "name = ? AND value = ?".to_owned(),
            vec![own_name, canonical(value).into()],
        ),
    };
    before.extend(more);
    (format!("{select} AND {condition}"), before)
}

/// The texts of one or several.
fn texts(value: &Json) -> Vec<String> {
    match value {
        Json::String(text) => vec![text.clone()],
        Json::Array(values) => {
            let texts = values.iter().filter_map(Json::as_str);
            texts.map(str::to_owned).list()
        }
        _ => Vec::new(),
    }
}

/// One parameter however many texts there are.
fn array(texts: &[String]) -> Value {
    Value::Text(wire::encode_text(&texts))
}
