//! Pythons of our own, each with the packages that one folder of tests names.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Attempt, Outcome};
use crate::{packages, process, project};

/// A Python of its own with what the folder's `requirements.txt` names, kept in `target/` under
/// this name.
///
/// # Errors
/// It cannot be made, or a package cannot be installed.
pub fn with_packages(folder: &Path, name: &str) -> Outcome<PathBuf> {
    let requirements = folder.join("requirements.txt");
    let wanted = fs::read(&requirements);
    let wanted = wanted.attempt(|| format!("Cannot read {}", requirements.display()))?;
    let environment = project::target().join(format!("contract-{name}"));
    let interpreter = environment.join("bin/python");
    let installed = environment.join("requirements.txt");
    if fs::read(&installed).is_ok_and(|present| present == wanted) {
        return Ok(interpreter);
    }
    let has_venv = process::capture(Command::new("python3").args(["-c", "import ensurepip, venv"]));
    if has_venv.is_err() {
        packages::install(&["python3-venv"], "Testing with programs in Python")?;
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
