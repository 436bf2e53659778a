//! Three versions of a segment put together: what both changed is decided one by one, the rest is
//! shown as it comes out.
//!
//! Used wherever a change meets another one: a draft whose segment was saved by somebody else, and
//! a change of the past that is turned back.

mod decision;
mod three_way;
mod told;

use std::rc::Rc;

use segdeck_core::{
    merge::{Choice, Conflict},
    patch::expiration::TargetReference,
};
use yew::prelude::*;

use self::decision::Decision;
pub use self::three_way::{Changes, Decisions, Outcome, ThreeWay, Version};
use super::review::ChangeItem;
use crate::{
    format,
    ui::{Chip, ChipTone, LongText},
};

/// How many conflicts and changes of one kind are drawn; more would freeze the page.
const SHOWN: usize = 200;

/// What the three sides are called.
#[derive(Clone, Debug, PartialEq)]
pub struct MergeLabels {
    /// What both started from, such as "Started from, v42".
    pub base: AttrValue,
    /// What is saved, such as "Theirs, v43".
    pub theirs: AttrValue,
    /// What is wanted, such as "Yours".
    pub mine: AttrValue,
    /// The heading of what applies as it is, such as "Your changes".
    pub from_mine: AttrValue,
    /// The heading of what is new on the other side, such as "New in v43".
    pub from_theirs: AttrValue,
}

/// Properties of [`MergeView`].
#[derive(Properties)]
pub struct MergeViewProps {
    /// What comes out, by [`Outcome::of`].
    pub outcome: Rc<Outcome>,
    /// What the sides are called.
    pub labels: MergeLabels,
    /// Called with what is decided, to be kept by [`Decisions::decide`].
    pub on_decide: Callback<(Conflict, Choice)>,
}

impl PartialEq for MergeViewProps {
    /// What comes out is compared by identity: it may be large.
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.outcome, &other.outcome)
            && self.labels == other.labels
            && self.on_decide == other.on_decide
    }
}

/// What needs a decision, then what applies as it is, then what is new on the other side.
#[component]
pub fn MergeView(props: &MergeViewProps) -> Html {
    let MergeViewProps {
        outcome, labels, ..
    } = props;
    html! {
        <div class="merge">
            { section("Needs your decision".into(), outcome.conflicts.len(), outcome.conflicts.iter().map(
                |(conflict, choice)| html! {
                    <Decision conflict={conflict.clone()} choice={*choice} three={outcome.three.clone()}
                        labels={labels.clone()} on_decide={props.on_decide.clone()} />
                },
            )) }
            { section("Goes with its target".into(), outcome.gone.len(), outcome.gone.iter().map(gone)) }
            { changes(&labels.from_mine, &outcome.from_mine, &html! {
                <Chip label="applies" tone={ChipTone::Positive} />
            }) }
            { changes(&labels.from_theirs, &outcome.from_theirs, &Html::default()) }
        </div>
    }
}

fn changes(title: &AttrValue, changes: &Changes, mark: &Html) -> Html {
    let rows = changes
        .segment
        .iter()
        .map(|change| html! { <ChangeItem change={change.clone()} mark={mark.clone()} /> });
    let dates = changes.expirations.iter();
    let dates = dates.map(|change| change.render_with(mark.clone()));
    section(title.clone(), changes.count(), rows.chain(dates))
}

/// A date that has nothing to be about any more.
fn gone(target: &TargetReference) -> Html {
    let key = LongText::new("Key", target.context_key.clone());
    html! {
        <li class="review-change" data-state="removed">
            <span class="review-sign" aria-hidden="true">{ "−" }</span>
            <p class="review-change-body">
                <code>{ key.shown(format::IN_LIST).html() }</code>
                { format!(
                    " {} is no longer {}: the date that you gave it has nothing to be about.",
                    target.context_kind,
                    target.list.as_str(),
                ) }
            </p>
        </li>
    }
}

/// A heading with a count, and what stands under it; nothing where there is nothing.
fn section(title: AttrValue, count: usize, rows: impl Iterator<Item = Html>) -> Html {
    let rows: Vec<Html> = rows.collect();
    if rows.is_empty() {
        return Html::default();
    }
    let rest = rows.len().saturating_sub(SHOWN);
    html! {
        <section class="review-section" aria-label={title.clone()}>
            <h3 class="review-section-title">{ title }<span>{ format::thousands(count as u64) }</span></h3>
            <ul class="review-changes">{ for rows.into_iter().take(SHOWN) }</ul>
            if rest > 0 {
                <p class="review-more">{ format!("and {} more", format::thousands(rest as u64)) }</p>
            }
        </section>
    }
}
