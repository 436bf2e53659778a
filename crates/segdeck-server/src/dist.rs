//! Where the dashboard's files are: in a folder, or in the program itself.

use std::{
    borrow::Cow,
    fs, io,
    path::{Path, PathBuf},
};

#[cfg(feature = "embed")]
mod embedded {
    include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
}

/// The built dashboard.
#[derive(Clone, Debug)]
pub enum Dist {
    /// In this folder, whose name has every link followed.
    Folder(PathBuf),
    /// In the program: each file by its path.
    #[cfg(feature = "embed")]
    Embedded(&'static [(&'static str, &'static [u8])]),
}

impl Dist {
    pub fn open(folder: &Path) -> io::Result<Self> {
        let root = folder.canonicalize()?;
        if !root.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        Ok(Self::Folder(root))
    }

    /// The dashboard that the program carries, if it does.
    pub fn embedded() -> Option<Self> {
        #[cfg(feature = "embed")]
        if !embedded::FILES.is_empty() {
            return Some(Self::Embedded(embedded::FILES));
        }
        None
    }

    /// Whether there is a file of which these are the folders and the name.
    pub fn has(&self, parts: &[String]) -> bool {
        match self {
            Self::Folder(root) => inside(root, parts, "").is_some(),
            #[cfg(feature = "embed")]
            Self::Embedded(files) => embedded_file(files, parts, "").is_some(),
        }
    }

    /// The file of which these are the folders and the name, before `suffix`. `None` if there is
    /// none.
    pub fn read(&self, parts: &[String], suffix: &str) -> io::Result<Option<Cow<'static, [u8]>>> {
        match self {
            Self::Folder(root) => {
                let file = inside(root, parts, suffix);
                file.map(|file| fs::read(file).map(Cow::Owned)).transpose()
            }
            #[cfg(feature = "embed")]
            Self::Embedded(files) => Ok(embedded_file(files, parts, suffix).map(Cow::Borrowed)),
        }
    }
}

/// The file with every link followed, if it is one and lies within the folder.
fn inside(root: &Path, parts: &[String], suffix: &str) -> Option<PathBuf> {
    let file = parts
        .iter()
        .fold(root.to_owned(), |file, part| file.join(part));
    let mut file = file.into_os_string();
    file.push(suffix);
    let real = Path::new(&file).canonicalize().ok()?;
    (real.starts_with(root) && real.is_file()).then_some(real)
}

#[cfg(feature = "embed")]
fn embedded_file(
    files: &'static [(&'static str, &'static [u8])],
    parts: &[String],
    suffix: &str,
) -> Option<&'static [u8]> {
    let name = parts.join("/") + suffix;
    let found = files.iter().find(|(known, _)| *known == name);
    found.map(|(_, bytes)| *bytes)
}
