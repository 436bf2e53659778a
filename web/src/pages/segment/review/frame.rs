//! The frame of the review, which is the same while there is a conflict.

use yew::prelude::*;

use crate::{
    format::isolated,
    state::draft::DraftState,
    ui::{Dialog, DialogWidth, Swatch},
};

/// Where a draft is saved, as its review names it.
#[derive(Clone, Debug, PartialEq)]
pub struct EnvironmentLabel {
    /// The name.
    pub name: AttrValue,
    /// The color as hexadecimal digits, once it is known.
    pub color: Option<AttrValue>,
}

/// Properties of [`ReviewFrame`].
#[derive(PartialEq, Properties)]
pub struct ReviewFrameProps {
    /// The draft.
    pub draft: UseReducerHandle<DraftState>,
    /// Where it is saved.
    pub environment: EnvironmentLabel,
    /// Called to go on editing.
    pub on_close: Callback<()>,
    /// Called on Ctrl/Cmd Enter, where the primary button can be used.
    pub on_confirm: Option<Callback<()>>,
    /// The left of the foot.
    pub footer_start: Html,
    /// The right of the foot.
    pub footer: Html,
    /// The content.
    pub children: Html,
}

/// A dialog that names the segment, its environment and the version that the draft started from.
#[component]
pub fn ReviewFrame(props: &ReviewFrameProps) -> Html {
    let draft = &props.draft;
    let version = format!("Your draft started from v{}", draft.base.version);
    html! {
        <Dialog
            title="Review & save"
            subtitle={html! {
                <span>
                    { isolated(&draft.segment().name) }{ " " }<code>{ draft.base.key.as_str() }</code>{ " in " }
                    if let Some(color) = &props.environment.color { <Swatch color={color.clone()} />{ " " } }
                    { isolated(&props.environment.name) }
                </span>
            }}
            header={html! { <span class="review-version">{ version }</span> }}
            width={DialogWidth::Large}
            flush=true
            on_close={props.on_close.clone()}
            on_confirm={props.on_confirm.clone()}
            footer_start={props.footer_start.clone()}
            footer={props.footer.clone()}
        >
            { props.children.clone() }
        </Dialog>
    }
}
