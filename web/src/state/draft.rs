//! The edits of one segment that are not saved yet, shared by all its tabs.
//!
//! Pure: components bind fields and dispatch [`DraftAction`]s, and what is sent is computed from
//! `base` and `edited`. New rules and clauses carry local ids (see [`super::local_id`]), so that a
//! list keeps its place while it is edited; they never leave the page.

use std::rc::Rc;

use segdeck_client::decide::{self, Verdict};
use segdeck_core::{
    ContextKind, UnixMillis,
    model::{ExpiringTarget, Rule, Segment, TargetList},
    patch::expiration::TargetReference,
};
use yew::Reducible;

use super::{
    local_id,
    target_set::{Expirations, TargetSet, expirations_of},
};

/// How many steps can be undone. Each keeps a segment, which may hold 15,000 targets.
const UNDO_LIMIT: usize = 30;

/// What a step of editing can change.
#[derive(Clone, Debug)]
pub struct Edited {
    /// The segment as it would be saved.
    pub segment: Rc<Segment>,
    /// The expirations as they would be saved.
    pub expirations: Rc<Expirations>,
}

impl PartialEq for Edited {
    fn eq(&self, other: &Self) -> bool {
        (Rc::ptr_eq(&self.segment, &other.segment) || self.segment == other.segment)
            && (Rc::ptr_eq(&self.expirations, &other.expirations)
                || self.expirations == other.expirations)
    }
}

/// A segment as it was loaded, and as it is edited.
///
/// `==` is cheap: every step makes new pointers, so equal pointers are an equal draft.
#[derive(Clone, Debug)]
pub struct DraftState {
    /// The segment as the server last sent it.
    pub base: Rc<Segment>,
    /// The expiring targets as the server last sent them.
    pub base_expirations: Rc<Vec<ExpiringTarget>>,
    /// What they are edited to.
    pub edited: Edited,
    undo: Vec<Edited>,
    redo: Vec<Edited>,
}

impl PartialEq for DraftState {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.base, &other.base)
            && Rc::ptr_eq(&self.base_expirations, &other.base_expirations)
            && Rc::ptr_eq(&self.edited.segment, &other.edited.segment)
            && Rc::ptr_eq(&self.edited.expirations, &other.edited.expirations)
            && self.undo.len() == other.undo.len()
            && self.redo.len() == other.redo.len()
    }
}

/// One step of editing.
#[derive(Clone, Debug)]
pub enum DraftAction {
    /// The server sent the segment: takes it as the new base. What is edited stays if it was.
    Loaded(Rc<Segment>, Rc<Vec<ExpiringTarget>>),
    /// The draft was saved: the server's answer is base and edit.
    Saved(Rc<Segment>),
    /// The expirations were saved.
    ExpirationsSaved(Rc<Vec<ExpiringTarget>>),
    /// Drops all edits and takes the server's version, which cannot be undone.
    Replace(Rc<Segment>, Rc<Vec<ExpiringTarget>>),
    /// Takes up a draft that was kept, in place of this one.
    Resume(Box<DraftState>),
    /// Sets what the segment says of itself; an empty description takes it away.
    SetDetails {
        /// The name.
        name: String,
        /// The description.
        description: String,
        /// The tags.
        tags: Vec<String>,
    },
    /// Puts a rule at a place.
    InsertRule(usize, Rule),
    /// Puts a rule in the place of the one there.
    ReplaceRule(usize, Rule),
    /// Takes a rule away.
    RemoveRule(usize),
    /// Takes a rule to another place, both counted before the move.
    MoveRule(usize, usize),
    /// Adds individual targets.
    AddTargets(TargetList, ContextKind, Vec<String>),
    /// Removes individual targets, and their expirations with them.
    RemoveTargets(TargetList, ContextKind, Vec<String>),
    /// Takes individual targets from this list to the other one.
    MoveTargets(TargetList, ContextKind, Vec<String>),
    /// Sets when targets leave.
    SetExpirations(Vec<TargetReference>, UnixMillis),
    /// Lets targets stay for good.
    RemoveExpirations(Vec<TargetReference>),
    /// Takes a whole segment, as a patch edited by hand gives it.
    ReplaceSegment(Rc<Segment>),
    /// Takes a segment and its dates, as putting two changes together gives them.
    Take(Edited),
    /// One step back.
    Undo,
    /// One step forward again.
    Redo,
    /// Drops all edits; can be undone.
    Discard,
}

