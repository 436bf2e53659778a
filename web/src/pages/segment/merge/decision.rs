//! One conflict, and how it is decided.

use segdeck_core::merge::{Choice, Conflict, Place};
use segdeck_core::model::Segment;
use yew::prelude::*;

use super::{
    MergeLabels,
    three_way::ThreeWay,
    told::{Told, side, title},
};
use crate::{
    format,
    ui::{LongText, use_unique_id},
};

/// Properties of [`Decision`].
#[derive(PartialEq, Properties)]
pub struct DecisionProps {
    /// The conflict.
    pub conflict: Conflict,
    /// What was decided.
    pub choice: Option<Choice>,
    /// The versions that it is between.
    pub three: ThreeWay,
    /// What the three sides are called.
    pub labels: MergeLabels,
    /// Called with what is decided.
    pub on_decide: Callback<(Conflict, Choice)>,
}

/// What it was, and what either side made of it, of which one is chosen.
#[component]
pub fn Decision(props: &DecisionProps) -> Html {
    let name = use_unique_id("decision");
    let DecisionProps {
        conflict,
        three,
        labels,
        ..
    } = props;
    let (head, part) = title(&conflict.place, three);
    let head = LongText::new("What both changed", head);
    let head = head.shown(format::IN_LIST).html();
    let is_key = matches!(conflict.place, Place::Target { .. } | Place::Expiration(_));
    let value = |value: &Option<_>, segment: &Segment| {
        shown(side(&conflict.place, Option::as_ref(value), segment))
    };
    let cell = |choice: Choice, label: AttrValue, value: Html| {
        let id = format!("{name}-{choice:?}");
        let decide = {
            let (on_decide, conflict) = (props.on_decide.clone(), conflict.clone());
            Callback::from(move |()| on_decide.emit((conflict.clone(), choice)))
        };
        html! {
            <div class="merge-cell" data-chosen={(props.choice == Some(choice)).then_some("true")}
                onclick={decide.reform(|_: MouseEvent| ())}>
                <label class="merge-cell-head">
                    <input type="radio" class="merge-radio" name={name.clone()}
                        checked={props.choice == Some(choice)} aria-describedby={id.clone()}
                        onchange={decide.reform(|_: Event| ())} />
                    { label }
                </label>
                <div class="merge-value" {id}>{ value }</div>
            </div>
        }
    };
    html! {
        <li class="review-change merge-decision" data-state="changed">
            <span class="review-sign" aria-hidden="true">{ "~" }</span>
            <fieldset class="review-change-body">
                <legend class="review-change-title">
                    if is_key {
                        <code>{ head }</code>
                    } else {
                        <strong>{ head }</strong>
                    }
                    if !part.is_empty() {
                        { " " }<span class="merge-part">{ part }</span>
                    }
                </legend>
                <div class="merge-cells">
                    <div class="merge-cell" data-fixed="true">
                        <div class="merge-cell-head">{ labels.base.clone() }</div>
                        <div class="merge-value">{ value(&conflict.base, &three.base.segment) }</div>
                    </div>
                    { cell(Choice::Theirs, labels.theirs.clone(), value(&conflict.theirs, &three.theirs.segment)) }
                    { cell(Choice::Mine, labels.mine.clone(), value(&conflict.mine, &three.mine.segment)) }
                    if conflict.choices.contains(&Choice::Both) {
                        { cell(Choice::Both, AttrValue::Static("Both"), html! { { both(&conflict.place) } }) }
                    }
                </div>
            </fieldset>
        </li>
    }
}

/// What keeping both means.
fn both(place: &Place) -> &'static str {
    if matches!(place, Place::Rule(_)) {
        "Two rules: whoever matches either is in."
    } else {
        "Two clauses: both of them must hold."
    }
}

fn shown(told: Told) -> Html {
    match told {
        Told::Nothing(words) => html! { <span class="merge-nothing">{ words }</span> },
        Told::Words(text) => LongText::new("The value", text).html(),
        Told::Text(text) => {
            html! { <span class="merge-text">{ LongText::new("The value", text).html() }</span> }
        }
        Told::List(lines) => html! {
            <ol class="merge-list">
                { for lines.into_iter().map(|line| html! {
                    <li>{ LongText::new("The value", line).shown(format::IN_LIST).html() }</li>
                }) }
            </ol>
        },
    }
}
