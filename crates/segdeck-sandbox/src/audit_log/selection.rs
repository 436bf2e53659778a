//! Which entries a request means, and along which indexes they are found.

use segdeck_core::{
    Invalid, UnixMillis,
    endpoint::AuditFilter,
    gather::Gather,
    letter_case::lowercase,
    model::{Effect, PolicyStatement},
    order::Set,
};

use super::specifier::{Part, Pattern, Specifier};
use crate::{
    SandboxError,
    store::{
        Connection,
        audit::read::{self, Collection, Listed, Source},
    },
};

/// So many indexes at most are walked along at once; beyond, all entries are.
const SOURCES_LIMIT: usize = 32;
/// How many entries a page has when the caller does not say, and at most.
const DEFAULT_LIMIT: u64 = 10;
const GREATEST_LIMIT: u64 = 20;
/// So many statements and specifiers at most are taken, as each is looked up.
const STATEMENTS_LIMIT: usize = 100;

/// Resources of which there are entries.
#[derive(Debug, Default)]
struct Matched {
    collections: Set<i64>,
    /// Resources of other collections.
    resources: Set<i64>,
}

impl Matched {
    fn has(&self, entry: &Listed) -> bool {
        self.collections.contains(&entry.collection) || self.resources.contains(&entry.resource)
    }
}

/// A statement whose specifiers have been looked up.
struct Statement {
    effect: Effect,
    /// `None` where everything is meant.
    resources: Option<Matched>,
    not_resources: Option<Matched>,
    actions: Vec<Pattern>,
    not_actions: Vec<Pattern>,
}

impl Statement {
    fn is_about(&self, entry: &Listed) -> bool {
        let is_any = |patterns: &[Pattern], action: &str| {
            patterns.iter().any(|pattern| pattern.matches(action))
        };
        let is_meant = |action: &str| {
            (self.actions.is_empty() || is_any(&self.actions, action))
                && !is_any(&self.not_actions, action)
        };
        // An entry without actions is one of everything.
        let has_action = if entry.actions.is_empty() {
            is_meant("")
        } else {
            entry.actions.split(' ').any(is_meant)
        };
        has_action
            && self
                .resources
                .as_ref()
                .is_none_or(|matched| matched.has(entry))
            && !self
                .not_resources
                .as_ref()
                .is_some_and(|matched| matched.has(entry))
    }
}

/// The entries that a request means.
pub struct Selection {
    statements: Vec<Statement>,
    /// `None` for whoever did it.
    tokens: Option<Set<String>>,
    text: Option<(String, Set<i64>)>,
    between: (UnixMillis, UnixMillis),
    limit: usize,
}

impl Selection {
    /// Looks up what a request names.
    pub fn new(
        connection: &Connection,
        statements: &[(PolicyStatement, String)],
        filter: &AuditFilter,
    ) -> Result<Self, SandboxError> {
        let specifiers: usize = statements
            .iter()
            .map(|(statement, _)| statement.resources.len() + statement.not_resources.len())
            .sum();
        if statements.len() > STATEMENTS_LIMIT || specifiers > STATEMENTS_LIMIT {
            return Err(Invalid::new(
                "",
                format!("At most {STATEMENTS_LIMIT} statements and resource specifiers are taken."),
            )
            .into());
        }
        let text = match filter.text.as_deref() {
            None | Some("") => None,
            Some(text) => {
                let keys = read::resources_named(connection, text)?;
                Some((lowercase(text), keys))
            }
        };
        Ok(Self {
            statements: statements
                .iter()
                .map(|(statement, at)| look_up(connection, statement, at))
                .try_list()?,
            tokens: tokens(connection, filter)?,
            text,
            between: (
                filter.after.unwrap_or(UnixMillis(i64::MIN)),
                filter.before.unwrap_or(UnixMillis(i64::MAX)),
            ),
            limit: limit(filter.limit)?,
        })
    }

    /// How many entries a page has.
    pub fn limit(&self) -> usize {
        self.limit
    }

    /// The entries of a page, and one more if there is one.
    pub fn read(&self, connection: &Connection) -> Result<Vec<Listed>, SandboxError> {
        let is_wanted = |entry: &Listed| self.is_wanted(entry);
        let limit = self.limit + 1;
        read::newest(connection, &self.sources(), self.between, limit, &is_wanted)
    }

    /// The fewest indexes along which every wanted entry is found.
    fn sources(&self) -> Vec<Source> {
        let allowed: Vec<&Statement> = self
            .statements
            .iter()
            .filter(|statement| statement.effect == Effect::Allow)
            .list();
        if let Some(matched) = allowed
            .iter()
            .map(|statement| statement.resources.as_ref())
            .list_if_all()
            .filter(|_| !self.statements.is_empty())
        {
            let collections = matched
                .iter()
                .flat_map(|matched| matched.collections.iter());
            let collections = Set::of(collections.copied());
            let resources = matched.iter().flat_map(|matched| matched.resources.iter());
            let resources = Set::of(resources.copied());
            // A resource of a collection that is walked along anyway would be found twice.
            if collections.is_empty() && resources.len() <= SOURCES_LIMIT {
                return resources.into_iter().map(Source::Resource).list();
            }
            if resources.is_empty() && collections.len() <= SOURCES_LIMIT {
                return collections.into_iter().map(Source::Collection).list();
            }
            return vec![Source::All];
        }
        match &self.tokens {
            Some(tokens) if tokens.len() <= SOURCES_LIMIT => {
                tokens.iter().cloned().map(Source::Token).list()
            }
            _ => vec![Source::All],
        }
    }

