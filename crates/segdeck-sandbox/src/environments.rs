//! What the operations on environments do.

use segdeck_core::{
    IdSource, Invalid,
    endpoint::{
        CreateEnvironment, DeleteEnvironment, Endpoint, GetEnvironment, ListEnvironments,
        PatchEnvironment, Place,
    },
    gather::Gather,
    model::{Environment, Links, NewEnvironment, Page, Unknown, Withheld},
    validate, wire,
};

use crate::{
    SandboxError,
    error::Failure,
    paging::{Slice, json_link, json_links},
    patches::refusal,
    place_filter::{self, Listed},
    places::{distinct, environment_path, project_path, segments_path},
    reply::Answer,
    sandbox::Call,
    segments::refuse,
    store::{
        Connection,
        approval_settings::{self, EnvironmentApprovals},
        audit::{self, Resource},
        environments::{self, StoredEnvironment},
        places::{PlaceSelection, require_project, unknown_environment},
    },
};

mod copy;

/// Lists the environments of a project, in the order of their making unless the caller wants
/// another.
pub fn list(call: &Call<'_>, request: ListEnvironments) -> Result<Answer, SandboxError> {
    let page = call.store.read(|connection| {
        let project = require_project(connection, request.project.as_str())?;
        page(connection, project, request)
    })?;
    Ok(Answer::found(&page))
}

/// A page of the environments of a project.
pub fn page(
    connection: &Connection,
    project: i64,
    mut request: ListEnvironments,
) -> Result<Page<Environment>, SandboxError> {
    let slice = Slice::new(request.limit, request.offset)?;
    let filter = request.filter.as_deref().unwrap_or_default();
    let sort = request.sort.as_deref().unwrap_or_default();
    let selection = PlaceSelection {
        filters: &place_filter::filters(Listed::Environments, filter)?,
        sort: &place_filter::sort(Listed::Environments, sort)?,
        limit: slice.limit,
        offset: slice.offset,
    };
    let (mut items, total) = environments::page(connection, project, &selection)?;
    for stored in &mut items {
        let place = Place::new(request.project.clone(), stored.environment.key.clone());
        complete(connection, stored, &place)?;
    }
    let items = items.into_iter().map(|stored| stored.environment).list();
    let asked = request.request();
    (request.limit, request.offset) = slice.first();
    let mut page = slice.page(items, total, &asked, request.request());
    let parent = project_path(request.project.as_str());
    page.links.insert("parent".to_owned(), json_link(parent));
    Ok(page)
}

fn links(place: &Place) -> Links {
    let segments = segments_path(place);
    json_links(&mut [("self", environment_path(place)), ("segments", segments)])
}

/// Gets an environment.
pub fn get(call: &Call<'_>, request: &GetEnvironment) -> Result<Answer, SandboxError> {
    let environment = call
        .store
        .read(|connection| shown(connection, &request.place))?;
    Ok(Answer::found(&environment))
}

/// The environment at a place, as the API shows it.
pub fn shown(connection: &Connection, place: &Place) -> Result<Environment, SandboxError> {
    let project = require_project(connection, place.project.as_str())?;
    Ok(require(connection, project, place)?.environment)
}

fn require(
    connection: &Connection,
    project: i64,
    place: &Place,
) -> Result<StoredEnvironment, SandboxError> {
    let mut stored = environments::find(connection, project, place.environment.as_str())?
        .ok_or_else(|| unknown_environment(place))?;
    complete(connection, &mut stored, place)?;
    Ok(stored)
}

/// Adds what the API shows beside the settings in the row.
fn complete(
    connection: &Connection,
    stored: &mut StoredEnvironment,
    place: &Place,
) -> Result<(), SandboxError> {
    let approvals = approval_settings::of_environment(connection, stored.id)?;
    stored.environment.approval_settings = Some(approvals.flags);
    stored.environment.resource_approval_settings = Some(approvals.resources);
    stored.environment.links = links(place);
    Ok(())
}

/// Creates an environment, empty or as a copy of another.
pub fn create(call: &Call<'_>, request: &CreateEnvironment) -> Result<Answer, SandboxError> {
    let new = &request.environment;
    refuse(validate::new_environment(new))?;
    let place = Place::new(request.project.clone(), new.key.clone());
    let environment = call.store.write(|connection| {
        let project = require_project(connection, place.project.as_str())?;
        if environments::find(connection, project, new.key.as_str())?.is_some() {
            return Err(SandboxError::from(Failure::KeyTaken("environment")));
        }
        add(call, connection, project, &place, new)
    })?;
    Ok(Answer::created(&environment))
}

