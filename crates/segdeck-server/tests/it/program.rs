//! The program as a process: its exit codes, its signals, its log.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use segdeck_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::support::{Answer, Client, PATIENCE, SEGMENTS, WRITER, eventually, read_to_end};

pub fn segdeck(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_segdeck"));
    command
        .arg("serve")
        .args(["--listen", "127.0.0.1:0"])
        .args(arguments)
        .env_remove("RUST_LOG")
        .stdin(Stdio::null());
    command
}

/// Runs a `segdeck` that is expected to end by itself; gives its exit code and what it said.
pub fn refused(command: &mut Command) -> (Option<i32>, String) {
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let deadline = Instant::now() + PATIENCE;
    while child.try_wait().unwrap().is_none() && Instant::now() < deadline {
        thread::sleep(Duration::from_millis(5));
    }
    let ended = child.try_wait().unwrap();
    child.kill().unwrap();
    let mut said = String::new();
    let mut stderr = child.stderr.take().unwrap();
    stderr.read_to_string(&mut said).unwrap();
    child.wait().unwrap();
    let status = ended.unwrap_or_else(|| panic!("it was not refused: {command:?} {said}"));
    (status.code(), said)
}

pub struct Program {
    child: Child,
    pub client: Client,
    /// Of a gateway that made one.
    pub key: Option<String>,
}

impl Program {
    pub fn start(command: &mut Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        stdout.read_line(&mut line).unwrap();
        let address = line
            .strip_prefix("Segdeck is ready at http://")
            .and_then(|rest| rest.strip_suffix('\n'))
            .unwrap_or_else(|| panic!("no address: {line:?}"));
        let (address, fragment) = address.split_once('/').unwrap();
        let key = fragment.strip_prefix("#key=").map(str::to_owned);
        assert_eq!(key.is_none(), fragment.is_empty(), "{line:?}");
        let client = Client(address.parse().unwrap());
        Self { child, client, key }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args([name, &id]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for the end; gives the exit code and the log.
    pub fn end(mut self) -> (Option<i32>, String) {
        let mut log = String::new();
        let mut stderr = self.child.stderr.take().unwrap();
        stderr.read_to_string(&mut log).unwrap();
        (self.child.wait().unwrap().code(), log)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_request_in_flight_is_answered_before_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(
        path("faults.json"),
        r#"[{"operation":"postSegment","effect":{"kind":"delay","milliseconds":1000}}]"#,
    )
    .unwrap();
    let database = path("segdeck.db");
    let program = Program::start(&mut segdeck(&[
        "--db",
        &database,
        "--fault",
        &path("faults.json"),
    ]));
    let client = program.client;
    let mut idle = client.connect();
    let mut slow = client.connect();
    let headers = [
        ("Authorization", WRITER),
        ("Content-Type", "application/json"),
    ];
    let body = r#"{"key":"beta","name":"Beta"}"#;
    let request = client.request("POST", SEGMENTS, &headers, body);
    slow.write_all(&request).unwrap();
    // It is carried out, and its answer waits.
    eventually(|| client.keys() == ["beta"]);
    program.signal("-TERM");
    let answer = Answer::read(&read_to_end(&mut slow));
    assert_eq!(answer.status, 201);
    assert_eq!(answer.json()["key"], "beta");
    let (code, log) = program.end();
    assert_eq!(code, Some(0), "{log}");
    assert!(read_to_end(&mut idle).is_empty());
    assert!(!Path::new(&format!("{database}-wal")).exists());
    let kept = Sandbox::open(Path::new(&database), segdeck_sandbox::Options::default());
    assert!(kept.is_ok());
}

#[test]
fn an_interrupt_ends_it_too() {
    let program = Program::start(&mut segdeck(&["--in-memory"]));
    program.signal("-INT");
    assert_eq!(program.end().0, Some(0));
}

#[test]
fn a_file_that_is_not_ours_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("notes.db");
    for content in ["my notes, longer than a header ".repeat(40), "x".to_owned()] {
        fs::write(&file, &content).unwrap();
        let (code, said) = refused(&mut segdeck(&["--db", file.to_str().unwrap()]));
        assert_eq!(code, Some(3), "{said}");
        assert!(said.contains("not a Segdeck database"), "{said}");
        assert_eq!(fs::read_to_string(&file).unwrap(), content);
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_database_that_is_newer_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("segdeck.db");
    drop(Sandbox::open(&file, segdeck_sandbox::Options::default()).unwrap());
    let mut bytes = fs::read(&file).unwrap();
    // The user version, by SQLite's file format.
    bytes[60..64].copy_from_slice(&9999_u32.to_be_bytes());
    fs::write(&file, &bytes).unwrap();
    let (code, said) = refused(&mut segdeck(&["--db", file.to_str().unwrap()]));
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("9999") && said.contains("newer"), "{said}");
    assert_eq!(fs::read(&file).unwrap(), bytes);
}

#[test]
fn default_tokens_never_leave_this_machine() {
    for address in ["0.0.0.0:0", "[::]:0"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_segdeck"));
        command.args(["serve", "--in-memory", "--listen", address]);
        let (code, said) = refused(&mut command);
        if said.contains("Cannot listen") {
            continue; // A machine without IPv6.
        }
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains("default tokens"), "{said}");
    }
}

#[test]
fn a_port_in_use_is_told_and_no_database_is_made() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("segdeck.db");
    let mut command = Command::new(env!("CARGO_BIN_EXE_segdeck"));
    command
        .args(["serve", "--listen", &address, "--db"])
        .arg(&file);
    let (code, said) = refused(&mut command);
    assert_eq!(code, Some(4), "{said}");
    assert!(said.contains(&address), "{said}");
    assert!(!file.exists());
}

