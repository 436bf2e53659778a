//! What is wrong with code, line by line.

use std::rc::Rc;

use yew::prelude::*;

use super::chip::{Chip, ChipTone};
use super::icon::{Icon, IconName};
use crate::format;

/// Something wrong on a line of code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeProblem {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, if it is about a part of the line.
    pub column: Option<usize>,
    /// What is wrong and what to do.
    pub message: AttrValue,
    /// Whether it can be left as it is.
    pub is_warning: bool,
}

#[derive(Properties, PartialEq)]
pub(super) struct CodeProblemsProps {
    pub id: AttrValue,
    pub problems: Rc<[CodeProblem]>,
    pub on_go: Callback<(usize, usize)>,
}

fn place_of(problem: &CodeProblem) -> String {
    match problem.column {
        Some(column) => format!("Ln {}, Col {column}", problem.line),
        None => format!("Ln {}", problem.line),
    }
}

#[component]
pub(super) fn CodeProblems(props: &CodeProblemsProps) -> Html {
    let warnings = props
        .problems
        .iter()
        .filter(|problem| problem.is_warning)
        .count();
    let errors = props.problems.len() - warnings;
    html! {
        <div class="code-problems" id={props.id.clone()} role="group" aria-label="Problems">
            if !props.problems.is_empty() {
                <header class="code-problems-head">
                    <span class="code-problems-title">{ "Problems" }</span>
                    if errors > 0 {
                        <Chip tone={ChipTone::Negative}
                            label={format::plural(errors, "error", "errors")} />
                    }
                    if warnings > 0 {
                        <Chip tone={ChipTone::Warning}
                            label={format::plural(warnings, "warning", "warnings")} />
                    }
                    <span class="code-problems-keys">{ "F8 next problem" }</span>
                </header>
                <ul class="code-problems-list">
                    { for props.problems.iter().enumerate().map(|(index, problem)| {
                        let place = (problem.line, problem.column.unwrap_or(1));
                        html! {
                            <li key={index}>
                                <button type="button" class="code-problem"
                                    data-tone={if problem.is_warning { "warn" } else { "neg" }}
                                    onclick={props.on_go.reform(move |_: MouseEvent| place)}>
                                    <Icon name={IconName::Alert} size={14} />
                                    <span class="code-problem-message">
                                        { problem.message.clone() }
                                    </span>
                                    <span class="code-problem-line">{ place_of(problem) }</span>
                                </button>
                            </li>
                        }
                    }) }
                </ul>
            }
        </div>
    }
}
