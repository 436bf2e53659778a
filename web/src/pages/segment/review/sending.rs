//! Which request says the change.

use std::rc::Rc;

use segdeck_core::diff::SemanticDiff;
use yew::prelude::*;

use super::dry_run::unguarded;
use crate::{format::plural, pages::segment::save::Way, ui::use_unique_id};

/// Properties of [`Sending`].
#[derive(PartialEq, Properties)]
pub struct SendingProps {
    /// The way that is chosen.
    pub way: Way,
    /// The change as instructions.
    pub semantic: Rc<SemanticDiff>,
    /// Called with another way.
    pub on_way: Callback<Way>,
    /// Whether it is being sent, so that nothing can be chosen.
    pub is_fixed: bool,
}

/// The ways that there are: a JSON Patch, and instructions where they can say something of it.
#[component]
pub fn Sending(props: &SendingProps) -> Html {
    let name = use_unique_id("sending");
    let mut ways = vec![Way::default()];
    if matches!(props.way, Way::Json { .. }) && props.way != Way::default() {
        ways.push(props.way);
    }
    if !props.semantic.batches.is_empty() || props.way == Way::Semantic {
        ways.push(Way::Semantic);
    }
    html! {
        <fieldset class="review-rail-section review-ways">
            <legend>{ "How it is sent" }</legend>
            { for ways.into_iter().map(|way| {
                let on_way = props.on_way.clone();
                let is_fixed = props.is_fixed;
                let onchange = Callback::from(move |_: Event| if !is_fixed { on_way.emit(way) });
                html! {
                    <label class="review-way">
                        <input type="radio" name={name.clone()} checked={way == props.way} disabled={is_fixed} {onchange} />
                        <span>{ way.label() }{ unguarded(way) }<small>{ remark(way, &props.semantic) }</small></span>
                    </label>
                }
            }) }
        </fieldset>
    }
}

fn remark(way: Way, semantic: &SemanticDiff) -> String {
    match way {
        Way::Json {
            is_guarded: true, ..
        } => "Guarded by the version".to_owned(),
        Way::Json { .. } => "Not guarded".to_owned(),
        Way::Semantic => {
            let batches = match semantic.batches.len() {
                1 => String::new(),
                count => format!(", {}", plural(count, "batch", "batches")),
            };
            let rest = if semantic.remainder.is_empty() {
                ""
            } else {
                ", then a JSON Patch for the rest"
            };
            format!("Not guarded{batches}{rest}")
        }
    }
}
