//! Unit and property tests, on this machine itself.

use super::{Report, count};
use crate::failure::Outcome;
use crate::project;

pub fn run(report: &mut Report) -> Outcome<()> {
    report.tests(
        project::cargo().args(["test", "--workspace", "--all-features", "--no-fail-fast"]),
        count::cargo,
    )
}
