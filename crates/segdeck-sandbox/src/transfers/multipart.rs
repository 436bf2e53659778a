//! Reading `multipart/form-data` (RFC 7578) bit by bit: neither the body nor a part of it is ever
//! held whole.

use std::io::{self, Read};

use memchr::memmem;
use segdeck_core::Invalid;

/// How much is read at once.
const CHUNK: usize = 64 * 1024;
/// The longest head of a part.
const HEAD_LIMIT: usize = 16 * 1024;
/// The longest boundary that RFC 2046 allows.
const BOUNDARY_LIMIT: usize = 70;

/// The head of a part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// The field's name; empty where there is none.
    pub name: String,
    /// The file's name, where the sender told one.
    pub file_name: Option<String>,
}

/// A body that is read part by part.
pub struct Multipart<R> {
    reader: R,
    /// What was read and not yet given away begins at `start`.
    buffer: Vec<u8>,
    start: usize,
    is_at_end: bool,
    /// The line end before the boundary belongs to it.
    delimiter: memmem::Finder<'static>,
    place: Place,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before the first part, or in the content of one.
    InContent,
    /// Behind a delimiter.
    BehindDelimiter,
    /// Behind the last part.
    AtEnd,
}

fn malformed(reason: impl Into<String>) -> Invalid {
    Invalid::new("body", reason)
}

impl<R: Read> Multipart<R> {
    /// A body with this media type.
    pub fn new(content_type: Option<&str>, reader: R) -> Result<Self, Invalid> {
        let boundary = boundary(content_type.unwrap_or_default())?;
        Ok(Self {
            reader,
            // The first delimiter may stand at the very beginning.
            buffer: b"\r\n".to_vec(),
            start: 0,
            is_at_end: false,
            delimiter: memmem::Finder::new(format!("\r\n--{boundary}").as_bytes()).into_owned(),
            place: Place::InContent,
        })
    }

    /// Passes over what is left of a part, and reads the head of the next one.
    pub fn next_part(&mut self) -> Result<Option<Part>, Invalid> {
        while self.next_piece()?.is_some() {}
        if self.place == Place::AtEnd {
            return Ok(None);
        }
        self.read_up_to(2)?;
        if self.left().starts_with(b"--") {
            self.place = Place::AtEnd;
            return Ok(None);
        }
        self.pass_over_padding()?;
        let head = self.head()?;
        self.place = Place::InContent;
        read_head(&head).map(Some)
    }

    /// The next piece of the part's content; `None` at its end.
    pub fn next_piece(&mut self) -> Result<Option<&[u8]>, Invalid> {
        if self.place != Place::InContent {
            return Ok(None);
        }
        loop {
            let found = self.delimiter.find(self.left());
            let length = self.delimiter.needle().len();
            let end = match found {
                // An end of the content that has been given away already.
                Some(0) => {
                    self.start += length;
                    self.place = Place::BehindDelimiter;
                    return Ok(None);
                }
                Some(end) => end,
                // The last bytes may be the beginning of a delimiter.
                None => (self.left().len() + 1).saturating_sub(length),
            };
            if end > 0 {
                let start = self.start;
                self.start += end;
                return Ok(self.buffer.get(start..start + end));
            }
            if !self.read_more()? {
                return Err(malformed(
                    "The body ends before the boundary that closes it. Send it whole.",
                ));
            }
        }
    }

    fn left(&self) -> &[u8] {
        self.buffer.get(self.start..).unwrap_or_default()
    }

    /// Spaces and the line end behind a boundary.
    fn pass_over_padding(&mut self) -> Result<(), Invalid> {
        loop {
            self.read_up_to(2)?;
            match self.left() {
                [b' ' | b'\t', ..] => self.start += 1,
                [b'\r', b'\n', ..] => {
                    self.start += 2;
                    return Ok(());
                }
                _ => {
                    return Err(malformed(
                        "A boundary is followed by other text than a line end.",
                    ));
                }
            }
        }
    }

    /// The lines up to an empty one.
    fn head(&mut self) -> Result<Vec<u8>, Invalid> {
        loop {
            let left = self.left();
            // A head without lines.
            if left.starts_with(b"\r\n") {
                self.start += 2;
                return Ok(Vec::new());
            }
            if let Some(end) = memmem::find(left, b"\r\n\r\n") {
                let head = left.get(..end).unwrap_or_default().to_vec();
                if head.len() <= HEAD_LIMIT {
                    self.start += end + 4;
                    return Ok(head);
                }
            }
            if left.len() > HEAD_LIMIT {
                return Err(malformed(format!(
                    "The head of a part has more than {HEAD_LIMIT} bytes."
                )));
            }
            if !self.read_more()? {
                return Err(malformed("The body ends in the head of a part."));
            }
        }
    }

