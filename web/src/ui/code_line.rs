//! One coloured line of code.

use yew::prelude::*;

use super::json_tokens::tokens;

/// What a [`CodeLine`] needs.
#[derive(Properties, PartialEq)]
pub struct CodeLineProps {
    /// The text without its line end.
    pub text: AttrValue,
    /// Whether it is JSON to be coloured.
    #[prop_or(true)]
    pub json: bool,
}

/// A line of code; JSON is coloured.
#[component]
pub fn CodeLine(props: &CodeLineProps) -> Html {
    if !props.json {
        return html! { <>{ props.text.clone() }</> };
    }
    html! {
        <>
            { for tokens(&props.text).into_iter().map(|(kind, piece)| match kind.class() {
                Some(class) => html! { <span {class}>{ piece.to_owned() }</span> },
                None => html! { { piece.to_owned() } },
            }) }
        </>
    }
}
