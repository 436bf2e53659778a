//! The sandbox for the browser: the program of a worker, which only those load who choose it.
//!
//! Trunk gives a worker's files no names of their own content, so that a new page could meet an old
//! worker. Here they get them, and the page is told. A release build is split where
//! `crates/segdeck-worker/src/browser/rest.rs` says.

use std::path::Path;

use super::{Profile, files, split};
use crate::failure::{Failure, Outcome};

/// What the names of all its files begin with.
pub const PROGRAM: &str = "segdeck-worker";
/// How the name of the script ends that starts it.
const START: &str = "_start.js";

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
    let parts = if profile == Profile::Release {
        split::parts(PROGRAM)?
    } else {
        vec![split::read_part(&program)?, split::read_part(&glue)?]
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
