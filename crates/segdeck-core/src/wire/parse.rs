//! Reading JSON text as a document.
//!
//! `serde_json` reads into any type and so takes several times the code, and its exact numbers bring
//! tables of 6 KB that do not compress.

#[cfg(test)]
mod tests;

use serde_json::{Map, Number, Value};

use super::{locate, number};
use crate::Invalid;

/// Nobody nests so deep by hand, and deeper text could exhaust the stack.
const DEPTH_LIMIT: usize = 127;

/// Reads a document from JSON text.
///
/// # Errors
/// Names the field, and the line and column.
pub fn parse(text: &[u8]) -> Result<Value, Invalid> {
    let mut parser = Parser {
        text,
        position: 0,
        depth: 0,
    };
    parser.whole().map_err(|message| {
        let position = parser.position.min(text.len());
        let before = text.get(..position).unwrap_or_default();
        let line = before.split(|byte| *byte == b'\n');
        let column = line.clone().next_back().map_or(0, <[u8]>::len);
        let reason = format!("{message} at line {} column {column}.", line.count());
        // The last byte that was read is the one that does not belong there.
        Invalid::new(locate::path_at(text, position.saturating_sub(1)), reason)
    })
}

struct Parser<'a> {
    text: &'a [u8],
    position: usize,
    depth: usize,
}

/// What is read, or what is wrong with it.
type Parsed<T> = Result<T, &'static str>;

