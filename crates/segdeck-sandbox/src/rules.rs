//! What the server adds to rules, and the nesting that it refuses.

use segdeck_core::{
    ContextKind, Invalid, SegmentKey,
    gather::Gather,
    model::{Operator, Segment},
    order::Set,
    patch::semantic::assign_ids,
};

use crate::{
    SandboxError,
    ids::SharedIds,
    store::{Connection, segments},
};

/// Gives new rules and clauses their ids and the context kinds that the service writes out, and
/// drops members that segments do not have, which the service ignores, and empty descriptions.
pub fn complete(segment: &mut Segment, mut ids: &SharedIds) {
    assign_ids(segment, &mut ids);
    segment.unknown.clear();
    drop_if_empty(&mut segment.description);
    for rule in &mut segment.rules {
        rule.unknown.clear();
        drop_if_empty(&mut rule.description);
        rule.rollout_context_kind
            .get_or_insert_with(ContextKind::user);
        for clause in &mut rule.clauses {
            clause.unknown.clear();
            clause.context_kind.get_or_insert_with(ContextKind::user);
        }
    }
}

fn drop_if_empty(text: &mut Option<String>) {
    if text.as_deref() == Some("") {
        *text = None;
    }
}

/// Refuses rules through which a segment would contain itself, directly or through others. A key
/// that no segment has is fine: it never matches.
pub fn refuse_cycle(
    connection: &Connection,
    environment: i64,
    segment: &Segment,
) -> Result<(), SandboxError> {
    let mut seen = Set::new();
    let mut open: Vec<SegmentKey> = nested(segment);
    while let Some(key) = open.pop() {
        if key == segment.key {
            return Err(Invalid::new(
                "rules",
                format!(
                    "Through segmentMatch the segment {:?} would contain itself. Take it out of \
                     that chain.",
                    segment.key.as_str()
                ),
            )
            .into());
        }
        if seen.insert(key.to_string())
            && let Some(stored) = segments::find(connection, environment, &key)?
        {
            open.extend(nested(&stored.segment));
        }
    }
    Ok(())
}

/// The keys of the segments that the rules refer to.
fn nested(segment: &Segment) -> Vec<SegmentKey> {
    segment
        .rules
        .iter()
        .flat_map(|rule| &rule.clauses)
        .filter(|clause| clause.op == Operator::SegmentMatch)
        .flat_map(|clause| &clause.values)
        .filter_map(|value| value.as_str().map(SegmentKey::from))
        .list()
}
