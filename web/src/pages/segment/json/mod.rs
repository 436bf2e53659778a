//! The segment as JSON, and a JSON Patch edited by hand.

mod check;

use std::rc::Rc;

use segdeck_core::{
    diff, model,
    validate::{Problem, Severity},
    wire,
};
use yew::prelude::*;

use self::check::{PatchCheck, check};
use super::{locks::use_locks, review::ChangeItem, save::SavePlan};
use crate::{
    format, platform,
    state::{
        draft::{DraftAction, DraftState},
        local_id,
    },
    ui::{
        Button, ButtonSize, ButtonVariant, CodeArea, CodeBlock, CopyButton, IconName, Segment,
        SegmentedControl, use_announce,
    },
};

/// Properties of [`JsonTab`].
#[derive(PartialEq, Properties)]
pub struct JsonTabProps {
    /// The draft.
    pub draft: UseReducerHandle<DraftState>,
    /// What the draft changes.
    pub changes: Rc<Vec<diff::Change>>,
    /// What is wrong with the segment as it is edited.
    pub problems: Rc<[Problem]>,
    /// The patch as it is typed; `None` until somebody types, and then the draft's own is shown.
    pub text: Option<AttrValue>,
    /// Called with the patch as it is typed, or `None` to follow the draft again.
    pub on_text: Callback<Option<AttrValue>>,
}

/// Left the segment, right the patch editor with its problems and what it would do.
#[component]
pub fn JsonTab(props: &JsonTabProps) -> Html {
    html! {
        <div class="panes json-tab">
            <SegmentPane draft={props.draft.clone()} />
            <PatchPane
                draft={props.draft.clone()}
                changes={props.changes.clone()}
                problems={props.problems.clone()}
                text={props.text.clone()}
                on_text={props.on_text.clone()}
            />
        </div>
    }
}

/// Properties of [`SegmentPane`].
#[derive(PartialEq, Properties)]
struct SegmentPaneProps {
    draft: UseReducerHandle<DraftState>,
}

/// The segment's JSON, as edited or as saved.
#[component]
fn SegmentPane(props: &SegmentPaneProps) -> Html {
    let shown = use_state_eq(|| AttrValue::Static("draft"));
    let text = use_memo((shown.clone(), (*props.draft).clone()), |(shown, draft)| {
        let segment = if **shown == "draft" {
            draft.outgoing()
        } else {
            (*draft.base).clone()
        };
        AttrValue::from(wire::pretty(&segment))
    });
    let choices: Rc<[Segment]> = [
        Segment::new("draft", "Draft"),
        Segment::new("saved", format!("Saved v{}", props.draft.base.version)),
    ]
    .into();
    let on_change = {
        let shown = shown.clone();
        Callback::from(move |value: AttrValue| shown.set(value))
    };
    let download = {
        let (text, key) = (text.clone(), props.draft.base.key.clone());
        Callback::from(move |()| {
            platform::download_text(&format!("{key}.json"), "application/json", &text);
        })
    };
    html! {
        <section class="pane" aria-label="Segment as JSON">
            <div class="toolbar">
                <SegmentedControl label="Version shown" segments={choices} value={(*shown).clone()} {on_change} />
                <span class="toolbar-note">
                    { format!("{}, {}", format::plural(text.lines().count(), "line", "lines"), format::bytes(text.len() as u64)) }
                </span>
                <div class="toolbar-end">
                    <CopyButton text={(*text).clone()} label="Copy" />
                    <Button variant={ButtonVariant::Ghost} size={ButtonSize::Medium} icon={IconName::Download} on_click={download}>{ "Download" }</Button>
                </div>
            </div>
            <CodeBlock text={(*text).clone()} label="Segment as JSON" />
        </section>
    }
}

/// A segment that is compared by where it is: one that was loaded or edited is never changed.
#[derive(Clone)]
struct BySegment(Rc<model::Segment>);

