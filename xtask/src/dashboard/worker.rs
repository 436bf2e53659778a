//! The sandbox for the browser: the program of a worker, which only those load who choose it.
//!
//! Trunk gives a worker's files no names of their own content, so that a new page could meet an old
//! worker. Here they get them, and the page is told. For a release build the program is linked once
//! more, to be as small as it can be.

use std::fs;
use std::path::Path;

use super::files;
use super::split::{self, Part};
use crate::failure::{Attempt, Failure, Outcome};
use crate::tools::Toolbox;
use crate::{process, project, small};

/// What the names of all its files begin with.
pub const PROGRAM: &str = "segdeck-worker";
/// How the name of the script ends that starts it.
const START: &str = "_start.js";

/// Gives the files in `staging` their final names, makes them small in a release build, for which
/// there is a toolbox, and puts the name of the script into the page.
///
/// # Errors
/// A tool is missing or fails, or Trunk's files or the page are not as expected.
pub fn apply(staging: &Path, page: &Path, toolbox: Option<&Toolbox>) -> Outcome<()> {
    let program = staging.join(format!("{PROGRAM}_bg.wasm"));
    let glue = staging.join(format!("{PROGRAM}.js"));
    if files::read_text(&glue)?.contains("from \"env\"") {
        return Err(Failure::new(
            "SQLite calls C functions that a browser does not have, or that \
             crates/segdeck-worker/sqlite/sqlite3.c leaves out.",
        ));
    }
    let parts = match toolbox {
        Some(toolbox) => optimized(toolbox)?,
        None => vec![split::read_part(&program)?, split::read_part(&glue)?],
    };
    let (name, parts) = split::named(PROGRAM, parts)?;
    files::remove(&program)?;
    files::remove(&glue)?;
    for part in &parts {
        files::write(&staging.join(&part.name), &part.content)?;
    }
    files::write(
        &staging.join(format!("{name}{START}")),
        start(&name).as_bytes(),
    )?;
    files::write(page, with_name(&files::read_text(page)?, &name)?.as_bytes())
}

/// The program and its script, as small as they can be.
fn optimized(toolbox: &Toolbox) -> Outcome<Vec<Part>> {
    const TARGET: &str = "wasm32-unknown-unknown";
    const PROFILE: &str = "web-release";
    process::run(
        project::cargo()
            .args(["rustc", "--package", PROGRAM, "--bin", PROGRAM])
            .args(["--target", TARGET, "--profile", PROFILE, "--"])
            .args(small::FLAGS),
    )?;
    let scratch = project::target().join(format!("{PROGRAM}-small"));
    let _ = fs::remove_dir_all(&scratch);
    fs::create_dir_all(&scratch).attempt(|| format!("Cannot create {}", scratch.display()))?;
    let file = format!("{PROGRAM}.wasm");
    let needed = scratch.join(&file);
    small::needed(
        &project::target().join(TARGET).join(PROFILE).join(&file),
        &needed,
    )?;
    process::run(
        toolbox
            .command("wasm-bindgen")?
            .args(["--target", "web", "--no-typescript", "--out-dir"])
            .arg(&scratch)
            .arg(&needed),
    )?;
    let program = scratch.join(format!("{PROGRAM}_bg.wasm"));
    split::optimize(&program, &["--converge"], toolbox)?;
    let script = scratch.join(format!("{PROGRAM}.js"));
    let mut parts = vec![split::read_part(&program)?, split::read_part(&script)?];
    split::shorten(PROGRAM, &mut parts)?;
    Ok(parts)
}

/// The script that starts the program. Both of its files load at once; what goes wrong reaches the
/// page, which would not hear of a promise.
fn start(name: &str) -> String {
    format!(
        "const program = fetch(new URL(\"./{name}_bg.wasm\", import.meta.url));\n\
         import(\"./{name}.js\")\n\
         \x20 .then((glue) => glue.default({{ module_or_path: program }}))\n\
         \x20 .catch((error) => setTimeout(() => {{ throw error; }}));\n"
    )
}

/// The page with the name of the worker's script.
fn with_name(html: &str, name: &str) -> Outcome<String> {
    let unnamed = format!("{PROGRAM}.js");
    let named = html.replace(&unnamed, &format!("{name}{START}"));
    if named.matches(name).count() == 1 {
        Ok(named)
    } else {
        Err(Failure::new(format!(
            "index.html should name {unnamed} once, in <meta name=\"segdeck-worker\">."
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_the_script() {
        let html = "<meta name=segdeck-worker content=segdeck-worker.js><p>x</p>";
        assert_eq!(
            with_name(html, "segdeck-worker-0a").unwrap(),
            "<meta name=segdeck-worker content=segdeck-worker-0a_start.js><p>x</p>"
        );
        let refusal = with_name("<p>x</p>", "segdeck-worker-0a").unwrap_err();
        assert!(refusal.to_string().contains("segdeck-worker.js once"));
    }

    #[test]
    fn all_files_of_the_script_are_of_one_build() {
        let script = start("segdeck-worker-0a");
        assert!(
            script.contains("./segdeck-worker-0a_bg.wasm")
                && script.contains("./segdeck-worker-0a.js")
        );
    }
}
