//! How demo segments came to be as they are: entries of the audit log.

use segdeck_core::{
    endpoint::Place,
    model::{ExpiringTarget, Segment},
};

use crate::{
    SandboxError, audit_log::SegmentChange, roles::Role, store::Connection, store::tokens::Caller,
};

use super::draft::HOUR;

/// A change in the past of a demo segment.
pub struct Past {
    who: Member,
    why: &'static str,
    /// How long the segment had been as it was before.
    hours: i64,
    /// Makes of what it is after the change what it was before.
    undo: fn(&mut Segment),
}

/// Somebody of the company whose account the demo shows.
type Member = (&'static str, &'static str);

/// Leads the rollouts.
pub const MARA: Member = ("Mara Okafor", "mara.okafor@brightkite.example");
/// Talks to the customers.
pub const JONAS: Member = ("Jonas Weller", "jonas.weller@brightkite.example");
/// Looks after the beta.
pub const PRIYA: Member = ("Priya Raman", "priya.raman@brightkite.example");

/// A change that somebody made for a reason, which may be empty.
pub fn past(who: Member, why: &'static str, hours: i64, undo: fn(&mut Segment)) -> Past {
    Past {
        who,
        why,
        hours,
        undo,
    }
}

/// Writes down what led to a segment, and that it was created where that leads back so far.
pub fn record(
    connection: &Connection,
    place: &Place,
    segment: Segment,
    targets: &[ExpiringTarget],
    history: &[Past],
) -> Result<(), SandboxError> {
    let mut after = segment;
    let mut changes = Vec::new();
    for past in history {
        let mut before = after.clone();
        (past.undo)(&mut before);
        before.version -= 1;
        before.last_modified_date = after.last_modified_date.plus(-past.hours * HOUR);
        changes.push((std::mem::replace(&mut after, before.clone()), before, past));
    }
    for (after, before, past) in changes.iter().rev() {
        let (name, address) = past.who;
        let caller = Caller {
            uid: address.to_owned(),
            member: address.to_owned(),
            name: name.to_owned(),
            role: Role::Writer,
        };
        if before.version == 1 {
            SegmentChange::creation(place, before).record_at(
                connection,
                before.last_modified_date,
                Some(&caller),
            )?;
        }
        SegmentChange::update(place, before, after)
            .with_expirations(targets, targets)
            .because(Some(past.why).filter(|why| !why.is_empty()))
            .record_at(connection, after.last_modified_date, Some(&caller))?;
    }
    Ok(())
}
