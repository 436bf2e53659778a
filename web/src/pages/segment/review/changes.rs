//! One change of the segment, in words.

use segdeck_core::{
    ContextKind,
    diff::{Change, ChangeKind},
    model::{Rule, TargetList},
};
use yew::prelude::*;

use super::rule_change::rule_change;
use crate::{format, ui::LongText, wording};

/// How many keys are shown before "n more".
const SHOWN: usize = 12;
/// How many keys are shown after it was asked for; more would freeze the page and nobody reads them.
const EXPANDED: usize = 1_000;

/// Properties of [`ChangeItem`].
#[derive(PartialEq, Properties)]
pub struct ChangeItemProps {
    /// The change.
    pub change: Change,
    /// What stands at its right.
    #[prop_or_default]
    pub mark: Html,
}

/// A sign, what changed, and before and after.
#[component]
pub fn ChangeItem(props: &ChangeItemProps) -> Html {
    let item = |sign, title, body| marked_item(sign, title, body, props.mark.clone());
    match &props.change.kind {
        ChangeKind::Text {
            field,
            before,
            after,
        } => item(
            "~",
            html! { { capitalized(field) } },
            html! { { before_after(before.as_deref(), after.as_deref()) } },
        ),
        ChangeKind::Tags { added, removed } => item(
            "~",
            html! { { "Tags" } },
            html! {
                <>
                    if !added.is_empty() { <KeyList sign="+" is_signed=true keys={added.clone()} /> }
                    if !removed.is_empty() { <KeyList sign="−" is_signed=true keys={removed.clone()} /> }
                </>
            },
        ),
        ChangeKind::RuleAdded { index, rule } => item(
            "+",
            rule_title(*index, rule, "added"),
            LongText::new("The rule", wording::rule(rule)).html(),
        ),
        ChangeKind::RuleRemoved { index, rule } => item(
            "−",
            rule_title(*index, rule, "removed"),
            LongText::new("The rule", wording::rule(rule)).html(),
        ),
        ChangeKind::RuleMoved { from, to, rule } => item(
            "~",
            rule_title(*from, rule, &format!("moved to place {}", to + 1)),
            Html::default(),
        ),
        ChangeKind::RuleEdited {
            index,
            before,
            after,
        } => item(
            "~",
            rule_title(*index, after, "edited"),
            rule_change(before, after),
        ),
        ChangeKind::TargetsAdded {
            list,
            context_kind,
            keys,
        } => item(
            "+",
            targets_title(*list, context_kind, keys.len(), true),
            html! { <KeyList sign="+" keys={keys.clone()} /> },
        ),
        ChangeKind::TargetsRemoved {
            list,
            context_kind,
            keys,
        } => item(
            "−",
            targets_title(*list, context_kind, keys.len(), false),
            html! { <KeyList sign="−" keys={keys.clone()} /> },
        ),
        ChangeKind::Unknown { field } => item(
            "~",
            html! { <code>{ field }</code> },
            html! { { "has another value; see the JSON Patch" } },
        ),
    }
}

/// A change as the list shows it, with a mark at its right.
pub fn marked_item(sign: &'static str, title: Html, body: Html, mark: Html) -> Html {
    let (state, word) = match sign {
        "+" => ("added", "Added: "),
        "−" => ("removed", "Removed: "),
        _ => ("changed", "Changed: "),
    };
    html! {
        <li class="review-change" data-state={state}>
            <span class="review-sign" aria-hidden="true">{ sign }</span>
            <div class="review-change-body">
                <p class="review-change-title"><span class="visually-hidden">{ word }</span>{ title }</p>
                <div class="review-change-detail">{ body }</div>
            </div>
            { mark }
        </li>
    }
}

fn capitalized(field: &str) -> String {
    let mut characters = field.chars();
    characters
        .next()
        .map(|first| first.to_ascii_uppercase())
        .into_iter()
        .chain(characters)
        .collect()
}

fn rule_title(index: usize, rule: &Rule, what: &str) -> Html {
    html! { <><strong>{ wording::rule_name(index, rule) }</strong>{ format!(" {what}") }</> }
}

fn targets_title(list: TargetList, kind: &ContextKind, count: usize, is_added: bool) -> Html {
    let keys = format::plural(count, "key", "keys");
    let text = match (list, is_added) {
        (TargetList::Included, true) => format!("{keys} included"),
        (TargetList::Excluded, true) => format!("{keys} excluded"),
        (TargetList::Included, false) => format!("{keys} no longer included"),
        (TargetList::Excluded, false) => format!("{keys} no longer excluded"),
    };
    html! { <>{ text }{ " " }<code>{ kind.as_str() }</code></> }
}

/// A line each for what was and what is.
pub fn before_after(before: Option<&str>, after: Option<&str>) -> Html {
    let around = match (before, after) {
        (Some(before), Some(after)) => format::first_difference(before, after),
        _ => 0,
    };
    let line = |what: &'static str, text: &str| {
        let text = LongText::new(what, text.to_owned()).around(around);
        html! { <span>{ text.html() }</span> }
    };
    html! {
        <div class="before-after">
            if let Some(before) = before {
                <p class="before-after-line" data-state="removed"><span aria-hidden="true">{ "−" }</span><span class="visually-hidden">{ "was " }</span>{ line("What it was", before) }</p>
            }
            if let Some(after) = after {
                <p class="before-after-line" data-state="added"><span aria-hidden="true">{ "+" }</span><span class="visually-hidden">{ "is " }</span>{ line("What it is", after) }</p>
            }
        </div>
    }
}

/// Properties of [`KeyList`].
#[derive(PartialEq, Properties)]
pub struct KeyListProps {
    /// `+` or `−`.
    pub sign: &'static str,
    /// Whether the sign is shown: where nothing else around the keys says it.
    #[prop_or_default]
    pub is_signed: bool,
    /// The keys.
    pub keys: Vec<String>,
}

/// Keys as chips, the first ones and then all.
#[component]
pub fn KeyList(props: &KeyListProps) -> Html {
    let is_open = use_state_eq(|| false);
    let shown = if *is_open { EXPANDED } else { SHOWN };
    let rest = props.keys.len().saturating_sub(shown);
    let open = {
        let is_open = is_open.clone();
        Callback::from(move |_: MouseEvent| is_open.set(true))
    };
    let state = if props.sign == "+" {
        "added"
    } else {
        "removed"
    };
    html! {
        <p class="key-list" data-state={state}>
            if props.is_signed {
                <span class="key-list-sign" aria-hidden="true">{ props.sign }</span>
                <span class="visually-hidden">{ state }{ ": " }</span>
            }
            { for props.keys.iter().take(shown).map(|key| html! { <code class="key-chip">{ LongText::new("Key", key.clone()).shown(format::IN_LIST).html() }</code> }) }
            if rest > 0 {
                if *is_open {
                    <span>{ format!("and {} more", format::thousands(rest as u64)) }</span>
                } else {
                    <button type="button" class="link" onclick={open}>
                        { format!("{} more", format::thousands(rest as u64)) }
                    </button>
                }
            }
        </p>
    }
}
