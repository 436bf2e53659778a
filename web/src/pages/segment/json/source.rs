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
mod tests {
    use segdeck_core::model::Segment;
    use serde_json::Value;

    use super::*;

    fn told(text: &str) -> Vec<(usize, Option<usize>, bool, String)> {
        look_through(text, &[])
            .problems
            .into_iter()
            .map(|one| {
                (
                    one.line,
                    one.column,
                    one.is_warning,
                    one.message.to_string(),
                )
            })
            .collect()
    }

    #[test]
    fn a_name_that_is_there_twice_is_told_even_if_it_is_written_otherwise() {
        let text = "{\n  \"a\": {\"é\": 1, \"b\": 2, \"\\u0062\": 3},\n  \"a\": 4\n}";
        let places: Vec<_> = told(text).iter().map(|one| (one.0, one.1)).collect();
        assert_eq!(places, [(2, Some(25)), (3, Some(3))]);
        assert!(told("{\"a\": {\"a\": [{\"a\": 1}, {\"a\": 2}]}}").is_empty());
    }

    #[test]
    fn numbers_that_do_not_survive_are_told() {
        let found =
            told("[1, -9007199254740992, 9007199254740993, 99999999999999999999, 1e3, 0.5]");
        let short: Vec<_> = found.iter().map(|one| (one.1, one.2)).collect();
        assert_eq!(short, [(Some(24), true), (Some(42), false)]);
        assert!(found[1].3.contains("99999999999999999999"));
        assert!(told("[-9223372036854775809]")[0].3.contains("too large"));
    }

    #[test]
    fn values_are_found_by_their_paths() {
        let text =
            "{\n  \"rules\": [\n    {\"weight\": 1},\n    {\"a/b\": \"]}\", \"weight\": 2}\n  ]\n}";
        let wrong = |path: &str| (Invalid::new(path, path), false);
        let found = look_through(
            text,
            &[
                wrong("rules/1/weight"),
                wrong("rules/1/none"),
                wrong(""),
                wrong("rules"),
            ],
        );
        let places: Vec<_> = found
            .problems
            .iter()
            .map(|one| {
                (
                    one.line,
                    one.column.unwrap(),
                    one.message.as_str().to_owned(),
                )
            })
            .collect();
        let at = |line, column, path: &str| (line, column, path.to_owned());
        assert_eq!(
            places,
            [
                at(1, 1, ""),
                at(2, 12, "rules"),
                at(4, 5, "rules/1/none"),
                at(4, 29, "rules/1/weight")
            ]
        );
    }

    #[test]
    fn a_text_that_cannot_be_read_is_told_in_its_place() {
        let error = read::<Value>("{\n  \"é\": x\n}").unwrap_err();
        assert_eq!((error.line, error.column), (2, Some(8)));
        assert!(!error.message.contains("column"), "{}", error.message);
        let error = read::<Vec<String>>("[\"a\", 5]").unwrap_err();
        assert!(error.message.starts_with("/1: "), "{}", error.message);
        assert!(read::<Value>(" \n").is_err());
    }

    #[test]
    fn a_value_of_the_wrong_type_is_told_where_it_stands() {
        let text = r#"{
  "key": "s", "name": "S", "tags": [], "creationDate": 1, "lastModifiedDate": 1, "version": 3,
  "included": [
    "a",
    5
  ],
  "_links": {}, "rules": []
}"#;
        let problem = read::<Segment>(text).unwrap_err();
        assert!(problem.message.starts_with("/included/1"), "{problem:?}");
        assert_eq!((problem.line, problem.column), (5, Some(5)));
    }

    #[test]
    fn nothing_hostile_makes_it_stop_or_go_on_for_ever() {
        for text in [
            "", "{", "[", "\"", "{\"a", "[1,", "{\"a\":}", "[,,]", "{,}", "]", "\\", "[\"\\",
        ] {
            told(text);
        }
        let many = format!("{{{}\"z\":1}}", "\"a\":1,".repeat(1_000));
        assert_eq!(told(&many).len(), MOST);
    }
}
