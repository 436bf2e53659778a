//! A failure, told once.

use yew::prelude::*;

use super::button::{Button, ButtonSize};
use super::copy_button::CopyButton;
use super::icon::IconName;
use super::note::{Note, NoteTone};

/// What an [`ErrorNotice`] needs.
#[derive(Properties, PartialEq)]
pub struct ErrorNoticeProps {
    /// What failed and what to do, in a sentence.
    pub title: AttrValue,
    /// What the server said, word for word.
    #[prop_or_default]
    pub message: Option<AttrValue>,
    /// Its status or code, such as "409 conflict".
    #[prop_or_default]
    pub code: Option<AttrValue>,
    /// Everything that helps to report the failure; a button copies it.
    #[prop_or_default]
    pub details: Option<AttrValue>,
    /// Present when trying again can help.
    #[prop_or_default]
    pub on_retry: Option<Callback<()>>,
    /// Whether a retry is under way.
    #[prop_or_default]
    pub retrying: bool,
    /// Further actions.
    #[prop_or_default]
    pub children: Html,
}

/// What failed, the server's words, and what can be done.
#[component]
pub fn ErrorNotice(props: &ErrorNoticeProps) -> Html {
    let action = html! {
        <>
            { props.children.clone() }
            if let Some(on_retry) = &props.on_retry {
                <Button size={ButtonSize::Medium} icon={IconName::Sync} busy={props.retrying}
                    on_click={on_retry.clone()}>
                    { "Retry" }
                </Button>
            }
            if let Some(details) = &props.details {
                <CopyButton text={details.clone()} label="Copy details" />
            }
        </>
    };
    html! {
        <Note tone={NoteTone::Negative} role="alert" {action}>
            <p class="error-notice-title">{ props.title.clone() }</p>
            if props.message.is_some() || props.code.is_some() {
                <p class="error-notice-message">
                    if let Some(code) = &props.code {
                        <code class="error-notice-code">{ code.clone() }</code>
                    }
                    if let Some(message) = &props.message {
                        <code>{ message.clone() }</code>
                    }
                </p>
            }
        </Note>
    }
}
