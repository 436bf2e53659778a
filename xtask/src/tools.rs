//! The pinned build tools, each kept per version outside `target/`.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{self as system, Command};

use crate::failure::{Attempt, Failure, Outcome};
use crate::{packages, process, project};

const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// A program we need, and how one version of it is installed into an empty folder.
struct Tool {
    name: &'static str,
    program: &'static str,
    version: &'static str,
    install: fn(&Tool, &Path) -> Outcome<()>,
}

const TRUNK: Tool = Tool {
    name: "trunk",
    program: "trunk",
    version: "0.21.14",
    install: install_crate,
};

/// The same version as the wasm-bindgen crate in Cargo.toml; they only work together.
const WASM_BINDGEN: Tool = Tool {
    name: "wasm-bindgen-cli",
    program: "wasm-bindgen",
    version: "0.2.128",
    install: install_crate,
};

/// Understands what the `wasm_split_helpers` crate in Cargo.toml leaves in the program.
const WASM_SPLIT: Tool = Tool {
    name: "wasm_split_cli_support",
    program: "wasm-split-cli",
    version: "0.2.4",
    install: install_wasm_split,
};

const WASM_OPT: Tool = Tool {
    name: "wasm-opt",
    program: "wasm-opt",
    version: "132.0.0",
    install: install_wasm_opt,
};

const CARGO_DENY: Tool = Tool {
    name: "cargo-deny",
    program: "cargo-deny",
    version: "0.20.2",
    install: install_unoptimized,
};

/// The folders that hold the tools' programs.
pub struct Toolbox {
    folders: Vec<PathBuf>,
}

impl Toolbox {
    /// A `PATH` on which our versions come first.
    ///
    /// # Errors
    /// A folder's name cannot be part of a `PATH`.
    pub fn path(&self) -> Outcome<OsString> {
        let inherited = env::var_os("PATH").unwrap_or_default();
        env::join_paths(
            self.folders
                .iter()
                .cloned()
                .chain(env::split_paths(&inherited)),
        )
        .attempt(|| "The tools folder cannot be put on the PATH".to_owned())
    }

    /// A program of that name, ours before any other.
    ///
    /// # Errors
    /// As [`Self::path`].
    pub fn command(&self, program: &str) -> Outcome<Command> {
        let mut command = Command::new(program);
        command.env("PATH", self.path()?);
        Ok(command)
    }
}

/// Everything a build of the dashboard needs; what is missing is installed.
///
/// # Errors
/// Something is missing and cannot be installed.
pub fn for_dashboard(is_optimized: bool) -> Outcome<Toolbox> {
    add_wasm_target()?;
    add_clang()?;
    let mut folders = vec![TRUNK.folder()?, WASM_BINDGEN.folder()?];
    if is_optimized {
        folders.extend([WASM_SPLIT.folder()?, WASM_OPT.folder()?]);
    }
    Ok(Toolbox { folders })
}

/// Everything a build of the npm package needs besides npm; what is missing is installed.
///
/// # Errors
/// Something is missing and cannot be installed.
pub fn for_package(is_optimized: bool) -> Outcome<Toolbox> {
    add_wasm_target()?;
    let mut folders = vec![WASM_BINDGEN.folder()?];
    if is_optimized {
        folders.push(WASM_OPT.folder()?);
    }
    Ok(Toolbox { folders })
}

/// The runner for tests compiled to WebAssembly.
///
/// # Errors
/// It is missing and cannot be installed.
pub fn wasm_test_runner() -> Outcome<PathBuf> {
    add_wasm_target()?;
    let runner = format!("wasm-bindgen-test-runner{}", env::consts::EXE_SUFFIX);
    Ok(WASM_BINDGEN.folder()?.join(runner))
}

/// What judges the crates that everything is made of.
///
/// # Errors
/// It is missing and cannot be installed.
pub fn cargo_deny() -> Outcome<PathBuf> {
    let program = format!("{}{}", CARGO_DENY.program, env::consts::EXE_SUFFIX);
    Ok(CARGO_DENY.folder()?.join(program))
}

