//! The syntax of regular expressions, as the small engine reads it.
//!
//! The engine itself is tens of kilobytes in WebAssembly, and nothing is matched here. A test holds
//! this to what the engine says.

mod class;
mod escape;
#[cfg(test)]
mod tests;

use crate::gather::Gather;

/// So deep may groups be nested.
const DEPTH_LIMIT: usize = 25;

/// So many states may the engine's machine have; beyond, it takes too much memory.
const STATE_LIMIT: u64 = 300_000;

/// What is wrong, in the engine's words.
pub(super) type Mistake = &'static str;

pub(super) const UNCLOSED_GROUP: Mistake = "found open group without closing ')'";
pub(super) const UNOPENED_GROUP: Mistake = "found closing ')' without matching '('";
pub(super) const NOTHING_TO_REPEAT: Mistake =
    "uncounted repetition operator must be applied to a sub-expression";
pub(super) const CLASS_UNCLOSED_AFTER_ITEM: Mistake =
    "non-empty character class has no closing bracket";
pub(super) const CLASS_UNCLOSED_AFTER_DASH: Mistake =
    "non-empty character class has no closing bracket after dash";
pub(super) const RANGE_BACKWARDS: Mistake = "invalid range in character class";
pub(super) const REPETITION_BACKWARDS: Mistake =
    "found counted repetition with a min bigger than its max";
pub(super) const ESCAPE_AT_END: Mistake =
    "saw start of escape sequence, but saw end of pattern before it finished";

const COUNTED: Mistake = "counted repetition is not understood";
const GROUP_NAME: Mistake = "invalid group name";
const FLAGS: Mistake = "unrecognized inline flags";

/// Checks an expression.
pub(super) fn check(pattern: &str) -> Result<(), Mistake> {
    let mut checker = Checker {
        characters: pattern.chars().list(),
        position: 0,
        skips_space: false,
        names: Vec::new(),
    };
    if checker.alternatives(0)? > STATE_LIMIT {
        return Err("compiled regex exceeds size limit");
    }
    Ok(())
}

struct Checker {
    characters: Vec<char>,
    position: usize,
    /// Whether white space and comments mean nothing: the flag `x`.
    skips_space: bool,
    names: Vec<String>,
}

/// An element of a class, or an escape.
enum Item {
    Character(char),
    Class,
    Boundary,
}

impl Checker {
    fn peek(&self) -> Option<char> {
        self.characters.get(self.position).copied()
    }

    fn skip_space(&mut self) {
        while self.skips_space
            && let Some(character) = self.peek()
        {
            if character == '#' {
                while self.peek().is_some_and(|character| character != '\n') {
                    self.position += 1;
                }
            } else if !character.is_whitespace() {
                break;
            }
            self.position += 1;
        }
        self.position = self.position.min(self.characters.len());
    }

    /// Moves on; what is there.
    fn bump(&mut self) -> Option<char> {
        self.position = self.characters.len().min(self.position + 1);
        self.peek()
    }

    /// Moves on, over what means nothing; what is there.
    fn step(&mut self) -> Option<char> {
        self.bump();
        self.skip_space();
        self.peek()
    }

    fn bump_if(&mut self, text: &str) -> bool {
        let rest = self.characters.get(self.position..).unwrap_or_default();
        let is_there =
            text.len() <= rest.len() && text.chars().eq(rest.iter().copied().take(text.len()));
        if is_there {
            self.position += text.len();
        }
        is_there
    }

