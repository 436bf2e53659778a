//! Packed forms beside the files, which a host sends to the browsers that take them.

use std::io::Write;
use std::path::Path;
use std::thread;

use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::files;
use crate::failure::{Attempt, Failure, Outcome};

/// The kinds of files that become smaller.
const KINDS: [&str; 8] = [
    "css",
    "html",
    "js",
    "json",
    "svg",
    "txt",
    "wasm",
    "webmanifest",
];

/// Writes `<file>.br` and `<file>.gz` beside each file of a kind that becomes smaller. The same
/// files always give the same bytes.
///
/// # Errors
/// A file cannot be read or written.
pub fn apply(folder: &Path) -> Outcome<()> {
    let names = files::below(folder)?;
    let names: Vec<&String> = names.iter().filter(|name| is_packable(name)).collect();
    // The largest take seconds each.
    thread::scope(|scope| {
        let packing: Vec<_> = names
            .iter()
            .map(|name| scope.spawn(move || pack(folder, name)))
            .collect();
        packing.into_iter().try_for_each(|thread| {
            let ended = thread.join();
            ended.unwrap_or_else(|_| Err(Failure::new("A file could not be packed.")))
        })
    })
}

fn is_packable(name: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    extension.is_some_and(|extension| KINDS.contains(&extension))
}

fn pack(folder: &Path, name: &str) -> Outcome<()> {
    let content = files::read(&folder.join(name))?;
    files::write(&folder.join(format!("{name}.br")), &brotli(&content)?)?;
    files::write(&folder.join(format!("{name}.gz")), &zopfli(&content)?)
}

/// As hosts do it that pack a file themselves.
///
/// # Errors
/// None that is known: it writes to memory.
pub fn gzip(content: &[u8]) -> Outcome<Vec<u8>> {
    let cannot = || "Cannot compress".to_owned();
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).attempt(cannot)?;
    encoder.finish().attempt(cannot)
}

/// The same form as [`gzip`], a twentieth smaller, since it takes its time.
fn zopfli(content: &[u8]) -> Outcome<Vec<u8>> {
    let mut packed = Vec::new();
    let options = zopfli::Options {
        // The usual 15 are too few for a megabyte.
        maximum_block_splits: 60,
        ..zopfli::Options::default()
    };
    zopfli::compress(options, zopfli::Format::Gzip, content, &mut packed)
        .attempt(|| "Cannot compress".to_owned())?;
    Ok(packed)
}

/// # Errors
/// None that is known: it writes to memory.
pub fn brotli(mut content: &[u8]) -> Outcome<Vec<u8>> {
    let mut packed = Vec::new();
    let parameters = BrotliEncoderParams::default();
    brotli::BrotliCompress(&mut content, &mut packed, &parameters)
        .attempt(|| "Cannot compress".to_owned())?;
    Ok(packed)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Read;

    use flate2::read::GzDecoder;

    use super::*;

    #[test]
    fn both_forms_stand_beside_each_file_and_are_the_same_each_time() {
        let content = "const a = 1;\n".repeat(500);
        let packed = || {
            let folder = tempfile::tempdir().unwrap();
            fs::create_dir(folder.path().join("below")).unwrap();
            for name in ["app.js", "below/app.wasm", "logo.png"] {
                fs::write(folder.path().join(name), &content).unwrap();
            }
            apply(folder.path()).unwrap();
            let names = files::below(folder.path()).unwrap();
            let read = |name: &String| fs::read(folder.path().join(name)).unwrap();
            let contents: Vec<Vec<u8>> = names.iter().map(read).collect();
            (names, contents)
        };
        let (names, contents) = packed();
        assert_eq!(
            names,
            [
                "app.js",
                "app.js.br",
                "app.js.gz",
                "below/app.wasm",
                "below/app.wasm.br",
                "below/app.wasm.gz",
                "logo.png"
            ]
        );
        assert_eq!(packed().1, contents);
        let mut unpacked = String::new();
        GzDecoder::new(contents[2].as_slice())
            .read_to_string(&mut unpacked)
            .unwrap();
        assert_eq!(unpacked, content);
        let mut unpacked = Vec::new();
        brotli::BrotliDecompress(&mut contents[1].as_slice(), &mut unpacked).unwrap();
        assert_eq!(unpacked, content.as_bytes());
        assert!(contents[1].len() < content.len());
    }
}
