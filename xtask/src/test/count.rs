//! How many tests passed and failed, read from what the test programs print.

use std::ops::AddAssign;

/// Tests that passed and tests that failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub passed: u32,
    pub failed: u32,
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// `test result: ok. 3 passed; 0 failed; 0 ignored; …`, one line for each test program. The same
/// for tests in a browser.
pub fn cargo(output: &str) -> Count {
    let results = output
        .lines()
        .filter_map(|line| line.trim().strip_prefix("test result:"));
    results.fold(Count::default(), |mut sum, result| {
        sum += words(result);
        sum
    })
}

/// `==== 3 passed, 1 failed, 1 error in 0.52s ====`, the last such line.
pub fn pytest(output: &str) -> Count {
    let summaries = output
        .lines()
        .rev()
        .map(|line| line.trim_matches(['=', ' ']));
    summaries
        .filter(|line| line.contains(" in "))
        .map(words)
        .find(|count| *count != Count::default())
        .unwrap_or_default()
}

/// `# pass 3` and `# fail 0`, or the same after another mark.
pub fn node(output: &str) -> Count {
    let mut count = Count::default();
    for line in output.lines() {
        let mut parts = line.split_whitespace().rev();
        let (Some(number), Some(word), Some(_mark), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        let Ok(number) = number.parse::<u32>() else {
            continue;
        };
        match word {
            "pass" => count.passed += number,
            "fail" | "cancelled" => count.failed += number,
            _ => {}
        }
    }
    count
}

/// `  3 passed (4.2s)`, `  1 failed`, `  2 did not run`, each on its own line at the end.
pub fn playwright(output: &str) -> Count {
    let mut count = Count::default();
    for line in output.lines() {
        let Some((number, word)) = line.trim().split_once(' ') else {
            continue;
        };
        let Ok(number) = number.parse::<u32>() else {
            continue;
        };
        if word == "passed" || word.starts_with("passed (") {
            count.passed += number;
        } else if matches!(word, "failed" | "did not run" | "flaky" | "interrupted") {
            count.failed += number;
        }
    }
    count
}

/// Sums each number that stands before `passed`, `failed` or `error`.
fn words(line: &str) -> Count {
    let mut count = Count::default();
    let mut before = "";
    for word in line.split_whitespace() {
        let number = before.parse::<u32>().unwrap_or_default();
        match word.trim_end_matches([',', ';', '.']) {
            "passed" => count.passed += number,
            "failed" | "error" | "errors" => count.failed += number,
            _ => {}
        }
        before = word;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_the_results_of_all_test_programs_of_cargo() {
        let output = "running 2 tests\ntest a ... ok\n\
            test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n\
            test result: FAILED. 5 passed; 1 failed; 3 ignored; 0 measured; 0 filtered out\n";
        assert_eq!(
            cargo(output),
            Count {
                passed: 7,
                failed: 1
            }
        );
        assert_eq!(cargo("error: could not compile"), Count::default());
    }

    #[test]
    fn reads_the_last_summary_of_pytest() {
        let output = "test_a.py ..F\n2 passed in the middle\n\
            ===== 1 failed, 12 passed, 2 errors, 1 warning in 3.10s =====\n";
        assert_eq!(
            pytest(output),
            Count {
                passed: 12,
                failed: 3
            }
        );
        assert_eq!(
            pytest("7 passed in 0.02s\n"),
            Count {
                passed: 7,
                failed: 0
            }
        );
        assert_eq!(pytest("no tests ran in 0.01s\n"), Count::default());
    }

    #[test]
    fn reads_both_ways_in_which_node_reports() {
        assert_eq!(
            node("# tests 4\n# pass 3\n# fail 1\n# cancelled 0\n"),
            Count {
                passed: 3,
                failed: 1
            }
        );
        assert_eq!(
            node("ℹ pass 2\nℹ fail 0\n"),
            Count {
                passed: 2,
                failed: 0
            }
        );
        assert_eq!(node("they pass 2 arguments\n"), Count::default());
    }

    #[test]
    fn reads_the_end_of_a_playwright_run() {
        let output = "Running 4 tests using 1 worker\n  ok 1 a.spec.ts › shows 3 passed (2ms)\n\
            \x20 1 failed\n    [local-server] › a.spec.ts:3:1 › b\n  1 did not run\n  2 passed (4.2s)\n";
        assert_eq!(
            playwright(output),
            Count {
                passed: 2,
                failed: 2
            }
        );
    }
}
