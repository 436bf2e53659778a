//! The patch editor.

use std::rc::Rc;

use segdeck_core::{
    diff,
    endpoint::Place,
    model,
    validate::{Problem, Severity},
    wire,
};
use yew::prelude::*;

use super::{
    check::{PatchCheck, check},
    patch_kind::{OwnPatch, PatchKind},
    preview::PatchPreview,
    typed::{Typed, TypedAction},
    use_dry_run::{DryRun, use_dry_run},
};
use crate::{
    format,
    pages::{
        RequestError,
        segment::{locks::use_locks, review::ChangeItem},
    },
    state::{
        draft::{DraftAction, DraftState},
        local_id,
    },
    ui::{
        Button, ButtonSize, ButtonVariant, CodeArea, Note, NoteTone, Segment, SegmentedControl,
        use_announce,
    },
};

/// Properties of [`PatchPane`].
#[derive(PartialEq, Properties)]
pub struct PatchPaneProps {
    /// Where.
    pub place: Place,
    /// The draft.
    pub draft: UseReducerHandle<DraftState>,
    /// What the draft changes.
    pub changes: Rc<Vec<diff::Change>>,
    /// What is wrong with the segment as it is edited.
    pub problems: Rc<[Problem]>,
    /// What is typed.
    pub typed: UseReducerHandle<Typed>,
}

/// A segment that is compared by where it is: one that was loaded or edited is never changed.
#[derive(Clone)]
struct BySegment(Rc<model::Segment>);

