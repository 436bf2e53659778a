//! Keys as text, in pieces.

use std::ops::Range;

use super::TargetList;

/// How keys are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListStyle {
    /// One a line, each with a line feed behind it. Keys with a line end in them do not come back as
    /// they were: use [`Self::Csv`] for lists of which [`report`](TargetList::report) finds controls.
    Text,
    /// RFC 4180 with one column and no header, each row with a line feed behind it: what big segments
    /// import.
    Csv,
    /// One JSON array of strings.
    Json,
}

/// Writes a list, or part of it, in pieces, so that it never stands in memory a second time.
///
/// ```
/// use segdeck_core::targets::{ListStyle, ListWriter, TargetList};
///
/// let list = TargetList::from_keys(["a", "b", "c"], 0)?;
/// let mut writer = ListWriter::new(ListStyle::Json, 0..list.len());
/// let mut text = Vec::new();
/// while writer.write(&list, 64 * 1024, &mut text) {
///     // Send the piece, then `text.clear()`.
/// }
/// assert_eq!(text, br#"["a","b","c"]"#);
/// # Ok::<(), segdeck_core::targets::TargetListError>(())
/// ```
#[derive(Clone, Debug)]
pub struct ListWriter {
    style: ListStyle,
    range: Range<usize>,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Fresh,
    Begun,
    Done,
}

impl ListWriter {
    /// Writes the keys of a range of indexes; what is beyond the list's end is passed over.
    #[must_use]
    pub fn new(style: ListStyle, range: Range<usize>) -> Self {
        Self {
            style,
            range,
            state: State::Fresh,
        }
    }

    /// Adds a piece of about `limit` bytes to `out`, at least one key and never more than one key
    /// beyond the limit. Tells whether more is to come.
    pub fn write(&mut self, list: &TargetList, limit: usize, out: &mut Vec<u8>) -> bool {
        if self.state == State::Done {
            return false;
        }
        let is_json = self.style == ListStyle::Json;
        if is_json && self.state == State::Fresh {
            out.push(b'[');
        }
        let mut is_first = self.state == State::Fresh;
        self.state = State::Begun;
        let full = out.len().saturating_add(limit);
        while let Some(key) = self.key(list) {
            match self.style {
                ListStyle::Text => out.extend_from_slice(key),
                ListStyle::Csv => write_csv(key, out),
                ListStyle::Json => {
                    if !is_first {
                        out.push(b',');
                    }
                    write_json(key, out);
                }
            }
            if !is_json {
                out.push(b'\n');
            }
            is_first = false;
            self.range.start += 1;
            if out.len() >= full {
                break;
            }
        }
        if self.key(list).is_some() {
            return true;
        }
        if is_json {
            out.push(b']');
        }
        self.state = State::Done;
        false
    }

    fn key<'a>(&self, list: &'a TargetList) -> Option<&'a [u8]> {
        if self.range.is_empty() {
            return None;
        }
        list.keys.get(self.range.start)
    }
}

fn write_csv(key: &[u8], out: &mut Vec<u8>) {
    let is_marked = key.starts_with("\u{feff}".as_bytes());
    let is_spaced = key.first() == Some(&b' ') || key.last() == Some(&b' ');
    if !is_marked && !is_spaced && !key.iter().any(|byte| b"\",\r\n;\t".contains(byte)) {
        out.extend_from_slice(key);
        return;
    }
    out.push(b'"');
    for byte in key {
        if *byte == b'"' {
            out.push(b'"');
        }
        out.push(*byte);
    }
    out.push(b'"');
}

fn write_json(key: &[u8], out: &mut Vec<u8>) {
    out.push(b'"');
    let mut rest = key;
    while let Some(at) = rest
        .iter()
        .position(|byte| *byte < b' ' || *byte == b'"' || *byte == b'\\')
    {
        let (before, after) = rest.split_at_checked(at).unwrap_or((rest, &[]));
        out.extend_from_slice(before);
        let Some((byte, after)) = after.split_first() else {
            break;
        };
        match byte {
            b'"' | b'\\' => out.extend([b'\\', *byte]),
            _ => {
                let digit = |digit: u8| b"0123456789abcdef".get(usize::from(digit)).copied();
                out.extend_from_slice(b"\\u00");
                out.extend(digit(byte >> 4).into_iter().chain(digit(byte & 15)));
            }
        }
        rest = after;
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}
