//! Keys as CSV: one in the first column of each row, without a header; RFC 4180 otherwise.

use segdeck_core::{Invalid, endpoint::CreateImport, ids::CONTEXT_KEY_LIMIT};

use crate::lists;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Reads keys out of a file that comes in pieces. Holds no more than one key.
#[derive(Default)]
pub struct KeyReader {
    state: State,
    /// The first column of the row.
    key: Vec<u8>,
    /// Whether the row has begun with a quote: an empty key in quotes is no blank row.
    is_quoted: bool,
    is_in_first: bool,
    /// How much of a byte order mark has been seen.
    mark: usize,
    /// How many lines have ended.
    lines: u64,
    /// In which line the row and the last quote began.
    row_line: u64,
    quote_line: u64,
    size: u64,
    keys: u64,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum State {
    /// Before the first byte that is none of a byte order mark.
    #[default]
    AtStart,
    /// At the beginning of a row; the line end before it was a carriage return.
    AfterReturn,
    /// At the beginning of a row.
    RowStart,
    /// At the beginning of a further column.
    ColumnStart,
    /// In a column without quotes.
    Plain,
    /// Between quotes.
    Quoted,
    /// Behind a quote that closes the column, or is the first of two.
    AfterQuote,
}

impl KeyReader {
    /// Reads a piece, and gives the keys that end in it to `take`.
    pub fn read<E: From<Invalid>>(
        &mut self,
        piece: &[u8],
        take: &mut impl FnMut(&str) -> Result<(), E>,
    ) -> Result<(), E> {
        self.size = self.size.saturating_add(piece.len() as u64);
        if self.size > CreateImport::FILE_LIMIT {
            return Err(refuse(format!(
                "The file has more than {} bytes (40 MB). Send it in parts.",
                CreateImport::FILE_LIMIT
            ))
            .into());
        }
        for byte in piece {
            self.step(*byte, take)?;
        }
        Ok(())
    }

    /// Ends the file, and tells how many keys it had.
    pub fn finish<E: From<Invalid>>(
        mut self,
        take: &mut impl FnMut(&str) -> Result<(), E>,
    ) -> Result<u64, E> {
        if self.state == State::AtStart {
            self.leave_start(take)?;
        }
        match self.state {
            State::Quoted => {
                return Err(refuse(format!(
                    "Line {}: a quote is opened and never closed.",
                    self.quote_line + 1
                ))
                .into());
            }
            State::RowStart | State::AfterReturn | State::AtStart => {}
            State::ColumnStart | State::Plain | State::AfterQuote => self.end_row(take)?,
        }
        if self.keys == 0 {
            return Err(
                refuse("The file has no keys. Put one in the first column of each row.").into(),
            );
        }
        Ok(self.keys)
    }

    fn step<E: From<Invalid>>(
        &mut self,
        byte: u8,
        take: &mut impl FnMut(&str) -> Result<(), E>,
    ) -> Result<(), E> {
        if self.state == State::AtStart {
            if BYTE_ORDER_MARK.get(self.mark) == Some(&byte) {
                self.mark += 1;
                if self.mark == BYTE_ORDER_MARK.len() {
                    self.state = State::RowStart;
                }
                return Ok(());
            }
            self.leave_start(take)?;
        }
        match (self.state, byte) {
            (State::AfterReturn, b'\n') => self.state = State::RowStart,
            (State::AfterReturn | State::RowStart, b'\r' | b'\n') => {
                self.end_line(byte);
            }
            (State::AfterReturn | State::RowStart, _) => {
                self.row_line = self.lines;
                self.is_in_first = true;
                self.begin_column(byte);
            }
            (State::ColumnStart | State::Plain | State::AfterQuote, b'\r' | b'\n') => {
                self.end_row(take)?;
                self.end_line(byte);
            }
            (State::ColumnStart, _) => self.begin_column(byte),
            (State::Plain | State::AfterQuote, b',') => self.end_column(),
            (State::Plain, _) => self.push(byte),
            (State::Quoted, b'"') => self.state = State::AfterQuote,
            (State::Quoted, _) => {
                self.count_line_in_quotes(byte);
                self.push(byte);
            }
            (State::AfterQuote, b'"') => {
                self.push(byte);
                self.state = State::Quoted;
            }
            (State::AfterQuote, _) => {
                return Err(self
                    .refuse_row("text follows a closing quote. Write quotes in quotes twice.")
                    .into());
            }
            (State::AtStart, _) => {}
        }
        Ok(())
    }

