//! What the checks found.

use std::rc::Rc;

use segdeck_core::{
    order,
    validate::{Problem, Severity},
};
use yew::prelude::*;

use super::changes_tab::ChangeSection;
use crate::ui::{Chip, ChipTone};

/// Properties of [`Problems`].
#[derive(PartialEq, Properties)]
pub struct ProblemsProps {
    /// What is wrong with the segment.
    pub problems: Rc<[Problem]>,
}

/// What the checks found, errors first.
#[component]
pub fn Problems(props: &ProblemsProps) -> Html {
    if props.problems.is_empty() {
        return Html::default();
    }
    let mut problems: Vec<&Problem> = props.problems.iter().collect();
    order::sort_by(&mut problems, |left, right| {
        left.severity.cmp(&right.severity)
    });
    html! {
        <ChangeSection title="Checks" count={problems.len()}>
            { for problems.iter().take(50).map(|problem| {
                let (label, tone) = match problem.severity {
                    Severity::Error => ("error", ChipTone::Negative),
                    Severity::Warning => ("warning", ChipTone::Warning),
                };
                html! {
                    <li class="review-change">
                        <span class="review-sign">{ "!" }</span>
                        <div class="review-change-body">{ &problem.message }{ " " }<code>{ &problem.path }</code></div>
                        <Chip {label} {tone} />
                    </li>
                }
            }) }
        </ChangeSection>
    }
}
