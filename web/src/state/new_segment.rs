//! The fields of the dialog that creates a segment.

use std::rc::Rc;

use segdeck_core::{
    ContextKind, SegmentKey,
    model::NewSegment,
    validate::{self, Severity},
};
use serde::{Deserialize, Serialize};
use yew::Reducible;

use crate::format;

/// What stands in the dialog.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct NewSegmentDraft {
    /// The name.
    pub name: String,
    /// The key, which follows the name until it is touched.
    pub key: String,
    /// Whether a person has typed the key.
    pub is_key_touched: bool,
    /// The description.
    pub description: String,
    /// The tags.
    pub tags: Vec<String>,
    /// Whether a big segment is made.
    pub is_big: bool,
    /// The kind of a big segment.
    pub context_kind: String,
    /// Fields that were left once, or all of them after a try: only these show that they lack
    /// something.
    pub visited: Vec<Field>,
    /// Keys that the server said are taken.
    pub taken: Vec<String>,
}

/// A field of the dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Field {
    /// The name.
    Name,
    /// The key.
    Key,
    /// The tags.
    Tags,
    /// The kind of a big segment.
    ContextKind,
}

impl Field {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Name, Self::Key, Self::Tags, Self::ContextKind];

    fn path(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Key => "key",
            Self::Tags => "tags",
            Self::ContextKind => "unboundedContextKind",
        }
    }
}

/// What a person does in the dialog.
#[derive(Clone, Debug)]
pub enum NewSegmentAction {
    /// Types the name.
    Name(String),
    /// Types the key.
    Key(String),
    /// Types the description.
    Description(String),
    /// Changes the tags.
    Tags(Vec<String>),
    /// Chooses standard or big.
    Big(bool),
    /// Types the kind.
    ContextKind(String),
    /// Leaves a field.
    Visit(Field),
    /// Tries to create the segment: every field shows what it lacks.
    VisitAll,
    /// Takes everything from another segment.
    From(Box<NewSegment>),
    /// Learns that a key is taken.
    Taken(String),
    /// Begins anew.
    Reset,
}

impl Reducible for NewSegmentDraft {
    type Action = NewSegmentAction;

    fn reduce(self: Rc<Self>, action: NewSegmentAction) -> Rc<Self> {
        let mut next = (*self).clone();
        match action {
            NewSegmentAction::Name(name) => {
                if !next.is_key_touched {
                    next.key = format::key_from_name(&name);
                }
                next.name = name;
            }
            NewSegmentAction::Key(key) => {
                // An emptied key follows the name again.
                next.is_key_touched = !key.is_empty();
                next.key = key;
                next.visit(Field::Key);
            }
            NewSegmentAction::Description(text) => next.description = text,
            NewSegmentAction::Tags(tags) => {
                next.tags = tags;
                next.visit(Field::Tags);
            }
            NewSegmentAction::Big(is_big) => next.is_big = is_big,
            NewSegmentAction::ContextKind(kind) => next.context_kind = kind,
            NewSegmentAction::Visit(field) => next.visit(field),
            NewSegmentAction::VisitAll => Field::ALL.into_iter().for_each(|f| next.visit(f)),
            NewSegmentAction::From(new) => {
                next.name = new.name;
                next.key = new.key.to_string();
                next.is_key_touched = true;
                next.description = new.description.unwrap_or_default();
                next.tags = new.tags;
                next.is_big = new.unbounded;
                let kind = new.unbounded_context_kind;
                next.context_kind = kind.map(|kind| kind.to_string()).unwrap_or_default();
            }
            NewSegmentAction::Taken(key) => {
                if !next.taken.contains(&key) {
                    next.taken.push(key);
                }
            }
            NewSegmentAction::Reset => next = Self::default(),
        }
        if next == *self { self } else { next.into() }
    }
}

impl NewSegmentDraft {
    fn visit(&mut self, field: Field) {
        if !self.visited.contains(&field) {
            self.visited.push(field);
        }
    }

    /// Whether anything was typed that would be lost.
    #[must_use]
    pub fn is_dirty(&self) -> bool {
        !(self.name.is_empty()
            && self.key.is_empty()
            && self.description.is_empty()
            && self.tags.is_empty())
    }

    /// The body to send.
    #[must_use]
    pub fn body(&self) -> NewSegment {
        let kind = self.context_kind.trim();
        let kind = if kind.is_empty() {
            ContextKind::USER
        } else {
            kind
        };
        NewSegment {
            name: self.name.trim().to_owned(),
            key: SegmentKey::new(self.key.trim()),
            description: Some(self.description.trim().to_owned()).filter(|text| !text.is_empty()),
            tags: self.tags.clone(),
            unbounded: self.is_big,
            unbounded_context_kind: self.is_big.then(|| ContextKind::new(kind)),
        }
    }

    /// Whether the key is taken, by a segment of the list or as the server said.
    #[must_use]
    pub fn is_taken(&self, is_in_list: impl Fn(&str) -> bool) -> bool {
        let key = self.key.trim();
        !key.is_empty() && (self.taken.iter().any(|taken| taken == key) || is_in_list(key))
    }

    /// What is wrong with a field, whether shown yet or not.
    #[must_use]
    pub fn problem(&self, field: Field) -> Option<String> {
        validate::new_segment(&self.body())
            .into_iter()
            .filter(|problem| problem.severity == Severity::Error)
            .find(|problem| problem.path.split('/').next() == Some(field.path()))
            .map(|problem| problem.message)
    }

