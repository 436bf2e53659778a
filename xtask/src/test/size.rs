//! How many bytes a first visit loads, against the budgets in `tests/size/budgets.json`.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use super::Report;
use crate::dashboard::worker;
use crate::failure::{Attempt, Failure, Outcome};
use crate::{process, project};

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
    let mut worker = Size::default();
    let mut parts: BTreeMap<String, Size> = BTreeMap::new();
    println!("{:<52} {:>9} {:>9} {:>9}", "file", "raw", "gzip", "brotli");
    for file in files(&dist)? {
        let size = measure(&file)?;
        let name = file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        print(&name, size);
        if name.starts_with(worker::PROGRAM) {
            worker.add(size);
            continue;
        }
        if let Some(part) = part_of(&name, &html) {
            parts.entry(part.to_owned()).or_default().add(size);
            continue;
        }
        first_load.add(size);
        if file
            .extension()
            .is_some_and(|extension| extension == "wasm")
        {
            wasm.add(size);
        }
    }
    for (part, size) in &parts {
        print(&format!("part {part}, loaded when needed"), *size);
    }
    print("sandbox in the browser, loaded when chosen", worker);
    print("first load, all files", first_load);
    let budgets = Budgets::read()?;
    budgets.hold(report, "firstLoad", "gzip", first_load.gzip)?;
    budgets.hold(report, "wasm", "gzip", wasm.gzip)?;
    budgets.hold(report, "wasm", "raw", wasm.raw)?;
    budgets.hold(report, "worker", "gzip", worker.gzip)?;
    for (part, size) in &parts {
        budgets.hold(report, &format!("parts/{part}"), "gzip", size.gzip)?;
    }
    budgets.check_parts(report, &parts);
    check_no_database_in_the_page(report)
}

/// The part of the program that a file belongs to: `segment` for `segdeck-web-<hash>_segment.wasm`.
/// `None` for what a first visit loads, which is everything that the page names and all else that
/// is no part.
fn part_of<'a>(name: &'a str, html: &str) -> Option<&'a str> {
    let stem = name
        .strip_suffix(".wasm")
        .or_else(|| name.strip_suffix(".css"))?;
    let (_, part) = stem.split_once('_')?;
    (!html.contains(name)).then_some(part)
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

fn files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let cannot = || format!("Cannot read {}", folder.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).attempt(cannot)? {
        let path = entry.attempt(cannot)?.path();
        if path.is_dir() {
            files.extend(self::files(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn measure(file: &Path) -> Outcome<Size> {
    let cannot = || format!("Cannot compress {}", file.display());
    let content = fs::read(file).attempt(|| format!("Cannot read {}", file.display()))?;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&content).attempt(cannot)?;
    let gzip = gzip.finish().attempt(cannot)?;
    let mut brotli = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams::default();
    brotli::BrotliCompress(&mut content.as_slice(), &mut brotli, &parameters).attempt(cannot)?;
    Ok(Size {
        raw: length(&content),
        gzip: length(&gzip),
        brotli: length(&brotli),
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
        let html = "<link href=/app-0a.css><script data-js=/app-0a.js data-wasm=/app-0a_bg.wasm>";
        for (name, part) in [
            ("app-0a_segment.wasm", Some("segment")),
            ("app-0a_segment.css", Some("segment")),
            ("app-0a_chunk_3.wasm", Some("chunk_3")),
            ("app-0a_bg.wasm", None),
            ("app-0a_parts.js", None),
            ("app-0a.css", None),
            ("index.html", None),
        ] {
            assert_eq!(part_of(name, html), part, "{name}");
        }
    }
}
