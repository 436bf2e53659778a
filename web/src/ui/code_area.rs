//! Code to edit: a real text area over coloured lines.

use std::rc::Rc;

use web_sys::{HtmlElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::code_edit::{CodeMetrics, insert, next_problem, select_place};
use super::code_line::CodeLine;
use super::code_problems::{CodeProblem, CodeProblems};
use super::unique_id::use_unique_id;
use super::use_lines_in_view::use_lines_in_view;

/// From how many bytes on a text should be edited only on demand: the browser lays out all lines of
/// what can be edited at once, which takes a tenth of a second for 400 KB.
pub const LONG_CODE: usize = 64 * 1024;

/// What a [`CodeArea`] needs.
#[derive(Properties, PartialEq)]
pub struct CodeAreaProps {
    /// The code.
    pub value: AttrValue,
    /// Called with the whole code after every change.
    pub on_input: Callback<String>,
    /// What it is; the accessible name.
    pub label: AttrValue,
    /// What is wrong, by line; listed under the code.
    #[prop_or_default]
    pub problems: Rc<[CodeProblem]>,
    /// Whether it is JSON to be coloured; never above 512 KB.
    #[prop_or(true)]
    pub json: bool,
}

/// An editor: Tab inserts two spaces, Esc then Tab leaves, F8 and Shift F8 go through the problems.
#[component]
pub fn CodeArea(props: &CodeAreaProps) -> Html {
    let (scroller, area) = (use_node_ref(), use_node_ref());
    let problems_id = use_unique_id("problems");
    let is_leaving = use_state_eq(|| false);
    let metrics = use_memo(props.value.clone(), |value| CodeMetrics::of(value));
    let view = use_lines_in_view(&scroller, metrics.lines);
    let is_colored = props.json && metrics.is_small;
    let oninput = props.on_input.reform(|event: InputEvent| {
        event
            .target_dyn_into::<HtmlTextAreaElement>()
            .map(|area| area.value())
            .unwrap_or_default()
    });
    let go_to = {
        let (area, scroller) = (area.clone(), scroller.clone());
        Callback::from(move |place: (usize, usize)| {
            if let (Some(area), Some(scroller)) = (
                area.cast::<HtmlTextAreaElement>(),
                scroller.cast::<HtmlElement>(),
            ) {
                select_place(&area, &scroller, place);
            }
        })
    };
    let onkeydown = {
        let (is_leaving, area) = (is_leaving.clone(), area.clone());
        let (problems, go_to) = (props.problems.clone(), go_to.clone());
        Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            "Tab" if *is_leaving || event.shift_key() => {}
            "Tab" => {
                event.prevent_default();
                insert("  ");
            }
            // A second Esc goes on to what is around, such as a dialog.
            "Escape" if !*is_leaving => {
                event.prevent_default();
                event.stop_propagation();
                is_leaving.set(true);
            }
            "F8" => {
                event.prevent_default();
                let here = area.cast::<HtmlTextAreaElement>();
                if let Some(place) =
                    here.and_then(|area| next_problem(&area, &problems, event.shift_key()))
                {
                    go_to.emit(place);
                }
            }
            "Escape" | "Shift" | "Control" | "Alt" | "Meta" => {}
            _ => is_leaving.set(false),
        })
    };
    let onblur = {
        let is_leaving = is_leaving.clone();
        Callback::from(move |_: FocusEvent| is_leaving.set(false))
    };
    let line_state = |index: usize| {
        let mut found = props
            .problems
            .iter()
            .filter(|problem| problem.line == index + 1);
        let first = found.next()?;
        let is_error = !first.is_warning || found.any(|problem| !problem.is_warning);
        Some(if is_error { "error" } else { "warning" })
    };
    html! {
        <div class="code-area" data-colored={is_colored.then_some("true")}>
            <div ref={scroller} class="code-area-scroller" onscroll={view.on_scroll}>
                <div ref={view.lines} class="code-area-lines" aria-hidden="true">
                    { for metrics.slice(&props.value, view.drawn).map(|(index, text)| html! {
                        <div key={index} class="code-line" data-state={line_state(index)}>
                            <span class="code-number">{ index + 1 }</span>
                            if is_colored {
                                <code class="code-text"><CodeLine text={text.to_owned()} /></code>
                            }
                        </div>
                    }) }
                </div>
                <textarea ref={area} class="code-area-text" wrap="off" spellcheck="false"
                    autocomplete="off" autocapitalize="off"
                    rows={metrics.lines.to_string()} cols={metrics.columns.to_string()}
                    value={props.value.clone()} aria-label={props.label.clone()}
                    aria-describedby={problems_id.clone()}
                    aria-invalid={props.problems.iter().any(|problem| !problem.is_warning)
                        .then_some("true")}
                    {oninput} {onkeydown} {onblur} />
            </div>
            <p class="visually-hidden" role="status">
                if *is_leaving { { "Press Tab to leave the editor." } }
            </p>
            <CodeProblems id={problems_id} problems={props.problems.clone()} on_go={go_to} />
        </div>
    }
}
