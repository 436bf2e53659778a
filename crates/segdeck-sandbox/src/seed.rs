//! Demo data, the same for the same `now`.

use segdeck_core::{
    UnixMillis,
    endpoint::Place,
    gather::Gather,
    model::{NewSegment, Segment},
};

use crate::{
    SandboxError, expirations,
    ids::{RandomIds, SharedIds},
    segments::made,
    store::{Connection, Store, places, segments},
};

mod audiences;
mod contexts;
mod draft;
mod flags;
mod history;
mod rollouts;
mod trials;

const MINUTE: i64 = 60_000;

/// What a new database is filled with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Seed {
    /// A project, two environments and four tokens, as every new database.
    #[default]
    Nothing,
    /// Also 60 segments of every kind, flags and contexts.
    Demo,
    /// Also so many small segments in `production`, for measurements.
    Many(usize),
}

impl Seed {
    /// The seed that is written as `none`, `demo` or `many:` and a number.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "none" => Some(Self::Nothing),
            "demo" => Some(Self::Demo),
            _ => text.strip_prefix("many:")?.parse().ok().map(Self::Many),
        }
    }
}

/// Fills a new database.
pub fn fill(connection: &Connection, seed: Seed, now: UnixMillis) -> Result<(), SandboxError> {
    match seed {
        Seed::Nothing => Ok(()),
        Seed::Demo => fill_demo(connection, now),
        Seed::Many(count) => fill_many(connection, count, now),
    }
}

/// Fills the database in one transaction, unless it holds or held a segment.
pub fn fill_untouched(store: &Store, seed: Seed, now: UnixMillis) -> Result<(), SandboxError> {
    store.write(|connection| {
        if segments::is_untouched(connection)? {
            fill(connection, seed, now)?;
        }
        Ok(())
    })
}

/// 60 segments of every kind, most of them in `production`, some with a history, with flags that serve
/// some of them, and with contexts that are in them or might be.
fn fill_demo(connection: &Connection, now: UnixMillis) -> Result<(), SandboxError> {
    // The same ids each time, so that screenshots and tests can be compared.
    let ids = SharedIds::new(Box::new(RandomIds::from_seed([1, 2, 3, 4])));
    let production = Place::new("default", "production");
    let test = Place::new("default", "test");
    let mut ages = (0..).map(draft::Age::of);
    for (place, drafts) in [
        (&production, audiences::drafts()),
        (&production, rollouts::drafts()),
        (&test, trials::drafts()),
    ] {
        let environment = places::require(connection, place)?;
        for (draft, age) in drafts.into_iter().zip(&mut ages) {
            draft.save(connection, place, &environment, &age, now, &ids)?;
        }
    }
    // At once, where every page is being written anyway, and not with the first request.
    expirations::apply_due(connection, now)?;
    contexts::production(connection, &places::require(connection, &production)?, now)?;
    contexts::test(connection, &places::require(connection, &test)?, now)?;
    flags::save(connection, &production.project, now, &ids)
}

/// Small segments in `production`, created a minute apart.
fn fill_many(connection: &Connection, count: usize, now: UnixMillis) -> Result<(), SandboxError> {
    const TEAMS: [&str; 5] = ["growth", "billing", "mobile", "platform", "support"];
    const STAGES: [&str; 3] = ["alpha", "beta", "stable"];
    let place = Place::new("default", "production");
    let environment = places::require(connection, &place)?;
    let cycle = TEAMS.iter().zip(STAGES.iter().cycle()).cycle();
    for (number, (team, stage)) in (1..=count).zip(cycle) {
        let new = NewSegment {
            name: format!("{team} {stage} group {number:05}"),
            key: format!("{team}-{stage}-{number:05}").into(),
            description: Some(format!("Measurement data, number {number}.")),
            tags: vec![(*team).to_owned(), (*stage).to_owned()],
            ..NewSegment::default()
        };
        let age = i64::try_from(count - number).unwrap_or_default() * MINUTE;
        let generation = segments::next_generation(connection, environment.id, &new.key)?;
        let segment = Segment {
            included: Some((0..number % 4).map(|user| format!("user-{user}")).list()),
            ..made(&place, &environment, &new, generation, now.plus(-age))
        };
        segments::insert(connection, environment.id, &segment)?;
    }
    Ok(())
}
