//! Access tokens, API versions and the root.

use segdeck_core::{
    endpoint::{Endpoint, GetToken, ListTokens, Operation},
    gather::Gather,
    model::{AccessToken, Links, Member, Root, Unknown, Versions},
};

use crate::{
    SandboxError,
    error::Failure,
    paging::{Slice, json_link, json_links},
    places::ACCOUNT,
    reply::Answer,
    roles::Role,
    sandbox::Call,
    store::tokens::{self, Caller, ListedToken},
    versions,
};

/// How many tokens a page has when the caller does not say.
const PAGE: u64 = 25;

/// Which tokens the caller may see: an admin all, everybody else their own.
fn owner<'a>(call: &'a Call<'_>, wants_all: bool) -> Option<&'a str> {
    let sees_all = wants_all && call.caller.role == Role::Admin;
    (!sees_all).then_some(call.caller.member.as_str())
}

pub fn list(call: &Call<'_>, mut request: ListTokens) -> Result<Answer, SandboxError> {
    let slice = Slice::new(Some(request.limit.unwrap_or(PAGE)), request.offset)?;
    let (tokens, total) = call.store.read(|connection| {
        let owner = owner(call, request.show_all);
        tokens::page(connection, owner, slice.limit, slice.offset)
    })?;
    let items = tokens.into_iter().map(shown).list();
    let asked = request.request();
    (request.limit, request.offset) = slice.first();
    let page = slice.page(items, total, &asked, request.request());
    Ok(Answer::found(&page))
}

pub fn get(call: &Call<'_>, request: &GetToken) -> Result<Answer, SandboxError> {
    call.store
        .read(|connection| tokens::by_uid(connection, owner(call, true), &request.id))?
        .map(|token| Answer::found(&shown(token)))
        .ok_or_else(|| {
            SandboxError::from(Failure::NotFound(format!(
                "There is no access token with the id {:?} that you may see.",
                request.id
            )))
        })
}

fn shown(token: ListedToken) -> AccessToken {
    let ListedToken { caller, ending } = token;
    let parent = Operation::ListTokens.path();
    let itself = Operation::GetToken.path_to(&[&caller.uid]);
    AccessToken {
        owner_id: ACCOUNT.to_owned(),
        member_id: caller.member.clone(),
        member: Some(member(&caller)),
        name: Some(caller.name.clone()),
        custom_role_ids: Some(Vec::new()),
        role: Some(caller.role.as_str().to_owned()),
        token: ending,
        service_token: Some(false),
        default_api_version: Some(i64::from(versions::LATEST)),
        links: json_links(&mut [("self", itself), ("parent", parent.to_owned())]),
        id: caller.uid,
        ..AccessToken::default()
    }
}

/// The member whom a token belongs to, named as the token is.
pub fn member(caller: &Caller) -> Member {
    let (first, last) = caller.name.split_once(' ').unwrap_or((&caller.name, ""));
    Member {
        links: Links::new(),
        id: caller.member.clone(),
        first_name: Some(first.to_owned()),
        last_name: (!last.is_empty()).then(|| last.to_owned()),
        role: caller.role.as_str().to_owned(),
        // A top-level domain that never exists, so that nobody is written to.
        email: format!("{}@sandbox.invalid", caller.member),
        unknown: Unknown::new(),
    }
}

pub fn tell_versions(call: &Call<'_>) -> Answer {
    Answer::found(&Versions {
        valid_versions: versions::DATES.map(i64::from).to_vec(),
        latest_version: i64::from(versions::LATEST),
        current_version: i64::from(call.version.date),
        beta: Some(call.version.is_beta),
        unknown: Unknown::new(),
    })
}

pub fn tell_root() -> Answer {
    let mut links = Links::new();
    for operation in Operation::ALL.iter().copied().filter(|one| one.is_read()) {
        let path = operation.path();
        // Where a kind of resource begins: /api/v2 and one more part.
        if let Some(name) = path.strip_prefix("/api/v2/")
            && !name.contains('/')
        {
            links.insert(name.to_owned(), json_link(path.to_owned()));
        }
    }
    links.insert(
        "self".to_owned(),
        json_link(Operation::GetRoot.path().to_owned()),
    );
    Answer::found(&Root {
        links,
        unknown: Unknown::new(),
    })
}

/// Refuses a request to a beta operation that does not say that it knows.
///
/// # Errors
/// When the request does not ask for the version `beta`.
pub fn require_beta(call: &Call<'_>) -> Result<(), SandboxError> {
    if call.version.is_beta {
        Ok(())
    } else {
        Err(SandboxError::from(Failure::BetaOnly))
    }
}