/// Makes sure that the standard library for WebAssembly is there.
///
/// # Errors
/// It is missing and rustup cannot add it.
pub fn add_wasm_target() -> Outcome<()> {
    let mut rustc = Command::new("rustc");
    let sysroot = rustc
        .args(["--print", "sysroot"])
        .current_dir(project::root());
    let sysroot = process::capture(sysroot)?;
    if Path::new(sysroot.trim())
        .join("lib/rustlib")
        .join(WASM_TARGET)
        .join("lib")
        .is_dir()
    {
        return Ok(());
    }
    let mut rustup = Command::new("rustup");
    process::run(
        rustup
            .args(["target", "add", WASM_TARGET])
            .current_dir(project::root()),
    )
}

/// Makes sure that there is a C compiler that makes WebAssembly, which SQLite in the browser needs.
///
/// # Errors
/// It is missing and cannot be installed.
pub fn add_clang() -> Outcome<()> {
    if process::find("clang").is_some() {
        return Ok(());
    }
    packages::install(&["clang"], "Compiling SQLite for the browser")
}

/// Makes sure that `cargo fmt` and `cargo clippy` are there.
///
/// # Errors
/// One is missing and rustup cannot add it.
pub fn add_lint_components() -> Outcome<()> {
    for (subcommand, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if process::capture(project::cargo().args([subcommand, "--version"])).is_err() {
            process::run(
                Command::new("rustup")
                    .args(["component", "add", component])
                    .current_dir(project::root()),
            )?;
        }
    }
    Ok(())
}

impl Tool {
    fn folder(&self) -> Outcome<PathBuf> {
        self.folder_in(&project::tools()?)
    }

    /// The folder with the program, installed first if it is not there.
    fn folder_in(&self, tools: &Path) -> Outcome<PathBuf> {
        let home = tools.join(format!("{}-{}", self.name, self.version));
        let programs = home.join("bin");
        if self.is_in(&programs) {
            return Ok(programs);
        }
        eprintln!("Installing {} {} (once).", self.program, self.version);
        // Installed beside its place and then renamed, so that an install that was interrupted is
        // never taken for a whole one.
        let fresh = tools.join(format!(".{}-{}", self.name, system::id()));
        let created = fs::create_dir_all(&fresh);
        created.attempt(|| format!("Cannot create {}", fresh.display()))?;
        let installed = (self.install)(self, &fresh).and_then(|()| self.put(&fresh, &home));
        if installed.is_err() {
            let _ = fs::remove_dir_all(&fresh);
        }
        installed.map(|()| programs)
    }

    fn is_in(&self, programs: &Path) -> bool {
        process::is_program(&programs.join(format!("{}{}", self.program, env::consts::EXE_SUFFIX)))
            || process::is_program(&programs.join(self.program))
    }

    fn put(&self, fresh: &Path, home: &Path) -> Outcome<()> {
        if !self.is_in(&fresh.join("bin")) {
            return Err(Failure::new(format!(
                "{} {} was installed, yet its program {} is not there.",
                self.name, self.version, self.program
            )));
        }
        // Another run may have finished the same install meanwhile; then its result stays.
        if self.is_in(&home.join("bin")) {
            let _ = fs::remove_dir_all(fresh);
            return Ok(());
        }
        let _ = fs::remove_dir_all(home);
        fs::rename(fresh, home).attempt(|| format!("Cannot create {}", home.display()))
    }
}

/// Taken prebuilt where cargo-binstall can, else built from source.
fn install_crate(tool: &Tool, folder: &Path) -> Outcome<()> {
    let version = format!("{}@{}", tool.name, tool.version);
    if process::find("cargo-binstall").is_some() {
        let taken = process::run(
            Command::new("cargo")
                .args([
                    "binstall",
                    "--locked",
                    "--no-confirm",
                    "--disable-telemetry",
                    "--root",
                ])
                .arg(folder)
                .arg(&version),
        );
        match taken {
            Ok(()) => return Ok(()),
            Err(failure) => eprintln!("{failure} Building {version} from source instead."),
        }
    }
    process::run(
        Command::new("cargo")
            .args(["install", "--locked", "--root"])
            .arg(folder)
            .arg(&version),
    )
}

/// For a tool that has little to do: building it takes a third of the time.
fn install_unoptimized(tool: &Tool, folder: &Path) -> Outcome<()> {
    process::run(
        Command::new("cargo")
            .args(["install", "--locked", "--debug", "--root"])
            .arg(folder)
            .arg(format!("{}@{}", tool.name, tool.version)),
    )
}