impl<'a> Parser<'a> {
    fn whole(&mut self) -> Parsed<Value> {
        let value = self.value()?;
        if self.next_mark().is_none() {
            return Ok(value);
        }
        self.position += 1;
        Err("Trailing characters")
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.position).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek();
        self.position += 1;
        byte
    }

    /// The next byte that is no white space.
    fn next_mark(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.position += 1;
        }
        self.peek()
    }

    fn value(&mut self) -> Parsed<Value> {
        let Some(first) = self.next_mark() else {
            return Err("EOF while parsing a value");
        };
        match first {
            b'"' => {
                self.position += 1;
                self.string().map(Value::String)
            }
            b'{' | b'[' => {
                self.position += 1;
                self.depth += 1;
                if self.depth > DEPTH_LIMIT {
                    return Err("Recursion limit exceeded");
                }
                let value = if first == b'{' {
                    self.object()
                } else {
                    self.array()
                };
                self.depth -= 1;
                value
            }
            b'-' | b'0'..=b'9' => self.number(),
            b't' => self.word("true", Value::Bool(true)),
            b'f' => self.word("false", Value::Bool(false)),
            b'n' => self.word("null", Value::Null),
            _ => {
                self.position += 1;
                Err("Expected value")
            }
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Parsed<Value> {
        for expected in word.bytes() {
            match self.next() {
                Some(byte) if byte == expected => {}
                Some(_) => return Err("Expected value"),
                None => return Err("EOF while parsing a value"),
            }
        }
        Ok(value)
    }

    fn array(&mut self) -> Parsed<Value> {
        let mut elements = Vec::new();
        if self.next_mark() == Some(b']') {
            self.position += 1;
            return Ok(Value::Array(elements));
        }
        loop {
            elements.push(self.value()?);
            let mark = self.next_mark();
            self.position += 1;
            match mark {
                Some(b',') => {}
                Some(b']') => return Ok(Value::Array(elements)),
                Some(_) => return Err("Expected `,` or `]`"),
                None => return Err("EOF while parsing a list"),
            }
            if self.next_mark() == Some(b']') {
                self.position += 1;
                return Err("Trailing comma");
            }
        }
    }

    fn object(&mut self) -> Parsed<Value> {
        let mut members = Map::new();
        if self.next_mark() == Some(b'}') {
            self.position += 1;
            return Ok(Value::Object(members));
        }
        loop {
            let mark = self.next_mark();
            self.position += 1;
            match mark {
                Some(b'"') => {}
                Some(b'}') => return Err("Trailing comma"),
                Some(_) => return Err("Key must be a string"),
                None => return Err("EOF while parsing an object"),
            }
            let name = self.string()?;
            let mark = self.next_mark();
            self.position += 1;
            match mark {
                Some(b':') => {}
                Some(_) => return Err("Expected `:`"),
                None => return Err("EOF while parsing an object"),
            }
            let value = self.value()?;
            members.insert(name, value);
            let mark = self.next_mark();
            self.position += 1;
            match mark {
                Some(b',') => {}
                Some(b'}') => return Ok(Value::Object(members)),
                Some(_) => return Err("Expected `,` or `}`"),
                None => return Err("EOF while parsing an object"),
            }
        }
    }

    /// The rest of a string behind its opening quote.
    fn string(&mut self) -> Parsed<String> {
        let mut text = Vec::new();
        loop {
            let rest = self.text.get(self.position..).unwrap_or_default();
            let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..=0x1f);
            let length = rest.iter().position(is_special).unwrap_or(rest.len());
            text.extend_from_slice(rest.get(..length).unwrap_or_default());
            self.position += length;
            match self.next() {
                Some(b'"') => {
                    return String::from_utf8(text).map_err(|_| "Invalid unicode code point");
                }
                Some(b'\\') => {
                    let mut buffer = [0; 4];
                    let character = self.escape()?;
                    text.extend_from_slice(character.encode_utf8(&mut buffer).as_bytes());
                }
                Some(_) => {
                    return Err("Control character (\\u0000-\\u001F) found while parsing a string");
                }
                None => return Err("EOF while parsing a string"),
            }
        }
    }

    fn escape(&mut self) -> Parsed<char> {
        Ok(match self.next() {
            Some(byte @ (b'"' | b'\\' | b'/')) => byte.into(),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.code_point(),
            Some(_) => return Err("Invalid escape"),
            None => return Err("EOF while parsing a string"),
        })
    }

    fn code_point(&mut self) -> Parsed<char> {
        const LONE: &str = "Lone leading surrogate in hex escape";
        let first = self.unit()?;
        let code = if (0xd800..0xdc00).contains(&first) {
            if self.next() != Some(b'\\') || self.next() != Some(b'u') {
                return Err(LONE);
            }
            let second = self.unit()?;
            if !(0xdc00..0xe000).contains(&second) {
                return Err(LONE);
            }
            0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00)
        } else {
            first
        };
        char::from_u32(code).ok_or(LONE)
    }

    fn unit(&mut self) -> Parsed<u32> {
        let mut unit = 0;
        for _ in 0..4 {
            let Some(byte) = self.next() else {
                return Err("EOF while parsing a string");
            };
            let digit = char::from(byte).to_digit(16).ok_or("Invalid escape")?;
            unit = unit << 4 | digit;
        }
        Ok(unit)
    }

    /// The digits that are next.
    fn digits(&mut self) -> &'a [u8] {
        let rest = self.text.get(self.position..).unwrap_or_default();
        let is_digit = |byte: &u8| byte.is_ascii_digit();
        let length = rest.iter().take_while(|byte| is_digit(byte)).count();
        self.position += length;
        rest.get(..length).unwrap_or_default()
    }

    fn number(&mut self) -> Parsed<Value> {
        const WRONG: &str = "Invalid number";
        let is_negative = self.peek() == Some(b'-');
        if is_negative {
            self.position += 1;
        }
        let whole = self.digits();
        if whole.is_empty() || (whole.len() > 1 && whole.starts_with(b"0")) {
            return Err(WRONG);
        }
        let (mut fraction, mut exponent) = (&[][..], 0);
        let mut is_integer = true;
        if self.peek() == Some(b'.') {
            self.position += 1;
            fraction = self.digits();
            if fraction.is_empty() {
                return Err(WRONG);
            }
            is_integer = false;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.position += 1;
            let sign = self.peek();
            if let Some(b'+' | b'-') = sign {
                self.position += 1;
            }
            let digits = self.digits();
            if digits.is_empty() {
                return Err(WRONG);
            }
            let size = number::integer(digits).and_then(|size| i64::try_from(size).ok());
            // So large a one is out of range whatever the digits are.
            exponent = size.unwrap_or(i64::MAX / 4).min(i64::MAX / 4);
            if sign == Some(b'-') {
                exponent = -exponent;
            }
            is_integer = false;
        }
        if is_integer && let Some(size) = number::integer(whole) {
            if !is_negative {
                return Ok(size.into());
            }
            if size > 0
                && let Some(negative) = 0_i64.checked_sub_unsigned(size)
            {
                return Ok(negative.into());
            }
        }
        let size = number::decimal(whole, fraction, exponent);
        let number = Number::from_f64(if is_negative { -size } else { size });
        number.map(Value::Number).ok_or("Number out of range")
    }
}
