//! The dashboard's files: built by Trunk, and made ready for any host.

mod compress;
mod files;
mod glue;
pub mod instructions;
mod offline;
mod order;
mod place;
mod policy;
mod scripts;
mod split;
mod styles;
pub mod wasm;
pub mod worker;

use std::env;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use segdeck_policy::Policy;

use crate::failure::{Failure, Outcome};
use crate::{process, project, small, tools};

pub use compress::{brotli, gzip};
pub use files::below as files_below;
pub use offline::{FALLBACK, SERVICE_WORKER};
pub use place::Place;
pub use split::optimize;

/// Tells the hook, which Trunk calls, what the page may connect to.
const CONNECT_SRC: &str = "SEGDECK_CONNECT_SRC";

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

/// Builds the dashboard into `dist/`, for a place.
///
/// # Errors
/// A tool is missing and cannot be installed, or the build fails.
pub fn build(profile: Profile, place: &Place) -> Outcome<()> {
    let toolbox = tools::for_dashboard(profile == Profile::Release)?;
    let mut trunk = Command::new("trunk");
    // Trunk takes the tools from the PATH; offline, it never fetches others.
    trunk.args(["build", "--offline", "--skip-version-check"]);
    if profile == Profile::Release {
        trunk.arg("--release");
        let mut flags = small::without_folders()?;
        // This variable has spaces between them.
        flags.retain(|flag| !flag.contains(char::is_whitespace));
        // Only for this target: Trunk calls our hook through Cargo too.
        trunk.env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
            flags.join(" "),
        );
    }
    trunk.args(["--public-url", place.path()]);
    // Trunk reads NO_COLOR as its own option and refuses the usual value 1.
    trunk
        .current_dir(project::root())
        .env("PATH", toolbox.path()?)
        .env(CONNECT_SRC, place.connect_src())
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
    let page = staging.join(offline::PAGE);
    let is_release = env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release");
    let toolbox = if is_release {
        Some(tools::for_dashboard(true)?)
    } else {
        None
    };
    worker::apply(&staging, &page, toolbox.as_ref())?;
    // Only optimized builds: `trunk serve` reloads the page with an inline script.
    if let Some(toolbox) = &toolbox {
        split::apply(&staging, &page, toolbox)?;
        let html = scripts::apply(&staging, &files::read_text(&page)?)?;
        let connect = env::var(CONNECT_SRC).unwrap_or_default();
        let policy = Policy::new(place::origins(&connect)?);
        let html = policy::apply(&html, &policy)?;
        offline::apply(&staging, &html, &policy)?;
        compress::apply(&staging)?;
    }
    Ok(ExitCode::SUCCESS)
}
