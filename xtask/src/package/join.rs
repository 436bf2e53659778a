//! The wrapper's modules, joined into one file: one request in a browser, and one text for both
//! kinds of modules of Node.js.

use crate::failure::{Failure, Outcome};

/// The modules, each behind those that it uses when it is loaded. `bindings` is generated.
pub const ORDER: [&str; 11] = [
    "error", "guard", "bindings", "instance", "load", "patch", "validate", "builders", "handle",
    "targets", "client",
];

/// The names that `index.js` exports.
///
/// # Errors
/// It exports in another way than by `export { … } from "…";`.
pub fn names(index: &str) -> Outcome<Vec<String>> {
    let mut names = Vec::new();
    for statement in index.split("export {").skip(1) {
        let (list, _) = statement
            .split_once("} from")
            .ok_or_else(|| Failure::new("index.js exports something that is no list of names."))?;
        names.extend(
            list.split(',')
                .map(str::trim)
                .filter(|name| !name.is_empty())
                .map(str::to_owned),
        );
    }
    if names.is_empty() {
        return Err(Failure::new("index.js exports nothing."));
    }
    Ok(names)
}

/// A module without its imports, its exports being plain declarations.
pub fn without_imports(module: &str) -> String {
    let lines = module
        .lines()
        .filter(|line| !line.starts_with("import "))
        .map(|line| line.strip_prefix("export ").unwrap_or(line));
    let mut text = lines.collect::<Vec<_>>().join("\n");
    text.push('\n');
    text.trim_start().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_from_the_index() {
        let index =
            "// About.\nexport { A } from \"./a.js\";\nexport {\n  B,\n  C,\n} from \"./b.js\";\n";
        assert_eq!(names(index).unwrap(), ["A", "B", "C"]);
        assert!(names("export * from \"./a.js\";").is_err());
    }

    #[test]
    fn a_module_becomes_a_part_of_a_file() {
        let module =
            "import { a } from \"./a.js\";\n\nexport const b = a;\nexport async function c() {}\n";
        assert_eq!(
            without_imports(module),
            "const b = a;\nasync function c() {}\n"
        );
    }
}
