//! The contract's cases, and the official LaunchDarkly clients against a server.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Report, count, node};
use crate::failure::{Attempt, Outcome};
use crate::server::{self, Server};
use crate::{packages, process, project, tools};

pub fn run(report: &mut Report) -> Outcome<()> {
    report.tests(
        project::cargo().args(["test", "--package", "segdeck-server", "--test", "contract"]),
        count::cargo,
    )?;
    let tests = project::root().join("tests/contract");
    let (python, typescript) = (tests.join("python"), tests.join("typescript"));
    if python.is_dir() || typescript.is_dir() {
        server::build(false)?;
    }
    if python.is_dir() {
        let interpreter = python_with_packages(&python)?;
        let server = start()?;
        let mut pytest = Command::new(interpreter);
        pytest
            .args(["-m", "pytest", "-p", "no:cacheprovider"])
            .current_dir(&python);
        report.tests(connect(&mut pytest, &server), count::pytest)?;
    }
    if typescript.is_dir() {
        node::install(&typescript)?;
        let server = start()?;
        let mut npm = Command::new(tools::npm()?);
        npm.args(["test", "--silent"]).current_dir(&typescript);
        report.tests(connect(&mut npm, &server), count::node)?;
    }
    Ok(())
}

/// A server with a new database in memory, for one client's tests.
fn start() -> Outcome<Server> {
    let mut command = Command::new(server::program(false));
    command.args([
        "serve",
        "--in-memory",
        "--listen",
        "127.0.0.1:0",
        "--log",
        "warn",
    ]);
    Server::start(command)
}

fn connect<'command>(tests: &'command mut Command, server: &Server) -> &'command mut Command {
    tests
        .env("SEGDECK_URL", server.url())
        .env("SEGDECK_WRITER_TOKEN", "api-sandbox-writer")
        .env("SEGDECK_READER_TOKEN", "api-sandbox-reader")
        .env("SEGDECK_ADMIN_TOKEN", "api-sandbox-admin")
        .env("SEGDECK_CONTRIBUTOR_TOKEN", "api-sandbox-contributor")
        .env("PYTHONDONTWRITEBYTECODE", "1")
}

/// A Python of its own with what `requirements.txt` names, kept in `target/`.
fn python_with_packages(folder: &Path) -> Outcome<PathBuf> {
    let requirements = folder.join("requirements.txt");
    let wanted = fs::read(&requirements);
    let wanted = wanted.attempt(|| format!("Cannot read {}", requirements.display()))?;
    let environment = project::target().join("contract-python");
    let interpreter = environment.join("bin/python");
    let installed = environment.join("requirements.txt");
    if fs::read(&installed).is_ok_and(|present| present == wanted) {
        return Ok(interpreter);
    }
    let has_venv = process::capture(Command::new("python3").args(["-c", "import ensurepip, venv"]));
    if has_venv.is_err() {
        packages::install(&["python3-venv"], "Testing with the official Python client")?;
    }
    process::run(
        Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(&environment),
    )?;
    process::run(
        Command::new(&interpreter)
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "-r",
            ])
            .arg(&requirements),
    )?;
    fs::write(&installed, wanted).attempt(|| format!("Cannot write {}", installed.display()))?;
    Ok(interpreter)
}
