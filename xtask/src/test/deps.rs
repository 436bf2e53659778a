//! What the programs are made of: known holes, licences, and where the code comes from.

use std::process::Command;

use serde_json::Value;

use super::Report;
use crate::failure::{Attempt, Failure, Outcome};
use crate::{process, project, tools};

/// How a look for known holes ended.
#[derive(Debug, PartialEq, Eq)]
enum Audit {
    Clean,
    Found,
    /// The list of known holes cannot be reached from here; the sentence says why.
    NotReached(String),
}

pub fn run(report: &mut Report) -> Outcome<()> {
    let cargo_deny = tools::cargo_deny()?;
    let deny = |what: &[&str]| {
        let mut command = Command::new(&cargo_deny);
        command
            .args(["--workspace", "--locked", "--config", "deny.toml", "check"])
            .args(what)
            .current_dir(project::root());
        command
    };
    report.check(&mut deny(&["licenses", "sources", "bans"]))?;
    let what = "known holes in the crates of Cargo.lock";
    tell(
        report,
        what,
        cargo_deny_advisories(&mut deny(&["advisories"]))?,
    );
    // Only tests use npm packages.
    let mut git = Command::new("git");
    git.args(["ls-files", "*package-lock.json"])
        .current_dir(project::root());
    for lock in process::capture(&mut git)?.lines() {
        let what = format!("known holes in the packages of {lock}");
        let folder = project::root().join(lock.trim_end_matches("package-lock.json"));
        let mut npm = Command::new(tools::npm()?);
        npm.args(["audit", "--package-lock-only", "--json"])
            .current_dir(&folder);
        println!("$ {} (in {})", process::line(&npm), folder.display());
        tell(report, &what, npm_audit(&mut npm)?);
    }
    Ok(())
}

fn tell(report: &mut Report, what: &str, audit: Audit) {
    match audit {
        Audit::Clean => report.pass(),
        Audit::Found => report.fail(what),
        Audit::NotReached(why) => report.not_checked(format!("{what}: {why}")),
    }
}

fn cargo_deny_advisories(deny: &mut Command) -> Outcome<Audit> {
    let finished = process::tee(deny)?;
    Ok(crates(&finished.output, finished.is_success))
}

/// What `cargo deny check advisories` found, by what it printed.
fn crates(output: &str, is_success: bool) -> Audit {
    let unreached = output
        .lines()
        .find(|line| line.contains("failed to fetch advisory database"));
    match unreached {
        _ if is_success && output.contains("advisories ok") => Audit::Clean,
        // It judged, so the list was there.
        Some(line) if !output.contains("advisories FAILED") => Audit::NotReached(line.to_owned()),
        _ => Audit::Found,
    }
}

/// # Errors
/// npm is not there, or failed for another reason than the network.
fn npm_audit(npm: &mut Command) -> Outcome<Audit> {
    // It reports failure when it has found something.
    let output = npm
        .output()
        .attempt(|| format!("Cannot run `{}`", process::line(npm)))?;
    packages(&String::from_utf8_lossy(&output.stdout))
}

/// # Errors
/// npm failed for another reason than the network.
fn packages(output: &str) -> Outcome<Audit> {
    let said: Value = serde_json::from_str(output).attempt(|| format!("npm said {output:?}"))?;
    if let Some(count) = said.pointer("/metadata/vulnerabilities/total") {
        if count == 0 {
            return Ok(Audit::Clean);
        }
        println!("{output}");
        return Ok(Audit::Found);
    }
    // What npm itself refuses has a code; a request that failed has only a message.
    match said.get("message").and_then(Value::as_str) {
        Some(message) if said.pointer("/error/code").is_none() => {
            Ok(Audit::NotReached(message.to_owned()))
        }
        _ => Err(Failure::new(format!("npm audit failed: {output}"))),
    }
}

#[cfg(test)]
mod tests {
    use std::process::ExitCode;

    use super::*;

    #[test]
    fn only_a_list_that_cannot_be_fetched_is_no_failure() {
        let fetch = "[ERROR] failed to fetch advisory database x: no such host";
        assert_eq!(crates("advisories ok\n", true), Audit::Clean);
        assert_eq!(crates(fetch, false), Audit::NotReached(fetch.to_owned()));
        for output in [
            "error[vulnerability]: bad\nadvisories FAILED\n",
            &format!("{fetch}\nadvisories FAILED\n"),
            "deny.toml is broken",
            "",
        ] {
            assert_eq!(crates(output, false), Audit::Found, "{output}");
        }
        assert_eq!(crates("", true), Audit::Found);
    }

    #[test]
    fn npm_tells_holes_and_failures_apart() {
        let total = |count: u32| {
            let json = serde_json::json!({"metadata": {"vulnerabilities": {"total": count}}});
            packages(&json.to_string()).unwrap()
        };
        assert_eq!(total(0), Audit::Clean);
        assert_eq!(total(2), Audit::Found);
        for unreached in [
            r#"{"message": "405 Method Not Allowed", "statusCode": 405, "body": ""}"#,
            r#"{"message": "connect ECONNREFUSED", "error": {"summary": "", "detail": ""}}"#,
        ] {
            let audit = packages(unreached).unwrap();
            assert!(matches!(audit, Audit::NotReached(_)), "{unreached}");
        }
        for broken in ["", "{}", r#"{"error": {"code": "ENOLOCK"}}"#] {
            assert!(packages(broken).is_err(), "{broken}");
        }
    }

    /// How the tests end after stubs for both programs said this.
    #[cfg(unix)]
    fn ended(deny: &str, npm: &str) -> ExitCode {
        let sh = |script: &str| {
            let mut command = Command::new("sh");
            command.args(["-c", script]);
            command
        };
        let mut report = Report::default();
        report.pass();
        let found = cargo_deny_advisories(&mut sh(deny)).unwrap();
        tell(&mut report, "crates", found);
        let found = npm_audit(&mut sh(npm)).unwrap();
        tell(&mut report, "packages", found);
        report.finish()
    }

    #[cfg(unix)]
    #[test]
    fn a_hole_fails_the_tests_and_a_list_out_of_reach_does_not() {
        // As cargo-deny and npm print.
        let no_hole = "echo 'advisories ok'";
        let hole = "echo 'error[vulnerability]: x'; echo 'advisories FAILED'; exit 1";
        let no_list = "echo '[ERROR] failed to fetch advisory database x' >&2; exit 1";
        let no_bug = r#"echo '{"metadata": {"vulnerabilities": {"high": 0, "total": 0}}}'"#;
        let bug = r#"echo '{"metadata": {"vulnerabilities": {"high": 1, "total": 1}}}'; exit 1"#;
        let no_answer =
            r#"echo '{"message": "405 Method Not Allowed", "statusCode": 405}'; exit 1"#;
        for (deny, npm) in [(no_hole, no_bug), (no_list, no_answer)] {
            assert_eq!(ended(deny, npm), ExitCode::SUCCESS, "{deny} {npm}");
        }
        for (deny, npm) in [
            (hole, no_bug),
            (no_hole, bug),
            (no_list, bug),
            (hole, no_answer),
        ] {
            assert_eq!(ended(deny, npm), ExitCode::FAILURE, "{deny} {npm}");
        }
    }
}
