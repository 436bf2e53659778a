//! JSON as a person types it: where each value stands, and what a reader passes over in silence,
//! such as a name that an object has twice.

use std::{borrow::Cow, collections::BTreeSet};

use segdeck_core::{Invalid, wire};
use serde::de::DeserializeOwned;

use crate::ui::CodeProblem;

/// Where a value stands, both counted from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// So many problems are told at once.
const MOST: usize = 100;
/// Whole numbers beyond are not kept exactly by most programs that read JSON.
const LARGEST_EXACT: u64 = 1 << 53;

impl Place {
    const START: Self = Self { line: 1, column: 1 };

    fn problem(self, message: String, is_warning: bool) -> CodeProblem {
        CodeProblem {
            line: self.line,
            column: Some(self.column),
            message: message.into(),
            is_warning,
        }
    }
}

/// Reads a text.
///
/// # Errors
/// Why it cannot be read, in its place.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, CodeProblem> {
    if text.trim().is_empty() {
        let message = "There is nothing yet. Load it from the draft, or write JSON.";
        return Err(Place::START.problem(message.to_owned(), false));
    }
    wire::decode(text.as_bytes()).map_err(|error| {
        let (reason, place) = split_place(text, &error.reason);
        let place = place.unwrap_or_else(|| place_of(text, error.path.clone()));
        let message = if error.path.is_empty() {
            format!("{reason}.")
        } else {
            format!("/{}: {reason}.", error.path)
        };
        place.problem(message, false)
    })
}

/// Where the value of that path stands.
fn place_of(text: &str, path: String) -> Place {
    let places = Scan::of(text, &[path]).places;
    places.first().copied().unwrap_or(Place::START)
}

/// The sentence of the reader, and the place that it may end with, whose column is in bytes.
fn split_place<'a>(text: &str, reason: &'a str) -> (&'a str, Option<Place>) {
    let parsed = reason
        .strip_suffix('.')
        .and_then(|reason| reason.rsplit_once(" at line "))
        .and_then(|(message, place)| {
            let (line, column) = place.split_once(" column ")?;
            Some((message, line.parse().ok()?, column.parse().ok()?))
        });
    let Some((message, line, column)) = parsed else {
        return (reason.trim_end_matches('.'), None);
    };
    let (line, column): (usize, usize) = (usize::max(line, 1), column);
    let source = text.split('\n').nth(line - 1).unwrap_or_default();
    let before = source.char_indices().take_while(|(byte, _)| *byte < column);
    let column = before.count().max(1);
    (message, Some(Place { line, column }))
}

/// What is odd about a text that can be read, and where these values stand.
struct Scan {
    /// Names that an object has twice, and numbers that do not survive.
    problems: Vec<CodeProblem>,
    places: Vec<Place>,
}

impl Scan {
    /// Looks through a text for values by their paths, such as `rules/2/weight`; one that is not
    /// there stands where what should hold it does.
    fn of(text: &str, paths: &[String]) -> Self {
        let paths: Vec<Vec<&str>> = paths
            .iter()
            .map(|path| path.split('/').filter(|step| !step.is_empty()).collect())
            .collect();
        let mut reader = Reader {
            text,
            at: 0,
            line: 1,
            line_start: 0,
            problems: Vec::new(),
            places: vec![Place::START; paths.len()],
        };
        let wanted: Vec<(usize, &[&str])> = paths
            .iter()
            .enumerate()
            .map(|(number, path)| (number, path.as_slice()))
            .collect();
        reader.value(&wanted);
        Self {
            problems: reader.problems,
            places: reader.places,
        }
    }

    /// The problems that these are, each in its place: what is wrong by path.
    fn placed(&self, wrong: &[(Invalid, bool)]) -> Vec<CodeProblem> {
        let placed = wrong.iter().zip(&self.places);
        placed
            .map(|((error, is_warning), place)| place.problem(error.reason.clone(), *is_warning))
            .collect()
    }
}

/// What is wrong with a text that can be read.
pub struct Found {
    /// All of it, in the order of the lines.
    pub problems: Vec<CodeProblem>,
    /// Whether the text says something else than what was read of it.
    pub is_ambiguous: bool,
}

