//! What is tried, one step after another. Names are few, so that steps meet.

use proptest::{collection::vec, option, prelude::*, sample::select};

pub const USER: &str = "user";
pub const KEYS: [&str; 4] = ["a", "b", "c", "d"];
const CONTEXTS: [&str; 4] = ["u1", "u2", "u3", "u4"];
/// An hour: dates are some of them ahead, and time passes in some of them.
pub const HOUR: i64 = 3_600_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum List {
    Included,
    Excluded,
}

impl List {
    pub fn name(self) -> &'static str {
        match self {
            Self::Included => "included",
            Self::Excluded => "excluded",
        }
    }

    pub fn other(self) -> Self {
        match self {
            Self::Included => Self::Excluded,
            Self::Excluded => Self::Included,
        }
    }
}

/// One context in one list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    pub list: List,
    pub kind: String,
    pub key: String,
}

/// A rule of one clause.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleDraft {
    pub description: Option<String>,
    pub weight: Option<i64>,
    /// Whether the values are segments, else countries.
    pub names_segments: bool,
    pub values: Vec<String>,
}

/// A field of a segment that is set whole.
#[derive(Clone, Debug)]
pub enum Field {
    Name(String),
    Description(Option<String>),
    Tags(Vec<String>),
    Users(List, Vec<String>),
    Contexts(List, Vec<(String, Vec<String>)>),
    Rules(Vec<RuleDraft>),
}

/// One operation of a JSON Patch.
#[derive(Clone, Debug)]
pub enum Operation {
    /// Of the version that the segment has, and so much more.
    TestVersion(i64),
    Replace(Field),
    RemoveDescription,
    /// Before that place, or at the end.
    AddTag(Option<usize>, String),
    RemoveTag(usize),
    AddUser(List, String),
    RemoveUser(List, usize),
    AddRule(RuleDraft),
    RemoveRule(usize),
}

/// One instruction, rules named by their ids.
#[derive(Clone, Debug)]
pub enum Instruction {
    UpdateName(String),
    AddTags(Vec<String>),
    RemoveTags(Vec<String>),
    AddTargets(List, String, Vec<String>),
    RemoveTargets(List, String, Vec<String>),
    AddRule(RuleDraft),
    RemoveRule(String),
    ReorderRules(Vec<String>),
    DescribeRule(String, String),
    AddMembers(List, Vec<String>),
    RemoveMembers(List, Vec<String>),
}

impl Instruction {
    /// Whether a larger segment has nothing that it could change.
    pub fn is_for_standard_segments(&self) -> bool {
        matches!(
            self,
            Self::AddTargets(..)
                | Self::RemoveTargets(..)
                | Self::AddRule(_)
                | Self::RemoveRule(_)
                | Self::ReorderRules(_)
                | Self::DescribeRule(..)
        )
    }
}

#[derive(Clone, Debug)]
pub enum Change {
    Json(Vec<Operation>),
    Merge(Vec<Field>),
    Semantic(Vec<Instruction>),
}

/// One instruction for expiring targets, with the date itself.
#[derive(Clone, Debug)]
pub enum Expire {
    Add(Target, i64),
    Update(Target, i64, Option<i64>),
    Remove(Target),
}

#[derive(Clone, Debug)]
pub enum Filter {
    All,
    Tags(Vec<String>),
    Query(String),
    Big(bool),
    Keys(Vec<String>),
    /// Both of two simple ones.
    QueryAndTag(String, String),
}

#[derive(Clone, Debug)]
pub enum Step {
    Create {
        key: String,
        name: String,
        description: Option<String>,
        tags: Vec<String>,
        is_big: bool,
    },
    Get(String),
    Delete(String),
    List {
        sort: &'static str,
        filter: Filter,
        limit: usize,
        offset: usize,
    },
    Patch {
        key: String,
        change: Change,
        is_rehearsal: bool,
    },
    Expirations {
        key: String,
        only_users: bool,
    },
    /// Dates are hours from now on.
    Expire {
        key: String,
        only_users: bool,
        instructions: Vec<Expire>,
    },
    ChangeMembers {
        key: String,
        added: Vec<(List, String)>,
        removed: Vec<(List, String)>,
    },
    Membership {
        key: String,
        context: String,
    },
    /// Milliseconds pass.
    Wait(i64),
}

