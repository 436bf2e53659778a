//! Programs of WebAssembly that are compiled to be small as a whole: the npm package's, and the
//! sandbox's for the browser.

mod linked;
mod panics;
mod unused;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Attempt, Failure, Outcome};
use crate::{process, project};

/// What Cargo gives the compiler for the last step, which optimizes everything together. What is
/// inlined compresses worse, even where it is the only call: LLVM leaves out functions that need
/// room on the stack, which are the large ones. Its strength reduction of loops only adds variables
/// here. With a stack that ends below 2^20, addresses take three bytes instead of four. Relocations
/// are for [`needed`].
pub const FLAGS: [&str; 8] = [
    "-C",
    "llvm-args=-inline-max-stacksize=0",
    "-C",
    "llvm-args=-disable-lsr",
    "-C",
    "link-arg=-zstack-size=983040",
    "-C",
    "link-arg=--emit-relocs",
];

/// Writes to `needed` what is needed of the program that was `built` with [`FLAGS`]: its failures
/// are traps without words.
///
/// # Errors
/// A file cannot be read or written, or the program is not as expected.
pub fn needed(built: &Path, needed: &Path) -> Outcome<()> {
    let program = fs::read(built).attempt(|| format!("Cannot read {}", built.display()))?;
    let rest = unused::removed(&program).ok_or_else(|| {
        let reason = "has no names or no relocations, or instructions that are not known.";
        Failure::new(format!("{} {reason}", built.display()))
    })?;
    fs::write(needed, rest).attempt(|| format!("Cannot write {}", needed.display()))
}

/// Flags for the compiler that keep the folders of this machine out of a program's messages.
///
/// # Errors
/// There is no home folder, or no compiler.
pub fn without_folders() -> Outcome<Vec<String>> {
    let home = env::var("CARGO_HOME").map(PathBuf::from).or_else(|_| {
        env::var("HOME")
            .map(|home| Path::new(&home).join(".cargo"))
            .attempt(|| "There is neither CARGO_HOME nor HOME".to_owned())
    })?;
    let remap = |from: &Path, to: &str| format!("--remap-path-prefix={}={to}", from.display());
    // The standard library's sources are found here where they are installed.
    let sysroot = process::capture(
        Command::new("rustc")
            .args(["--print", "sysroot"])
            .current_dir(project::root()),
    )?;
    Ok(vec![
        remap(&project::root(), "/segdeck"),
        remap(&home, "/cargo"),
        remap(Path::new(sysroot.trim()), "/rust"),
    ])
}
