//! What projects and environments share, and who the token is.

use segdeck_core::{
    endpoint::{
        CreateEnvironment, CreateProject, DeleteEnvironment, DeleteProject, Endpoint,
        GetEnvironment, GetProject, ListEnvironments, ListProjects, Operation, PatchEnvironment,
        PathParameters, Place,
    },
    model::{CallerIdentity, Unknown},
    wire::{self, Request},
};

use crate::{SandboxError, environments, projects, reply::Answer, sandbox::Call};

/// The id of the one account.
pub const ACCOUNT: &str = "segdeck-sandbox";

/// Carries out one of the operations on projects and environments.
pub fn perform(
    call: &Call<'_>,
    operation: Operation,
    parameters: &PathParameters,
    request: &Request,
) -> Result<Answer, SandboxError> {
    match operation {
        Operation::ListProjects => projects::list(call, &ListProjects::parse(request)?),
        Operation::CreateProject => projects::create(call, &CreateProject::parse(request)?),
        Operation::GetProject => projects::get(call, &GetProject::parse(parameters, request)?),
        Operation::DeleteProject => projects::delete(call, &DeleteProject::parse(parameters)),
        Operation::ListEnvironments => {
            environments::list(call, &ListEnvironments::parse(parameters, request)?)
        }
        Operation::CreateEnvironment => {
            environments::create(call, &CreateEnvironment::parse(parameters, request)?)
        }
        Operation::GetEnvironment => environments::get(call, &GetEnvironment::parse(parameters)),
        Operation::PatchEnvironment => {
            environments::patch(call, &PatchEnvironment::parse(parameters, request)?)
        }
        Operation::DeleteEnvironment => {
            environments::delete(call, &DeleteEnvironment::parse(parameters))
        }
        other => Err(SandboxError::NotFound(format!(
            "{} is not about projects or environments.",
            other.id()
        ))),
    }
}

/// The address of an environment.
pub fn environment_path(place: &Place) -> String {
    GetEnvironment::new(place.clone()).request().path
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

/// The same tags, each once.
pub fn distinct(tags: &[String]) -> Vec<String> {
    let mut distinct: Vec<String> = Vec::new();
    for tag in tags {
        if !distinct.contains(tag) {
            distinct.push(tag.clone());
        }
    }
    distinct
}
