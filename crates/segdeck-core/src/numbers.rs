//! Texts as numbers, so that thousands are compared once instead of over and over.

use crate::targets::{
    hash::Hasher,
    index::{Index, Search},
};

/// Up to so many texts are looked through, which is faster than to look them up.
const FEW: usize = 8;

/// Texts, each once; its number says as the how manieth it came, from 0.
///
/// One code for all sets and maps of texts, which is small in WebAssembly, and some ten times as
/// fast there as the ordered ones of the standard library.
#[derive(Default)]
pub(crate) struct Numbers<'a> {
    texts: Vec<&'a str>,
    /// Absent while there are few, or no memory for it.
    table: Option<(Hasher, Index)>,
}

impl<'a> Numbers<'a> {
    /// The numbers of these texts.
    pub(crate) fn of(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut numbers = Self::default();
        for text in texts {
            numbers.add(text);
        }
        numbers
    }

    /// They themselves, by number.
    pub(crate) fn texts(&self) -> &[&'a str] {
        &self.texts
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }

    /// The text's number, and whether it is new.
    pub(crate) fn add(&mut self, text: &'a str) -> (usize, bool) {
        if self.texts.len() >= FEW && self.table.as_ref().is_none_or(|(_, index)| index.is_full()) {
            self.grow();
        }
        let number = self.texts.len();
        let Some((hasher, index)) = &mut self.table else {
            if let Some(known) = self.position(text) {
                return (known, false);
            }
            self.texts.push(text);
            return (number, true);
        };
        let hash = hasher.hash(text.as_bytes());
        match search(&self.texts, index, hash, text) {
            Search::Found(known) => (known as usize, false),
            Search::Missing(place) => {
                if let Ok(short) = u32::try_from(number) {
                    index.put(place, hash, short);
                }
                self.texts.push(text);
                (number, true)
            }
        }
    }

    /// The number of a text that was added.
    pub(crate) fn find(&self, text: &str) -> Option<usize> {
        let Some((hasher, index)) = &self.table else {
            return self.position(text);
        };
        let hash = hasher.hash(text.as_bytes());
        match search(&self.texts, index, hash, text) {
            Search::Found(number) => Some(number as usize),
            Search::Missing(_) => None,
        }
    }

    pub(crate) fn has(&self, text: &str) -> bool {
        self.find(text).is_some()
    }

    fn position(&self, text: &str) -> Option<usize> {
        self.texts.iter().position(|known| *known == text)
    }

    #[inline(never)]
    fn grow(&mut self) {
        let room = self.texts.len() * 4;
        // Where the texts happen to stand in memory is what nobody who writes them knows: so nobody
        // can write texts whose hashes are all equal.
        let hasher = Hasher::new(self.texts.as_ptr().addr() as u64);
        self.table = Index::with_room_for(room).ok().map(|mut index| {
            for (number, text) in self.texts.iter().enumerate() {
                let hash = hasher.hash(text.as_bytes());
                if let Search::Missing(place) = search(&self.texts, &index, hash, text)
                    && let Ok(short) = u32::try_from(number)
                {
                    index.put(place, hash, short);
                }
            }
            (hasher, index)
        });
    }
}

#[inline(never)]
fn search(texts: &[&str], index: &Index, hash: u64, text: &str) -> Search {
    index.search(hash, |number| texts.get(number as usize) == Some(&text))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::{collection::vec, prelude::*};

    use super::*;

    proptest! {
        #[test]
        fn every_text_has_one_number(texts in vec("[a-c]{0,4}", 0..200)) {
            let mut numbers = Numbers::default();
            let mut known: BTreeMap<&str, usize> = BTreeMap::new();
            for text in &texts {
                let next = known.len();
                let expected = *known.entry(text).or_insert(next);
                prop_assert_eq!(numbers.add(text), (expected, expected == next));
            }
            for (text, number) in &known {
                prop_assert_eq!(numbers.find(text), Some(*number));
            }
            prop_assert_eq!(numbers.len(), known.len());
            prop_assert!(!numbers.has("x"));
        }
    }

    #[test]
    fn many_texts_are_found() {
        let texts: Vec<String> = (0..50_000).map(|number| format!("user-{number}")).collect();
        let numbers = Numbers::of(texts.iter().chain(&texts).map(String::as_str));
        assert_eq!(numbers.len(), texts.len());
        for (number, text) in texts.iter().enumerate() {
            assert_eq!(numbers.find(text), Some(number));
        }
        assert!(!numbers.has("user-50000"));
    }
}
