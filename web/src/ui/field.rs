//! The frame around a control: label, hint and error.

use yew::prelude::*;

use super::icon::{Icon, IconName};
use super::unique_id::use_unique_id;

/// What a control inside a [`Field`] takes from it, so that the two are linked without ids by hand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FieldLink {
    /// The id that the label points at.
    pub id: Option<AttrValue>,
    /// The id of the hint or the error.
    pub described_by: Option<AttrValue>,
    /// Whether the field shows an error.
    pub is_invalid: bool,
}

/// The field around the calling control; empty outside of any.
#[hook]
pub fn use_field_link() -> FieldLink {
    use_context::<FieldLink>().unwrap_or_default()
}

/// What a [`Field`] needs.
#[derive(Properties, PartialEq)]
pub struct FieldProps {
    /// The visible name of the control.
    pub label: AttrValue,
    /// Whether "optional" stands beside the label.
    #[prop_or_default]
    pub optional: bool,
    /// A remark beside the label, such as "required in Production".
    #[prop_or_default]
    pub remark: Option<AttrValue>,
    /// What the control is for, under it; hidden while there is an error.
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    /// What is wrong and what is allowed.
    #[prop_or_default]
    pub error: Option<AttrValue>,
    /// A way to mend the error, after its text.
    #[prop_or_default]
    pub fix: Html,
    /// Whether 20 px stay free for a message, so that nothing jumps.
    #[prop_or(true)]
    pub reserve: bool,
    /// Further classes, for layout only.
    #[prop_or_default]
    pub class: Classes,
    /// The one control.
    pub children: Html,
}

/// A labelled control. The controls of this kit link themselves to it.
#[component]
pub fn Field(props: &FieldProps) -> Html {
    let id = use_unique_id("field");
    let message_id = AttrValue::from(format!("{id}-message"));
    let has_message = props.error.is_some() || props.hint.is_some();
    let link = FieldLink {
        id: Some(id.clone()),
        described_by: has_message.then(|| message_id.clone()),
        is_invalid: props.error.is_some(),
    };
    let remark = props
        .remark
        .clone()
        .or_else(|| props.optional.then(|| "optional".into()));
    html! {
        <div
            class={classes!("field", props.class.clone())}
            data-state={props.error.is_some().then_some("error")}
            data-reserve={props.reserve.then_some("true")}
        >
            <div class="field-head">
                <label class="field-label" for={id}>{ props.label.clone() }</label>
                if let Some(remark) = remark {
                    <span class="field-remark">{ remark }</span>
                }
            </div>
            <ContextProvider<FieldLink> context={link}>
                { props.children.clone() }
            </ContextProvider<FieldLink>>
            <div class="field-message" id={message_id} aria-live="polite">
                if let Some(error) = &props.error {
                    <Icon name={IconName::Alert} size={14} />
                    <span>{ error.clone() }{ " " }{ props.fix.clone() }</span>
                } else if let Some(hint) = &props.hint {
                    <span>{ hint.clone() }</span>
                }
            </div>
        </div>
    }
}
