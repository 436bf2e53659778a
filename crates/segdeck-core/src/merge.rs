//! Two changes of one segment, put together.
//!
//! Somebody saved while somebody else was editing: there is the version that both began with
//! (`base`), the saved one (`theirs`) and the edited one (`mine`). They are put together by field,
//! rule, clause and single target, rules and clauses recognized by their ids. Where both changed
//! the same thing to something else there is a [`Conflict`], to be decided one by one.
//!
//! Turning back a change is the same: what it led to is the base, what it came from is mine
//! ([`inverse`]).

mod conflict;
mod elements;
mod expirations;
mod inverse;
mod order;
mod rules;
mod targets;

use std::collections::BTreeMap;

use conflict::Judge;
pub use conflict::{Choice, Conflict, Place};
pub use elements::Element;
pub use expirations::{Expirations, MergedExpirations, resolve_expirations};
pub use inverse::{inverse, inverse_patch};

use crate::{
    diff::{Change, key_changes, summarize},
    model::{Segment, Unknown},
    numbers::Numbers,
    patch::is_read_only,
};

/// Two changes put together.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    /// The segment with both changes. What is read-only is theirs, and so is, for the time being,
    /// what is in conflict: nothing of theirs is overwritten unasked.
    pub segment: Segment,
    /// What is still to be decided.
    pub conflicts: Vec<Conflict>,
}

impl Merged {
    /// What my change adds to theirs: what saving the merged segment would do.
    #[must_use]
    pub fn from_mine(&self, theirs: &Segment) -> Vec<Change> {
        summarize(theirs, &self.segment)
    }

    /// What their change adds to mine: what I have not seen yet.
    #[must_use]
    pub fn from_theirs(&self, mine: &Segment) -> Vec<Change> {
        summarize(mine, &self.segment)
    }
}

/// Puts two changes of `base` together.
///
/// If one side changed nothing, the other one comes out. Two changes of different things come out
/// as if made one after the other. Values of clauses, tags and targets are merged one by one and
/// never conflict, unless both sides moved one target to different lists, or one side changed a
/// clause's test and the other its values. Rules that both put in another order conflict as a
/// whole. Without ids, rules and clauses are recognized by what they say; a new one of one side is
/// the same as a new one of the other side that says the same and has an id, since it may be the one
/// that was saved.
///
/// ```
/// use segdeck_core::{merge::merge, model::Segment};
/// use serde_json::json;
///
/// let base = Segment::from_value(&json!({
///     "key": "beta", "name": "Beta", "tags": [], "version": 3, "rules": [], "_links": {},
///     "creationDate": 1_704_302_060_324_i64, "lastModifiedDate": 1_704_302_081_521_i64,
///     "included": ["ada", "grace"],
/// }))?;
/// let mut theirs = Segment { version: 4, name: "Beta testers".to_owned(), ..base.clone() };
/// theirs.included = Some(vec!["ada".to_owned(), "grace".to_owned(), "linus".to_owned()]);
/// let mut mine = Segment { name: "Testers".to_owned(), ..base.clone() };
/// mine.included = Some(vec!["grace".to_owned()]);
///
/// let merged = merge(&base, &theirs, &mine);
/// assert_eq!(merged.segment.included, Some(vec!["grace".to_owned(), "linus".to_owned()]));
/// assert_eq!(merged.segment.version, 4);
/// assert_eq!(merged.conflicts[0].to_string(), "Both changed the name.");
/// # Ok::<(), segdeck_core::Invalid>(())
/// ```
#[must_use]
pub fn merge(base: &Segment, theirs: &Segment, mine: &Segment) -> Merged {
    resolve(base, theirs, mine, &BTreeMap::new())
}

/// Puts two changes together with these decisions. What no decision is about, or one that cannot
/// be carried out ([`Conflict::choices`]), is still a conflict.
#[must_use]
pub fn resolve(
    base: &Segment,
    theirs: &Segment,
    mine: &Segment,
    choices: &BTreeMap<Place, Choice>,
) -> Merged {
    let mut judge = Judge::new(choices);
    let name = judge.field("name", &base.name, &theirs.name, &mine.name);
    let description = judge.pick(
        || Place::Field("description".to_owned()),
        base.description.as_ref(),
        theirs.description.as_ref(),
        mine.description.as_ref(),
    );
    let unknown = unknown(base, theirs, mine, &mut judge);
    // Field by field: the long lists are not copied in vain.
    let mut segment = Segment {
        key: theirs.key.clone(),
        name,
        description,
        tags: tags(&base.tags, &theirs.tags, &mine.tags),
        creation_date: theirs.creation_date,
        last_modified_date: theirs.last_modified_date,
        version: theirs.version,
        deleted: theirs.deleted,
        generation: theirs.generation,
        included: None,
        excluded: None,
        included_contexts: None,
        excluded_contexts: None,
        rules: Vec::new(),
        unbounded: theirs.unbounded,
        unbounded_context_kind: theirs.unbounded_context_kind.clone(),
        unbounded_metadata: theirs.unbounded_metadata.clone(),
        external: theirs.external.clone(),
        external_link: theirs.external_link.clone(),
        import_in_progress: theirs.import_in_progress,
        flags: theirs.flags.clone(),
        access: theirs.access.clone(),
        links: theirs.links.clone(),
        unknown,
    };
    targets::merge(&mut segment, base, theirs, mine, &mut judge);
    segment.rules = rules::merge(&base.rules, &theirs.rules, &mine.rules, &mut judge);
    Merged {
        conflicts: judge.into_conflicts(),
        segment,
    }
}

fn tags(base: &[String], theirs: &[String], mine: &[String]) -> Vec<String> {
    if theirs == base {
        return mine.to_vec();
    }
    let (old, new): (Vec<&str>, Vec<&str>) = (texts(base), texts(mine));
    let changes = key_changes(&old, &new);
    let gone = Numbers::of(changes.left);
    let known = Numbers::of(texts(theirs));
    let kept = theirs.iter().map(String::as_str);
    let joined = changes.joined.into_iter();
    kept.filter(|tag| !gone.has(tag))
        .chain(joined.filter(|tag| !known.has(tag)))
        .map(str::to_owned)
        .collect()
}

fn texts(keys: &[String]) -> Vec<&str> {
    keys.iter().map(String::as_str).collect()
}

/// Fields that Segdeck does not know, one by one; those that nobody can change are theirs.
fn unknown(base: &Segment, theirs: &Segment, mine: &Segment, judge: &mut Judge) -> Unknown {
    judge.fields(&base.unknown, &theirs.unknown, &mine.unknown, &|name| {
        (!is_read_only(name)).then(|| Place::Field(name.to_owned()))
    })
}