    /// What is wrong with a field, once it is time to say so: a format that cannot become right is
    /// told at once, what is only missing after the field was left.
    #[must_use]
    pub fn shown_problem(&self, field: Field) -> Option<String> {
        let is_empty = match field {
            Field::Name => self.name.trim().is_empty(),
            Field::Key => self.key.is_empty(),
            Field::Tags | Field::ContextKind => false,
        };
        if is_empty && !self.visited.contains(&field) {
            return None;
        }
        self.problem(field)
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        Field::ALL
            .into_iter()
            .all(|field| self.problem(field).is_none())
    }

    /// The first tag that cannot be used, and one like it that can.
    #[must_use]
    pub fn tag_fix(&self) -> Option<(String, String)> {
        let bad = self.tags.iter().find(|tag| validate::tag(tag).is_some())?;
        Some((bad.clone(), validate::suggest_tag(bad)?))
    }

    /// The tags with one replaced.
    #[must_use]
    pub fn with_tag(&self, old: &str, new: &str) -> Vec<String> {
        let mut tags = Vec::new();
        for tag in &self.tags {
            let tag = if tag == old { new } else { tag };
            if !tags.iter().any(|known| known == tag) {
                tags.push(tag.to_owned());
            }
        }
        tags
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(actions: impl IntoIterator<Item = NewSegmentAction>) -> Rc<NewSegmentDraft> {
        actions
            .into_iter()
            .fold(Rc::default(), |draft: Rc<NewSegmentDraft>, action| {
                draft.reduce(action)
            })
    }

    fn name(text: &str) -> NewSegmentAction {
        NewSegmentAction::Name(text.to_owned())
    }

    fn key(text: &str) -> NewSegmentAction {
        NewSegmentAction::Key(text.to_owned())
    }

    #[test]
    fn the_key_follows_the_name_until_it_is_touched() {
        assert_eq!(draft([name("Beta testers")]).key, "beta-testers");
        let touched = draft([name("Beta"), key("mine"), name("Beta testers")]);
        assert_eq!(touched.key, "mine");
        let emptied = draft([name("Beta"), key("mine"), key(""), name("Beta 2")]);
        assert_eq!(emptied.key, "beta-2");
    }

    #[test]
    fn what_is_missing_is_told_only_after_the_field_was_left() {
        let fresh = draft([]);
        assert_eq!(fresh.shown_problem(Field::Name), None);
        assert!(!fresh.is_valid());
        let left = fresh.reduce(NewSegmentAction::Visit(Field::Name));
        assert!(left.shown_problem(Field::Name).is_some());
        assert_eq!(left.shown_problem(Field::Key), None);
        let tried = left.reduce(NewSegmentAction::VisitAll);
        assert!(tried.shown_problem(Field::Key).is_some());
    }

    #[test]
    fn a_wrong_key_is_told_at_once() {
        assert!(draft([key("a b")]).shown_problem(Field::Key).is_some());
        assert!(draft([key("-a")]).shown_problem(Field::Key).is_some());
        assert_eq!(draft([key("a-b")]).shown_problem(Field::Key), None);
    }

    #[test]
    fn a_bad_tag_comes_with_a_fix() {
        let tags = vec!["loyalty".to_owned(), "q1 2027".to_owned()];
        let bad = draft([name("A"), NewSegmentAction::Tags(tags)]);
        assert!(bad.shown_problem(Field::Tags).is_some());
        let (old, new) = bad.tag_fix().unwrap();
        assert_eq!((old.as_str(), new.as_str()), ("q1 2027", "q1-2027"));
        let fixed = bad
            .clone()
            .reduce(NewSegmentAction::Tags(bad.with_tag(&old, &new)));
        assert_eq!(fixed.tags, ["loyalty", "q1-2027"]);
        assert!(fixed.is_valid());
    }

    #[test]
    fn a_taken_key_is_known_from_the_list_and_from_the_server() {
        let state = draft([name("Beta"), NewSegmentAction::Taken("beta".to_owned())]);
        assert!(state.is_taken(|_| false));
        let other = state.reduce(key("beta-2"));
        assert!(!other.is_taken(|_| false));
        assert!(other.is_taken(|key| key == "beta-2"));
    }

    #[test]
    fn only_a_big_segment_has_a_kind() {
        let standard = draft([name("A"), NewSegmentAction::ContextKind("org".to_owned())]);
        assert_eq!(standard.body().unbounded_context_kind, None);
        let big = standard.reduce(NewSegmentAction::Big(true));
        assert_eq!(big.body().unbounded_context_kind, Some("org".into()));
        let unnamed = draft([name("A"), NewSegmentAction::Big(true)]);
        assert_eq!(unnamed.body().unbounded_context_kind, Some("user".into()));
        let wrong = big.reduce(NewSegmentAction::ContextKind("multi".to_owned()));
        assert!(wrong.shown_problem(Field::ContextKind).is_some());
    }

    #[test]
    fn everything_can_come_from_another_segment() {
        let new = NewSegment {
            name: "Beta".to_owned(),
            key: "b-1".into(),
            description: Some("D".to_owned()),
            tags: vec!["web".to_owned()],
            unbounded: true,
            unbounded_context_kind: Some("org".into()),
        };
        let from = draft([name("A"), NewSegmentAction::From(Box::new(new.clone()))]);
        assert_eq!(from.body(), new);
        assert_eq!(from.reduce(name("Other")).key, "b-1");
    }

    #[test]
    fn it_survives_a_reload() {
        let state = draft([name("Beta"), NewSegmentAction::Big(true)]);
        let text = serde_json::to_string(&*state).unwrap();
        let read: NewSegmentDraft = serde_json::from_str(&text).unwrap();
        assert_eq!(read, *state);
    }
}
