//! A segment that changed on the server while it was edited: nothing is saved before everything is
//! decided and the change was seen once more, on top of theirs.

use std::rc::Rc;

use segdeck_core::{
    merge::{Choice, Conflict},
    model::Segment,
    wire,
};
use yew::prelude::*;

use super::{
    super::{
        merge::{Decisions, MergeLabels, MergeView, Outcome, ThreeWay},
        newer_note::deed,
        save::{SaveError, SavePlan},
        use_newer::Newer,
    },
    ReviewState,
    footer::{Buttons, PrimaryAction},
    frame::{EnvironmentLabel, ReviewFrame},
    state::StateNotice,
};
use crate::{
    format::plural,
    state::draft::{DraftAction, DraftState, Edited},
    ui::{Button, ButtonSize, ButtonVariant, CopyButton, Note, NoteTone, ToastAction, use_toasts},
};

/// Why nothing can be saved before the conflict is settled.
pub const REFUSAL: &str =
    "The segment changed on the server. What is new there must be looked at first.";

crate::lazy::part! {
    /// The review of a segment that changed on the server, which loads with the review.
    pub CONFLICT_DIALOG = ConflictDialog(ConflictDialogProps) in review by conflict_dialog
}

/// Properties of [`ConflictNotice`].
#[derive(PartialEq, Properties)]
pub struct ConflictNoticeProps {
    /// The segment as it is on the server now.
    pub theirs: Rc<Segment>,
    /// The version that the draft started from.
    pub base_version: i64,
}

/// Says that there is something newer, until it is read.
#[component]
pub fn ConflictNotice(props: &ConflictNoticeProps) -> Html {
    html! {
        <Note tone={NoteTone::Warning} role="alert">
            <strong>{ "This segment changed on the server while you were editing. " }</strong>
            { format!(
                "It is v{} now, your draft started from v{}. Nothing was saved and your draft is kept.",
                props.theirs.version, props.base_version,
            ) }
        </Note>
    }
}

/// Properties of [`ConflictDialog`].
#[derive(Clone, PartialEq, Properties)]
pub struct ConflictDialogProps {
    /// The draft.
    pub draft: UseReducerHandle<DraftState>,
    /// What is on the server now.
    pub newer: Newer,
    /// What was decided so far; kept while the dialog is closed.
    pub decisions: Decisions,
    /// Called with what is decided.
    pub on_decide: Callback<(Conflict, Choice)>,
    /// The environment.
    pub environment: EnvironmentLabel,
    /// The time now, in Unix milliseconds.
    pub now: i64,
    /// How the last save ended.
    pub state: ReviewState,
    /// Called with the draft on top of theirs.
    pub on_rebase: Callback<DraftState>,
    /// Called to go on editing.
    pub on_close: Callback<()>,
}

