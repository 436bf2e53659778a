//! `cargo xtask screenshots`: pictures of the dashboard's screens, for people to compare.

use std::env;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use crate::dashboard::{self, Place, Profile};
use crate::failure::{Attempt, Outcome};
use crate::test::{install_node_packages, node_program};
use crate::{browser, process, project, server};

/// # Errors
/// A build fails, or a screen cannot be shown.
pub fn run(out: &Path, routes: &[String]) -> Outcome<ExitCode> {
    dashboard::build(Profile::Release, &Place::default())?;
    server::build(false)?;
    let folder = project::root().join("tests/e2e");
    install_node_packages(&folder)?;
    let here = env::current_dir().attempt(|| "Cannot tell the current folder".to_owned())?;
    let out = here.join(out);
    fs::create_dir_all(&out).attempt(|| format!("Cannot create {}", out.display()))?;
    process::run(
        node_program(&folder, "playwright")
            .args(["test", "--config", "screenshots.config.ts"])
            .env("CHROMIUM", browser::chromium()?)
            .env("SEGDECK_PROGRAM", server::program(false))
            .env("SEGDECK_DIST", project::dist())
            .env("SEGDECK_SCREENSHOTS", &out)
            .env("SEGDECK_ROUTES", routes.join("\n")),
    )?;
    Ok(ExitCode::SUCCESS)
}
