//! One way to connect, among the others.

use yew::prelude::*;

use crate::ui::use_unique_id;

#[derive(Properties, PartialEq)]
pub(super) struct SectionProps {
    pub title: AttrValue,
    /// What stands beside the title.
    #[prop_or_default]
    pub chip: Html,
    pub text: AttrValue,
    pub is_chosen: bool,
    pub on_choose: Callback<()>,
    /// What can be done; shown while it is chosen.
    pub children: Html,
}

/// A radio button with its heading, a description, and what can be done while it is on.
#[component]
pub(super) fn Section(props: &SectionProps) -> Html {
    let id = use_unique_id("connection");
    let text = format!("{id}-text");
    let on_choose = props.on_choose.clone();
    html! {
        <section class="connection-section">
            <input type="radio" class="connection-radio" id={id.clone()} name="connection"
                checked={props.is_chosen} aria-describedby={text.clone()}
                onchange={Callback::from(move |_: Event| on_choose.emit(()))} />
            <div class="connection-body">
                <div class="connection-title">
                    <h2><label for={id}>{ &props.title }</label></h2>
                    { props.chip.clone() }
                </div>
                <p class="connection-text" id={text}>{ &props.text }</p>
                if props.is_chosen {
                    <div class="connection-actions">{ props.children.clone() }</div>
                }
            </div>
        </section>
    }
}
