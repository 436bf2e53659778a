//! The browser for the tests: one that is installed, never a download of our own.

use std::env;
use std::path::PathBuf;

use crate::failure::{Failure, Outcome};
use crate::{packages, process};

const CHROMIUMS: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];
const FIREFOXES: [&str; 2] = ["firefox-esr", "firefox"];
const DRIVERS: [&str; 2] = ["chromedriver", "chromium.chromedriver"];

/// What every headless Chromium of ours is started with: no sandbox, since the tests also run as
/// root, and no calls home, which a closed network would answer with errors.
pub const FLAGS: [&str; 7] = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// Chromium: `$CHROMIUM`, else what is on the `PATH`, else installed.
///
/// # Errors
/// There is none and it cannot be installed.
pub fn chromium() -> Outcome<PathBuf> {
    locate("CHROMIUM", &CHROMIUMS, "chromium")
}

/// Firefox: `$FIREFOX`, else what is on the `PATH`, else installed.
///
/// # Errors
/// There is none and it cannot be installed.
pub fn firefox() -> Outcome<PathBuf> {
    locate("FIREFOX", &FIREFOXES, "firefox-esr")
}

/// Chromium's driver: `$CHROMEDRIVER`, else what is on the `PATH`, else installed.
///
/// # Errors
/// There is none and it cannot be installed.
pub fn driver() -> Outcome<PathBuf> {
    locate("CHROMEDRIVER", &DRIVERS, "chromium-driver")
}

fn locate(setting: &str, names: &[&str], package: &str) -> Outcome<PathBuf> {
    if let Some(chosen) = env::var_os(setting).filter(|value| !value.is_empty()) {
        let chosen = PathBuf::from(chosen);
        if process::is_program(&chosen) {
            return Ok(chosen);
        }
        return Err(Failure::new(format!(
            "{setting} names {}, which is not a program. Correct it, or unset it.",
            chosen.display()
        )));
    }
    let find = || names.iter().find_map(|name| process::find(name));
    if let Some(found) = find() {
        return Ok(found);
    }
    packages::install(&[package], "Testing in a browser")?;
    find().ok_or_else(|| {
        Failure::new(format!(
            "{package} is installed, yet none of {} is there.",
            names.join(", ")
        ))
    })
}