/// Puts a new environment, whose key is free, into a project.
pub fn add(
    call: &Call<'_>,
    connection: &Connection,
    project: i64,
    place: &Place,
    new: &NewEnvironment,
) -> Result<Environment, SandboxError> {
    let mut ids = call.ids;
    let settings = Environment {
        id: ids.next_id(),
        key: new.key.clone(),
        name: new.name.clone(),
        api_key: Withheld,
        mobile_key: Withheld,
        color: new.color.clone(),
        default_ttl: new.default_ttl.unwrap_or_default(),
        secure_mode: new.secure_mode.unwrap_or_default(),
        default_track_events: new.default_track_events.unwrap_or_default(),
        tags: distinct(new.tags.as_deref().unwrap_or_default()),
        require_comments: new.require_comments.unwrap_or_default(),
        confirm_changes: new.confirm_changes.unwrap_or_default(),
        critical: new.critical.unwrap_or_default(),
        approval_settings: None,
        resource_approval_settings: None,
        links: Links::new(),
        access: None,
        unknown: Unknown::new(),
    };
    let source = match &new.source {
        Some(source) => Some(copy::find(connection, project, source)?),
        None => None,
    };
    let id = environments::insert(connection, project, &settings)?;
    if let Some(source) = source {
        copy::segments(call, connection, source, id, place)?;
    }
    let environment = require(connection, project, place)?.environment;
    let after = wire::encode_value(&environment);
    audit::add(
        connection,
        &call
            .entry(
                Resource::environment(place),
                &environment.name,
                "createEnvironment",
            )
            .saying("created the environment")
            .states(None, Some(&after)),
    )?;
    Ok(environment)
}

/// Changes the settings of an environment, all of the patch or nothing.
pub fn patch(call: &Call<'_>, request: &PatchEnvironment) -> Result<Answer, SandboxError> {
    let place = &request.place;
    let environment = call.store.write(|connection| {
        let project = require_project(connection, place.project.as_str())?;
        let stored = require(connection, project, place)?;
        let before = stored.environment;
        let mut after = request
            .patch
            .apply_to_environment(&before)
            .map_err(|error| refusal(&request.patch, &error))?;
        refuse(validate::environment(&after))?;
        check_approvals(&before, &after)?;
        after.tags = distinct(&after.tags);
        if after == before {
            return Ok(before);
        }
        environments::save(connection, stored.id, stored.version + 1, &after)?;
        approval_settings::save(connection, stored.id, &approvals(&after))?;
        let (old, new) = (wire::encode_value(&before), wire::encode_value(&after));
        audit::add(
            connection,
            &call
                .entry(
                    Resource::environment(place),
                    &after.name,
                    "updateEnvironment",
                )
                .saying("updated the environment")
                .states(Some(&old), Some(&new))
                .by_patch(Some(request.patch.to_value()))
                .because(request.comment.as_deref()),
        )?;
        Ok(after)
    })?;
    Ok(Answer::found(&environment))
}

fn approvals(environment: &Environment) -> EnvironmentApprovals {
    EnvironmentApprovals {
        flags: environment.approval_settings.clone().unwrap_or_default(),
        resources: environment
            .resource_approval_settings
            .clone()
            .unwrap_or_default(),
    }
}

/// Refuses approval settings that contradict themselves. Those that stayed are not looked at.
fn check_approvals(before: &Environment, after: &Environment) -> Result<(), Invalid> {
    let (old, new) = (approvals(before), approvals(after));
    if new.flags != old.flags {
        new.flags
            .check()
            .map_err(|error| error.within("approvalSettings"))?;
    }
    for (kind, settings) in &new.resources {
        if old.resources.get(kind) != Some(settings) {
            settings
                .check()
                .map_err(|error| error.within(&format!("resourceApprovalSettings/{kind}")))?;
        }
    }
    Ok(())
}

/// Deletes an environment with all that is in it; the audit log stays. The last one of a project
/// cannot be deleted.
pub fn delete(call: &Call<'_>, request: &DeleteEnvironment) -> Result<Answer, SandboxError> {
    let place = &request.place;
    call.store.write(|connection| {
        let project = require_project(connection, place.project.as_str())?;
        let stored = require(connection, project, place)?;
        if environments::total(connection, project)? == 1 {
            return Err(Invalid::new(
                "",
                format!(
                    "{:?} is the last environment of its project, which keeps at least one.",
                    place.environment.as_str()
                ),
            )
            .into());
        }
        let before = wire::encode_value(&stored.environment);
        environments::delete(connection, stored.id)?;
        audit::add(
            connection,
            &call
                .entry(
                    Resource::environment(place),
                    &stored.environment.name,
                    "deleteEnvironment",
                )
                .saying("deleted the environment")
                .states(Some(&before), None),
        )?;
        Ok(Answer::Done)
    })
}
