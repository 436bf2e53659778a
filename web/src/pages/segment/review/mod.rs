//! Review & save: what will happen, exactly, before it does.

mod changes;
mod expiration_changes;
mod rule_change;
mod state;

use std::rc::Rc;

use segdeck_core::{
    diff::{Change, ChangeGroup},
    order,
    validate::{Problem, Severity},
    wire,
};
use yew::prelude::*;

pub use self::changes::ChangeItem;
pub use self::expiration_changes::{ExpirationChange, changes_between};
pub use self::state::{ReviewState, SaveProgress};
use self::{expiration_changes::expiration_changes, state::StateNotice};
use super::save::{SaveError, SavePlan};
use crate::{
    format::isolated,
    pages::WaitingNote,
    state::draft::DraftState,
    ui::{
        Button, ButtonSize, ButtonVariant, Chip, ChipTone, CodeBlock, CopyButton, Dialog,
        DialogWidth, Field, Tab, Tabs, TextArea,
    },
};

/// How many expirations the draft changes.
#[must_use]
pub fn count_expiration_changes(draft: &DraftState) -> usize {
    expiration_changes(
        &draft.base_expirations,
        draft.expirations(),
        draft.segment(),
    )
    .len()
}

/// Properties of [`ReviewDialog`].
#[derive(PartialEq, Properties)]
pub struct ReviewDialogProps {
    /// The draft.
    pub draft: UseReducerHandle<DraftState>,
    /// What differs from the saved segment.
    pub changes: Rc<Vec<Change>>,
    /// What is wrong with the segment.
    pub problems: Rc<[Problem]>,
    /// The name of the environment.
    pub environment: AttrValue,
    /// Present when every change there needs a comment.
    #[prop_or_default]
    pub is_comment_required: bool,
    /// Why nothing can be saved over this connection now, if so.
    #[prop_or_default]
    pub blocked_reason: Option<AttrValue>,
    /// Whether nothing about the segment may be saved, so that the patch is what is left to take.
    #[prop_or_default]
    pub is_read_only: bool,
    /// The comment typed so far; kept while the dialog is closed.
    pub comment: AttrValue,
    /// Called with the comment as it is typed.
    pub on_comment: Callback<String>,
    /// How saving goes.
    pub state: ReviewState,
    /// Called to save.
    pub on_save: Callback<()>,
    /// Called to drop the draft and take the server's version.
    pub on_take_theirs: Callback<()>,
    /// Called to go on editing.
    pub on_close: Callback<()>,
}

/// The dialog: changes in words, the JSON Patch, a comment, and the one button that sends it.
#[component]
pub fn ReviewDialog(props: &ReviewDialogProps) -> Html {
    let tab = use_state_eq(|| AttrValue::Static("changes"));
    let draft = &props.draft;
    let plan = use_memo((**draft).clone(), SavePlan::of);
    let patch_text = use_memo(plan.clone(), |plan| {
        AttrValue::from(wire::pretty(&plan.patch.to_value()))
    });
    let expirations = use_memo((**draft).clone(), |draft| {
        expiration_changes(
            &draft.base_expirations,
            draft.expirations(),
            draft.segment(),
        )
    });
    let count = segdeck_core::diff::change_count(&props.changes) + expirations.len();
    let tabs: Rc<[Tab]> = [
        Tab::new("changes", "Changes").count(count.to_string()),
        Tab::new("json-patch", "JSON Patch").count(plan.patch.0.len().to_string()),
    ]
    .into();
    let refusal = refusal(props, plan.is_empty());
    let is_running = matches!(props.state, ReviewState::Saving(_));
    let on_save = props.on_save.clone();
    let on_confirm = (refusal.is_none() && !is_running).then(|| on_save.clone());
    let on_tab = {
        let tab = tab.clone();
        Callback::from(move |id: AttrValue| tab.set(id))
    };
    let panel_id = AttrValue::Static("review-panel");
    let on_close = if is_running {
        Callback::noop()
    } else {
        props.on_close.clone()
    };
    html! {
        <Dialog
            title="Review & save"
            subtitle={html! {
                <span>{ isolated(&draft.segment().name) }{ " " }<code>{ draft.base.key.as_str() }</code>{ " in " }{ isolated(&props.environment) }</span>
            }}
            header={html! { <span class="review-version">{ format!("Your draft started from v{}", draft.base.version) }</span> }}
            width={DialogWidth::Large}
            flush=true
            on_close={on_close.clone()}
            {on_confirm}
            footer_start={html! { <CopyButton text={(*patch_text).clone()} label="Copy patch" size={ButtonSize::Large} variant={
                if props.is_read_only { ButtonVariant::Primary } else { ButtonVariant::Default }
            } /> }}
            footer={html! {
                <>
                    <Button variant={ButtonVariant::Ghost} on_click={on_close}>{ "Keep editing" }</Button>
                    <Button
                        variant={
                            if props.is_read_only { ButtonVariant::Default } else { ButtonVariant::Primary }
                        }
                        busy={is_running}
                        disabled_reason={refusal}
                        shortcut="Ctrl Enter"
                        on_click={on_save.clone()}
                    >
                        { format!("Save to {}", isolated(&props.environment)) }
                    </Button>
                </>
            }}
        >
            <WaitingNote />
            <StateNotice
                state={props.state.clone()}
                base_version={draft.base.version}
                on_take_theirs={props.on_take_theirs.clone()}
            />
            <Tabs
                label="Ways to see the change"
                {tabs}
                selected={(*tab).clone()}
                on_select={on_tab}
                panel_id={panel_id.clone()}
                end={html! { <span class="review-requests">{ plan.describe() }</span> }}
            />
            <div id={panel_id} class="review-panel" role="tabpanel" tabindex="0" aria-label="The change">
                if *tab == "changes" {
                    { for groups(&props.changes).into_iter().map(|(group, changes)| html! {
                        <ChangeSection title={group_title(group)} count={segdeck_core::diff::change_count(&changes)}>
                            { for changes.iter().map(|change| html! { <ChangeItem change={change.clone()} /> }) }
                        </ChangeSection>
                    }) }
                    if !expirations.is_empty() {
                        <ChangeSection title="Expirations" count={expirations.len()}>
                            { for expirations.iter().take(200).map(ExpirationChange::render) }
                            if expirations.len() > 200 {
                                <p class="review-more">{ format!("and {} more", expirations.len() - 200) }</p>
                            }
                        </ChangeSection>
                    }
                    <Problems problems={props.problems.clone()} />
                } else {
                    <CodeBlock text={(*patch_text).clone()} label="JSON Patch" />
                    if !plan.expirations.is_empty() {
                        <p class="review-note">{ "The expirations follow in a request of their own, as a semantic patch:" }</p>
                        <CodeBlock text={expirations_text(&plan)} label="Semantic patch of the expirations" />
                    }
                }
            </div>
            <div class="review-comment">
                <Field
                    label="Comment"
                    optional={!props.is_comment_required}
                    remark={props.is_comment_required.then(|| AttrValue::from(format!("required in {}", isolated(&props.environment))))}
                    reserve=false
                >
                    <TextArea value={props.comment.clone()} on_input={props.on_comment.clone()} rows={2} autofocus=true />
                </Field>
            </div>
        </Dialog>
    }
}