#[test]
fn bad_arguments_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let bad = folder.path().join("faults.json");
    fs::write(
        &bad,
        r#"[{"operation":"nope","effect":{"kind":"dropBefore"}}]"#,
    )
    .unwrap();
    let (code, said) = refused(&mut segdeck(&[
        "--in-memory",
        "--fault",
        bad.to_str().unwrap(),
    ]));
    assert_eq!(code, Some(2));
    assert!(
        said.contains("faults.json") && said.contains("0/operation"),
        "{said}"
    );
    for arguments in [
        ["--in-memory", "--fault=/nowhere/faults.json"],
        ["--in-memory", "--dist=/nowhere"],
        ["--in-memory", "--log=segdeck=loud"],
        ["--in-memory", "--db=x.db"],
        ["--in-memory", "--seed=many:x"],
        ["--in-memory", "--clock=slow"],
        ["--in-memory", "--listen=nowhere"],
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_segdeck"));
        let (code, said) = refused(command.arg("serve").args(arguments));
        assert_eq!(code, Some(2), "{arguments:?}: {said}");
    }
}

#[test]
fn without_a_file_the_database_is_in_the_data_folder() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = segdeck(&[]);
    command
        .env("XDG_DATA_HOME", folder.path())
        .env("HOME", folder.path());
    let program = Program::start(&mut command);
    assert_eq!(program.client.create("beta").status, 201);
    program.signal("-TERM");
    assert_eq!(program.end().0, Some(0));
    let expected = if cfg!(target_os = "macos") {
        "Library/Application Support/segdeck/segdeck.db"
    } else {
        "segdeck/segdeck.db"
    };
    assert!(folder.path().join(expected).exists());
}

#[test]
fn no_token_is_ever_in_the_log() {
    let program = Program::start(&mut segdeck(&[
        "--in-memory",
        "--log",
        "trace",
        "--log-format",
        "json",
    ]));
    let client = program.client;
    assert_eq!(client.create("beta").status, 201);
    let secret = "api-0123456789-secret";
    for target in [SEGMENTS, "/segdeck/config.json", "/"] {
        let headers = [("Authorization", secret), ("Cookie", secret)];
        client.send("GET", &format!("{target}?token={secret}"), &headers, "");
        client.send("GET", target, &[("Host", secret), ("Origin", secret)], "");
    }
    client.call("POST", SEGMENTS, &json!({"key": secret}));
    client.raw(b"GET broken api-0123456789-secret\r\n\r\n");
    program.signal("-TERM");
    let (code, log) = program.end();
    assert_eq!(code, Some(0));
    assert!(!log.contains(secret) && !log.contains(WRITER), "{log}");
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}")))
        .collect();
    let created = lines
        .iter()
        .find(|line| line["status"] == 201)
        .unwrap_or_else(|| panic!("the creation is not in the log: {log}"));
    assert_eq!(created["method"], "POST");
    assert_eq!(created["path"], SEGMENTS);
    assert!(created["milliseconds"].is_u64());
}
