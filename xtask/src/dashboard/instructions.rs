//! Where the instructions of a function begin, and what they do to the flow of control.

/// What an instruction does, as far as it matters to what runs after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// The next one runs after it.
    Straight,
    /// The next one may run without it, or this one without the next.
    Bend,
    /// Calls the function of this number.
    Call(usize),
    /// Stops the program.
    Trap,
}

/// The place behind the list of a function's local variables. `None` if the body is not one.
pub fn start(body: &[u8]) -> Option<usize> {
    let mut at = 0;
    for _ in 0..number(body, &mut at)? {
        number(body, &mut at)?;
        skip(body, &mut at, 1)?;
    }
    Some(at)
}

/// Goes over one instruction. `None` if it is none that the package's program has.
pub fn next(body: &[u8], at: &mut usize) -> Option<Flow> {
    let code = byte(body, at)?;
    match code {
        0x00 => return Some(Flow::Trap),
        // `else`, `end`, `return`.
        0x05 | 0x0b | 0x0f => return Some(Flow::Bend),
        // Blocks with their types, and branches.
        0x02..=0x04 | 0x0c | 0x0d => {
            number(body, at)?;
            return Some(Flow::Bend);
        }
        0x0e => {
            for _ in 0..=number(body, at)? {
                number(body, at)?;
            }
            return Some(Flow::Bend);
        }
        0x10 => return Some(Flow::Call(number(body, at)?)),
        0x01 | 0x1a | 0x1b | 0x45..=0xc4 | 0xd1 => {}
        // Variables, tables, constants, references: one number.
        0x20..=0x26 | 0x3f..=0x42 | 0xd0 | 0xd2 => {
            number(body, at)?;
        }
        // A call through a table, and reading and writing memory: two.
        0x11 | 0x28..=0x3e => {
            number(body, at)?;
            number(body, at)?;
        }
        0x43 => skip(body, at, 4)?,
        0x44 => skip(body, at, 8)?,
        0x1c => {
            let types = number(body, at)?;
            skip(body, at, types)?;
        }
        0xfc => {
            let numbers = match number(body, at)? {
                0..=7 => 0,
                9 | 11 | 13 | 15..=17 => 1,
                8 | 10 | 12 | 14 => 2,
                _ => return None,
            };
            for _ in 0..numbers {
                number(body, at)?;
            }
        }
        _ => return None,
    }
    Some(Flow::Straight)
}

fn byte(bytes: &[u8], at: &mut usize) -> Option<u8> {
    let byte = *bytes.get(*at)?;
    *at += 1;
    Some(byte)
}

fn skip(bytes: &[u8], at: &mut usize, count: usize) -> Option<()> {
    *at = at.checked_add(count)?;
    (*at <= bytes.len()).then_some(())
}

/// Goes over a number. What is too large for one is no index, and its value of no interest.
fn number(bytes: &[u8], at: &mut usize) -> Option<usize> {
    let mut value = 0_usize;
    for shift in (0..70).step_by(7) {
        let byte = byte(bytes, at)?;
        value |= usize::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instructions_are_told_apart() {
        // Two kinds of locals; a constant, a store, a call with a padded number, a table of
        // branches, a copy of memory, `unreachable`, `end`.
        let body = [
            2, 1, 0x7f, 3, 0x7e, //
            0x42, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, //
            0x36, 2, 0x80, 0x08, //
            0x10, 0x85, 0x80, 0x80, 0x80, 0x00, //
            0x0e, 2, 0, 1, 2, //
            0xfc, 0x0a, 0, 0, //
            0x00, 0x0b,
        ];
        let mut at = start(&body).unwrap();
        let mut flows = Vec::new();
        while at < body.len() {
            flows.push(next(&body, &mut at).unwrap());
        }
        let expected = [
            Flow::Straight,
            Flow::Straight,
            Flow::Call(5),
            Flow::Bend,
            Flow::Straight,
            Flow::Trap,
            Flow::Bend,
        ];
        assert_eq!(flows, expected);
    }

    #[test]
    fn what_is_unknown_or_cut_short_is_refused() {
        for body in [
            &[0xff][..],
            &[0x44, 0, 0],
            &[0x41, 0x80],
            &[0xfc, 0x20],
            &[],
        ] {
            assert_eq!(next(body, &mut 0), None, "{body:?}");
        }
        assert_eq!(start(&[1, 2]), None);
    }
}
