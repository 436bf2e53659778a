//! The files of a build.

use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::failure::{Attempt, Outcome};

/// The files in a folder and in those below it, by their paths in it, in order.
///
/// # Errors
/// A folder cannot be read.
pub fn below(folder: &Path) -> Outcome<Vec<String>> {
    let mut found = Vec::new();
    collect(folder, "", &mut found)?;
    found.sort();
    Ok(found)
}

fn collect(folder: &Path, path: &str, found: &mut Vec<String>) -> Outcome<()> {
    let cannot = || format!("Cannot read {}", folder.display());
    for entry in fs::read_dir(folder).attempt(cannot)? {
        let entry = entry.attempt(cannot)?;
        let name = format!("{path}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{name}/"), found)?;
        } else {
            found.push(name);
        }
    }
    Ok(())
}

/// # Errors
/// It cannot be read.
pub fn read(file: &Path) -> Outcome<Vec<u8>> {
    fs::read(file).attempt(|| format!("Cannot read {}", file.display()))
}

/// # Errors
/// It cannot be read, or is not text.
pub fn read_text(file: &Path) -> Outcome<String> {
    fs::read_to_string(file).attempt(|| format!("Cannot read {}", file.display()))
}

/// # Errors
/// It cannot be written.
pub fn write(file: &Path, content: &[u8]) -> Outcome<()> {
    fs::write(file, content).attempt(|| format!("Cannot write {}", file.display()))
}

/// # Errors
/// It cannot be removed.
pub fn remove(file: &Path) -> Outcome<()> {
    fs::remove_file(file).attempt(|| format!("Cannot remove {}", file.display()))
}

/// A hash of some content, short enough for a name.
pub fn hash(content: &[u8]) -> String {
    let digest = Sha256::digest(content);
    let hex = digest.iter().take(8).map(|byte| format!("{byte:02x}"));
    hex.collect()
}

/// Whether a name has a hash in it, so that the file of that name never changes.
pub fn has_hash(name: &str) -> bool {
    name.split(['-', '_', '.']).skip(1).any(|piece| {
        (12..=64).contains(&piece.len()) && piece.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}
