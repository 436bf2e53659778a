//! The foot of a rule: whom it includes.

use std::rc::Rc;

use segdeck_core::{ContextKind, model::Rule};
use yew::prelude::*;

use super::{clause::kind_icon, known::Known, token::TokenInput};
use crate::{format, pages::segment::locks::use_rules_lock, ui::use_announce, value_text};

/// Properties of [`Rollout`].
#[derive(PartialEq, Properties)]
pub struct RolloutProps {
    /// The rule.
    pub rule: Rule,
    /// What is offered while typing.
    pub known: Rc<Known>,
    /// Called with the edited rule.
    pub on_change: Callback<Rule>,
}

/// "everyone who matches", or a percentage of them.
#[component]
pub fn Rollout(props: &RolloutProps) -> Html {
    let refusal = use_state_eq(|| None::<AttrValue>);
    let announce = use_announce();
    let lock = use_rules_lock();
    let is_locked = lock.is_some();
    let edit = |change: fn(&mut Rule, String)| {
        let (rule, on_change) = (props.rule.clone(), props.on_change.clone());
        Callback::from(move |text: String| {
            let mut next = rule.clone();
            change(&mut next, text.trim().to_owned());
            on_change.emit(next);
        })
    };
    let Some(weight) = props.rule.weight else {
        let limit = edit(|rule, _| {
            rule.weight = Some(100_000);
            rule.rollout_context_kind
                .get_or_insert_with(ContextKind::user);
        });
        return html! {
            <p class="rollout">
                <span class="rollout-keyword">{ "Then" }</span>
                <span>{ "include " }<strong>{ "everyone who matches" }</strong></span>
                <button type="button" class="link" aria-disabled={is_locked.then_some("true")}
                    aria-description={lock.clone()} title={lock}
                    onclick={Callback::from(move |_: MouseEvent| if !is_locked { limit.emit(String::new()); })}>
                    { "Limit to a percentage" }
                </button>
            </p>
        };
    };
    let on_percent = {
        let (rule, on_change, refusal) =
            (props.rule.clone(), props.on_change.clone(), refusal.clone());
        Callback::from(move |text: String| match value_text::read_percent(&text) {
            Ok(weight) => {
                refusal.set(None);
                on_change.emit(Rule {
                    weight: Some(weight),
                    ..rule.clone()
                });
            }
            Err(reason) => {
                announce.say(reason.clone());
                refusal.set(Some(reason.into()));
            }
        })
    };
    let on_kind = edit(|rule, text| {
        rule.rollout_context_kind = (!text.is_empty()).then(|| ContextKind::from(text));
    });
    let on_bucket_by = edit(|rule, text| {
        rule.bucket_by = (!text.is_empty() && text != "key").then_some(text);
    });
    let remove = edit(|rule, _| {
        rule.weight = None;
        rule.bucket_by = None;
    });
    let kind = props
        .rule
        .rollout_context_kind
        .as_ref()
        .map_or(ContextKind::USER, AsRef::as_ref);
    html! {
        <div class="rollout">
            <span class="rollout-keyword">{ "Then" }</span>
            <span>{ "include" }</span>
            <TokenInput
                label="Percentage"
                value={format::percent(weight).trim_end_matches('%').to_owned()}
                is_invalid={refusal.is_some()}
                on_commit={on_percent}
            />
            <span>{ "% of matching" }</span>
            <TokenInput
                label="Context kind of the percentage"
                icon={kind_icon(kind)}
                value={kind.to_owned()}
                suggestions={props.known.kinds.clone()}
                on_commit={on_kind}
            />
            <span>{ "contexts by" }</span>
            <TokenInput
                label="Attribute that decides"
                value={props.rule.bucket_by.clone().unwrap_or_else(|| "key".to_owned())}
                suggestions={props.known.attributes.clone()}
                on_commit={on_bucket_by}
            />
            <button type="button" class="link" aria-disabled={is_locked.then_some("true")}
                aria-description={lock.clone()} title={lock}
                onclick={Callback::from(move |_: MouseEvent| if !is_locked { remove.emit(String::new()); })}>
                { "Remove percentage" }
            </button>
            if let Some(refusal) = &*refusal {
                <span class="problem-line" data-state="error" role="alert">{ refusal }</span>
            }
        </div>
    }
}
