//! What follows a backslash.

use super::{Checker, ESCAPE_AT_END, Item, Mistake};

const HEXADECIMAL: Mistake = "hexadecimal escape is not of a character";
const WORD_BOUNDARY: Mistake = "special word boundary assertion is unrecognized";

impl Checker {
    /// What follows a backslash.
    pub(super) fn escape(&mut self) -> Result<Item, Mistake> {
        let character = self.peek().ok_or(ESCAPE_AT_END)?;
        match character {
            '0'..='9' => return Err("backreferences are not supported"),
            'p' | 'P' => return Err("Unicode character classes are not supported"),
            'x' => return self.hexadecimal(2),
            'u' => return self.hexadecimal(4),
            'U' => return self.hexadecimal(8),
            _ => {}
        }
        self.bump();
        Ok(match character {
            'd' | 's' | 'w' | 'D' | 'S' | 'W' => Item::Class,
            'a' => Item::Character('\u{7}'),
            'f' => Item::Character('\u{c}'),
            't' => Item::Character('\t'),
            'n' => Item::Character('\n'),
            'r' => Item::Character('\r'),
            'v' => Item::Character('\u{b}'),
            'A' | 'z' | 'B' | '<' | '>' => Item::Boundary,
            'b' => {
                if self.peek() == Some('{') {
                    self.word_boundary()?;
                }
                Item::Boundary
            }
            _ if character.is_ascii() && !character.is_ascii_alphanumeric() => {
                Item::Character(character)
            }
            _ => return Err("unrecognized escape sequence"),
        })
    }

    /// What may follow `\b` in braces, unless it is a repetition.
    fn word_boundary(&mut self) -> Result<(), Mistake> {
        let is_letter = |character: &char| character.is_ascii_alphabetic() || *character == '-';
        let start = self.position;
        let first = self.step().ok_or(WORD_BOUNDARY)?;
        if !is_letter(&first) {
            self.position = start;
            return Ok(());
        }
        let mut name = String::new();
        while let Some(character) = self.peek().filter(is_letter) {
            name.push(character);
            self.step();
        }
        if self.peek() != Some('}')
            || !["start", "end", "start-half", "end-half"].contains(&name.as_str())
        {
            return Err(WORD_BOUNDARY);
        }
        self.bump();
        Ok(())
    }

    fn hexadecimal(&mut self, length: usize) -> Result<Item, Mistake> {
        let mut digits = Vec::new();
        let first = self.step().ok_or(HEXADECIMAL)?;
        if first == '{' {
            loop {
                match self.step().ok_or(HEXADECIMAL)? {
                    '}' => break,
                    digit => digits.push(digit),
                }
            }
        } else {
            digits.push(first);
            while digits.len() < length {
                digits.push(self.step().ok_or(HEXADECIMAL)?);
            }
        }
        self.step();
        let mut code = None;
        for digit in digits {
            let digit = digit.to_digit(16).ok_or(HEXADECIMAL)?;
            let higher = u32::checked_mul(code.unwrap_or_default(), 16);
            code = Some(higher.ok_or(HEXADECIMAL)? | digit);
        }
        let character = code.and_then(char::from_u32).ok_or(HEXADECIMAL)?;
        Ok(Item::Character(character))
    }
}