    /// Makes sure that so many bytes are there, if they come at all.
    fn read_up_to(&mut self, count: usize) -> Result<(), Invalid> {
        while self.left().len() < count && self.read_more()? {}
        Ok(())
    }

    fn read_more(&mut self) -> Result<bool, Invalid> {
        if self.is_at_end {
            return Ok(false);
        }
        self.buffer.drain(..self.start);
        self.start = 0;
        let known = self.buffer.len();
        self.buffer.resize(known + CHUNK, 0);
        let room = self.buffer.get_mut(known..).unwrap_or_default();
        let read = loop {
            match self.reader.read(room) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        let count = *read.as_ref().unwrap_or(&0);
        self.buffer.truncate(known + count);
        self.is_at_end = count == 0;
        read.map(|count| count > 0)
            .map_err(|error| malformed(format!("The body broke off ({error}).")))
    }
}

/// The boundary that the media type names.
fn boundary(content_type: &str) -> Result<String, Invalid> {
    let refuse = |reason: &str| Err(Invalid::new("Content-Type", reason));
    let (media_type, parameters) = split_value(content_type);
    if !media_type.eq_ignore_ascii_case("multipart/form-data") {
        return refuse("An import is sent as multipart/form-data, with the CSV in the field file.");
    }
    let boundary = parameters.into_iter().find(|(name, _)| name == "boundary");
    match boundary {
        None => refuse("multipart/form-data needs the parameter boundary."),
        Some((_, boundary)) if (1..=BOUNDARY_LIMIT).contains(&boundary.len()) => {
            if boundary.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
                Ok(boundary)
            } else {
                refuse("The boundary has a character that no boundary can have.")
            }
        }
        Some(_) => refuse("A boundary has 1 to 70 characters."),
    }
}

fn read_head(head: &[u8]) -> Result<Part, Invalid> {
    let text = String::from_utf8_lossy(head);
    let mut part = Part::default();
    for line in text.split("\r\n") {
        let Some((name, value)) = line.split_once(':') else {
            if line.is_empty() || line.starts_with([' ', '\t']) {
                continue;
            }
            return Err(malformed(format!(
                "The head of a part has a line without a colon: {line:?}."
            )));
        };
        if name.trim().eq_ignore_ascii_case("content-disposition") {
            for (name, value) in split_value(value).1 {
                match name.as_str() {
                    "name" => part.name = value,
                    "filename" => part.file_name = Some(value),
                    _ => {}
                }
            }
        }
        let is_encoding = name
            .trim()
            .eq_ignore_ascii_case("content-transfer-encoding");
        let encoding = value.trim().to_ascii_lowercase();
        if is_encoding && !matches!(encoding.as_str(), "7bit" | "8bit" | "binary") {
            return Err(malformed(format!(
                "A part is encoded as {encoding:?}. Send it as it is."
            )));
        }
    }
    Ok(part)
}

/// The value of a header and its parameters, their names in small letters.
fn split_value(value: &str) -> (&str, Vec<(String, String)>) {
    let (first, mut rest) = value.split_once(';').unwrap_or((value, ""));
    let mut parameters = Vec::new();
    while let Some((name, value)) = rest.split_once('=') {
        let name = name.trim_matches([' ', '\t', ';']).to_ascii_lowercase();
        let value = value.trim_start();
        let (value, left) = if let Some(quoted) = value.strip_prefix('"') {
            unquote(quoted)
        } else {
            let (value, left) = value.split_once(';').unwrap_or((value, ""));
            (value.trim().to_owned(), left)
        };
        parameters.push((name, value));
        rest = left;
    }
    (first.trim(), parameters)
}

/// Text up to a quote, and what follows it. Only quotes and backslashes are escaped by a backslash:
/// old browsers send whole paths.
fn unquote(text: &str) -> (String, &str) {
    let mut value = String::new();
    let mut characters = text.char_indices().peekable();
    while let Some((index, character)) = characters.next() {
        match character {
            '"' => return (value, text.get(index + 1..).unwrap_or_default()),
            '\\' => match characters.next_if(|(_, next)| matches!(next, '"' | '\\')) {
                Some((_, escaped)) => value.push(escaped),
                None => value.push('\\'),
            },
            other => value.push(other),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests;
