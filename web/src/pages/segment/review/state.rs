//! How saving goes, and what is said about it.

use std::{cmp::Ordering, rc::Rc};

use segdeck_core::diff::{self, Change};
use yew::prelude::*;

use super::{
    super::save::{FailedExpiration, SaveError, SaveStep, may_be_its_form, target_of},
    conflict::ConflictNotice,
};
use crate::{
    format,
    pages::RequestError,
    ui::{Button, ButtonSize, Icon, IconName, Note, NoteTone},
};

/// The steps of a save that is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SaveProgress {
    /// The step that runs now.
    pub step: SaveStep,
    /// How many requests the segment itself takes.
    pub requests: usize,
    /// Whether expirations are changed.
    pub has_expirations: bool,
}

/// What was carried out before saving stopped. It is the base of the draft now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// The version that is saved.
    pub version: i64,
    /// How many requests for the segment were carried out.
    pub requests: usize,
    /// How many there are.
    pub of: usize,
    /// What they changed, in one line.
    pub what: String,
}

/// How saving goes.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum ReviewState {
    /// Nothing was sent yet.
    #[default]
    Ready,
    /// It is under way.
    Saving(SaveProgress),
    /// It stopped before anything was saved; the draft keeps everything.
    Stopped(SaveError),
    /// It stopped when something was saved; the draft keeps the rest.
    Interrupted(Done, SaveError),
    /// The segment is saved, and some expirations were refused; the draft keeps those.
    Partial(Vec<FailedExpiration>),
    /// All is saved as this version, and the segment is other than the preview.
    Differs(i64, Rc<[Change]>),
}

/// Properties of [`StateNotice`].
#[derive(PartialEq, Properties)]
pub struct StateNoticeProps {
    /// How saving goes.
    pub state: ReviewState,
    /// The version that the draft started from.
    pub base_version: i64,
    /// Called to find out what form of the change the server takes, where that can be done.
    #[prop_or_default]
    pub on_dry_run: Option<Callback<()>>,
}

/// Says what happened, what it means for the draft, and what can be done.
#[component]
pub fn StateNotice(props: &StateNoticeProps) -> Html {
    match &props.state {
        ReviewState::Ready => Html::default(),
        ReviewState::Saving(progress) => steps(*progress),
        ReviewState::Stopped(SaveError::Conflict(theirs)) => html! {
            <ConflictNotice
                theirs={theirs.clone()}
                base_version={props.base_version}
            />
        },
        ReviewState::Stopped(error) => stopped(
            "Nothing was saved. Your draft is kept.",
            "It is not known whether this was saved. Your draft is kept and nothing is sent twice.",
            error,
            props.on_dry_run.as_ref(),
        ),
        ReviewState::Interrupted(done, error) => {
            let what = what_is_done(done);
            match error {
                SaveError::Conflict(theirs) => html! {
                    <Note tone={NoteTone::Warning} role="alert">
                        <strong>{ what }</strong>
                        { format!(" Then somebody else saved v{}. The rest stays in your draft.", theirs.version) }
                    </Note>
                },
                error => stopped(
                    &format!(
                        "{what} The rest was not saved and stays in your draft; saving again goes on from there."
                    ),
                    &format!(
                        "{what} It is not known whether the next request was carried out; the rest stays in your draft."
                    ),
                    error,
                    props.on_dry_run.as_ref(),
                ),
            }
        }
        ReviewState::Differs(version, differences) => html! {
            <Note tone={NoteTone::Warning} role="alert">
                <strong>{ format!("Saved as v{version}, but the result is not what was previewed: ") }</strong>
                { diff::sentence(differences) }
                { ". Close the review and look at the segment." }
            </Note>
        },
        ReviewState::Partial(failed) => html! {
            <Note tone={NoteTone::Negative} role="alert">
                <strong>{ "Some expirations were refused. They stay in your draft." }</strong>
                <ul class="review-failed">
                    { for failed.iter().map(|failure| html! {
                        <li><code>{ &target_of(&failure.instruction).context_key }</code>{ ": " }{ &failure.reason }</li>
                    }) }
                </ul>
            </Note>
        },
    }
}

