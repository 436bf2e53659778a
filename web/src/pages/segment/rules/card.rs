//! One rule.

use std::rc::Rc;

use segdeck_core::{
    model::{Clause, Operator, Rule},
    validate::Problem,
};
use web_sys::{DragEvent, HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

use super::{
    clause::ClauseRow,
    known::Known,
    rollout::Rollout,
    status::RuleStatus,
    token::{LONGEST, SHOWN},
};
use crate::{
    pages::segment::locks::use_rules_lock,
    platform,
    state::local_id,
    ui::{
        Button, ButtonSize, ButtonVariant, Chip, ChipTone, Icon, IconButton, IconName, LongText,
        Menu, MenuItem,
    },
    wording,
};

/// What a card asks of the list that it stands in.
#[derive(Clone, Debug, PartialEq)]
pub enum RuleRequest {
    /// Take this in the place of the rule.
    Replace(Rule),
    /// Put a copy behind it.
    Duplicate,
    /// Take it away.
    Remove,
    /// Move it by so many places.
    Step(i32),
    /// Move it to this place.
    MoveTo(usize),
    /// Move here what is being dragged.
    Drop,
    /// It is being dragged.
    DragStart,
    /// It is no longer dragged.
    DragEnd,
}

/// Properties of [`RuleCard`].
#[derive(PartialEq, Properties)]
pub struct RuleCardProps {
    /// Its place, counted from 0.
    pub index: usize,
    /// How many rules there are.
    pub count: usize,
    /// The rule.
    pub rule: Rule,
    /// How it differs from what is saved.
    pub status: RuleStatus,
    /// What is wrong with it; paths start at the rule.
    pub problems: Rc<[Problem]>,
    /// What is offered while typing.
    pub known: Rc<Known>,
    /// Whether something is being dragged over the list.
    pub is_drop_target: bool,
    /// Called with what the reader wants.
    pub on_request: Callback<RuleRequest>,
}

/// The id of the handle of a rule, by which focus finds it again after a move.
#[must_use]
pub fn handle_id(rule: &Rule) -> String {
    format!("rule-handle-{}", rule.id.as_ref().map_or("", AsRef::as_ref))
}

/// A rule: handle, description, clauses, and whom it includes.
#[component]
pub fn RuleCard(props: &RuleCardProps) -> Html {
    let request = |request: RuleRequest| {
        let on_request = props.on_request.clone();
        Callback::from(move |()| on_request.emit(request.clone()))
    };
    let on_replace = {
        let on_request = props.on_request.clone();
        Callback::from(move |rule: Rule| on_request.emit(RuleRequest::Replace(rule)))
    };
    let on_keydown = {
        let on_request = props.on_request.clone();
        Callback::from(move |event: KeyboardEvent| {
            let by = match event.key().as_str() {
                "ArrowUp" if event.alt_key() => -1,
                "ArrowDown" if event.alt_key() => 1,
                _ => return,
            };
            // In a dialog of the card the arrows move the cursor.
            if platform::is_dialog_open() {
                return;
            }
            event.prevent_default();
            on_request.emit(RuleRequest::Step(by));
        })
    };
    let on_drag_over = props
        .is_drop_target
        .then(|| Callback::from(|event: DragEvent| event.prevent_default()));
    let on_drop = {
        let drop = request(RuleRequest::Drop);
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            drop.emit(());
        })
    };
    let name = wording::rule_name(props.index, &props.rule);
    let lock = use_rules_lock();
    html! {
        <section
            id={format!("rule-{}", props.rule.id.as_ref().map_or("", AsRef::as_ref))}
            class="rule-card"
            aria-label={name.clone()}
            data-state={props.status.name()}
            onkeydown={on_keydown}
            ondragover={on_drag_over}
            ondrop={on_drop}
        >
            <Gutter index={props.index} rule={props.rule.clone()} on_request={props.on_request.clone()} />
            <div class="rule-card-body">
                <header class="rule-card-head">
                    <Description rule={props.rule.clone()} on_change={on_replace.clone()} />
                    { status_chip(props.status) }
                    <IconButton
                        icon={IconName::Copy}
                        label={format!("Duplicate {name}")}
                        disabled_reason={lock.clone()}
                        on_click={request(RuleRequest::Duplicate)}
                    />
                    <Menu label={format!("Actions for {name}")} items={menu(props, lock.as_ref())} />
                </header>
                <Clauses
                    rule={props.rule.clone()}
                    problems={props.problems.clone()}
                    known={props.known.clone()}
                    on_change={on_replace.clone()}
                />
                <footer class="rule-card-foot">
                    <Rollout rule={props.rule.clone()} known={props.known.clone()} on_change={on_replace.clone()} />
                    <AddClause rule={props.rule.clone()} on_change={on_replace} />
                </footer>
            </div>
        </section>
    }
}

