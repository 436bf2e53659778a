//! Failures without words.
//!
//! A program that fails in WebAssembly stops with a trap, and what the standard library has to say
//! about it is written nowhere: there is no output for it. So the functions that say it only trap,
//! and so does what leads up to them, from where it cannot be avoided any more.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::dashboard::instructions::{self, Flow};

/// No local variables, `unreachable`, `end`.
pub const TRAP: [u8; 3] = [0, UNREACHABLE, 0x0b];
const UNREACHABLE: u8 = 0;

/// How the functions begin, none of which ever returns.
const FAILURES: [&str; 13] = [
    "__rustc::rust_begin_unwind",
    "alloc::alloc::handle_alloc_error",
    "alloc::raw_vec::capacity_overflow",
    "alloc::raw_vec::handle_error",
    "core::cell::panic_",
    "core::option::expect_failed",
    "core::option::unwrap_failed",
    "core::panicking::assert_failed",
    "core::panicking::panic",
    "core::result::unwrap_failed",
    "core::slice::copy_from_slice_impl::len_mismatch_fail",
    "core::slice::index::slice_index_fail",
    "core::str::slice_error_fail",
];

/// The functions that only trap, and what goes from the others.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Failures {
    pub functions: BTreeSet<usize>,
    /// For each body, the runs of instructions for which `unreachable` stands, in order.
    pub runs: Vec<Vec<Range<usize>>>,
}

impl Failures {
    /// Finds them. Numbers of functions count the `imported` ones, names and bodies do not. `None`
    /// if a body has an instruction that is not known.
    pub fn of(names: &[(usize, &str)], bodies: &[&[u8]], imported: usize) -> Option<Self> {
        let known = names.iter().filter(|(_, name)| is_failure(name));
        let mut functions: BTreeSet<usize> = known.map(|(function, _)| *function).collect();
        loop {
            let mut runs = Vec::with_capacity(bodies.len());
            let known = functions.len();
            for (place, body) in bodies.iter().enumerate() {
                let (found, always) = failing(body, imported, &functions)?;
                if always {
                    functions.insert(imported + place);
                }
                runs.push(found);
            }
            // Who calls what always fails fails there too.
            if functions.len() == known {
                return Some(Self { functions, runs });
            }
        }
    }
}

/// The runs of instructions of a body that end in a call of a function that fails, and whether one
/// of them begins where the body does.
fn failing(
    body: &[u8],
    imported: usize,
    functions: &BTreeSet<usize>,
) -> Option<(Vec<Range<usize>>, bool)> {
    let first = instructions::start(body)?;
    let mut runs: Vec<Range<usize>> = Vec::new();
    let (mut start, mut at) = (first, first);
    while at < body.len() {
        let flow = instructions::next(body, &mut at)?;
        match flow {
            Flow::Straight => {}
            Flow::Call(function) if functions.contains(&function) => {
                runs.push(start..at);
                start = at;
            }
            // What an import does can be seen from outside.
            Flow::Call(function) if function >= imported => {}
            Flow::Trap if start + 1 < at => {
                runs.push(start..at);
                start = at;
            }
            Flow::Call(_) | Flow::Bend | Flow::Trap => start = at,
        }
    }
    let always = runs.first().is_some_and(|run| run.start == first);
    Some((runs, always))
}

/// A body with `unreachable` for each of these runs.
pub fn without(body: &[u8], runs: &[Range<usize>]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(body.len());
    let mut at = 0;
    for run in runs {
        out.extend_from_slice(body.get(at..run.start)?);
        out.push(UNREACHABLE);
        at = run.end;
    }
    out.extend_from_slice(body.get(at..)?);
    Some(out)
}

/// Names have the hashes of crates in brackets: `core[0123456789abcdef]::panicking::panic`.
fn is_failure(name: &str) -> bool {
    let mut plain = String::new();
    let mut depth = 0_usize;
    for character in name.chars() {
        match character {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(character),
            _ => {}
        }
    }
    FAILURES.iter().any(|failure| plain.starts_with(failure))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `i32.const 7`, a call, `end`.
    fn calling(function: u8) -> [u8; 6] {
        [0, 0x41, 7, 0x10, function, 0x0b]
    }

    #[test]
    fn what_always_fails_makes_its_callers_fail() {
        // Function 0 is imported.
        let panics = [1, 1, 0x7f, 0x01, 0x0b];
        let always = calling(1);
        // `local.get 0`, `br_if 0`, `i32.const 7`, a call of what always fails, `nop`, `end`.
        let perhaps = [0, 0x20, 0, 0x0d, 0, 0x41, 7, 0x10, 2, 0x01, 0x0b];
        let never = calling(3);
        let bodies = [&panics[..], &always, &perhaps, &never];
        let names = [(1, "core[0f]::panicking::panic_fmt"), (2, "a"), (3, "b")];
        let failures = Failures::of(&names, &bodies, 1).unwrap();
        assert_eq!(failures.functions, BTreeSet::from([1, 2]));
        let runs = failures.runs.get(2).unwrap();
        assert_eq!(
            without(&perhaps, runs).unwrap(),
            [0, 0x20, 0, 0x0d, 0, UNREACHABLE, 0x01, 0x0b]
        );
        assert!(failures.runs.get(3).unwrap().is_empty());
    }

    #[test]
    fn what_an_import_does_is_seen() {
        // A call of the import, a call of what fails, `end`.
        let body = [0, 0x10, 0, 0x10, 1, 0x0b];
        let bodies = [&TRAP[..], &body];
        let names = [(1, "core::option::unwrap_failed")];
        let failures = Failures::of(&names, &bodies, 1).unwrap();
        assert_eq!(failures.functions, BTreeSet::from([1]));
        let runs = failures.runs.get(1).unwrap();
        assert_eq!(
            without(&body, runs).unwrap(),
            [0, 0x10, 0, UNREACHABLE, 0x0b]
        );
    }

    #[test]
    fn what_may_return_is_no_failure() {
        for name in [
            "std[1f]::panicking::panicking",
            "core::slice::copy_from_slice_impl::<u8>",
            "core[1f]::option::Option<T>::unwrap_or",
        ] {
            assert!(!is_failure(name), "{name}");
        }
        assert!(is_failure("core[1f]::str::slice_error_fail_rt"));
        assert!(is_failure(
            "core[1f]::panicking::panic_const::panic_const_div_by_zero"
        ));
    }
}
