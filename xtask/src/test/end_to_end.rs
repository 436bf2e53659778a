//! The dashboard in Chromium against a server.

use super::{Report, count, node};
use crate::failure::Outcome;
use crate::{browser, project, server};

pub fn run(report: &mut Report) -> Outcome<()> {
    server::build_with_dashboard()?;
    let folder = project::root().join("tests/e2e");
    node::install(&folder)?;
    report.check(node::program(&folder, "tsc").arg("--noEmit"))?;
    report.tests(
        node::program(&folder, "playwright")
            .arg("test")
            .env("CHROMIUM", browser::chromium()?)
            .env("SEGDECK_PROGRAM", server::program(false))
            .env("SEGDECK_DIST", project::dist()),
        count::playwright,
    )
}
