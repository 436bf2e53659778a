//! Puts the built dashboard into the program, where the feature `embed` asks for it.

use std::{
    env,
    fmt::Write,
    fs, io,
    path::{Path, PathBuf},
};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=SEGDECK_DIST");
    if env::var_os("CARGO_FEATURE_EMBED").is_none() {
        return Ok(());
    }
    let folder = |name| env::var_os(name).map(PathBuf::from).unwrap_or_default();
    let dist = match env::var_os("SEGDECK_DIST") {
        Some(dist) => PathBuf::from(dist),
        None => folder("CARGO_MANIFEST_DIR").join("../../dist"),
    };
    println!("cargo::rerun-if-changed={}", dist.display());
    let mut files = Vec::new();
    if dist.join("index.html").is_file() {
        collect(&dist, "", &mut files)?;
        files.sort();
    } else {
        println!(
            "cargo::warning=There is no dashboard in {} to put into the program. Run `cargo xtask \
             build` first.",
            dist.display()
        );
    }
    let mut code = "pub static FILES: &[(&str, &[u8])] = &[\n".to_owned();
    for (name, file) in files {
        let file = file.to_string_lossy();
        let added = writeln!(code, "    ({name:?}, include_bytes!({file:?})),");
        added.map_err(io::Error::other)?;
    }
    code.push_str("];\n");
    let out = folder("OUT_DIR").join("embedded.rs");
    // Written only when it changes, so that the program is compiled anew only then.
    if fs::read_to_string(&out).is_ok_and(|known| known == code) {
        return Ok(());
    }
    fs::write(out, code)
}

fn collect(folder: &Path, path: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{path}{}", entry.file_name().to_string_lossy());
        let file = entry.path().canonicalize()?;
        if file.is_dir() {
            collect(&file, &format!("{name}/"), files)?;
        } else {
            files.push((name, file));
        }
    }
    Ok(())
}
