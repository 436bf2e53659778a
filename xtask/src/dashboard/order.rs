//! The order of a program's functions in which it compresses best.
//!
//! gzip finds repetitions within 32 KB only, so functions that resemble each other should stand
//! together. This is balanced graph partitioning (Dhulipala et al., "Compressing Graphs and Indexes
//! with Recursive Graph Bisection"), the way linkers lay out functions of mobile applications: the
//! functions are halved so that few runs of bytes occur in both halves, and each half again.

use std::collections::BTreeMap;

use super::wasm;

/// Runs of this many bytes are compared.
const RUN: usize = 6;
/// Runs that more functions have are everywhere, and tell nothing.
const MOST_FUNCTIONS: u32 = 400;
/// How often functions may change sides before a half is taken as it is.
const ROUNDS: usize = 12;

/// The program with its functions named in the best order, for `--reorder-functions-by-name`.
/// `None` if it is not WebAssembly.
pub fn named(program: &[u8]) -> Option<Vec<u8>> {
    let (_, sections) = wasm::sections(program)?;
    let content = |kind: u8| {
        let found = sections.iter().find(|(id, _)| *id == kind);
        found.map(|(_, content)| *content)
    };
    let imports = content(wasm::IMPORTS).map_or(Some(Vec::new()), wasm::imports)?;
    let imported = imports
        .iter()
        .filter(|import| import.kind == wasm::FUNCTION)
        .count();
    let bodies = content(wasm::CODE).map_or(Some(Vec::new()), wasm::bodies)?;
    let mut ranks: Vec<(usize, usize)> = order(&bodies)
        .into_iter()
        .enumerate()
        .map(|(rank, function)| (function, rank))
        .collect();
    ranks.sort_unstable();
    let mut names = Vec::new();
    wasm::write_number(&mut names, ranks.len());
    for (function, rank) in ranks {
        wasm::write_number(&mut names, imported + function);
        wasm::write_text(&mut names, &format!("{rank:06}"));
    }
    let mut section = Vec::new();
    wasm::write_text(&mut section, "name");
    // Names of functions are the first kind of names.
    wasm::write_section(&mut section, 1, &names);
    let mut out = program.to_vec();
    wasm::write_section(&mut out, wasm::NAMES, &section);
    Some(out)
}

/// The numbers of the functions in the best order.
fn order(bodies: &[&[u8]]) -> Vec<usize> {
    let mut functions: Vec<Function> = runs(bodies)
        .into_iter()
        .enumerate()
        .map(|(number, runs)| Function {
            number,
            runs,
            is_left: false,
            gain: 0.0,
        })
        .collect();
    let run_count = functions
        .iter()
        .flat_map(|function| &function.runs)
        .max()
        .map_or(0, |last| last + 1);
    let mut bisection = Bisection {
        counts: vec![Counts::default(); run_count],
        logarithms: (1..bodies.len() + 3)
            .map(|count| f64::from(u32::try_from(count).unwrap_or(u32::MAX)).log2())
            .collect(),
    };
    bisection.arrange(&mut functions);
    functions
        .into_iter()
        .map(|function| function.number)
        .collect()
}

struct Function {
    number: usize,
    /// The numbers of the runs that it shares with others.
    runs: Vec<usize>,
    is_left: bool,
    /// How much better the halves would be with it on the other side.
    gain: f64,
}

/// How many functions of each half have a run.
#[derive(Clone, Copy, Default)]
struct Counts {
    left: usize,
    right: usize,
}

/// The runs of each function that others have too, numbered through.
fn runs(bodies: &[&[u8]]) -> Vec<Vec<usize>> {
    let distinct = |body: &&[u8]| {
        let number = |run: &[u8]| run.iter().fold(0, |all, byte| all << 8 | u64::from(*byte));
        let mut runs: Vec<u64> = body.windows(RUN).map(number).collect();
        runs.sort_unstable();
        runs.dedup();
        runs
    };
    let all: Vec<Vec<u64>> = bodies.iter().map(distinct).collect();
    let mut functions_with: BTreeMap<u64, u32> = BTreeMap::new();
    for run in all.iter().flatten() {
        *functions_with.entry(*run).or_default() += 1;
    }
    functions_with.retain(|_, count| (2..=MOST_FUNCTIONS).contains(count));
    let numbers: BTreeMap<u64, usize> = functions_with
        .into_keys()
        .enumerate()
        .map(|(number, run)| (run, number))
        .collect();
    all.iter()
        .map(|runs| {
            let numbered = runs.iter().filter_map(|run| numbers.get(run));
            numbered.copied().collect()
        })
        .collect()
}

