//! Requests that Schemathesis generates from the description that the server publishes.

use std::process::Command;

use super::{Report, contract, python};
use crate::failure::Outcome;
use crate::{process, project};

/// The same requests every time.
const SEED: &str = "20260101";

/// What an answer must hold to. Left out are the two checks that guess which requests are good:
/// the API passes over fields that it does not know, and refuses what it does not find.
const CHECKS: [&str; 10] = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "missing_required_header",
    "unsupported_method",
    "allow_header_conformance",
    "use_after_free",
    "ignored_auth",
];

/// How much is sent.
pub struct Extent {
    /// How many requests of each operation are tried at most, besides those that cover every
    /// parameter.
    pub examples: u32,
    /// How many requests there must be in all.
    pub requests: u32,
}

/// Sends requests to a server of its own, which must have been built.
///
/// # Errors
/// Schemathesis cannot be installed, or the server not be started.
pub fn run(report: &mut Report, extent: &Extent, is_release: bool) -> Outcome<()> {
    let folder = project::root().join("tests/contract/openapi");
    let interpreter = python::with_packages(&folder, "openapi")?;
    let server = contract::start(is_release)?;
    let mut schemathesis = Command::new(interpreter.with_file_name("schemathesis"));
    schemathesis
        .arg("run")
        .arg(format!(
            "{}/api/v2/openapi.json",
            server.url().trim_end_matches('/')
        ))
        .args(["--header", "Authorization: api-sandbox-admin"])
        .args(["--checks", &CHECKS.join(",")])
        .args(["--phases", "examples,coverage,fuzzing,stateful"])
        .args(["--max-examples", &extent.examples.to_string()])
        .args(["--seed", SEED, "--generation-database", "none"])
        .args(["--request-timeout", "30"])
        .args(["--continue-on-failure", "--warnings", "off", "--no-color"])
        .env("SCHEMATHESIS_HOOKS", folder.join("hooks.py"))
        // Where it may leave its notes.
        .current_dir(project::target());
    let finished = process::tee(contract::connect(&mut schemathesis, &server))?;
    let requests = requests(&finished.output);
    if !finished.is_success {
        report.fail("an answer is not as the published description says; see above");
    } else if requests < extent.requests {
        report.fail(format!(
            "only {requests} requests were generated instead of {}",
            extent.requests
        ));
    } else {
        report.pass();
    }
    Ok(())
}

/// `  3793 generated, 3793 passed, 24 skipped`.
fn requests(output: &str) -> u32 {
    let mut lines = output.lines().rev();
    lines
        .find_map(|line| {
            let (number, _) = line.trim().split_once(" generated")?;
            number.parse().ok()
        })
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_requests_are_counted() {
        let output = "Test cases:\n  3793 generated, 3793 passed, 24 skipped\n\nSeed: 1";
        assert_eq!(requests(output), 3793);
        assert_eq!(requests("Nothing was generated"), 0);
    }
}
