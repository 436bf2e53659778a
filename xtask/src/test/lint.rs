//! Format and lints.

use super::Report;
use crate::failure::Outcome;
use crate::{project, tools};

pub fn run(report: &mut Report) -> Outcome<()> {
    tools::add_lint_components()?;
    report.check(project::cargo().args(["fmt", "--all", "--check"]))?;
    report.check(project::cargo().args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--all-features",
        "--",
        "-D",
        "warnings",
    ]))?;
    tools::add_wasm_target()?;
    tools::add_clang()?;
    report.check(project::cargo().args([
        "clippy",
        "--target",
        "wasm32-unknown-unknown",
        "--package",
        "segdeck-web",
        "--package",
        "segdeck-core",
        "--package",
        "segdeck-client",
        "--package",
        "segdeck-sandbox",
        "--package",
        "segdeck-worker",
        "--package",
        "segdeck-js",
        // Not all targets: the other tests are native.
        "--lib",
        "--bins",
        "--test",
        "wasm",
        "--",
        "-D",
        "warnings",
    ]))
}
