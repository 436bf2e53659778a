//! What the operations on contexts answer.

use segdeck_core::{
    Invalid, UnixMillis,
    endpoint::{
        Endpoint, GetContexts, ListContextAttributeValues, ListContextAttributes, ListContextKinds,
        Operation, Place, SearchContexts,
    },
    gather::Gather,
    model::{
        AttributeName, AttributeNames, AttributeValue, AttributeValues, ByKind, ContextKindDetails,
        ContextKindObservation, ContextKinds, ContextPage, ContextRecord, Unknown,
    },
    order::Map,
    url, wire,
};
use serde_json::Value;

use super::{
    APPLICATION,
    filter::{Condition, Field, Filter, Operator},
};
use crate::{
    SandboxError,
    paging::{json_link, json_links, links_with_site},
    places::environment_path,
    reply::Answer,
    sandbox::Call,
    store::{
        contexts::{self, Counted, SeenKind, Selection, StoredContext},
        places,
    },
};

/// Contexts that were not seen for so many milliseconds are not found: 30 days.
const REACH: i64 = 30 * 86_400_000;

/// Lists the kinds of a project: `user` always, and what was seen.
pub fn kinds(call: &Call<'_>, request: &ListContextKinds) -> Result<Answer, SandboxError> {
    let seen = call.store.read(|connection| {
        let project = places::require_project(connection, request.project.as_str())?;
        contexts::kinds(connection, project)
    })?;
    let mut by_kind: Map<String, Vec<SeenKind>> = Map::of([("user".to_owned(), Vec::new())]);
    for kind in seen {
        by_kind.get_or_default(kind.kind.clone()).push(kind);
    }
    let items = by_kind
        .into_iter()
        .map(|(kind, seen)| details(&kind, seen, request.with_observations))
        .list();
    let links = json_links(&mut [("self", request.request().target())]);
    Ok(Answer::found(&ContextKinds {
        items,
        links,
        unknown: Unknown::new(),
    }))
}

fn details(kind: &str, seen: Vec<SeenKind>, with_observations: bool) -> ContextKindDetails {
    let first = seen.iter().map(|seen| seen.first).min();
    ContextKindDetails {
        key: kind.into(),
        name: kind.to_owned(),
        description: String::new(),
        version: 1,
        creation_date: first.unwrap_or_default(),
        last_modified: first.unwrap_or_default(),
        last_seen: seen.iter().map(|seen| seen.last).max(),
        created_from: if kind == "user" {
            "default"
        } else {
            "auto-add"
        }
        .to_owned(),
        hide_in_targeting: Some(false),
        archived: Some(false),
        environment_observations: with_observations.then(|| {
            let observations = seen.into_iter().map(|seen| ContextKindObservation {
                environment_key: seen.environment.into(),
                last_seen: seen.last,
                unknown: Unknown::new(),
            });
            observations.list()
        }),
        links: None,
        unknown: Unknown::new(),
    }
}

/// Lists the names of attributes, by kind.
pub fn attribute_names(
    call: &Call<'_>,
    request: &ListContextAttributes,
) -> Result<Answer, SandboxError> {
    let limit = limit(request.limit, 100, 100)?;
    let (kind, prefix) = parts(request.filter.as_deref(), "name")?;
    let found = call.store.read(|connection| {
        let environment = places::require(connection, &request.place)?;
        let prefix = prefix.unwrap_or_default();
        contexts::names(connection, environment.id, kind.as_deref(), &prefix, limit)
    })?;
    let mut items: Vec<AttributeNames> = Vec::new();
    for counted in found {
        let name = AttributeName {
            name: counted.text,
            weight: counted.weight,
            redacted: counted.is_redacted.then_some(true),
            unknown: Unknown::new(),
        };
        match items.last_mut() {
            Some(last) if last.kind.as_str() == counted.kind => last.names.push(name),
            _ => items.push(AttributeNames {
                kind: counted.kind.into(),
                names: vec![name],
                unknown: Unknown::new(),
            }),
        }
    }
    Ok(Answer::found(&ByKind {
        items,
        unknown: Unknown::new(),
    }))
}