/// The crate is a library first; its program has to be asked for, so no prebuilt one exists.
fn install_wasm_split(tool: &Tool, folder: &Path) -> Outcome<()> {
    process::run(
        Command::new("cargo")
            .args([
                "install",
                "--locked",
                "--features",
                "build-binary",
                "--root",
            ])
            .arg(folder)
            .arg(format!("{}@{}", tool.name, tool.version)),
    )
}

/// wasm-opt comes in the npm package `binaryen` as a program for Node, so it runs on every machine.
fn install_wasm_opt(tool: &Tool, folder: &Path) -> Outcome<()> {
    let scratch = folder.join("npm");
    process::run(
        Command::new(npm()?)
            .args([
                "install",
                "--no-save",
                "--no-package-lock",
                "--no-audit",
                "--no-fund",
            ])
            .arg("--prefix")
            .arg(&scratch)
            .arg(format!("binaryen@{}", tool.version)),
    )?;
    let source = scratch.join("node_modules/binaryen/bin");
    let programs = folder.join("bin");
    let created = fs::create_dir_all(&programs);
    created.attempt(|| format!("Cannot create {}", programs.display()))?;
    // Without the package.json beside it, Node would read the program as another kind of module.
    for file in [tool.program, "package.json"] {
        let copied = fs::copy(source.join(file), programs.join(file));
        copied.attempt(|| format!("Cannot copy {file} out of {}", source.display()))?;
    }
    fs::remove_dir_all(&scratch).attempt(|| format!("Cannot remove {}", scratch.display()))
}

/// npm, which comes with Node.js.
///
/// # Errors
/// It is not installed.
pub fn npm() -> Outcome<PathBuf> {
    process::find("npm").ok_or_else(|| {
        Failure::new("npm is not on the PATH. Install Node.js 20 or newer, which brings it.")
    })
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn tool(install: fn(&Tool, &Path) -> Outcome<()>) -> Tool {
        Tool {
            name: "hammer",
            program: "hammer",
            version: "1.2.3",
            install,
        }
    }

    fn install_whole(tool: &Tool, folder: &Path) -> Outcome<()> {
        install_without_program(tool, folder)?;
        let program = folder.join("bin").join(tool.program);
        fs::write(&program, "#!/bin/sh").unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755))
            .attempt(|| "Cannot make it a program".to_owned())
    }

    fn install_without_program(_: &Tool, folder: &Path) -> Outcome<()> {
        fs::create_dir(folder.join("bin")).attempt(|| "Cannot create bin".to_owned())
    }

    fn fail(_: &Tool, folder: &Path) -> Outcome<()> {
        fs::create_dir_all(folder.join("bin")).unwrap();
        Err(Failure::new("The network is down."))
    }

    #[test]
    fn the_tools_are_those_that_cargo_and_trunk_ask_for() {
        let (cargo, trunk) = (
            include_str!("../../Cargo.toml"),
            include_str!("../../Trunk.toml"),
        );
        assert!(cargo.contains(&format!("wasm-bindgen = \"={}\"", WASM_BINDGEN.version)));
        assert!(trunk.contains(&format!("wasm_bindgen = \"{}\"", WASM_BINDGEN.version)));
        assert!(trunk.contains(&format!("trunk-version = \"={}\"", TRUNK.version)));
    }

    #[test]
    fn a_tool_is_installed_once_per_version() {
        let tools = tempfile::tempdir().unwrap();
        let programs = tool(install_whole).folder_in(tools.path()).unwrap();
        assert_eq!(programs, tools.path().join("hammer-1.2.3/bin"));
        assert_eq!(tool(fail).folder_in(tools.path()).unwrap(), programs);
    }

    #[test]
    fn a_partial_install_is_never_taken_for_a_whole_one() {
        let tools = tempfile::tempdir().unwrap();
        fs::create_dir_all(tools.path().join("hammer-1.2.3/bin")).unwrap();
        assert!(
            tool(install_without_program)
                .folder_in(tools.path())
                .is_err()
        );
        let refusal = tool(fail).folder_in(tools.path()).unwrap_err();
        assert_eq!(refusal.to_string(), "The network is down.");
        // What failed leaves nothing behind, and the next try succeeds.
        assert_eq!(fs::read_dir(tools.path()).unwrap().count(), 1);
        assert!(tool(install_whole).folder_in(tools.path()).is_ok());
    }
}
