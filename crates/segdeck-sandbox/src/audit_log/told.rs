//! Entries as the API tells them.

use segdeck_core::{
    Invalid,
    endpoint::{Operation, Place},
    gather::Gather,
    model::{
        AuditEntry, AuditMember, AuditParent, AuditSubject, AuditTarget, AuditToken, Links,
        ResourceAccess, Unknown,
    },
    order::Map,
    url, wire,
};

use super::ACCOUNT;
use crate::{
    SandboxError,
    error::Failure,
    paging::{json_link, json_links, links_with_site},
    places::{environment_path, project_path, segment_path},
    store::{
        Connection,
        audit::read::{self, Collection, Detailed, Listed},
    },
};

/// What the log calls the sandbox where nobody asked it to do something.
const ITSELF: &str = "Sandbox";

/// The id of an entry: 24 hexadecimal digits, as LaunchDarkly's; the first 8 are the seconds.
pub fn id(entry: &Listed) -> String {
    let seconds = entry.at.0.div_euclid(1_000).rem_euclid(1 << 32);
    format!("{seconds:08x}{:016x}", entry.id)
}

/// The row of an entry of that id.
pub fn row(id: &str) -> Option<i64> {
    let (_, row) = id.split_at_checked(8)?;
    i64::from_str_radix(row, 16).ok()
}

/// Tells entries.
pub struct Teller<'a> {
    connection: &'a Connection,
    collections: Map<i64, Collection>,
}

impl<'a> Teller<'a> {
    /// Tells entries of that database.
    pub fn new(connection: &'a Connection) -> Result<Self, SandboxError> {
        Ok(Self {
            connection,
            collections: read::collections(connection)?,
        })
    }

    /// As a list shows it.
    pub fn tell(&self, entry: &Listed) -> Result<AuditEntry, SandboxError> {
        let collection = self.collections.get(&entry.collection).ok_or_else(|| {
            SandboxError::from(Failure::Corrupt(Invalid::new(
                "",
                "An entry is about nothing known.",
            )))
        })?;
        let key = read::key(self.connection, entry.resource)?;
        let resource = Resource { collection, key };
        let id = id(entry);
        let itself = Operation::GetAuditLogEntry.request(&[&id]).path;
        let mut links = resource.links();
        links.insert("self".to_owned(), json_link(itself));
        let log = Operation::ListAuditLog.path().to_owned();
        links.insert("parent".to_owned(), json_link(log));
        let specifier = resource.specifier();
        let actor = entry.actor.clone().unwrap_or_else(|| ITSELF.to_owned());
        let (member, token) = self.who(entry)?;
        let subject_links = token.as_ref().and_then(|token| token.links.clone());
        Ok(AuditEntry {
            links,
            id,
            account_id: ACCOUNT.to_owned(),
            date: entry.at,
            accesses: entry
                .actions
                .split_whitespace()
                .map(|action| ResourceAccess {
                    action: Some(action.to_owned()),
                    resource: Some(specifier.clone()),
                    unknown: Unknown::new(),
                })
                .list(),
            kind: resource.kind().to_owned(),
            name: entry.name.clone(),
            description: entry.description.clone(),
            short_description: short(&entry.description),
            comment: entry.comment.clone(),
            title_verb: Some(entry.verb.clone()),
            title: Some(self.title(&actor, entry, &resource)?),
            subject: Some(AuditSubject {
                links: subject_links,
                name: Some(actor),
                ..AuditSubject::default()
            }),
            member,
            token,
            target: Some(AuditTarget {
                links: Some(resource.links()),
                name: Some(entry.name.clone()),
                resources: Some(vec![specifier]),
                unknown: Unknown::new(),
            }),
            parent: self.parent(collection)?,
            ..AuditEntry::default()
        })
    }

    /// With what was before and after.
    pub fn tell_whole(&self, found: Detailed) -> Result<AuditEntry, SandboxError> {
        let delta = match found.delta.as_deref() {
            // Too long to be kept word for word; what it came to is known.
            Some("") => found.told.patch,
            Some(text) => Some(wire::parse(text.as_bytes()).map_err(SandboxError::corrupt)?),
            None => None,
        };
        Ok(AuditEntry {
            delta,
            previous_version: found.told.before,
            current_version: found.told.after,
            ..self.tell(&found.entry)?
        })
    }

