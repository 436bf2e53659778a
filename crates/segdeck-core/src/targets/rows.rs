//! Rows and the key in each: whole rows of a piece at speed, what is cut or quoted byte by byte.

use super::{
    TargetListError,
    collect::{Collector, FIELD_LIMIT, Waiting},
    detect::Shape,
    first_row::{Field, FirstRow},
    scan::Needles,
};

const NEWLINES_AND_QUOTE: Needles = Needles::new(*b"\n\r\"");

/// Reads rows. Holds no more than one field, or the first row.
pub(super) struct Rows {
    field_ends: Needles,
    shape: Shape,
    /// In text a line feed, as if each line were one field.
    delimiter: u8,
    /// Which column has the keys.
    column: usize,
    /// Until the first row that is not blank has been read, if it may be a header.
    first: Option<FirstRow>,
    header: Option<Vec<String>>,
    state: State,
    /// Whether the last byte was a carriage return, with which a line feed is one line end.
    is_after_return: bool,
    /// How many lines have ended.
    lines: u32,
    row_line: u32,
    quote_line: u32,
    /// The number of the field in its row.
    field: usize,
    /// The field with the key, of a row that is read byte by byte; of the first row any field.
    content: Vec<u8>,
    /// Whether text follows the closing quote of this field.
    is_misquoted: bool,
    key: Option<Field>,
    /// Whether the row has anything but white space.
    has_text: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    RowStart,
    FieldStart,
    Plain,
    Quoted,
    /// Behind a quote that closes the field, or is the first of two.
    AfterQuote,
}

/// A row that stands in one piece as a whole.
struct WholeRow<'a> {
    key: Option<&'a [u8]>,
    is_ascii: bool,
    /// Whether it is one field with nothing in it.
    is_blank: bool,
    /// How many bytes it has, with its line end.
    len: usize,
    ends_in_return: bool,
}

impl Rows {
    pub(super) fn new(shape: Shape, column: usize, first: Option<FirstRow>) -> Self {
        let delimiter = match shape {
            Shape::Text => b'\n',
            Shape::Csv(delimiter) => delimiter.byte(),
        };
        Self {
            field_ends: Needles::new([b'\n', b'\r', delimiter]),
            shape,
            delimiter,
            column,
            first,
            header: None,
            state: State::RowStart,
            is_after_return: false,
            lines: 0,
            row_line: 1,
            quote_line: 1,
            field: 0,
            content: Vec::new(),
            is_misquoted: false,
            key: None,
            has_text: false,
        }
    }

    /// Which column has the keys, and the names of all if there is a header.
    pub(super) fn columns(self) -> (usize, Option<Vec<String>>) {
        (self.column, self.header)
    }

    /// Reads a piece and gives the keys that end in it to the collector.
    pub(super) fn read(
        &mut self,
        piece: &[u8],
        collector: &mut Collector,
    ) -> Result<(), TargetListError> {
        let mut rest = piece;
        while !rest.is_empty() {
            if self.is_between_rows() {
                let used = self.read_whole_rows(rest, collector)?;
                rest = rest.get(used..).unwrap_or_default();
            }
            let mut used = 0;
            for byte in rest {
                used += 1;
                self.step(*byte, collector)?;
                if self.is_between_rows() {
                    break;
                }
            }
            rest = rest.get(used..).unwrap_or_default();
        }
        Ok(())
    }

    fn is_text(&self) -> bool {
        self.shape == Shape::Text
    }

    fn is_between_rows(&self) -> bool {
        self.state == State::RowStart && self.first.is_none()
    }

    /// Ends the list, and tells how many lines it had.
    pub(super) fn finish(&mut self, collector: &mut Collector) -> Result<u32, TargetListError> {
        match self.state {
            State::Quoted => {
                return Err(TargetListError::UnclosedQuote {
                    line: self.quote_line,
                });
            }
            State::RowStart => {}
            State::FieldStart | State::Plain | State::AfterQuote => {
                self.end_field();
                self.lines = self.lines.saturating_add(1);
                self.end_row(collector)?;
            }
        }
        if let Some(first) = self.first.take() {
            first.refuse_missing()?;
        }
        Ok(self.lines)
    }

    /// Reads the rows that stand in the piece as a whole and have no quote in a quote, and tells
    /// how many bytes those are.
    fn read_whole_rows(
        &mut self,
        piece: &[u8],
        collector: &mut Collector,
    ) -> Result<usize, TargetListError> {
        let mut used = 0;
        if self.is_after_return {
            self.is_after_return = false;
            used += usize::from(piece.first() == Some(&b'\n'));
        }
        let mut waiting = Waiting::default();
        while let Some(row) = self.whole_row(piece.get(used..).unwrap_or_default()) {
            used += row.len;
            let line = self.lines.saturating_add(1);
            self.lines = line;
            self.is_after_return = row.ends_in_return;
            match row.key {
                Some(key) if row.is_ascii && collector.take_plain(&mut waiting, key, line)? => {}
                Some(key) => {
                    collector.take_waiting(&mut waiting)?;
                    let more = collector.take(key, line, self.is_text())?;
                    self.lines = self.lines.saturating_add(more);
                }
                None if row.is_blank => collector.findings.add_blank(line),
                None => collector.findings.add_missing(line),
            }
        }
        collector.take_waiting(&mut waiting)?;
        Ok(used)
    }