/// Tells what is odd about a text, and what is wrong with it by path; a warning where that is said.
pub fn look_through(text: &str, wrong: &[(Invalid, bool)]) -> Found {
    let paths: Vec<String> = wrong.iter().map(|(error, _)| error.path.clone()).collect();
    let scan = Scan::of(text, &paths);
    let is_ambiguous = scan.problems.iter().any(|problem| !problem.is_warning);
    let mut problems = scan.placed(wrong);
    problems.extend(scan.problems);
    problems.sort_by_key(|problem| (problem.line, problem.column));
    problems.truncate(MOST);
    Found {
        problems,
        is_ambiguous,
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    line_start: usize,
    problems: Vec<CodeProblem>,
    places: Vec<Place>,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn here(&self) -> Place {
        let before = self.text.get(self.line_start..self.at).unwrap_or_default();
        Place {
            line: self.line,
            column: before.chars().count() + 1,
        }
    }

    fn tell(&mut self, place: Place, message: String, is_warning: bool) {
        if self.problems.len() < MOST {
            self.problems.push(place.problem(message, is_warning));
        }
    }

    fn skip_blanks(&mut self) {
        while let Some(byte) = self.peek().filter(u8::is_ascii_whitespace) {
            self.at += 1;
            if byte == b'\n' {
                self.line += 1;
                self.line_start = self.at;
            }
        }
    }

    /// Goes over a separator, if it is next.
    fn pass(&mut self, byte: u8) -> bool {
        self.skip_blanks();
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    /// The text that can be read is no deeper than its reader takes, so this is not either.
    fn value(&mut self, wanted: &[(usize, &[&str])]) {
        self.skip_blanks();
        if !wanted.is_empty() {
            let here = self.here();
            for (number, _) in wanted {
                if let Some(place) = self.places.get_mut(*number) {
                    *place = here;
                }
            }
        }
        match self.peek() {
            Some(b'{') => self.object(wanted),
            Some(b'[') => self.array(wanted),
            Some(b'"') => drop(self.string()),
            Some(byte) if byte == b'-' || byte.is_ascii_digit() => self.number(),
            _ => self.word(),
        }
    }

    fn object(&mut self, wanted: &[(usize, &[&str])]) {
        self.at += 1;
        let mut names: BTreeSet<Cow<'a, str>> = BTreeSet::new();
        while !self.pass(b'}') {
            self.skip_blanks();
            let (before, place) = (self.at, self.here_if(names.len() < MOST));
            let name = self.string();
            self.pass(b':');
            let inside = within(wanted, &name);
            if !names.insert(name.clone()) {
                let place = place.unwrap_or(Place::START);
                let message = format!("The object has {name:?} twice. Keep one of them.");
                self.tell(place, message, false);
            }
            self.value(&inside);
            self.pass(b',');
            if self.at == before {
                return;
            }
        }
    }

    fn here_if(&self, is_wanted: bool) -> Option<Place> {
        is_wanted.then(|| self.here())
    }

    fn array(&mut self, wanted: &[(usize, &[&str])]) {
        self.at += 1;
        let mut index = 0_usize;
        while !self.pass(b']') {
            let before = self.at;
            let inside = if wanted.is_empty() {
                Vec::new()
            } else {
                within(wanted, &index.to_string())
            };
            self.value(&inside);
            self.pass(b',');
            if self.at == before {
                return;
            }
            index += 1;
        }
    }

    /// What a string says.
    fn string(&mut self) -> Cow<'a, str> {
        let start = self.at;
        if self.peek() != Some(b'"') {
            return Cow::Borrowed("");
        }
        self.at += 1;
        let mut has_escapes = false;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'"' => break,
                b'\\' => {
                    has_escapes = true;
                    self.at += 1;
                }
                _ => {}
            }
        }
        let literal = self.text.get(start..self.at).unwrap_or_default();
        if has_escapes {
            return Cow::Owned(wire::decode(literal.as_bytes()).unwrap_or_default());
        }
        let inner = literal.get(1..literal.len().saturating_sub(1));
        Cow::Borrowed(inner.unwrap_or_default())
    }

    fn number(&mut self) {
        let start = self.at;
        self.word();
        let literal = self.text.get(start..self.at).unwrap_or_default();
        let digits = literal.trim_start_matches('-');
        if digits.contains(['.', 'e', 'E']) {
            return;
        }
        let size: Option<u64> = digits.parse().ok();
        let is_kept = literal.parse::<i64>().is_ok() || (literal == digits && size.is_some());
        if is_kept && size.is_some_and(|size| size <= LARGEST_EXACT) {
            return;
        }
        let end = std::mem::replace(&mut self.at, start);
        let place = self.here();
        self.at = end;
        if is_kept {
            let message = format!(
                "Many programs read {literal} as another number: it is beyond 2^53. As text, in \
                 quotes, it stays what it is."
            );
            self.tell(place, message, true);
        } else {
            let message = format!(
                "The number {literal} is too large to be kept. Write it as text, in quotes."
            );
            self.tell(place, message, false);
        }
    }

    fn word(&mut self) {
        let is_part = |byte: &u8| !byte.is_ascii_whitespace() && !b",]}:".contains(byte);
        while self.peek().as_ref().is_some_and(is_part) {
            self.at += 1;
        }
    }
}

/// The rest of the paths that go through this member or element.
fn within<'p>(wanted: &[(usize, &'p [&'p str])], step: &str) -> Vec<(usize, &'p [&'p str])> {
    let through = wanted.iter().filter_map(|(number, path)| {
        let (first, rest) = path.split_first()?;
        (*first == step).then_some((*number, rest))
    });
    through.collect()
}

#[cfg(test)]
mod tests;
