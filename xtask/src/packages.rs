//! Debian packages the tests need: installed as root, else asked for.

use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::process;

/// Installs Debian packages.
///
/// # Errors
/// Not possible on this machine; the sentence holds the command to run by hand.
pub fn install(packages: &[&str], needed_for: &str) -> Outcome<()> {
    let list = packages.join(" ");
    if process::find("apt-get").is_none() {
        return Err(Failure::new(format!(
            "{needed_for} needs what Debian packages as {list}. Install it with your system's \
             package manager."
        )));
    }
    if !is_root() {
        return Err(Failure::new(format!(
            "{needed_for} needs {list}. Run: sudo apt-get install -y {list}"
        )));
    }
    process::run(Command::new("apt-get").arg("update"))?;
    process::run(
        Command::new("apt-get")
            .args(["install", "-y", "--no-install-recommends"])
            .args(packages)
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )
}

fn is_root() -> bool {
    process::capture(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}
