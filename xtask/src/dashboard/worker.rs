//! The sandbox for the browser: the program of a worker, which only those load who choose it.
//!
//! Trunk gives a worker's files no names of their own content, so that a new page could meet an old
//! worker. Here they get them, and the page is told.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::Path;
use std::process::Command;

use super::{Profile, files, glue, split};
use crate::failure::{Attempt, Failure, Outcome};
use crate::tools;

/// What the names of all its files begin with.
pub const PROGRAM: &str = "segdeck-worker";

/// Gives the files in `staging` their final names, makes them small in a release build, and puts
/// the name of the script into the page.
///
/// # Errors
/// A tool is missing or fails, or Trunk's files or the page are not as expected.
pub fn apply(staging: &Path, page: &Path, profile: Profile) -> Outcome<()> {
    let program = staging.join(format!("{PROGRAM}_bg.wasm"));
    let glue = staging.join(format!("{PROGRAM}.js"));
    if files::read_text(&glue)?.contains("from \"env\"") {
        return Err(Failure::new(
            "SQLite calls C functions that a browser does not have, or that \
             crates/segdeck-worker/sqlite/sqlite3.c leaves out.",
        ));
    }
    if profile == Profile::Release {
        make_small(&program, &glue)?;
    }
    let mut hasher = DefaultHasher::new();
    for file in [&program, &glue] {
        hasher.write(&files::read(file)?);
    }
    let name = format!("{PROGRAM}-{:016x}", hasher.finish());
    for (file, suffix) in [(&program, "_bg.wasm"), (&glue, "_glue.js")] {
        let named = staging.join(format!("{name}{suffix}"));
        fs::rename(file, &named).attempt(|| format!("Cannot rename {}", file.display()))?;
    }
    files::write(&staging.join(format!("{name}.js")), start(&name).as_bytes())?;
    files::write(page, with_name(&files::read_text(page)?, &name)?.as_bytes())
}

fn make_small(program: &Path, script: &Path) -> Outcome<()> {
    let path = tools::for_dashboard(true)?.path()?;
    split::optimize(program, || {
        let mut wasm_opt = Command::new("wasm-opt");
        wasm_opt.env("PATH", &path);
        wasm_opt
    })?;
    let (whole, text) = (files::read(program)?, files::read_text(script)?);
    let (short, text) = glue::shorten(PROGRAM, &whole, &text)?;
    files::write(program, &short)?;
    files::write(script, text.as_bytes())
}

/// The script that starts the program. Both of its files load at once; what goes wrong reaches the
/// page, which would not hear of a promise.
fn start(name: &str) -> String {
    format!(
        "const program = fetch(new URL(\"./{name}_bg.wasm\", import.meta.url));\n\
         import(\"./{name}_glue.js\")\n\
         \x20 .then((glue) => glue.default({{ module_or_path: program }}))\n\
         \x20 .catch((error) => setTimeout(() => {{ throw error; }}));\n"
    )
}

/// The page with the name of the worker's script.
fn with_name(html: &str, name: &str) -> Outcome<String> {
    let unnamed = format!("{PROGRAM}.js");
    let named = html.replace(&unnamed, &format!("{name}.js"));
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
            "<meta name=segdeck-worker content=segdeck-worker-0a.js><p>x</p>"
        );
        let refusal = with_name("<p>x</p>", "segdeck-worker-0a").unwrap_err();
        assert!(refusal.to_string().contains("segdeck-worker.js once"));
    }

    #[test]
    fn all_files_of_the_script_are_of_one_build() {
        let script = start("segdeck-worker-0a");
        assert_eq!(script.matches("segdeck-worker-0a_").count(), 2);
    }
}
