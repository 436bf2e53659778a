//! A segment that changed on the server while it was edited.

use std::rc::Rc;

use segdeck_core::model::Segment;
use yew::prelude::*;

use crate::ui::{Button, ButtonSize, Note, NoteTone};

/// Why nothing can be saved before the conflict is settled.
pub const REFUSAL: &str =
    "The segment changed on the server. Take its version first; your patch can be copied.";

/// Properties of [`ConflictNotice`].
#[derive(PartialEq, Properties)]
pub struct ConflictNoticeProps {
    /// The segment as it is on the server now.
    pub theirs: Rc<Segment>,
    /// The version that the draft started from.
    pub base_version: i64,
    /// Called to drop the draft and take the server's version.
    pub on_take_theirs: Callback<()>,
}

/// Says that there is a newer version, and what can be done.
#[component]
pub fn ConflictNotice(props: &ConflictNoticeProps) -> Html {
    let version = props.theirs.version;
    html! {
        <Note
            tone={NoteTone::Warning}
            role="alert"
            action={html! {
                <Button size={ButtonSize::Small} on_click={props.on_take_theirs.clone()}>
                    { format!("Discard mine, take v{version}") }
                </Button>
            }}
        >
            <strong>{ "This segment changed on the server while you were editing. " }</strong>
            { format!(
                "It is v{version} now, your draft started from v{}. Nothing was saved and your draft is kept: copy the patch before you take the newer version.",
                props.base_version,
            ) }
        </Note>
    }
}
