//! Very many rules: a windowed list of one line each, and the opened one as a card.

use std::{collections::BTreeMap, rc::Rc};

use segdeck_core::model::Segment;
use yew::prelude::*;

use super::status::RuleStatus;
use crate::{ui::WindowedList, wording};

/// Properties of [`VirtualRules`].
#[derive(PartialEq, Properties)]
pub struct VirtualRulesProps {
    /// The segment as it is edited.
    pub segment: Rc<Segment>,
    /// Which rule is opened.
    pub opened: usize,
    /// Called to open another.
    pub on_open: Callback<usize>,
    /// How rules differ from what is saved.
    pub statuses: Rc<BTreeMap<usize, RuleStatus>>,
    /// The card of the opened rule.
    pub children: Html,
}

/// The opened rule above, all rules in one line each below.
#[component]
pub fn VirtualRules(props: &VirtualRulesProps) -> Html {
    let row = {
        let (segment, statuses, on_open, opened) = (
            props.segment.clone(),
            props.statuses.clone(),
            props.on_open.clone(),
            props.opened,
        );
        Callback::from(move |index: usize| {
            let Some(rule) = segment.rules.get(index) else {
                return Html::default();
            };
            let on_open = on_open.clone();
            let status = statuses.get(&index).copied().unwrap_or_default();
            html! {
                <button
                    type="button"
                    class="rule-line"
                    data-state={status.name()}
                    aria-current={(index == opened).then_some("true")}
                    onclick={Callback::from(move |_: MouseEvent| on_open.emit(index))}
                >
                    <span class="rule-line-number">{ index + 1 }</span>
                    <span class="rule-line-text">
                        { wording::rule_line(rule) }
                    </span>
                </button>
            }
        })
    };
    html! {
        <div class="virtual-rules">
            { props.children.clone() }
            <WindowedList
                label="All rules"
                count={props.segment.rules.len()}
                row_height={36}
                render={row}
            />
        </div>
    }
}
