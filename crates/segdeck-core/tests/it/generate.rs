//! Random segments and random edits of them.

use std::ops::Range;

use proptest::{collection::vec, option, prelude::*, sample::Index};
use segdeck_core::{
    ClauseId, ContextKind, RuleId, SegmentKey, UnixMillis,
    model::{Clause, Operator, Rule, Segment, SegmentTarget, Unknown},
};
use serde_json::{Value, json};

/// How often each property is tried, unless `PROPTEST_CASES` says otherwise: few enough for a
/// build without optimization.
pub fn config() -> ProptestConfig {
    let mut config = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = 64;
    }
    config
}

/// Any JSON value, not deep.
pub fn json_value() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3..4_i64).prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>()
            .prop_filter("JSON has only finite numbers", |number| number.is_finite())
            .prop_map(Value::from),
        Just(json!(1.0)),
        text(0..4).prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::from),
            vec((field_name(), inner), 0..3)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
    .boxed()
}

/// Texts with few different letters, so that equal ones are frequent, and some that pointers and
/// JSON must escape.
pub fn text(length: Range<usize>) -> impl Strategy<Value = String> {
    let letter = prop_oneof![
        6 => prop::sample::select(vec!['a', 'b', 'c']),
        1 => prop::sample::select(vec!['/', '~', '"', '\\', '\n', '%', 'é', '😀', '\u{0}', ' ']),
    ];
    vec(letter, length).prop_map(String::from_iter)
}

/// Names that are no field of ours.
fn field_name() -> impl Strategy<Value = String> {
    text(0..3).prop_map(|name| format!("x{name}"))
}

fn unknown() -> impl Strategy<Value = Unknown> {
    prop_oneof![
        3 => Just(Unknown::new()),
        1 => vec((field_name(), json_value()), 1..3)
            .prop_map(|members| members.into_iter().collect()),
    ]
}

fn context_kind() -> impl Strategy<Value = ContextKind> {
    prop::sample::select(vec!["user", "organization", "device"]).prop_map(ContextKind::from)
}

fn keys() -> impl Strategy<Value = Vec<String>> {
    vec(text(1..3), 0..6)
}

pub fn clause() -> impl Strategy<Value = Clause> {
    (
        option::of(0..100_000_u32),
        option::of(context_kind()),
        text(0..3),
        prop_oneof![
            4 => prop::sample::select(Operator::ALL.to_vec()),
            1 => Just(Operator::from("soundsLike")),
        ],
        vec(json_value(), 0..5),
        any::<bool>(),
        unknown(),
    )
        .prop_map(
            |(id, context_kind, attribute, op, values, negate, unknown)| Clause {
                id: id.map(|id| ClauseId::new(format!("clause-{id}"))),
                context_kind,
                attribute,
                op,
                values,
                negate,
                unknown,
            },
        )
}

pub fn rule() -> impl Strategy<Value = Rule> {
    (
        prop_oneof![
            1 => Just(None),
            9 => (0..1_000_000_u32).prop_map(Some),
        ],
        option::of(text(0..3)),
        vec(clause(), 0..4),
        option::of(0..=100_000_i64),
        option::of(text(1..3)),
        option::of(context_kind()),
        unknown(),
    )
        .prop_map(
            |(id, description, clauses, weight, bucket_by, rollout_context_kind, unknown)| Rule {
                id: id.map(|id| RuleId::new(format!("rule-{id}"))),
                description,
                clauses,
                weight,
                bucket_by,
                rollout_context_kind,
                unknown,
            },
        )
}

fn target_entries() -> impl Strategy<Value = Vec<SegmentTarget>> {
    let entry = (option::of(context_kind()), keys(), unknown()).prop_map(
        |(context_kind, values, unknown)| SegmentTarget {
            context_kind,
            values,
            unknown,
        },
    );
    vec(entry, 0..4)
}