    /// What may stand in a group; how many states it takes.
    fn alternatives(&mut self, depth: usize) -> Result<u64, Mistake> {
        if depth > DEPTH_LIMIT {
            return Err("pattern has too much nesting");
        }
        let mut states = 0_u64;
        // How many the last element takes, which a repetition behind it is about.
        let mut last: Option<u64> = None;
        loop {
            self.skip_space();
            let Some(character) = self.peek() else {
                break;
            };
            let element = match character {
                '(' => {
                    let outer = self.skips_space;
                    let group = self.group(depth)?;
                    if group.is_some() {
                        self.skips_space = outer;
                    }
                    if self.peek() != Some(')') {
                        return Err(UNCLOSED_GROUP);
                    }
                    self.bump();
                    match group {
                        Some(group) => group,
                        None => continue,
                    }
                }
                ')' if depth == 0 => return Err(UNOPENED_GROUP),
                ')' => break,
                '|' => {
                    self.bump();
                    states = states.saturating_add(last.take().unwrap_or_default());
                    continue;
                }
                '[' => {
                    self.class()?;
                    1
                }
                '?' | '*' | '+' => {
                    let repeated = last.ok_or(NOTHING_TO_REPEAT)?;
                    if self.bump() == Some('?') {
                        self.bump();
                    }
                    last = Some(repeated.saturating_add(1));
                    continue;
                }
                '{' => {
                    let repeated = last.ok_or(COUNTED)?;
                    let count = self.counted()?;
                    last = Some(repeated.saturating_mul(count).saturating_add(1));
                    continue;
                }
                _ => {
                    self.bump();
                    if character == '\\' {
                        self.escape()?;
                    }
                    1
                }
            };
            states = states.saturating_add(last.replace(element).unwrap_or_default());
        }
        Ok(states.saturating_add(last.unwrap_or_default()))
    }

    /// A group up to its closing parenthesis; `None` if it only sets flags.
    fn group(&mut self, depth: usize) -> Result<Option<u64>, Mistake> {
        self.step();
        if ["?=", "?!", "?<=", "?<!"]
            .iter()
            .any(|start| self.bump_if(start))
        {
            return Err("look-around is not supported");
        }
        if self.bump_if("?P<") || self.bump_if("?<") {
            self.name()?;
        } else if self.bump_if("?") {
            if self.flags()? == ')' {
                return Ok(None);
            }
            self.bump();
        }
        self.alternatives(depth + 1).map(Some)
    }

    /// Of characters beyond ASCII any will do: which are letters is a large table.
    fn name(&mut self) -> Result<(), Mistake> {
        let mut name = String::new();
        loop {
            match self.peek() {
                Some('>') if !name.is_empty() => break,
                Some(character)
                    if character == '_'
                        || character.is_ascii_alphabetic()
                        || !character.is_ascii()
                        || (!name.is_empty()
                            && (matches!(character, '.' | '[' | ']')
                                || character.is_ascii_digit())) =>
                {
                    name.push(character);
                    self.bump();
                }
                _ => return Err(GROUP_NAME),
            }
        }
        self.bump();
        if self.names.contains(&name) {
            return Err("duplicate capture group name");
        }
        self.names.push(name);
        Ok(())
    }

    /// Flags, and the `:` or `)` that ends them.
    fn flags(&mut self) -> Result<char, Mistake> {
        let mut seen = Vec::new();
        let start = self.position;
        loop {
            let flag = self.peek().ok_or(FLAGS)?;
            match flag {
                ':' | ')' => {
                    let is_empty = self.position == start && flag == ')';
                    if is_empty || seen.last() == Some(&'-') {
                        return Err(FLAGS);
                    }
                    return Ok(flag);
                }
                'i' | 'm' | 's' | 'U' | 'R' | 'x' | 'u' | '-' if !seen.contains(&flag) => {
                    if flag == 'x' {
                        self.skips_space = !seen.contains(&'-');
                    }
                    seen.push(flag);
                }
                _ => return Err(FLAGS),
            }
            self.bump();
        }
    }

    /// A repetition `{2}`, `{2,}` or `{2,5}`; how often it repeats.
    fn counted(&mut self) -> Result<u64, Mistake> {
        self.step();
        let least = self.decimal()?;
        let mut most = least;
        if self.peek() == Some(',') {
            most = if self.step() == Some('}') {
                least.saturating_add(1)
            } else {
                self.decimal()?
            };
        }
        if self.peek() != Some('}') {
            return Err(COUNTED);
        }
        if self.step() == Some('?') {
            self.bump();
        }
        if least > most {
            return Err(REPETITION_BACKWARDS);
        }
        Ok(most.into())
    }

    fn decimal(&mut self) -> Result<u32, Mistake> {
        while self.peek().is_some_and(char::is_whitespace) {
            self.bump();
        }
        let mut number: Option<u32> = None;
        while let Some(digit) = self.peek().and_then(|character| character.to_digit(10)) {
            let tens = number.unwrap_or_default().checked_mul(10);
            let sum = tens.and_then(|tens| tens.checked_add(digit));
            number = Some(sum.ok_or(COUNTED)?);
            self.step();
        }
        while self.peek().is_some_and(char::is_whitespace) {
            self.step();
        }
        number.ok_or(COUNTED)
    }
}
