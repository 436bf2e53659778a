//! Individual targets while instructions are carried out.
//!
//! The changes are gathered beside the segment and written once, so that many small instructions
//! on a long list cost no more than one large one.

use crate::text::{element, quoted};
use crate::{
    ContextKind, Invalid,
    gather::Gather,
    model::{Segment, TargetList},
    order::{Map, Set},
};

pub(super) struct TargetEdits<'a> {
    segment: &'a Segment,
    lists: Map<(TargetList, ContextKind), ListEdits<'a>>,
}

impl<'a> TargetEdits<'a> {
    pub(super) fn of(segment: &'a Segment) -> Self {
        Self {
            segment,
            lists: Map::new(),
        }
    }

    pub(super) fn add(
        &mut self,
        list: TargetList,
        kind: &ContextKind,
        keys: &[String],
    ) -> Result<(), Invalid> {
        ContextKind::parse(kind.as_str())?;
        for (index, key) in keys.iter().enumerate() {
            let path = || element("values", index);
            if key.is_empty() {
                return Err(Invalid::new(path(), "The context key is empty."));
            }
            if self.edits(list.other(), kind).has(key) {
                return Err(Invalid::new(
                    path(),
                    format!(
                        "The {kind} {key} is already {}. Remove it from that list first; a \
                         target cannot be in both.",
                        list.other().as_str(),
                        key = quoted(key)
                    ),
                ));
            }
            self.edits(list, kind).add(key);
        }
        Ok(())
    }

    pub(super) fn remove(&mut self, list: TargetList, kind: &ContextKind, keys: &[String]) {
        let edits = self.edits(list, kind);
        for key in keys {
            edits.remove(key);
        }
    }

    pub(super) fn write_to(self, segment: &mut Segment) {
        for ((list, kind), edits) in self.lists {
            let gone: Vec<String> = edits.gone.into_iter().map(str::to_owned).list();
            if !gone.is_empty() {
                segment.remove_targets(list, &kind, &gone);
            }
            let mut joined = edits.joined;
            let in_order: Vec<String> = edits
                .order
                .into_iter()
                .filter(|key| joined.remove(key))
                .list();
            segment.add_targets(list, &kind, &in_order);
        }
    }

    fn edits(&mut self, list: TargetList, kind: &ContextKind) -> &mut ListEdits<'a> {
        let segment = self.segment;
        self.lists
            .get_or_insert_with((list, kind.clone()), || ListEdits::of(segment, list, kind))
    }
}

/// The keys of one kind in one list, and how they change.
struct ListEdits<'a> {
    originals: Set<&'a str>,
    gone: Set<&'a str>,
    joined: Set<String>,
    /// Every key that joined, some perhaps gone again, in the order in which they came.
    order: Vec<String>,
}

impl<'a> ListEdits<'a> {
    fn of(segment: &'a Segment, list: TargetList, kind: &ContextKind) -> Self {
        let users = kind.is_user().then(|| segment.user_keys(list));
        let contexts = segment
            .context_targets(list)
            .iter()
            .filter(|entry| entry.context_kind() == kind.as_str())
            .flat_map(|entry| &entry.values);
        Self {
            originals: users
                .unwrap_or_default()
                .iter()
                .chain(contexts)
                .map(String::as_str)
                .collect(),
            gone: Set::new(),
            joined: Set::new(),
            order: Vec::new(),
        }
    }

    fn has(&self, key: &str) -> bool {
        self.joined.contains(key) || (self.originals.contains(key) && !self.gone.contains(key))
    }

    fn add(&mut self, key: &str) {
        if self.originals.contains(key) {
            self.gone.remove(key);
        } else if self.joined.insert(key.to_owned()) {
            self.order.push(key.to_owned());
        }
    }

    fn remove(&mut self, key: &str) {
        if let Some(original) = self.originals.get(key) {
            self.gone.insert(original);
        } else {
            self.joined.remove(key);
        }
    }
}
