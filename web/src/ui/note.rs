//! A remark inside the page.

use yew::prelude::*;

use super::icon::{Icon, IconName};

/// What a note means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NoteTone {
    /// A remark.
    #[default]
    Plain,
    /// Something to know before going on.
    Accent,
    /// Something went well.
    Positive,
    /// Something to be careful about.
    Warning,
    /// Something is wrong.
    Negative,
}

/// What a [`Note`] needs.
#[derive(Properties, PartialEq)]
pub struct NoteProps {
    /// The text.
    pub children: Html,
    /// What it means.
    #[prop_or_default]
    pub tone: NoteTone,
    /// What can be done about it.
    #[prop_or_default]
    pub action: Html,
    /// The ARIA role, for a note that appears because something happened: `status` or `alert`.
    #[prop_or_default]
    pub role: Option<AttrValue>,
}

/// A bordered line with an icon, a text and an action.
#[component]
pub fn Note(props: &NoteProps) -> Html {
    let (tone, name) = match props.tone {
        NoteTone::Plain => ("plain", IconName::Info),
        NoteTone::Accent => ("accent", IconName::Info),
        NoteTone::Positive => ("pos", IconName::Check),
        NoteTone::Warning => ("warn", IconName::Alert),
        NoteTone::Negative => ("neg", IconName::Alert),
    };
    html! {
        <div class="note" data-tone={tone} role={props.role.clone()}>
            <Icon {name} />
            <div class="note-text">{ props.children.clone() }</div>
            <div class="note-action">{ props.action.clone() }</div>
        </div>
    }
}
