//! The npm package, as its users meet it.

use std::process::Command;

use super::{Report, count, node, size};
use crate::failure::Outcome;
use crate::{browser, package, project, server, tools};

pub fn run(report: &mut Report) -> Outcome<()> {
    let tarball = package::build(true)?;
    server::build(false)?;
    let folder = project::root().join("tests/package");
    node::install(&folder)?;
    let mut tests = Command::new(tools::npm()?);
    tests
        .args(["test", "--silent"])
        .current_dir(&folder)
        .env("SEGDECK_PACKAGE", &tarball)
        .env("SEGDECK_PROGRAM", server::program(false))
        .env("CHROMIUM", browser::chromium()?)
        .env("CHROMIUM_FLAGS", browser::FLAGS.join(" "));
    report.tests(&mut tests, count::node)?;
    report.tests(
        project::cargo()
            .args(["test", "--package", "segdeck-server", "--test", "contract"])
            .args(["--", "--ignored", "--nocapture", "through_the_package"])
            .env("SEGDECK_PACKAGE", &tarball),
        count::cargo,
    )?;
    size::package(report)
}
