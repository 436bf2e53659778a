//! The rows of the list of expirations. Pure.

use segdeck_core::{UnixMillis, order, patch::expiration::TargetReference};

use super::TargetFamily;
use crate::platform;
use crate::state::{
    draft::DraftState,
    target_set::{TargetSet, expirations_of},
};

/// How an expiration differs from what is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpirationStatus {
    /// Not at all.
    Scheduled,
    /// It is new.
    New,
    /// It has another date.
    Moved,
    /// It is taken away.
    Canceled,
    /// Its target is not in the list.
    NoTarget,
}

/// One target with a date, now or before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpirationRow {
    /// Which target.
    pub target: TargetReference,
    /// When it leaves; `None` if that is taken away.
    pub date: Option<UnixMillis>,
    /// The date that is saved.
    pub saved: Option<UnixMillis>,
    /// How it differs.
    pub status: ExpirationStatus,
}

impl ExpirationRow {
    /// What tells the row apart.
    #[must_use]
    pub fn id(&self) -> String {
        let TargetReference {
            list,
            context_kind,
            context_key,
        } = &self.target;
        format!("{}/{context_kind}/{context_key}", list.as_str())
    }
}

/// All rows whose key holds `filter`, without regard to case; the next to leave first.
#[must_use]
pub fn rows(draft: &DraftState, filter: &str, family: TargetFamily) -> Vec<ExpirationRow> {
    let filter = platform::lowercase(filter.trim());
    let saved = expirations_of(&draft.base_expirations);
    let now = draft.expirations();
    let targets = TargetSet::of(draft.segment());
    let mut all: Vec<&TargetReference> = saved.keys().chain(now.keys()).collect();
    order::sort(&mut all);
    all.dedup();
    let mut rows: Vec<ExpirationRow> = all
        .into_iter()
        .filter(|target| family == TargetFamily::Contexts || target.context_kind.is_user())
        .filter(|target| platform::lowercase(&target.context_key).contains(&filter))
        .map(|target| {
            let (date, before) = (now.get(target).copied(), saved.get(target).copied());
            let status = match (before, date) {
                (_, None) => ExpirationStatus::Canceled,
                _ if !targets.has(target) => ExpirationStatus::NoTarget,
                (None, Some(_)) => ExpirationStatus::New,
                (Some(before), Some(date)) if before != date => ExpirationStatus::Moved,
                _ => ExpirationStatus::Scheduled,
            };
            ExpirationRow {
                target: target.clone(),
                date,
                saved: before,
                status,
            }
        })
        .collect();
    order::sort_by(&mut rows, |left, right| {
        let date = |row: &ExpirationRow| row.date.or(row.saved);
        (date(left), &left.target).cmp(&(date(right), &right.target))
    });
    rows
}