/// What was carried out, exactly.
fn what_is_done(done: &Done) -> String {
    let Done {
        version,
        requests,
        of,
        what,
    } = done;
    match requests {
        _ if requests == of => {
            format!("The segment is saved as v{version} ({what}), its expirations are not.")
        }
        1 => format!("Batch 1 of {of} is saved as v{version}: {what}."),
        2 => format!("Batches 1 and 2 of {of} are saved as v{version}: {what}."),
        _ => format!("Batches 1 to {requests} of {of} are saved as v{version}: {what}."),
    }
}

fn stopped(
    what: &str,
    unclear: &str,
    error: &SaveError,
    on_dry_run: Option<&Callback<()>>,
) -> Html {
    match error {
        SaveError::Refused(error) => html! {
            <RequestError what={what.to_owned()} error={error.clone()}>
                if let Some(on_dry_run) = on_dry_run.filter(|_| may_be_its_form(error)) {
                    <Button size={ButtonSize::Small} on_click={on_dry_run.clone()}>
                        { "Try other forms of the patch" }
                    </Button>
                }
            </RequestError>
        },
        SaveError::Unclear(error) => html! {
            <RequestError
                what={unclear.to_owned()}
                error={error.clone()}
            />
        },
        SaveError::Diverged(differences) => html! {
            <Note tone={NoteTone::Warning} role="alert">
                <strong>{ what.to_owned() }</strong>
                { " The segment is other than it should be by now, so somebody else saved in between: " }
                { diff::sentence(differences) }
                { ". Nothing more was sent." }
            </Note>
        },
        SaveError::Doubled(differences) => html! {
            <Note tone={NoteTone::Warning} role="alert">
                <strong>{ "The connection broke off, and the browser sent the request a second time." }</strong>
                { " What that did is in the segment too: " }
                { diff::sentence(differences) }
                { ". Your draft takes it back and holds the rest: save again." }
            </Note>
        },
        SaveError::Conflict(theirs) => html! {
            <Note tone={NoteTone::Warning} role="alert">
                { format!("{what} It is v{} now.", theirs.version) }
            </Note>
        },
    }
}

fn steps(progress: SaveProgress) -> Html {
    let step = |order: Ordering, label: String| {
        let (state, icon) = match order {
            Ordering::Greater => ("done", IconName::Check),
            Ordering::Equal => ("now", IconName::Clock),
            Ordering::Less => ("later", IconName::Dots),
        };
        html! {
            <li class="save-step" data-state={state}><Icon name={icon} size={14} />{ label }</li>
        }
    };
    let now = progress.step;
    let at_segment = match now {
        SaveStep::Check => Ordering::Less,
        SaveStep::Segment(_) => Ordering::Equal,
        SaveStep::Expirations => Ordering::Greater,
    };
    let batch = match (progress.requests, now) {
        (0 | 1, _) => String::new(),
        (of, SaveStep::Segment(batch)) => format!(": batch {batch} of {of}"),
        (of, _) => format!(" in {}", format::plural(of, "batch", "batches")),
    };
    html! {
        <div role="status">
            <ol class="save-steps">
                { step(now.cmp(&SaveStep::Check), "Reading the segment once more".to_owned()) }
                if progress.requests > 0 {
                    { step(at_segment, format!("Saving the segment{batch}")) }
                }
                if progress.has_expirations {
                    { step(now.cmp(&SaveStep::Expirations), "Saving the expirations".to_owned()) }
                }
            </ol>
            if let (of @ 2.., SaveStep::Segment(batch)) = (progress.requests, now) {
                <progress class="save-progress" aria-label="Batches" max={of.to_string()} value={(batch - 1).to_string()} />
            }
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_carried_out_is_said_exactly() {
        let said = |requests, of| {
            let what = "1,500 targets included".to_owned();
            what_is_done(&Done {
                version: 4,
                requests,
                of,
                what,
            })
        };
        for (requests, of, expected) in [
            (1, 3, "Batch 1 of 3 is saved as v4: 1,500 targets included."),
            (
                2,
                3,
                "Batches 1 and 2 of 3 are saved as v4: 1,500 targets included.",
            ),
            (
                3,
                5,
                "Batches 1 to 3 of 5 are saved as v4: 1,500 targets included.",
            ),
            (
                1,
                1,
                "The segment is saved as v4 (1,500 targets included), its expirations are not.",
            ),
        ] {
            assert_eq!(said(requests, of), expected);
        }
    }
}
