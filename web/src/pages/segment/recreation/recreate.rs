//! Making a segment from its file: create it, then its rules, targets and dates. No component in
//! it, so that it is tested against the sandbox without a browser.

use std::rc::Rc;

use segdeck_client::{Client, ClientError, Outcome};
use segdeck_core::{
    UnixMillis, diff,
    endpoint::Place,
    model::{ExpiringTarget, Segment, SegmentKind, TargetList},
    wire::Transport,
};

use super::super::save::{SaveError, SaveReport, SaveStep, TargetFamily, Way, save};
use crate::state::{
    draft::{DraftState, Edited},
    segment_file::SegmentFile,
};

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Creating the segment.
    Create,
    /// Adding rules and targets.
    Fill,
    /// Setting when targets leave.
    Dates,
}

/// Why it stopped. The file is as good as before.
#[derive(Clone, Debug, PartialEq)]
pub enum Stop {
    /// Another segment has the key.
    Taken,
    /// Nothing was created.
    NotCreated(Rc<ClientError>),
    /// It is not known whether it was created.
    Unclear(Rc<ClientError>),
    /// The segment is there, but empty.
    Empty(SaveError),
    /// The segment is there, but some of its dates are not.
    Undated(Vec<String>),
}

/// Makes the segment. With `is_begun`, one that is there and still empty is taken for one that this
/// has created before.
///
/// # Errors
/// Says how far it came and why it stopped.
pub async fn recreate<T: Transport>(
    client: &Client<T>,
    place: &Place,
    file: &SegmentFile,
    family: TargetFamily,
    is_begun: bool,
    on_step: impl Fn(Step),
) -> Result<Rc<Segment>, Stop> {
    let now = client.transport().now();
    on_step(Step::Create);
    let key = &file.segment.key;
    let created = match client.get_segment(place, key).await {
        Ok(current) if is_begun && is_ours(file, &current, now) => current,
        Ok(_) => return Err(Stop::Taken),
        Err(error) if error.is_not_found() => create(client, place, file).await?,
        Err(error) => return Err(Stop::NotCreated(Rc::new(error))),
    };
    on_step(Step::Fill);
    let (segment, expirations) = file.content(&created, now);
    let created = Rc::new(created);
    let can_expire = created.kind() != SegmentKind::Big;
    let items = match (can_expire, expirations.is_empty()) {
        (true, false) => items(client, place, file, family).await?,
        _ => Vec::new(),
    };
    let is_same = diff::is_same(&created, &segment);
    let draft = DraftState::restored(
        created.clone(),
        Rc::new(items),
        Edited {
            segment: if is_same {
                created.clone()
            } else {
                Rc::new(segment)
            },
            expirations: Rc::new(expirations),
        },
    );
    if !draft.is_edited() {
        return Ok(created);
    }
    let comment = format!("Made from the file {}", file.name());
    let on_save_step = |step: SaveStep| {
        if step == SaveStep::Expirations {
            on_step(Step::Dates);
        }
    };
    let SaveReport {
        segment,
        failed,
        error,
        ..
    } = save(
        client,
        place,
        &draft,
        family,
        Way::default(),
        &comment,
        on_save_step,
    )
    .await;
    let refused = failed.into_iter().map(|failure| {
        let key = &failure.instruction.target().context_key;
        format!("{key}: {}", failure.reason)
    });
    match (error, refused.collect::<Vec<_>>(), segment) {
        (Some(error), _, None) if !is_same => Err(Stop::Empty(error)),
        (Some(error), ..) => Err(Stop::Undated(vec![told(&error)])),
        (None, refused, _) if !refused.is_empty() => Err(Stop::Undated(refused)),
        (None, _, segment) => Ok(segment.unwrap_or(created)),
    }
}

fn told(error: &SaveError) -> String {
    match error {
        SaveError::Refused(error) | SaveError::Unclear(error) => {
            crate::text::failure(error).message
        }
        SaveError::Conflict(_) | SaveError::Diverged(_) | SaveError::Doubled(_) => {
            "Somebody changed the segment meanwhile.".to_owned()
        }
    }
}

/// Whether a segment is the one that was created from this file: it says the same, and is either
/// still empty or filled already.
fn is_ours(file: &SegmentFile, current: &Segment, now: UnixMillis) -> bool {
    let new = file.new_segment();
    let is_named = current.name == new.name && current.is_big() == new.unbounded;
    let is_empty = current.rules.is_empty()
        && TargetList::ALL
            .iter()
            .all(|list| current.target_count(*list) == 0);
    is_named && (is_empty || diff::is_same(current, &file.content(current, now).0))
}

async fn create<T: Transport>(
    client: &Client<T>,
    place: &Place,
    file: &SegmentFile,
) -> Result<Segment, Stop> {
    match client
        .create_segment_decided(place, &file.new_segment())
        .await
    {
        Ok(Outcome::Applied(created)) => Ok(created),
        Ok(Outcome::Unclear {
            current: Some(_), ..
        }) => Err(Stop::Taken),
        Ok(Outcome::Unclear { error, .. }) => Err(Stop::Unclear(Rc::new(error))),
        Err(error) if error.is_key_taken() => Err(Stop::Taken),
        Err(error) if error.leaves_outcome_open() => Err(Stop::Unclear(Rc::new(error))),
        Ok(Outcome::NotApplied { error, .. }) | Err(error) => Err(Stop::NotCreated(Rc::new(error))),
    }
}

/// The dates that are there already, where this was begun before.
async fn items<T: Transport>(
    client: &Client<T>,
    place: &Place,
    file: &SegmentFile,
    family: TargetFamily,
) -> Result<Vec<ExpiringTarget>, Stop> {
    let key = &file.segment.key;
    let items = match family {
        TargetFamily::Contexts => client
            .expiring_targets(place, key)
            .await
            .map(|all| all.items),
        TargetFamily::Users => client
            .expiring_user_targets(place, key)
            .await
            .map(|all| all.items.into_iter().map(ExpiringTarget::from).collect()),
    };
    items.map_err(|error| Stop::Empty(SaveError::Refused(Rc::new(error))))
}
