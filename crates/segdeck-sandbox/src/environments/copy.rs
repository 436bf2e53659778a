//! A new environment as a copy of another: its segments with their rules. Who is targeted one by
//! one stays behind, as contexts of one environment may not exist in the other.

use segdeck_core::{
    Invalid,
    endpoint::Place,
    gather::Gather,
    model::{NewSegment, Rule, Segment, SourceEnvironment},
};

use crate::{
    SandboxError,
    error::Failure,
    rules,
    sandbox::Call,
    segments::made,
    store::{Connection, environments, places, segments},
};

/// With more segments than that an environment cannot be copied.
const SEGMENT_LIMIT: u64 = 1_000;

/// The row of the environment to copy.
pub fn find(
    connection: &Connection,
    project: i64,
    source: &SourceEnvironment,
) -> Result<i64, SandboxError> {
    let key = source.key.as_str();
    let Some(stored) = environments::find(connection, project, key)? else {
        return Err(Invalid::new(
            "source/key",
            format!("The project has no environment {key:?} to copy."),
        )
        .into());
    };
    if let Some(expected) = source.version
        && expected != stored.version
    {
        return Err(SandboxError::from(Failure::Conflict(format!(
            "The environment {key:?} is at version {}, but the request expects {expected}. It was \
             changed meanwhile.",
            stored.version
        ))));
    }
    if segments::total(connection, stored.id)? > SEGMENT_LIMIT {
        return Err(Invalid::new(
            "source/key",
            format!(
                "The environment {key:?} has more than {SEGMENT_LIMIT} segments, so it cannot be \
                 copied."
            ),
        )
        .into());
    }
    Ok(stored.id)
}

/// Copies the segments of an environment into another.
pub fn segments(
    call: &Call<'_>,
    connection: &Connection,
    from: i64,
    to: i64,
    place: &Place,
) -> Result<(), SandboxError> {
    let environment = places::require(connection, place)?;
    for original in segments::all(connection, from)? {
        let new = NewSegment {
            key: original.key.clone(),
            name: original.name.clone(),
            description: original.description.clone(),
            tags: original.tags.clone(),
            unbounded: original.is_big(),
            unbounded_context_kind: original.unbounded_context_kind.clone(),
        };
        let generation = segments::next_generation(connection, to, &new.key)?;
        let mut copy = Segment {
            rules: original.rules.into_iter().map(without_ids).list(),
            ..made(place, &environment, &new, generation, call.now)
        };
        rules::complete(&mut copy, call.ids);
        segments::insert(connection, to, &copy)?;
    }
    Ok(())
}

/// Ids name one thing, so a copy gets its own.
fn without_ids(mut rule: Rule) -> Rule {
    rule.id = None;
    for clause in &mut rule.clauses {
        clause.id = None;
    }
    rule
}
