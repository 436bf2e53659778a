//! `cargo xtask bench`: measurements, which nothing depends on.

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use clap::{Args, ValueEnum};

use crate::dashboard::{self, Place, Profile};
use crate::failure::{Attempt, Outcome};
use crate::server::{self, Server};
use crate::test::{install_node_packages, node_program};
use crate::{browser, package, process, project, tools};

/// The key of the gateway that is measured.
const KEY: &str = "00112233445566778899aabbccddeeff";

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
    /// Requests a second and their latency, with eight connections, on the demo data in a file; then
    /// the same through a gateway
    Server,
    /// From a new browser to the list of the demo data in the sandbox in the browser; then what the
    /// review computes for a segment at the documented limits
    Browser,
    /// Only what the review computes, in Chromium
    Core,
    /// The npm package beside other packages that do the same, in Node.js and in Chromium
    Js,
}

/// Prints a table.
///
/// # Errors
/// A build fails, the server does not start, or a request is not answered with success.
pub fn run(options: &Options) -> Outcome<ExitCode> {
    match options.subject {
        Subject::Server => server(options.seconds),
        Subject::Browser => {
            cold_start()?;
            core()
        }
        Subject::Core => core(),
        Subject::Js => js(),
    }
}

fn cold_start() -> Outcome<()> {
    let folder = project::root().join("tests/e2e");
    install_node_packages(&folder)?;
    dashboard::build(Profile::Release, &Place::default())?;
    process::run(
        node_program(&folder, "playwright")
            .args(["test", "--config", "cold-start.config.ts"])
            .env("CHROMIUM", browser::chromium()?)
            .env("SEGDECK_DIST", project::dist()),
    )
}

/// Compiled as the dashboard is.
fn core() -> Outcome<ExitCode> {
    const PROFILE: &str = "web-release";
    const TARGET: &str = "wasm32-unknown-unknown";
    let folder = project::root().join("tests/bench");
    install_node_packages(&folder)?;
    let toolbox = tools::for_package(true)?;
    process::run(project::cargo().args([
        "build",
        "--package",
        "segdeck-core-bench",
        "--target",
        TARGET,
        "--profile",
        PROFILE,
    ]))?;
    let built = project::target().join(TARGET).join(PROFILE);
    let scratch = project::target().join("bench/core");
    process::run(
        toolbox
            .command("wasm-bindgen")?
            .args(["--target", "web", "--no-typescript", "--out-dir"])
            .arg(&scratch)
            .arg(built.join("segdeck_core_bench.wasm")),
    )?;
    dashboard::optimize(&scratch.join("segdeck_core_bench_bg.wasm"), &[], &toolbox)?;
    process::run(
        Command::new(tools::npm()?)
            .args(["run", "--silent", "core"])
            .current_dir(folder)
            .env("SEGDECK_CORE", scratch)
            .env("CHROMIUM", browser::chromium()?)
            .env("CHROMIUM_FLAGS", browser::FLAGS.join(" ")),
    )?;
    Ok(ExitCode::SUCCESS)
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
    let sandbox = Server::start(command)?;
    measure(&folder, sandbox.url(), seconds, None)?;

    let key_file = scratch.join("key");
    fs::write(&key_file, KEY).attempt(|| format!("Cannot write {}", key_file.display()))?;
    let mut command = Command::new(server::program(true));
    command
        .args(["serve", "--listen", "127.0.0.1:0", "--log", "error"])
        .args(["--upstream", sandbox.url(), "--key-file"])
        .arg(&key_file)
        .env("LAUNCHDARKLY_ACCESS_TOKEN", "api-sandbox-writer");
    let gateway = Server::start(command)?;
    println!("\nThrough a gateway:\n");
    measure(&folder, gateway.url(), seconds, Some(KEY))?;
    Ok(ExitCode::SUCCESS)
}

fn js() -> Outcome<ExitCode> {
    let tarball = package::build(true)?;
    let folder = project::root().join("tests/bench");
    install_node_packages(&folder)?;
    process::run(
        Command::new(tools::npm()?)
            .args(["run", "--silent", "js"])
            .current_dir(folder)
            .env("SEGDECK_PACKAGE", tarball)
            .env("CHROMIUM", browser::chromium()?)
            .env("CHROMIUM_FLAGS", browser::FLAGS.join(" ")),
    )?;
    Ok(ExitCode::SUCCESS)
}

/// Lets the requests of `tests/bench` loose on a server.
fn measure(folder: &Path, url: &str, seconds: u32, key: Option<&str>) -> Outcome<()> {
    process::run(
        Command::new(tools::npm()?)
            .args(["run", "--silent", "server"])
            .current_dir(folder)
            .env("SEGDECK_URL", url)
            .env("SEGDECK_KEY", key.unwrap_or_default())
            .env("SEGDECK_SECONDS", seconds.to_string()),
    )
}
