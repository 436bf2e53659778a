//! What ran, how it ended and how long it took.

use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use super::{count::Count, failed};
use crate::failure::Outcome;
use crate::process;

/// The results so far.
#[derive(Default)]
pub struct Report {
    total: Count,
    failures: Vec<String>,
    /// What the failed tests said.
    told: Vec<String>,
    unchecked: Vec<String>,
    groups: Vec<(String, Count, Duration)>,
}

impl Report {
    /// Runs one group; what stops it early counts as one failure.
    pub fn group(&mut self, name: &str, run: impl FnOnce(&mut Self) -> Outcome<()>) {
        println!("\n== {name} ==");
        let before = self.total;
        let start = Instant::now();
        if let Err(failure) = run(self) {
            self.fail(format!("{name}: {failure}"));
        }
        let count = Count {
            passed: self.total.passed - before.passed,
            failed: self.total.failed - before.failed,
        };
        self.groups.push((name.to_owned(), count, start.elapsed()));
    }

    /// Runs a command that is one check as a whole, such as a linter.
    ///
    /// # Errors
    /// The program is not there.
    pub fn check(&mut self, command: &mut Command) -> Outcome<()> {
        let finished = process::tee(command)?;
        if finished.is_success {
            self.pass();
        } else {
            self.fail(process::line(command));
        }
        Ok(())
    }

    /// Runs a command that runs tests, and counts them. One that fails without a failed test (it
    /// did not compile, or died), or that ran no test at all, counts as one failure.
    ///
    /// # Errors
    /// The program is not there.
    pub fn tests(&mut self, command: &mut Command, count: fn(&str) -> Count) -> Outcome<()> {
        let finished = process::tee(command)?;
        let count = count(&finished.output);
        self.total += count;
        if count.failed > 0 {
            self.failures.push(format!(
                "{} ({} failed)",
                process::line(command),
                count.failed
            ));
            self.told.extend(failed::told(&finished.output));
        } else if !finished.is_success {
            self.fail(process::line(command));
        } else if count.passed == 0 {
            self.fail(format!("{} (it ran no test)", process::line(command)));
        }
        Ok(())
    }

    pub fn pass(&mut self) {
        self.total.passed += 1;
    }

    pub fn fail(&mut self, what: impl Into<String>) {
        let what = what.into();
        println!("FAILED: {what}");
        self.total.failed += 1;
        self.failures.push(what);
    }

    /// Says that something could not be found out here; it is neither good nor bad.
    pub fn not_checked(&mut self, what: impl Into<String>) {
        let what = what.into();
        println!("NOT CHECKED: {what}");
        self.unchecked.push(what);
    }

    /// Prints the summary; its last line is `N passed, N failed`.
    pub fn finish(self) -> ExitCode {
        if !self.told.is_empty() {
            println!("\n== what failed ==");
        }
        for failure in &self.told {
            println!("{failure}\n");
        }
        println!("\n== summary ==");
        for (name, count, took) in &self.groups {
            println!(
                "{name:<10} {:>6} passed {:>4} failed {:>6} s",
                count.passed,
                count.failed,
                took.as_secs()
            );
        }
        for what in &self.unchecked {
            println!("NOT CHECKED: {what}");
        }
        for failure in &self.failures {
            println!("FAILED: {failure}");
        }
        for failure in &self.told {
            println!("{}", failed::briefly(failure));
        }
        let is_good = self.total.failed == 0 && self.total.passed > 0;
        println!("{} passed, {} failed", self.total.passed, self.total.failed);
        if is_good {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Failure;
    use crate::test::count;

    fn total_of(script: &str) -> Count {
        let mut report = Report::default();
        report
            .tests(Command::new("sh").args(["-c", script]), count::cargo)
            .unwrap();
        report.total
    }

    #[test]
    fn counts_what_the_tests_say() {
        let both = total_of("echo 'test result: FAILED. 2 passed; 1 failed;'; exit 101");
        assert_eq!(
            both,
            Count {
                passed: 2,
                failed: 1
            }
        );
    }

    #[test]
    fn a_command_that_fails_without_a_failed_test_is_one_failure() {
        assert_eq!(
            total_of("exit 101"),
            Count {
                passed: 0,
                failed: 1
            }
        );
        let died_later = total_of("echo 'test result: ok. 2 passed; 0 failed;'; exit 1");
        assert_eq!(
            died_later,
            Count {
                passed: 2,
                failed: 1
            }
        );
    }

    #[test]
    fn running_no_test_is_a_failure() {
        let none = total_of("echo 'test result: ok. 0 passed; 0 failed;'");
        assert_eq!(
            none,
            Count {
                passed: 0,
                failed: 1
            }
        );
    }

    #[test]
    fn a_group_that_cannot_run_is_one_failure_and_the_next_still_runs() {
        let mut report = Report::default();
        report.group("first", |_| Err(Failure::new("There is no browser.")));
        report.group("second", |report| report.check(&mut Command::new("true")));
        assert_eq!(
            report.total,
            Count {
                passed: 1,
                failed: 1
            }
        );
        assert_eq!(report.failures, ["first: There is no browser."]);
        assert_eq!(report.finish(), ExitCode::FAILURE);
    }
}
