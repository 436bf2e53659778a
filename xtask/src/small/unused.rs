//! A program without what it cannot reach.
//!
//! Where failures only trap (see [`panics`]), nothing needs the texts, places and tables that they
//! were told with, nor the functions in those tables. The linker is gone by then, but it left its
//! relocations, and so the same is done as it does: what nothing reaches is emptied. The optimizer
//! then takes it away.

use std::collections::BTreeSet;
use std::ops::Range;

use super::linked::{Linked, Mention, Thing};
use super::panics::{self, Failures, TRAP};
use crate::dashboard::wasm;

/// The program with failures that only trap, and without what they needed. `None` if it is not
/// WebAssembly, or the linker did not keep its names and relocations.
pub fn removed(program: &[u8]) -> Option<Vec<u8>> {
    let (head, sections) = wasm::sections(program)?;
    let content = |kind: u8| {
        let found = sections.iter().find(|(id, _)| *id == kind);
        found.map(|(_, content)| *content)
    };
    let imports = wasm::imports(content(wasm::IMPORTS)?)?;
    let functions = imports.iter().filter(|one| one.kind == wasm::FUNCTION);
    let imported = functions.count();
    let code = content(wasm::CODE)?;
    let bodies = wasm::bodies(code)?;
    let mut names = Vec::new();
    for (_, content) in sections.iter().filter(|(id, _)| *id == wasm::NAMES) {
        names.extend(wasm::function_names(content)?);
    }
    if names.is_empty() {
        return None;
    }
    let failures = Failures::of(&names, &bodies, imported)?;
    let linked = Linked::read(&sections)?;
    let roots = wasm::exports(content(wasm::EXPORTS)?)?
        .into_iter()
        .map(Thing::Function);
    let alive = reach(roots, |thing| match thing {
        Thing::Function(function) if failures.functions.contains(&function) => Vec::new(),
        Thing::Function(function) => function
            .checked_sub(imported)
            .and_then(|place| Some((bodies.get(place)?, failures.runs.get(place)?)))
            .map(|(body, runs)| mentioned(&linked.in_code, place_in(code, body), runs))
            .unwrap_or_default(),
        Thing::Data(data) => linked
            .data
            .get(data)
            .map(|place| mentioned(&linked.in_data, place.clone(), &[]))
            .unwrap_or_default(),
        Thing::Other => Vec::new(),
    });
    let mut out = head.to_vec();
    for (kind, content) in &sections {
        match *kind {
            wasm::CODE => {
                let mut code = Vec::new();
                wasm::write_number(&mut code, bodies.len());
                for (place, body) in bodies.iter().enumerate() {
                    let function = imported + place;
                    let is_needed = alive.contains(&Thing::Function(function))
                        && !failures.functions.contains(&function);
                    let body = if is_needed {
                        panics::without(body, failures.runs.get(place)?)?
                    } else {
                        TRAP.to_vec()
                    };
                    wasm::write_number(&mut code, body.len());
                    code.extend_from_slice(&body);
                }
                wasm::write_section(&mut out, *kind, &code);
            }
            wasm::DATA => wasm::write_section(&mut out, *kind, &emptied(content, &linked, &alive)?),
            wasm::NAMES if is_the_linkers(content) => {}
            _ => wasm::write_section(&mut out, *kind, content),
        }
    }
    Some(out)
}

/// Everything that is mentioned by something that is reached.
fn reach(
    roots: impl Iterator<Item = Thing>,
    mentioned: impl Fn(Thing) -> Vec<Thing>,
) -> BTreeSet<Thing> {
    let mut waiting: Vec<Thing> = roots.collect();
    let mut alive = BTreeSet::new();
    while let Some(thing) = waiting.pop() {
        if alive.insert(thing) {
            waiting.extend(mentioned(thing));
        }
    }
    alive
}

/// Where a part of a section is in it.
fn place_in(section: &[u8], part: &[u8]) -> Range<usize> {
    let start = part.as_ptr() as usize - section.as_ptr() as usize;
    start..start + part.len()
}

/// What is mentioned at this place, but for these runs of it.
fn mentioned(mentions: &[Mention], place: Range<usize>, without: &[Range<usize>]) -> Vec<Thing> {
    let first = mentions.partition_point(|mention| mention.at < place.start);
    let inside = mentions.get(first..).unwrap_or_default().iter();
    inside
        .take_while(|mention| mention.at < place.end)
        .filter(|mention| {
            let at = mention.at - place.start;
            !without.iter().any(|run| run.contains(&at))
        })
        .map(|mention| mention.of)
        .collect()
}