impl DraftState {
    /// A draft without edits.
    #[must_use]
    pub fn new(base: Rc<Segment>, base_expirations: Rc<Vec<ExpiringTarget>>) -> Self {
        let edited = Edited {
            segment: base.clone(),
            expirations: Rc::new(expirations_of(&base_expirations)),
        };
        Self {
            base,
            base_expirations,
            edited,
            undo: Vec::new(),
            redo: Vec::new(),
        }
    }

    /// A draft that was kept: its edits, on what they started from.
    #[must_use]
    pub fn restored(
        base: Rc<Segment>,
        base_expirations: Rc<Vec<ExpiringTarget>>,
        edited: Edited,
    ) -> Self {
        let saved = Self::new(base, base_expirations);
        let undo = vec![saved.edited.clone()];
        Self {
            edited,
            undo,
            ..saved
        }
    }

    /// The segment as it is edited.
    #[must_use]
    pub fn segment(&self) -> &Segment {
        &self.edited.segment
    }

    /// The segment as it would be sent: without local ids.
    #[must_use]
    pub fn outgoing(&self) -> Segment {
        local_id::strip(self.segment())
    }

    /// Whether the segment is the very one that was loaded. One that was edited back to what it was
    /// is not, though it is not edited either.
    #[must_use]
    pub fn is_segment_untouched(&self) -> bool {
        Rc::ptr_eq(&self.base, &self.edited.segment)
    }

    /// Whether the segment itself is edited. Cheap where it was not touched.
    #[must_use]
    pub fn is_segment_edited(&self) -> bool {
        !self.is_segment_untouched() && !segdeck_core::diff::is_same(&self.base, &self.outgoing())
    }

    /// Whether a newer version of the segment is what these edits make of the old one: an approval
    /// request was applied, or another tab saved them.
    #[must_use]
    pub fn is_done_by(&self, segment: &Segment) -> bool {
        segment.version != self.base.version
            && self.is_segment_edited()
            && decide::patched(&self.base, &self.outgoing(), segment) == Verdict::Applied
    }

    /// The expiring targets as they would be saved.
    #[must_use]
    pub fn expirations(&self) -> &Expirations {
        &self.edited.expirations
    }

    /// Whether the expirations are edited.
    #[must_use]
    pub fn are_expirations_edited(&self) -> bool {
        *self.edited.expirations != expirations_of(&self.base_expirations)
    }

    /// Whether anything is edited.
    #[must_use]
    pub fn is_edited(&self) -> bool {
        self.is_segment_edited() || self.are_expirations_edited()
    }

