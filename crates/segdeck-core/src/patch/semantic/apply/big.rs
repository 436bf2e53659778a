//! Changes of the list of a big segment, which is not part of the segment.

use crate::text::{element, quoted};
use crate::{Invalid, model::TargetList, order::Map, patch::semantic::BigSegmentChange};

#[derive(Default)]
pub(super) struct BigSegmentEdits {
    changes: Vec<BigSegmentChange>,
    /// Where this request has put a key, unless it took it away again.
    added: Map<String, TargetList>,
}

impl BigSegmentEdits {
    pub(super) fn add(&mut self, list: TargetList, keys: &[String]) -> Result<(), Invalid> {
        for (index, key) in keys.iter().enumerate() {
            let path = || element("values", index);
            if key.is_empty() {
                return Err(Invalid::new(path(), "The context key is empty."));
            }
            if self.added.get(key) == Some(&list.other()) {
                return Err(Invalid::new(
                    path(),
                    format!(
                        "The key {key} would be both included and excluded. Choose one.",
                        key = quoted(key)
                    ),
                ));
            }
            self.added.insert(key.clone(), list);
        }
        self.changes
            .push(BigSegmentChange::Add(list, keys.to_vec()));
        Ok(())
    }

    pub(super) fn remove(&mut self, list: TargetList, keys: &[String]) {
        for key in keys {
            if self.added.get(key) == Some(&list) {
                self.added.remove(key);
            }
        }
        self.changes
            .push(BigSegmentChange::Remove(list, keys.to_vec()));
    }

    pub(super) fn process_import(&mut self, import_id: &str) {
        self.changes
            .push(BigSegmentChange::ProcessImport(import_id.to_owned()));
    }

    pub(super) fn into_changes(self) -> Vec<BigSegmentChange> {
        self.changes
    }
}
