//! What two people changed differently, and who is right.

use crate::text::quoted;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde::Serialize;
use serde_json::Value;

use crate::{
    ClauseId, ContextKind, RuleId, model::Unknown, order, patch::expiration::TargetReference, wire,
};

/// The thing that a conflict is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A field of the segment, such as `name`.
    Field(String),
    /// One individual target.
    Target {
        /// Its kind.
        context_kind: ContextKind,
        /// Its key.
        key: String,
    },
    /// When an individual target leaves its list.
    Expiration(TargetReference),
    /// The order of the rules.
    RuleOrder,
    /// A whole rule: one side removed it, or both added it.
    Rule(RuleId),
    /// A field of a rule, such as `weight`.
    RuleField {
        /// The rule.
        rule: RuleId,
        /// The field.
        field: String,
    },
    /// The order of the clauses of a rule.
    ClauseOrder(RuleId),
    /// A clause of a rule.
    Clause {
        /// The rule.
        rule: RuleId,
        /// The clause.
        clause: ClauseId,
    },
}

/// A decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Choice {
    /// As they have it.
    Theirs,
    /// As I have it.
    Mine,
    /// Theirs, and mine as a further one: two rules, either of which lets in, or two clauses, both
    /// of which must hold.
    Both,
}

/// Something that both changed, to something else.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// What.
    pub place: Place,
    /// What it was, in its wire form; `None` if it was not there. A target is the name of the list
    /// that it is on, or both names; a date is in Unix milliseconds; an order is a list of ids.
    pub base: Option<Value>,
    /// What they made of it.
    pub theirs: Option<Value>,
    /// What I made of it.
    pub mine: Option<Value>,
    /// How it can be decided.
    pub choices: &'static [Choice],
}

const ONE: &[Choice] = &[Choice::Theirs, Choice::Mine];
const ANY: &[Choice] = &[Choice::Theirs, Choice::Mine, Choice::Both];

/// One sentence.
impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let thing = match &self.place {
            Place::Field(field) => format!("the {field}"),
            Place::Expiration(target) => format!(
                "when the {} {} leaves",
                target.context_kind,
                quoted(&target.context_key)
            ),
            Place::Target { context_kind, key } => {
                format!("the {context_kind} {key}", key = quoted(key))
            }
            Place::RuleOrder => "the order of the rules".to_owned(),
            Place::Rule(_) => "a rule".to_owned(),
            Place::RuleField { field, .. } => format!("the {field} of a rule"),
            Place::ClauseOrder(_) => "the order of the clauses of a rule".to_owned(),
            Place::Clause { .. } => "a clause of a rule".to_owned(),
        };
        let is_element = matches!(self.place, Place::Rule(_) | Place::Clause { .. });
        match (&self.base, &self.theirs, &self.mine) {
            (None, ..) if is_element => write!(f, "Both added {thing} with the same id."),
            (_, None, _) if is_element => write!(f, "They removed {thing} that you changed."),
            (_, _, None) if is_element => write!(f, "They changed {thing} that you removed."),
            _ => write!(f, "Both changed {thing}."),
        }
    }
}

/// Decides, or notes what is to be decided.
pub(super) struct Judge<'c> {
    choices: &'c BTreeMap<Place, Choice>,
    conflicts: Vec<Conflict>,
}

impl<'c> Judge<'c> {
    pub(super) fn new(choices: &'c BTreeMap<Place, Choice>) -> Self {
        Self {
            choices,
            conflicts: Vec::new(),
        }
    }

    pub(super) fn into_conflicts(self) -> Vec<Conflict> {
        self.conflicts
    }

    /// Which side counts of something that both changed.
    pub(super) fn decide<T: Serialize>(&mut self, place: Place, sides: [Option<&T>; 3]) -> Choice {
        let [base, theirs, mine] = sides.map(|side| side.map(wire::encode_value));
        self.decide_values(place, base, theirs, mine)
    }

    pub(super) fn decide_values(
        &mut self,
        place: Place,
        base: Option<Value>,
        theirs: Option<Value>,
        mine: Option<Value>,
    ) -> Choice {
        let can_be_both = theirs.is_some()
            && mine.is_some()
            && matches!(place, Place::Rule(_) | Place::Clause { .. });
        let choices = if can_be_both { ANY } else { ONE };
        match self.choices.get(&place) {
            Some(choice) if choices.contains(choice) => *choice,
            _ => {
                self.conflicts.push(Conflict {
                    place,
                    base,
                    theirs,
                    mine,
                    choices,
                });
                Choice::Theirs
            }
        }
    }

    /// A field of the segment.
    pub(super) fn field<T>(&mut self, name: &str, base: &T, theirs: &T, mine: &T) -> T
    where
        T: Clone + PartialEq + Serialize,
    {
        let place = || Place::Field(name.to_owned());
        self.pick(place, Some(base), Some(theirs), Some(mine))
            .unwrap_or_else(|| theirs.clone())
    }

    /// The side that changed, or what was decided.
    pub(super) fn pick<T>(
        &mut self,
        place: impl FnOnce() -> Place,
        base: Option<&T>,
        theirs: Option<&T>,
        mine: Option<&T>,
    ) -> Option<T>
    where
        T: Clone + PartialEq + Serialize,
    {
        let side = if theirs == mine || mine == base {
            theirs
        } else if theirs == base {
            mine
        } else {
            match self.decide(place(), [base, theirs, mine]) {
                Choice::Mine => mine,
                Choice::Theirs | Choice::Both => theirs,
            }
        };
        side.cloned()
    }

    /// Fields by name. Those without a place are theirs.
    pub(super) fn fields(
        &mut self,
        base: &Unknown,
        theirs: &Unknown,
        mine: &Unknown,
        place: &dyn Fn(&str) -> Option<Place>,
    ) -> Unknown {
        if base == mine {
            return theirs.clone();
        }
        let names = base.keys().chain(theirs.keys()).chain(mine.keys());
        let names: BTreeSet<&String> = order::set_of(names);
        let mut merged = Unknown::new();
        for name in names {
            let (base, theirs, mine) = (base.get(name), theirs.get(name), mine.get(name));
            let value = match place(name) {
                Some(place) => self.pick(|| place, base, theirs, mine),
                None => theirs.cloned(),
            };
            if let Some(value) = value {
                merged.insert(name.clone(), value);
            }
        }
        merged
    }
}