/// Segments of every kind, with fields, operators and values of kinds that we do not know.
pub fn segment() -> impl Strategy<Value = Segment> {
    let details = (
        text(1..6),
        option::of(text(0..4)),
        vec(text(1..3), 0..5),
        1..50_i64,
        unknown(),
    );
    let targets = (
        option::of(keys()),
        option::of(keys()),
        option::of(target_entries()),
        option::of(target_entries()),
    );
    (details, targets, vec(rule(), 0..6)).prop_map(|(details, targets, rules)| {
        let (name, description, tags, version, unknown) = details;
        Segment {
            name,
            description,
            tags,
            version,
            unknown,
            included: targets.0,
            excluded: targets.1,
            included_contexts: targets.2,
            excluded_contexts: targets.3,
            rules,
            ..empty_segment()
        }
    })
}

/// A segment that says nothing.
pub fn empty_segment() -> Segment {
    Segment {
        key: SegmentKey::from("beta-testers"),
        name: "Beta testers".to_owned(),
        description: None,
        tags: Vec::new(),
        creation_date: UnixMillis(1_700_000_000_000),
        last_modified_date: UnixMillis(1_700_000_360_000),
        version: 7,
        deleted: false,
        generation: 1,
        included: Some(Vec::new()),
        excluded: Some(Vec::new()),
        included_contexts: Some(Vec::new()),
        excluded_contexts: Some(Vec::new()),
        rules: Vec::new(),
        unbounded: None,
        unbounded_context_kind: None,
        unbounded_metadata: None,
        external: None,
        external_link: None,
        import_in_progress: None,
        flags: None,
        access: None,
        links: segdeck_core::model::Links::new(),
        unknown: Unknown::new(),
    }
}

/// A change of one element of an array, or of one value.
#[derive(Clone, Debug)]
pub enum ListEdit<T> {
    Insert(Index, T),
    Remove(Index),
    Move(Index, Index),
    Repeat(Index, Index),
    Replace(Index, T),
}

impl<T: Clone> ListEdit<T> {
    pub fn apply(&self, list: &mut Vec<T>) {
        let place = |index: &Index, length: usize| index.index(length + 1);
        match self {
            Self::Insert(index, value) => list.insert(place(index, list.len()), value.clone()),
            _ if list.is_empty() => {}
            Self::Remove(index) => {
                list.remove(index.index(list.len()));
            }
            Self::Move(from, to) => {
                let value = list.remove(from.index(list.len()));
                list.insert(place(to, list.len()), value);
            }
            Self::Repeat(from, to) => {
                let value = list[from.index(list.len())].clone();
                list.insert(place(to, list.len()), value);
            }
            Self::Replace(index, value) => {
                let index = index.index(list.len());
                list[index] = value.clone();
            }
        }
    }
}

pub fn list_edit<T: Clone + std::fmt::Debug + 'static>(
    element: impl Strategy<Value = T> + Clone + 'static,
) -> BoxedStrategy<ListEdit<T>> {
    let index = any::<Index>;
    prop_oneof![
        (index(), element.clone()).prop_map(|(at, value)| ListEdit::Insert(at, value)),
        index().prop_map(ListEdit::Remove),
        (index(), index()).prop_map(|(from, to)| ListEdit::Move(from, to)),
        (index(), index()).prop_map(|(from, to)| ListEdit::Repeat(from, to)),
        (index(), element).prop_map(|(at, value)| ListEdit::Replace(at, value)),
    ]
    .boxed()
}

/// A change such as a person makes in the dashboard.
#[derive(Clone, Debug)]
pub enum Edit {
    Name(String),
    Description(Option<String>),
    Tags(ListEdit<String>),
    Keys(bool, ListEdit<String>),
    Entries(bool, ListEdit<SegmentTarget>),
    EntryKeys(bool, Index, ListEdit<String>),
    Rules(ListEdit<Rule>),
    Weight(Index, Option<i64>),
    RuleDescription(Index, Option<String>),
    Clauses(Index, ListEdit<Clause>),
    Negate(Index, Index),
    Values(Index, Index, ListEdit<Value>),
    Unknown(String, Option<Value>),
}

