//! Short names between the script that wasm-bindgen makes and the program.
//!
//! Every function of the browser that the program uses has a name with a hash in it, once in the
//! script and once in the program: incompressible, and known to nobody else.

use std::collections::BTreeMap;

use super::wasm;
use crate::failure::{Failure, Outcome};

/// The program of that name and its script with short names, and the script without comments and
/// indentation.
///
/// # Errors
/// The program is not WebAssembly, or imports what the script does not offer exactly once.
pub fn shorten(name: &str, program: &[u8], script: &str) -> Outcome<(Vec<u8>, String)> {
    // Under this module the script offers its functions.
    let module = format!("./{name}_bg.js");
    let mut names = BTreeMap::new();
    let program = with_short_imports(program, &module, &mut names).ok_or_else(|| {
        Failure::new("The program's imports are not as wasm-bindgen writes them.")
    })?;
    let mut renamed = 0;
    let lines = script
        .lines()
        .map(str::trim_start)
        .filter(|line| is_code(line));
    let mut out = String::with_capacity(script.len());
    for line in lines {
        match line.split_once(": ") {
            Some((name, rest)) if names.contains_key(name) => {
                out.push_str(names.get(name).map_or(name, String::as_str));
                out.push(':');
                out.push_str(rest);
                renamed += 1;
            }
            _ => out.push_str(line),
        }
        out.push('\n');
    }
    if renamed != names.len() {
        return Err(Failure::new(format!(
            "The program imports {} functions, of which its script offers {renamed}.",
            names.len()
        )));
    }
    Ok((program, out))
}

fn is_code(line: &str) -> bool {
    !line.is_empty()
        && !["//", "/*", "*"]
            .iter()
            .any(|start| line.starts_with(start))
}

fn with_short_imports(
    program: &[u8],
    module: &str,
    names: &mut BTreeMap<String, String>,
) -> Option<Vec<u8>> {
    let (head, sections) = wasm::sections(program)?;
    let mut out = head.to_vec();
    for (id, content) in sections {
        if id == wasm::IMPORTS {
            wasm::write_section(&mut out, id, &shortened(content, module, names)?);
        } else {
            wasm::write_section(&mut out, id, content);
        }
    }
    Some(out)
}

fn shortened(
    section: &[u8],
    module: &str,
    names: &mut BTreeMap<String, String>,
) -> Option<Vec<u8>> {
    let imports = wasm::imports(section)?;
    let mut out = Vec::with_capacity(section.len());
    wasm::write_number(&mut out, imports.len());
    for import in imports {
        wasm::write_text(&mut out, import.module);
        if import.module == module {
            let next = short_name(names.len());
            let short = names.entry(import.name.to_owned()).or_insert(next);
            wasm::write_text(&mut out, short);
        } else {
            wasm::write_text(&mut out, import.name);
        }
        out.push(import.kind);
        out.extend_from_slice(import.description);
    }
    Some(out)
}

/// `aa`, `ba` … `za`, `ab` …: what changes often comes first.
fn short_name(number: usize) -> String {
    const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz";
    let letter = |at: usize| LETTERS.chars().nth(at % 26).unwrap_or('_');
    let mut name = String::from(letter(number));
    let mut left = number / 26;
    loop {
        name.push(letter(left));
        left /= 26;
        if left == 0 {
            return name;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: &str = "segdeck-web";
    const MODULE: &str = "./segdeck-web_bg.js";

    fn program(imports: &[(&str, &str)]) -> Vec<u8> {
        let mut section = Vec::new();
        wasm::write_number(&mut section, imports.len());
        for (module, name) in imports {
            wasm::write_text(&mut section, module);
            wasm::write_text(&mut section, name);
            section.extend([wasm::FUNCTION, 7]);
        }
        let mut out = b"\0asm\x01\0\0\0\x01\x02ab".to_vec();
        out.push(wasm::IMPORTS);
        wasm::write_number(&mut out, section.len());
        out.extend(section);
        out.extend([3, 1, 9]);
        out
    }

    #[test]
    fn both_sides_get_the_same_short_names() {
        let long = format!("__wbg_get_{}", "0".repeat(200));
        let before = program(&[
            (MODULE, &long),
            ("./parts.js", "load"),
            (MODULE, "__wbg_set_1"),
        ]);
        let script = format!(
            "/**\n * Says: what it is.\n */\n    const import0 = {{\n        {long}: function(a) {{\n\
                         return {{ {long}: 1 }};\n        }},\n        __wbg_set_1: function() {{}},\n    }};\n"
        );
        let (after, script) = shorten(NAME, &before, &script).unwrap();
        assert_eq!(
            after,
            program(&[(MODULE, "aa"), ("./parts.js", "load"), (MODULE, "ba")])
        );
        assert_eq!(
            script,
            format!(
                "const import0 = {{\naa:function(a) {{\nreturn {{ {long}: 1 }};\n}},\n\
                 ba:function() {{}},\n}};\n"
            )
        );
    }

    #[test]
    fn short_names_differ() {
        let names: std::collections::BTreeSet<_> = (0..2_000).map(short_name).collect();
        assert_eq!(names.len(), 2_000);
    }

    #[test]
    fn what_does_not_fit_together_is_refused() {
        let missing = shorten(
            NAME,
            &program(&[(MODULE, "a"), (MODULE, "b")]),
            "a: function",
        );
        let missing = missing.unwrap_err().to_string();
        assert!(missing.contains("2 functions") && missing.contains("offers 1"));
        let mut cut = program(&[(MODULE, "a")]);
        cut.truncate(20);
        assert!(shorten(NAME, &cut, "a: function").is_err());
        assert!(shorten(NAME, b"\0asm", "").is_err());
    }
}
