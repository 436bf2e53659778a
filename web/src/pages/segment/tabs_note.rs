//! Says when another tab has the same draft, and lets choose between two.

use yew::prelude::*;

use super::use_draft::DraftTabs;
use crate::{
    state::draft_storage::Divergence,
    ui::{Button, ButtonSize, Note, NoteTone},
};

/// What a [`TabsNote`] needs.
#[derive(PartialEq, Properties)]
pub struct TabsNoteProps {
    /// What other tabs do with the draft.
    pub tabs: DraftTabs,
    /// Whether this tab has edits.
    pub is_edited: bool,
}

/// The note above the tabs of the segment; nothing while this tab is alone with the draft.
#[component]
pub fn TabsNote(props: &TabsNoteProps) -> Html {
    let DraftTabs {
        divergence,
        is_open_elsewhere,
        take_theirs,
        keep_mine,
    } = &props.tabs;
    let (text, take) = match divergence {
        None if *is_open_elsewhere && props.is_edited => {
            return html! {
                <Note role="status">
                    { "This draft is open in another tab too. Neither writes over the other: if both \
                       are edited, you choose." }
                </Note>
            };
        }
        None => return Html::default(),
        Some(Divergence::Edited { is_ahead: true }) => (
            "This draft was edited in another tab as well. Until you choose, both are kept; the one \
             that you leave stays in Drafts.",
            "Take the other draft",
        ),
        Some(Divergence::Edited { is_ahead: false }) if props.is_edited => (
            "This draft was edited further in another tab.",
            "Take the other draft",
        ),
        Some(Divergence::Edited { is_ahead: false }) => {
            ("This segment is edited in another tab.", "Take its draft")
        }
        Some(Divergence::Gone) => (
            "This draft was saved or discarded in another tab.",
            "Let it go here too",
        ),
    };
    let action = html! {
        <>
            <Button size={ButtonSize::Medium} on_click={take_theirs.clone()}>{ take }</Button>
            if props.is_edited {
                <Button size={ButtonSize::Medium} on_click={keep_mine.clone()}>{ "Keep this one" }</Button>
            }
        </>
    };
    html! { <Note tone={NoteTone::Warning} role="alert" {action}>{ text }</Note> }
}
