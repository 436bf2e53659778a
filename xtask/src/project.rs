//! Where things are in this project and on this machine.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Failure, Outcome};

/// The folder with the workspace's Cargo.toml.
pub fn root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask).to_path_buf()
}

/// The folder Cargo builds into, which is also where our own scratch files go.
pub fn target() -> PathBuf {
    // A relative one is relative to where Cargo runs, which is the root.
    root().join(env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

pub fn dist() -> PathBuf {
    root().join("dist")
}

/// The folder for tools that are kept from one clone and build to the next.
///
/// # Errors
/// There is neither `SEGDECK_TOOLS`, `XDG_CACHE_HOME` nor a home folder.
pub fn tools() -> Outcome<PathBuf> {
    let folder = |name| {
        env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    folder("SEGDECK_TOOLS")
        .or_else(|| folder("XDG_CACHE_HOME").map(|cache| cache.join("segdeck/tools")))
        .or_else(|| folder("HOME").map(|home| home.join(".cache/segdeck/tools")))
        .or_else(|| folder("LOCALAPPDATA").map(|cache| cache.join("segdeck/tools")))
        .ok_or_else(|| {
            Failure::new(
                "There is no home folder to keep the build tools in; set SEGDECK_TOOLS to one.",
            )
        })
}

/// Cargo, working on this workspace.
pub fn cargo() -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(root());
    command
}
