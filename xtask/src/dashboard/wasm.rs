//! As much of WebAssembly's file format as is needed to read and change a program's sections.

pub const NAMES: u8 = 0;
pub const IMPORTS: u8 = 2;
pub const EXPORTS: u8 = 7;
pub const CODE: u8 = 10;
pub const DATA: u8 = 11;
/// The kind of an import or export that is a function.
pub const FUNCTION: u8 = 0;

const TABLE: u8 = 1;
const MEMORY: u8 = 2;
const GLOBAL: u8 = 3;
const TAG: u8 = 4;

/// A section: the number of its kind, and its content.
pub type Section<'a> = (u8, &'a [u8]);

/// The eight bytes at the start, and the sections. `None` if it is not WebAssembly.
pub fn sections(program: &[u8]) -> Option<(&[u8], Vec<Section<'_>>)> {
    let (head, mut rest) = program.split_at_checked(8)?;
    let mut sections = Vec::new();
    while let Some((&id, after)) = rest.split_first() {
        let (length, after) = number(after)?;
        let (content, after) = after.split_at_checked(length)?;
        sections.push((id, content));
        rest = after;
    }
    head.starts_with(b"\0asm").then_some((head, sections))
}

pub fn write_section(out: &mut Vec<u8>, id: u8, content: &[u8]) {
    out.push(id);
    write_number(out, content.len());
    out.extend_from_slice(content);
}

/// One import, as far as it is needed.
pub struct Import<'a> {
    pub module: &'a str,
    pub name: &'a str,
    pub kind: u8,
    /// What it must be like, as it is written.
    pub description: &'a [u8],
}

/// The entries of a section of imports. `None` if it is not one.
pub fn imports(section: &[u8]) -> Option<Vec<Import<'_>>> {
    let (count, mut rest) = number(section)?;
    let mut imports = Vec::with_capacity(count);
    for _ in 0..count {
        let (module, after) = text(rest)?;
        let (name, after) = text(after)?;
        let (&kind, after) = after.split_first()?;
        let end = match kind {
            FUNCTION => number(after)?.1,
            TABLE => limits(after.split_first()?.1)?,
            MEMORY => limits(after)?,
            GLOBAL => after.split_at_checked(2)?.1,
            TAG => number(after.split_first()?.1)?.1,
            _ => return None,
        };
        let (description, after) = after.split_at_checked(after.len() - end.len())?;
        imports.push(Import {
            module,
            name,
            kind,
            description,
        });
        rest = after;
    }
    rest.is_empty().then_some(imports)
}

/// What follows the limits of a table or a memory.
fn limits(bytes: &[u8]) -> Option<&[u8]> {
    let (&flags, rest) = bytes.split_first()?;
    let (_, rest) = number(rest)?;
    if flags & 1 == 0 {
        return Some(rest);
    }
    Some(number(rest)?.1)
}

/// The numbers of the functions that are exported. `None` if it is not a section of exports.
pub fn exports(section: &[u8]) -> Option<Vec<usize>> {
    let (count, mut rest) = number(section)?;
    let mut functions = Vec::with_capacity(count);
    for _ in 0..count {
        let (_, after) = text(rest)?;
        let (&kind, after) = after.split_first()?;
        let (exported, after) = number(after)?;
        if kind == FUNCTION {
            functions.push(exported);
        }
        rest = after;
    }
    rest.is_empty().then_some(functions)
}

/// The bodies of the functions. `None` if it is not a section of code.
pub fn bodies(section: &[u8]) -> Option<Vec<&[u8]>> {
    let (count, mut rest) = number(section)?;
    let mut bodies = Vec::with_capacity(count);
    for _ in 0..count {
        let (length, after) = number(rest)?;
        let (body, after) = after.split_at_checked(length)?;
        bodies.push(body);
        rest = after;
    }
    rest.is_empty().then_some(bodies)
}

