//! The optimized program in parts: what the first page needs, and what loads when it is needed.
//!
//! Trunk knows one file of WebAssembly. In a release build this takes what Cargo made, splits it
//! where `web/src/lazy.rs` says, and puts the parts in the place of Trunk's file.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::thread;

use super::files::{remove, write};
use super::{glue, order, styles};
use crate::failure::{Attempt, Failure, Outcome};
use crate::tools::Toolbox;
use crate::{process, project};

const PROGRAM: &str = "segdeck-web";
/// The name under which the splitter writes the script that loads the parts.
const LOADER: &str = "__wasm_split";
/// What wasm-opt inlines compresses worse, and so does code in which a value that is repeated, or a
/// block, was moved to where it is used. By name, instances of one function stand side by side, which
/// is a good start for the order that compresses best. The lowest kilobyte of memory is where the stack
/// ends, so no address there is ever that of a value, and a constant can be added to any other address
/// by the instruction that uses it.
const OPTIMIZATION: [&str; 8] = [
    "-Oz",
    "--skip-pass=local-cse",
    "--skip-pass=simplify-locals",
    "--low-memory-unused",
    "--flexible-inline-max-function-size=0",
    "--one-caller-inline-max-function-size=20",
    "--reorder-functions-by-name",
    "--strip-debug",
];

/// A file of the split program: its name without a hash, and what is in it.
pub struct Part {
    pub name: String,
    pub content: Vec<u8>,
}

/// Puts the split program in the place of the whole one in `staging`, under names that change with
/// the content of any part: one program is never put together from the parts of two.
///
/// # Errors
/// A tool is missing or fails, or Trunk's files are not as expected.
pub fn apply(staging: &Path, page: &Path, toolbox: &Toolbox) -> Outcome<()> {
    let whole = whole_program(staging)?;
    let html = fs::read_to_string(page).attempt(|| format!("Cannot read {}", page.display()))?;
    let (html, styles) = styles::merge(staging, &html, PROGRAM)?;
    let mut parts = parts(toolbox)?;
    for style in &styles {
        if let Some(part) = style.name.strip_prefix(&format!("{PROGRAM}_")) {
            let part = part.trim_end_matches(".css");
            edit(&mut parts, &format!("{LOADER}.js"), |script| {
                styles::load_with_part(script, part, &style.name)
            })?;
        }
    }
    parts.extend(styles);
    let (program, parts) = named(PROGRAM, parts)?;
    for part in &parts {
        write(&staging.join(&part.name), &part.content)?;
    }
    let html = html
        .replace(&whole, &program)
        .replace(&format!("{PROGRAM}.css"), &format!("{program}.css"));
    write(page, with_preload(&html, &program)?.as_bytes())?;
    for suffix in ["_bg.wasm", ".js"] {
        remove(&staging.join(format!("{whole}{suffix}")))?;
    }
    Ok(())
}

/// Changes the script of that name.
fn edit(
    parts: &mut [Part],
    name: &str,
    change: impl FnOnce(&str) -> Outcome<String>,
) -> Outcome<()> {
    let script = parts.iter_mut().find(|part| part.name == name);
    let script = script.ok_or_else(|| Failure::new(format!("There is no {name}.")))?;
    script.content = change(text(script)?)?.into_bytes();
    Ok(())
}

fn text(part: &Part) -> Outcome<&str> {
    std::str::from_utf8(&part.content).attempt(|| format!("{} is not text", part.name))
}

/// The name that Trunk gave the whole program, without its endings.
fn whole_program(staging: &Path) -> Outcome<String> {
    let files = names_in(staging)?;
    let mut programs = files
        .iter()
        .filter_map(|file| file.strip_suffix("_bg.wasm"))
        .filter(|name| name.starts_with(PROGRAM));
    match (programs.next(), programs.next()) {
        (Some(name), None) => Ok(name.to_owned()),
        _ => Err(Failure::new(format!(
            "{} should have one file {PROGRAM}-…_bg.wasm from Trunk.",
            staging.display()
        ))),
    }
}

/// Splits Cargo's output, makes the scripts for it and optimizes every part.
fn parts(toolbox: &Toolbox) -> Outcome<Vec<Part>> {
    let scratch = &project::target().join(format!("{PROGRAM}-split"));
    let _ = fs::remove_dir_all(scratch);
    let whole =
        project::target().join(format!("wasm32-unknown-unknown/web-release/{PROGRAM}.wasm"));
    process::run(
        toolbox
            .command("wasm-split-cli")?
            .arg(&whole)
            .arg(scratch)
            .args(["--out-name", PROGRAM]),
    )?;
    process::run(
        toolbox
            .command("wasm-bindgen")?
            // The parts share the table of functions, which the linker exports.
            .args([
                "--target",
                "web",
                "--no-typescript",
                "--keep-lld-exports",
                "--out-dir",
            ])
            .arg(scratch)
            .arg(scratch.join(format!("{PROGRAM}.wasm"))),
    )?;
    // It is in two files now, which the glue code and the splitter's script join.
    remove(&scratch.join(format!("{PROGRAM}.wasm")))?;
    let files: Vec<PathBuf> = names_in(scratch)?
        .iter()
        .map(|name| scratch.join(name))
        .collect();
    let optimized = thread::scope(|scope| {
        let running: Vec<_> = files
            .iter()
            .filter(|file| has_ending(file, "wasm"))
            .map(|file| scope.spawn(|| optimize(file, &[], toolbox)))
            .collect();
        running
            .into_iter()
            .map(|thread| {
                let ended = thread.join();
                ended.unwrap_or_else(|_| Err(Failure::new("wasm-opt could not be run.")))
            })
            .collect::<Outcome<Vec<()>>>()
    });
    optimized?;
    let mut parts = files
        .iter()
        .map(|file| read_part(file))
        .collect::<Outcome<Vec<Part>>>()?;
    shorten(PROGRAM, &mut parts)?;
    parts.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(parts)
}

