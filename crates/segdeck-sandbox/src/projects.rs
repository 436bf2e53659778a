//! What the operations on projects do.

use segdeck_core::{
    IdSource, Invalid,
    endpoint::{
        CreateProject, DeleteProject, Endpoint, GetProject, ListEnvironments, ListProjects,
        Operation, Place,
    },
    gather::Gather,
    model::{
        ClientSideAvailability, CreatedProject, Links, NewEnvironment, NewProject, Project, Unknown,
    },
    validate, wire,
};

use crate::{
    SandboxError, environments,
    error::Failure,
    paging::{Slice, json_links},
    place_filter::{self, Listed},
    places::distinct,
    places::project_path,
    reply::Answer,
    sandbox::Call,
    segments::refuse,
    store::{
        Connection,
        audit::{self, Resource},
        places::{PlaceSelection, unknown_project},
        projects::{self, StoredProject},
    },
};

/// Lists projects, in the order of their making unless the caller wants another.
pub fn list(call: &Call<'_>, mut request: ListProjects) -> Result<Answer, SandboxError> {
    let slice = Slice::new(request.limit, request.offset)?;
    let filter = request.filter.as_deref().unwrap_or_default();
    let sort = request.sort.as_deref().unwrap_or_default();
    let selection = PlaceSelection {
        filters: &place_filter::filters(Listed::Projects, filter)?,
        sort: &place_filter::sort(Listed::Projects, sort)?,
        limit: slice.limit,
        offset: slice.offset,
    };
    let (items, total) = call.store.read(|connection| {
        let (stored, total) = projects::page(connection, &selection)?;
        let items = stored
            .into_iter()
            .map(|stored| shown(connection, stored, request.with_environments))
            .try_list()?;
        Ok((items, total))
    })?;
    let asked = request.request();
    (request.limit, request.offset) = slice.first();
    let page = slice.page(items, total, &asked, request.request());
    Ok(Answer::found(&page))
}

/// Gets a project.
pub fn get(call: &Call<'_>, request: &GetProject) -> Result<Answer, SandboxError> {
    let project = call.store.read(|connection| {
        let key = request.project.as_str();
        of_key(connection, key, request.with_environments)
    })?;
    Ok(Answer::found(&project))
}

/// The project of that key, as the API shows it.
pub fn of_key(
    connection: &Connection,
    key: &str,
    with_environments: bool,
) -> Result<Project, SandboxError> {
    let stored = require(connection, key)?;
    shown(connection, stored, with_environments)
}

fn require(connection: &Connection, key: &str) -> Result<StoredProject, SandboxError> {
    projects::find(connection, key)?.ok_or_else(|| unknown_project(key))
}

/// A project as the API shows it.
fn shown(
    connection: &Connection,
    stored: StoredProject,
    with_environments: bool,
) -> Result<Project, SandboxError> {
    let mut project = stored.project;
    project.links = links(&project);
    if with_environments {
        let first = ListEnvironments::new(project.key.clone());
        let page = environments::page(connection, stored.id, first)?;
        project.environments = Some(page);
    }
    Ok(project)
}

fn links(project: &Project) -> Links {
    let itself = project_path(project.key.as_str());
    let environments = Operation::ListEnvironments.path_to(&[project.key.as_str()]);
    json_links(&mut [("self", itself), ("environments", environments)])
}

/// Creates a project with its environments: `test` and `production` where none are named.
pub fn create(call: &Call<'_>, request: &CreateProject) -> Result<Answer, SandboxError> {
    let new = &request.project;
    refuse(validate::new_project(new))?;
    let project = call.store.write(|connection| {
        if projects::find(connection, new.key.as_str())?.is_some() {
            return Err(SandboxError::from(Failure::KeyTaken("project")));
        }
        let project = made(new, call.ids);
        let id = projects::insert(connection, &project)?;
        let after = wire::encode_value(&project);
        audit::add(
            connection,
            &call
                .entry(
                    Resource::project(new.key.as_str()),
                    &project.name,
                    "createProject",
                )
                .saying("created the project")
                .states(None, Some(&after)),
        )?;
        let defaults = default_environments();
        let mut environments = Vec::new();
        for environment in new.environments.as_ref().unwrap_or(&defaults) {
            let place = Place::new(new.key.clone(), environment.key.clone());
            environments.push(environments::add(
                call,
                connection,
                id,
                &place,
                environment,
            )?);
        }
        Ok(CreatedProject::new(project, environments))
    })?;
    Ok(Answer::created(&project))
}

fn made(new: &NewProject, mut ids: impl IdSource) -> Project {
    // A mobile key comes with an app; browsers have to be let in on purpose.
    let availability = new
        .default_client_side_availability
        .unwrap_or(ClientSideAvailability {
            using_mobile_key: true,
            using_environment_id: new.include_in_snippet_by_default.unwrap_or_default(),
        });
    let mut project = Project {
        id: ids.next_id(),
        key: new.key.clone(),
        name: new.name.clone(),
        tags: distinct(&new.tags),
        include_in_snippet_by_default: availability.using_environment_id,
        default_client_side_availability: Some(availability),
        environments: None,
        links: Links::new(),
        unknown: Unknown::new(),
    };
    project.links = links(&project);
    project
}

/// What LaunchDarkly gives a project without environments of its own.
fn default_environments() -> Vec<NewEnvironment> {
    [
        ("test", "Test", "F5A623", false),
        ("production", "Production", "417505", true),
    ]
    .map(|(key, name, color, is_critical)| NewEnvironment {
        key: key.into(),
        name: name.to_owned(),
        color: color.to_owned(),
        critical: Some(is_critical),
        ..NewEnvironment::default()
    })
    .into()
}

/// Deletes a project with all that is in it; the audit log stays. The last one cannot be deleted.
pub fn delete(call: &Call<'_>, request: &DeleteProject) -> Result<Answer, SandboxError> {
    let key = request.project.as_str();
    call.store.write(|connection| {
        let stored = require(connection, key)?;
        if projects::total(connection)? == 1 {
            return Err(Invalid::new(
                "",
                format!("{key:?} is the last project of the account, which keeps at least one."),
            )
            .into());
        }
        let before = wire::encode_value(&shown(connection, stored.clone(), false)?);
        projects::delete(connection, stored.id)?;
        audit::add(
            connection,
            &call
                .entry(
                    Resource::project(key),
                    &stored.project.name,
                    "deleteProject",
                )
                .saying("deleted the project")
                .states(Some(&before), None),
        )?;
        Ok(Answer::Done)
    })
}