/// The numbers of functions, imports included, with their names. `content` is what a section of
/// kind [`NAMES`] holds; those that hold something else have none.
pub fn function_names(content: &[u8]) -> Option<Vec<(usize, &str)>> {
    const FUNCTIONS: u8 = 1;
    let (section, mut rest) = text(content)?;
    let mut names = Vec::new();
    while section == "name"
        && let Some((&kind, after)) = rest.split_first()
    {
        let (length, after) = number(after)?;
        let (mut content, after) = after.split_at_checked(length)?;
        rest = after;
        if kind == FUNCTIONS {
            let (count, mut entries) = number(content)?;
            for _ in 0..count {
                let (function, after) = number(entries)?;
                let (name, after) = text(after)?;
                names.push((function, name));
                entries = after;
            }
            content = entries;
            if !content.is_empty() {
                return None;
            }
        }
    }
    Some(names)
}

/// Reads a text: its length, and its bytes.
pub fn text(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let (length, rest) = number(bytes)?;
    let (text, rest) = rest.split_at_checked(length)?;
    Some((std::str::from_utf8(text).ok()?, rest))
}

pub fn write_text(out: &mut Vec<u8>, text: &str) {
    write_number(out, text.len());
    out.extend_from_slice(text.as_bytes());
}

/// Reads a number as WebAssembly writes it: seven bits a byte, the lowest first.
pub fn number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut value = 0_usize;
    let mut rest = bytes;
    for shift in (0..35).step_by(7) {
        let (&byte, after) = rest.split_first()?;
        rest = after;
        value |= usize::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some((value, rest));
        }
    }
    None
}

pub fn write_number(out: &mut Vec<u8>, mut value: usize) {
    loop {
        let low = u8::try_from(value & 0x7f).unwrap_or_default();
        value >>= 7;
        if value == 0 {
            out.push(low);
            return;
        }
        out.push(low | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        for value in [0, 1, 127, 128, 16_383, 16_384, 4_294_967_295] {
            let mut out = Vec::new();
            write_number(&mut out, value);
            out.push(9);
            assert_eq!(number(&out), Some((value, [9_u8].as_slice())));
        }
        assert_eq!(number(&[0x80]), None);
        assert_eq!(number(&[0x80; 9]), None);
    }

    #[test]
    fn every_kind_of_import_is_read() {
        let mut section = Vec::new();
        write_number(&mut section, 6);
        for (name, description) in [
            ("function", [FUNCTION, 7].as_slice()),
            ("table", &[TABLE, 0x70, 1, 5, 5]),
            ("memory", &[MEMORY, 0, 0x91, 1]),
            ("global", &[GLOBAL, 0x7f, 1]),
            ("tag", &[TAG, 0, 3]),
            ("last", &[FUNCTION, 0x80, 1]),
        ] {
            write_text(&mut section, "m");
            write_text(&mut section, name);
            section.extend_from_slice(description);
        }
        let found = imports(&section).unwrap();
        let names: Vec<&str> = found.iter().map(|import| import.name).collect();
        assert_eq!(
            names,
            ["function", "table", "memory", "global", "tag", "last"]
        );
        assert_eq!(found[1].description, [0x70, 1, 5, 5]);
        section.truncate(section.len() - 1);
        assert!(imports(&section).is_none());
    }

    #[test]
    fn functions_have_names() {
        let mut content = Vec::new();
        write_text(&mut content, "name");
        content.extend([0, 2, 1, b'm']);
        content.extend([1, 9, 2, 3, 2, b'a', b'b', 5, 2, b'c', b'd']);
        assert_eq!(function_names(&content), Some(vec![(3, "ab"), (5, "cd")]));
        assert_eq!(function_names(b"\x05other\x01\x02"), Some(Vec::new()));
        content.truncate(content.len() - 1);
        assert_eq!(function_names(&content), None);
    }

    #[test]
    fn what_is_no_program_is_refused() {
        assert!(sections(b"\0asm").is_none());
        assert!(sections(b"<!doctype html>").is_none());
        assert!(sections(b"\0asm\x01\0\0\0\x01\x09ab").is_none());
        let (head, found) = sections(b"\0asm\x01\0\0\0\x01\x02ab\x0a\x01\0").unwrap();
        assert_eq!((head.len(), found.len()), (8, 2));
        assert_eq!(bodies(found[1].1), Some(Vec::new()));
    }
}
