//! The segment as JSON, to read as it is saved and to edit as it will be.

use std::rc::Rc;

use segdeck_core::wire;
use web_sys::FocusEvent;
use yew::prelude::*;

use super::{
    typed::{Typed, TypedAction},
    use_following::use_following,
};
use crate::{
    format,
    pages::segment::locks::use_locks,
    platform,
    state::draft::DraftState,
    ui::{
        Button, ButtonSize, ButtonVariant, CodeArea, CodeBlock, CopyButton, IconName, LONG_CODE,
        Note, NoteTone, Segment, SegmentedControl,
    },
};

#[derive(PartialEq, Properties)]
pub struct SegmentPaneProps {
    /// The draft.
    pub draft: UseReducerHandle<DraftState>,
    /// What is typed.
    pub typed: UseReducerHandle<Typed>,
}

/// The segment's JSON, as edited or as saved.
#[component]
pub fn SegmentPane(props: &SegmentPaneProps) -> Html {
    let SegmentPaneProps { draft, typed } = props;
    let shown = use_state_eq(|| AttrValue::Static("draft"));
    let is_draft = *shown == "draft";
    let is_asked_for = use_state_eq(|| false);
    let locks = use_locks();
    let is_locked = locks.locks.read_only().is_some() && !locks.is_drafting;
    let following = use_following(draft, typed, is_locked);
    let own = use_memo((is_draft, (**draft).clone()), |(is_draft, draft)| {
        let text = if *is_draft {
            wire::pretty(&draft.outgoing())
        } else {
            wire::pretty(&*draft.base)
        };
        AttrValue::from(text)
    });
    let typed_text = typed.segment.as_ref().filter(|_| is_draft);
    let is_open = typed_text.is_some_and(|typed| typed.applied.is_none());
    let text = typed_text.map_or_else(|| (*own).clone(), |typed| typed.text.clone());
    let is_editor = is_draft && (*is_asked_for || typed_text.is_some() || text.len() <= LONG_CODE);
    let edit = {
        let is_asked_for = is_asked_for.clone();
        Callback::from(move |()| is_asked_for.set(true))
    };
    let choices: Rc<[Segment]> = [
        Segment::new("draft", "Draft"),
        Segment::new("saved", format!("Saved v{}", draft.base.version)),
    ]
    .into();
    let on_change = {
        let shown = shown.clone();
        Callback::from(move |value: AttrValue| shown.set(value))
    };
    let download = {
        let (text, key) = (text.clone(), draft.base.key.clone());
        Callback::from(move |()| {
            platform::download_text(&format!("{key}.json"), "application/json", &text);
        })
    };
    let on_input = {
        let (typed, draft) = (typed.clone(), draft.clone());
        Callback::from(move |text: String| {
            let beside = draft.edited.segment.clone();
            typed.dispatch(TypedAction::Segment(text.into(), beside));
        })
    };
    let on_load = {
        let typed = typed.clone();
        Callback::from(move |()| typed.dispatch(TypedAction::FollowDraft))
    };
    let onfocusout = following.flush.reform(|_: FocusEvent| ());
    let has_errors = following
        .checked
        .problems
        .iter()
        .any(|problem| !problem.is_warning);
    let load = html! {
        <Button variant={ButtonVariant::Ghost} size={ButtonSize::Medium} on_click={on_load}>{ "Load from draft" }</Button>
    };
    html! {
        <section class="pane" aria-label="Segment as JSON">
            <div class="toolbar">
                <SegmentedControl label="Version shown" segments={choices} value={(*shown).clone()} {on_change} />
                <span class="toolbar-note">
                    { format!("{}, {}", format::plural(text.lines().count(), "line", "lines"), format::bytes(text.len() as u64)) }
                </span>
                <div class="toolbar-end">
                    if is_open && !following.is_stale { { load.clone() } }
                    if is_draft && !is_editor {
                        <Button variant={ButtonVariant::Ghost} size={ButtonSize::Medium} icon={IconName::Edit} on_click={edit}
                            title="All lines at once, to edit them and to search them with Ctrl F">{ "Edit as text" }</Button>
                    }
                    <CopyButton text={text.clone()} label="Copy" />
                    <Button variant={ButtonVariant::Ghost} size={ButtonSize::Medium} icon={IconName::Download} on_click={download}>{ "Download" }</Button>
                </div>
            </div>
            if is_editor {
                if is_open && is_locked {
                    <Note tone={NoteTone::Warning}>{ "The segment is read-only, so the form does not follow what you type." }</Note>
                } else if is_open && following.is_stale {
                    <Note tone={NoteTone::Warning} role="status" action={html! {
                        <>
                            { load }
                            <Button size={ButtonSize::Medium} on_click={following.take}
                                disabled_reason={following.checked.segment.is_none().then(|| AttrValue::from("Mend its errors first."))}>
                                { "Use this text" }
                            </Button>
                        </>
                    }}>
                        { "The draft was edited elsewhere since. Using this text takes the place of all that the draft says." }
                    </Note>
                } else if is_open && has_errors {
                    <p class="json-standing" role="status">{ "The form follows as soon as the errors are mended." }</p>
                }
                <div class="json-editor" {onfocusout}>
                    <CodeArea value={text} {on_input} label="Segment as JSON"
                        problems={following.checked.problems.clone()} />
                </div>
            } else {
                <CodeBlock text={text} label="Segment as JSON" />
            }
        </section>
    }
}
