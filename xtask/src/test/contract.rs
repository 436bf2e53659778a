//! The contract's cases, and the official LaunchDarkly clients against a server.

use std::path::Path;
use std::process::Command;

use super::{Report, count, node, openapi, python};
use crate::failure::Outcome;
use crate::server::{self, Server};
use crate::{project, tools};

/// A sample of what `soak` sends.
const GENERATED: openapi::Extent = openapi::Extent {
    examples: 10,
    requests: 500,
};

pub fn run(report: &mut Report) -> Outcome<()> {
    report.tests(
        project::cargo().args(["test", "--package", "segdeck-server", "--test", "contract"]),
        count::cargo,
    )?;
    let tests = project::root().join("tests/contract");
    server::build(false)?;
    clients(report, &tests)?;
    openapi::run(report, &GENERATED, false)
}

fn clients(report: &mut Report, tests: &Path) -> Outcome<()> {
    let (python, typescript) = (tests.join("python"), tests.join("typescript"));
    let interpreter = python::with_packages(&python, "python")?;
    let server = start(false)?;
    let mut pytest = Command::new(interpreter);
    pytest
        .args(["-m", "pytest", "-p", "no:cacheprovider"])
        .current_dir(&python);
    report.tests(connect(&mut pytest, &server), count::pytest)?;
    node::install(&typescript)?;
    let server = start(false)?;
    let mut npm = Command::new(tools::npm()?);
    npm.args(["test", "--silent"]).current_dir(&typescript);
    report.tests(connect(&mut npm, &server), count::node)
}

/// A server with a new database in memory that holds the demo data, for the tests of one client:
/// flags cannot be made by the API.
pub fn start(is_release: bool) -> Outcome<Server> {
    let mut command = Command::new(server::program(is_release));
    command.args([
        "serve",
        "--in-memory",
        "--seed",
        "demo",
        "--listen",
        "127.0.0.1:0",
        "--log",
        "warn",
    ]);
    Server::start(command)
}

/// Tells a client where the server is and which tokens it knows.
pub fn connect<'command>(tests: &'command mut Command, server: &Server) -> &'command mut Command {
    tests
        .env("SEGDECK_URL", server.url())
        .env("SEGDECK_WRITER_TOKEN", "api-sandbox-writer")
        .env("SEGDECK_READER_TOKEN", "api-sandbox-reader")
        .env("SEGDECK_ADMIN_TOKEN", "api-sandbox-admin")
        .env("SEGDECK_CONTRIBUTOR_TOKEN", "api-sandbox-contributor")
        .env("PYTHONDONTWRITEBYTECODE", "1")
}
