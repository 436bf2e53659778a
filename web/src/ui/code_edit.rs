//! What a code editor measures and does.

use std::ops::Range;

use wasm_bindgen::JsCast;
use web_sys::{HtmlDocument, HtmlElement, HtmlTextAreaElement};

use super::code_problems::CodeProblem;

/// The height of a line in CSS pixels.
pub(super) const LINE_HEIGHT: i32 = 18;

/// Above this many bytes code is not coloured.
const MOST_COLORED: usize = 512 * 1024;
/// Nor is it with a longer line, which would be laid out twice.
const WIDEST_COLORED: usize = 5_000;

/// The size of a text in lines and columns.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct CodeMetrics {
    /// At least one.
    pub lines: usize,
    /// Of the longest line; a wide character counts as two.
    pub columns: usize,
    pub is_small: bool,
    starts: Vec<usize>,
}

impl CodeMetrics {
    pub(super) fn of(text: &str) -> Self {
        let breaks = text.match_indices('\n').map(|(index, _)| index + 1);
        let starts: Vec<usize> = std::iter::once(0).chain(breaks).collect();
        let width = |line: &str| {
            line.chars()
                .map(|character| if character.is_ascii() { 1 } else { 2 })
                .sum()
        };
        let columns = text.split('\n').map(width).max().unwrap_or(0) + 2;
        Self {
            lines: starts.len(),
            columns,
            is_small: text.len() <= MOST_COLORED && columns <= WIDEST_COLORED,
            starts,
        }
    }

    /// The lines of `text` in `range` with their indexes.
    pub(super) fn slice<'text>(
        &self,
        text: &'text str,
        range: Range<usize>,
    ) -> impl Iterator<Item = (usize, &'text str)> {
        let start = self.starts.get(range.start).copied().unwrap_or(text.len());
        let lines = text.get(start..).unwrap_or_default().split('\n');
        range.zip(lines)
    }
}

/// Types `text` at the cursor, so that undo takes it back.
pub(super) fn insert(text: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    if let Some(document) = document.and_then(|document| document.dyn_into::<HtmlDocument>().ok()) {
        // The only way that keeps the undo history of a text area; where it is gone, Tab does
        // nothing.
        let _ = document.exec_command_with_show_ui_and_value("insertText", false, text);
    }
}

/// Puts the cursor on `line` before the `column`th character, both counted from 1, and shows it.
pub(super) fn select_place(
    area: &HtmlTextAreaElement,
    scroller: &HtmlElement,
    (line, column): (usize, usize),
) {
    let value = area.value();
    let mut lines = value.split('\n');
    let before = lines.by_ref().take(line.saturating_sub(1));
    let offset: usize = before.map(|line| line.encode_utf16().count() + 1).sum();
    let inside = lines.next().unwrap_or_default().chars();
    let inside = inside.take(column.saturating_sub(1)).map(char::len_utf16);
    let offset = offset + inside.sum::<usize>();
    let offset = u32::try_from(offset).unwrap_or(u32::MAX);
    let _ = area.focus();
    // Fails for controls without a selection; a text area has one.
    let _ = area.set_selection_range(offset, offset);
    let top = i32::try_from(line.saturating_sub(1)).unwrap_or_default() * LINE_HEIGHT;
    let (now, view) = (scroller.scroll_top(), scroller.client_height());
    if top < now || top + LINE_HEIGHT > now + view {
        scroller.set_scroll_top((top - view / 3).max(0));
    }
}

/// The line of the problem after the cursor, or before it; round at the ends.
pub(super) fn next_problem(
    area: &HtmlTextAreaElement,
    problems: &[CodeProblem],
    backwards: bool,
) -> Option<(usize, usize)> {
    let offset = area.selection_start().ok().flatten().unwrap_or_default();
    let offset = usize::try_from(offset).unwrap_or_default();
    let breaks = area
        .value()
        .encode_utf16()
        .take(offset)
        .filter(|unit| *unit == 10)
        .count();
    problem_beside(breaks + 1, problems, backwards)
}

fn problem_beside(
    line: usize,
    problems: &[CodeProblem],
    backwards: bool,
) -> Option<(usize, usize)> {
    let place = |problem: &CodeProblem| (problem.line, problem.column.unwrap_or(1));
    let mut places: Vec<(usize, usize)> = problems.iter().map(place).collect();
    places.sort_unstable();
    let found = if backwards {
        let before = places.iter().rev().find(|(other, _)| *other < line);
        before.or(places.last())
    } else {
        let behind = places.iter().find(|(other, _)| *other > line);
        behind.or(places.first())
    };
    found.copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_lines_and_columns() {
        let metrics = CodeMetrics::of("{\n  \"a\": 1\n}");
        assert_eq!((metrics.lines, metrics.columns), (3, 10));
        assert_eq!(CodeMetrics::of("").lines, 1);
        assert_eq!(CodeMetrics::of("a\n").lines, 2);
        assert_eq!(CodeMetrics::of("日本").columns, 6);
    }

    #[test]
    fn takes_a_part_of_the_lines() {
        let text = "a\nbé\n\nd";
        let metrics = CodeMetrics::of(text);
        let part: Vec<_> = metrics.slice(text, 1..3).collect();
        assert_eq!(part, [(1, "bé"), (2, "")]);
    }

    #[test]
    fn goes_round_the_problems() {
        let problems = [7, 3].map(|line| CodeProblem {
            line,
            column: (line == 7).then_some(4),
            message: "wrong".into(),
            is_warning: false,
        });
        assert_eq!(problem_beside(1, &problems, false), Some((3, 1)));
        assert_eq!(problem_beside(3, &problems, false), Some((7, 4)));
        assert_eq!(problem_beside(7, &problems, false), Some((3, 1)));
        assert_eq!(problem_beside(3, &problems, true), Some((7, 4)));
        assert_eq!(problem_beside(3, &[], true), None);
    }
}
