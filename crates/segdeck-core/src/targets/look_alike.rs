//! What a key looks like: its letters without what cannot be seen or told apart.

use super::{accents::ACCENTS, insert};
use crate::letter_case::lower;

/// Letters that look Latin, each before the Latin one: Cyrillic, Greek, and a few more.
const HOMOGLYPHS: &str = "\
    АAВBЕEЅSІIЈJКKМMНHОOРPСCТTУYХXҮYӀIԌGѴVЗ3аaеeѕsіiјjоoрpсcуyхxһhүyӏlԁdԛqԝwѵv\
    ΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXϹCϒYαaγyιiκkνvοoρpυuϲcϳj\
    ıiɑaɡg\u{212a}K\u{2024}.\u{2044}/\u{2215}/\u{2018}'\u{2019}'\u{201b}'\u{2032}'\u{2bc}'\
    \u{201c}\"\u{201d}\"\u{2033}\"";

/// The tables, in order for searching.
pub(super) struct LookAlikes {
    accents: Vec<(char, char, char)>,
    homoglyphs: Vec<(char, char)>,
}

impl LookAlikes {
    pub(super) fn new() -> Self {
        let mut accents = Vec::new();
        let mut mark = char::default();
        let mut characters = ACCENTS.chars();
        while let Some(base) = characters.next() {
            if is_mark(base) {
                mark = base;
            } else if let Some(composed) = characters.next() {
                insert(&mut accents, (composed, base, mark));
                let small = lower(composed);
                if small != composed {
                    insert(&mut accents, (small, lower(base), mark));
                }
            }
        }
        let mut homoglyphs = Vec::new();
        for (letter, latin) in pairs(HOMOGLYPHS) {
            insert(&mut homoglyphs, (letter, latin));
        }
        Self {
            accents,
            homoglyphs,
        }
    }

    /// Writes what a key looks like. Two keys look alike if this is the same for both; what it
    /// gives, it leaves as it is.
    pub(super) fn write(&self, key: &str, out: &mut String) {
        out.clear();
        let mut marks = Vec::new();
        for character in key.chars() {
            if character.is_ascii() {
                flush(&mut marks, out);
                out.push(character);
            } else if !is_ignorable(character) {
                self.write_one(character, &mut marks, out);
            }
        }
        flush(&mut marks, out);
    }

    fn write_one(&self, character: char, marks: &mut Vec<char>, out: &mut String) {
        if is_mark(character) {
            insert(marks, character);
            return;
        }
        if let Some((base, mark)) = self.split(character) {
            self.write_one(base, marks, out);
            insert(marks, mark);
            return;
        }
        flush(marks, out);
        if let Some(parts) = hangul(character) {
            out.extend(parts.into_iter().flatten());
        } else {
            out.push(self.plain(character));
        }
    }

    /// A letter with an accent as letter and accent.
    fn split(&self, character: char) -> Option<(char, char)> {
        if character == '\u{212b}' {
            return Some(('A', '\u{30a}'));
        }
        let place = self
            .accents
            .binary_search_by_key(&character, |entry| entry.0);
        let (_, base, mark) = self.accents.get(place.ok()?)?;
        Some((*base, *mark))
    }

    fn plain(&self, character: char) -> char {
        let found = self
            .homoglyphs
            .binary_search_by_key(&character, |entry| entry.0);
        if let Some((_, latin)) = found.ok().and_then(|place| self.homoglyphs.get(place)) {
            return *latin;
        }
        match character {
            '\u{ff01}'..='\u{ff5e}' => {
                char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character)
            }
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => '-',
            _ if character.is_whitespace() => ' ',
            _ => character,
        }
    }
}

/// Accents that follow one letter, in one order whatever the order in which they were typed.
fn flush(marks: &mut Vec<char>, out: &mut String) {
    out.extend(marks.drain(..));
}

fn pairs(text: &str) -> impl Iterator<Item = (char, char)> {
    let mut characters = text.chars();
    std::iter::from_fn(move || Some((characters.next()?, characters.next()?)))
}

/// What has no shape of its own: `Default_Ignorable_Code_Point` in Unicode, and controls of
/// direction.
fn is_ignorable(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fff8}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Marks that combine with the letter before them.
fn is_mark(character: char) -> bool {
    matches!(
        character,
        '\u{300}'..='\u{36f}' | '\u{653}'..='\u{655}' | '\u{3099}' | '\u{309a}'
    )
}

/// A syllable as its letters, by the arithmetic of Unicode's chapter 3.12.
fn hangul(character: char) -> Option<[Option<char>; 3]> {
    let number = u32::from(character).checked_sub(0xac00)?;
    if number >= 11_172 {
        return None;
    }
    let last = number % 28;
    Some([
        char::from_u32(0x1100 + number / 588),
        char::from_u32(0x1161 + number % 588 / 28),
        (last > 0).then(|| char::from_u32(0x11a7 + last)).flatten(),
    ])
}