struct Bisection {
    /// By the number of the run.
    counts: Vec<Counts>,
    /// The binary logarithm of each number plus one.
    logarithms: Vec<f64>,
}

impl Bisection {
    /// Brings functions that resemble each other together.
    fn arrange(&mut self, functions: &mut [Function]) {
        let half = functions.len() / 2;
        if half < 2 {
            return;
        }
        for (place, function) in functions.iter_mut().enumerate() {
            function.is_left = place < half;
        }
        for function in functions.iter() {
            self.count(function, 1);
        }
        for round in 0..ROUNDS {
            for function in functions.iter_mut() {
                function.gain = self.gain(function);
            }
            if self.swap(functions, round) == 0 {
                break;
            }
        }
        for function in functions.iter() {
            for run in &function.runs {
                if let Some(counts) = self.counts.get_mut(*run) {
                    *counts = Counts::default();
                }
            }
        }
        // Stable, so that what is equally good stays as it was.
        functions.sort_by_key(|function| !function.is_left);
        if let Some((left, right)) = functions.split_at_mut_checked(half) {
            self.arrange(left);
            self.arrange(right);
        }
    }

    /// Exchanges functions of both sides as long as that is better; says how many.
    fn swap(&mut self, functions: &mut [Function], round: usize) -> usize {
        let (mut left, mut right): (Vec<_>, Vec<_>) =
            functions.iter_mut().partition(|function| function.is_left);
        for side in [&mut left, &mut right] {
            side.sort_by(|one, other| other.gain.total_cmp(&one.gain));
        }
        let mut swapped = 0;
        for (pair, (one, other)) in left.into_iter().zip(right).enumerate() {
            if one.gain + other.gain <= 0.0 {
                break;
            }
            // Some stay behind each time; else the same ones would go back and forth for ever.
            if (pair + round) % 10 == 9 {
                continue;
            }
            for function in [one, other] {
                self.count(function, -1);
                function.is_left = !function.is_left;
                self.count(function, 1);
            }
            swapped += 1;
        }
        swapped
    }

    fn count(&mut self, function: &Function, by: isize) {
        for run in &function.runs {
            if let Some(counts) = self.counts.get_mut(*run) {
                let side = if function.is_left {
                    &mut counts.left
                } else {
                    &mut counts.right
                };
                *side = side.saturating_add_signed(by);
            }
        }
    }

    fn gain(&self, function: &Function) -> f64 {
        let runs = function.runs.iter().filter_map(|run| self.counts.get(*run));
        runs.map(|counts| {
            let (here, there) = if function.is_left {
                (counts.left, counts.right)
            } else {
                (counts.right, counts.left)
            };
            self.cost(here, there) - self.cost(here.saturating_sub(1), there + 1)
        })
        .sum()
    }

    /// What it costs that a run occurs so often in each half: least when all are in one.
    fn cost(&self, left: usize, right: usize) -> f64 {
        let share = |count: usize| {
            let logarithm = self.logarithms.get(count).copied().unwrap_or_default();
            f64::from(u32::try_from(count).unwrap_or(u32::MAX)) * logarithm
        };
        -(share(left) + share(right))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_that_resemble_each_other_come_together() {
        let families: Vec<Vec<u8>> = (0..32_u8)
            .map(|number| {
                let family = number % 4;
                let mut body: Vec<u8> = (0..40).map(|at| family * 50 + at).collect();
                body.push(number);
                body
            })
            .collect();
        let bodies: Vec<&[u8]> = families.iter().map(Vec::as_slice).collect();
        let order = order(&bodies);
        let mut all = order.clone();
        all.sort_unstable();
        assert_eq!(all, (0..32).collect::<Vec<_>>());
        let breaks = order
            .windows(2)
            .filter(|pair| pair[0] % 4 != pair[1] % 4)
            .count();
        assert_eq!(breaks, 3, "{order:?}");
    }

    #[test]
    fn every_function_of_the_program_gets_a_name_and_imports_none() {
        let mut imports = vec![1];
        wasm::write_text(&mut imports, "m");
        wasm::write_text(&mut imports, "f");
        imports.extend([wasm::FUNCTION, 0]);
        let mut program = b"\0asm\x01\0\0\0".to_vec();
        wasm::write_section(&mut program, wasm::IMPORTS, &imports);
        wasm::write_section(&mut program, wasm::CODE, &[2, 2, 0, 11, 2, 0, 11]);
        let with_names = named(&program).unwrap();
        let names = with_names.strip_prefix(program.as_slice()).unwrap();
        assert_eq!(
            names,
            b"\0\x18\x04name\x01\x11\x02\x01\x06000000\x02\x06000001"
        );
        assert!(named(b"no program").is_none());
    }
}