fn status_chip(status: RuleStatus) -> Html {
    match status {
        RuleStatus::Same => Html::default(),
        RuleStatus::New => html! { <Chip label="New" tone={ChipTone::Positive} /> },
        RuleStatus::Edited => html! { <Chip label="Edited" tone={ChipTone::Accent} /> },
        RuleStatus::Moved => html! { <Chip label="Moved" tone={ChipTone::Accent} /> },
    }
}

fn menu(props: &RuleCardProps, lock: Option<&AttrValue>) -> Rc<[MenuItem]> {
    let ask = |wanted: RuleRequest| {
        let on_request = props.on_request.clone();
        Callback::from(move |()| on_request.emit(wanted.clone()))
    };
    let is_first = props.index == 0;
    let is_last = props.index + 1 >= props.count;
    let already = |is_there: bool, text: &'static str| {
        lock.cloned()
            .or_else(|| is_there.then(|| AttrValue::from(text)))
    };
    [
        MenuItem::new("Move up", ask(RuleRequest::Step(-1)))
            .icon(IconName::ChevronUp)
            .shortcut("Alt ↑")
            .disabled(already(is_first, "It is the first rule.")),
        MenuItem::new("Move down", ask(RuleRequest::Step(1)))
            .icon(IconName::ChevronDown)
            .shortcut("Alt ↓")
            .disabled(already(is_last, "It is the last rule.")),
        MenuItem::new("Move to the top", ask(RuleRequest::MoveTo(0)))
            .disabled(already(is_first, "It is the first rule.")),
        MenuItem::new(
            "Move to the bottom",
            ask(RuleRequest::MoveTo(props.count.saturating_sub(1))),
        )
        .disabled(already(is_last, "It is the last rule.")),
        MenuItem::new("Delete rule", ask(RuleRequest::Remove))
            .icon(IconName::Trash)
            .disabled(lock.cloned())
            .danger(),
    ]
    .into()
}

/// Properties of [`Gutter`].
#[derive(PartialEq, Properties)]
struct GutterProps {
    index: usize,
    rule: Rule,
    on_request: Callback<RuleRequest>,
}

/// The number, and the handle that moves the rule by mouse and by arrows.
#[component]
fn Gutter(props: &GutterProps) -> Html {
    let lock = use_rules_lock();
    let on_keydown = {
        let on_request = props.on_request.clone();
        Callback::from(move |event: KeyboardEvent| {
            let by = match event.key().as_str() {
                "ArrowUp" => -1,
                "ArrowDown" => 1,
                _ => return,
            };
            event.prevent_default();
            event.stop_propagation();
            on_request.emit(RuleRequest::Step(by));
        })
    };
    let on_drag_start = {
        let on_request = props.on_request.clone();
        Callback::from(move |event: DragEvent| {
            if let Some(transfer) = event.data_transfer() {
                transfer.set_effect_allowed("move");
                let _ = transfer.set_data("text/plain", "rule");
            }
            on_request.emit(RuleRequest::DragStart);
        })
    };
    let on_drag_end = {
        let on_request = props.on_request.clone();
        Callback::from(move |_: DragEvent| on_request.emit(RuleRequest::DragEnd))
    };
    html! {
        <div class="rule-card-gutter">
            <span class="rule-card-number">{ props.index + 1 }</span>
            <button
                type="button"
                id={handle_id(&props.rule)}
                class="rule-card-grip"
                draggable={lock.is_none().then_some("true")}
                aria-disabled={lock.is_some().then_some("true")}
                aria-description={lock.clone()}
                title={lock}
                aria-label={format!("Move rule {}, with the up and down arrows or by dragging", props.index + 1)}
                onkeydown={on_keydown}
                ondragstart={on_drag_start}
                ondragend={on_drag_end}
            >
                <Icon name={IconName::Grip} size={14} />
            </button>
        </div>
    }
}

/// Properties of the parts that edit a rule.
#[derive(PartialEq, Properties)]
struct RuleEditProps {
    rule: Rule,
    on_change: Callback<Rule>,
}