    #[inline]
    fn whole_row<'a>(&self, piece: &'a [u8]) -> Option<WholeRow<'a>> {
        let mut at = 0;
        let mut field = 0;
        let mut row = WholeRow {
            key: None,
            is_ascii: true,
            is_blank: false,
            len: 0,
            ends_in_return: false,
        };
        let mut may_look_ahead = true;
        loop {
            let rest = piece.get(at..)?;
            let (content, is_ascii, end) = if !self.is_text() && rest.first() == Some(&b'"') {
                let inside = rest.get(1..)?;
                let found = NEWLINES_AND_QUOTE.find(inside)?;
                if inside.get(found.at) != Some(&b'"') {
                    return None;
                }
                (inside.get(..found.at), found.is_ascii, found.at + 2)
            } else {
                let found = self.field_ends.find(rest)?;
                (rest.get(..found.at), found.is_ascii, found.at)
            };
            if field == self.column {
                row.key = content;
                row.is_ascii = is_ascii;
            } else if field == 0 {
                row.is_blank = content.is_some_and(|content| content.iter().copied().all(is_space));
            }
            at += end;
            if !self.is_text() && piece.get(at) == Some(&self.delimiter) {
                row.is_blank = false;
                if field < self.column || !may_look_ahead {
                    at += 1;
                    field += 1;
                    continue;
                }
                // Once only: a row of many fields would be searched from each of them.
                may_look_ahead = false;
                let found = NEWLINES_AND_QUOTE.find(piece.get(at..)?)?;
                if piece.get(at + found.at) == Some(&b'"') {
                    at += 1;
                    field += 1;
                    continue;
                }
                at += found.at;
            }
            let next = piece.get(at + 1);
            match piece.get(at)? {
                b'\n' => row.len = at + 1,
                b'\r' => {
                    row.len = at + 1 + usize::from(next == Some(&b'\n'));
                    row.ends_in_return = next.is_none();
                }
                // Text behind a closing quote, or the second quote of two.
                _ => return None,
            }
            return Some(row);
        }
    }

    fn step(&mut self, byte: u8, collector: &mut Collector) -> Result<(), TargetListError> {
        let is_after_return = std::mem::replace(&mut self.is_after_return, byte == b'\r');
        if self.state == State::RowStart {
            if is_after_return && byte == b'\n' {
                return Ok(());
            }
            self.begin_row();
        }
        match (self.state, byte) {
            (State::Quoted, b'"') => self.state = State::AfterQuote,
            (State::Quoted, _) => {
                if byte == b'\r' || byte == b'\n' && !is_after_return {
                    self.lines = self.lines.saturating_add(1);
                }
                self.push(byte);
            }
            (_, b'\r' | b'\n') => {
                self.end_field();
                self.lines = self.lines.saturating_add(1);
                self.end_row(collector)?;
            }
            (State::FieldStart, b'"') if !self.is_text() => {
                self.state = State::Quoted;
                self.quote_line = self.lines.saturating_add(1);
            }
            (State::AfterQuote, b'"') => {
                self.push(byte);
                self.state = State::Quoted;
            }
            _ if byte == self.delimiter => self.end_field(),
            (state, _) => {
                self.is_misquoted |= state == State::AfterQuote;
                self.state = State::Plain;
                self.push(byte);
            }
        }
        Ok(())
    }

    fn begin_row(&mut self) {
        self.state = State::FieldStart;
        self.row_line = self.lines.saturating_add(1);
        self.field = 0;
        self.content.clear();
        self.key = None;
        self.is_misquoted = false;
        self.has_text = false;
    }

    fn push(&mut self, byte: u8) {
        self.has_text |= !is_space(byte);
        // One more than is allowed tells that there was more.
        let is_wanted = self.first.is_some() || self.field == self.column;
        if is_wanted && self.content.len() <= FIELD_LIMIT {
            self.content.push(byte);
        }
    }

    fn end_field(&mut self) {
        let field = Field {
            content: std::mem::take(&mut self.content),
            is_misquoted: std::mem::take(&mut self.is_misquoted),
        };
        if let Some(first) = &mut self.first {
            first.push(field);
        } else if self.field == self.column {
            self.key = Some(field);
        }
        self.field += 1;
        self.state = State::FieldStart;
    }

    fn end_row(&mut self, collector: &mut Collector) -> Result<(), TargetListError> {
        self.state = State::RowStart;
        let line = self.row_line;
        let is_blank = self.field == 1 && !self.has_text;
        if let Some(mut first) = self.first.take() {
            if is_blank {
                first.clear();
                self.first = Some(first);
                collector.findings.add_blank(line);
                return Ok(());
            }
            let resolved = first.resolve()?;
            self.column = resolved.column;
            self.header = resolved.header;
            if self.header.is_some() {
                return Ok(());
            }
            self.key = resolved.key;
        }
        match self.key.take() {
            Some(field) if field.is_misquoted => collector.findings.add_misquoted(line),
            Some(Field { content, .. }) => {
                let more = collector.take(&content, line, self.is_text())?;
                self.lines = self.lines.saturating_add(more);
                self.content = content;
                self.content.clear();
            }
            None if is_blank => collector.findings.add_blank(line),
            None => collector.findings.add_missing(line),
        }
        Ok(())
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}
