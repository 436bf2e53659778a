//! The dialog that shows what will happen, and lets it happen.

use std::rc::Rc;

use segdeck_core::{
    diff::{Change, change_count},
    endpoint::Place,
    lint::lint,
    validate::Problem,
    wire,
};
use yew::prelude::*;

use super::{
    ReviewState,
    changes_tab::ChangesTab,
    code_tabs::{CodeTabProps, CurlTab, Fate, JsonPatchTab, SemanticTab, TerraformTab},
    dry_run::{DryRunSection, Trial, use_dry_run},
    expiration_changes::expiration_changes,
    footer::{Asking, Buttons, PrimaryAction, Typed},
    frame::{EnvironmentLabel, ReviewFrame},
    guard_rails::{GuardRailList, GuardRails},
    refusal::{Obstacles, mending},
    sending::Sending,
    state::StateNotice,
    surroundings::use_surroundings,
};
use crate::{
    format::{isolated, plural},
    pages::{
        WaitingNote,
        segment::save::{SaveError, SavePlan, Way},
    },
    state::draft::DraftState,
    ui::{ButtonSize, ButtonVariant, CodeBlock, CopyButton, Tab, Tabs},
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
    /// Where.
    pub place: Place,
    /// The environment.
    pub environment: EnvironmentLabel,
    /// Whether every change there needs a comment.
    #[prop_or_default]
    pub is_comment_required: bool,
    /// The environment's key, where it must be typed before anything is saved.
    #[prop_or_default]
    pub confirm_key: Option<AttrValue>,
    /// Whether it is known what the environment asks of a change.
    #[prop_or(true)]
    pub is_environment_known: bool,
    /// Why nothing can be saved over this connection now, if so.
    #[prop_or_default]
    pub blocked_reason: Option<AttrValue>,
    /// Whether nothing about the segment may be saved, so that the patch is what is left to take.
    #[prop_or_default]
    pub is_read_only: bool,
    /// What is asked for in place of saving.
    #[prop_or_default]
    pub asking: Option<Asking>,
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
    /// Called to save in this way.
    pub on_save: Callback<Way>,
    /// Called to go on editing.
    pub on_close: Callback<()>,
}

