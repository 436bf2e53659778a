//! Reading a list from pieces.

use std::mem;

use super::{
    Column, Header, Source, TargetList, TargetListError, TargetListOptions,
    collect::Collector,
    decode::{Encoding, Utf16},
    detect::{SAMPLE, Shape},
    first_row::FirstRow,
    rows::Rows,
};

/// How much is decoded and read at once, in bytes.
const WINDOW: usize = 64 * 1024;

/// Reads a list of keys from pieces of any cut: in the middle of a character, of a quote or of a
/// line end. What comes of it does not depend on the cut.
///
/// Holds the keys, and of the input at most the first 64 KiB and one field.
///
/// ```
/// use segdeck_core::targets::{TargetListBuilder, TargetListOptions};
///
/// let mut builder = TargetListBuilder::new(TargetListOptions::default());
/// builder.push(b"key,name\nuser-1,Zo\xC3")?;
/// builder.push(b"\xAB\nuser-2,Kim\nuser-1,Zo\xC3\xAB\n")?;
/// let list = builder.finish()?;
/// assert_eq!(list.iter().collect::<Vec<_>>(), ["user-1", "user-2"]);
/// assert_eq!(list.report()?.duplicates.count, 1);
/// # Ok::<(), segdeck_core::targets::TargetListError>(())
/// ```
pub struct TargetListBuilder {
    options: TargetListOptions,
    /// The first bytes, until it is known whether they are a byte order mark.
    mark: Vec<u8>,
    encoding: Option<Encoding>,
    utf16: Utf16,
    /// Text made of UTF-16.
    decoded: Vec<u8>,
    /// The beginning, until it is known what the list is.
    sample: Vec<u8>,
    shape: Option<Shape>,
    rows: Option<Rows>,
    collector: Collector,
    /// How many bytes came.
    size: u64,
    failure: Option<TargetListError>,
}

impl TargetListBuilder {
    /// Begins a list.
    #[must_use]
    pub fn new(options: TargetListOptions) -> Self {
        Self {
            shape: Shape::given(&options),
            collector: Collector::new(&options),
            options,
            mark: Vec::new(),
            encoding: None,
            utf16: Utf16::default(),
            decoded: Vec::new(),
            sample: Vec::new(),
            rows: None,
            size: 0,
            failure: None,
        }
    }

    /// Reads the next piece.
    ///
    /// # Errors
    /// The column that is asked for is not there, or the keys do not fit into memory. Every further
    /// call says the same.
    pub fn push(&mut self, piece: &[u8]) -> Result<(), TargetListError> {
        if let Some(failure) = &self.failure {
            return Err(failure.clone());
        }
        self.size = self.size.saturating_add(piece.len() as u64);
        let read = self.read(piece);
        if let Err(failure) = &read {
            self.failure = Some(failure.clone());
        }
        read
    }

    /// How many keys there are so far.
    #[must_use]
    pub fn len(&self) -> usize {
        self.collector.keys.len()
    }

    /// Whether there are no keys so far.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many bytes the keys and their index take so far.
    #[must_use]
    pub fn memory_bytes(&self) -> usize {
        self.collector.memory_bytes()
    }

    /// Ends the list.
    ///
    /// # Errors
    /// As for [`Self::push`]; besides, a quote is not closed.
    pub fn finish(mut self) -> Result<TargetList, TargetListError> {
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        if self.encoding.is_none() {
            self.end_mark()?;
        }
        let mut rest = mem::take(&mut self.decoded);
        rest.clear();
        self.utf16.finish(&mut rest);
        self.read_text(&rest)?;
        let mut rows = match self.rows.take() {
            Some(rows) => rows,
            None => self.end_sample()?,
        };
        let lines = rows.finish(&mut self.collector)?;
        let (column, header) = rows.columns();
        let shape = self.shape.unwrap_or(Shape::Text);
        let source = Source {
            format: shape.format(),
            delimiter: shape.delimiter(),
            header,
            column,
            lines,
            bytes: self.size,
        };
        Ok(TargetList::of(self.collector, Some(source)))
    }

    fn read(&mut self, piece: &[u8]) -> Result<(), TargetListError> {
        let mut rest = piece;
        if self.encoding.is_none() {
            let taken = rest.len().min(3 - self.mark.len());
            let (start, after) = rest.split_at_checked(taken).unwrap_or((rest, &[]));
            self.mark.extend_from_slice(start);
            if self.mark.len() < 3 {
                return Ok(());
            }
            rest = after;
            self.end_mark()?;
        }
        rest.chunks(WINDOW)
            .try_for_each(|window| self.decode(window))
    }

    fn end_mark(&mut self) -> Result<(), TargetListError> {
        let start = mem::take(&mut self.mark);
        let (encoding, mark) = Encoding::of(&start);
        self.encoding = Some(encoding);
        self.decode(start.get(mark..).unwrap_or_default())
    }

    fn decode(&mut self, window: &[u8]) -> Result<(), TargetListError> {
        let expected = self.options.expected_bytes.unwrap_or_default();
        self.collector.progress.expected = self.size.max(expected);
        let read = self.decode_window(window);
        let progress = &mut self.collector.progress;
        progress.seen = progress.seen.saturating_add(window.len() as u64);
        read
    }

    fn decode_window(&mut self, window: &[u8]) -> Result<(), TargetListError> {
        let is_big = match self.encoding {
            Some(Encoding::Utf16Little) => false,
            Some(Encoding::Utf16Big) => true,
            Some(Encoding::Utf8) | None => return self.read_text(window),
        };
        let mut decoded = mem::take(&mut self.decoded);
        decoded.clear();
        self.utf16.decode(window, is_big, &mut decoded);
        let read = self.read_text(&decoded);
        self.decoded = decoded;
        read
    }

    fn read_text(&mut self, text: &[u8]) -> Result<(), TargetListError> {
        let mut rest = text;
        if self.rows.is_none() {
            let missing = SAMPLE - self.sample.len().min(SAMPLE);
            let (start, after) = rest.split_at_checked(missing).unwrap_or((rest, &[]));
            self.sample.extend_from_slice(start);
            if self.shape.is_none() && self.sample.len() < SAMPLE {
                return Ok(());
            }
            rest = after;
            let rows = self.end_sample()?;
            self.rows = Some(rows);
        }
        match &mut self.rows {
            Some(rows) => rows.read(rest, &mut self.collector),
            None => Ok(()),
        }
    }

    /// Decides what the list is, and reads what has been held back.
    fn end_sample(&mut self) -> Result<Rows, TargetListError> {
        let sample = mem::take(&mut self.sample);
        let format = self.options.format;
        let shape = *self.shape.get_or_insert_with(|| Shape::of(&sample, format));
        let (column, first) = match (self.options.header, &self.options.column) {
            (Header::Absent, Column::Auto) => (0, None),
            (Header::Absent, Column::Index(index)) => (*index, None),
            _ => (0, Some(FirstRow::new(&self.options)?)),
        };
        let mut rows = Rows::new(shape, column, first);
        rows.read(&sample, &mut self.collector)?;
        Ok(rows)
    }
}