impl PartialEq for BySegment {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// The patch editor, with its problems and what it would do.
#[component]
pub fn PatchPane(props: &PatchPaneProps) -> Html {
    let PatchPaneProps { draft, typed, .. } = props;
    let locks = use_locks();
    let lock = locks.locks.read_only().filter(|_| !locks.is_drafting);
    let lock = lock.map(AttrValue::from);
    let announce = use_announce();
    let kind = typed.kind;
    let own = use_memo(((**draft).clone(), kind), |(draft, kind)| {
        let own = OwnPatch::of(draft, *kind);
        (AttrValue::from(own.text), own.size, own.is_partial)
    });
    let (own, size, is_partial) = &*own;
    let is_own_sound = !props
        .problems
        .iter()
        .any(|problem| problem.severity == Severity::Error);
    let text = typed.patch(kind).cloned().unwrap_or_else(|| own.clone());
    let is_own = text == *own;
    // The draft's own patch does what the draft does, which is known.
    let is_known = is_own_sound && is_own && !is_partial && kind == PatchKind::Json;
    let checked = use_memo(
        (text.clone(), kind, is_known, BySegment(draft.base.clone())),
        |(text, kind, is_known, base)| {
            let mut checked = PatchCheck::default();
            if *is_known {
                checked.size = *size;
            } else {
                checked = check(*kind, text, &base.0);
            }
            Rc::new(checked)
        },
    );
    let checked = &*checked;
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
    let (dry_run, on_dry_run) = use_dry_run(&props.place, &draft.base, checked);
    let is_typed = typed.patch(kind).is_some() && !is_own;
    let on_text = {
        let typed = typed.clone();
        Callback::from(move |text: Option<AttrValue>| {
            typed.dispatch(TypedAction::Patch(kind, text));
        })
    };
    let on_format = {
        let (on_text, text) = (on_text.clone(), text.clone());
        Callback::from(move |()| {
            if let Ok(value) = wire::decode::<serde_json::Value>(text.as_bytes()) {
                on_text.emit(Some(wire::pretty(&value).into()));
            }
        })
    };
    let on_apply = {
        let (draft, on_text, checked) = (draft.clone(), on_text.clone(), checked.clone());
        Callback::from(move |()| {
            if let Some(preview) = &checked.preview {
                let segment = local_id::complete(preview.clone());
                draft.dispatch(DraftAction::ReplaceSegment(Rc::new(segment)));
                on_text.emit(None);
                announce.say("The patch is applied to the draft.");
            }
        })
    };
    let on_kind = {
        let typed = typed.clone();
        Callback::from(move |id: AttrValue| {
            if let Some(kind) = PatchKind::from_id(&id) {
                typed.dispatch(TypedAction::Show(kind));
            }
        })
    };
    let kinds: Rc<[Segment]> = PatchKind::ALL
        .map(|kind| Segment::new(kind.id(), kind.label()))
        .into();
    let dry_run_refusal = dry_run_refusal(checked, is_known);
    html! {
        <section class="pane" aria-label="Patch">
            <div class="toolbar">
                <h2 class="panel-title">{ "Patch" }</h2>
                <SegmentedControl label="Kind of patch" segments={kinds} value={kind.id()} on_change={on_kind} />
                <div class="toolbar-end">
                    <Button variant={ButtonVariant::Ghost} size={ButtonSize::Medium} on_click={on_format} disabled_reason={checked.is_broken.then(|| AttrValue::from("Mend the syntax first."))}>{ "Format" }</Button>
                    <Button variant={ButtonVariant::Ghost} size={ButtonSize::Medium} on_click={on_text.reform(|()| None)} disabled_reason={(!is_typed).then(|| AttrValue::from("It shows the draft's patch already."))}>{ "Load from draft" }</Button>
                </div>
            </div>
            if is_own && *is_partial {
                <p class="json-standing">{ "Instructions cannot say all that the draft changes; JSON Patch can." }</p>
            }
            <div class="json-editor">
                <CodeArea key={kind.id()} value={text} on_input={on_text.reform(|text: String| Some(text.into()))} label={kind.label()} problems={checked.problems.clone()} />
            </div>
            <PatchPreview checked={checked.clone()} {kind} changes={changes} />
            { dry_run_note(&dry_run) }
            <footer class="toolbar json-foot">
                <span class="toolbar-note">{ foot_text(checked, is_typed, draft.is_segment_edited()) }</span>
                <div class="toolbar-end">
                    <Button on_click={on_dry_run} busy={dry_run == DryRun::Running} disabled_reason={dry_run_refusal}>{ "Dry run on server" }</Button>
                    <Button disabled_reason={lock.or_else(|| apply_refusal(checked, is_typed))} on_click={on_apply}>{ "Apply to draft" }</Button>
                </div>
            </footer>
        </section>
    }
}

fn foot_text(checked: &PatchCheck, is_typed: bool, is_edited: bool) -> String {
    let errors = checked.problems.iter().filter(|one| !one.is_warning);
    match errors.count() {
        0 if !is_typed => {
            "This is the patch that leads from what is saved to the draft.".to_owned()
        }
        0 if is_edited => {
            "Applying takes the place of what the draft changed so far; it can be undone."
                .to_owned()
        }
        0 => "Applies to the saved segment. Nothing is sent before you review and save.".to_owned(),
        count => format!(
            "Mend {} to apply the patch to the draft.",
            format::plural(count, "error", "errors")
        ),
    }
}

fn apply_refusal(checked: &PatchCheck, is_typed: bool) -> Option<AttrValue> {
    if checked.has_errors() {
        Some("The patch has errors.".into())
    } else if !is_typed {
        Some("The draft already says this.".into())
    } else if checked.preview.is_none() {
        Some("The patch does not leave a valid segment.".into())
    } else {
        None
    }
}

fn dry_run_refusal(checked: &PatchCheck, is_known: bool) -> Option<AttrValue> {
    if checked.has_errors() {
        Some("The patch has errors.".into())
    } else if is_known || checked.size == 0 {
        Some("There is nothing to try: the draft's own patch is tried under Review & save.".into())
    } else if checked.requests.len() != 1 {
        Some("The patch is several requests, and each builds on the one before it.".into())
    } else {
        None
    }
}

fn dry_run_note(dry_run: &DryRun) -> Html {
    match dry_run {
        DryRun::None | DryRun::Running => Html::default(),
        DryRun::Agrees => html! {
            <Note tone={NoteTone::Positive} role="status">{ "The server would do the same. Nothing was changed." }</Note>
        },
        DryRun::Differs(changes) => html! {
            <Note tone={NoteTone::Warning} role="status">
                { "The server would make something else of it. Against the preview:" }
                <ul class="review-changes">
                    { for changes.iter().take(20).map(|change| html! { <ChangeItem change={change.clone()} /> }) }
                </ul>
            </Note>
        },
        DryRun::Refused(error) => html! {
            <RequestError what="The server refused the dry run." error={error.clone()} />
        },
    }
}
