//! Tells that somebody else saved the segment while it was edited.

use yew::prelude::*;

use super::use_newer::Newer;
use crate::{
    format::isolated,
    platform,
    ui::{Button, ButtonSize, LongText, Note, NoteTone},
};

/// How much of a comment is shown at first.
const COMMENT: usize = 200;

/// Properties of [`NewerNote`].
#[derive(PartialEq, Properties)]
pub struct NewerNoteProps {
    /// What is newer.
    pub newer: Newer,
    /// The version that the draft started from.
    pub base_version: i64,
    /// The time now, in Unix milliseconds.
    pub now: i64,
    /// Called to look at it.
    pub on_look: Callback<()>,
}

/// A note above the tabs with a button that opens the review.
#[component]
pub fn NewerNote(props: &NewerNoteProps) -> Html {
    html! {
        <Note
            tone={NoteTone::Warning}
            role="status"
            action={html! {
                <Button size={ButtonSize::Small} popup="dialog" on_click={props.on_look.clone()}>
                    { "Look at it" }
                </Button>
            }}
        >
            { deed(&props.newer, props.base_version, props.now) }
            { " Nothing is saved over it, and your draft is kept." }
        </Note>
    }
}

/// What happened: the version, when, by whom and why.
pub fn deed(newer: &Newer, base_version: i64, now: i64) -> Html {
    let headline = if newer.segment.version == base_version {
        "The expirations of this segment changed on the server while you were editing."
    } else {
        "This segment changed on the server while you were editing."
    };
    let by = newer.by.as_ref();
    let by = by.map_or_else(String::new, |by| format!(" by {}", isolated(by)));
    html! {
        <>
            <strong>{ headline }</strong>
            { " " }
            { format!("v{}, ", newer.segment.version) }
            <time title={platform::local_date_time(newer.at.0)}>{ platform::relative(newer.at.0, now) }</time>
            { by }
            if let Some(comment) = &newer.comment {
                { ": “" }{ LongText::new("The comment", comment.clone()).shown(COMMENT).html() }{ "”" }
            }
            { "." }
        </>
    }
}