    fn is_wanted(&self, entry: &Listed) -> bool {
        let is_by = self.tokens.as_ref().is_none_or(|tokens| {
            entry
                .token
                .as_ref()
                .is_some_and(|token| tokens.contains(token))
        });
        let is_picked_by = |effect: Effect| {
            let mut statements = self.statements.iter();
            statements.any(|statement| statement.effect == effect && statement.is_about(entry))
        };
        let is_among = self.statements.is_empty()
            || is_picked_by(Effect::Allow) && !is_picked_by(Effect::Deny);
        is_by && is_among && self.says(entry)
    }

    fn says(&self, entry: &Listed) -> bool {
        let Some((text, keys)) = &self.text else {
            return true;
        };
        let has = |field: &str| lowercase(field).contains(text);
        keys.contains(&entry.resource)
            || has(&entry.name)
            || has(&entry.description)
            || entry.comment.as_deref().is_some_and(has)
            || entry.actor.as_deref().is_some_and(has)
    }
}

fn limit(limit: Option<u64>) -> Result<usize, Invalid> {
    let limit = limit.unwrap_or(DEFAULT_LIMIT);
    usize::try_from(limit)
        .ok()
        .filter(|_| (1..=GREATEST_LIMIT).contains(&limit))
        .ok_or_else(|| {
            Invalid::new(
                "limit",
                format!("limit must be from 1 to {GREATEST_LIMIT}, not {limit}."),
            )
        })
}

/// The tokens that count: those named, and those of the members named.
fn tokens(
    connection: &Connection,
    filter: &AuditFilter,
) -> Result<Option<Set<String>>, SandboxError> {
    let named = (!filter.tokens.is_empty()).then(|| Set::of(filter.tokens.iter().cloned()));
    if filter.members.is_empty() {
        return Ok(named);
    }
    let mut theirs = Set::new();
    for member in &filter.members {
        theirs.extend(read::tokens_of(connection, member)?);
        theirs.insert(member.clone());
    }
    Ok(Some(match named {
        Some(named) => Set::of(theirs.into_iter().filter(|token| named.contains(token))),
        None => theirs,
    }))
}

fn look_up(
    connection: &Connection,
    statement: &PolicyStatement,
    at: &str,
) -> Result<Statement, SandboxError> {
    let matched = |name: &str, specifiers: &[String]| -> Result<Option<Matched>, SandboxError> {
        if specifiers.is_empty() {
            return Ok(None);
        }
        let mut matched = Matched::default();
        for (index, text) in specifiers.iter().enumerate() {
            let at = if name.is_empty() {
                at.to_owned()
            } else {
                format!("{at}/{name}/{index}")
            };
            find(connection, &Specifier::parse(text, &at)?, &mut matched)?;
        }
        Ok(Some(matched))
    };
    let patterns = |actions: &[String]| -> Vec<Pattern> {
        actions.iter().map(|action| action.as_str().into()).list()
    };
    let name = |name: &'static str| if at == "spec" { "" } else { name };
    Ok(Statement {
        effect: statement.effect,
        resources: matched(name("resources"), &statement.resources)?,
        not_resources: matched(name("notResources"), &statement.not_resources)?,
        actions: patterns(&statement.actions),
        not_actions: patterns(&statement.not_actions),
    })
}

/// Finds the resources of a specifier.
fn find(
    connection: &Connection,
    specifier: &Specifier,
    matched: &mut Matched,
) -> Result<(), SandboxError> {
    let (project, environment, kind, Some(leaf)) = specifier.levels() else {
        return Ok(());
    };
    for (id, collection) in read::collections(connection)? {
        let is_meant = collection.kind == kind
            && fits(project, &collection.project)
            && fits(environment, &collection.environment)
            && has_tags(connection, project, &collection.project, "", "")?
            && has_tags(
                connection,
                environment,
                &collection.project,
                &collection.environment,
                "",
            )?;
        if !is_meant {
            continue;
        }
        if leaf.tags.is_empty() && leaf.key.is_any() {
            matched.collections.insert(id);
        } else if let Some(key) = leaf.key.exact() {
            let known = read::resource(connection, id, key)?;
            if let Some(resource) = known
                && leaf_has_tags(connection, leaf, &collection, key)?
            {
                matched.resources.insert(resource);
            }
        } else {
            for (resource, key) in read::resources(connection, id)? {
                if leaf.key.matches(&key) && leaf_has_tags(connection, leaf, &collection, &key)? {
                    matched.resources.insert(resource);
                }
            }
        }
    }
    Ok(())
}

/// Whether a level is what the collection has there; a collection without the level has nothing.
fn fits(part: Option<&Part>, key: &str) -> bool {
    match part {
        Some(part) => !key.is_empty() && part.key.matches(key),
        None => key.is_empty(),
    }
}

fn leaf_has_tags(
    connection: &Connection,
    leaf: &Part,
    collection: &Collection,
    key: &str,
) -> Result<bool, SandboxError> {
    let Collection {
        kind,
        project,
        environment,
    } = collection;
    match kind.as_str() {
        "proj" => has_tags(connection, Some(leaf), key, "", ""),
        "env" => has_tags(connection, Some(leaf), project, key, ""),
        _ => has_tags(connection, Some(leaf), project, environment, key),
    }
}

fn has_tags(
    connection: &Connection,
    part: Option<&Part>,
    project: &str,
    environment: &str,
    segment: &str,
) -> Result<bool, SandboxError> {
    let Some(part) = part.filter(|part| !part.tags.is_empty()) else {
        return Ok(true);
    };
    let tags = read::tags(connection, project, environment, segment)?;
    Ok(part
        .tags
        .iter()
        .all(|wanted| tags.iter().any(|tag| wanted.matches(tag))))
}
