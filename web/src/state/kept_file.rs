//! Files of segments that are to be made, or may be made again: kept until the browser's tab is
//! closed, per connection, environment and segment, so that a reload in between loses nothing.

use std::{cell::RefCell, collections::BTreeMap};

use segdeck_core::{SegmentKey, endpoint::Place, url};

use super::segment_file::SegmentFile;
use crate::platform::Store;

/// How far making the segment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It may be made again, if somebody wants that.
    Offered,
    /// Somebody wants it.
    Wanted,
    /// It was begun: the segment may be there, and may be empty.
    Begun,
}

impl Stage {
    const ALL: [Self; 3] = [Self::Offered, Self::Wanted, Self::Begun];

    fn as_str(self) -> &'static str {
        match self {
            Self::Offered => "offered",
            Self::Wanted => "wanted",
            Self::Begun => "begun",
        }
    }
}

/// A file and how far it is.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptFile {
    /// How far making the segment is.
    pub stage: Stage,
    /// What it is made from.
    pub file: SegmentFile,
}

thread_local! {
    /// What the browser had no room for.
    static UNSTORED: RefCell<BTreeMap<String, String>> = const { RefCell::new(BTreeMap::new()) };
}

/// The name under which the file of a segment is kept; `scope` is that of its connection.
#[must_use]
pub fn name(scope: &str, place: &Place, segment: &SegmentKey) -> String {
    let Place {
        project,
        environment,
    } = place;
    format!(
        "segdeck.file.{}/{project}/{environment}/{segment}",
        url::encode(scope)
    )
}

/// The file that is kept under a name.
#[must_use]
pub fn get(name: &str) -> Option<KeptFile> {
    let unstored = UNSTORED.with_borrow(|unstored| unstored.get(name).cloned());
    read(&unstored.or_else(|| Store::Session.get(name))?)
}

/// Keeps a file.
pub fn put(name: &str, kept: &KeptFile) {
    let text = write(kept);
    let is_stored = Store::Session.set(name, &text);
    UNSTORED.with_borrow_mut(|unstored| {
        if is_stored {
            unstored.remove(name);
        } else {
            unstored.insert(name.to_owned(), text);
        }
    });
}

/// Forgets a file.
pub fn forget(name: &str) {
    Store::Session.remove(name);
    UNSTORED.with_borrow_mut(|unstored| unstored.remove(name));
}

fn write(kept: &KeptFile) -> String {
    format!("{}\n{}", kept.stage.as_str(), kept.file.write())
}

fn read(text: &str) -> Option<KeptFile> {
    let (stage, file) = text.split_once('\n')?;
    let mut stages = Stage::ALL.into_iter();
    Some(KeptFile {
        stage: stages.find(|known| known.as_str() == stage)?,
        file: SegmentFile::read(file).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use segdeck_core::{UnixMillis, model::Segment};

    #[test]
    fn what_is_kept_comes_back_as_it_was() {
        let segment = Segment::from_value(&serde_json::json!({
            "key": "s", "name": "S", "creationDate": 1, "lastModifiedDate": 1, "version": 1,
        }))
        .unwrap();
        let place = Place::new("p", "e");
        let file = SegmentFile::new(place, UnixMillis(5), segment, Some(&[]));
        for stage in Stage::ALL {
            let kept = KeptFile {
                stage,
                file: file.clone(),
            };
            assert_eq!(read(&write(&kept)), Some(kept));
        }
        for damaged in ["", "wanted", "wanted\n{}", "other\n{}"] {
            assert_eq!(read(damaged), None);
        }
    }

    #[test]
    fn connections_do_not_share_files() {
        let place = Place::new("p", "e");
        let names = ["server", "browser", "direct:https://a.b"];
        let names = names.map(|scope| name(scope, &place, &"s".into()));
        assert_eq!(names[0], "segdeck.file.server/p/e/s");
        assert!(names[0] != names[1] && names[1] != names[2]);
    }
}
