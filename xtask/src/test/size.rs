//! How many bytes a first visit loads, against the budgets in `tests/size/budgets.json`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::Report;
use crate::dashboard::{self, worker};
use crate::failure::{Attempt, Failure, Outcome};
use crate::{package, process, project};

/// One file, or several together, in bytes.
#[derive(Clone, Copy, Default)]
struct Size {
    raw: u64,
    gzip: u64,
    brotli: u64,
}

pub fn run(report: &mut Report) -> Outcome<()> {
    let dist = project::dist();
    let page = dist.join("index.html");
    let html = fs::read_to_string(&page).attempt(|| format!("Cannot read {}", page.display()))?;
    let (mut first_load, mut wasm) = (Size::default(), Size::default());
    let mut sandbox = Size::default();
    let mut parts: BTreeMap<String, Size> = BTreeMap::new();
    let mut at_idle = Size::default();
    println!("{:<52} {:>9} {:>9} {:>9}", "file", "raw", "gzip", "brotli");
    for name in dashboard::files_below(&dist)? {
        let when = when(&name, &html);
        if when == When::Never {
            continue;
        }
        let size = packed(&dist.join(&name))?;
        print(&name, size);
        match when {
            When::Part(part) => parts.entry(part.to_owned()).or_default().add(size),
            When::AtIdle => at_idle.add(size),
            When::Sandbox => sandbox.add(size),
            When::FirstLoad => {
                first_load.add(size);
                if has_ending(&name, "wasm") {
                    wasm.add(size);
                }
            }
            When::Never => {}
        }
    }
    let mut kept = first_load;
    for (part, size) in &parts {
        print(&format!("part {part}, loaded when needed"), *size);
        kept.add(*size);
    }
    print("sandbox in the browser, loaded when chosen", sandbox);
    print("to open offline, loaded when idle", at_idle);
    print("what is then kept, as far as not loaded before", kept);
    print("first load, all files", first_load);
    let budgets = Budgets::read()?;
    budgets.hold(report, "firstLoad", "gzip", first_load.gzip)?;
    budgets.hold(report, "wasm", "gzip", wasm.gzip)?;
    budgets.hold(report, "wasm", "raw", wasm.raw)?;
    budgets.hold(report, "worker", "gzip", sandbox.gzip)?;
    for (part, size) in &parts {
        budgets.hold(report, &format!("parts/{part}"), "gzip", size.gzip)?;
    }
    budgets.check_parts(report, &parts);
    check_no_database_in_the_page(report)
}

/// What the npm package makes its users load.
///
/// # Errors
/// There is no package.
pub fn package(report: &mut Report) -> Outcome<()> {
    let folder = package::folder();
    println!("{:<52} {:>9} {:>9} {:>9}", "file", "raw", "gzip", "brotli");
    let [script, wasm] = ["core.js", "segdeck.wasm"].map(|name| measure(&folder.join(name)));
    let (script, wasm) = (script?, wasm?);
    print("core.js", script);
    print("segdeck.wasm", wasm);
    let budgets = Budgets::read()?;
    budgets.hold(report, "package/script", "gzip", script.gzip)?;
    budgets.hold(report, "package/wasm", "gzip", wasm.gzip)
}

/// When a browser loads a file.
#[derive(Debug, PartialEq, Eq)]
enum When<'a> {
    /// Before the page is usable: everything that the page names, and all that is nothing else.
    FirstLoad,
    /// With this part of the program: `segment` for `segdeck-web-<hash>_segment.wasm`.
    Part(&'a str),
    /// When the sandbox in the browser is chosen.
    Sandbox,
    /// When the page is shown and nothing else is to be done.
    AtIdle,
    /// A packed form, which takes the place of a file, or the page for unknown addresses.
    Never,
}

fn when<'a>(name: &'a str, html: &str) -> When<'a> {
    if name == dashboard::FALLBACK || ["br", "gz"].iter().any(|ending| has_ending(name, ending)) {
        return When::Never;
    }
    if name == dashboard::SERVICE_WORKER || name.starts_with("updates-") {
        return When::AtIdle;
    }
    if name.starts_with(worker::PROGRAM) {
        return When::Sandbox;
    }
    let stem = name
        .strip_suffix(".wasm")
        .or_else(|| name.strip_suffix(".css"));
    match stem.and_then(|stem| stem.split_once('_')) {
        Some((_, part)) if !html.contains(name) => When::Part(part),
        _ => When::FirstLoad,
    }
}

fn has_ending(name: &str, ending: &str) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|found| found == ending)
}

impl Size {
    fn add(&mut self, other: Self) {
        self.raw += other.raw;
        self.gzip += other.gzip;
        self.brotli += other.brotli;
    }
}

