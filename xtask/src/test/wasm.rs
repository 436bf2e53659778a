//! Tests compiled to WebAssembly, in headless Chromium.

use std::fs;
use std::path::PathBuf;

use serde_json::json;

use super::{Report, count};
use crate::failure::{Attempt, Outcome};
use crate::{browser, project, tools};

/// The crates with a `tests/wasm.rs`.
const CRATES: [&str; 3] = ["segdeck-core", "segdeck-client", "segdeck-worker"];

pub fn run(report: &mut Report) -> Outcome<()> {
    let runner = tools::wasm_test_runner()?;
    tools::add_clang()?;
    let driver = browser::driver()?;
    let capabilities = capabilities()?;
    for package in CRATES {
        if !project::root()
            .join("crates")
            .join(package)
            .join("tests/wasm.rs")
            .is_file()
        {
            println!("{package} has no tests/wasm.rs.");
            continue;
        }
        report.tests(
            project::cargo()
                .args([
                    "test",
                    "--target",
                    "wasm32-unknown-unknown",
                    "--package",
                    package,
                ])
                .args(["--test", "wasm"])
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", &runner)
                .env("CHROMEDRIVER", &driver)
                // For all cases of the contract, without optimization, beside other work.
                .env("WASM_BINDGEN_TEST_TIMEOUT", "600")
                .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", &capabilities),
            count::cargo,
        )?;
    }
    Ok(())
}

/// Tells the driver which Chromium to start, and how.
fn capabilities() -> Outcome<PathBuf> {
    let flags = browser::FLAGS.iter().copied().chain(["--headless"]);
    let capabilities = json!({
        "goog:chromeOptions": {
            "binary": browser::chromium()?,
            "args": flags.collect::<Vec<_>>(),
        }
    });
    let file = project::target().join("webdriver.json");
    let written = fs::write(&file, capabilities.to_string());
    written.attempt(|| format!("Cannot write {}", file.display()))?;
    Ok(file)
}
