//! The dashboard's files: built by Trunk, and made to obey a strict Content-Security-Policy.

mod glue;
mod order;
mod policy;
mod split;
mod styles;
mod wasm;
pub mod worker;

use std::env;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use crate::failure::{Failure, Outcome};
use crate::{process, project, tools};

/// How the dashboard is compiled.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    Debug,
    Release,
}

impl Profile {
    pub fn from_release(is_release: bool) -> Self {
        if is_release {
            Self::Release
        } else {
            Self::Debug
        }
    }
}

/// Builds the dashboard into `dist/`.
///
/// # Errors
/// A tool is missing and cannot be installed, or the build fails.
pub fn build(profile: Profile) -> Outcome<()> {
    let toolbox = tools::for_dashboard(profile == Profile::Release)?;
    let mut trunk = Command::new("trunk");
    // Trunk takes the tools from the PATH; offline, it never fetches others.
    trunk.args(["build", "--offline", "--skip-version-check"]);
    if profile == Profile::Release {
        trunk.arg("--release");
    }
    // Trunk reads NO_COLOR as its own option and refuses the usual value 1.
    trunk
        .current_dir(project::root())
        .env("PATH", toolbox.path()?)
        .env_remove("NO_COLOR");
    process::run(&mut trunk)
}

/// Runs inside Trunk, between building and moving the files to `dist/`.
///
/// # Errors
/// Not started by Trunk, or the page has what the policy would block.
pub fn hook() -> Outcome<ExitCode> {
    let staging = env::var_os("TRUNK_STAGING_DIR")
        .map(PathBuf::from)
        .ok_or_else(|| {
            Failure::new("dist-hook is for Trunk to call; run `cargo xtask build` instead.")
        })?;
    let page = staging.join("index.html");
    let is_release = env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release");
    let profile = Profile::from_release(is_release);
    worker::apply(&staging, &page, profile)?;
    // Only release builds: `trunk serve` reloads the page with an inline script.
    if profile == Profile::Release {
        split::apply(&staging, &page)?;
        policy::apply(&page)?;
    }
    Ok(ExitCode::SUCCESS)
}
