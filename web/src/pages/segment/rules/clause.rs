//! One clause, as a sentence whose parts are edited in place.

use std::rc::Rc;

use segdeck_core::{
    ContextKind,
    model::{Clause, Operator},
    validate::{Problem, Severity},
};
use serde_json::Value;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::{known::Known, token::TokenInput, values::ValueList};
use crate::{
    format,
    pages::segment::locks::use_rules_lock,
    ui::{Icon, IconButton, IconName},
    value_text::{self, ValueKind},
    wording,
};

/// Properties of [`ClauseRow`].
#[derive(PartialEq, Properties)]
pub struct ClauseRowProps {
    /// The clause.
    pub clause: Clause,
    /// Whether it is the rule's first.
    pub is_first: bool,
    /// What is wrong with it; paths start at the clause.
    pub problems: Rc<[Problem]>,
    /// What is offered while typing.
    pub known: Rc<Known>,
    /// Called with the edited clause.
    pub on_change: Callback<Clause>,
    /// Called to remove the clause.
    pub on_remove: Callback<()>,
}

/// The sentence, and under it what is wrong.
#[component]
pub fn ClauseRow(props: &ClauseRowProps) -> Html {
    let clause = &props.clause;
    let lock = use_rules_lock();
    let edit = |change: fn(&mut Clause, String)| {
        let (clause, on_change) = (clause.clone(), props.on_change.clone());
        Callback::from(move |text: String| {
            let mut next = clause.clone();
            change(&mut next, text.trim().to_owned());
            on_change.emit(next);
        })
    };
    let on_kind = edit(|clause, text| {
        clause.context_kind = (!text.is_empty()).then(|| ContextKind::from(text));
    });
    let on_attribute = edit(|clause, text| clause.attribute = text);
    let on_values = {
        let (clause, on_change) = (clause.clone(), props.on_change.clone());
        Callback::from(move |values: Vec<Value>| {
            on_change.emit(Clause {
                values,
                ..clause.clone()
            });
        })
    };
    let marked: Rc<[usize]> = props.problems.iter().filter_map(value_index).collect();
    let is_segment_match = clause.op == Operator::SegmentMatch;
    let has_problem = |field: &str| props.problems.iter().any(|problem| problem.path == field);
    html! {
        <div class="clause" role="group" aria-label={wording::clause_label(clause)}>
            <span class="clause-keyword">{ if props.is_first { "If" } else { "and" } }</span>
            <div class="clause-tokens">
                <TokenInput
                    label="Context kind"
                    icon={kind_icon(clause.context_kind())}
                    value={clause.context_kind().to_owned()}
                    suggestions={props.known.kinds.clone()}
                    is_invalid={has_problem("contextKind")}
                    on_commit={on_kind}
                />
                if !is_segment_match {
                    <TokenInput
                        label="Attribute"
                        placeholder="attribute"
                        value={clause.attribute.clone()}
                        suggestions={props.known.attributes.clone()}
                        is_invalid={has_problem("attribute")}
                        on_commit={on_attribute}
                    />
                }
                <OperatorSelect clause={clause.clone()} on_change={props.on_change.clone()} />
                <ValueList
                    clause={clause.clone()}
                    {marked}
                    segments={props.known.segments.clone()}
                    on_change={on_values}
                />
            </div>
            <IconButton
                icon={IconName::X}
                label={format!("Remove the clause: {}", wording::clause_label(clause))}
                on_click={props.on_remove.clone()}
                disabled_reason={lock}
                class="clause-remove"
            />
            <ProblemLines problems={props.problems.clone()} clause={clause.clone()} on_change={props.on_change.clone()} />
        </div>
    }
}

fn value_index(problem: &Problem) -> Option<usize> {
    problem.path.strip_prefix("values/")?.parse().ok()
}

/// The drawing of a context kind.
#[must_use]
pub fn kind_icon(kind: &str) -> IconName {
    match kind {
        "user" => IconName::User,
        "org" | "organization" | "account" | "company" => IconName::Org,
        "device" => IconName::Device,
        _ => IconName::OtherKind,
    }
}

/// Properties of [`OperatorSelect`].
#[derive(PartialEq, Properties)]
struct OperatorSelectProps {
    clause: Clause,
    on_change: Callback<Clause>,
}

