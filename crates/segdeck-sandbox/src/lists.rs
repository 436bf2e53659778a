//! Changing the lists of a big segment: the one place for instructions, memberships and imports.

use segdeck_core::{
    Invalid, UnixMillis,
    gather::Gather,
    ids::CONTEXT_KEY_LIMIT,
    model::{Segment, TargetList},
};

use crate::{
    SandboxError,
    audit_log::ListChange,
    store::{
        Connection,
        big_targets::{self, Listed},
        exports, imports,
    },
};

/// A change of a segment's two lists. What was done is in the database at once; [`Lists::finish`]
/// brings the segment's counts and the version of its lists up to date.
pub struct Lists<'a> {
    connection: &'a Connection,
    id: i64,
    /// The replacing import that runs: what is added meanwhile outlives it.
    stamp: Option<i64>,
    /// The exports that run: they are told what keys were before.
    exports: Vec<exports::Job>,
    included: ListChange,
    excluded: ListChange,
}

impl<'a> Lists<'a> {
    /// The lists of the big segment in this row.
    pub fn of(connection: &'a Connection, segment: i64) -> Result<Self, SandboxError> {
        let id = big_targets::list_of(connection, segment)?;
        Ok(Self {
            connection,
            id,
            stamp: imports::replacing(connection, segment)?,
            exports: exports::jobs_of(connection, id)?,
            included: ListChange::none(TargetList::Included),
            excluded: ListChange::none(TargetList::Excluded),
        })
    }

    /// The number under which the lists are stored.
    pub fn id(&self) -> i64 {
        self.id
    }

    /// Adds a key to a list that may be in it already, but not in the other one. `path` names the
    /// key in the request.
    pub fn add(
        &mut self,
        list: TargetList,
        key: &str,
        path: impl FnOnce() -> String,
    ) -> Result<(), SandboxError> {
        if let Err(reason) = check_key(key) {
            return Err(Invalid::new(path(), reason).into());
        }
        let known = big_targets::look_up(self.connection, self.id, key)?;
        match known {
            Some(known) if known.list != list => Err(Invalid::new(
                path(),
                format!(
                    "{key:?} is {} already and cannot be {} too. Remove it there first.",
                    known.list.as_str(),
                    list.as_str()
                ),
            )
            .into()),
            known => self.put(key, known, list),
        }
    }

    /// Includes a key, even one that is excluded: it is moved.
    pub fn include(&mut self, key: &str) -> Result<(), SandboxError> {
        let known = big_targets::look_up(self.connection, self.id, key)?;
        self.put(key, known, TargetList::Included)
    }

    /// Takes a key off a list, if it is in it.
    pub fn remove(&mut self, list: TargetList, key: &str) -> Result<(), SandboxError> {
        let known = big_targets::look_up(self.connection, self.id, key)?;
        if known.is_some_and(|known| known.list == list) {
            self.keep_original(key, Some(list))?;
            big_targets::remove(self.connection, self.id, key)?;
            self.told(list).removed += 1;
        }
        Ok(())
    }

    fn put(
        &mut self,
        key: &str,
        known: Option<Listed>,
        list: TargetList,
    ) -> Result<(), SandboxError> {
        let stamp = self.stamp.or(known.map(|known| known.stamp));
        let listed = Listed {
            list,
            stamp: stamp.unwrap_or_default(),
        };
        if known == Some(listed) {
            return Ok(());
        }
        let before = known.map(|known| known.list);
        if before != Some(list) {
            self.keep_original(key, before)?;
            self.told(list).added += 1;
            if let Some(before) = before {
                self.told(before).removed += 1;
            }
        }
        big_targets::put(self.connection, self.id, key, listed)?;
        Ok(())
    }

    fn keep_original(&self, key: &str, before: Option<TargetList>) -> Result<(), SandboxError> {
        for export in &self.exports {
            if key > export.written_to.as_str() {
                let was_included = before == Some(TargetList::Included);
                exports::keep_original(self.connection, export.id, key, was_included)?;
            }
        }
        Ok(())
    }

    fn told(&mut self, list: TargetList) -> &mut ListChange {
        match list {
            TargetList::Included => &mut self.included,
            TargetList::Excluded => &mut self.excluded,
        }
    }

    /// Tells the segment what was done, and hands it back. The lists have a version of their own,
    /// in the segment's metadata; the segment's stays.
    pub fn finish(self, segment: &mut Segment, now: UnixMillis) -> Vec<ListChange> {
        let (included, excluded) = (self.included.growth(), self.excluded.growth());
        let changes: Vec<ListChange> = [self.included, self.excluded]
            .into_iter()
            .filter(|change| change.added > 0 || change.removed > 0)
            .list();
        if !changes.is_empty() {
            let metadata = segment.unbounded_metadata.get_or_insert_default();
            let add = |known: Option<i64>, change: i64| Some(known.unwrap_or_default() + change);
            metadata.included_count = add(metadata.included_count, included);
            metadata.excluded_count = add(metadata.excluded_count, excluded);
            metadata.version = add(metadata.version, 1);
            metadata.last_modified = Some(now);
        }
        changes
    }
}

/// What is wrong with a context key, if anything is.
pub fn check_key(key: &str) -> Result<(), String> {
    if key.is_empty() {
        return Err("The context key is empty.".to_owned());
    }
    if key.len() > CONTEXT_KEY_LIMIT {
        return Err(format!(
            "The context key has {} bytes; at most {CONTEXT_KEY_LIMIT} are allowed.",
            key.len()
        ));
    }
    Ok(())
}

/// Refuses a segment whose lists are not LaunchDarkly's to change, or that has none.
pub fn refuse_foreign(segment: &Segment) -> Result<(), Invalid> {
    refuse_standard(segment)?;
    match &segment.external {
        Some(source) => Err(Invalid::new(
            "segmentKey",
            format!(
                "{:?} is synced from {source}. Change its targets there.",
                segment.key.as_str()
            ),
        )),
        None => Ok(()),
    }
}

/// Refuses a segment that is not big.
pub fn refuse_standard(segment: &Segment) -> Result<(), Invalid> {
    if segment.is_big() {
        return Ok(());
    }
    Err(Invalid::new(
        "segmentKey",
        format!(
            "{:?} is not a big segment: its targets are part of the segment itself.",
            segment.key.as_str()
        ),
    ))
}
