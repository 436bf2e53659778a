//! The program as a process that can be killed.

use std::{
    ffi::OsStr,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
};

use crate::client::Connection;

pub struct Program {
    child: Child,
    pub address: SocketAddr,
}

impl Program {
    /// Starts the server on a database file.
    pub fn start(database: &Path) -> Self {
        Self::start_with(database, &[], &[])
    }

    /// Starts the server with further arguments and variables.
    pub fn start_with(database: &Path, arguments: &[&str], variables: &[(&str, &OsStr)]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_segdeck"))
            .args(["serve", "--listen", "127.0.0.1:0", "--log", "warn", "--db"])
            .arg(database)
            .args(arguments)
            .envs(variables.iter().copied())
            .env_remove("RUST_LOG")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        stdout.read_line(&mut line).unwrap();
        let address = line
            .strip_prefix("Segdeck is ready at http://")
            .and_then(|rest| rest.strip_suffix("/\n"))
            .unwrap_or_else(|| panic!("no address: {line:?}"));
        Self {
            address: address.parse().unwrap(),
            child,
        }
    }

    /// The process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn connect(&self) -> Connection {
        Connection::open(self.address).unwrap()
    }

    /// Ends it by SIGKILL: it can do nothing more.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