/// The section of data with zeros for what is not alive, unless it is a part of what is.
fn emptied(section: &[u8], linked: &Linked, alive: &BTreeSet<Thing>) -> Option<Vec<u8>> {
    let mut out = section.to_vec();
    let places = || linked.data.iter().enumerate();
    for (_, place) in places().filter(|(data, _)| !alive.contains(&Thing::Data(*data))) {
        out.get_mut(place.clone())?.fill(0);
    }
    for (_, place) in places().filter(|(data, _)| alive.contains(&Thing::Data(*data))) {
        out.get_mut(place.clone())?
            .copy_from_slice(section.get(place.clone())?);
    }
    Some(out)
}

/// Relocations are wrong once something moved.
fn is_the_linkers(content: &[u8]) -> bool {
    wasm::text(content).is_some_and(|(name, _)| name == "linking" || name.starts_with("reloc."))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: [u8; 3] = [0, 1, 0x0b];

    fn section(write: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
        let mut content = Vec::new();
        write(&mut content);
        content
    }

    /// Function 0 is imported. Function 1 is exported and mentions the data `a`, which mentions
    /// function 4; function 2 fails and mentions `c`; nothing mentions `b`, which mentions function
    /// 3.
    fn program(bodies: [&[u8]; 4], data: &[u8; 10], linked: &[(&str, Vec<u8>)]) -> Vec<u8> {
        let mut program = b"\0asm\x01\0\0\0".to_vec();
        let mut add =
            |kind: u8, content: Vec<u8>| wasm::write_section(&mut program, kind, &content);
        add(wasm::IMPORTS, vec![1, 1, b'm', 1, b'f', wasm::FUNCTION, 0]);
        add(wasm::EXPORTS, vec![1, 1, b'r', wasm::FUNCTION, 1]);
        add(
            wasm::CODE,
            section(|out| {
                out.push(4);
                for body in bodies {
                    wasm::write_number(out, body.len());
                    out.extend_from_slice(body);
                }
            }),
        );
        // One segment of ten bytes at address 16.
        add(wasm::DATA, [&[1, 0, 0x41, 16, 0x0b, 10][..], data].concat());
        for (name, content) in linked {
            add(
                wasm::NAMES,
                section(|out| {
                    wasm::write_text(out, name);
                    out.extend_from_slice(content);
                }),
            );
        }
        add(
            wasm::NAMES,
            section(|out| {
                wasm::write_text(out, "name");
                let failing = "core::panicking::panic";
                let names = section(|out| {
                    out.extend([1, 2]);
                    wasm::write_text(out, failing);
                });
                wasm::write_section(out, 1, &names);
            }),
        );
        program
    }

    fn linked() -> Vec<(&'static str, Vec<u8>)> {
        let symbols = section(|out| {
            out.push(5);
            for (name, offset, size) in [(b'a', 0, 4), (b'b', 4, 4), (b'c', 8, 2)] {
                out.extend([1, 0, 1, name, 0, offset, size]);
            }
            for function in [3, 4] {
                out.extend([0, 0, function, 1, b'f']);
            }
        });
        let linking = section(|out| {
            out.push(2);
            wasm::write_section(out, 8, &symbols);
        });
        vec![
            ("linking", linking),
            // Addresses of `a` and `c` in functions 1 and 2, numbers of functions in `a` and `b`.
            ("reloc.CODE", vec![3, 2, 4, 4, 0, 0, 4, 10, 2, 0]),
            ("reloc.DATA", vec![4, 2, 2, 6, 4, 2, 10, 3]),
        ]
    }

    #[test]
    fn what_nothing_reaches_is_emptied() {
        let mention = |address: u8| [0, 0x41, address, 0x1a, 0x0b];
        let (run, fails) = (mention(16), mention(24));
        let before = program([&run, &fails, &NOTHING, &NOTHING], b"aaaabbbbcc", &linked());
        let after = program([&run, &TRAP, &TRAP, &NOTHING], b"aaaa\0\0\0\0\0\0", &[]);
        assert_eq!(removed(&before), Some(after));
    }

    #[test]
    fn relocations_are_needed() {
        let without = program([&NOTHING; 4], b"aaaabbbbcc", &[]);
        assert!(removed(&without).is_none() && removed(b"no program").is_none());
    }
}
