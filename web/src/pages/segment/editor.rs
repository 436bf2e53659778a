//! The loaded segment: header, tabs, pending bar and review around one draft.

use std::rc::Rc;

use segdeck_client::ClientError;
use segdeck_core::{
    diff,
    endpoint::Place,
    model::{ExpiringTarget, Segment},
    validate,
};
use yew::prelude::*;

use super::{
    approval::{ApprovalInputs, use_approval},
    deleted_note::DeletedNote,
    expirations::ExpirationsTab,
    header::Header,
    history::{HistoryTab, use_last_save, use_turning_back},
    json::{JsonTab, use_typed},
    locks::SegmentLocks,
    merge::Decisions,
    neighbors::use_neighbors,
    newer_note::NewerNote,
    read_only::{denied_reason, read_only_note, use_segment_locks},
    review::{
        CONFLICT_DIALOG, ConflictDialogProps, EnvironmentLabel, REVIEW_DIALOG, ReviewDialogProps,
        ReviewState,
    },
    rules::RulesTab,
    save::TargetFamily,
    segment_tabs::{SegmentTabs, tabs_of},
    tabs_note::TabsNote,
    targets::TargetsTab,
    use_clock::use_clock,
    use_discarding::use_discarding,
    use_draft::{DraftHandle, use_draft},
    use_kept_focus::use_kept_focus,
    use_newer::{Loaded, use_newer},
    use_save::use_save,
    use_shortcuts::use_shortcuts,
};
use crate::{
    backend::use_connection,
    format,
    hooks::use_place_info,
    pages::RequestError,
    route::SegmentTab,
    state::{
        connection::{Connection, Health},
        draft::DraftAction,
    },
    ui::{PendingBar, tab_element_id},
};

/// Properties of [`Editor`].
#[derive(PartialEq, Properties)]
pub struct EditorProps {
    /// Where.
    pub place: Place,
    /// The tab shown.
    pub tab: SegmentTab,
    /// The segment as the server last sent it.
    pub segment: Rc<Segment>,
    /// Its expirations as the server last sent them.
    pub expirations: Rc<Vec<ExpiringTarget>>,
    /// Whether the account uses users instead of contexts.
    pub family: TargetFamily,
    /// The environment's name.
    pub environment: AttrValue,
    /// Why it could not be loaded again, if so.
    pub error: Option<Rc<ClientError>>,
    /// Loads it again.
    pub reload: Callback<()>,
}

