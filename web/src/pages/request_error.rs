//! A request that failed, told in the place where its answer would be.

use std::rc::Rc;

use segdeck_client::ClientError;
use yew::prelude::*;

use crate::{text, ui::ErrorNotice};

/// What a [`RequestError`] needs.
#[derive(Properties, PartialEq)]
pub struct RequestErrorProps {
    /// What failed, as a sentence, such as "The segments could not be loaded."
    pub what: AttrValue,
    /// Why.
    pub error: Rc<ClientError>,
    /// Tries again.
    #[prop_or_default]
    pub on_retry: Option<Callback<()>>,
    /// Whether that is under way.
    #[prop_or_default]
    pub retrying: bool,
    /// Further actions.
    #[prop_or_default]
    pub children: Html,
}

/// What failed, what to do about it and what the server said.
#[component]
pub fn RequestError(props: &RequestErrorProps) -> Html {
    let failure = text::failure(&props.error);
    let title = if failure.advice.is_empty() {
        props.what.clone()
    } else {
        format!("{} {}", props.what, failure.advice).into()
    };
    html! {
        <ErrorNotice {title} message={failure.message} code={failure.code.map(AttrValue::from)}
            details={AttrValue::from(failure.details)} on_retry={props.on_retry.clone()}
            retrying={props.retrying}>
            { props.children.clone() }
        </ErrorNotice>
    }
}
