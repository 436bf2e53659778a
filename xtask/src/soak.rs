//! `cargo xtask soak`: the tests whose full size is too long for every change.

use std::process::ExitCode;

use clap::Args;

use crate::test::{Extent, Report, count_cargo, send_generated};
use crate::{project, server};

/// Requests made of the description that the server publishes.
const GENERATED: Extent = Extent {
    examples: 500,
    requests: 10_000,
};

#[derive(Args)]
pub struct Options {
    /// How many random cases each property is tried on
    #[arg(long, default_value_t = 20_000)]
    cases: u32,
}

/// What goes wrong is counted as a failure and told in the summary.
pub fn run(options: &Options) -> ExitCode {
    let mut report = Report::default();
    report.group("soak", |report| {
        report.tests(
            project::cargo()
                .args([
                    "test",
                    "--workspace",
                    "--all-features",
                    "--no-fail-fast",
                    "--release",
                ])
                // Not the documentation's examples: an ignored one there is not a long test.
                .args(["--lib", "--bins", "--tests"])
                // Long tests are marked #[ignore]; one without a long form runs as it always does.
                .args(["--", "--include-ignored"])
                .env("SEGDECK_SOAK", "1")
                .env("PROPTEST_CASES", options.cases.to_string()),
            count_cargo,
        )
    });
    report.group("openapi", |report| {
        server::build(true)?;
        send_generated(report, &GENERATED, true)
    });
    report.finish()
}