/// Every operator, plain and negated, in words.
#[component]
fn OperatorSelect(props: &OperatorSelectProps) -> Html {
    let clause = props.clause.clone();
    let lock = use_rules_lock();
    let is_locked = lock.is_some();
    // It can still be reached and read, but neither opened nor changed.
    let onmousedown = Callback::from(move |event: MouseEvent| {
        if is_locked {
            event.prevent_default();
        }
    });
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        if is_locked && event.key() != "Tab" {
            event.prevent_default();
        }
    });
    let on_change = {
        let (clause, on_change) = (clause.clone(), props.on_change.clone());
        Callback::from(move |event: Event| {
            let value = event.target_unchecked_into::<HtmlSelectElement>().value();
            let (negate, name) = match value.strip_prefix("not ") {
                Some(name) => (true, name),
                None => (false, value.as_str()),
            };
            on_change.emit(with_operator(&clause, Operator::from(name), negate));
        })
    };
    let unknown = (!clause.op.is_known()).then(|| clause.op.clone());
    let choice = |op: &Operator, negate: bool| {
        let value = if negate {
            format!("not {op}")
        } else {
            op.to_string()
        };
        let is_chosen = *op == clause.op && negate == clause.negate;
        html! {
            <option key={value.clone()} {value} selected={is_chosen} title={op.to_string()}>
                { wording::operator(op, negate) }
            </option>
        }
    };
    html! {
        <select
            class="operator"
            aria-label="Operator"
            title={lock.clone().unwrap_or_else(|| clause.op.to_string().into())}
            aria-disabled={is_locked.then_some("true")}
            aria-description={lock}
            {onmousedown}
            {onkeydown}
            onchange={on_change}
        >
            { for unknown.iter().chain(Operator::ALL.iter()).map(|op| choice(op, false)) }
            <optgroup label="Negated">
                { for unknown.iter().chain(Operator::ALL.iter()).map(|op| choice(op, true)) }
            </optgroup>
        </select>
    }
}

/// The clause with another operator. Values that the new operator would read otherwise are read
/// again from their text, so that `50` for "is less than" is a number.
fn with_operator(clause: &Clause, op: Operator, negate: bool) -> Clause {
    let mut next = clause.clone();
    let (before, after) = (ValueKind::of(&clause.op), ValueKind::of(&op));
    if before != after {
        next.values = next
            .values
            .iter()
            .map(|value| match (after, value) {
                (ValueKind::Number | ValueKind::Date, Value::String(text)) => {
                    value_text::read(after, text)
                }
                (
                    ValueKind::Text | ValueKind::Version | ValueKind::Regex,
                    Value::Number(number),
                ) => Value::String(number.to_string()),
                _ => value.clone(),
            })
            .collect();
    }
    if op == Operator::SegmentMatch {
        "segmentMatch".clone_into(&mut next.attribute);
    } else if clause.op == Operator::SegmentMatch {
        next.attribute.clear();
    }
    next.op = op;
    next.negate = negate;
    next
}

/// Properties of [`ProblemLines`].
#[derive(PartialEq, Properties)]
struct ProblemLinesProps {
    problems: Rc<[Problem]>,
    clause: Clause,
    on_change: Callback<Clause>,
}

/// What is wrong, a line each, with a way to mend it where there is exactly one.
#[component]
fn ProblemLines(props: &ProblemLinesProps) -> Html {
    let is_locked = use_rules_lock().is_some();
    if props.problems.is_empty() {
        return Html::default();
    }
    let fix = |problem: &Problem| {
        let index = value_index(problem)?;
        let value = props.clause.values.get(index)?;
        let mended = value_text::read(ValueKind::of(&props.clause.op), value.as_str()?);
        if is_locked || mended == *value {
            return None;
        }
        let shown = value_text::show(&mended);
        let label = format!("Change to {}", format::isolated(&format::short(&shown, 80)));
        let mut next = props.clause.clone();
        *next.values.get_mut(index)? = mended;
        let on_change = props.on_change.clone();
        let on_click = Callback::from(move |_: MouseEvent| on_change.emit(next.clone()));
        Some(html! { <button type="button" class="link" onclick={on_click}>{ label }</button> })
    };
    html! {
        <ul class="problem-lines">
            { for props.problems.iter().take(5).map(|problem| html! {
                <li class="problem-line" data-state={match problem.severity {
                    Severity::Error => "error",
                    Severity::Warning => "warning",
                }}>
                    <Icon name={IconName::Alert} size={14} />
                    <span>{ &problem.message } { " " } { fix(problem).unwrap_or_default() }</span>
                </li>
            }) }
        </ul>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_follow_the_operator() {
        let clause = Clause::new("user", "seats", Operator::In, vec![json!("50"), json!("x")]);
        let less = with_operator(&clause, Operator::LessThan, false);
        assert_eq!(less.values, [json!(50), json!("x")]);
        let back = with_operator(&less, Operator::Contains, true);
        assert_eq!(back.values, [json!("50"), json!("x")]);
        assert!(back.negate);
    }

    #[test]
    fn a_segment_match_has_its_own_attribute() {
        let clause = Clause::new("user", "seats", Operator::In, vec![]);
        let nested = with_operator(&clause, Operator::SegmentMatch, false);
        assert_eq!(nested.attribute, "segmentMatch");
        assert_eq!(with_operator(&nested, Operator::In, false).attribute, "");
    }
}
