//! The dashboard in a browser, on every sandbox that it can have.

use std::process::Command;

use super::{Report, count, node};
use crate::failure::Outcome;
use crate::{browser, project, server};

/// Where the sandbox runs that the page is connected to; the projects of playwright.config.ts.
const SANDBOXES: [&str; 2] = ["local-server", "browser-sandbox"];

pub fn run(report: &mut Report) -> Outcome<()> {
    server::build_with_dashboard()?;
    let folder = project::root().join("tests/e2e");
    node::install(&folder)?;
    report.check(node::program(&folder, "tsc").arg("--noEmit"))?;
    let chromium = browser::chromium()?;
    let playwright = |arguments: &[&str]| -> Command {
        let mut command = node::program(&folder, "playwright");
        command
            .arg("test")
            .args(arguments)
            .env("CHROMIUM", &chromium)
            .env("SEGDECK_PROGRAM", server::program(false))
            .env("SEGDECK_DIST", project::dist());
        command
    };
    for sandbox in SANDBOXES {
        let mut tests = playwright(&["--project", sandbox]);
        report.tests(&mut tests, count::playwright)?;
    }
    match browser::firefox() {
        Ok(firefox) => {
            let mut smoke = playwright(&["--config", "firefox.config.ts"]);
            report.tests(smoke.env("FIREFOX", firefox), count::playwright)
        }
        Err(failure) => {
            report.not_checked(format!("the sandbox in Firefox: {failure}"));
            Ok(())
        }
    }
}