    fn who(
        &self,
        entry: &Listed,
    ) -> Result<(Option<AuditMember>, Option<AuditToken>), SandboxError> {
        let Some(uid) = &entry.token else {
            return Ok((None, None));
        };
        // Members of the demo have no token of their own: their address stands in its place.
        if uid.contains('@') {
            let name = entry.actor.as_deref().unwrap_or_default();
            let (first, last) = name.split_once(' ').unwrap_or((name, ""));
            let member = AuditMember {
                id: Some(uid.clone()),
                email: Some(uid.clone()),
                first_name: Some(first.to_owned()),
                last_name: Some(last.to_owned()),
                ..AuditMember::default()
            };
            return Ok((Some(member), None));
        }
        let member = read::member(self.connection, uid)?.map(|id| AuditMember {
            id: Some(id),
            ..AuditMember::default()
        });
        let itself = Operation::GetToken.request(&[uid]).path;
        let token = AuditToken {
            links: Some(json_links(&mut [("self", itself)])),
            id: Some(uid.clone()),
            name: entry.actor.clone(),
            service_token: Some(false),
            ..AuditToken::default()
        };
        Ok((member, Some(token)))
    }

    /// Such as: Sandbox writer created the segment \[Beta\](/default/test/segments/beta) in `Test`.
    fn title(
        &self,
        actor: &str,
        entry: &Listed,
        resource: &Resource<'_>,
    ) -> Result<String, SandboxError> {
        let name = escaped(&entry.name);
        let mut title = format!(
            "{} {} [{name}]({})",
            escaped(actor),
            entry.verb,
            resource.site()
        );
        let Collection {
            project,
            environment,
            ..
        } = resource.collection;
        if !project.is_empty() {
            let place = read::place_name(self.connection, project, environment)?;
            let key = if environment.is_empty() {
                project
            } else {
                environment
            };
            let place = place.as_ref().unwrap_or(key);
            title = format!("{title} in `{place}`");
        }
        Ok(title)
    }

    fn parent(&self, collection: &Collection) -> Result<Option<AuditParent>, SandboxError> {
        let Collection {
            project,
            environment,
            ..
        } = collection;
        if project.is_empty() {
            return Ok(None);
        }
        let (path, resource) = if environment.is_empty() {
            (project_path(project), format!("proj/{project}"))
        } else {
            let place = Place::new(project.as_str(), environment.as_str());
            (
                environment_path(&place),
                format!("proj/{project}:env/{environment}"),
            )
        };
        Ok(Some(AuditParent {
            links: Some(json_links(&mut [("self", path)])),
            name: read::place_name(self.connection, project, environment)?,
            resource: Some(resource),
            unknown: Unknown::new(),
        }))
    }
}

/// What an entry is about.
struct Resource<'a> {
    collection: &'a Collection,
    key: String,
}

impl Resource<'_> {
    /// As entries name the type.
    fn kind(&self) -> &str {
        match self.collection.kind.as_str() {
            "proj" => "project",
            "env" => "environment",
            other => other,
        }
    }

    fn specifier(&self) -> String {
        let Collection {
            kind,
            project,
            environment,
        } = self.collection;
        let parents: String = [("proj", project), ("env", environment)]
            .into_iter()
            .filter(|(_, key)| !key.is_empty())
            .flat_map(|(kind, key)| [kind, "/", key, ":"])
            .collect();
        format!("{parents}{kind}/{}", self.key)
    }

    /// `canonical` to the API and `site` to the page.
    fn links(&self) -> Links {
        let Collection {
            kind,
            project,
            environment,
        } = self.collection;
        let canonical = match kind.as_str() {
            "proj" => project_path(&self.key),
            "env" => environment_path(&Place::new(project.as_str(), self.key.as_str())),
            "segment" => {
                let place = Place::new(project.as_str(), environment.as_str());
                segment_path(&place, &self.key.as_str().into())
            }
            _ => return Links::new(),
        };
        links_with_site(&mut [("canonical", canonical)], self.site())
    }

    /// The address of the page.
    fn site(&self) -> String {
        let Collection {
            kind,
            project,
            environment,
        } = self.collection;
        let encode = url::encode;
        match kind.as_str() {
            "proj" => format!("/settings/projects/{}", encode(&self.key)),
            "env" => format!("/settings/projects/{}/environments", encode(project)),
            _ => format!(
                "/{}/{}/{kind}s/{}",
                encode(project),
                encode(environment),
                encode(&self.key)
            ),
        }
    }
}

/// The first line, and how many more there are.
fn short(description: &str) -> String {
    let mut lines = description.lines();
    let first = lines.next().unwrap_or_default();
    let first = first.strip_prefix("* ").unwrap_or(first);
    match lines.count() {
        0 => first.to_owned(),
        more => format!("{first}, and {more} more"),
    }
}

/// A text as it reads in Markdown.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        if "\\`*_[]<>".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
