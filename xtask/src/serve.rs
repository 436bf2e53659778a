//! `cargo xtask serve`: from a fresh clone to a dashboard in the browser.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::{self as system, Command, ExitCode, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use clap::Args;

use crate::dashboard::{self, Place, Profile};
use crate::failure::{Attempt, Failure, Outcome};
use crate::server::{self, Server};
use crate::{process, project};

#[derive(Args)]
pub struct Options {
    /// The port on this machine to serve at
    #[arg(long, default_value_t = 8765)]
    port: u16,
    /// Do not open a browser
    #[arg(long)]
    no_open: bool,
    /// The database to use and keep; without it, a new one each time
    #[arg(long)]
    db: Option<PathBuf>,
    /// Build the dashboard and the server optimized
    #[arg(long)]
    release: bool,
}

/// # Errors
/// Something is missing and cannot be installed, a build fails, or the server does not start.
pub fn run(options: &Options) -> Outcome<ExitCode> {
    dashboard::build(Profile::from_release(options.release), &Place::default())?;
    server::build(options.release)?;

    // Set before the server starts, so that no Ctrl-C can leave it behind.
    let is_stopping = Arc::new(AtomicBool::new(false));
    let signal = Arc::clone(&is_stopping);
    ctrlc::set_handler(move || signal.store(true, Ordering::SeqCst))
        .attempt(|| "Cannot listen for Ctrl-C".to_owned())?;

    let database = Database::open(options.db.clone())?;
    let mut command = Command::new(server::program(options.release));
    command
        .args([
            "serve",
            "--seed",
            "demo",
            "--listen",
            &format!("127.0.0.1:{}", options.port),
        ])
        .arg("--dist")
        .arg(project::dist())
        .arg("--db")
        .arg(&database.file);
    let mut server = Server::start(command)?;

    println!("\nSegdeck is at {}  (Ctrl-C stops it)\n", server.url());
    if !options.no_open {
        open(server.url());
    }
    while !is_stopping.load(Ordering::SeqCst) {
        if let Some(status) = server.ended()? {
            return if status.success() {
                Ok(ExitCode::SUCCESS)
            } else {
                Err(Failure::new(format!(
                    "The server ended ({status}); see above for why."
                )))
            };
        }
        thread::sleep(Duration::from_millis(100));
    }
    server.stop();
    Ok(ExitCode::SUCCESS)
}

/// The database file; one that we made is removed with its folder at the end.
struct Database {
    file: PathBuf,
    scratch: Option<PathBuf>,
}

impl Database {
    fn open(named: Option<PathBuf>) -> Outcome<Self> {
        if let Some(file) = named {
            return Ok(Self {
                file,
                scratch: None,
            });
        }
        let scratch = env::temp_dir().join(format!("segdeck-{}", system::id()));
        let created = fs::create_dir_all(&scratch);
        created.attempt(|| format!("Cannot create {}", scratch.display()))?;
        Ok(Self {
            file: scratch.join("segdeck.db"),
            scratch: Some(scratch),
        })
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(scratch) = &self.scratch {
            let _ = fs::remove_dir_all(scratch);
        }
    }
}

/// Opens the browser if there is a program for it; the printed address serves as well.
fn open(url: &str) {
    let opener = ["xdg-open", "open", "wslview"]
        .iter()
        .find_map(|name| process::find(name));
    if let Some(opener) = opener {
        let quiet = Command::new(opener)
            .arg(url)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        if let Err(error) = quiet {
            eprintln!("No browser could be opened ({error}); go to {url} yourself.");
        }
    }
}
