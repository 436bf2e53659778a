//! Small labels for kinds, states and tags.

use yew::prelude::*;

use super::icon::{Icon, IconName};

/// What a chip means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChipTone {
    /// A kind or a plain state.
    #[default]
    Outline,
    /// A tag or a value.
    Tag,
    /// Added, included, well.
    Positive,
    /// Removed, excluded, wrong.
    Negative,
    /// Expiring or doubtful.
    Warning,
    /// Edited.
    Accent,
}

impl ChipTone {
    const fn name(self) -> &'static str {
        match self {
            Self::Outline => "outline",
            Self::Tag => "tag",
            Self::Positive => "pos",
            Self::Negative => "neg",
            Self::Warning => "warn",
            Self::Accent => "accent",
        }
    }
}

/// What a [`Chip`] needs.
#[derive(Properties, PartialEq)]
pub struct ChipProps {
    /// The text.
    pub label: AttrValue,
    /// What it means.
    #[prop_or_default]
    pub tone: ChipTone,
    /// A drawing before the text.
    #[prop_or_default]
    pub icon: Option<IconName>,
    /// Whether the text is a key.
    #[prop_or_default]
    pub mono: bool,
    /// A longer explanation on hover.
    #[prop_or_default]
    pub title: Option<AttrValue>,
    /// Present when the chip can be removed.
    #[prop_or_default]
    pub on_remove: Option<Callback<()>>,
}

/// A label of 20 px, with a cross when it can be removed.
#[component]
pub fn Chip(props: &ChipProps) -> Html {
    html! {
        <span
            class="chip"
            data-tone={props.tone.name()}
            data-mono={props.mono.then_some("true")}
            title={props.title.clone()}
        >
            if let Some(name) = props.icon {
                <Icon {name} size={12} />
            }
            <span class="chip-label">{ props.label.clone() }</span>
            if let Some(on_remove) = &props.on_remove {
                <button
                    type="button"
                    class="chip-remove"
                    aria-label={format!("Remove {}", props.label)}
                    onclick={on_remove.reform(|_: MouseEvent| ())}
                >
                    <Icon name={IconName::X} size={12} />
                </button>
            }
        </span>
    }
}
