//! `cargo xtask test`: every check that guards a change, and one line that sums them up.

mod contract;
mod count;
mod deps;
mod end_to_end;
mod failed;
mod lint;
mod node;
mod openapi;
mod package;
mod python;
mod report;
mod size;
mod unit;
mod wasm;

use std::process::ExitCode;

use clap::ValueEnum;

use crate::dashboard::{self, Place, Profile};
use crate::failure::Outcome;

pub use count::cargo as count_cargo;
pub use node::{install as install_node_packages, program as node_program};
pub use openapi::{Extent, run as send_generated};
pub use report::Report;

/// Checks that belong together. They run in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Group {
    /// Format and lints, natively and for WebAssembly
    Lint,
    /// Licences, sources and known holes of what everything is made of
    Deps,
    /// Unit and property tests, natively
    Unit,
    /// Tests compiled to WebAssembly, in headless Chromium
    Wasm,
    /// The contract's cases, and the official clients against a server
    Contract,
    /// The npm package: packed, installed and used, in Node.js, Chromium and a bundler
    Package,
    /// The dashboard in Chromium against a server
    E2e,
    /// How many bytes a first visit loads
    Size,
}

impl Group {
    fn name(self) -> &'static str {
        match self {
            Self::Lint => "lint",
            Self::Deps => "deps",
            Self::Unit => "unit",
            Self::Wasm => "wasm",
            Self::Contract => "contract",
            Self::Package => "package",
            Self::E2e => "e2e",
            Self::Size => "size",
        }
    }

    fn run(self, report: &mut Report, release: &mut ReleaseDashboard) -> Outcome<()> {
        match self {
            Self::Lint => lint::run(report),
            Self::Deps => deps::run(report),
            Self::Unit => unit::run(report),
            Self::Wasm => wasm::run(report),
            Self::Contract => contract::run(report),
            Self::Package => package::run(report),
            Self::E2e => release.build().and_then(|()| end_to_end::run(report)),
            Self::Size => release.build().and_then(|()| size::run(report)),
        }
    }
}

/// The release build of the dashboard, built at most once for all groups.
#[derive(Default)]
struct ReleaseDashboard {
    is_built: bool,
}

impl ReleaseDashboard {
    fn build(&mut self) -> Outcome<()> {
        if !self.is_built {
            dashboard::build(Profile::Release, &Place::default())?;
            self.is_built = true;
        }
        Ok(())
    }
}

/// Runs the named groups, or all. One that fails does not stop the others.
pub fn run(named: &[Group]) -> ExitCode {
    let mut groups = if named.is_empty() {
        Group::value_variants().to_vec()
    } else {
        named.to_vec()
    };
    groups.sort();
    groups.dedup();
    let mut report = Report::default();
    let mut release = ReleaseDashboard::default();
    for group in groups {
        report.group(group.name(), |report| group.run(report, &mut release));
    }
    report.finish()
}
