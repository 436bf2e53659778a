//! UTF-16 to UTF-8, from pieces of any cut.

/// What stands for half a character: a byte that UTF-8 never has, so that the row is counted as not
/// readable.
const BROKEN: u8 = 0xFF;

/// How the bytes of a list are to be read, by its byte order mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Utf16Little,
    Utf16Big,
}

impl Encoding {
    /// The encoding, and how many bytes the mark has.
    pub(super) fn of(start: &[u8]) -> (Self, usize) {
        match start {
            [0xEF, 0xBB, 0xBF, ..] => (Self::Utf8, 3),
            [0xFF, 0xFE, ..] => (Self::Utf16Little, 2),
            [0xFE, 0xFF, ..] => (Self::Utf16Big, 2),
            _ => (Self::Utf8, 0),
        }
    }
}

/// What is left over from the pieces before.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Utf16 {
    /// The first byte of a unit.
    byte: Option<u8>,
    /// The first half of a character.
    surrogate: Option<u16>,
}

impl Utf16 {
    pub(super) fn decode(&mut self, bytes: &[u8], is_big: bool, out: &mut Vec<u8>) {
        for byte in bytes.iter().copied() {
            match self.byte.take() {
                None => self.byte = Some(byte),
                Some(first) if is_big => self.unit(u16::from_be_bytes([first, byte]), out),
                Some(first) => self.unit(u16::from_le_bytes([first, byte]), out),
            }
        }
    }

    fn unit(&mut self, unit: u16, out: &mut Vec<u8>) {
        let before = self.surrogate.take();
        if let Some(high) = before {
            if let Some(Ok(character)) = char::decode_utf16([high, unit]).next() {
                write(character, out);
                return;
            }
            out.push(BROKEN);
        }
        match unit {
            0xD800..=0xDBFF => self.surrogate = Some(unit),
            0xDC00..=0xDFFF => out.push(BROKEN),
            _ => {
                if let Some(character) = char::from_u32(u32::from(unit)) {
                    write(character, out);
                }
            }
        }
    }

    pub(super) fn finish(&mut self, out: &mut Vec<u8>) {
        let is_broken = self.surrogate.take().is_some() | self.byte.take().is_some();
        if is_broken {
            out.push(BROKEN);
        }
    }
}

fn write(character: char, out: &mut Vec<u8>) {
    let mut buffer = [0; 4];
    out.extend_from_slice(character.encode_utf8(&mut buffer).as_bytes());
}
