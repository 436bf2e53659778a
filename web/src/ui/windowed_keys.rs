//! The arithmetic of windowed lists: which rows to draw, and where a key moves the cursor.

use std::ops::Range;

use yew::AttrValue;

/// How many rows are drawn beyond the visible ones, on both sides, while scrolling by little.
pub(super) const OVERSCAN: usize = 12;

/// The id of the element of the row at `index`.
pub(super) fn windowed_row_id(list_id: &str, index: usize) -> AttrValue {
    format!("{list_id}-row-{index}").into()
}

/// The rows to draw when `first` is the first visible one of `count`, with `beyond` rows more on
/// both sides.
pub(super) fn drawn(
    first: usize,
    rows_in_view: usize,
    beyond: usize,
    count: usize,
) -> Range<usize> {
    // A list that became shorter may still be scrolled to where its end was.
    let first = first.min(count.saturating_sub(rows_in_view));
    // Begins at an even row: striping and the reuse of rows stay stable while scrolling.
    let start = first.saturating_sub(beyond) & !1;
    start
        ..first
            .saturating_add(rows_in_view)
            .saturating_add(beyond)
            .min(count)
}

/// Where `key` moves the cursor among `count` rows, with `page` rows in view; nowhere if it is no
/// key for moving.
pub(super) fn next_cursor(
    key: &str,
    cursor: Option<usize>,
    count: usize,
    page: usize,
) -> Option<usize> {
    let last = count.checked_sub(1)?;
    let page = page.saturating_sub(2).max(1);
    let next = match (key, cursor) {
        ("Home", _) | ("ArrowDown" | "j" | "J" | "PageDown", None) => 0,
        ("End", _) | ("ArrowUp" | "k" | "K" | "PageUp", None) => last,
        ("ArrowDown" | "j" | "J", Some(cursor)) => cursor.saturating_add(1),
        ("ArrowUp" | "k" | "K", Some(cursor)) => cursor.saturating_sub(1),
        ("PageDown", Some(cursor)) => cursor.saturating_add(page),
        ("PageUp", Some(cursor)) => cursor.saturating_sub(page),
        _ => return None,
    };
    Some(next.min(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_the_visible_rows_and_twelve_on_both_sides() {
        assert_eq!(drawn(0, 20, OVERSCAN, 15_000), 0..32);
        assert_eq!(drawn(100, 20, OVERSCAN, 15_000), 88..132);
        assert_eq!(drawn(100, 20, 0, 15_000), 100..120);
        assert_eq!(drawn(14_980, 20, OVERSCAN, 15_000), 14_968..15_000);
    }

    #[test]
    fn a_list_that_became_shorter_still_shows_its_end() {
        assert_eq!(drawn(5_000, 20, OVERSCAN, 30), 0..30);
        assert_eq!(drawn(5_000, 20, OVERSCAN, 0), 0..0);
    }

    #[test]
    fn keys_move_the_cursor_within_the_rows() {
        assert_eq!(next_cursor("ArrowDown", None, 3, 20), Some(0));
        assert_eq!(next_cursor("j", Some(0), 3, 20), Some(1));
        assert_eq!(next_cursor("ArrowDown", Some(2), 3, 20), Some(2));
        assert_eq!(next_cursor("k", Some(0), 3, 20), Some(0));
        assert_eq!(next_cursor("End", Some(0), 3, 20), Some(2));
        assert_eq!(next_cursor("PageDown", Some(0), 100, 20), Some(18));
        assert_eq!(next_cursor("x", Some(0), 3, 20), None);
        assert_eq!(next_cursor("ArrowDown", None, 0, 20), None);
    }
}