/// Why the draft cannot be saved now.
fn refusal(props: &ReviewDialogProps, is_empty: bool) -> Option<AttrValue> {
    let errors = props
        .problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error)
        .count();
    if let Some(reason) = &props.blocked_reason {
        Some(reason.clone())
    } else if is_empty {
        Some("There is nothing to save.".into())
    } else if matches!(props.state, ReviewState::Stopped(SaveError::Conflict(_))) {
        Some(
            "The segment changed on the server. Take its version first; your patch can be copied."
                .into(),
        )
    } else if errors > 0 {
        Some(
            format!(
                "{} must be mended first.",
                crate::format::plural(errors, "error", "errors")
            )
            .into(),
        )
    } else if props.is_comment_required && props.comment.trim().is_empty() {
        Some(
            format!(
                "Write a comment: {} requires one.",
                isolated(&props.environment)
            )
            .into(),
        )
    } else {
        None
    }
}

fn groups(changes: &[Change]) -> Vec<(ChangeGroup, Vec<Change>)> {
    let mut groups: Vec<(ChangeGroup, Vec<Change>)> = Vec::new();
    for change in changes {
        match groups.last_mut() {
            Some((group, members)) if *group == change.group => members.push(change.clone()),
            _ => groups.push((change.group, vec![change.clone()])),
        }
    }
    groups
}

fn group_title(group: ChangeGroup) -> &'static str {
    match group {
        ChangeGroup::Details => "Details",
        ChangeGroup::Rules => "Rules",
        ChangeGroup::Targets => "Targets",
        ChangeGroup::Other => "Other fields",
    }
}

fn expirations_text(plan: &SavePlan) -> String {
    let instructions: Vec<_> = plan
        .expirations
        .iter()
        .map(segdeck_core::patch::Instruction::to_value)
        .collect();
    wire::pretty(&instructions)
}

/// Properties of [`ChangeSection`].
#[derive(PartialEq, Properties)]
struct ChangeSectionProps {
    title: AttrValue,
    count: usize,
    children: Html,
}

/// A heading with a count, and the changes under it.
#[component]
fn ChangeSection(props: &ChangeSectionProps) -> Html {
    html! {
        <section class="review-section" aria-label={props.title.clone()}>
            <h3 class="review-section-title">{ &props.title }<span>{ props.count }</span></h3>
            <ul class="review-changes">{ props.children.clone() }</ul>
        </section>
    }
}

/// Properties of [`Problems`].
#[derive(PartialEq, Properties)]
struct ProblemsProps {
    problems: Rc<[Problem]>,
}

/// What the checks found, errors first.
#[component]
fn Problems(props: &ProblemsProps) -> Html {
    if props.problems.is_empty() {
        return Html::default();
    }
    let mut problems: Vec<&Problem> = props.problems.iter().collect();
    order::sort_by(&mut problems, |left, right| {
        left.severity.cmp(&right.severity)
    });
    html! {
        <ChangeSection title="Checks" count={problems.len()}>
            { for problems.iter().take(50).map(|problem| {
                let (label, tone) = match problem.severity {
                    Severity::Error => ("error", ChipTone::Negative),
                    Severity::Warning => ("warning", ChipTone::Warning),
                };
                html! {
                    <li class="review-change">
                        <span class="review-sign">{ "!" }</span>
                        <div class="review-change-body">{ &problem.message }{ " " }<code>{ &problem.path }</code></div>
                        <Chip {label} {tone} />
                    </li>
                }
            }) }
        </ChangeSection>
    }
}
