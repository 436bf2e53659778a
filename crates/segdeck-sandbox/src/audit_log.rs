//! Who changed what, when and why.

mod segment_change;
mod selection;
mod specifier;
mod told;

pub use segment_change::{ListChange, SegmentChange};

use segdeck_core::{
    UnixMillis,
    endpoint::{AuditFilter, Endpoint, GetAuditLogEntry, ListAuditLog, SearchAuditLog},
    gather::Gather,
    model::{AuditPage, Effect, PolicyStatement, Unknown},
};

use crate::{
    SandboxError,
    error::Failure,
    paging::json_link,
    reply::Answer,
    sandbox::Call,
    store::audit::read::{self, Listed},
};
use selection::Selection;
use told::Teller;

/// The account that everything in a sandbox belongs to.
pub const ACCOUNT: &str = "segdeck-sandbox";

pub fn list(call: &Call<'_>, request: &ListAuditLog) -> Result<Answer, SandboxError> {
    let statement = request.spec.as_ref().map(|spec| PolicyStatement {
        effect: Effect::Allow,
        resources: vec![spec.clone()],
        ..PolicyStatement::default()
    });
    let statements: Vec<_> = statement
        .into_iter()
        .map(|statement| (statement, "spec".to_owned()))
        .list();
    page(call, &statements, &request.filter, &|filter| {
        let mut call = request.clone();
        call.filter = filter;
        call.request().target()
    })
}

pub fn search(call: &Call<'_>, request: &SearchAuditLog) -> Result<Answer, SandboxError> {
    let statements: Vec<_> = request
        .statements
        .iter()
        .enumerate()
        .map(|(index, statement)| (statement.clone(), index.to_string()))
        .list();
    page(call, &statements, &request.filter, &|filter| {
        let mut call = request.clone();
        call.filter = filter;
        call.request().target()
    })
}

fn page(
    call: &Call<'_>,
    statements: &[(PolicyStatement, String)],
    filter: &AuditFilter,
    target: &dyn Fn(AuditFilter) -> String,
) -> Result<Answer, SandboxError> {
    call.store.read(|connection| {
        let selection = Selection::new(connection, statements, filter)?;
        let mut entries = selection.read(connection)?;
        let beyond = entries.split_off(selection.limit().min(entries.len()));
        let mut links = segdeck_core::model::Links::new();
        links.insert("self".to_owned(), json_link(target(filter.clone())));
        if let (Some(last), Some(beyond)) = (entries.last(), beyond.first()) {
            let before = Some(next_before(&entries, last, beyond));
            let next = AuditFilter {
                before,
                ..filter.clone()
            };
            links.insert("next".to_owned(), json_link(target(next)));
        }
        let teller = Teller::new(connection)?;
        Ok(Answer::found(&AuditPage {
            items: entries.iter().map(|entry| teller.tell(entry)).try_list()?,
            links,
            unknown: Unknown::new(),
        }))
    })
}

/// Where the next page begins. Of entries of one moment that a page parts, those that were shown
/// are shown again rather than the others lost; unless the page has no other moment, as it would
/// be the same once more.
fn next_before(entries: &[Listed], last: &Listed, beyond: &Listed) -> UnixMillis {
    let is_parted = last.at == beyond.at;
    let is_one_moment = entries.first().is_some_and(|first| first.at == last.at);
    if is_parted && !is_one_moment {
        last.at.plus(1)
    } else {
        last.at
    }
}

pub fn get(call: &Call<'_>, request: &GetAuditLogEntry) -> Result<Answer, SandboxError> {
    let unknown = || {
        SandboxError::from(Failure::NotFound(format!(
            "The audit log has no entry {:?}.",
            request.id
        )))
    };
    let row = told::row(&request.id).ok_or_else(unknown)?;
    call.store.read(|connection| {
        let found = read::one(connection, row)?
            .filter(|found| told::id(&found.entry) == request.id)
            .ok_or_else(unknown)?;
        Ok(Answer::found(&Teller::new(connection)?.tell_whole(found)?))
    })
}