/// The dialog: changes in words, the JSON Patch, a comment, and the one button that sends it.
#[component]
pub fn ReviewDialog(props: &ReviewDialogProps) -> Html {
    let tab = use_state_eq(|| AttrValue::Static("changes"));
    let typed_key = use_state_eq(AttrValue::default);
    let way = use_state_eq(Way::default);
    let draft = &props.draft;
    let plan = use_memo(((**draft).clone(), *way), |(draft, way)| {
        SavePlan::by(draft, *way)
    });
    let json = use_memo(((**draft).clone(), *way), |(draft, way)| {
        let is_json = matches!(way, Way::Json { .. });
        SavePlan::by(draft, if is_json { *way } else { Way::default() })
    });
    let semantic = use_memo((**draft).clone(), |draft| {
        SavePlan::by(draft, Way::Semantic)
    });
    let instructions = use_memo(semantic.clone(), |plan| plan.semantic.clone());
    let patch_text = use_memo(json.clone(), |plan| {
        AttrValue::from(wire::pretty(&plan.patch.to_value()))
    });
    let expirations = use_memo((**draft).clone(), |draft| {
        expiration_changes(
            &draft.base_expirations,
            draft.expirations(),
            draft.segment(),
        )
    });
    let around = use_surroundings(&props.place, draft.segment());
    let found = use_memo(
        ((**draft).clone(), props.problems.clone(), around),
        |(draft, problems, around)| {
            let outgoing = draft.outgoing();
            GuardRails::of(problems, lint(Some(&draft.base), &outgoing, around))
        },
    );
    let asking = props.asking.as_ref();
    // What is asked for are instructions.
    let tried = if asking.is_some() {
        Way::Semantic
    } else {
        *way
    };
    let dry_run = use_dry_run(&props.place, draft, tried);
    let is_saving = matches!(props.state, ReviewState::Saving(_));
    let would_be = would_be(&dry_run.trial);
    let primary = match asking {
        Some(asking) => {
            let mut action = asking.action.clone();
            action.refusal = action.refusal.or_else(|| mending(found.errors()));
            action
        }
        None => PrimaryAction {
            label: format!("Save to {}", isolated(&props.environment.name)).into(),
            refusal: refusal(props, plan.is_empty(), found.errors(), &typed_key),
            is_running: is_saving,
            run: props.on_save.reform({
                let way = *way;
                move |()| way
            }),
        },
    };
    let on_confirm =
        (primary.refusal.is_none() && !primary.is_running).then(|| primary.run.clone());
    let on_tab = {
        let tab = tab.clone();
        Callback::from(move |id: AttrValue| tab.set(id))
    };
    let on_show = {
        let tab = tab.clone();
        Callback::from(move |()| tab.set("would-be".into()))
    };
    let on_way = {
        let way = way.clone();
        Callback::from(move |chosen: Way| way.set(chosen))
    };
    let on_key = {
        let typed_key = typed_key.clone();
        Callback::from(move |text: String| typed_key.set(text.into()))
    };
    let count = change_count(&props.changes) + expirations.len();
    let tabs = tabs(count, &json, &semantic, would_be.is_some());
    let code = CodeTabProps {
        place: props.place.clone(),
        draft: draft.clone(),
        plan: plan.clone(),
        comment: props.comment.clone(),
        requests: asking.map(|asking| asking.requests.clone()),
        fate: Fate::None,
    };
    let fate = |is_chosen: bool| match (props.is_read_only, asking) {
        (true, _) => Fate::None,
        (_, Some(_)) => Fate::Asked,
        _ if is_chosen => Fate::Sent,
        _ => Fate::Possible,
    };
    let news = use_in_sight((props.state.clone(), props.notice.clone()));
    let panel_id = AttrValue::Static("review-panel");
    let on_close = if is_saving || primary.is_running {
        Callback::noop()
    } else {
        props.on_close.clone()
    };
    html! {
        <ReviewFrame
            draft={draft.clone()}
            environment={props.environment.clone()}
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
            <div class="review-news" ref={news}>
                <WaitingNote />
                <StateNotice
                    state={told(props)}
                    base_version={draft.base.version}
                    on_dry_run={dry_run.run.clone()}
                />
                { props.notice.clone() }
            </div>
            <Tabs
                label="Ways to see the change"
                {tabs}
                selected={(*tab).clone()}
                on_select={on_tab}
                panel_id={panel_id.clone()}
                end={html! { <span class="review-requests">{ match asking {
                    Some(asking) => asked(asking),
                    None => plan.describe(),
                } }</span> }}
            />
            <div class="review-main">
                <div id={panel_id} class="review-panel" role="tabpanel" tabindex="0" aria-label="The change">
                    { match &**tab {
                        "json-patch" => html! { <JsonPatchTab plan={json} fate={fate(*way != Way::Semantic)} ..code /> },
                        "semantic" => html! { <SemanticTab plan={semantic} fate={fate(*way == Way::Semantic)} ..code /> },
                        "curl" => html! { <CurlTab plan={plan.clone()} ..code /> },
                        "terraform" => html! { <TerraformTab plan={plan.clone()} ..code /> },
                        "would-be" => html! { if let Some(text) = would_be { <CodeBlock {text} label="The segment as it would be" /> } },
                        _ => html! { <ChangesTab changes={props.changes.clone()} {expirations} draft={draft.clone()} is_fixed={is_saving} /> },
                    } }
                </div>
                <aside class="review-rail" aria-label="Checks">
                    <GuardRailList {found} />
                    if !props.is_read_only && draft.is_segment_edited() {
                        if asking.is_none() {
                            <Sending way={*way} semantic={instructions} on_way={on_way.clone()} is_fixed={is_saving} />
                        }
                        <DryRunSection
                            {dry_run}
                            base_version={draft.base.version}
                            has_expirations={!plan.expirations.is_empty()}
                            blocked_reason={dry_run_refusal(props, is_saving)}
                            {on_way}
                            {on_show}
                        />
                    }
                </aside>
            </div>
            <Typed
                environment={props.environment.name.clone()}
                is_comment_required={props.is_comment_required}
                comment={props.comment.clone()}
                on_comment={props.on_comment.clone()}
                confirm_key={if asking.is_none() { props.confirm_key.clone() } else { None }}
                is_environment_known={props.is_environment_known}
                typed_key={(*typed_key).clone()}
                {on_key}
            />
        </ReviewFrame>
    }
}