fn print(name: &str, size: Size) {
    println!(
        "{name:<52} {:>9} {:>9} {:>9}",
        size.raw, size.gzip, size.brotli
    );
}

/// A file of the dashboard, as hosts send it: its packed forms stand beside it.
fn packed(file: &Path) -> Outcome<Size> {
    let size = |ending: &str| {
        let name = format!("{}{ending}", file.display());
        let about = fs::metadata(&name).attempt(|| format!("Cannot read {name}"))?;
        Ok(about.len())
    };
    Ok(Size {
        raw: size("")?,
        gzip: size(".gz")?,
        brotli: size(".br")?,
    })
}

/// A file that whoever uses it packs.
fn measure(file: &Path) -> Outcome<Size> {
    let content = fs::read(file).attempt(|| format!("Cannot read {}", file.display()))?;
    Ok(Size {
        raw: length(&content),
        gzip: length(&dashboard::gzip(&content)?),
        brotli: length(&dashboard::brotli(&content)?),
    })
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

struct Budgets {
    file: PathBuf,
    limits: Value,
}

impl Budgets {
    fn read() -> Outcome<Self> {
        let file = project::root().join("tests/size/budgets.json");
        let text =
            fs::read_to_string(&file).attempt(|| format!("Cannot read {}", file.display()))?;
        let limits =
            serde_json::from_str(&text).attempt(|| format!("Cannot read {}", file.display()))?;
        Ok(Self { file, limits })
    }

    /// A budget for a part that is not there hides that the program is no longer split.
    fn check_parts(&self, report: &mut Report, parts: &BTreeMap<String, Size>) {
        let budgeted = self.limits.get("parts").and_then(Value::as_object);
        for part in budgeted.into_iter().flat_map(|parts| parts.keys()) {
            if parts.contains_key(part) {
                report.pass();
            } else {
                report.fail(format!("the release build has no part {part}"));
            }
        }
    }

    fn hold(&self, report: &mut Report, what: &str, encoding: &str, bytes: u64) -> Outcome<()> {
        let pointer = format!("/{what}/{encoding}");
        let limit = self
            .limits
            .pointer(&pointer)
            .and_then(Value::as_u64)
            .ok_or_else(|| {
                Failure::new(format!(
                    "{} has no number at {pointer}.",
                    self.file.display()
                ))
            })?;
        println!("{what}, {encoding}: {bytes} of at most {limit} bytes");
        if bytes <= limit {
            report.pass();
        } else {
            report.fail(format!(
                "{what} is {bytes} bytes ({encoding}); at most {limit} are allowed"
            ));
        }
        Ok(())
    }
}

/// The page and the database meet only over HTTP; a dependency that joins them is a mistake.
fn check_no_database_in_the_page(report: &mut Report) -> Outcome<()> {
    let tree = process::capture(project::cargo().args([
        "tree",
        "--package",
        "segdeck-web",
        "--target",
        "wasm32-unknown-unknown",
        "--edges",
        "normal",
        "--prefix",
        "none",
    ]))?;
    if tree
        .lines()
        .any(|line| line.starts_with("rusqlite ") || line.starts_with("segdeck-sandbox "))
    {
        report.fail("segdeck-web depends on the database; see `cargo tree --package segdeck-web`");
    } else {
        report.pass();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_what_the_page_does_not_name() {
        let html = "<link href=/app-0a.css><script data-updates=updates-0b.js data-js=/app-0a.js \
            data-wasm=/app-0a_bg.wasm src=/boot-0c.js>";
        for (name, expected) in [
            ("app-0a_segment.wasm", When::Part("segment")),
            ("app-0a_segment.css", When::Part("segment")),
            ("app-0a_chunk_3.wasm", When::Part("chunk_3")),
            ("segdeck-worker-0d_bg.wasm", When::Sandbox),
            ("segdeck-worker-0d.js", When::Sandbox),
            ("segdeck-worker-0d_start.js", When::Sandbox),
            ("app-0a_bg.wasm", When::FirstLoad),
            ("app-0a_parts.js", When::FirstLoad),
            ("app-0a.css", When::FirstLoad),
            ("boot-0c.js", When::FirstLoad),
            ("index.html", When::FirstLoad),
            ("updates-0b.js", When::AtIdle),
            ("service-worker.js", When::AtIdle),
            ("404.html", When::Never),
            ("app-0a_bg.wasm.br", When::Never),
            ("app-0a_bg.wasm.gz", When::Never),
        ] {
            assert_eq!(when(name, html), expected, "{name}");
        }
    }
}