/// The description, edited in place.
#[component]
fn Description(props: &RuleEditProps) -> Html {
    let lock = use_rules_lock();
    let on_change = {
        let (rule, on_change) = (props.rule.clone(), props.on_change.clone());
        Callback::from(move |event: Event| {
            let text = event.target_unchecked_into::<HtmlInputElement>().value();
            on_change.emit(described(&rule, &text));
        })
    };
    let description = props.rule.description.clone().unwrap_or_default();
    if description.chars().nth(LONGEST).is_some() {
        let edit = {
            let (rule, on_change) = (props.rule.clone(), props.on_change.clone());
            Callback::from(move |text: String| on_change.emit(described(&rule, &text)))
        };
        let text = LongText::new("Description of the rule", description)
            .shown(SHOWN)
            .on_change(lock.is_none().then_some(edit));
        return html! { <span class="rule-card-long">{ text.html() }</span> };
    }
    html! {
        <input
            class="rule-card-description"
            aria-label="Description of the rule"
            placeholder="Add a description"
            aria-description={lock.clone()}
            title={lock.clone()}
            readonly={lock.is_some()}
            autocomplete="off"
            value={description}
            onchange={on_change}
        />
    }
}

/// The rule with another description, or without one.
fn described(rule: &Rule, text: &str) -> Rule {
    let text = text.trim();
    Rule {
        description: (!text.is_empty()).then(|| text.to_owned()),
        ..rule.clone()
    }
}

/// The button that adds a clause.
#[component]
fn AddClause(props: &RuleEditProps) -> Html {
    let disabled_reason = use_rules_lock();
    let on_click = {
        let (rule, on_change) = (props.rule.clone(), props.on_change.clone());
        Callback::from(move |()| {
            let mut next = rule.clone();
            next.clauses.push(empty_clause());
            on_change.emit(next);
        })
    };
    html! {
        <Button variant={ButtonVariant::Ghost} size={ButtonSize::Small} icon={IconName::Plus} {disabled_reason} {on_click}>
            { "Clause" }
        </Button>
    }
}

/// A clause to begin with.
#[must_use]
pub fn empty_clause() -> Clause {
    local_id::clause(Clause::new("user", "key", Operator::In, Vec::new()))
}

/// Properties of [`Clauses`].
#[derive(PartialEq, Properties)]
struct ClausesProps {
    rule: Rule,
    problems: Rc<[Problem]>,
    known: Rc<Known>,
    on_change: Callback<Rule>,
}

/// All clauses of a rule.
#[component]
fn Clauses(props: &ClausesProps) -> Html {
    if props.rule.clauses.is_empty() {
        return html! {
            <p class="rule-card-empty">{ "No clause: this rule matches everyone." }</p>
        };
    }
    let edit = |index: usize| {
        let (rule, on_change) = (props.rule.clone(), props.on_change.clone());
        Callback::from(move |clause: Clause| {
            let mut next = rule.clone();
            if let Some(place) = next.clauses.get_mut(index) {
                *place = clause;
                on_change.emit(next);
            }
        })
    };
    let remove = |index: usize| {
        let (rule, on_change) = (props.rule.clone(), props.on_change.clone());
        Callback::from(move |()| {
            let mut next = rule.clone();
            if index < next.clauses.len() {
                next.clauses.remove(index);
                on_change.emit(next);
            }
        })
    };
    html! {
        <div class="rule-card-clauses">
            { for props.rule.clauses.iter().enumerate().map(|(index, clause)| html! {
                <ClauseRow
                    key={clause.id.as_ref().map_or_else(|| index.to_string(), ToString::to_string)}
                    clause={clause.clone()}
                    is_first={index == 0}
                    problems={within(&props.problems, &format!("clauses/{index}"))}
                    known={props.known.clone()}
                    on_change={edit(index)}
                    on_remove={remove(index)}
                />
            }) }
        </div>
    }
}

/// The problems under a path, seen from there.
#[must_use]
pub fn within(problems: &[Problem], parent: &str) -> Rc<[Problem]> {
    problems
        .iter()
        .filter_map(|problem| {
            let rest = problem.path.strip_prefix(parent)?;
            let path = if rest.is_empty() {
                rest
            } else {
                rest.strip_prefix('/')?
            };
            Some(Problem {
                path: path.to_owned(),
                ..problem.clone()
            })
        })
        .collect()
}