impl PartialEq for BySegment {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// The patch editor.
#[component]
fn PatchPane(props: &JsonTabProps) -> Html {
    let locks = use_locks();
    let lock = locks.locks.read_only().filter(|_| !locks.is_drafting);
    let lock = lock.map(AttrValue::from);
    let draft = &props.draft;
    let announce = use_announce();
    let own = use_memo((**draft).clone(), |draft| {
        let patch = SavePlan::of(draft).patch;
        (
            AttrValue::from(wire::pretty(&patch.to_value())),
            patch.0.len(),
        )
    });
    let (own, operations) = &*own;
    let is_own_sound = !props
        .problems
        .iter()
        .any(|problem| problem.severity == Severity::Error);
    let text = props.text.clone().unwrap_or_else(|| own.clone());
    // The draft's own patch does what the draft does, which is known.
    let is_known = is_own_sound && text == *own;
    let checked = use_memo(
        (text.clone(), is_known, BySegment(draft.base.clone())),
        |(text, is_known, base)| {
            if *is_known {
                PatchCheck::sound(*operations)
            } else {
                check(text, &base.0)
            }
        },
    );
    let changes = use_memo(
        (
            checked.clone(),
            is_known.then(|| props.changes.clone()),
            BySegment(draft.base.clone()),
        ),
        |(checked, known, base)| match (known, &checked.preview) {
            (Some(known), _) => known.clone(),
            (None, Some(preview)) => Rc::new(diff::summarize(&base.0, preview)),
            (None, None) => Rc::default(),
        },
    );
    let changes = (*changes).clone();
    let is_typed = props.text.as_ref().is_some_and(|text| text != own);
    let on_input = {
        let on_text = props.on_text.clone();
        Callback::from(move |text: String| on_text.emit(Some(text.into())))
    };
    let on_format = {
        let (on_text, text) = (props.on_text.clone(), text.clone());
        Callback::from(move |()| {
            if let Ok(value) = wire::decode::<serde_json::Value>(text.as_bytes()) {
                on_text.emit(Some(wire::pretty(&value).into()));
            }
        })
    };
    let on_load = {
        let on_text = props.on_text.clone();
        Callback::from(move |()| on_text.emit(None))
    };
    let on_apply = {
        let (draft, on_text, checked) = (draft.clone(), props.on_text.clone(), checked.clone());
        Callback::from(move |()| {
            if let Some(preview) = &checked.preview {
                let segment = local_id::complete(preview.clone());
                draft.dispatch(DraftAction::ReplaceSegment(Rc::new(segment)));
                on_text.emit(None);
                announce.say("The patch is applied to the draft.");
            }
        })
    };
    html! {
        <section class="pane" aria-label="JSON Patch">
            <div class="toolbar">
                <h2 class="panel-title">{ "JSON Patch" }</h2>
                <div class="toolbar-end">
                    <Button variant={ButtonVariant::Ghost} size={ButtonSize::Medium} on_click={on_format} disabled_reason={checked.syntax_error.then(|| AttrValue::from("Mend the syntax first."))}>{ "Format" }</Button>
                    <Button variant={ButtonVariant::Ghost} size={ButtonSize::Medium} on_click={on_load} disabled_reason={(!is_typed).then(|| AttrValue::from("It shows the draft's patch already."))}>{ "Load from draft" }</Button>
                </div>
            </div>
            <div class="json-editor">
                <CodeArea value={text} {on_input} label="JSON Patch" problems={checked.problems.clone()} />
            </div>
            <PatchPreview checked={checked.clone()} changes={changes} />
            <footer class="toolbar json-foot">
                <span class="toolbar-note">{ foot_text(&checked, is_typed, draft.is_segment_edited()) }</span>
                <div class="toolbar-end">
                    <Button disabled_reason={lock.or_else(|| apply_refusal(&checked, is_typed))} on_click={on_apply}>{ "Apply to draft" }</Button>
                </div>
            </footer>
        </section>
    }
}

fn foot_text(checked: &PatchCheck, is_typed: bool, is_edited: bool) -> String {
    match checked.problems.len() {
        0 if !is_typed => "This is the patch that saving the draft would send.".to_owned(),
        0 if is_edited => {
            "Applying takes the place of what the draft changed so far; it can be undone."
                .to_owned()
        }
        0 => "Applies to the saved segment. Nothing is sent before you review and save.".to_owned(),
        count => format!(
            "Mend {} to apply the patch to the draft.",
            format::plural(count, "problem", "problems")
        ),
    }
}

fn apply_refusal(checked: &PatchCheck, is_typed: bool) -> Option<AttrValue> {
    if !checked.problems.is_empty() {
        Some("The patch has problems.".into())
    } else if !is_typed {
        Some("The draft already says this.".into())
    } else if checked.preview.is_none() {
        Some("The patch does not leave a valid segment.".into())
    } else {
        None
    }
}

/// Properties of [`PatchPreview`].
#[derive(PartialEq, Properties)]
struct PatchPreviewProps {
    checked: Rc<PatchCheck>,
    changes: Rc<Vec<diff::Change>>,
}

/// What the patch would do, in words, without its failing operations.
#[component]
fn PatchPreview(props: &PatchPreviewProps) -> Html {
    let failing = props.checked.failing;
    let title = match (props.checked.operations, failing) {
        (0, _) => "no operation".to_owned(),
        (all, 0) => format!(
            "{}, updates as you type",
            format::plural(all, "operation", "operations")
        ),
        (all, failing) => format!(
            "with {} of {all} operations, updates as you type",
            all - failing
        ),
    };
    html! {
        <section class="json-preview" aria-label="Preview">
            <h3 class="review-section-title">{ "Preview" }<span>{ title }</span></h3>
            if props.changes.is_empty() {
                <p class="json-preview-empty">{ "The segment would stay as it is." }</p>
            } else {
                <ul class="review-changes">
                    { for props.changes.iter().take(200).map(|change| html! { <ChangeItem change={change.clone()} /> }) }
                </ul>
            }
        </section>
    }
}
