//! Follows the scroll position and the height of a windowed list.

use std::ops::Range;

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{HtmlElement, ResizeObserver};
use yew::prelude::*;

use super::windowed_keys::{OVERSCAN, drawn};
use super::windowed_list::WindowedListProps;
use crate::platform::Store;

/// How long scrolling by much must rest before rows are drawn beyond the visible ones again, in
/// milliseconds.
const REST: u32 = 100;

/// What a windowed list draws now.
pub(super) struct Window {
    pub scroller: NodeRef,
    pub spacer: NodeRef,
    pub rows: NodeRef,
    pub drawn: Range<usize>,
    pub rows_in_view: usize,
    pub on_scroll: Callback<Event>,
}

#[hook]
pub(super) fn use_window(props: &WindowedListProps) -> Window {
    let (scroller, spacer, rows) = (use_node_ref(), use_node_ref(), use_node_ref());
    let first = use_state_eq(|| 0_usize);
    // Before the first measurement: enough rows for a tall screen, so that nothing flashes.
    let rows_in_view = use_state_eq(|| 40_usize);
    // So much is new after a leap that drawing rows beyond the visible ones would be felt.
    let is_leaping = use_state_eq(|| true);
    let last_first = use_mut_ref(|| 0_usize);
    let height = props.row_height.max(1);
    let measure = {
        let (scroller, first, rows_in_view) =
            (scroller.clone(), first.setter(), rows_in_view.setter());
        let is_leaping = is_leaping.setter();
        use_callback(height, move |(): (), height| {
            if let Some(scroller) = scroller.cast::<HtmlElement>() {
                let pixels = |number: i32| u32::try_from(number).unwrap_or_default();
                let rows = |pixels: u32| usize::try_from(pixels / height).unwrap_or_default();
                let next = rows(pixels(scroller.scroll_top()));
                if next.abs_diff(last_first.replace(next)) > OVERSCAN {
                    is_leaping.set(true);
                }
                first.set(next);
                rows_in_view.set(rows(pixels(scroller.client_height())) + 1);
            }
        })
    };
    use_position(
        &scroller,
        props.keep_position_as.clone(),
        props.count > 0,
        height,
        &measure,
    );
    {
        let (scroller, measure) = (scroller.clone(), measure.clone());
        use_effect_with((), move |()| {
            let on_resize = Closure::<dyn FnMut()>::new(move || measure.emit(()));
            let observer = ResizeObserver::new(on_resize.as_ref().unchecked_ref()).ok();
            if let (Some(observer), Some(scroller)) = (&observer, scroller.cast::<HtmlElement>()) {
                observer.observe(&scroller);
            }
            move || {
                if let Some(observer) = observer {
                    observer.disconnect();
                }
                drop(on_resize);
            }
        });
    }
    {
        let setter = is_leaping.setter();
        use_effect_with((*is_leaping, *first), move |(is_leaping, _)| {
            let timer = is_leaping.then(|| Timeout::new(REST, move || setter.set(false)));
            move || drop(timer)
        });
    }
    let beyond = if *is_leaping { 0 } else { OVERSCAN };
    let drawn = drawn(*first, *rows_in_view, beyond, props.count);
    {
        let (spacer, rows) = (spacer.clone(), rows.clone());
        use_effect_with(
            (props.count, drawn.start, height),
            move |(count, start, height)| {
                let pixels = |rows: usize| format!("{}px", u64::from(*height) * rows as u64);
                if let (Some(spacer), Some(rows)) =
                    (spacer.cast::<HtmlElement>(), rows.cast::<HtmlElement>())
                {
                    // Known properties with a number of pixels cannot be refused.
                    let _ = spacer.style().set_property("height", &pixels(*count));
                    let _ = spacer.style().set_property("--row-height", &pixels(1));
                    let shift = format!("translateY({})", pixels(*start));
                    let _ = rows.style().set_property("transform", &shift);
                }
            },
        );
    }
    let visible = (*first, first.saturating_add(*rows_in_view).min(props.count));
    {
        let on_visible_range = props.on_visible_range.clone();
        use_effect_with(visible, move |visible| on_visible_range.emit(*visible));
    }
    {
        let scroller = scroller.clone();
        use_effect_with(props.cursor, move |cursor| {
            if let (Some(scroller), Some(cursor)) = (scroller.cast::<HtmlElement>(), *cursor) {
                reveal(&scroller, cursor, height);
            }
        });
    }
    let on_scroll = measure.reform(|_: Event| ());
    Window {
        scroller,
        spacer,
        rows,
        drawn,
        rows_in_view: *rows_in_view,
        on_scroll,
    }
}

/// Scrolls just far enough to show the row at `index` under the head.
fn reveal(scroller: &HtmlElement, index: usize, row_height: u32) {
    let head = scroller
        .query_selector(".windowed-list-header")
        .ok()
        .flatten()
        .and_then(|head| head.dyn_into::<HtmlElement>().ok())
        .map_or(0, |head| i64::from(head.offset_height()));
    let height = i64::from(row_height);
    let top = i64::try_from(index)
        .unwrap_or_default()
        .saturating_mul(height);
    let view = i64::from(scroller.client_height()) - head;
    let now = i64::from(scroller.scroll_top());
    let wanted = now.clamp(top + height - view, top.max(top + height - view));
    if wanted != now {
        scroller.set_scroll_top(i32::try_from(wanted.max(0)).unwrap_or(i32::MAX));
    }
}

/// Takes up the position kept for this list once there are rows, and keeps it when the list goes.
#[hook]
fn use_position(
    scroller: &NodeRef,
    name: Option<AttrValue>,
    has_rows: bool,
    height: u32,
    measure: &Callback<()>,
) {
    let (scroller, measure) = (scroller.clone(), measure.clone());
    use_effect_with((name, has_rows, height), move |(name, has_rows, _)| {
        let stored_as = name
            .as_ref()
            .filter(|_| *has_rows)
            .map(|name| format!("segdeck.at.{name}"));
        let element = scroller.cast::<HtmlElement>();
        if let (Some(stored_as), Some(element)) = (&stored_as, &element)
            && let Some(top) = Store::Session
                .get(stored_as)
                .and_then(|top| top.parse().ok())
        {
            element.set_scroll_top(top);
            measure.emit(());
        }
        move || {
            if let (Some(stored_as), Some(element)) = (stored_as, element) {
                // Where nothing can be kept, the list begins at its top.
                let _ = Store::Session.set(&stored_as, &element.scroll_top().to_string());
            }
        }
    });
}
