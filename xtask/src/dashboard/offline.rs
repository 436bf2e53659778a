//! What the page needs to open without a network, and on a host that knows only files.

use std::collections::BTreeMap;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use segdeck_policy::Policy;
use sha2::{Digest, Sha256};

use super::{files, scripts, worker};
use crate::failure::{Attempt, Failure, Outcome};
use crate::project;

pub const PAGE: &str = "index.html";
/// What a host answers with for an address that it does not know.
pub const FALLBACK: &str = "404.html";
/// Not hashed: browsers look for a newer version under the same name.
pub const SERVICE_WORKER: &str = "service-worker.js";

/// Where a server answers what it is itself. What a host of files says there is never kept.
const OF_SERVERS: &str = "segdeck/";

/// Files by their names, each with the hash that the browser checks.
type Hashes = BTreeMap<String, String>;

/// Names the version in the page and writes the service worker that keeps its files together.
///
/// # Errors
/// A file has no hash in its name, or cannot be read or written.
pub fn apply(staging: &Path, html: &str, policy: &Policy) -> Outcome<()> {
    let (mut needed, mut of_sandbox) = (Hashes::new(), Hashes::new());
    for name in files::below(staging)? {
        if name == PAGE || name.starts_with(OF_SERVERS) {
            continue;
        }
        if !files::has_hash(&name) || name.contains('/') {
            return Err(Failure::new(format!(
                "The build has a file {name}, whose name has no hash of its content in it, so that \
                 no version of the page could rely on it."
            )));
        }
        let digest = Sha256::digest(files::read(&staging.join(&name))?);
        let hash = format!("sha256-{}", STANDARD.encode(digest));
        if name.starts_with(worker::PROGRAM) {
            of_sandbox.insert(name, hash);
        } else {
            needed.insert(name, hash);
        }
    }
    let source = project::root().join("web").join(SERVICE_WORKER);
    let worker = scripts::bare(&files::read_text(&source)?);
    let worker = filled(&worker, "FILES", &needed)?;
    let worker = filled(&worker, "SANDBOX_FILES", &of_sandbox)?;
    let worker = filled(&worker, "POLICY", &policy.tag())?;
    // Whatever changes makes another version: a file, the page, or how both are kept.
    let version = files::hash(format!("{html}{worker}").as_bytes());
    let worker = filled(&worker, "VERSION", &version)?;
    files::write(&staging.join(SERVICE_WORKER), worker.as_bytes())?;
    let page = with_version(html, &version)?;
    for name in [PAGE, FALLBACK] {
        files::write(&staging.join(name), page.as_bytes())?;
    }
    Ok(())
}

/// The script with a value in the place of the empty one.
fn filled<T: serde::Serialize>(script: &str, name: &str, value: &T) -> Outcome<String> {
    let json = |what: &str| format!("const {name} = {what};\n");
    let value = serde_json::to_string(value).attempt(|| format!("Cannot write {name}"))?;
    for empty in ["{}", "\"\""] {
        if script.contains(&json(empty)) {
            return Ok(script.replace(&json(empty), &json(&value)));
        }
    }
    Err(Failure::new(format!(
        "web/{SERVICE_WORKER} has no empty {name} to fill in."
    )))
}

fn with_version(html: &str, version: &str) -> Outcome<String> {
    let charset = html.find("<meta charset").and_then(|start| {
        let (before, rest) = html.split_at_checked(start)?;
        let (charset, after) = rest.split_once('>')?;
        Some(format!(
            "{before}{charset}><meta name=\"segdeck-version\" content=\"{version}\">{after}"
        ))
    });
    charset.ok_or_else(|| {
        Failure::new("index.html has no <meta charset>, after which the version would go.")
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn built(files: &[(&str, &str)]) -> (tempfile::TempDir, Outcome<()>) {
        let staging = tempfile::tempdir().unwrap();
        fs::create_dir(staging.path().join("segdeck")).unwrap();
        for (name, content) in files {
            fs::write(staging.path().join(name), content).unwrap();
        }
        let applied = apply(staging.path(), "<meta charset=utf-8><p>", &Policy::new([]));
        (staging, applied)
    }

    const APP: (&str, &str) = ("app-0123456789abcdef.js", "start()");
    const WORKER: (&str, &str) = ("segdeck-worker-0123456789abcdef.js", "work()");

    #[test]
    fn a_version_is_one_list_of_files() {
        let (staging, applied) =
            built(&[("index.html", ""), ("segdeck/config.json", ""), APP, WORKER]);
        applied.unwrap();
        let read = |name: &str| fs::read_to_string(staging.path().join(name)).unwrap();
        let page = read("index.html");
        let version = segdeck_policy::version(&page).unwrap();
        assert_eq!(read("404.html"), page);
        let worker = read("service-worker.js");
        assert!(worker.contains(&format!("const VERSION = \"{version}\";\n")));
        // By `printf 'start()' | openssl dgst -sha256 -binary | base64`.
        let hash = "sha256-DIm7WJS6ZKDYe5qFLPy+h4JFI9Bol5QmYC57mt3Fb00=";
        let list = format!("const FILES = {{\"{}\":\"{hash}\"}};\n", APP.0);
        assert!(worker.contains(&list), "{worker}");
        let sandbox = format!("const SANDBOX_FILES = {{\"{}\":", WORKER.0);
        assert!(worker.contains(&sandbox), "{worker}");
        let policy = format!("const POLICY = \"{}\";\n", Policy::new([]).tag());
        assert!(worker.contains(&policy), "{worker}");
    }

    #[test]
    fn every_change_makes_another_version_and_no_change_the_same() {
        let version = |files: &[(&str, &str)]| {
            let (staging, applied) = built(files);
            applied.unwrap();
            let page = fs::read_to_string(staging.path().join("index.html")).unwrap();
            segdeck_policy::version(&page).unwrap().to_owned()
        };
        let first = version(&[APP]);
        assert_eq!(version(&[APP]), first);
        assert_ne!(version(&[(APP.0, "start(1)")]), first);
        assert_ne!(version(&[APP, WORKER]), first);
        assert_ne!(version(&[]), first);
    }

    #[test]
    fn a_file_that_could_change_under_its_name_is_refused() {
        let (_staging, applied) = built(&[APP, ("worker.js", "")]);
        let refusal = applied.unwrap_err().to_string();
        assert!(refusal.contains("worker.js"), "{refusal}");
    }
}
