//! One row of a windowed list.

use web_sys::Element;
use yew::prelude::*;

use super::windowed_list::RowState;

#[derive(Properties, PartialEq)]
pub(super) struct WindowedRowProps {
    pub index: usize,
    pub id: AttrValue,
    pub is_grid: bool,
    pub count: usize,
    pub first: usize,
    pub is_cursor: bool,
    pub state: RowState,
    pub on_open: Option<Callback<usize>>,
    pub render: Callback<usize, Html>,
}

/// Whether what was clicked does something of its own.
fn is_control(event: &MouseEvent) -> bool {
    event.target_dyn_into::<Element>().is_some_and(|target| {
        target
            .closest("a, button, input, label, select, textarea, summary, [popover]")
            .is_ok_and(|found| found.is_some())
    })
}

#[component]
pub(super) fn WindowedRow(props: &WindowedRowProps) -> Html {
    let index = props.index;
    let onclick = props.on_open.clone().map(|on_open| {
        Callback::from(move |event: MouseEvent| {
            if !is_control(&event) && !event.default_prevented() {
                on_open.emit(index);
            }
        })
    });
    let position = |is_shown: bool, number: usize| is_shown.then(|| number.to_string());
    html! {
        <div
            id={props.id.clone()}
            class="windowed-list-row"
            role={if props.is_grid { "row" } else { "listitem" }}
            aria-rowindex={position(props.is_grid, index + props.first)}
            aria-posinset={position(!props.is_grid, index + 1)}
            aria-setsize={position(!props.is_grid, props.count)}
            aria-selected={props.state.is_selected.map(|is_selected| is_selected.to_string())}
            data-cursor={props.is_cursor.then_some("true")}
            data-state={props.state.state}
            data-clickable={props.on_open.is_some().then_some("true")}
            {onclick}
        >
            { props.render.emit(index) }
        </div>
    }
}
