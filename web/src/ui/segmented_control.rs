//! A few choices side by side, one of them on.

use std::rc::Rc;

use yew::prelude::*;

use super::icon::{Icon, IconName};
use super::unique_id::use_unique_id;

/// One choice of a [`SegmentedControl`].
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// What is reported.
    pub value: AttrValue,
    /// What is shown.
    pub label: AttrValue,
    /// A drawing before the text.
    pub icon: Option<IconName>,
}

impl Segment {
    /// A choice that reports `value` and shows `label`.
    pub fn new(value: impl Into<AttrValue>, label: impl Into<AttrValue>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            icon: None,
        }
    }

    /// The same choice with a drawing.
    #[must_use]
    pub fn icon(mut self, icon: IconName) -> Self {
        self.icon = Some(icon);
        self
    }
}

/// What a [`SegmentedControl`] needs.
#[derive(Properties, PartialEq)]
pub struct SegmentedControlProps {
    /// What is being chosen; the accessible name of the group.
    pub label: AttrValue,
    /// The choices.
    pub segments: Rc<[Segment]>,
    /// The value of the choice that is on.
    pub value: AttrValue,
    /// Called with the value of another choice.
    pub on_change: Callback<AttrValue>,
    /// Present when the choice is fixed: why, in a sentence.
    #[prop_or_default]
    pub disabled_reason: Option<AttrValue>,
}

/// A group of native radio buttons: arrow keys move, Tab enters and leaves.
#[component]
pub fn SegmentedControl(props: &SegmentedControlProps) -> Html {
    let name = use_unique_id("segmented");
    let is_blocked = props.disabled_reason.is_some();
    html! {
        <div
            class="segmented-control"
            role="radiogroup"
            aria-label={props.label.clone()}
            aria-disabled={is_blocked.then_some("true")}
            title={props.disabled_reason.clone()}
        >
            { for props.segments.iter().map(|segment| {
                let value = segment.value.clone();
                html! {
                    <label key={segment.value.to_string()} class="segmented-control-segment">
                        <input
                            type="radio"
                            name={name.clone()}
                            value={segment.value.clone()}
                            checked={segment.value == props.value}
                            disabled={is_blocked}
                            onchange={props.on_change.reform(move |_| value.clone())}
                        />
                        if let Some(name) = segment.icon {
                            <Icon {name} size={14} />
                        }
                        <span>{ segment.label.clone() }</span>
                    </label>
                }
            }) }
        </div>
    }
}