    /// What looked like a byte order mark and is none.
    fn leave_start<E: From<Invalid>>(
        &mut self,
        take: &mut impl FnMut(&str) -> Result<(), E>,
    ) -> Result<(), E> {
        self.state = State::RowStart;
        let seen = BYTE_ORDER_MARK.get(..self.mark).unwrap_or_default();
        for byte in seen {
            self.step(*byte, take)?;
        }
        Ok(())
    }

    fn begin_column(&mut self, byte: u8) {
        match byte {
            b'"' => {
                self.state = State::Quoted;
                self.quote_line = self.lines;
                self.is_quoted |= self.is_in_first;
            }
            b',' => self.end_column(),
            _ => {
                self.state = State::Plain;
                self.push(byte);
            }
        }
    }

    fn end_column(&mut self) {
        self.is_in_first = false;
        self.state = State::ColumnStart;
    }

    fn push(&mut self, byte: u8) {
        // One more than is allowed tells that there was more.
        if self.is_in_first && self.key.len() <= CONTEXT_KEY_LIMIT {
            self.key.push(byte);
        }
    }

    /// A carriage return and a line feed are one line end.
    fn end_line(&mut self, byte: u8) {
        self.lines += 1;
        self.state = if byte == b'\r' {
            State::AfterReturn
        } else {
            State::RowStart
        };
    }

    fn count_line_in_quotes(&mut self, byte: u8) {
        if byte == b'\n' {
            self.lines += 1;
        }
    }

    fn end_row<E: From<Invalid>>(
        &mut self,
        take: &mut impl FnMut(&str) -> Result<(), E>,
    ) -> Result<(), E> {
        let is_only_column = self.is_in_first;
        self.is_in_first = false;
        let key = std::mem::take(&mut self.key);
        let is_quoted = std::mem::take(&mut self.is_quoted);
        if key.len() > CONTEXT_KEY_LIMIT {
            return Err(self
                .refuse_row(&format!("the key has more than {CONTEXT_KEY_LIMIT} bytes."))
                .into());
        }
        let Ok(text) = str::from_utf8(&key) else {
            return Err(self.refuse_row("the key is not UTF-8.").into());
        };
        let is_blank = text.bytes().all(|byte| matches!(byte, b' ' | b'\t'));
        if is_blank && is_only_column && !is_quoted {
            return Ok(());
        }
        if lists::check_key(text).is_err() {
            return Err(self.refuse_row("the first column is empty.").into());
        }
        self.keys += 1;
        if self.keys > CreateImport::KEY_LIMIT {
            return Err(self
                .refuse_row(&format!(
                    "the file has more than {} keys. Send it in parts.",
                    CreateImport::KEY_LIMIT
                ))
                .into());
        }
        take(text)?;
        self.key = key;
        self.key.clear();
        Ok(())
    }

    fn refuse_row(&self, reason: &str) -> Invalid {
        refuse(format!("Line {}: {reason}", self.row_line + 1))
    }
}

fn refuse(reason: impl Into<String>) -> Invalid {
    Invalid::new("file", reason)
}

/// Writes a key as a row that [`KeyReader`] reads back as it was.
pub fn write(key: &str, out: &mut Vec<u8>) {
    let is_blank = key.bytes().all(|byte| matches!(byte, b' ' | b'\t'));
    let needs_quotes =
        is_blank || key.contains(['"', ',', '\r', '\n']) || key.starts_with('\u{feff}');
    if needs_quotes {
        out.push(b'"');
        out.extend_from_slice(key.replace('"', "\"\"").as_bytes());
        out.push(b'"');
    } else {
        out.extend_from_slice(key.as_bytes());
    }
    out.push(b'\n');
}

#[cfg(test)]
mod tests;