/// Gives short names to what the program of that name and its script call each other by.
///
/// # Errors
/// One of the two is not there, or not as expected.
pub fn shorten(program: &str, parts: &mut Vec<Part>) -> Outcome<()> {
    let name = format!("{program}_bg.wasm");
    let first = parts
        .iter()
        .position(|part| part.name == name)
        .ok_or_else(|| Failure::new(format!("There is no {name}.")))?;
    let mut first = parts.swap_remove(first);
    edit(parts, &format!("{program}.js"), |script| {
        let (short, script) = glue::shorten(program, &first.content, script)?;
        first.content = short;
        Ok(script)
    })?;
    parts.push(first);
    Ok(())
}

/// Makes a file of WebAssembly small, and then better to compress. `more` is for wasm-opt, which is in
/// the toolbox.
///
/// # Errors
/// wasm-opt fails, or the file is not WebAssembly.
pub fn optimize(file: &Path, more: &[&str], toolbox: &Toolbox) -> Outcome<()> {
    let in_place = |arguments: &[&str]| {
        let mut wasm_opt = toolbox.command("wasm-opt")?;
        process::run(wasm_opt.args(arguments).arg(file).arg("-o").arg(file))
    };
    in_place(&[&OPTIMIZATION, more].concat())?;
    let named = order::named(&read_part(file)?.content);
    let named =
        named.ok_or_else(|| Failure::new(format!("{} is not WebAssembly.", file.display())))?;
    write(file, &named)?;
    in_place(&[
        "--reorder-functions-by-name",
        "--strip-debug",
        "--strip-target-features",
    ])
}

/// A file by its name and content.
///
/// # Errors
/// It cannot be read.
pub fn read_part(file: &Path) -> Outcome<Part> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let content = fs::read(file).attempt(|| format!("Cannot read {}", file.display()))?;
    Ok(Part {
        name: name.into_owned(),
        content,
    })
}

/// Gives the files their final names, of which one hash of everything is part, and puts these names
/// into the scripts. The first of the pair is what all names begin with.
///
/// # Errors
/// A script is not text.
pub fn named(program: &str, mut parts: Vec<Part>) -> Outcome<(String, Vec<Part>)> {
    let mut hasher = DefaultHasher::new();
    for part in &parts {
        hasher.write(part.name.as_bytes());
        hasher.write(&part.content);
    }
    let name = format!("{program}-{:016x}", hasher.finish());
    let renamed: Vec<(String, String)> = parts
        .iter()
        .map(|part| (part.name.clone(), final_name(&part.name, program, &name)))
        .collect();
    for (part, (_, name)) in parts.iter_mut().zip(&renamed) {
        if has_ending(&part.name, "js") {
            part.content = with_names(text(part)?, &renamed).into_bytes();
        }
        part.name.clone_from(name);
    }
    Ok((name, parts))
}

/// `split_segment.wasm` becomes `segdeck-web-<hash>_segment.wasm`.
fn final_name(file: &str, program: &str, name: &str) -> String {
    if file == format!("{LOADER}.js") {
        format!("{name}_parts.js")
    } else if let Some(ending) = file.strip_prefix(program) {
        format!("{name}{ending}")
    } else {
        let part = file.strip_prefix("split_").unwrap_or(file);
        format!("{name}_{part}")
    }
}

/// The script with the files that it loads under their final names. What it calls a file when it
/// hands functions to WebAssembly stays.
fn with_names(script: &str, renamed: &[(String, String)]) -> String {
    renamed
        .iter()
        .fold(script.to_owned(), |script, (old, new)| {
            ["from \"./", "new URL(\"./", "new URL('"]
                .into_iter()
                .fold(script, |script, before| {
                    script.replace(&format!("{before}{old}"), &format!("{before}{new}"))
                })
        })
}

/// The page with the loader fetched beside the script that imports it, and not after it.
fn with_preload(html: &str, program: &str) -> Outcome<String> {
    let tag = html.find("modulepreload").and_then(|inside| {
        let (before, after) = html.split_at_checked(inside)?;
        let (start, end) = (before.rfind('<')?, inside + after.find('>')? + 1);
        html.get(start..end).map(|link| (end, link))
    });
    tag.and_then(|(end, link)| {
        let second = link.replace(&format!("{program}.js"), &format!("{program}_parts.js"));
        let (before, after) = html.split_at_checked(end)?;
        (second != link).then(|| format!("{before}{second}{after}"))
    })
    .ok_or_else(|| Failure::new("index.html has no <link rel=modulepreload> for its script."))
}

fn has_ending(file: impl AsRef<Path>, ending: &str) -> bool {
    file.as_ref()
        .extension()
        .is_some_and(|found| found == ending)
}

fn names_in(folder: &Path) -> Outcome<Vec<String>> {
    let cannot = || format!("Cannot read {}", folder.display());
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).attempt(cannot)? {
        let name = entry.attempt(cannot)?.file_name();
        names.push(name.to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}