pub fn edit() -> BoxedStrategy<Edit> {
    let index = any::<Index>;
    let entry =
        (context_kind(), keys()).prop_map(|(kind, values)| SegmentTarget::new(kind, values));
    let entry = entry.boxed();
    let (rule, clause) = (rule().boxed(), clause().boxed());
    let (key, side) = (text(1..3).boxed(), any::<bool>);
    prop_oneof![
        text(1..6).prop_map(Edit::Name),
        option::of(text(0..4)).prop_map(Edit::Description),
        list_edit(key.clone()).prop_map(Edit::Tags),
        (side(), list_edit(key.clone())).prop_map(|(side, edit)| Edit::Keys(side, edit)),
        (side(), list_edit(entry)).prop_map(|(side, edit)| Edit::Entries(side, edit)),
        (side(), index(), list_edit(key))
            .prop_map(|(side, at, edit)| Edit::EntryKeys(side, at, edit)),
        list_edit(rule).prop_map(Edit::Rules),
        (index(), option::of(0..=100_000_i64)).prop_map(|(at, weight)| Edit::Weight(at, weight)),
        (index(), option::of(text(0..3)))
            .prop_map(|(at, description)| Edit::RuleDescription(at, description)),
        (index(), list_edit(clause)).prop_map(|(at, edit)| Edit::Clauses(at, edit)),
        (index(), index()).prop_map(|(rule, clause)| Edit::Negate(rule, clause)),
        (index(), index(), list_edit(json_value()))
            .prop_map(|(rule, clause, edit)| Edit::Values(rule, clause, edit)),
        (field_name(), option::of(json_value()))
            .prop_map(|(name, value)| Edit::Unknown(name, value)),
    ]
    .boxed()
}

impl Edit {
    pub fn apply(&self, segment: &mut Segment) {
        match self {
            Self::Name(name) => segment.name.clone_from(name),
            Self::Description(text) => segment.description.clone_from(text),
            Self::Tags(edit) => edit.apply(&mut segment.tags),
            Self::Keys(true, edit) => edit.apply(segment.included.get_or_insert_default()),
            Self::Keys(false, edit) => edit.apply(segment.excluded.get_or_insert_default()),
            Self::Entries(side, edit) => edit.apply(entries(segment, *side)),
            Self::EntryKeys(side, at, edit) => {
                if let Some(entry) = pick(entries(segment, *side), *at) {
                    edit.apply(&mut entry.values);
                }
            }
            Self::Rules(edit) => edit.apply(&mut segment.rules),
            Self::Weight(at, weight) => {
                if let Some(rule) = pick(&mut segment.rules, *at) {
                    rule.weight = *weight;
                }
            }
            Self::RuleDescription(at, text) => {
                if let Some(rule) = pick(&mut segment.rules, *at) {
                    rule.description.clone_from(text);
                }
            }
            Self::Clauses(at, edit) => {
                if let Some(rule) = pick(&mut segment.rules, *at) {
                    edit.apply(&mut rule.clauses);
                }
            }
            Self::Negate(rule, clause) => {
                if let Some(clause) = pick_clause(segment, *rule, *clause) {
                    clause.negate = !clause.negate;
                }
            }
            Self::Values(rule, clause, edit) => {
                if let Some(clause) = pick_clause(segment, *rule, *clause) {
                    edit.apply(&mut clause.values);
                }
            }
            Self::Unknown(name, Some(value)) => {
                segment.unknown.insert(name.clone(), value.clone());
            }
            Self::Unknown(name, None) => {
                segment.unknown.remove(name);
            }
        }
    }
}

fn entries(segment: &mut Segment, is_included: bool) -> &mut Vec<SegmentTarget> {
    if is_included {
        segment.included_contexts.get_or_insert_default()
    } else {
        segment.excluded_contexts.get_or_insert_default()
    }
}

fn pick<T>(list: &mut [T], index: Index) -> Option<&mut T> {
    if list.is_empty() {
        None
    } else {
        let length = list.len();
        list.get_mut(index.index(length))
    }
}

fn pick_clause(segment: &mut Segment, rule: Index, clause: Index) -> Option<&mut Clause> {
    pick(&mut segment.rules, rule).and_then(|rule| pick(&mut rule.clauses, clause))
}

/// A segment and what becomes of it by a few edits.
pub fn edited() -> impl Strategy<Value = (Segment, Segment)> {
    (segment(), vec(edit(), 0..6)).prop_map(|(before, edits)| {
        let mut after = before.clone();
        for edit in &edits {
            edit.apply(&mut after);
        }
        (before, after)
    })
}
