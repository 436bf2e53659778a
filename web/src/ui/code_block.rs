//! Code to read.

use std::rc::Rc;

use yew::prelude::*;

use super::code_line::CodeLine;
use super::long_text::WholeText;
use super::windowed_list::{ListRole, WindowedList};
use crate::format;

/// How many characters of a line are shown.
const SHOWN: usize = 1_000;

/// What a [`CodeBlock`] needs.
#[derive(Properties, PartialEq)]
pub struct CodeBlockProps {
    /// The code.
    pub text: AttrValue,
    /// What it is; the accessible name.
    pub label: AttrValue,
    /// Whether it is JSON to be coloured.
    #[prop_or(true)]
    pub json: bool,
    /// Whether it is as high as its lines instead of filling its container. For short code.
    #[prop_or_default]
    pub fit: bool,
}

/// Read-only code with line numbers. Only the visible lines are in the page, so that a segment
/// of 15,000 targets scrolls smoothly; copy it by a button rather than by hand.
#[component]
pub fn CodeBlock(props: &CodeBlockProps) -> Html {
    let lines = use_memo(props.text.clone(), |text| {
        text.lines()
            .map(|line| AttrValue::from(line.to_owned()))
            .collect::<Vec<_>>()
    });
    let json = props.json;
    let draw = move |index: usize, text: &AttrValue| {
        let part = format::part(text, 0, SHOWN).map(AttrValue::from);
        let is_part = part.is_some();
        html! {
            <>
                <span class="code-number" aria-hidden="true">{ index + 1 }</span>
                <code class="code-text"><CodeLine text={part.unwrap_or_else(|| text.clone())} {json} /></code>
                if is_part {
                    <WholeText text={text.clone()} what={format!("Line {}", index + 1)} />
                }
            </>
        }
    };
    if props.fit {
        return html! {
            <div class="code-block" data-fit="true" role="group" tabindex="0"
                aria-label={props.label.clone()}>
                { for lines.iter().enumerate().map(|(index, text)| html! {
                    <div key={index} class="code-line">{ draw(index, text) }</div>
                }) }
            </div>
        };
    }
    let render = {
        let lines = Rc::clone(&lines);
        Callback::from(move |index: usize| {
            let text = lines.get(index).cloned().unwrap_or_default();
            html! { <div class="code-line">{ draw(index, &text) }</div> }
        })
    };
    html! {
        <WindowedList class="code-block" label={props.label.clone()} role={ListRole::List}
            count={lines.len()} row_height={18} {render} />
    }
}