/// Lists the values of an attribute of one kind.
pub fn attribute_values(
    call: &Call<'_>,
    request: &ListContextAttributeValues,
) -> Result<Answer, SandboxError> {
    let limit = limit(request.limit, 50, 100)?;
    let (kind, prefix) = parts(request.filter.as_deref(), "value")?;
    let Some(kind) = kind else {
        return Err(Invalid::new(
            "filter",
            "Say of which kind the contexts are, such as kind equals \"user\".",
        )
        .into());
    };
    let found = call.store.read(|connection| {
        let environment = places::require(connection, &request.place)?;
        let (name, prefix) = (request.attribute.as_str(), prefix.as_deref());
        contexts::values(connection, environment.id, &kind, name, prefix, limit)
    })?;
    let values: Vec<AttributeValue> = found.iter().map(value).list();
    let items = if values.is_empty() {
        Vec::new()
    } else {
        vec![AttributeValues {
            kind: kind.into(),
            values,
            unknown: Unknown::new(),
        }]
    };
    Ok(Answer::found(&ByKind {
        items,
        unknown: Unknown::new(),
    }))
}

fn value(counted: &Counted) -> AttributeValue {
    AttributeValue {
        value: wire::parse(counted.text.as_bytes()).unwrap_or_default(),
        weight: counted.weight,
        unknown: Unknown::new(),
    }
}

/// The kind that a filter of attributes asks for, and what names or values begin with.
fn parts(filter: Option<&str>, other: &str) -> Result<(Option<String>, Option<String>), Invalid> {
    let (mut kind, mut prefix) = (None, None);
    let Some(filter) = Filter::parse(filter.unwrap_or_default())? else {
        return Ok((kind, prefix));
    };
    for condition in filter.conditions()? {
        let text = condition.value.as_str().map(str::to_owned);
        match (&condition.field, condition.operator) {
            (Field::Kind, Operator::Equals) => kind = text,
            (field, Operator::StartsWith) if is_named(field, other) => prefix = text,
            _ => {
                return Err(condition.wrong(&format!(
                    "only kind equals and {other} startsWith are understood here"
                )));
            }
        }
    }
    Ok((kind, prefix))
}

fn is_named(field: &Field, wanted: &str) -> bool {
    match field {
        Field::Name => wanted == "name",
        Field::Attribute { kind: None, name } => name == wanted,
        _ => false,
    }
}

fn limit(asked: Option<u64>, default: u64, greatest: u64) -> Result<u64, Invalid> {
    let limit = asked.unwrap_or(default);
    if !(1..=greatest).contains(&limit) {
        return Err(Invalid::new(
            "limit",
            format!("limit must be from 1 to {greatest}, not {limit}."),
        ));
    }
    Ok(limit)
}

/// Searches contexts.
pub fn search(call: &Call<'_>, request: &SearchContexts) -> Result<Answer, SandboxError> {
    let limit = limit(request.limit, 20, 50)?;
    let filter = Filter::parse(request.filter.as_deref().unwrap_or_default())?;
    let after = request
        .continuation_token
        .as_deref()
        .map(read_token)
        .transpose()?;
    let selection = Selection {
        filter: filter.as_ref(),
        since: call.now.plus(-REACH),
        after,
        // One more, to know whether there is a next page.
        limit: limit + 1,
    };
    let (uid, mut found, total) = call.store.read(|connection| {
        let environment = places::require(connection, &request.place)?;
        let found = contexts::page(connection, environment.id, &selection)?;
        let total = if request.without_total_count {
            None
        } else {
            Some(contexts::total(connection, environment.id, &selection)?)
        };
        Ok((environment.uid, found, total))
    })?;
    let has_more = found.len() as u64 > limit;
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let mut links = json_links(&mut [("self", request.link())]);
    let items: Vec<ContextRecord> = found
        .iter()
        .map(|stored| record(&request.place, stored, None))
        .list();
    let token = items.last().filter(|_| has_more).map(write_token);
    if let Some(token) = &token {
        let next = SearchContexts {
            continuation_token: Some(token.clone()),
            ..request.clone()
        };
        links.insert("next".to_owned(), json_link(next.link()));
    }
    Ok(Answer::found(&ContextPage {
        items,
        total_count: total,
        environment_id: uid,
        continuation_token: token,
        links: Some(links),
        unknown: Unknown::new(),
    }))
}

