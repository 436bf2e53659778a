//! The scripts beside the program: under names with a hash, so that they never change, and without
//! comments.

use std::path::Path;

use super::files;
use crate::failure::{Failure, Outcome};
use crate::project;

/// Gives the script that starts the dashboard its final name and puts the one that it loads when
/// everything is shown beside it. What is left is the page that names both.
///
/// # Errors
/// The page does not start that script, or a file cannot be read or written.
pub fn apply(staging: &Path, html: &str) -> Outcome<String> {
    let boot = hashed(staging, "boot")?;
    files::remove(&staging.join("boot.js"))?;
    let updates = hashed(staging, "updates")?;
    named(html, &boot, &updates)
        .ok_or_else(|| Failure::new("index.html has no script boot.js that starts the program."))
}

/// Writes `web/<name>.js` into `staging` and gives the name that it has there.
fn hashed(staging: &Path, name: &str) -> Outcome<String> {
    let source = project::root().join("web").join(format!("{name}.js"));
    let script = bare(&files::read_text(&source)?);
    let name = format!("{name}-{}.js", files::hash(script.as_bytes()));
    files::write(&staging.join(&name), script.as_bytes())?;
    Ok(name)
}

fn named(html: &str, boot: &str, updates: &str) -> Option<String> {
    let (before, after) = html.split_once(" data-js=")?;
    let (tag, after) = after.split_once('>')?;
    let tag = tag
        .contains("boot.js")
        .then(|| tag.replace("boot.js", boot))?;
    Some(format!(
        "{before} data-updates={updates} data-js={tag}>{after}"
    ))
}

/// The script without comments and indentation.
pub fn bare(script: &str) -> String {
    let lines = script.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty() && !line.starts_with("//"))
        .flat_map(|line| [line, "\n"])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_both_scripts() {
        let html = "<p><script data-js=/a/app.js data-wasm=/a/app.wasm src=/a/boot.js type=module>\
            </script><p>";
        assert_eq!(
            named(html, "boot-1.js", "updates-2.js").unwrap(),
            "<p><script data-updates=updates-2.js data-js=/a/app.js data-wasm=/a/app.wasm \
             src=/a/boot-1.js type=module></script><p>"
        );
        assert_eq!(named("<script src=/boot.js></script>", "a", "b"), None);
        assert_eq!(
            named("<script data-js=/a.js></script>boot.js", "a", "b"),
            None
        );
    }

    #[test]
    fn comments_are_left_out_and_addresses_are_not() {
        let script = "// Why.\nconst a = \"https://a.test\";\n\n  // More.\n  start();\n";
        assert_eq!(bare(script), "const a = \"https://a.test\";\nstart();\n");
    }
}
