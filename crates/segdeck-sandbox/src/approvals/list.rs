//! Reading approval requests.

use segdeck_core::{
    Invalid,
    endpoint::{Endpoint, GetApprovalRequest, ListApprovalRequests},
    gather::Gather,
    model::{ApprovalRequests, Unknown},
};

use super::{answer, filter};
use crate::{
    SandboxError,
    error::Failure,
    paging::Slice,
    reply::Answer,
    sandbox::Call,
    store::{Connection, approval_requests, approval_requests::Stored},
};

/// How many a page has at most: documented, unlike that of other lists.
const GREATEST_LIMIT: u64 = 200;

/// Whether a comma-separated list names this.
pub fn expands(list: Option<&str>, name: &str) -> bool {
    list.is_some_and(|list| list.split(',').any(|part| part.trim() == name))
}

/// Lists approval requests, the newest first.
pub fn list(call: &Call<'_>, mut request: ListApprovalRequests) -> Result<Answer, SandboxError> {
    if let Some(limit) = request.limit.filter(|limit| *limit > GREATEST_LIMIT) {
        return Err(Invalid::new(
            "limit",
            format!("limit must be from 1 to {GREATEST_LIMIT}, not {limit}."),
        )
        .into());
    }
    let slice = Slice::new(request.limit, request.offset)?;
    let conditions = filter::parse(request.filter.as_deref().unwrap_or_default())?;
    let (items, total) = call.store.read(|connection| {
        let (stored, total) =
            approval_requests::page(connection, &conditions, slice.limit, slice.offset)?;
        let expand = request.expand.as_deref();
        let items = stored
            .iter()
            .map(|stored| answer::expanded(connection, stored, expand, answer::Scope::List))
            .try_list()?;
        Ok((items, total))
    })?;
    let asked = request.request();
    (request.limit, request.offset) = slice.first();
    let links = slice.links_of(total, &asked, request.request());
    Ok(Answer::found(&ApprovalRequests {
        items,
        total_count: total,
        links,
        unknown: Unknown::new(),
    }))
}

/// Gets one approval request.
pub fn get(call: &Call<'_>, request: &GetApprovalRequest) -> Result<Answer, SandboxError> {
    call.store.read(|connection| {
        let stored = require(connection, &request.id)?;
        let expand = request.expand.as_deref();
        let answer = answer::expanded(connection, &stored, expand, answer::Scope::One)?;
        Ok(Answer::found(&answer))
    })
}

/// The approval request of that id.
///
/// # Errors
/// When there is none.
pub fn require(connection: &Connection, id: &str) -> Result<Stored, SandboxError> {
    approval_requests::find(connection, id)?.ok_or_else(|| {
        SandboxError::from(Failure::NotFound(format!(
            "There is no approval request with the id {id:?}."
        )))
    })
}
