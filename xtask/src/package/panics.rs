//! Failures without words.
//!
//! A program that fails in WebAssembly stops with a trap, and what the standard library has to say
//! about it is written nowhere: there is no output for it. So the functions that say it only trap,
//! and the optimizer takes away what led up to them.

use crate::dashboard::wasm;

/// No local variables, `unreachable`, `end`.
const TRAP: [u8; 3] = [0, 0, 0x0b];

/// How the functions begin, none of which ever returns.
const FAILURES: [&str; 13] = [
    "__rustc::rust_begin_unwind",
    "alloc::alloc::handle_alloc_error",
    "alloc::raw_vec::capacity_overflow",
    "alloc::raw_vec::handle_error",
    "core::cell::panic_",
    "core::option::expect_failed",
    "core::option::unwrap_failed",
    "core::panicking::assert_failed",
    "core::panicking::panic",
    "core::result::unwrap_failed",
    "core::slice::copy_from_slice_impl::len_mismatch_fail",
    "core::slice::index::slice_index_fail",
    "core::str::slice_error_fail",
];

/// The program with failures that only trap. `None` if it is not WebAssembly, or its functions have
/// no names.
pub fn silenced(program: &[u8]) -> Option<Vec<u8>> {
    let (head, sections) = wasm::sections(program)?;
    let mut names = Vec::new();
    let mut imported = 0;
    for (kind, content) in &sections {
        match *kind {
            wasm::NAMES => names.extend(wasm::function_names(content)?),
            wasm::IMPORTS => {
                let imports = wasm::imports(content)?;
                let functions = imports.iter().filter(|one| one.kind == wasm::FUNCTION);
                imported = functions.count();
            }
            _ => {}
        }
    }
    let failures: Vec<usize> = names
        .iter()
        .filter(|(_, name)| is_failure(name))
        .filter_map(|(function, _)| function.checked_sub(imported))
        .collect();
    if names.is_empty() {
        return None;
    }
    let mut out = head.to_vec();
    for (kind, content) in sections {
        if kind == wasm::CODE {
            let bodies = wasm::bodies(content)?;
            let mut code = Vec::new();
            wasm::write_number(&mut code, bodies.len());
            for (function, body) in bodies.into_iter().enumerate() {
                let body = if failures.contains(&function) {
                    &TRAP
                } else {
                    body
                };
                wasm::write_number(&mut code, body.len());
                code.extend_from_slice(body);
            }
            wasm::write_section(&mut out, kind, &code);
        } else {
            wasm::write_section(&mut out, kind, content);
        }
    }
    Some(out)
}

/// Names have the hashes of crates in brackets: `core[0123456789abcdef]::panicking::panic`.
fn is_failure(name: &str) -> bool {
    let mut plain = String::new();
    let mut depth = 0_usize;
    for character in name.chars() {
        match character {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(character),
            _ => {}
        }
    }
    FAILURES.iter().any(|failure| plain.starts_with(failure))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_failures_trap() {
        let mut program = b"\0asm\x01\0\0\0".to_vec();
        let mut imports = vec![1];
        wasm::write_text(&mut imports, "m");
        wasm::write_text(&mut imports, "f");
        imports.extend([wasm::FUNCTION, 0]);
        wasm::write_section(&mut program, wasm::IMPORTS, &imports);
        let code = |first: &[u8]| {
            let mut code = vec![2, u8::try_from(first.len()).unwrap()];
            code.extend_from_slice(first);
            code.extend([4, 0, 1, 1, 0x0b]);
            code
        };
        let before = program.clone();
        wasm::write_section(&mut program, wasm::CODE, &code(&[0, 1, 1, 1, 0x0b]));
        let mut functions = vec![2, 1];
        wasm::write_text(&mut functions, "core[0123]::panicking::panic_fmt");
        functions.push(2);
        wasm::write_text(&mut functions, "std::thread::panicking");
        let mut names = Vec::new();
        wasm::write_text(&mut names, "name");
        wasm::write_section(&mut names, 1, &functions);
        let mut expected = before;
        wasm::write_section(&mut expected, wasm::CODE, &code(&TRAP));
        for program in [&mut program, &mut expected] {
            wasm::write_section(program, wasm::NAMES, &names);
        }
        assert_eq!(silenced(&program), Some(expected));
    }

    #[test]
    fn names_are_needed() {
        assert!(silenced(b"\0asm\x01\0\0\0").is_none() && silenced(b"no program").is_none());
    }

    #[test]
    fn what_may_return_is_no_failure() {
        for name in [
            "std[1f]::panicking::panicking",
            "core::slice::copy_from_slice_impl::<u8>",
            "core[1f]::option::Option<T>::unwrap_or",
        ] {
            assert!(!is_failure(name), "{name}");
        }
        assert!(is_failure("core[1f]::str::slice_error_fail_rt"));
        assert!(is_failure(
            "core[1f]::panicking::panic_const::panic_const_div_by_zero"
        ));
    }
}
