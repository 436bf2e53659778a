//! Which tests failed and why, read from what the test programs print: a log may be cut to its end,
//! so that the summary has to tell it again.

/// How many failures of one program are told.
const FAILURES: usize = 8;

/// How many lines of each are told.
const LINES: usize = 24;

/// How many characters of each are told once more at the very end.
const BRIEFLY: usize = 300;

/// How each test program begins what it says of one failure.
const BEGINNINGS: [fn(&str) -> bool; 4] = [
    // Playwright: `  1) [project] › file:line:column › title ───`.
    |line| {
        line.trim_start()
            .split_once(") ")
            .is_some_and(|(number, rest)| number.parse::<u32>().is_ok() && rest.contains(" › "))
    },
    // Cargo: `---- module::name stdout ----`.
    |line| line.starts_with("---- ") && line.ends_with(" ----"),
    // Pytest: `FAILED file::name - reason`.
    |line| line.starts_with("FAILED "),
    // Node: `✖ name (12ms)`, without those that it lists a second time at its end.
    |line| line.trim_start().starts_with("✖ ") && !line.contains("failing tests"),
];

/// What an output says of each failure, shortened.
pub fn told(output: &str) -> Vec<String> {
    let mut told: Vec<Vec<&str>> = Vec::new();
    let mut is_open = false;
    for line in output.lines() {
        if BEGINNINGS.iter().any(|begins| begins(line)) {
            told.push(vec![line.trim()]);
            is_open = true;
        } else if ends(line) {
            is_open = false;
        } else if let Some(failure) = told.last_mut()
            && is_open
            && failure.len() < LINES
            && !line.trim().is_empty()
        {
            failure.push(line);
        }
    }
    told.into_iter()
        .take(FAILURES)
        .map(|lines| lines.join("\n"))
        .collect()
}

/// One line of a failure, for the very end of a log: which test it is, at which line of the test (as
/// Playwright marks it), and why.
pub fn briefly(failure: &str) -> String {
    let mut lines = failure.lines().map(str::trim);
    let name = lines
        .next()
        .unwrap_or_default()
        .trim_end_matches([' ', '─']);
    let rest: Vec<&str> = lines.collect();
    let place = rest.iter().copied().find(|line| line.starts_with("> "));
    let why = rest
        .iter()
        .copied()
        .find(|line| line.contains("Error:") || line.contains("panicked at"))
        .or(rest.first().copied());
    let said: Vec<&str> = [Some(name), place, why].into_iter().flatten().collect();
    said.join(" | ").chars().take(BRIEFLY).collect()
}

/// Whether a line begins what is said of all tests, or of one that passed.
fn ends(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("test result:")
        || line == "failures:"
        || line.starts_with("✓ ")
        || line.starts_with("✘ ")
        || line.starts_with("✔ ")
        || line
            .strip_suffix(" failed")
            .is_some_and(|number| number.parse::<u32>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_each_failure_of_playwright_with_its_reason() {
        let output = "  ✓  1 [server] › a.spec.ts:1:1 › works (1s)\n  \
            ✘  2 [server] › a.spec.ts:9:3 › breaks (2s)\n\n\n  \
            1) [server] › a.spec.ts:9:3 › breaks ────\n\n    \
            Error: expect(locator).toBeVisible() failed\n\n    Locator: getByText('x')\n\n  \
            1 failed\n    [server] › a.spec.ts:9:3 › breaks ────\n  1 passed (3s)\n";
        assert_eq!(
            told(output),
            [
                "1) [server] › a.spec.ts:9:3 › breaks ────\n    Error: expect(locator).toBeVisible() \
                 failed\n    Locator: getByText('x')"
            ]
        );
    }

    #[test]
    fn tells_each_failure_of_cargo_with_its_panic() {
        let output = "test one ... FAILED\n\nfailures:\n\n---- one stdout ----\nassertion failed\n\n\n\
            failures:\n    one\n\ntest result: FAILED. 0 passed; 1 failed;\n";
        assert_eq!(told(output), ["---- one stdout ----\nassertion failed"]);
    }

    #[test]
    fn tells_no_more_than_a_person_reads() {
        let one = format!("---- one stdout ----\n{}", "a line\n".repeat(100));
        let told = told(&one.repeat(20));
        assert_eq!(told.len(), FAILURES);
        assert!(told.iter().all(|failure| failure.lines().count() == LINES));
    }

    #[test]
    fn tells_in_one_line_which_line_of_a_test_failed_and_why() {
        let failure = "1) [server] › a.spec.ts:9:3 › breaks ────\n    Error: not visible\n    \
            Locator: getByText('x')\n      11 |   await go();\n    > 12 |   await see();\n      |";
        assert_eq!(
            briefly(failure),
            "1) [server] › a.spec.ts:9:3 › breaks | > 12 |   await see(); | Error: not visible"
        );
        let panic = "---- one stdout ----\nthread 'one' panicked at a.rs:3:5:\nno";
        assert_eq!(
            briefly(panic),
            "---- one stdout ---- | thread 'one' panicked at a.rs:3:5:"
        );
        assert_eq!(briefly("FAILED a.py::b - no"), "FAILED a.py::b - no");
        assert_eq!(briefly(&"x".repeat(1000)).len(), BRIEFLY);
    }

    #[test]
    fn an_output_without_failures_has_nothing_to_tell() {
        assert!(told("test one ... ok\ntest result: ok. 1 passed; 0 failed;\n").is_empty());
    }
}