/// What both changed, to be decided; what applies; what is new. Then the draft starts from theirs.
#[component]
pub fn ConflictDialog(props: &ConflictDialogProps) -> Html {
    let ConflictDialogProps {
        draft,
        newer,
        on_close,
        ..
    } = props;
    let toasts = use_toasts();
    let three = use_memo(((**draft).clone(), newer.clone()), |(draft, newer)| {
        ThreeWay::of(draft, &newer.segment, &newer.expirations)
    });
    let outcome = use_memo((three, props.decisions.clone()), |(three, decisions)| {
        Outcome::of(three, decisions)
    });
    let patch_text = use_memo((**draft).clone(), |draft| {
        AttrValue::from(wire::pretty(&SavePlan::of(draft).patch.to_value()))
    });
    let version = newer.segment.version;
    let rebase = {
        let (on_rebase, newer) = (props.on_rebase.clone(), newer.clone());
        let outcome = outcome.clone();
        Callback::from(move |()| on_rebase.emit(rebased(&newer, &outcome)))
    };
    use_effect_with(outcome.is_theirs(), {
        let (rebase, on_close, toasts) = (rebase.clone(), on_close.clone(), toasts.clone());
        move |is_theirs| {
            if *is_theirs {
                rebase.emit(());
                toasts.done(format!("v{version} has all your changes already."));
                on_close.emit(());
            }
        }
    });
    let discard = {
        let (rebase, dispatcher) = (rebase.clone(), draft.dispatcher());
        let on_close = on_close.clone();
        Callback::from(move |()| {
            rebase.emit(());
            dispatcher.dispatch(DraftAction::Discard);
            let dispatcher = dispatcher.clone();
            let undo = ToastAction {
                label: "Undo".into(),
                on_click: Callback::from(move |()| dispatcher.dispatch(DraftAction::Undo)),
            };
            toasts.done_with(format!("Took v{version}, without your changes."), undo);
            on_close.emit(());
        })
    };
    let open = outcome.open_count();
    let refusal = (open > 0).then(|| {
        let open = plural(open, "conflict needs", "conflicts need");
        AttrValue::from(format!("{open} your decision first."))
    });
    let on_confirm = refusal.is_none().then(|| rebase.clone());
    let primary = PrimaryAction {
        label: format!("Rebase onto v{version} and review").into(),
        refusal,
        is_running: false,
        run: rebase,
    };
    let state = match &props.state {
        ReviewState::Stopped(SaveError::Conflict(_)) => ReviewState::Ready,
        state => state.clone(),
    };
    html! {
        <ReviewFrame
            draft={draft.clone()}
            environment={props.environment.clone()}
            on_close={on_close.clone()}
            {on_confirm}
            footer_start={html! {
                <>
                    <CopyButton text={(*patch_text).clone()} label="Copy patch" size={ButtonSize::Large} variant={ButtonVariant::Default} />
                    <Button variant={ButtonVariant::Ghost} on_click={discard}>
                        { format!("Discard mine, take v{version}") }
                    </Button>
                </>
            }}
            footer={html! { <Buttons on_close={on_close.clone()} {primary} /> }}
        >
            <StateNotice {state} base_version={draft.base.version} />
            <Note tone={NoteTone::Warning} role="alert">
                { deed(newer, draft.base.version, props.now) }
                <br />
                { counts(&outcome) }
            </Note>
            <div class="review-panel" role="region" tabindex="0" aria-label="Your change on top of theirs">
                <MergeView {outcome} labels={labels(draft.base.version, version)} on_decide={props.on_decide.clone()} />
            </div>
        </ReviewFrame>
    }
}

/// The draft on top of theirs.
fn rebased(newer: &Newer, outcome: &Outcome) -> DraftState {
    let (base, dates) = (newer.segment.clone(), newer.expirations.clone());
    if outcome.is_theirs() {
        return DraftState::new(base, dates);
    }
    let edited = outcome.edited();
    DraftState::restored(
        base,
        dates,
        Edited {
            segment: edited.segment,
            expirations: edited.expirations,
        },
    )
}

fn labels(base: i64, theirs: i64) -> MergeLabels {
    MergeLabels {
        base: format!("Started from, v{base}").into(),
        theirs: format!("Theirs, v{theirs}").into(),
        mine: "Yours".into(),
        from_mine: "Your other changes".into(),
        from_theirs: format!("New in v{theirs}").into(),
    }
}

/// How much applies and how much is open.
fn counts(outcome: &Outcome) -> String {
    let applies = match outcome.from_mine.count() {
        0 => String::new(),
        count => format!(
            "{} cleanly. ",
            plural(count, "of your changes applies", "of your changes apply")
        ),
    };
    let open = match outcome.open_count() {
        0 if outcome.conflicts.is_empty() => "Nothing is in conflict".to_owned(),
        0 => "Everything is decided".to_owned(),
        count => {
            let needs = plural(count, "needs", "need");
            return format!("{applies}{needs} your decision. Nothing is saved over theirs.");
        }
    };
    format!("{applies}{open}: you see the whole change once more before it is saved.")
}
