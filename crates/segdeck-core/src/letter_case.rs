//! Small letters for capitals, to find text however it is written.
//!
//! The standard library has this too, with tables of five times the size of what stands here, which
//! everyone would load with the dashboard, the package or the sandbox in the browser.

mod runs;

use runs::RUNS;

/// The small letter of a capital, as `char::to_lowercase`; any other character as it is. So is the
/// Turkish `İ`, whose small letter is two characters: an `i`, and one more dot over it.
#[must_use]
pub fn lower(character: char) -> char {
    if character.is_ascii() {
        return character.to_ascii_lowercase();
    }
    let code = u32::from(character);
    let behind = RUNS.partition_point(|(first, ..)| *first <= code);
    let found = behind.checked_sub(1).and_then(|place| RUNS.get(place));
    match found {
        Some((first, last, step, distance)) if code <= *last && (code - first) % step == 0 => code
            .checked_add_signed(*distance)
            .and_then(char::from_u32)
            .unwrap_or(character),
        _ => character,
    }
}

/// A text in small letters, each character by itself, to find one text in another.
///
/// As `str::to_lowercase`, but a Greek sigma is `σ` at the end of a word too, in whichever of its
/// three forms it was written, so that what is found does not depend on what stands behind it.
#[must_use]
pub fn lowercase(text: &str) -> String {
    let mut small = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            'İ' => small.push_str("i\u{307}"),
            'ς' => small.push('σ'),
            _ => small.push(lower(character)),
        }
    }
    small
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// How far away the small letter of a capital is.
    fn distance(capital: char) -> Option<i32> {
        let mut small = capital.to_lowercase();
        let one = small.next().filter(|_| small.next().is_none())?;
        let far = u32::from(one).cast_signed() - u32::from(capital).cast_signed();
        (far != 0).then_some(far)
    }

    /// The runs as the standard library has them.
    fn wanted() -> Vec<(u32, u32, u32, i32)> {
        let mut runs: Vec<(u32, u32, u32, i32)> = Vec::new();
        for capital in '\0'..=char::MAX {
            let Some(far) = distance(capital) else {
                continue;
            };
            let code = u32::from(capital);
            match runs.last_mut() {
                Some((first, last, step, as_far))
                    if *as_far == far
                        && (code - *last == *step || first == last && code - *last == 2) =>
                {
                    *step = code - *last;
                    *last = code;
                }
                _ => runs.push((code, code, 1, far)),
            }
        }
        runs
    }

    #[test]
    fn capitals_are_those_of_the_standard_library() {
        let wanted = wanted();
        assert_eq!(RUNS.to_vec(), wanted, "{wanted:#x?}");
    }

    #[test]
    fn every_character_is_as_in_the_standard_library() {
        for character in '\0'..=char::MAX {
            let small = character.to_lowercase().to_string();
            if character != 'ς' {
                assert_eq!(lowercase(&character.to_string()), small, "{character:?}");
            }
            if character != 'İ' {
                assert_eq!(lower(character).to_string(), small);
            }
        }
    }

    #[test]
    fn a_sigma_is_the_same_everywhere_in_a_word() {
        assert_eq!(lowercase("ΟΔΟΣ"), "οδοσ");
        assert_eq!(lowercase("ΣΑΣ ς"), "σασ σ");
        assert_eq!(lowercase("οδος"), lowercase("ΟΔΟΣ"));
    }

    proptest! {
        #[test]
        fn a_text_is_as_in_the_standard_library(text in "(?s:.)*|[ΑΣςσa. ]*") {
            prop_assert_eq!(lowercase(&text), text.to_lowercase().replace('ς', "σ"));
        }
    }
}