fn text(of: &'static [&'static str]) -> impl Strategy<Value = String> + Clone {
    select(of).prop_map(str::to_owned)
}

fn key() -> impl Strategy<Value = String> + Clone {
    text(&KEYS)
}

fn name() -> impl Strategy<Value = String> {
    text(&["Alpha", "alpha", "Beta", "Gamma", "gamma a", " "])
}

fn description() -> impl Strategy<Value = Option<String>> {
    option::of(text(&["about a", "About B", ""]))
}

fn tag() -> impl Strategy<Value = String> + Clone {
    text(&["x", "y", "z"])
}

fn tags() -> impl Strategy<Value = Vec<String>> {
    vec(tag(), 0..4)
}

fn list() -> impl Strategy<Value = List> + Clone {
    select(&[List::Included, List::Excluded][..])
}

fn context() -> impl Strategy<Value = String> + Clone {
    text(&CONTEXTS)
}

fn contexts() -> impl Strategy<Value = Vec<String>> + Clone {
    vec(context(), 1..4)
}

fn kind() -> impl Strategy<Value = String> + Clone {
    text(&[USER, "org", "device"])
}

fn rule() -> impl Strategy<Value = RuleDraft> + Clone {
    (
        option::of(text(&["first", "second", ""])),
        option::of(select(&[0, 25_000, 100_000][..])),
        prop_oneof![
            (Just(true), vec(key(), 1..3)),
            (Just(false), vec(text(&["de", "fr"]), 0..3)),
        ],
    )
        .prop_map(
            |(description, weight, (names_segments, values))| RuleDraft {
                description,
                weight,
                names_segments,
                values,
            },
        )
}

fn field() -> impl Strategy<Value = Field> {
    let other = || text(&["org", "device"]);
    prop_oneof![
        name().prop_map(Field::Name),
        description().prop_map(Field::Description),
        tags().prop_map(Field::Tags),
        (list(), vec(context(), 0..4)).prop_map(|(list, keys)| Field::Users(list, keys)),
        (list(), vec((other(), vec(context(), 0..3)), 0..3))
            .prop_map(|(list, entries)| Field::Contexts(list, entries)),
        vec(rule(), 0..3).prop_map(Field::Rules),
    ]
}

fn operation() -> impl Strategy<Value = Operation> {
    prop_oneof![
        1 => prop_oneof![4 => Just(0), 1 => Just(1)].prop_map(Operation::TestVersion),
        3 => field().prop_map(|field| match field {
            // In a document null is a member like others, until the patch is through.
            Field::Description(None) => Operation::RemoveDescription,
            field => Operation::Replace(field),
        }),
        1 => Just(Operation::RemoveDescription),
        1 => (option::of(0..3_usize), tag()).prop_map(|(index, tag)| Operation::AddTag(index, tag)),
        1 => (0..2_usize).prop_map(Operation::RemoveTag),
        1 => (list(), context()).prop_map(|(list, key)| Operation::AddUser(list, key)),
        1 => (list(), 0..2_usize).prop_map(|(list, index)| Operation::RemoveUser(list, index)),
        1 => rule().prop_map(Operation::AddRule),
        1 => (0..2_usize).prop_map(Operation::RemoveRule),
    ]
}

/// Rules are named by `#` and their place, which becomes an id when the step is taken.
fn place() -> impl Strategy<Value = String> + Clone {
    text(&["#0", "#0", "#1", "#2"])
}