/// What is shown of how saving goes: a refusal that led to asking is told by the notice about that.
fn told(props: &ReviewDialogProps) -> ReviewState {
    match &props.state {
        ReviewState::Stopped(SaveError::Refused(error))
            if props.asking.is_some() && error.is_approval_required() =>
        {
            ReviewState::Ready
        }
        state => state.clone(),
    }
}

/// What is asked for, in the words of [`SavePlan::describe`].
fn asked(asking: &Asking) -> String {
    let requests = plural(
        asking.requests.len(),
        "approval request",
        "approval requests",
    );
    let instructions = asking.requests.iter();
    let instructions = instructions.map(|request| request.instructions.len()).sum();
    let instructions = plural(instructions, "instruction", "instructions");
    format!("{requests}, {instructions}")
}

/// A reference for what must be seen when it changes, wherever the reader has scrolled to.
#[hook]
fn use_in_sight(what: (ReviewState, Html)) -> NodeRef {
    let node = use_node_ref();
    let is_first = use_mut_ref(|| true);
    use_effect_with(what, {
        let node = node.clone();
        move |_| {
            if !is_first.replace(false)
                && let Some(element) = node.cast::<web_sys::Element>()
                && let Some(body) = element.parent_element()
            {
                // It stands first. To scroll it into view would scroll the dialog too.
                body.set_scroll_top(0);
            }
        }
    });
    node
}

fn refusal(
    props: &ReviewDialogProps,
    is_empty: bool,
    errors: usize,
    typed_key: &str,
) -> Option<AttrValue> {
    let lacks_comment = props.is_comment_required && props.comment.trim().is_empty();
    let confirm_key = props.confirm_key.as_deref();
    Obstacles {
        blocked_reason: props.blocked_reason.as_ref(),
        is_empty,
        state: &props.state,
        errors,
        lacks_comment_for: lacks_comment.then_some(&*props.environment.name),
        lacks_key: confirm_key.filter(|key| *key != typed_key.trim()),
    }
    .refusal()
}

fn dry_run_refusal(props: &ReviewDialogProps, is_saving: bool) -> Option<AttrValue> {
    let saving = is_saving.then_some(AttrValue::Static("The change is being saved."));
    saving.or_else(|| props.blocked_reason.clone())
}

/// The segment that the dry run gave, to be read.
fn would_be(trial: &Trial) -> Option<AttrValue> {
    let Trial::Ended(ended) = trial else {
        return None;
    };
    let accepted = ended.as_ref().as_ref().ok()?.accepted.as_ref()?;
    Some(wire::pretty(&accepted.segment.to_value()).into())
}

/// The tabs; what the dry run gave has one when there is something.
fn tabs(changes: usize, json: &SavePlan, semantic: &SavePlan, has_would_be: bool) -> Rc<[Tab]> {
    let instructions: usize = semantic
        .semantic
        .batches
        .iter()
        .map(|batch| batch.instructions.len())
        .sum();
    let mut tabs = vec![
        Tab::new("changes", "Changes").count(changes.to_string()),
        Tab::new("json-patch", "JSON Patch").count(json.patch.0.len().to_string()),
        Tab::new("semantic", "Semantic patch").count(instructions.to_string()),
        Tab::new("curl", "curl"),
        Tab::new("terraform", "Terraform"),
    ];
    if has_would_be {
        tabs.push(Tab::new("would-be", "Dry run"));
    }
    tabs.into()
}
