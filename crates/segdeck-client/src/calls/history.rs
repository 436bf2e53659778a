//! The audit log and flags.

use std::collections::BTreeSet;

use segdeck_core::{
    ProjectKey, UnixMillis,
    endpoint::{GetAuditLogEntry, GetFlag, ListAuditLog, ListFlags, SearchAuditLog},
    model::{AuditEntry, AuditPage, Flag, Page},
    wire::Transport,
};

use super::Answer;
use crate::Client;

/// Where a walk back through the audit log stands, the newest entry first.
///
/// The log is paged by time: each page begins before the oldest entry of the one before. Entries
/// of one moment may stand on both sides of that; they are asked for again, and those that were
/// handed over left out. Only of more entries in one moment than a page holds can some be missed.
#[derive(Clone, Debug)]
pub struct AuditWalk {
    /// `None` when the log's end was reached.
    next: Option<ListAuditLog>,
    /// The ids of the entries of the oldest moment so far.
    at_edge: BTreeSet<String>,
    edge: Option<UnixMillis>,
}

/// How many entries a page has at most.
const LARGEST_PAGE: u64 = 20;

impl AuditWalk {
    /// A walk along the entries of a list, as many a page as there can be unless the call says.
    #[must_use]
    pub fn new(mut call: ListAuditLog) -> Self {
        call.filter.limit.get_or_insert(LARGEST_PAGE);
        Self {
            next: Some(call),
            at_edge: BTreeSet::new(),
            edge: None,
        }
    }

    /// Whether all entries were handed over.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.next.is_none()
    }

    /// Takes note of a page; gives what is new on it.
    fn accept(&mut self, page: AuditPage) -> Vec<AuditEntry> {
        let Some(mut call) = self.next.take() else {
            return Vec::new();
        };
        let count = page.items.len() as u64;
        let edge = page.items.iter().map(|entry| entry.date).min();
        let is_new = |entry: &AuditEntry| !self.at_edge.contains(&entry.id);
        let new: Vec<AuditEntry> = page.items.into_iter().filter(is_new).collect();
        let is_full = call.filter.limit.is_some_and(|limit| count >= limit);
        if let Some(edge) = edge.filter(|_| is_full || page.links.contains_key("next")) {
            let is_stuck = self.edge == Some(edge);
            if !is_stuck {
                self.at_edge.clear();
            }
            let at_edge = new.iter().filter(|entry| entry.date == edge);
            self.at_edge.extend(at_edge.map(|entry| entry.id.clone()));
            // A page of one moment only would come again.
            call.filter.before = Some(if is_stuck { edge } else { edge.plus(1) });
            self.edge = Some(edge);
            self.next = Some(call);
        }
        new
    }
}

/// Each of these makes one call; all fail as [`Client::call`] does.
#[allow(
    clippy::missing_errors_doc,
    reason = "said once, for all of them, above"
)]
impl<T: Transport> Client<T> {
    /// Gets the newest entries of the audit log, 20 at most.
    pub async fn list_audit_log(&self, call: &ListAuditLog) -> Answer<AuditPage> {
        self.call(call).await
    }

    /// Gets the newest entries of the audit log about what statements name, 20 at most.
    pub async fn search_audit_log(&self, call: &SearchAuditLog) -> Answer<AuditPage> {
        self.call(call).await
    }

    /// Gets one entry of the audit log, with what was before and after.
    pub async fn get_audit_log_entry(&self, id: &str) -> Answer<AuditEntry> {
        self.call(&GetAuditLogEntry::new(id)).await
    }

    /// Gets the next entries of a walk back through the audit log; `None` after the oldest. A page
    /// that failed is asked for again by the next call.
    pub async fn next_audit_entries(
        &self,
        walk: &mut AuditWalk,
    ) -> Answer<Option<Vec<AuditEntry>>> {
        while let Some(call) = walk.next.clone() {
            let page = self.call(&call).await?;
            let new = walk.accept(page);
            if !new.is_empty() {
                return Ok(Some(new));
            }
        }
        Ok(None)
    }

    /// Gets one page of flags.
    pub async fn list_flags(&self, call: &ListFlags) -> Answer<Page<Flag>> {
        self.call(call).await
    }

    /// Gets a flag, with what it does in every environment.
    pub async fn get_flag(&self, project: &ProjectKey, flag: &str) -> Answer<Flag> {
        self.call(&GetFlag::new(project.clone(), flag)).await
    }
}
