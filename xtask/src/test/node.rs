//! npm packages of the tests, exactly as their lock file names them.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::failure::{Attempt, Outcome};
use crate::{process, tools};

/// Installs what `folder`'s package-lock.json names, unless that is what is there.
///
/// # Errors
/// There is no npm or no lock file, or npm fails.
pub fn install(folder: &Path) -> Outcome<()> {
    let lock = folder.join("package-lock.json");
    let wanted = fs::read(&lock).attempt(|| format!("Cannot read {}", lock.display()))?;
    let installed = folder.join("node_modules/.segdeck-installed");
    if fs::read(&installed).is_ok_and(|present| present == wanted) {
        return Ok(());
    }
    process::run(
        Command::new(tools::npm()?)
            .args(["ci", "--no-audit", "--no-fund"])
            .current_dir(folder)
            // The tests use the browser of this machine.
            .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"),
    )?;
    fs::write(&installed, wanted).attempt(|| format!("Cannot write {}", installed.display()))
}

/// A program that a package in `folder` brings.
pub fn program(folder: &Path, name: &str) -> Command {
    let mut command = Command::new(folder.join("node_modules/.bin").join(name));
    command.current_dir(folder);
    command
}
