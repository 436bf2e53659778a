//! Beside the rules: what is wrong, and how far the limits are.

use std::rc::Rc;

use segdeck_core::{
    model::{Operator, Segment, TargetList},
    order,
    patch::semantic::{RULE_LIMIT, TARGET_LIMIT, VALUE_LIMIT},
    validate::{Problem, Severity},
};
use yew::prelude::*;

use crate::{
    format,
    hooks::use_scroll_stop,
    ui::{Icon, IconName},
    wording,
};

/// Properties of [`Rail`].
#[derive(PartialEq, Properties)]
pub struct RailProps {
    /// The segment as it is edited.
    pub segment: Rc<Segment>,
    /// What is wrong with it.
    pub problems: Rc<[Problem]>,
}

/// Checks, limits, and segments that this one depends on.
#[component]
pub fn Rail(props: &RailProps) -> Html {
    let region = use_scroll_stop();
    let segment = &props.segment;
    let values = segment
        .rules
        .iter()
        .flat_map(|rule| &rule.clauses)
        .map(|clause| clause.values.len())
        .sum::<usize>();
    let targets = TargetList::ALL
        .iter()
        .map(|list| segment.target_count(*list))
        .sum::<usize>();
    let depends_on: std::collections::BTreeSet<&str> = order::set_of(
        segment
            .rules
            .iter()
            .flat_map(|rule| &rule.clauses)
            .filter(|clause| clause.op == Operator::SegmentMatch)
            .flat_map(|clause| clause.values.iter().filter_map(serde_json::Value::as_str)),
    );
    html! {
        <aside ref={region} class="rail" aria-label="Checks and limits">
            <section class="rail-part">
                <h2 class="rail-heading">
                    { "Checks" }
                    <span class="rail-count">{ tally(&props.problems) }</span>
                </h2>
                if props.problems.is_empty() {
                    <p class="rail-ok"><Icon name={IconName::Check} size={14} />{ "Nothing to mend." }</p>
                } else {
                    <ul class="rail-problems">
                        { for props.problems.iter().take(50).map(problem_line) }
                    </ul>
                }
            </section>
            <section class="rail-part">
                <h2 class="rail-heading">{ "Limits" }</h2>
                { limit("Rules", segment.rules.len(), RULE_LIMIT) }
                { limit("Values in rules", values, VALUE_LIMIT) }
                { limit("Individual targets", targets, TARGET_LIMIT) }
            </section>
            if !depends_on.is_empty() {
                <section class="rail-part">
                    <h2 class="rail-heading">{ "Depends on" }</h2>
                    <ul class="rail-links">
                        { for depends_on.iter().map(|key| html! {
                            <li><Icon name={IconName::Segments} size={14} /><code>{ *key }</code></li>
                        }) }
                    </ul>
                </section>
            }
            if let Some(flags) = segment.flags.as_ref().filter(|flags| !flags.is_empty()) {
                <section class="rail-part">
                    <h2 class="rail-heading">{ "Used by" }</h2>
                    <ul class="rail-links">
                        { for flags.iter().map(|flag| html! {
                            <li><Icon name={IconName::Flag} size={14} /><code title={flag.name.clone()}>{ &flag.key }</code></li>
                        }) }
                    </ul>
                </section>
            }
        </aside>
    }
}

fn tally(problems: &[Problem]) -> String {
    let errors = problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error)
        .count();
    let warnings = problems.len() - errors;
    match (errors, warnings) {
        (0, 0) => String::new(),
        (0, _) => format::plural(warnings, "warning", "warnings"),
        (_, 0) => format::plural(errors, "error", "errors"),
        _ => format!(
            "{}, {}",
            format::plural(errors, "error", "errors"),
            format::plural(warnings, "warning", "warnings")
        ),
    }
}

fn problem_line(problem: &Problem) -> Html {
    let place = wording::place(&problem.path);
    html! {
        <li class="rail-problem" data-state={match problem.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }}>
            <Icon name={IconName::Alert} size={14} />
            <span>
                if let Some(place) = place { <strong>{ place } { ". " }</strong> }
                { &problem.message }
            </span>
        </li>
    }
}

fn limit(label: &str, count: usize, of: usize) -> Html {
    let is_near = count * 5 >= of * 4;
    html! {
        <div class="rail-limit" data-state={is_near.then_some("warning")}>
            <span>{ label }</span>
            <span><strong>{ format::thousands(count as u64) }</strong>{ format!(" of {}", format::thousands(of as u64)) }</span>
            <progress aria-label={label.to_owned()} value={count.to_string()} max={of.to_string()} />
        </div>
    }
}
