//! Small letters for capitals.

/// The small letter of a capital in Latin, Greek, Cyrillic and Armenian; any other character as it
/// is. The standard library knows every script, but its tables take more room in WebAssembly than
/// all that is done with them here.
pub(super) fn lower(character: char) -> char {
    let code = u32::from(character);
    let distance = match code {
        0x41..=0x5a
        | 0xc0..=0xd6
        | 0xd8..=0xde
        | 0x391..=0x3a1
        | 0x3a3..=0x3ab
        | 0x410..=0x42f
        | 0xff21..=0xff3a => 32,
        0x400..=0x40f => 80,
        0x531..=0x556 => 48,
        0x386 => 38,
        0x388..=0x38a => 37,
        0x38c => 64,
        0x38e | 0x38f => 63,
        0x4c0 => 15,
        0x1b7 => 219,
        // Capital and small letter side by side, the capital even.
        0x100..=0x12f
        | 0x132..=0x137
        | 0x14a..=0x177
        | 0x1a0..=0x1a5
        | 0x1de..=0x1ef
        | 0x1f8..=0x21f
        | 0x222..=0x233
        | 0x246..=0x24f
        | 0x370..=0x373
        | 0x3d8..=0x3ef
        | 0x460..=0x481
        | 0x48a..=0x4bf
        | 0x4d0..=0x52f
        | 0x1e00..=0x1e95
        | 0x1ea0..=0x1eff => 1 - code % 2,
        // The same, the capital odd.
        0x139..=0x148 | 0x179..=0x17e | 0x1af..=0x1b0 | 0x1cd..=0x1dc | 0x4c1..=0x4ce => code % 2,
        0x178 => return '\u{ff}',
        0x1e9e => return '\u{df}',
        _ => 0,
    };
    char::from_u32(code + distance).unwrap_or(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_letters_are_those_of_unicode() {
        // Coptic and phonetic letters and digraphs have no rule of their own here.
        let is_ours = |code: u32| {
            matches!(code, 0..=0x180 | 0x1a0..=0x1a5 | 0x1af | 0x1b0 | 0x1cd..=0x1ef | 0x1f8..=0x21f | 0x222..=0x233
                | 0x246..=0x24f | 0x386..=0x3ce | 0x400..=0x556 | 0x1e00..=0x1eff
                | 0xff00..=0xff60)
        };
        for code in 0..=0x1_ffff {
            let Some(character) = char::from_u32(code) else {
                continue;
            };
            let mut small = character.to_lowercase();
            let (first, second) = (small.next(), small.next());
            let changes = lower(character) != character;
            if changes || second.is_none() && is_ours(code) {
                assert_eq!(Some(lower(character)), first, "{character} U+{code:04X}");
            }
        }
    }
}
