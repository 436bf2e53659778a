//! The dialog that shows what will happen, and lets it happen.

use std::rc::Rc;

use segdeck_core::{
    diff::{Change, change_count},
    validate::Problem,
    wire,
};
use yew::prelude::*;

use super::{
    ReviewState,
    changes_tab::ChangesTab,
    expiration_changes::expiration_changes,
    footer::{Buttons, PrimaryAction, Typed},
    problems::Problems,
    refusal::Obstacles,
    state::StateNotice,
};
use crate::{
    format::isolated,
    pages::{WaitingNote, segment::save::SavePlan},
    state::draft::DraftState,
    ui::{ButtonSize, ButtonVariant, CodeBlock, CopyButton, Dialog, DialogWidth, Tab, Tabs},
};

crate::lazy::part! {
    /// Review & save, which loads when there is time or when it is first opened.
    pub REVIEW_DIALOG = ReviewDialog(ReviewDialogProps) in review by review_dialog
}

/// Properties of [`ReviewDialog`].
#[derive(Clone, PartialEq, Properties)]
pub struct ReviewDialogProps {
    /// The draft.
    pub draft: UseReducerHandle<DraftState>,
    /// What differs from the saved segment.
    pub changes: Rc<Vec<Change>>,
    /// What is wrong with the segment.
    pub problems: Rc<[Problem]>,
    /// The name of the environment.
    pub environment: AttrValue,
    /// Whether every change there needs a comment.
    #[prop_or_default]
    pub is_comment_required: bool,
    /// The environment's key, where it must be typed before anything is saved.
    #[prop_or_default]
    pub confirm_key: Option<AttrValue>,
    /// Why nothing can be saved over this connection now, if so.
    #[prop_or_default]
    pub blocked_reason: Option<AttrValue>,
    /// Whether nothing about the segment may be saved, so that the patch is what is left to take.
    #[prop_or_default]
    pub is_read_only: bool,
    /// What the primary button does in place of saving.
    #[prop_or_default]
    pub primary: Option<PrimaryAction>,
    /// Further notices above the tabs.
    #[prop_or_default]
    pub notice: Html,
    /// Further secondary actions, at the left of the foot.
    #[prop_or_default]
    pub secondary: Html,
    /// The comment typed so far; kept while the dialog is closed.
    pub comment: AttrValue,
    /// Called with the comment as it is typed.
    pub on_comment: Callback<String>,
    /// How saving goes.
    pub state: ReviewState,
    /// Called to save.
    pub on_save: Callback<()>,
    /// Called to go on editing.
    pub on_close: Callback<()>,
}

/// The dialog: changes in words, the JSON Patch, a comment, and the one button that sends it.
#[component]
pub fn ReviewDialog(props: &ReviewDialogProps) -> Html {
    let tab = use_state_eq(|| AttrValue::Static("changes"));
    let typed_key = use_state_eq(AttrValue::default);
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
    let count = change_count(&props.changes) + expirations.len();
    let tabs: Rc<[Tab]> = [
        Tab::new("changes", "Changes").count(count.to_string()),
        Tab::new("json-patch", "JSON Patch").count(plan.patch.0.len().to_string()),
    ]
    .into();
    let is_saving = matches!(props.state, ReviewState::Saving(_));
    let primary = props.primary.clone().unwrap_or_else(|| PrimaryAction {
        label: format!("Save to {}", isolated(&props.environment)).into(),
        refusal: refusal(props, plan.is_empty(), &typed_key),
        is_running: is_saving,
        run: props.on_save.clone(),
    });
    let on_confirm =
        (primary.refusal.is_none() && !primary.is_running).then(|| primary.run.clone());
    let on_tab = {
        let tab = tab.clone();
        Callback::from(move |id: AttrValue| tab.set(id))
    };
    let on_key = {
        let typed_key = typed_key.clone();
        Callback::from(move |text: String| typed_key.set(text.into()))
    };
    let panel_id = AttrValue::Static("review-panel");
    let on_close = if is_saving || primary.is_running {
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
            footer_start={html! {
                <>
                    <CopyButton text={(*patch_text).clone()} label="Copy patch" size={ButtonSize::Large} variant={
                        if props.is_read_only { ButtonVariant::Primary } else { ButtonVariant::Default }
                    } />
                    { props.secondary.clone() }
                </>
            }}
            footer={html! { <Buttons {on_close} {primary} is_read_only={props.is_read_only} /> }}
        >
            <WaitingNote />
            <StateNotice
                state={props.state.clone()}
                base_version={draft.base.version}
            />
            { props.notice.clone() }
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
                    <ChangesTab changes={props.changes.clone()} {expirations} />
                    <Problems problems={props.problems.clone()} />
                } else {
                    <CodeBlock text={(*patch_text).clone()} label="JSON Patch" />
                    if !plan.expirations.is_empty() {
                        <p class="review-note">{ "The expirations follow in a request of their own, as a semantic patch:" }</p>
                        <CodeBlock text={expirations_text(&plan)} label="Semantic patch of the expirations" />
                    }
                }
            </div>
            <Typed
                environment={props.environment.clone()}
                is_comment_required={props.is_comment_required}
                comment={props.comment.clone()}
                on_comment={props.on_comment.clone()}
                confirm_key={props.confirm_key.clone()}
                typed_key={(*typed_key).clone()}
                {on_key}
            />
        </Dialog>
    }
}

fn refusal(props: &ReviewDialogProps, is_empty: bool, typed_key: &str) -> Option<AttrValue> {
    let lacks_comment = props.is_comment_required && props.comment.trim().is_empty();
    let confirm_key = props.confirm_key.as_deref();
    Obstacles {
        blocked_reason: props.blocked_reason.as_ref(),
        is_empty,
        state: &props.state,
        problems: &props.problems,
        lacks_comment_for: lacks_comment.then_some(&*props.environment),
        lacks_key: confirm_key.filter(|key| *key != typed_key.trim()),
    }
    .refusal()
}

fn expirations_text(plan: &SavePlan) -> String {
    let instructions: Vec<_> = plan
        .expirations
        .iter()
        .map(segdeck_core::patch::Instruction::to_value)
        .collect();
    wire::pretty(&instructions)
}
