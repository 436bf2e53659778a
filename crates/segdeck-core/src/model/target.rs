//! Individual targets: single contexts, by kind and key.

use serde::{Deserialize, Serialize};

use super::{Segment, Unknown};
use crate::{ContextKind, gather::Gather, numbers::Numbers, order::Set, wire::document_model};

/// `SegmentTarget` in LaunchDarkly's OpenAPI document: the keys of one context kind other than
/// `user`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SegmentTarget {
    /// The kind. Absent means `user`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context_kind: Option<ContextKind>,
    /// The context keys.
    #[serde(default)]
    pub values: Vec<String>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

document_model!(SegmentTarget {
    optional context_kind = "contextKind",
    optional values = "values",
} rest unknown);

impl SegmentTarget {
    /// The keys of one kind.
    pub fn new(context_kind: impl Into<ContextKind>, values: Vec<String>) -> Self {
        Self {
            context_kind: Some(context_kind.into()),
            values,
            unknown: Unknown::new(),
        }
    }

    /// The kind, `user` where the entry names none.
    #[must_use]
    pub fn context_kind(&self) -> &str {
        self.context_kind
            .as_ref()
            .map_or(ContextKind::USER, ContextKind::as_str)
    }
}

/// One of the two lists of individual targets. Included beats excluded, and both beat rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum TargetList {
    /// In the segment, whatever the rules say.
    Included,
    /// Out of the segment, whatever the rules say.
    Excluded,
}

impl TargetList {
    /// Both lists.
    pub const ALL: [Self; 2] = [Self::Included, Self::Excluded];

    /// The wire form: `included` or `excluded`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Included => "included",
            Self::Excluded => "excluded",
        }
    }

    /// The list of that wire form.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.as_str() == name)
    }

    /// The other list.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Included => Self::Excluded,
            Self::Excluded => Self::Included,
        }
    }
}

