//! Keys that are hard to tell apart.

use super::{
    Finding, Place, TargetList, TargetListError, TargetListReport,
    index::{Index, Search},
    insert,
    look_alike::LookAlikes,
};
use crate::letter_case::lower;

impl TargetList {
    /// What there is to say about the list. What stands in it is looked through at each call, in
    /// time that grows with its length; keys without capitals and beyond ASCII cost least.
    ///
    /// # Errors
    /// [`TargetListError::TooLarge`].
    pub fn report(&self) -> Result<TargetListReport, TargetListError> {
        let findings = self.findings.clone();
        let limit = findings.limit;
        let mut report = TargetListReport {
            keys: self.len(),
            source: self.source.clone(),
            blanks: findings.blanks,
            duplicates: findings.duplicates,
            overlong: findings.overlong,
            unreadable: findings.unreadable,
            misquoted: findings.misquoted,
            missing: findings.missing,
            ..TargetListReport::default()
        };
        let mut capitals = 0;
        let mut beyond_ascii = 0;
        for (index, key) in (0_u32..).zip(self.keys.iter()) {
            let look = Look::of(key);
            capitals += usize::from(look.may_have_capitals());
            beyond_ascii += usize::from(look.is_beyond_ascii);
            if look.has_controls(key) {
                report.controls.add(limit, self.place(index, None));
            }
        }
        report.case_twins = self.twins(capitals, Look::may_have_capitals, &|key, out| {
            out.clear();
            out.extend(key.chars().map(lower));
        })?;
        if beyond_ascii > 0 {
            let tables = LookAlikes::new();
            let write = |key: &str, out: &mut String| tables.write(key, out);
            report.look_alikes = self.twins(beyond_ascii, |look| look.is_beyond_ascii, &write)?;
        }
        Ok(report)
    }

    /// Keys for which `fold` gives the same. Only keys that `is_candidate` holds for can be changed
    /// by it; they are `count`.
    fn twins(
        &self,
        count: usize,
        is_candidate: fn(Look) -> bool,
        fold: &dyn Fn(&str, &mut String),
    ) -> Result<Finding, TargetListError> {
        if count == 0 {
            return Ok(Finding::default());
        }
        let mut groups = Groups {
            index: Index::with_room_for(count)?,
            members: Vec::new(),
            found: First::new(self.findings.limit),
        };
        let mut folded = String::new();
        let mut other = String::new();
        for (index, key) in (0_u32..).zip(self.keys.iter()) {
            if !is_candidate(Look::of(key)) {
                continue;
            }
            let Ok(text) = str::from_utf8(key) else {
                continue;
            };
            fold(text, &mut folded);
            if folded != text {
                self.group(index, &folded, &mut groups, fold, &mut other)?;
            }
        }
        Ok(groups.found.finding(self))
    }

    fn group(
        &self,
        index: u32,
        folded: &str,
        groups: &mut Groups,
        fold: &dyn Fn(&str, &mut String),
        other: &mut String,
    ) -> Result<(), TargetListError> {
        let hash = self.hasher.hash(folded.as_bytes());
        let members = &groups.members;
        let search = groups.index.search(hash, |member| {
            let member = members.get(member as usize);
            let key = member.and_then(|member| self.get(member.key as usize));
            key.is_some_and(|key| {
                fold(key, other);
                other == folded
            })
        });
        match search {
            Search::Found(member) => {
                if let Some(member) = members.get(member as usize) {
                    groups.found.add(index, member.first);
                }
            }
            Search::Missing(place) => {
                let plain = self.find(folded.as_bytes())?;
                let first = plain.map_or(index, |plain| plain.min(index));
                if let Some(plain) = plain {
                    groups.found.add(plain.max(index), first);
                }
                let number = u32::try_from(groups.members.len());
                let number = number.map_err(|_| TargetListError::TooLarge)?;
                groups.index.put(place, hash, number);
                groups.members.push(Member { key: index, first });
            }
        }
        Ok(())
    }

    fn place(&self, index: u32, first: Option<u32>) -> Place {
        Place {
            line: self.lines.of(index),
            key: Some(index),
            first,
        }
    }
}

/// Keys that are the same when folded, by what the first of them is folded to.
struct Groups {
    index: Index,
    members: Vec<Member>,
    found: First,
}

struct Member {
    /// A key whose folded form is that of the group.
    key: u32,
    /// The first key of the group.
    first: u32,
}

/// Which of its bytes decide what a key has to be asked.
#[derive(Clone, Copy, Default)]
struct Look {
    is_beyond_ascii: bool,
    has_ascii_controls: bool,
    has_ascii_capitals: bool,
}

impl Look {
    fn of(key: &[u8]) -> Self {
        let mut look = Self::default();
        for byte in key {
            look.is_beyond_ascii |= *byte >= 0x80;
            look.has_ascii_controls |= *byte < b' ' || *byte == 0x7f;
            look.has_ascii_capitals |= byte.is_ascii_uppercase();
        }
        look
    }

    fn may_have_capitals(self) -> bool {
        self.has_ascii_capitals || self.is_beyond_ascii
    }

    fn has_controls(self, key: &[u8]) -> bool {
        let beyond = || str::from_utf8(key).is_ok_and(|text| text.contains(char::is_control));
        self.has_ascii_controls || self.is_beyond_ascii && beyond()
    }
}

/// Pairs of a key and the first one like it, in whatever order they are found; those with the
/// lowest keys are kept.
struct First {
    count: u64,
    limit: usize,
    pairs: Vec<(u32, u32)>,
}

impl First {
    fn new(limit: usize) -> Self {
        Self {
            count: 0,
            limit,
            pairs: Vec::new(),
        }
    }

    fn add(&mut self, key: u32, first: u32) {
        self.count += 1;
        if self.pairs.len() >= self.limit {
            if self.pairs.last().is_none_or(|last| *last < (key, first)) {
                return;
            }
            self.pairs.pop();
        }
        insert(&mut self.pairs, (key, first));
    }

    fn finding(&self, list: &TargetList) -> Finding {
        let places = self.pairs.iter();
        Finding {
            count: self.count,
            places: places
                .map(|(key, first)| list.place(*key, Some(*first)))
                .collect(),
        }
    }
}
