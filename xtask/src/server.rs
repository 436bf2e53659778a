//! The sandbox server as a child process: started, waited for, and stopped.

use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::failure::{Attempt, Failure, Outcome};
use crate::{process, project};

const PATIENCE: Duration = Duration::from_mins(1);

/// A running `segdeck serve`. It is stopped when this value goes.
pub struct Server {
    child: Child,
    url: String,
}

/// The server's program.
pub fn program(is_release: bool) -> PathBuf {
    let profile = if is_release { "release" } else { "debug" };
    project::target()
        .join(profile)
        .join(format!("segdeck{}", std::env::consts::EXE_SUFFIX))
}

/// Builds the server.
///
/// # Errors
/// It does not compile.
pub fn build(is_release: bool) -> Outcome<()> {
    let mut cargo = project::cargo();
    cargo.args(["build", "--package", "segdeck-server"]);
    if is_release {
        cargo.arg("--release");
    }
    process::run(&mut cargo)
}

/// Builds the server with the dashboard inside that is in `dist/`.
///
/// # Errors
/// It does not compile.
pub fn build_with_dashboard() -> Outcome<()> {
    process::run(project::cargo().args([
        "build",
        "--package",
        "segdeck-server",
        "--features",
        "embed",
    ]))
}

impl Server {
    /// Starts `segdeck serve`, shows what it prints, and waits until it says where it listens.
    ///
    /// # Errors
    /// It cannot be started, ends, or stays silent.
    pub fn start(mut command: Command) -> Outcome<Self> {
        let shown = process::line(&command);
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .attempt(|| format!("Cannot run `{shown}`"))?;
        let (sender, lines) = mpsc::channel();
        if let Some(stdout) = child.stdout.take() {
            process::forward_lines(stdout, sender.clone());
        }
        if let Some(stderr) = child.stderr.take() {
            process::forward_lines(stderr, sender);
        }
        let mut server = Self {
            child,
            url: String::new(),
        };
        let deadline = Instant::now() + PATIENCE;
        while server.url.is_empty() {
            let left = deadline.saturating_duration_since(Instant::now());
            let line = lines.recv_timeout(left).map_err(|_| {
                Failure::new(format!(
                    "`{shown}` did not say where it listens; see above for why."
                ))
            })?;
            eprintln!("{line}");
            server.url = address_in(&line).unwrap_or_default();
        }
        thread::spawn(move || lines.into_iter().for_each(|line| eprintln!("{line}")));
        Ok(server)
    }

    /// Where it answers, such as `http://127.0.0.1:8765`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// How it ended, or `None` while it runs.
    ///
    /// # Errors
    /// The system cannot tell.
    pub fn ended(&mut self) -> Outcome<Option<ExitStatus>> {
        self.child
            .try_wait()
            .attempt(|| "Cannot tell whether the server runs".to_owned())
    }

    /// Asks it to finish what it is doing and end; gives it a few seconds for that.
    pub fn stop(&mut self) {
        if self.child.try_wait().is_ok_and(|status| status.is_some()) {
            return;
        }
        if cfg!(unix) {
            let id = self.child.id().to_string();
            let _ = process::capture(Command::new("kill").args(["-TERM", &id]));
            let deadline = Instant::now() + Duration::from_secs(10);
            while Instant::now() < deadline {
                if self.child.try_wait().is_ok_and(|status| status.is_some()) {
                    return;
                }
                thread::sleep(Duration::from_millis(50));
            }
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The first loopback address with a port in a line of the server's output.
fn address_in(line: &str) -> Option<String> {
    let (_, after) = line.split_once("http://")?;
    let length = after
        .find(|letter: char| !(letter.is_ascii_alphanumeric() || ".:[]-".contains(letter)))
        .unwrap_or(after.len());
    let authority = after.get(..length)?.trim_end_matches(['.', ':']);
    let (_, port) = authority.rsplit_once(':')?;
    port.parse::<u16>()
        .ok()
        .map(|_| format!("http://{authority}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_address_in_text_and_in_structured_logs() {
        for (line, address) in [
            (
                "Segdeck is at http://127.0.0.1:8765",
                Some("http://127.0.0.1:8765"),
            ),
            (
                "Listening on http://127.0.0.1:41234/.",
                Some("http://127.0.0.1:41234"),
            ),
            (
                r#"{"message":"ready","url":"http://[::1]:9000/"}"#,
                Some("http://[::1]:9000"),
            ),
            ("opening the database", None),
            ("see http://example.com for more", None),
        ] {
            assert_eq!(address_in(line).as_deref(), address, "{line}");
        }
    }
}