/// Gets a context by kind and key: once or not at all, as there is one application.
pub fn get(call: &Call<'_>, request: &GetContexts) -> Result<Answer, SandboxError> {
    limit(request.limit, 20, 50)?;
    let is_behind = match request.continuation_token.as_deref() {
        Some(token) => read_token(token)? >= (request.kind.to_string(), request.key.clone()),
        None => false,
    };
    let filter = Filter::parse(request.filter.as_deref().unwrap_or_default())?;
    if let Some(filter) = &filter {
        for condition in filter.clone().conditions()? {
            if condition.field != Field::ApplicationId {
                return Err(condition
                    .wrong("only applicationId is understood here")
                    .into());
            }
        }
    }
    let named = |condition: &Condition| match (&condition.operator, &condition.value) {
        (Operator::NotEquals, value) => value != APPLICATION,
        (_, Value::Array(values)) => values.iter().any(|value| value == APPLICATION),
        (_, value) => value == APPLICATION,
    };
    let conditions = match filter {
        Some(filter) => filter.conditions()?,
        None => Vec::new(),
    };
    let is_meant = conditions.iter().all(named);
    let (uid, found) = call.store.read(|connection| {
        let environment = places::require(connection, &request.place)?;
        let (kind, key) = (request.kind.as_str(), request.key.as_str());
        let found = contexts::find(connection, environment.id, kind, key)?;
        Ok((environment.uid, found))
    })?;
    let found = found.filter(|stored| is_meant && stored.last_seen >= call.now.plus(-REACH));
    let total = u64::from(found.is_some());
    let items = found
        .iter()
        .filter(|_| !is_behind)
        .map(|stored| record(&request.place, stored, Some(APPLICATION.to_owned())))
        .list();
    let links = json_links(&mut [("self", request.request().target())]);
    Ok(Answer::found(&ContextPage {
        items,
        total_count: (!request.without_total_count).then_some(total),
        environment_id: uid,
        continuation_token: None,
        links: Some(links),
        unknown: Unknown::new(),
    }))
}

fn record(place: &Place, stored: &StoredContext, application: Option<String>) -> ContextRecord {
    let context = wire::parse(stored.document.as_bytes()).unwrap_or_default();
    let (kind, key) = names_of(&context);
    let (project, environment) = (place.project.as_str(), place.environment.as_str());
    let itself = Operation::GetContexts.path_to(&[project, environment, kind, key]);
    let site = format!(
        "/{}/{}/contexts/{}/{}",
        url::encode(place.project.as_str()),
        url::encode(place.environment.as_str()),
        url::encode(kind),
        url::encode(key)
    );
    let links = links_with_site(
        &mut [("self", itself), ("parent", environment_path(place))],
        site,
    );
    ContextRecord {
        last_seen: Some(UnixMillis::to_rfc3339(stored.last_seen)),
        application_id: application,
        associated_contexts: Some(1),
        links: Some(links),
        access: None,
        unknown: Unknown::new(),
        context,
    }
}

fn names_of(context: &Value) -> (&str, &str) {
    let text = |name: &str| {
        context
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    (text("kind"), text("key"))
}

/// Where a page ends: kind and key, encoded so that nobody takes them for something to write.
fn write_token(last: &ContextRecord) -> String {
    let (kind, key) = names_of(&last.context);
    let bytes = format!("{kind}:{key}").into_bytes();
    let pairs: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).list();
    pairs.concat()
}

fn read_token(token: &str) -> Result<(String, String), Invalid> {
    let refusal = || {
        Invalid::new(
            "continuationToken",
            "The continuation token is not one that a page gave. Follow the next link.",
        )
    };
    let pairs: Vec<char> = token.chars().list();
    let bytes: Option<Vec<u8>> = pairs
        .chunks(2)
        .map(|pair| u8::from_str_radix(&pair.iter().collect::<String>(), 16).ok())
        .list_if_all();
    let text = bytes
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(refusal)?;
    // A kind has no colon.
    let (kind, key) = text.split_once(':').ok_or_else(refusal)?;
    Ok((kind.to_owned(), key.to_owned()))
}
