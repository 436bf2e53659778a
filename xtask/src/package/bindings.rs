//! What wasm-bindgen writes to call the program, as a function that makes it anew.
//!
//! It is a module with one program for good. A program that failed cannot be trusted any more, so
//! each instance gets bindings of its own.

use crate::failure::{Failure, Outcome};

const SET: &str = "__wbg_set_wasm";

/// Turns the module into `bind()`, which gives `setWasm`, `imports` and `functions`.
///
/// # Errors
/// The module is not as wasm-bindgen writes it.
pub fn as_function(module: &str, program: &str) -> Outcome<String> {
    let mut body = String::new();
    let (mut imports, mut functions) = (Vec::new(), Vec::new());
    let mut has_set = false;
    for line in module.lines().filter(|line| !is_comment(line)) {
        if line.starts_with("import ") {
            return Err(Failure::new(format!(
                "The bindings import something, which the package does not expect: {line}"
            )));
        }
        let line = line.strip_prefix("export ").map_or(line, |declaration| {
            let name = declaration
                .strip_prefix("function ")
                .and_then(|rest| rest.split('(').next());
            match name {
                Some(SET) => has_set = true,
                Some(name) if name.starts_with("__wb") => imports.push(name),
                Some(name) => functions.push(name),
                None => {}
            }
            declaration
        });
        if !line.is_empty() {
            body.push_str("  ");
        }
        body.push_str(line);
        body.push('\n');
    }
    if !has_set || functions.is_empty() {
        return Err(Failure::new(
            "The bindings are not as wasm-bindgen writes them.",
        ));
    }
    Ok(format!(
        "/** What calls one instance; another one is never reached by it. */\n\
         function bind() {{\n{body}  return {{\n    setWasm: {SET},\n    \
         imports: {{ \"./{program}_bg.js\": {{ {} }} }},\n    functions: {{ {} }},\n  }};\n}}\n",
        imports.join(", "),
        functions.join(", ")
    ))
}

fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    ["//", "/*", "* ", "*/"]
        .iter()
        .any(|start| line.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_is_in_its_place() {
        let module = "/**\n * Says.\n */\nexport function jsonPatch(a) {\n    return wasm.a(a);\n}\n\
                      export function __wbindgen_throw(a) {}\nlet wasm;\n\
                      export function __wbg_set_wasm(val) {\n    wasm = val;\n}\n";
        let text = as_function(module, "p").unwrap();
        assert!(
            text.contains("imports: { \"./p_bg.js\": { __wbindgen_throw } }"),
            "{text}"
        );
        assert!(text.contains("functions: { jsonPatch }"));
        assert!(!text.contains("export ") && !text.contains("Says"));
    }

    #[test]
    fn what_is_written_otherwise_is_refused() {
        assert!(as_function("export function a() {}\n", "p").is_err());
        assert!(as_function("import { a } from \"./b.js\";\n", "p").is_err());
    }
}
