//! Projects, environments, and who the token is.

use segdeck_core::{
    endpoint::{
        Endpoint, ListEnvironments, ListProjects, ListSegments, Operation, PathParameters, Place,
    },
    model::{CallerIdentity, Environment, Page, Project, Unknown},
    wire::{self, Request},
};
use serde::Serialize;

use crate::{
    SandboxError,
    paging::{Slice, json_link},
    reply::Answer,
    sandbox::Call,
    store::places,
};

/// The id of the one account.
pub const ACCOUNT: &str = "segdeck-sandbox";

/// An environment as the API answers it. The service requires its two secrets; here they are
/// empty, as nothing connects to the sandbox with them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EnvironmentAnswer {
    #[serde(flatten)]
    environment: Environment,
    api_key: &'static str,
    mobile_key: &'static str,
    default_ttl: i64,
    secure_mode: bool,
    default_track_events: bool,
}

/// Lists projects.
pub fn list_projects(call: &Call<'_>, request: &ListProjects) -> Result<Answer, SandboxError> {
    let slice = Slice::new(request.limit, request.offset)?;
    let (mut items, total) = call
        .store
        .read(|connection| Ok(places::projects(connection, slice.limit, slice.offset)?))?;
    for project in &mut items {
        add_project_links(project);
    }
    let mut links = slice.links(total, |offset| {
        let page = ListProjects {
            limit: Some(slice.limit),
            offset: Some(offset),
        };
        page.request().target()
    });
    links.insert("self".to_owned(), json_link(request.request().target()));
    Ok(Answer::found(&Page {
        items,
        links,
        total_count: Some(total),
        unknown: Unknown::new(),
    }))
}

fn add_project_links(project: &mut Project) {
    let environments = ListEnvironments::new(project.key.clone()).request().path;
    let itself = format!(
        "{}/{}",
        Operation::ListProjects.path(),
        encoded(&project.key)
    );
    project.links.insert("self".to_owned(), json_link(itself));
    project
        .links
        .insert("environments".to_owned(), json_link(environments));
}

fn encoded(key: &impl AsRef<str>) -> String {
    segdeck_core::url::encode(key.as_ref())
}

/// Lists the environments of a project.
pub fn list_environments(
    call: &Call<'_>,
    request: &ListEnvironments,
) -> Result<Answer, SandboxError> {
    let slice = Slice::new(request.limit, request.offset)?;
    let (items, total) = call.store.read(|connection| {
        let project = places::require_project(connection, request.project.as_str())?;
        let (limit, offset) = (slice.limit, slice.offset);
        Ok(places::environments(connection, project, limit, offset)?)
    })?;
    let items = items
        .into_iter()
        .map(|mut environment| {
            let place = Place::new(request.project.clone(), environment.key.clone());
            for (name, href) in [
                ("self", environment_path(&place)),
                ("segments", ListSegments::new(place).request().path),
            ] {
                environment.links.insert(name.to_owned(), json_link(href));
            }
            EnvironmentAnswer {
                environment,
                api_key: "",
                mobile_key: "",
                default_ttl: 0,
                secure_mode: false,
                default_track_events: false,
            }
        })
        .collect();
    let mut links = slice.links(total, |offset| {
        let page = ListEnvironments {
            limit: Some(slice.limit),
            offset: Some(offset),
            ..request.clone()
        };
        page.request().target()
    });
    let project = format!(
        "{}/{}",
        Operation::ListProjects.path(),
        encoded(&request.project)
    );
    links.insert("self".to_owned(), json_link(request.request().target()));
    links.insert("parent".to_owned(), json_link(project));
    Ok(Answer::found(&Page::<EnvironmentAnswer> {
        items,
        links,
        total_count: Some(total),
        unknown: Unknown::new(),
    }))
}

/// The address of an environment.
pub fn environment_path(place: &Place) -> String {
    let environments = ListEnvironments::new(place.project.clone()).request().path;
    format!("{environments}/{}", encoded(&place.environment))
}

/// Tells who the token is.
pub fn get_caller_identity(call: &Call<'_>) -> Answer {
    Answer::Found(wire::encode(&CallerIdentity {
        account_id: Some(ACCOUNT.to_owned()),
        member_id: Some(call.caller.member.clone()),
        token_id: Some(call.caller.uid.clone()),
        token_name: Some(call.caller.name.clone()),
        token_kind: Some("auth".to_owned()),
        auth_kind: Some("token".to_owned()),
        service_token: Some(false),
        scopes: Some(vec![call.caller.role.as_str().to_owned()]),
        unknown: Unknown::new(),
    }))
}

/// Carries out one of these operations.
pub fn perform(
    _call: &Call<'_>,
    operation: Operation,
    _parameters: &PathParameters,
    _request: &Request,
) -> Result<Answer, SandboxError> {
    Err(SandboxError::NotFound(format!(
        "{} is not served.",
        operation.id()
    )))
}
