//! Regular expressions, at a cost that is bounded.

use regex_lite::{Regex, RegexBuilder};

use super::{EvaluationError, budget::Budget};

/// The largest expression that is compiled, in bytes; a larger one never matches.
const SIZE_LIMIT: usize = 1 << 20;
/// How much memory the compiled expressions of one segment may take, by estimate, in bytes. Those
/// beyond are compiled when they are needed and dropped again.
pub(super) const KEPT_LIMIT: usize = 4 << 20;
/// About what compiling costs beside the expression's own size, in comparisons.
const COMPILING: usize = 2_000;

/// A regular expression.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    text: Box<str>,
    states: usize,
    kept: Option<Result<Regex, ()>>,
}

impl Pattern {
    /// Takes an expression, and compiles it if it takes no more memory than `room`.
    pub(super) fn new(text: &str, room: usize) -> Self {
        let mut pattern = Self {
            text: text.into(),
            states: states(text),
            kept: None,
        };
        if pattern.size() <= room {
            pattern.kept = Some(compile(text));
        }
        pattern
    }

    /// The memory that it takes when it is compiled, in bytes, by estimate.
    pub(super) fn size(&self) -> usize {
        self.states.saturating_mul(48).min(SIZE_LIMIT) + 1_024
    }

    /// Whether it is compiled.
    pub(super) fn is_kept(&self) -> bool {
        self.kept.is_some()
    }

    /// Whether it is found in a text. A broken expression is found in none.
    pub(super) fn is_in(&self, text: &str, budget: &mut Budget) -> Result<bool, EvaluationError> {
        budget.spend(self.states.saturating_mul(text.len() + 1))?;
        if let Some(compiled) = &self.kept {
            return Ok(compiled.as_ref().is_ok_and(|regex| regex.is_match(text)));
        }
        budget.spend(self.states + COMPILING)?;
        Ok(compile(&self.text).is_ok_and(|regex| regex.is_match(text)))
    }
}

fn compile(text: &str) -> Result<Regex, ()> {
    RegexBuilder::new(text)
        .size_limit(SIZE_LIMIT)
        .build()
        .map_err(drop)
}

/// How many states a search goes through for each character at most: every counted repetition
/// multiplies what it repeats, so here all of them multiply everything.
fn states(pattern: &str) -> usize {
    let repetitions = pattern.split('{').skip(1).map(|rest| {
        let counts = rest.split('}').next().unwrap_or_default();
        let largest = counts
            .split(',')
            .filter_map(|count| count.trim().parse().ok());
        largest.max().unwrap_or(1).max(1)
    });
    repetitions
        .fold(pattern.len() + 1, usize::saturating_mul)
        .min(SIZE_LIMIT / 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_estimate_of_states_is_never_too_low() {
        assert_eq!(states("abc"), 4);
        assert_eq!(states("(a{10}){2,30}"), 14 * 300);
        assert_eq!(states("a{x}"), 5);
        assert_eq!(states(&"a{1000}".repeat(100)), SIZE_LIMIT / 16);
        assert_eq!(states("a{99999999999999999999999}"), 27);
    }

    #[test]
    fn an_expression_that_is_not_kept_matches_all_the_same() {
        let mut budget = Budget::default();
        for room in [0, KEPT_LIMIT] {
            let pattern = Pattern::new("^a+$", room);
            assert_eq!(pattern.is_kept(), room > 0);
            assert_eq!(pattern.is_in("aaa", &mut budget), Ok(true));
            assert_eq!(pattern.is_in("aba", &mut budget), Ok(false));
            assert_eq!(Pattern::new("(", room).is_in("(", &mut budget), Ok(false));
        }
    }

    #[test]
    fn an_expression_without_end_never_matches() {
        let pattern = Pattern::new("((a{1000}){1000}){1000}", KEPT_LIMIT);
        assert_eq!(pattern.is_in("a", &mut Budget::default()), Ok(false));
    }
}