fn instruction() -> impl Strategy<Value = Instruction> {
    prop_oneof![
        1 => name().prop_map(Instruction::UpdateName),
        1 => tags().prop_map(Instruction::AddTags),
        1 => tags().prop_map(Instruction::RemoveTags),
        3 => (list(), kind(), contexts())
            .prop_map(|(list, kind, keys)| Instruction::AddTargets(list, kind, keys)),
        2 => (list(), kind(), contexts())
            .prop_map(|(list, kind, keys)| Instruction::RemoveTargets(list, kind, keys)),
        1 => rule().prop_map(Instruction::AddRule),
        1 => place().prop_map(Instruction::RemoveRule),
        1 => Just(vec!["#0", "#1", "#2"])
            .prop_shuffle()
            .prop_flat_map(|places| (Just(places), 1..4_usize))
            .prop_map(|(places, count)| Instruction::ReorderRules(
                places.into_iter().take(count).map(str::to_owned).collect()
            )),
        1 => (place(), text(&["first", "third", ""]))
            .prop_map(|(id, text)| Instruction::DescribeRule(id, text)),
        2 => (list(), contexts()).prop_map(|(list, keys)| Instruction::AddMembers(list, keys)),
        1 => (list(), contexts()).prop_map(|(list, keys)| Instruction::RemoveMembers(list, keys)),
    ]
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        1 => vec(operation(), 1..5).prop_map(Change::Json),
        1 => vec(field(), 1..4).prop_map(Change::Merge),
        2 => vec(instruction(), 1..4).prop_map(Change::Semantic),
    ]
}

fn expire() -> impl Strategy<Value = Expire> {
    let target =
        (list(), kind(), context()).prop_map(|(list, kind, key)| Target { list, kind, key });
    let date = -1..4_i64;
    prop_oneof![
        4 => (target.clone(), date.clone()).prop_map(|(target, date)| Expire::Add(target, date)),
        2 => (target.clone(), date, option::of(1..3_i64))
            .prop_map(|(target, date, version)| Expire::Update(target, date, version)),
        1 => target.prop_map(Expire::Remove),
    ]
}

fn filter() -> impl Strategy<Value = Filter> {
    let query = || text(&["a", "ALPHA", "about", "b"]);
    prop_oneof![
        2 => Just(Filter::All),
        1 => vec(tag(), 0..3).prop_map(Filter::Tags),
        1 => query().prop_map(Filter::Query),
        1 => any::<bool>().prop_map(Filter::Big),
        1 => vec(key(), 1..3).prop_map(Filter::Keys),
        1 => (query(), tag()).prop_map(|(query, tag)| Filter::QueryAndTag(query, tag)),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let sorts = [
        "",
        "name",
        "-name",
        "creationDate",
        "-creationDate",
        "lastModified",
        "-lastModified",
    ];
    let member = || vec((list(), context()), 0..3);
    prop_oneof![
        6 => (
            prop_oneof![9 => key(), 1 => Just("-bad".to_owned())],
            name(), description(), tags(), prop::bool::weighted(0.3),
        ).prop_map(|(key, name, description, tags, is_big)| Step::Create {
            key, name, description, tags, is_big,
        }),
        2 => key().prop_map(Step::Get),
        2 => key().prop_map(Step::Delete),
        3 => (select(sorts.to_vec()), filter(), 1..4_usize, 0..4_usize)
            .prop_map(|(sort, filter, limit, offset)| Step::List { sort, filter, limit, offset }),
        12 => (key(), change(), prop::bool::weighted(0.15))
            .prop_map(|(key, change, is_rehearsal)| Step::Patch { key, change, is_rehearsal }),
        2 => (key(), any::<bool>())
            .prop_map(|(key, only_users)| Step::Expirations { key, only_users }),
        5 => (key(), prop::bool::weighted(0.3), vec(expire(), 1..5))
            .prop_map(|(key, only_users, instructions)| Step::Expire {
                key, only_users, instructions,
            }),
        3 => (key(), member(), member())
            .prop_map(|(key, added, removed)| Step::ChangeMembers { key, added, removed }),
        2 => (key(), context()).prop_map(|(key, context)| Step::Membership { key, context }),
        3 => select(&[1, HOUR, 2 * HOUR][..]).prop_map(Step::Wait),
    ]
}

/// A few segments to begin with, and then anything.
pub fn steps() -> impl Strategy<Value = Vec<Step>> {
    let first = (name(), tags(), prop::bool::weighted(0.25));
    let beginning = vec(first, 3).prop_map(|created| {
        created
            .into_iter()
            .zip(KEYS)
            .map(|((name, tags, is_big), key)| Step::Create {
                key: key.to_owned(),
                name,
                description: None,
                tags,
                is_big,
            })
            .collect::<Vec<_>>()
    });
    (beginning, vec(step(), 1..40)).prop_map(|(mut steps, more)| {
        steps.extend(more);
        steps
    })
}
