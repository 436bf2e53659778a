//! `cargo xtask package`: the npm package, from Rust, the wrapper in JavaScript and its types.

mod bindings;
mod join;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::Args;
use serde_json::Value;

use crate::failure::{Attempt, Failure, Outcome};
use crate::{dashboard, process, project, small, tools};

const CRATE: &str = "crates/segdeck-js";
/// The program as Cargo and wasm-bindgen name it.
const PROGRAM: &str = "segdeck_js";
const TARGET: &str = "wasm32-unknown-unknown";

#[derive(Args)]
pub struct Options {
    /// Only compile, which is faster, to look at what one is developing
    #[arg(long)]
    debug: bool,
}

/// Builds the package and tells where it is.
///
/// # Errors
/// A tool is missing or fails.
pub fn run(options: &Options) -> Outcome<ExitCode> {
    let tarball = build(!options.debug)?;
    let wasm = folder().join("segdeck.wasm");
    let size = fs::read(&wasm).attempt(|| format!("Cannot read {}", wasm.display()))?;
    println!(
        "{} (WebAssembly: {} bytes, {} gzipped)",
        tarball.display(),
        size.len(),
        dashboard::gzip(&size)?.len()
    );
    Ok(ExitCode::SUCCESS)
}

/// Where the package's files are.
pub fn folder() -> PathBuf {
    project::target().join("package/segdeck")
}

/// Builds the package; the path of its tarball.
///
/// # Errors
/// A tool is missing or fails.
pub fn build(is_release: bool) -> Outcome<PathBuf> {
    let folder = folder();
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).attempt(|| format!("Cannot create {}", folder.display()))?;
    let bindings = compile(&folder, is_release)?;
    write_scripts(&folder, &bindings)?;
    write_rest(&folder)?;
    pack(&folder)
}

/// Compiles the program into `segdeck.wasm`; what wasm-bindgen wrote to call it.
fn compile(folder: &Path, is_release: bool) -> Outcome<String> {
    let toolbox = tools::for_package(is_release)?;
    let profile = if is_release { "js-release" } else { "dev" };
    let mut cargo = project::cargo();
    cargo
        .args(["rustc", "--package", "segdeck-js", "--lib"])
        // A library for Rust as well would not be optimized as a whole.
        .args(["--crate-type", "cdylib", "--target", TARGET])
        .args(["--profile", profile])
        .env(
            "CARGO_ENCODED_RUSTFLAGS",
            small::without_folders()?.join("\u{1f}"),
        );
    if is_release {
        cargo.arg("--").args(small::FLAGS);
    }
    process::run(&mut cargo)?;
    let mut built = project::target()
        .join(TARGET)
        .join(if is_release { profile } else { "debug" })
        .join(format!("{PROGRAM}.wasm"));
    let scratch = project::target().join("package/bindings");
    let _ = fs::remove_dir_all(&scratch);
    if is_release {
        fs::create_dir_all(&scratch).attempt(|| format!("Cannot create {}", scratch.display()))?;
        let needed = scratch.join(format!("{PROGRAM}.wasm"));
        small::needed(&built, &needed)?;
        built = needed;
    }
    process::run(
        toolbox
            .command("wasm-bindgen")?
            .args(["--target", "bundler", "--no-typescript"])
            .args(["--remove-producers-section", "--out-dir"])
            .arg(&scratch)
            .arg(&built),
    )?;
    let bound = scratch.join(format!("{PROGRAM}_bg.wasm"));
    let wasm = folder.join("segdeck.wasm");
    fs::copy(&bound, &wasm).attempt(|| format!("Cannot copy {}", bound.display()))?;
    if is_release {
        dashboard::optimize(&wasm, &["--converge"], &toolbox)?;
    }
    bindings::as_function(&read(&scratch.join(format!("{PROGRAM}_bg.js")))?, PROGRAM)
}

/// The scripts: the wrapper in one file for each kind of module, and what starts it.
fn write_scripts(folder: &Path, bindings: &str) -> Outcome<()> {
    let sources = project::root().join(CRATE).join("js");
    let index = read(&sources.join("index.js"))?;
    let names = join::names(&index)?;
    let mut modules = Vec::new();
    for file in join::ORDER {
        let source = if file == "bindings" {
            bindings.to_owned()
        } else {
            read(&sources.join(format!("{file}.js")))?
        };
        modules.push(join::without_imports(&source));
    }
    let body = modules.join("\n");
    let inner = format!("{}, init, isStarted, start", names.join(", "));
    write(
        &folder.join("core.js"),
        &format!("{body}\nexport {{ {inner} }};\n"),
    )?;
    write(
        &folder.join("core.cjs"),
        &format!("\"use strict\";\n{body}\nmodule.exports = {{ {inner} }};\n"),
    )?;
    for entry in [
        "web.js",
        "manual.js",
        "node.cjs",
        "node.mjs",
        "manual.cjs",
        "manual.mjs",
    ] {
        let text = read(&sources.join("entries").join(entry))?;
        write(
            &folder.join(entry),
            &text.replace("NAMES", &names.join(", ")),
        )?;
    }
    Ok(())
}

/// The types, the description of the package, and what people read.
fn write_rest(folder: &Path) -> Outcome<()> {
    let source = project::root().join(CRATE);
    for name in ["index", "manual"] {
        let types = read(&source.join("js").join(format!("{name}.d.ts")))?;
        write(&folder.join(format!("{name}.d.ts")), &types)?;
        // The same for those who require it, where TypeScript wants a file of its own.
        let types = types.replace("\"./index.js\"", "\"./index.cjs\"");
        write(&folder.join(format!("{name}.d.cts")), &types)?;
    }
    write(&folder.join("README.md"), &read(&source.join("README.md"))?)?;
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        write(
            &folder.join(licence),
            &read(&project::root().join(licence))?,
        )?;
    }
    let description = read(&source.join("package.json"))?;
    write(&folder.join("package.json"), &with_version(&description)?)
}

/// The workspace's version, in the place of the one that stands there.
fn with_version(description: &str) -> Outcome<String> {
    const UNSET: &str = "\"version\": \"0.0.0\"";
    if description.matches(UNSET).count() != 1 {
        return Err(Failure::new(format!(
            "{CRATE}/package.json should say {UNSET} once."
        )));
    }
    Ok(description.replace(
        UNSET,
        &format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION")),
    ))
}

fn pack(folder: &Path) -> Outcome<PathBuf> {
    let place = project::target().join("package");
    let told = process::capture(
        Command::new(tools::npm()?)
            .args(["pack", "--json", "--pack-destination"])
            .arg(&place)
            .current_dir(folder),
    )?;
    let told: Value =
        serde_json::from_str(&told).attempt(|| "npm pack says what is no JSON".to_owned())?;
    let name = told
        .pointer("/0/filename")
        .and_then(Value::as_str)
        .ok_or_else(|| Failure::new("npm pack does not say what it wrote."))?;
    Ok(place.join(name))
}

fn read(file: &Path) -> Outcome<String> {
    fs::read_to_string(file).attempt(|| format!("Cannot read {}", file.display()))
}

fn write(file: &Path, text: &str) -> Outcome<()> {
    fs::write(file, text).attempt(|| format!("Cannot write {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_the_workspaces() {
        let text = with_version("{\"version\": \"0.0.0\"}").unwrap();
        assert_eq!(
            text,
            format!("{{\"version\": \"{}\"}}", env!("CARGO_PKG_VERSION"))
        );
        assert!(with_version("{}").is_err());
    }
}
