//! Everything one does with Segdeck's sources: `cargo xtask serve`, `cargo xtask test` and the rest.

mod bench;
mod browser;
mod conform;
mod dashboard;
mod failure;
mod package;
mod packages;
mod process;
mod project;
mod screenshots;
mod serve;
mod server;
mod small;
mod soak;
mod test;
mod tools;

use clap::{Parser, Subcommand};
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use failure::Outcome;

/// Build, serve and test Segdeck.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build everything and open the dashboard on a sandbox server with demo data
    Serve(serve::Options),
    /// Run the checks that guard a change; without a group, all of them
    Test {
        #[arg(value_enum)]
        groups: Vec<test::Group>,
    },
    /// Build the dashboard into dist/, ready for any host: optimized for size, with its
    /// Content-Security-Policy, its service worker and packed forms of every file
    Build {
        /// Only compile, which is faster, to look at what one is developing
        #[arg(long)]
        debug: bool,
        /// Optimize, as without this
        #[arg(long, conflicts_with = "debug")]
        release: bool,
        #[command(flatten)]
        place: dashboard::Place,
    },
    /// Build the npm package into target/package
    Package(package::Options),
    /// Run the long versions of the tests, of which `test` runs a small sample
    Soak(soak::Options),
    /// Measure, and print a table
    Bench(bench::Options),
    /// Replay the contract's cases against a LaunchDarkly account and print the differences
    #[command(disable_help_flag = true)]
    Conform {
        /// What `cargo xtask conform --help` tells
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
    /// Photograph the dashboard's screens, light and dark, wide and narrow
    Screenshots {
        /// The folder to write the pictures to
        #[arg(long)]
        out: PathBuf,
        /// Only these routes, such as /p/default/production/segments
        #[arg(long = "route")]
        routes: Vec<String>,
    },
    /// What Trunk calls after a build (see Trunk.toml)
    #[command(hide = true)]
    DistHook,
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Outcome<ExitCode> {
    match command {
        Command::Serve(options) => serve::run(&options),
        Command::Test { groups } => Ok(test::run(&groups)),
        Command::Build { debug, place, .. } => {
            dashboard::build(dashboard::Profile::from_release(!debug), &place)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Package(options) => package::run(&options),
        Command::Bench(options) => bench::run(&options),
        Command::Soak(options) => Ok(soak::run(&options)),
        Command::Conform { arguments } => conform::run(&arguments),
        Command::Screenshots { out, routes } => screenshots::run(&out, &routes),
        Command::DistHook => dashboard::hook(),
    }
}
