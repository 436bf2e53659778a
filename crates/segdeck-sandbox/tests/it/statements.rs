//! What the statements are written in: the browser's SQLite knows less than a server's.

use std::{fs, path::Path};

/// What stands in the files below a folder, with their paths.
fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path.display().to_string(), text));
        }
    }
}

/// Of these, and only of these, the browser's SQLite says nothing: it passes over them. Anything
/// else that it does not know, it refuses.
#[test]
fn none_has_what_the_browsers_sqlite_passes_over() {
    let mut found = Vec::new();
    sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut found,
    );
    assert!(found.iter().any(|(_, text)| text.contains("ORDER BY")));
    for (path, text) in found {
        for word in ["FILTER", "OVER"] {
            let is_there = text
                .split(|character: char| !character.is_ascii_alphanumeric() && character != '_')
                .any(|part| part == word);
            assert!(!is_there, "{path} has {word}");
        }
    }
}
