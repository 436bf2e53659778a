//! What the linker tells of a program when it is asked to keep its relocations: which bytes of it
//! name which function or which piece of data.

use std::ops::Range;

use crate::dashboard::wasm;

/// A function by its number, imports included, a piece of data by its place among those that are
/// known, or something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    Function(usize),
    Data(usize),
    Other,
}

/// Bytes that name something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Where, in the content of the section.
    pub at: usize,
    pub of: Thing,
}

/// The symbols and relocations of a program.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Linked {
    /// In the content of the section of code, in order.
    pub in_code: Vec<Mention>,
    /// In the content of the section of data, in order.
    pub in_data: Vec<Mention>,
    /// Where each piece of data is, in the content of the section of data.
    pub data: Vec<Range<usize>>,
}

impl Linked {
    /// Reads what the linker wrote. `None` if it wrote nothing, or something else.
    pub fn read(sections: &[wasm::Section<'_>]) -> Option<Self> {
        let content = |kind: u8| {
            let found = sections.iter().find(|(id, _)| *id == kind);
            found.map(|(_, content)| *content)
        };
        let custom = |wanted: &str| {
            let mut found = sections.iter().filter(|(id, _)| *id == wasm::NAMES);
            found.find_map(|(_, content)| {
                let (name, rest) = wasm::text(content)?;
                (name == wanted).then_some(rest)
            })
        };
        let segments = segments(content(wasm::DATA)?)?;
        let symbols = Symbols::read(custom("linking")?, &segments)?;
        Some(Self {
            in_code: mentions(custom("reloc.CODE")?, &symbols.things)?,
            in_data: mentions(custom("reloc.DATA")?, &symbols.things)?,
            data: symbols.data,
        })
    }
}

/// Where the bytes of each segment of data begin.
fn segments(section: &[u8]) -> Option<Vec<usize>> {
    let (count, mut rest) = wasm::number(section)?;
    let mut starts = Vec::with_capacity(count);
    for _ in 0..count {
        // An active segment of the one memory: 0, then `i32.const`, its address, `end`.
        let address = rest.strip_prefix(&[0, 0x41])?;
        let end = address.iter().position(|byte| byte & 0x80 == 0)?;
        let after = address.get(end + 1..)?.strip_prefix(&[0x0b])?;
        let (length, after) = wasm::number(after)?;
        starts.push(section.len() - after.len());
        rest = after.get(length..)?;
    }
    Some(starts)
}

/// The table of symbols.
#[derive(Default)]
struct Symbols {
    /// What each stands for.
    things: Vec<Thing>,
    /// Where the pieces of data are.
    data: Vec<Range<usize>>,
}

impl Symbols {
    fn read(linking: &[u8], segments: &[usize]) -> Option<Self> {
        const VERSION: usize = 2;
        const TABLE: u8 = 8;
        let (version, mut rest) = wasm::number(linking)?;
        let mut symbols = Self::default();
        while version == VERSION
            && let Some((&kind, after)) = rest.split_first()
        {
            let (length, after) = wasm::number(after)?;
            let (table, after) = after.split_at_checked(length)?;
            rest = after;
            if kind == TABLE {
                let (count, mut entries) = wasm::number(table)?;
                for _ in 0..count {
                    let thing = symbols.next(&mut entries, segments)?;
                    symbols.things.push(thing);
                }
            }
        }
        Some(symbols)
    }

    /// What the next symbol of the table stands for.
    fn next(&mut self, entries: &mut &[u8], segments: &[usize]) -> Option<Thing> {
        const UNDEFINED: usize = 0x10;
        const NAMED: usize = 0x40;
        const FUNCTION: u8 = 0;
        const DATA: u8 = 1;
        const SECTION: u8 = 3;
        let (&kind, rest) = entries.split_first()?;
        *entries = rest;
        let flags = take(entries)?;
        let is_defined = flags & UNDEFINED == 0;
        if kind == SECTION {
            take(entries)?;
            return Some(Thing::Other);
        }
        if kind != DATA {
            let index = take(entries)?;
            if is_defined || flags & NAMED != 0 {
                *entries = wasm::text(entries)?.1;
            }
            return Some(if kind == FUNCTION {
                Thing::Function(index)
            } else {
                Thing::Other
            });
        }
        *entries = wasm::text(entries)?.1;
        if !is_defined {
            return Some(Thing::Other);
        }
        let (segment, offset, size) = (take(entries)?, take(entries)?, take(entries)?);
        // A segment of nothing but zeros is not in the file.
        let Some(start) = segments.get(segment) else {
            return Some(Thing::Other);
        };
        self.data.push(start + offset..start + offset + size);
        Some(Thing::Data(self.data.len() - 1))
    }
}

/// The relocations of a section.
fn mentions(relocations: &[u8], things: &[Thing]) -> Option<Vec<Mention>> {
    // Those of memory have something added to the symbol's address.
    const MEMORY: [u8; 4] = [3, 4, 5, 11];
    // Types, globals, tags and tables, which are neither functions nor data.
    const OTHER: [u8; 5] = [6, 7, 10, 13, 20];
    const FUNCTIONS: [u8; 3] = [0, 1, 2];
    let mut rest = wasm::number(relocations)?.1;
    let count = take(&mut rest)?;
    let mut mentions = Vec::with_capacity(count);
    for _ in 0..count {
        let (&kind, after) = rest.split_first()?;
        rest = after;
        let (at, index) = (take(&mut rest)?, take(&mut rest)?);
        if MEMORY.contains(&kind) {
            let end = rest.iter().position(|byte| byte & 0x80 == 0)?;
            rest = rest.get(end + 1..)?;
        } else if OTHER.contains(&kind) {
            continue;
        } else if !FUNCTIONS.contains(&kind) {
            return None;
        }
        let of = *things.get(index)?;
        mentions.push(Mention { at, of });
    }
    mentions.sort_by_key(|mention| mention.at);
    Some(mentions)
}

fn take(bytes: &mut &[u8]) -> Option<usize> {
    let (number, rest) = wasm::number(bytes)?;
    *bytes = rest;
    Some(number)
}
