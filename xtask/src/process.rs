//! Running other programs: shown, captured, or both.

use std::env;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;

use crate::failure::{Attempt, Failure, Outcome};

/// How a program ended, with everything it printed.
pub struct Finished {
    pub is_success: bool,
    pub output: String,
}

/// The command line as one would type it.
pub fn line(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}

/// Runs a program whose output goes straight to the terminal.
///
/// # Errors
/// The program is not there, or it reports failure.
pub fn run(command: &mut Command) -> Outcome<()> {
    eprintln!("$ {}", line(command));
    let status = command
        .status()
        .attempt(|| format!("Cannot run `{}`", line(command)))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::new(format!(
            "`{}` failed ({status}).",
            line(command)
        )))
    }
}

/// What a program prints on its standard output; nothing is shown.
///
/// # Errors
/// The program is not there, or it reports failure; its standard error is quoted.
pub fn capture(command: &mut Command) -> Outcome<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .attempt(|| format!("Cannot run `{}`", line(command)))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        let complaint = String::from_utf8_lossy(&output.stderr);
        Err(Failure::new(format!(
            "`{}` failed: {}",
            line(command),
            complaint.trim()
        )))
    }
}

/// Runs a program, showing its output while keeping it.
///
/// # Errors
/// The program is not there. Its own failure is told by [`Finished::is_success`].
pub fn tee(command: &mut Command) -> Outcome<Finished> {
    println!("$ {}", line(command));
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .attempt(|| format!("Cannot run `{}`", line(command)))?;
    let (sender, lines) = mpsc::channel();
    if let Some(stdout) = child.stdout.take() {
        forward_lines(stdout, sender.clone());
    }
    if let Some(stderr) = child.stderr.take() {
        forward_lines(stderr, sender);
    }
    let mut output = String::new();
    for text in lines {
        println!("{text}");
        output.push_str(&text);
        output.push('\n');
    }
    let status = child
        .wait()
        .attempt(|| format!("Cannot wait for `{}`", line(command)))?;
    Ok(Finished {
        is_success: status.success(),
        output,
    })
}

/// Sends each line of `source` to `lines` from a thread of its own, until the source ends.
pub fn forward_lines(source: impl Read + Send + 'static, lines: mpsc::Sender<String>) {
    thread::spawn(move || {
        let mut source = BufReader::new(source);
        let mut line = Vec::new();
        while matches!(source.read_until(b'\n', &mut line), Ok(length) if length > 0) {
            let text = String::from_utf8_lossy(&line);
            if lines.send(text.trim_end().to_owned()).is_err() {
                // Nobody reads any more; going on keeps the program's pipe from filling up.
                let _ = std::io::copy(&mut source, &mut std::io::sink());
                return;
            }
            line.clear();
        }
    });
}

/// Where a program is found on the `PATH`, if it is.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|folder| folder.join(format!("{program}{}", env::consts::EXE_SUFFIX)))
        .find(|candidate| is_program(candidate))
}

/// Whether there is a file that can be executed.
#[cfg(unix)]
pub fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata()
        .is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

/// Whether there is a file that can be executed.
#[cfg(not(unix))]
pub fn is_program(path: &Path) -> bool {
    path.is_file()
}
