//! A long list of which only the visible part is in the page.

use web_sys::Element;
use yew::prelude::*;

use super::unique_id::use_unique_id;
use super::use_window::use_window;
use super::windowed_keys::{next_cursor, windowed_row_id};
use super::windowed_row::WindowedRow;

/// What the rows are to assistive technology.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ListRole {
    /// Rows with columns; the row's content brings `role=gridcell` elements.
    #[default]
    Grid,
    /// Plain entries.
    List,
}

/// How one row looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowState {
    /// Whether it is selected; absent where rows cannot be.
    pub is_selected: Option<bool>,
    /// A word for the stylesheet, such as `removed`, as the row's `data-state`.
    pub state: Option<&'static str>,
}

/// What a [`WindowedList`] needs.
#[derive(Properties, PartialEq)]
pub struct WindowedListProps {
    /// The accessible name.
    pub label: AttrValue,
    /// How many rows there are in all.
    pub count: usize,
    /// The height of every row in CSS pixels.
    pub row_height: u32,
    /// Draws the content of the row at an index. Rows on screen are drawn again only when this
    /// is another callback, so make it with `use_callback` on the data.
    pub render: Callback<usize, Html>,
    /// What tells the row at an index apart, so that it keeps its focus when others come or go.
    #[prop_or_default]
    pub row_key: Option<Callback<usize, AttrValue>>,
    /// How the row at an index looks.
    #[prop_or_default]
    pub row_state: Option<Callback<usize, RowState>>,
    /// What the rows are.
    #[prop_or_default]
    pub role: ListRole,
    /// The head, which stays at the top; in a grid an element of `role=row`.
    #[prop_or_default]
    pub header: Html,
    /// The row under the keyboard's cursor.
    #[prop_or_default]
    pub cursor: Option<usize>,
    /// Called when a key moves the cursor. Present: the list can be focused, arrows and J/K move.
    #[prop_or_default]
    pub on_cursor: Option<Callback<usize>>,
    /// Called on Enter at the cursor and on a click on a row outside of its controls.
    #[prop_or_default]
    pub on_open: Option<Callback<usize>>,
    /// Called with the first row and the one after the last that is visible, at first and whenever
    /// they change.
    #[prop_or_default]
    pub on_visible_range: Callback<(usize, usize)>,
    /// A name under which the scroll position is kept until the tab closes.
    #[prop_or_default]
    pub keep_position_as: Option<AttrValue>,
    /// What follows the last row, such as "Loading more".
    #[prop_or_default]
    pub footer: Html,
    /// Further classes.
    #[prop_or_default]
    pub class: Classes,
}

/// A scroller of rows of one height. Twelve rows more than are visible are drawn on both sides.
#[component]
pub fn WindowedList(props: &WindowedListProps) -> Html {
    let id = use_unique_id("list");
    let window = use_window(props);
    let (cursor, count) = (
        props.cursor.filter(|cursor| *cursor < props.count),
        props.count,
    );
    let onkeydown = {
        let (on_cursor, on_open) = (props.on_cursor.clone(), props.on_open.clone());
        let (scroller, page) = (window.scroller.clone(), window.rows_in_view);
        Callback::from(move |event: KeyboardEvent| {
            let is_own = event.target_dyn_into::<Element>() == scroller.cast::<Element>();
            if !is_own || event.ctrl_key() || event.meta_key() || event.alt_key() {
                return;
            }
            if let (Some(on_cursor), Some(next)) =
                (&on_cursor, next_cursor(&event.key(), cursor, count, page))
            {
                event.prevent_default();
                on_cursor.emit(next);
            } else if let ("Enter", Some(on_open), Some(cursor)) =
                (event.key().as_str(), &on_open, cursor)
            {
                event.prevent_default();
                on_open.emit(cursor);
            }
        })
    };
    let (role, group) = match props.role {
        ListRole::Grid => ("grid", "rowgroup"),
        ListRole::List => ("list", "presentation"),
    };
    let is_grid = props.role == ListRole::Grid;
    let has_header = props.header != Html::default();
    let first_row_index = 1 + usize::from(has_header);
    html! {
        <div
            ref={window.scroller.clone()}
            class={classes!("windowed-list", props.class.clone())}
            {role}
            tabindex="0"
            aria-label={props.label.clone()}
            aria-rowcount={is_grid.then(|| (count + usize::from(has_header)).to_string())}
            aria-activedescendant={
                cursor.filter(|_| is_grid).map(|cursor| windowed_row_id(&id, cursor))
            }
            onscroll={window.on_scroll}
            {onkeydown}
        >
            if has_header {
                <div class="windowed-list-header" role={group}>{ props.header.clone() }</div>
            }
            <div ref={window.spacer} class="windowed-list-spacer" role="presentation">
                <div ref={window.rows} class="windowed-list-rows" role={group}>
                    { for window.drawn.map(|index| {
                        let key = props.row_key.as_ref().map_or_else(
                            || index.to_string(),
                            |row_key| row_key.emit(index).to_string(),
                        );
                        html! {
                            <WindowedRow {key} {index} id={windowed_row_id(&id, index)} {is_grid}
                                {count} first={first_row_index} is_cursor={cursor == Some(index)}
                                state={props.row_state.as_ref()
                                    .map(|state| state.emit(index)).unwrap_or_default()}
                                on_open={props.on_open.clone()} render={props.render.clone()} />
                        }
                    }) }
                </div>
            </div>
            { props.footer.clone() }
        </div>
    }
}
