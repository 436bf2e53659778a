//! The foot of the review: what is typed before saving, and the buttons.

use std::rc::Rc;

use segdeck_core::model::NewApprovalRequest;
use yew::prelude::*;

use crate::{
    format::isolated,
    hooks::use_is_narrow,
    ui::{Button, ButtonVariant, Field, Icon, IconName, TextArea, TextInput},
};

/// What the primary button does.
#[derive(Clone, Debug, PartialEq)]
pub struct PrimaryAction {
    /// What it says.
    pub label: AttrValue,
    /// Why it cannot be done now, if so.
    pub refusal: Option<AttrValue>,
    /// Whether it is under way.
    pub is_running: bool,
    /// Does it.
    pub run: Callback<()>,
}

/// Asking for approvals in place of saving.
#[derive(Clone, Debug, PartialEq)]
pub struct Asking {
    /// The button.
    pub action: PrimaryAction,
    /// All that is asked for, even what was asked for before.
    pub requests: Rc<[NewApprovalRequest]>,
}

/// Properties of [`Buttons`].
#[derive(PartialEq, Properties)]
pub struct ButtonsProps {
    /// Leaves the review.
    pub on_close: Callback<()>,
    /// What the primary button does.
    pub primary: PrimaryAction,
    /// Whether nothing can be saved at all, so that another button is the primary one.
    #[prop_or_default]
    pub is_read_only: bool,
}

/// Keep editing, and the one button that sends the change, with the reason where it cannot.
#[component]
pub fn Buttons(props: &ButtonsProps) -> Html {
    let primary = &props.primary;
    let variant = if props.is_read_only {
        ButtonVariant::Default
    } else {
        ButtonVariant::Primary
    };
    let staying = primary
        .is_running
        .then_some(AttrValue::Static("The change is being sent."));
    html! {
        <>
            // The button says it too, but only to those who point at it or have it read out.
            if let Some(refusal) = &primary.refusal {
                <p class="review-refusal" aria-hidden="true">{ refusal }</p>
            }
            <Button variant={ButtonVariant::Ghost} disabled_reason={staying} on_click={props.on_close.clone()}>{ "Keep editing" }</Button>
            <Button
                {variant}
                busy={primary.is_running}
                disabled_reason={primary.refusal.clone()}
                shortcut="Ctrl Enter"
                on_click={primary.run.clone()}
            >
                { primary.label.clone() }
            </Button>
        </>
    }
}

/// Properties of [`Typed`].
#[derive(PartialEq, Properties)]
pub struct TypedProps {
    /// The environment's name.
    pub environment: AttrValue,
    /// Whether a comment is required.
    pub is_comment_required: bool,
    /// The comment so far.
    pub comment: AttrValue,
    /// Called with the comment as it is typed.
    pub on_comment: Callback<String>,
    /// The key of the environment, where it must be typed.
    pub confirm_key: Option<AttrValue>,
    /// Whether it is known that the environment asks for it.
    pub is_environment_known: bool,
    /// What was typed of it.
    pub typed_key: AttrValue,
    /// Called with the key as it is typed.
    pub on_key: Callback<String>,
}

/// The comment, and the environment's key where it must be typed.
#[component]
pub fn Typed(props: &TypedProps) -> Html {
    let required = props
        .is_comment_required
        .then(|| AttrValue::from(format!("required in {}", isolated(&props.environment))));
    // On a narrow screen it stands below the changes, which must be seen first.
    let is_first = !use_is_narrow();
    html! {
        <div class="review-typed">
            <Field label="Comment" optional={!props.is_comment_required} remark={required} reserve=false>
                <TextArea value={props.comment.clone()} on_input={props.on_comment.clone()} rows={2} autofocus={is_first} />
            </Field>
            if let Some(key) = &props.confirm_key {
                <Field
                    label="Type the environment to confirm"
                    hint={AttrValue::from(if props.is_environment_known {
                        format!("{} is its key.", isolated(key))
                    } else {
                        format!("{} is its key. It could not be read whether it is critical.", isolated(key))
                    })}
                    reserve=false
                    class="review-confirm"
                >
                    <TextInput
                        value={props.typed_key.clone()}
                        on_input={props.on_key.clone()}
                        mono=true
                        suffix={if props.typed_key.trim() == &**key {
                            html! { <Icon name={IconName::Check} class="review-confirmed" /> }
                        } else {
                            Html::default()
                        }}
                    />
                </Field>
            }
        </div>
    }
}
