//! Which lines of a code editor are visible.

use std::ops::Range;

use web_sys::HtmlElement;
use yew::prelude::*;

use super::code_edit::LINE_HEIGHT;
use super::windowed_keys::{OVERSCAN, drawn};

/// How many lines are drawn at once: more than the tallest screen shows.
const LINES_IN_VIEW: usize = 120;

pub(super) struct LinesInView {
    pub lines: NodeRef,
    pub drawn: Range<usize>,
    pub on_scroll: Callback<Event>,
}

#[hook]
pub(super) fn use_lines_in_view(scroller: &NodeRef, count: usize) -> LinesInView {
    let lines = use_node_ref();
    let first = use_state_eq(|| 0_usize);
    let on_scroll = {
        let (scroller, first) = (scroller.clone(), first.setter());
        Callback::from(move |_: Event| {
            if let Some(scroller) = scroller.cast::<HtmlElement>() {
                first.set(usize::try_from(scroller.scroll_top() / LINE_HEIGHT).unwrap_or_default());
            }
        })
    };
    let drawn = drawn(*first, LINES_IN_VIEW, OVERSCAN, count);
    {
        let lines = lines.clone();
        use_effect_with(drawn.start, move |start| {
            if let Some(lines) = lines.cast::<HtmlElement>() {
                let top = i64::try_from(*start).unwrap_or_default() * i64::from(LINE_HEIGHT);
                // A known property with a number of pixels cannot be refused.
                let _ = lines
                    .style()
                    .set_property("transform", &format!("translateY({top}px)"));
            }
        });
    }
    LinesInView {
        lines,
        drawn,
        on_scroll,
    }
}
