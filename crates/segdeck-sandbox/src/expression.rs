//! The syntax that the filters of segments and of contexts share: conditions, `,` for and, `|` for
//! or, parentheses. And binds tighter than or; LaunchDarkly does not say.

use segdeck_core::Invalid;

/// How deep parentheses may be nested.
const DEPTH_LIMIT: usize = 20;

/// What a filter is made of.
pub struct Grammar<F> {
    /// Reads one condition.
    pub condition: fn(&mut Reader<'_>) -> Result<F, Invalid>,
    /// All parts together.
    pub all: fn(Vec<F>) -> F,
    /// Any of the parts.
    pub any: fn(Vec<F>) -> F,
    /// How many conditions there may be; SQLite refuses deeper expressions than 1,000.
    pub condition_limit: usize,
}

impl<F> Grammar<F> {
    /// Reads a filter; `None` for an empty one.
    ///
    /// # Errors
    /// Names the character at which it is malformed, or what the condition says.
    pub fn parse(&self, text: &str) -> Result<Option<F>, Invalid> {
        if text.trim().is_empty() {
            return Ok(None);
        }
        let mut reader = Reader {
            text,
            rest: text,
            conditions: 0,
        };
        let filter = self.any(&mut reader, 0)?;
        reader.skip_space();
        if reader.rest.is_empty() {
            Ok(Some(filter))
        } else {
            Err(reader.wrong("expected \",\", \"|\" or the end"))
        }
    }

    fn any(&self, reader: &mut Reader<'_>, depth: usize) -> Result<F, Invalid> {
        let first = self.all(reader, depth)?;
        let mut others = Vec::new();
        while reader.take('|') {
            others.push(self.all(reader, depth)?);
        }
        Ok(joined(first, others, self.any))
    }

    fn all(&self, reader: &mut Reader<'_>, depth: usize) -> Result<F, Invalid> {
        let first = self.part(reader, depth)?;
        let mut others = Vec::new();
        while reader.take(',') {
            others.push(self.part(reader, depth)?);
        }
        Ok(joined(first, others, self.all))
    }

    fn part(&self, reader: &mut Reader<'_>, depth: usize) -> Result<F, Invalid> {
        reader.skip_space();
        if !reader.rest.starts_with('(') {
            reader.conditions += 1;
            if reader.conditions > self.condition_limit {
                let limit = self.condition_limit;
                return Err(reader.wrong(&format!("more than {limit} conditions")));
            }
            return (self.condition)(reader);
        }
        if depth == DEPTH_LIMIT {
            return Err(reader.wrong("parentheses are nested too deep"));
        }
        reader.take('(');
        let filter = self.any(reader, depth + 1)?;
        if reader.take(')') {
            Ok(filter)
        } else {
            Err(reader.wrong("expected \",\", \"|\" or \")\""))
        }
    }
}

fn joined<F>(first: F, mut others: Vec<F>, several: fn(Vec<F>) -> F) -> F {
    if others.is_empty() {
        return first;
    }
    others.insert(0, first);
    several(others)
}

/// A place in the text of a filter.
pub struct Reader<'a> {
    text: &'a str,
    /// What is still to be read.
    pub rest: &'a str,
    conditions: usize,
}

impl<'a> Reader<'a> {
    /// Passes over white space.
    pub fn skip_space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn take(&mut self, character: char) -> bool {
        self.skip_space();
        match self.rest.strip_prefix(character) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// The text up to the first character that ends a word, if there is any.
    pub fn word(&mut self, is_end: fn(char) -> bool) -> Option<&'a str> {
        let end = self.rest.find(is_end).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        if word.is_empty() {
            return None;
        }
        self.rest = rest;
        Some(word)
    }

    /// The text up to where a value ends, the first `,`, `|` or `)` outside of strings and
    /// brackets, and what follows. Passes over nothing.
    pub fn value(&self) -> (&'a str, &'a str) {
        self.rest.split_at(value_length(self.rest))
    }

    /// Which character comes next, counted from 1.
    pub fn position(&self) -> usize {
        let before = self.text.len() - self.rest.len();
        self.text.get(..before).unwrap_or_default().chars().count() + 1
    }

    /// A refusal of what comes next.
    pub fn wrong(&self, what: &str) -> Invalid {
        wrong_at(self.position(), what)
    }
}

/// A refusal of what stands at this character.
pub fn wrong_at(position: usize, what: &str) -> Invalid {
    Invalid::new("filter", format!("At character {position}: {what}."))
}

fn value_length(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut is_quoted = false;
    let mut is_escaped = false;
    for (at, character) in text.char_indices() {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            _ if is_quoted => {}
            '[' | '{' => depth += 1,
            ']' | '}' => depth = depth.saturating_sub(1),
            ',' | '|' | ')' if depth == 0 => return at,
            _ => {}
        }
    }
    text.len()
}

/// The JSON string with which a text begins, and what follows it.
pub fn first_string(text: &str) -> Option<(&str, &str)> {
    let mut is_escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return text.split_at_checked(at + 1),
            _ => {}
        }
    }
    None
}
