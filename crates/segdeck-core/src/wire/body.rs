//! What a request or an answer carries.

use std::{
    fmt,
    io::{self, Cursor, Read},
    sync::{Arc, Mutex, PoisonError},
};

/// What a request or an answer carries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Body {
    /// Nothing.
    #[default]
    Empty,
    /// All of it, in memory.
    Bytes(Vec<u8>),
    /// Read bit by bit, for what is too large to hold.
    Reader(Reader),
}

impl Body {
    /// What `read` gives, bit by bit.
    pub fn reader(read: impl Read + Send + 'static) -> Self {
        Self::Reader(Reader::new(read))
    }

    /// The bytes that are in memory; none for an empty body and for one that is read bit by bit.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Empty | Self::Reader(_) => &[],
            Self::Bytes(bytes) => bytes,
        }
    }

    /// Reads the body whatever it is.
    #[must_use]
    pub fn into_reader(self) -> Reader {
        match self {
            Self::Empty => Reader::new(io::empty()),
            Self::Bytes(bytes) => Reader::new(Cursor::new(bytes)),
            Self::Reader(reader) => reader,
        }
    }
}

/// A body that is read bit by bit, once. Clones share one place: what one has read, the others do
/// not see again, so such a request cannot be sent twice.
#[derive(Clone)]
pub struct Reader(Arc<Mutex<dyn Source + Send>>);

/// Something to read from. The table of a `dyn Read` names its other ways of reading too, which
/// would all be part of a program that never reads.
trait Source {
    fn next(&mut self, buffer: &mut [u8]) -> io::Result<usize>;
}

impl<T: Read> Source for T {
    fn next(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.read(buffer)
    }
}

impl Reader {
    /// Reads from this.
    pub fn new(read: impl Read + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new(read)))
    }
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .next(buffer)
    }
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reader")
    }
}

/// Two readers are equal when they are the same one.
impl PartialEq for Reader {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Reader {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_body_can_be_read() {
        let read = |body: Body| {
            let mut text = String::new();
            body.into_reader().read_to_string(&mut text).unwrap();
            text
        };
        assert_eq!(read(Body::Empty), "");
        assert_eq!(read(Body::Bytes(b"abc".to_vec())), "abc");
        assert_eq!(read(Body::reader(&b"def"[..])), "def");
    }

    #[test]
    fn clones_of_a_reader_share_one_place() {
        let mut first = Reader::new(&b"abcd"[..]);
        let mut second = first.clone();
        let mut two = [0; 2];
        first.read_exact(&mut two).unwrap();
        second.read_exact(&mut two).unwrap();
        assert_eq!(&two, b"cd");
        assert_eq!(first, second);
        assert_ne!(first, Reader::new(&b"abcd"[..]));
    }
}
