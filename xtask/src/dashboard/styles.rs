//! The page's stylesheets as one file, and those of a part as one that loads with the part.

use std::path::Path;

use super::files::remove;
use super::split::{Part, read_part};
use crate::failure::{Failure, Outcome};

/// The stylesheets in `web/styles` that only a part of the program uses, and which part.
const OF_PARTS: [(&str, &str); 6] = [
    ("rules", "segment"),
    ("segment", "segment"),
    ("review", "review"),
    ("history", "segment"),
    ("drafts", "segment"),
    ("connection", "dialogs"),
];

/// Takes the stylesheets out of `staging` and their links out of the page. What is left are the
/// page with a link to `<program>.css`, that file, and one `<program>_<part>.css` for each part.
///
/// # Errors
/// The page links to a file that is not there, or to none.
pub fn merge(staging: &Path, html: &str, program: &str) -> Outcome<(String, Vec<Part>)> {
    let mut merged: Vec<Part> = Vec::new();
    let mut page = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, link, after)) = next_link(rest) {
        page.push_str(before);
        let address = address(link).ok_or_else(|| {
            Failure::new(format!(
                "index.html has a stylesheet without an address: {link}"
            ))
        })?;
        let (folder, file) = address.rsplit_once('/').unwrap_or(("", address));
        let source = staging.join(file);
        let style = read_part(&source)?.content;
        remove(&source)?;
        let name = match part_of(file) {
            Some(part) => format!("{program}_{part}.css"),
            None => format!("{program}.css"),
        };
        if let Some(known) = merged.iter_mut().find(|part| part.name == name) {
            known.content.extend(style);
        } else {
            if part_of(file).is_none() {
                page.extend([
                    r#"<link rel="stylesheet" href=""#,
                    folder,
                    "/",
                    &name,
                    r#"">"#,
                ]);
            }
            merged.push(Part {
                name,
                content: style,
            });
        }
        rest = after;
    }
    page.push_str(rest);
    if merged.is_empty() {
        return Err(Failure::new("index.html links to no stylesheet."));
    }
    Ok((page, merged))
}

/// The next link to a stylesheet, with what stands before and after it.
fn next_link(html: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let start = from + html.get(from..)?.find("<link")?;
        let end = start + html.get(start..)?.find('>')? + 1;
        let link = html.get(start..end)?;
        if link.contains("stylesheet") {
            return Some((html.get(..start)?, link, html.get(end..)?));
        }
        from = end;
    }
}

fn address(link: &str) -> Option<&str> {
    let (_, value) = link.split_once("href=")?;
    let value = value.trim_start_matches('"');
    value.split(['"', ' ', '>']).next()
}

/// The part whose stylesheet `rules-<hash>.css` is.
fn part_of(file: &str) -> Option<&'static str> {
    let name = file.rsplit_once('-').map_or(file, |(name, _)| name);
    let found = OF_PARTS.iter().find(|(style, _)| *style == name);
    found.map(|(_, part)| *part)
}

/// The splitter's script, so that it loads a part's stylesheet before the part is there.
///
/// # Errors
/// The script does not load the part.
pub fn load_with_part(script: &str, part: &str, file: &str) -> Outcome<String> {
    let loader = format!("export const __wasm_split_load_{part} =");
    let changed = script.split_once(&loader).and_then(|(before, after)| {
        let (fetcher, needs) = after.split_once("\n, [")?;
        let fetch = include_str!("styles.js");
        // All parts share it.
        let fetch = if script.contains(fetch) { "" } else { fetch };
        let style = format!(
            "{fetch}const __style_{part} = makeLoad(() => fetchStyle(new URL(\"./{file}\", \
             import.meta.url)), []);\n",
        );
        Some(format!(
            "{before}{style}{loader}{fetcher}\n, [__style_{part}, {needs}"
        ))
    });
    changed.ok_or_else(|| Failure::new(format!("The split program does not load {part}.")))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn stylesheets_become_one_and_those_of_a_part_another() {
        let staging = tempfile::tempdir().unwrap();
        for (file, content) in [
            ("tokens-12.css", "a{}"),
            ("rules-34.css", "b{}"),
            ("segments-56.css", "c{}"),
            ("segment-78.css", "d{}"),
        ] {
            fs::write(staging.path().join(file), content).unwrap();
        }
        let html = "<link href=/x/icon.svg rel=icon>\
            <link href=/x/tokens-12.css integrity=sha384-a rel=stylesheet>\
            <link rel=\"stylesheet\" href=\"/x/rules-34.css\"/>\
            <link href=/x/segments-56.css rel=stylesheet><link href=/x/segment-78.css \
            rel=stylesheet><p>";
        let (page, merged) = merge(staging.path(), html, "app").unwrap();
        assert_eq!(
            page,
            "<link href=/x/icon.svg rel=icon><link rel=\"stylesheet\" href=\"/x/app.css\"><p>"
        );
        let merged: Vec<(&str, &[u8])> = merged
            .iter()
            .map(|part| (part.name.as_str(), part.content.as_slice()))
            .collect();
        assert_eq!(
            merged,
            [
                ("app.css", b"a{}c{}".as_slice()),
                ("app_segment.css", b"b{}d{}")
            ]
        );
        assert_eq!(fs::read_dir(staging.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_missing_stylesheet_is_told() {
        let staging = tempfile::tempdir().unwrap();
        for html in [
            "<link rel=stylesheet href=/gone.css>",
            "<p>",
            "<link rel=stylesheet>",
        ] {
            assert!(merge(staging.path(), html, "app").is_err(), "{html}");
        }
    }

    #[test]
    fn a_part_waits_for_its_stylesheet() {
        let script = "const __chunk_3 = 1;\n\
            export const __wasm_split_load_other = wrap(makeLoad(() => {}\n, []));\n\
            export const __wasm_split_load_segment = wrap(makeLoad(() => {}\n, [__chunk_3]));\n";
        let script = load_with_part(script, "segment", "app_segment.css").unwrap();
        assert!(script.contains("load_other = wrap(makeLoad(() => {}\n, []));"));
        assert!(
            script.contains(
                "load_segment = wrap(makeLoad(() => {}\n, [__style_segment, __chunk_3]));"
            )
        );
        let style = script.find("const __style_segment =").unwrap();
        assert!(style < script.find("load_segment =").unwrap());
        let script = load_with_part(&script, "other", "app_other.css").unwrap();
        assert!(script.contains("load_other = wrap(makeLoad(() => {}\n, [__style_other, ]));"));
        assert_eq!(script.matches("function fetchStyle(").count(), 1);
        assert!(load_with_part("", "segment", "app_segment.css").is_err());
    }
}