/// Individual targets as a person sees them: by list and kind, wherever the wire form keeps them.
impl Segment {
    /// The keys of one kind in one list. Keys of kind `user` stand in `included` and `excluded`,
    /// the others in `includedContexts` and `excludedContexts`.
    pub fn targets<'a>(
        &'a self,
        list: TargetList,
        kind: &'a str,
    ) -> impl Iterator<Item = &'a str> + 'a {
        let users = if kind == ContextKind::USER {
            self.user_keys(list)
        } else {
            &[]
        };
        let others = self
            .context_targets(list)
            .iter()
            .filter(move |entry| entry.context_kind() == kind)
            .flat_map(|entry| entry.values.iter());
        users.iter().chain(others).map(String::as_str)
    }

    /// The keys of kind `user` in one list.
    #[must_use]
    pub fn user_keys(&self, list: TargetList) -> &[String] {
        match list {
            TargetList::Included => self.included.as_deref(),
            TargetList::Excluded => self.excluded.as_deref(),
        }
        .unwrap_or_default()
    }

    /// The keys of all other kinds in one list.
    #[must_use]
    pub fn context_targets(&self, list: TargetList) -> &[SegmentTarget] {
        match list {
            TargetList::Included => self.included_contexts.as_deref(),
            TargetList::Excluded => self.excluded_contexts.as_deref(),
        }
        .unwrap_or_default()
    }

    /// How many individual targets one list has, over all kinds.
    #[must_use]
    pub fn target_count(&self, list: TargetList) -> usize {
        self.user_keys(list).len()
            + self
                .context_targets(list)
                .iter()
                .map(|entry| entry.values.len())
                .sum::<usize>()
    }

    /// Whether this context is an individual target of that list.
    #[must_use]
    pub fn has_target(&self, list: TargetList, kind: &str, key: &str) -> bool {
        self.targets(list, kind).any(|known| known == key)
    }

    /// The context kinds that have individual targets, `user` first, the others by name.
    #[must_use]
    pub fn target_kinds(&self) -> Vec<ContextKind> {
        let mut kinds = Set::new();
        let mut has_users = false;
        for list in TargetList::ALL {
            has_users |= !self.user_keys(list).is_empty();
            for entry in self.context_targets(list) {
                if entry.context_kind() == ContextKind::USER {
                    has_users |= !entry.values.is_empty();
                } else if !entry.values.is_empty() {
                    kinds.insert(ContextKind::from(entry.context_kind()));
                }
            }
        }
        has_users
            .then(ContextKind::user)
            .into_iter()
            .chain(kinds)
            .list()
    }

    /// Adds keys that the list does not have yet, at its end, and tells how many those were. The
    /// other list is left alone: a key on both sides is for the caller to refuse.
    pub fn add_targets(&mut self, list: TargetList, kind: &ContextKind, keys: &[String]) -> usize {
        self.add_keys(list, kind, &texts(keys))
    }

    pub(crate) fn add_keys(
        &mut self,
        list: TargetList,
        kind: &ContextKind,
        keys: &[&str],
    ) -> usize {
        // The new keys are numbered: they are mostly few, and the list is long.
        let numbers = Numbers::of(keys.iter().copied());
        let mut is_missing = vec![true; numbers.len()];
        let mut is_first = |key: &str| {
            let missing = numbers.find(key).and_then(|at| is_missing.get_mut(at));
            missing.is_some_and(std::mem::take)
        };
        for known in self.targets(list, kind.as_str()) {
            is_first(known);
        }
        let new = keys.iter().filter(|key| is_first(key));
        let new: Vec<String> = new.map(|key| (*key).to_owned()).list();
        let count = new.len();
        if count > 0 {
            self.list_to_extend(list, kind).extend(new);
        }
        count
    }

    /// Removes keys from the list and tells how many it had. An entry left without keys goes too.
    pub fn remove_targets(
        &mut self,
        list: TargetList,
        kind: &ContextKind,
        keys: &[String],
    ) -> usize {
        self.remove_keys(list, kind, &texts(keys))
    }

    pub(crate) fn remove_keys(
        &mut self,
        list: TargetList,
        kind: &ContextKind,
        keys: &[&str],
    ) -> usize {
        let gone = Numbers::of(keys.iter().copied());
        let mut count = 0;
        let mut keep = |key: &String| {
            let stays = !gone.has(key);
            count += usize::from(!stays);
            stays
        };
        let (users, contexts) = self.lists_mut(list);
        if kind.is_user()
            && let Some(users) = users
        {
            users.retain(&mut keep);
        }
        if let Some(contexts) = contexts {
            contexts.retain_mut(|entry| {
                if entry.context_kind() != kind.as_str() {
                    return true;
                }
                entry.values.retain(&mut keep);
                !entry.values.is_empty()
            });
        }
        count
    }

    fn lists_mut(
        &mut self,
        list: TargetList,
    ) -> (&mut Option<Vec<String>>, &mut Option<Vec<SegmentTarget>>) {
        match list {
            TargetList::Included => (&mut self.included, &mut self.included_contexts),
            TargetList::Excluded => (&mut self.excluded, &mut self.excluded_contexts),
        }
    }

    fn list_to_extend(&mut self, list: TargetList, kind: &ContextKind) -> &mut Vec<String> {
        let (users, contexts) = self.lists_mut(list);
        if kind.is_user() {
            return users.get_or_insert_default();
        }
        let contexts = contexts.get_or_insert_default();
        let place = contexts
            .iter()
            .position(|entry| entry.context_kind() == kind.as_str())
            .unwrap_or_else(|| {
                contexts.push(SegmentTarget::new(kind.clone(), Vec::new()));
                contexts.len() - 1
            });
        #[expect(
            clippy::indexing_slicing,
            reason = "the position was found or pushed just above"
        )]
        &mut contexts[place].values
    }
}

fn texts(keys: &[String]) -> Vec<&str> {
    keys.iter().map(String::as_str).list()
}
