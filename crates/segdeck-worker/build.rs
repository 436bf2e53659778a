//! Makes the optimized sandbox one that can be split into parts that load when they are needed.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(split)");
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|set| set == value);
    if is("PROFILE", "release") && is("CARGO_CFG_TARGET_FAMILY", "wasm") {
        println!("cargo::rustc-cfg=split");
        // The splitter moves functions between files, so it must know every reference to one.
        println!("cargo::rustc-link-arg-bins=--emit-relocs");
    }
}