/// Everything about one segment.
#[component]
pub fn Editor(props: &EditorProps) -> Html {
    let is_reviewing = use_state_eq(|| false);
    let on_done = {
        let is_reviewing = is_reviewing.clone();
        Callback::from(move |()| is_reviewing.set(false))
    };
    let DraftHandle {
        draft,
        comment,
        patch_text,
        tabs,
    } = use_draft(&props.place, &props.segment, &props.expirations, &on_done);
    let now = use_clock(&props.expirations, &props.reload);
    let neighbors = use_neighbors(&props.place, draft.segment());
    let typed = use_typed(&patch_text);
    let changes = use_memo((*draft).clone(), |draft| {
        if draft.is_segment_untouched() {
            Vec::new()
        } else {
            diff::summarize(&draft.base, &draft.outgoing())
        }
    });
    let problems = use_memo((*draft).clone(), |draft| -> Rc<[validate::Problem]> {
        validate::edit(&draft.base, draft.segment()).into()
    });
    let expiration_changes = use_memo((*draft).clone(), |draft| {
        super::review::count_expiration_changes(draft)
    });
    let count = diff::change_count(&changes) + *expiration_changes;

    let show_review = {
        let is_reviewing = is_reviewing.clone();
        Callback::from(move |()| is_reviewing.set(true))
    };
    let turning_back = use_turning_back(&props.place, &draft, props.family, &show_review);
    let last_save = use_last_save(&turning_back.ask);
    let history_count = use_state_eq(|| None::<AttrValue>);
    let on_history_count = {
        let history_count = history_count.clone();
        Callback::from(move |count| history_count.set(Some(count)))
    };
    let on_saved = {
        let (is_reviewing, comment) = (is_reviewing.clone(), comment.clone());
        Callback::from(move |()| {
            is_reviewing.set(false);
            comment.set(AttrValue::default());
        })
    };
    let on_requested = on_saved.clone();
    let saving = use_save(&props.place, &draft, props.family, &last_save, on_saved);
    let is_saving = matches!(saving.state, ReviewState::Saving(_));
    let loaded = Loaded {
        segment: &props.segment,
        expirations: &props.expirations,
    };
    let is_edited = count > 0 && !is_saving;
    let newer = use_newer(
        &props.place,
        props.family,
        &draft,
        is_edited,
        loaded,
        &props.reload,
    );
    let decisions = use_state_eq(Decisions::default);
    let info = use_place_info();
    let open_review = {
        let (is_reviewing, reset) = (is_reviewing.clone(), saving.reset.clone());
        let (reload, reload_rules) = (props.reload.clone(), info.environments.reload.clone());
        Callback::from(move |()| {
            reset.emit(());
            is_reviewing.set(true);
            // What is saved is what was looked at: the review begins with what is there now, and
            // with what the environment asks of a change now.
            reload.emit(());
            reload_rules.emit(());
        })
    };
    use_shortcuts(&draft, count > 0, &open_review);
    use_kept_focus();
    let discarding = use_discarding(&draft, count);
    let close_review = {
        let (is_reviewing, reset) = (is_reviewing.clone(), saving.reset.clone());
        Callback::from(move |()| {
            reset.emit(());
            is_reviewing.set(false);
        })
    };
    let on_comment = {
        let comment = comment.clone();
        Callback::from(move |text: String| comment.set(text.into()))
    };
    let on_save = {
        let (run, comment) = (saving.run.clone(), comment.clone());
        Callback::from(move |way| run.emit((way, comment.to_string())))
    };
    let connection = use_connection();
    let locks = use_segment_locks(&connection.state, &draft);
    let offline_reason =
        blocked_reason(&connection.state).or_else(|| is_gone(props).then(|| AttrValue::from(GONE)));
    let blocked_reason = offline_reason
        .clone()
        .or_else(|| denied_reason(&locks.locks.locks, &changes, *expiration_changes > 0));
    let is_read_only = locks.locks.locks.read_only().is_some();
    // An address may name a tab that this segment does not have.
    let tab = *tabs_of(draft.segment())
        .iter()
        .find(|tab| **tab == props.tab)
        .unwrap_or(&SegmentTab::Targets);
    let on_decide = {
        let decisions = decisions.clone();
        Callback::from(move |(conflict, choice)| {
            let mut decided = (*decisions).clone();
            decided.decide(conflict, choice);
            decisions.set(decided);
        })
    };
    let update = use_force_update();
    let on_part = use_callback((), move |(), ()| update.force_update());
    let rules = info.environment();
    let is_comment_required = rules.is_some_and(|rules| rules.require_comments);
    let approval = use_approval(ApprovalInputs {
        place: &props.place,
        draft: &draft,
        changes: &changes,
        expirations: *expiration_changes,
        problems: &problems,
        environment: &props.environment,
        comment: &comment,
        is_comment_required,
        state: &saving.state,
        blocked_reason: offline_reason
            .or_else(|| connection.state.read_only().map(AttrValue::from)),
        locks: &locks.locks,
        is_reviewing: *is_reviewing,
        on_requested,
    });
    let environment = EnvironmentLabel {
        name: props.environment.clone(),
        color: rules.map(|rules| rules.color.clone().into()),
    };
    let review = || ReviewDialogProps {
        draft: draft.clone(),
        changes: changes.clone(),
        problems: (*problems).clone(),
        place: props.place.clone(),
        environment: environment.clone(),
        is_comment_required,
        // What is not known is taken to be critical.
        confirm_key: rules
            .is_none_or(|rules| rules.critical || rules.confirm_changes)
            .then(|| props.place.environment.to_string().into()),
        is_environment_known: rules.is_some(),
        blocked_reason: blocked_reason.clone(),
        is_read_only,
        asking: approval.asking.clone(),
        notice: approval.notice.clone(),
        secondary: approval.secondary.clone(),
        comment: (*comment).clone(),
        on_comment: on_comment.clone(),
        state: saving.state.clone(),
        on_save: on_save.clone(),
        on_close: close_review.clone(),
    };
    let on_rebase = {
        let (dispatcher, reset) = (draft.dispatcher(), saving.reset.clone());
        Callback::from(move |rebased| {
            reset.emit(());
            dispatcher.dispatch(DraftAction::Resume(Box::new(rebased)));
        })
    };
    let is_deleted = is_gone(props);
    let on_created = {
        let (resume, show_review) = (on_rebase.clone(), show_review);
        Callback::from(move |created| {
            resume.emit(created);
            show_review.emit(());
        })
    };
    let conflict = |newer| ConflictDialogProps {
        draft: draft.clone(),
        newer,
        decisions: (*decisions).clone(),
        on_decide,
        environment: environment.clone(),
        now,
        state: saving.state.clone(),
        on_rebase,
        on_close: close_review.clone(),
    };
    html! {
        <ContextProvider<Rc<SegmentLocks>> context={locks.locks.clone()}>
            <Header place={props.place.clone()} environment={props.environment.clone()} draft={draft.clone()} {now} undo_last_save={last_save.undo()}
                chip={approval.chip.clone()} on_approvals={approval.show.clone()} />
            if is_deleted {
                <DeletedNote place={props.place.clone()} draft={(*draft).clone()} {on_created} />
            } else if let Some(error) = &props.error {
                <RequestError what="The newest version could not be loaded." error={error.clone()} on_retry={props.reload.clone()} />
            }
            { read_only_note(&locks) }
            { approval.panel.clone() }
            <TabsNote {tabs} is_edited={count > 0 || patch_text.is_some()} />
            if let Some(newer) = &newer {
                <NewerNote newer={newer.clone()} base_version={draft.base.version} {now} on_look={open_review.clone()} />
            }
            <SegmentTabs
                place={props.place.clone()}
                tab={tab}
                draft={draft.clone()}
                history_count={(*history_count).clone()}
                is_rules_edited={changes.iter().any(|change| change.group == diff::ChangeGroup::Rules)}
                is_targets_edited={changes.iter().any(|change| change.group == diff::ChangeGroup::Targets)}
                are_expirations_edited={*expiration_changes > 0}
            />
            <div id="segment-panel" class="segment-panel" role="tabpanel" aria-labelledby={tab_element_id(tab.as_str())}>
                { match tab {
                    SegmentTab::Rules => html! { <RulesTab draft={draft.clone()} changes={changes.clone()} problems={(*problems).clone()} segment_keys={neighbors.clone()} /> },
                    SegmentTab::Targets => html! { <TargetsTab draft={draft.clone()} family={props.family} {now} /> },
                    SegmentTab::Expirations => html! { <ExpirationsTab draft={draft.clone()} family={props.family} {now} /> },
                    SegmentTab::History => html! {
                        <HistoryTab place={props.place.clone()} draft={draft.clone()} version={props.segment.version} {now}
                            on_count={on_history_count} on_turn_back={turning_back.ask.clone()} />
                    },
                    SegmentTab::Json => html! { <JsonTab place={props.place.clone()} draft={draft.clone()} changes={changes.clone()} problems={(*problems).clone()} typed={typed.clone()} /> },
                } }
            </div>
            <PendingBar {count} summary={summary(&changes, *expiration_changes)} on_discard={discarding.ask} on_review={open_review} />
            { turning_back.dialog }
            { discarding.dialog }
            if *is_reviewing {
                { match newer {
                    Some(newer) => CONFLICT_DIALOG.dialog(|| conflict(newer), &on_part, &close_review),
                    None => REVIEW_DIALOG.dialog(review, &on_part, &close_review),
                } }
            }
        </ContextProvider<Rc<SegmentLocks>>>
    }
}

/// What a draft changes, in one line.
#[must_use]
pub fn summary(changes: &[diff::Change], expirations: usize) -> String {
    let mut text = if changes.is_empty() && expirations > 0 {
        String::new()
    } else {
        diff::sentence(changes)
    };
    if expirations > 0 {
        if !text.is_empty() {
            text.push_str(", ");
        }
        text.push_str(&format::plural(
            expirations,
            "expiration changed",
            "expirations changed",
        ));
    }
    text
}

/// Why a deleted segment cannot be saved.
const GONE: &str = "The segment was deleted on the server: create it again first.";

fn is_gone(props: &EditorProps) -> bool {
    let error = props.error.as_ref();
    error.is_some_and(|error| error.is_not_found())
}

/// Why nothing can be saved over this connection now, if so. Editing goes on.
fn blocked_reason(connection: &Connection) -> Option<AttrValue> {
    if matches!(connection.health, Health::Offline { .. }) {
        Some("Offline: the draft is kept, and can be saved when the server answers again.".into())
    } else {
        None
    }
}
