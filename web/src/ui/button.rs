//! Buttons with a text.

use yew::prelude::*;

use super::icon::{Icon, IconName};

/// How much a button asks for attention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonVariant {
    /// The one main action of a view.
    Primary,
    /// A bordered button.
    #[default]
    Default,
    /// No border until hovered.
    Ghost,
    /// A bordered button whose text warns.
    Danger,
    /// The last confirmation before something is destroyed.
    DangerSolid,
}

/// The height of a button: 32, 28 or 24 CSS pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonSize {
    /// 32 px.
    #[default]
    Large,
    /// 28 px.
    Medium,
    /// 24 px.
    Small,
}

impl ButtonVariant {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Default => "default",
            Self::Ghost => "ghost",
            Self::Danger => "danger",
            Self::DangerSolid => "danger-solid",
        }
    }
}

impl ButtonSize {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Large => "large",
            Self::Medium => "medium",
            Self::Small => "small",
        }
    }
}

/// What a [`Button`] needs.
#[derive(Properties, PartialEq)]
pub struct ButtonProps {
    /// The text, verb first.
    pub children: Html,
    /// Called on a click, a tap or a key, unless disabled or busy.
    #[prop_or_default]
    pub on_click: Callback<()>,
    /// How much it asks for attention.
    #[prop_or_default]
    pub variant: ButtonVariant,
    /// Its height.
    #[prop_or_default]
    pub size: ButtonSize,
    /// A drawing before the text.
    #[prop_or_default]
    pub icon: Option<IconName>,
    /// Present when the button cannot be used now: why, in a sentence. It stays focusable.
    #[prop_or_default]
    pub disabled_reason: Option<AttrValue>,
    /// Whether its work is under way; clicks are ignored meanwhile.
    #[prop_or_default]
    pub busy: bool,
    /// A longer explanation on hover.
    #[prop_or_default]
    pub title: Option<AttrValue>,
    /// The id of the element that the button opens or controls.
    #[prop_or_default]
    pub controls: Option<AttrValue>,
    /// What it opens: `menu` or `dialog`; absent for a button that opens nothing.
    #[prop_or_default]
    pub popup: Option<AttrValue>,
    /// Whether what it opens is open; absent for a button that opens nothing.
    #[prop_or_default]
    pub expanded: Option<bool>,
    /// The keys that do the same, shown after the text.
    #[prop_or_default]
    pub shortcut: Option<AttrValue>,
    /// Further classes, for layout only.
    #[prop_or_default]
    pub class: Classes,
    /// The `<button>` element.
    #[prop_or_default]
    pub button_ref: NodeRef,
}

/// A button that says why it cannot be used, and keeps its width while it works.
#[component]
pub fn Button(props: &ButtonProps) -> Html {
    let is_blocked = props.disabled_reason.is_some() || props.busy;
    let onclick = {
        let on_click = props.on_click.clone();
        Callback::from(move |_: MouseEvent| {
            if !is_blocked {
                on_click.emit(());
            }
        })
    };
    let title = props
        .disabled_reason
        .clone()
        .or_else(|| props.title.clone());
    html! {
        <button
            ref={props.button_ref.clone()}
            type="button"
            class={classes!("button", props.class.clone())}
            data-variant={props.variant.name()}
            data-size={props.size.name()}
            aria-disabled={props.disabled_reason.is_some().then_some("true")}
            aria-description={props.disabled_reason.clone()}
            aria-busy={props.busy.then_some("true")}
            aria-controls={props.controls.clone()}
            aria-haspopup={props.popup.clone()}
            aria-expanded={props.expanded.map(|is_open| is_open.to_string())}
            {title}
            {onclick}
        >
            if props.busy {
                <span class="spinner" aria-hidden="true" />
            } else if let Some(name) = props.icon {
                <Icon {name} />
            }
            <span class="button-label">{ props.children.clone() }</span>
            if let Some(keys) = &props.shortcut {
                <span class="button-shortcut" aria-hidden="true">{ keys.clone() }</span>
            }
        </button>
    }
}