    /// Whether a step can be undone.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        !self.undo.is_empty()
    }

    /// Whether a step can be done again.
    #[must_use]
    pub fn can_redo(&self) -> bool {
        !self.redo.is_empty()
    }

    fn step(&mut self, edited: Edited) {
        if edited == self.edited {
            return;
        }
        let before = std::mem::replace(&mut self.edited, edited);
        self.undo.push(before);
        if self.undo.len() > UNDO_LIMIT {
            self.undo.remove(0);
        }
        self.redo.clear();
    }

    fn edit_segment(&mut self, change: impl FnOnce(&mut Segment)) {
        let mut segment = (*self.edited.segment).clone();
        change(&mut segment);
        self.take_segment(segment);
    }

    /// Takes an edited segment; expirations of targets that left their list go with them, as they
    /// do on the server.
    fn take_segment(&mut self, segment: Segment) {
        let mut expirations = self.edited.expirations.clone();
        let orphans: Vec<_> = if expirations.is_empty() {
            Vec::new()
        } else {
            let (before, after) = (TargetSet::of(&self.edited.segment), TargetSet::of(&segment));
            let has_left = |target: &&TargetReference| before.has(target) && !after.has(target);
            expirations.keys().filter(has_left).cloned().collect()
        };
        if !orphans.is_empty() {
            let kept = Rc::make_mut(&mut expirations);
            for target in orphans {
                kept.remove(&target);
            }
        }
        self.step(Edited {
            segment: Rc::new(segment),
            expirations,
        });
    }

    fn edit_expirations(&mut self, change: impl FnOnce(&mut Expirations)) {
        let mut expirations = (*self.edited.expirations).clone();
        change(&mut expirations);
        self.step(Edited {
            segment: self.edited.segment.clone(),
            expirations: Rc::new(expirations),
        });
    }

    fn load(&mut self, segment: Rc<Segment>, expirations: Rc<Vec<ExpiringTarget>>) {
        if !self.is_edited() {
            *self = Self::new(segment, expirations);
            return;
        }
        // A newer base under existing edits would turn them into edits of something that was
        // never looked at. The review re-reads the segment and tells of the difference.
        if self.is_done_by(&segment) {
            let wanted = self
                .are_expirations_edited()
                .then(|| self.edited.expirations.clone());
            *self = Self::new(segment, expirations);
            if let Some(wanted) = wanted {
                self.edited.expirations = wanted;
            }
        }
    }

    fn saved(&mut self, segment: Rc<Segment>) {
        self.drop_dates_of_left(&segment);
        self.base = segment.clone();
        self.edited.segment = segment;
        self.undo.clear();
        self.redo.clear();
    }

    /// The server drops the expirations of targets that leave their list with the target.
    fn drop_dates_of_left(&mut self, segment: &Segment) {
        let (before, after) = (TargetSet::of(&self.base), TargetSet::of(segment));
        let has_left = |item: &ExpiringTarget| {
            TargetReference::of(item)
                .is_some_and(|target| before.has(&target) && !after.has(&target))
        };
        if self.base_expirations.iter().any(has_left) {
            let kept = self.base_expirations.iter().filter(|item| !has_left(item));
            self.base_expirations = Rc::new(kept.cloned().collect());
        }
    }

    fn apply(&mut self, action: DraftAction) {
        match action {
            DraftAction::Loaded(segment, expirations) => self.load(segment, expirations),
            DraftAction::Saved(segment) => self.saved(segment),
            DraftAction::ExpirationsSaved(items) => {
                self.edited.expirations = Rc::new(expirations_of(&items));
                self.base_expirations = items;
            }
            DraftAction::Replace(segment, expirations) => *self = Self::new(segment, expirations),
            DraftAction::Resume(draft) => *self = *draft,
            DraftAction::SetDetails {
                name,
                description,
                tags,
            } => self.edit_segment(|segment| {
                segment.name = name;
                segment.description = (!description.is_empty()).then_some(description);
                segment.tags = tags;
            }),
            DraftAction::InsertRule(at, rule) => self.edit_segment(|segment| {
                let at = at.min(segment.rules.len());
                segment.rules.insert(at, rule);
            }),
            DraftAction::ReplaceRule(at, rule) => self.edit_segment(|segment| {
                if let Some(place) = segment.rules.get_mut(at) {
                    *place = rule;
                }
            }),
            DraftAction::RemoveRule(at) => self.edit_segment(|segment| {
                if at < segment.rules.len() {
                    segment.rules.remove(at);
                }
            }),
            DraftAction::MoveRule(from, to) => self.edit_segment(|segment| {
                if from < segment.rules.len() && to < segment.rules.len() {
                    let rule = segment.rules.remove(from);
                    segment.rules.insert(to, rule);
                }
            }),
            DraftAction::AddTargets(list, kind, keys) => self.edit_segment(|segment| {
                segment.add_targets(list, &kind, &keys);
            }),
            DraftAction::RemoveTargets(list, kind, keys) => self.edit_segment(|segment| {
                segment.remove_targets(list, &kind, &keys);
            }),
            DraftAction::MoveTargets(list, kind, keys) => self.edit_segment(|segment| {
                segment.remove_targets(list, &kind, &keys);
                segment.add_targets(list.other(), &kind, &keys);
            }),
            DraftAction::SetExpirations(targets, date) => self.edit_expirations(|expirations| {
                expirations.extend(targets.into_iter().map(|target| (target, date)));
            }),
            DraftAction::RemoveExpirations(targets) => self.edit_expirations(|expirations| {
                for target in targets {
                    expirations.remove(&target);
                }
            }),
            DraftAction::ReplaceSegment(segment) => self.take_segment((*segment).clone()),
            DraftAction::Take(edited) => self.step(edited),
            DraftAction::Undo => self.turn_back(),
            DraftAction::Redo => self.turn_forward(),
            DraftAction::Discard => self.step(Edited {
                segment: self.base.clone(),
                expirations: Rc::new(expirations_of(&self.base_expirations)),
            }),
        }
    }

    fn turn_back(&mut self) {
        if let Some(edited) = self.undo.pop() {
            self.redo.push(std::mem::replace(&mut self.edited, edited));
        }
    }

    fn turn_forward(&mut self) {
        if let Some(edited) = self.redo.pop() {
            self.undo.push(std::mem::replace(&mut self.edited, edited));
        }
    }
}

impl Reducible for DraftState {
    type Action = DraftAction;

    fn reduce(self: Rc<Self>, action: DraftAction) -> Rc<Self> {
        let mut next = (*self).clone();
        next.apply(action);
        if next == *self { self } else { Rc::new(next) }
    }
}

#[cfg(test)]
pub(crate) mod tests;
