//! The rules of a segment: add, edit, reorder, remove.

mod card;
mod clause;
mod known;
mod rail;
mod rollout;
mod status;
mod token;
mod values;
mod values_dialog;
mod virtual_rules;

use std::{collections::BTreeMap, rc::Rc};

use segdeck_core::{diff::Change, model::Rule, validate::Problem};
use yew::prelude::*;

pub use clause::kind_icon;

use self::{
    card::{RuleCard, RuleRequest, empty_clause, handle_id, within},
    known::Known,
    rail::Rail,
    status::{RuleStatus, statuses},
    virtual_rules::VirtualRules,
};
use super::locks::use_rules_lock;
use crate::{
    state::{
        draft::{DraftAction, DraftState},
        local_id,
    },
    ui::{Button, EmptyState, IconName, use_announce},
};

/// From this many rules on only those in sight are drawn, one of them opened.
const VIRTUAL_FROM: usize = 31;

/// Properties of [`RulesTab`].
#[derive(PartialEq, Properties)]
pub struct RulesTabProps {
    /// The draft.
    pub draft: UseReducerHandle<DraftState>,
    /// What differs from the saved segment.
    pub changes: Rc<Vec<Change>>,
    /// What is wrong with the segment.
    pub problems: Rc<[Problem]>,
    /// The keys of the environment's segments, as far as they are loaded.
    #[prop_or_default]
    pub segment_keys: Rc<Vec<String>>,
}

/// The list of rules, and beside it what is wrong and what the limits are.
#[component]
pub fn RulesTab(props: &RulesTabProps) -> Html {
    let draft = &props.draft;
    let segment = &draft.edited.segment;
    let refocus = use_state_eq(|| None::<String>);
    let dragged = use_state_eq(|| None::<usize>);
    let opened = use_state_eq(|| 0_usize);
    let announce = use_announce();
    let lock = use_rules_lock();
    let known = use_memo(
        (segment.clone(), props.segment_keys.clone()),
        |(segment, keys)| Known::new(segment, keys),
    );
    let statuses = use_memo(props.changes.clone(), |changes| statuses(changes));
    use_effect_with((*refocus).clone(), {
        let refocus = refocus.clone();
        move |id: &Option<String>| {
            if let Some(id) = id {
                crate::platform::focus_by_id(id);
                refocus.set(None);
            }
        }
    });

    let count = segment.rules.len();
    let on_add = {
        let (draft, refocus, opened) = (draft.clone(), refocus.clone(), opened.clone());
        Callback::from(move |()| {
            let rule = local_id::rule(Rule::new(vec![empty_clause()]));
            refocus.set(Some(handle_id(&rule)));
            opened.set(count);
            draft.dispatch(DraftAction::InsertRule(count, rule));
        })
    };
    let on_request = {
        let (draft, refocus, dragged, opened) = (
            draft.clone(),
            refocus.clone(),
            dragged.clone(),
            opened.clone(),
        );
        let rules = segment.clone();
        let is_locked = lock.is_some();
        Callback::from(move |(index, request): (usize, RuleRequest)| {
            if is_locked {
                return;
            }
            let Some(rule) = rules.rules.get(index) else {
                return;
            };
            let move_to = |from: usize, to: usize| {
                if from != to && to < count {
                    draft.dispatch(DraftAction::MoveRule(from, to));
                    opened.set(to);
                    announce.say(format!("Rule {} moved to {} of {count}", from + 1, to + 1));
                }
            };
            match request {
                RuleRequest::Replace(rule) => draft.dispatch(DraftAction::ReplaceRule(index, rule)),
                RuleRequest::Duplicate => {
                    let copy = local_id::rule(rule.clone());
                    refocus.set(Some(handle_id(&copy)));
                    opened.set(index + 1);
                    draft.dispatch(DraftAction::InsertRule(index + 1, copy));
                }
                RuleRequest::Remove => {
                    draft.dispatch(DraftAction::RemoveRule(index));
                    opened.set(index.saturating_sub(1));
                    announce.say(format!("Rule {} removed", index + 1));
                }
                RuleRequest::Step(by) => {
                    refocus.set(Some(handle_id(rule)));
                    let step = isize::try_from(by).unwrap_or_default();
                    if let Some(to) = index.checked_add_signed(step) {
                        move_to(index, to);
                    }
                }
                RuleRequest::MoveTo(to) => {
                    refocus.set(Some(handle_id(rule)));
                    move_to(index, to);
                }
                RuleRequest::DragStart => dragged.set(Some(index)),
                RuleRequest::DragEnd => dragged.set(None),
                RuleRequest::Drop => {
                    if let Some(from) = *dragged {
                        move_to(from, index);
                    }
                    dragged.set(None);
                }
            }
        })
    };
    let context = CardContext {
        count,
        statuses,
        problems: props.problems.clone(),
        known,
        is_dragging: dragged.is_some(),
        on_request,
    };
    html! {
        <div class="rules-tab">
            <div class="rules-tab-main">
                <div class="rules-tab-head">
                    <p>{ "Included targets first, then excluded targets, then rules from the top. The first match decides." }</p>
                    <Button icon={IconName::Plus} disabled_reason={lock.clone()} on_click={on_add.clone()}>{ "Add rule" }</Button>
                </div>
                if count == 0 {
                    <EmptyState text="No rules yet." detail="Only the individual targets are in this segment.">
                        <Button icon={IconName::Plus} disabled_reason={lock} on_click={on_add}>{ "Add rule" }</Button>
                    </EmptyState>
                } else if count >= VIRTUAL_FROM {
                    <VirtualRules segment={segment.clone()} opened={*opened} on_open={
                        let opened = opened.clone();
                        Callback::from(move |index| opened.set(index))
                    } statuses={context.statuses.clone()}>
                        { segment.rules.get(*opened).map(|rule| context.card(*opened, rule)).unwrap_or_default() }
                    </VirtualRules>
                } else {
                    <ol class="rule-list">
                        { for segment.rules.iter().enumerate().map(|(index, rule)| html! {
                            <li key={rule.id.as_ref().map_or_else(|| index.to_string(), ToString::to_string)}>
                                if index > 0 { <p class="rule-or">{ "or" }</p> }
                                { context.card(index, rule) }
                            </li>
                        }) }
                    </ol>
                }
            </div>
            <Rail segment={segment.clone()} problems={props.problems.clone()} />
        </div>
    }
}

/// What every card needs from the list.
struct CardContext {
    count: usize,
    statuses: Rc<BTreeMap<usize, RuleStatus>>,
    problems: Rc<[Problem]>,
    known: Rc<Known>,
    is_dragging: bool,
    on_request: Callback<(usize, RuleRequest)>,
}

impl CardContext {
    fn card(&self, index: usize, rule: &Rule) -> Html {
        let on_request = self.on_request.reform(move |request| (index, request));
        html! {
            <RuleCard
                {index}
                count={self.count}
                rule={rule.clone()}
                status={self.statuses.get(&index).copied().unwrap_or_default()}
                problems={within(&self.problems, &format!("rules/{index}"))}
                known={self.known.clone()}
                is_drop_target={self.is_dragging}
                {on_request}
            />
        }
    }
}
