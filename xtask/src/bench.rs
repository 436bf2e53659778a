//! `cargo xtask bench`: measurements, which nothing depends on.

use std::fs;
use std::process::{Command, ExitCode};

use clap::{Args, ValueEnum};

use crate::failure::{Attempt, Outcome};
use crate::server::{self, Server};
use crate::test::install_node_packages;
use crate::{process, project, tools};

#[derive(Args)]
pub struct Options {
    /// What to measure
    #[arg(value_enum)]
    subject: Subject,
    /// For how many seconds each operation is measured
    #[arg(long, default_value_t = 5)]
    seconds: u32,
}

#[derive(Clone, Copy, ValueEnum)]
enum Subject {
    /// Requests a second and their latency, with eight connections, on the demo data in a file
    Server,
}

/// Prints a table.
///
/// # Errors
/// A build fails, the server does not start, or a request is not answered with success.
pub fn run(options: &Options) -> Outcome<ExitCode> {
    match options.subject {
        Subject::Server => server(options.seconds),
    }
}

fn server(seconds: u32) -> Outcome<ExitCode> {
    let folder = project::root().join("tests/bench");
    install_node_packages(&folder)?;
    server::build(true)?;
    // Not in a folder for temporary files, which may be in memory: writes shall reach the disk.
    let scratch = project::target().join("bench");
    let _ = fs::remove_dir_all(&scratch);
    fs::create_dir_all(&scratch).attempt(|| format!("Cannot create {}", scratch.display()))?;
    let mut command = Command::new(server::program(true));
    command
        .args(["serve", "--seed", "demo", "--listen", "127.0.0.1:0"])
        .args(["--log", "warn", "--db"])
        .arg(scratch.join("segdeck.db"));
    let server = Server::start(command)?;
    process::run(
        Command::new(tools::npm()?)
            .args(["run", "--silent", "server"])
            .current_dir(&folder)
            .env("SEGDECK_URL", server.url())
            .env("SEGDECK_SECONDS", seconds.to_string()),
    )?;
    Ok(ExitCode::SUCCESS)
}
