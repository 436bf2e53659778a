//! Replaying the contract's cases against a real account.

use std::ffi::OsString;
use std::process::{Command, ExitCode};

use crate::failure::{Attempt, Outcome};
use crate::project;

/// Runs the program `conform` of the package `contract-replay`, which alone needs HTTPS.
pub fn run(arguments: &[OsString]) -> Outcome<ExitCode> {
    // Not from the root: the token's file is named from where the caller is.
    let status = Command::new("cargo")
        .args(["run", "--quiet", "--package", "contract-replay"])
        .args(["--features", "conform", "--bin", "conform"])
        .arg("--manifest-path")
        .arg(project::root().join("Cargo.toml"))
        .arg("--")
        .args(arguments)
        .status()
        .attempt(|| "Cannot run cargo".to_owned())?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
