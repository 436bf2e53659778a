//! The gateway as a process: its arguments, its files, its log, its memory.

use std::{
    fs,
    io::{self, Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::Command,
    thread,
};

use segdeck_sandbox::DEFAULT_ADMIN_TOKEN;
use segdeck_server::Options;
use serde_json::json;

use super::{
    KEY, call,
    scripted::{Scripted, Then, answer},
};
use crate::{
    program::{Program, refused, segdeck},
    support::{Answer, Client, SEGMENTS, Server, read_to_end},
};

const TOKEN: &str = "LAUNCHDARKLY_ACCESS_TOKEN";

fn gateway(upstream: &str, arguments: &[&str]) -> Command {
    let mut command = segdeck(&["--upstream", upstream]);
    command.args(arguments).env(TOKEN, DEFAULT_ADMIN_TOKEN);
    command
}

fn write(folder: &Path, name: &str, text: &str) -> String {
    let file = folder.join(name);
    fs::write(&file, text).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    file.to_str().unwrap().to_owned()
}

#[test]
fn key_and_token_are_in_no_log() {
    let sandbox = Server::start(Options::default());
    let address = format!("http://{}", sandbox.client.0);
    let log = ["--log", "trace", "--log-format", "json"];
    let program = Program::start(&mut gateway(&address, &log));
    let key = program.key.clone().unwrap();
    assert!(key.len() >= 32, "{key}");
    let headers = [
        ("Segdeck-Key", key.as_str()),
        ("Content-Type", "application/json"),
    ];
    let body = json!({"key": "beta", "name": "Beta"}).to_string();
    let made = program.client.send("POST", SEGMENTS, &headers, &body);
    assert_eq!(made.status, 201, "{}", made.text());
    let wrong = "wrong-key-nobody-may-see";
    program
        .client
        .send("GET", SEGMENTS, &[("Segdeck-Key", wrong)], "");
    for target in [
        "/segdeck/config.json",
        "/segdeck/ready",
        "/segdeck/metrics",
        "/",
    ] {
        let got = program
            .client
            .send("GET", &format!("{target}?key={wrong}"), &headers, "");
        assert!(!got.text().contains(&key) && !got.text().contains(DEFAULT_ADMIN_TOKEN));
    }
    program.signal("-TERM");
    let (code, log) = program.end();
    assert_eq!(code, Some(0), "{log}");
    assert!(log.contains("\"answered\""), "{log}");
    for secret in [key.as_str(), wrong, DEFAULT_ADMIN_TOKEN] {
        assert!(!log.contains(secret), "{log}");
    }
}

#[test]
fn a_key_file_a_token_file_and_a_password_file_are_used_and_not_printed() {
    let sandbox = Server::start(Options::default());
    let address = format!("http://{}", sandbox.client.0);
    let folder = tempfile::tempdir().unwrap();
    let token = write(folder.path(), "token", &format!("{DEFAULT_ADMIN_TOKEN}\n"));
    for (option, secret) in [("--key-file", KEY), ("--password-file", "open, sesame")] {
        let file = write(folder.path(), "secret", &format!("{secret}\n"));
        let arguments = [option, &file, "--token-file", &token];
        let mut command = gateway(&address, &arguments);
        // The file counts, and not the variable.
        command.env(TOKEN, "api-wrong");
        let program = Program::start(&mut command);
        assert_eq!(program.key, None);
        let headers = [("Segdeck-Key", secret)];
        let list = program.client.send("GET", SEGMENTS, &headers, "");
        assert_eq!(list.status, 200, "{}", list.text());
        program.signal("-TERM");
        let (code, log) = program.end();
        assert_eq!(code, Some(0));
        assert!(
            !log.contains(secret) && !log.contains(DEFAULT_ADMIN_TOKEN),
            "{log}"
        );
        assert!(!log.contains("WARN"), "{log}");
    }
}

#[test]
fn a_wrong_token_is_warned_of_and_served() {
    let sandbox = Server::start(Options::default());
    let address = format!("http://{}", sandbox.client.0);
    let program = Program::start(gateway(&address, &[]).env(TOKEN, "api-wrong"));
    let ready = program.client.get("/segdeck/ready");
    ready.assert_refused(503, "upstream_token_refused");
    program.signal("-TERM");
    let (code, log) = program.end();
    assert_eq!(code, Some(0));
    assert!(
        log.contains("WARN") && log.contains("refuses the gateway's access token"),
        "{log}"
    );
    assert!(!log.contains("api-wrong"), "{log}");
}

#[test]
fn without_a_token_both_ways_to_give_it_are_told() {
    let (code, said) = refused(gateway("app", &[]).env_remove(TOKEN));
    assert_eq!(code, Some(2), "{said}");
    assert!(
        said.contains(TOKEN) && said.contains("--token-file"),
        "{said}"
    );
}

#[test]
fn secrets_that_will_not_do_are_refused_and_not_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name, text| write(folder.path(), name, text);
    let open = file("open", KEY);
    fs::set_permissions(&open, fs::Permissions::from_mode(0o666)).unwrap();
    for (option, file, reason) in [
        ("--key-file", file("short", "hunter2"), "at least 32"),
        ("--key-file", file("empty", ""), "at least 32"),
        ("--key-file", open, "can be changed by every user"),
        ("--key-file", "/nowhere/key".to_owned(), "cannot be read"),
        ("--password-file", file("weak", "hunter2"), "at least 12"),
        ("--token-file", file("sdk", "sdk-hunter2"), "access token"),
        ("--token-file", file("none", "\n"), "empty"),
        ("--upstream-ca", file("ca", "no certificate"), "PEM"),
        ("--upstream-ca", "/nowhere/ca".to_owned(), "cannot be read"),
    ] {
        let (code, said) = refused(&mut gateway("app", &[option, &file]));
        assert_eq!(code, Some(2), "{option} {file}: {said}");
        assert!(said.contains(reason), "{option} {file}: {said}");
        assert!(!said.contains("hunter2") && !said.contains(KEY), "{said}");
    }
    let (code, said) = refused(gateway("app", &[]).env(TOKEN, "mob-hunter2"));
    assert_eq!(code, Some(2), "{said}");
    assert!(!said.contains("hunter2"), "{said}");
}

#[test]
fn options_that_make_no_sense_together_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(folder.path(), "file", KEY);
    for arguments in [
        &["--upstream", "app", "--db", "x.db"][..],
        &["--upstream", "app", "--in-memory"],
        &["--upstream", "app", "--seed", "demo"],
        &["--upstream", "app", "--fault", &file],
        &["--upstream", "app", "--clock", "manual"],
        &["--upstream", "app", "--clock", "machine"],
        &["--upstream", "app", "--cors", "launchdarkly"],
        &["--upstream", "app", "--rate-limit", "global=1"],
        &[
            "--upstream",
            "app",
            "--key-file",
            &file,
            "--password-file",
            &file,
        ],
        &[
            "--upstream",
            "app",
            "--key-file",
            &file,
            "--trust-proxy-header",
            "X-User",
            "--trust-proxy",
            "127.0.0.1",
        ],
        &["--upstream", "app", "--trust-proxy-header", "X-User"],
        &["--upstream", "app", "--trust-proxy", "127.0.0.1"],
        &[
            "--upstream",
            "app",
            "--trust-proxy-header",
            "X User",
            "--trust-proxy",
            "127.0.0.1",
        ],
        &[
            "--upstream",
            "app",
            "--trust-proxy-header",
            "X-User",
            "--trust-proxy",
            "proxy.test",
        ],
        &["--upstream", "app", "--token", "api-1"],
        &["--upstream", "http://app.launchdarkly.com"],
        &["--upstream", "https://app.launchdarkly.com/api/v2"],
        &["--upstream", "us"],
        &["--read-only"],
        &["--token-file", &file],
        &["--key-file", &file],
        &["--upstream-ca", &file],
        &["--drain", "5"],
    ] {
        let (code, said) = refused(segdeck(arguments).env(TOKEN, "api-1"));
        assert_eq!(code, Some(2), "{arguments:?}: {said}");
        assert!(said.len() > 20, "{arguments:?}: {said}");
    }
}

#[test]
fn a_key_that_was_made_stays_on_this_machine() {
    for address in ["0.0.0.0:0", "[::]:0"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_segdeck"));
        command.args(["serve", "--upstream", "app", "--listen", address]);
        let (code, said) = refused(command.env(TOKEN, "api-1"));
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains("--key-file"), "{said}");
    }
    let folder = tempfile::tempdir().unwrap();
    let file = write(folder.path(), "key", KEY);
    let mut command = Command::new(env!("CARGO_BIN_EXE_segdeck"));
    command.args([
        "serve",
        "--upstream",
        "app",
        "--listen",
        "0.0.0.0:0",
        "--key-file",
        &file,
    ]);
    let program = Program::start(command.env(TOKEN, "api-1"));
    program.signal("-TERM");
    assert_eq!(program.end().0, Some(0));
}

/// Gives each new connection to the next of these servers.
fn balance(servers: [SocketAddr; 2]) -> Client {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for (server, stream) in servers.iter().cycle().zip(listener.incoming()) {
            let (mut down, mut up) = (stream.unwrap(), TcpStream::connect(server).unwrap());
            let (mut from_down, mut from_up) = (down.try_clone().unwrap(), up.try_clone().unwrap());
            thread::spawn(move || {
                let _ = io::copy(&mut from_down, &mut up);
                let _ = up.shutdown(Shutdown::Write);
            });
            thread::spawn(move || {
                let _ = io::copy(&mut from_up, &mut down);
                let _ = down.shutdown(Shutdown::Write);
            });
        }
    });
    Client(address)
}

#[test]
fn two_gateways_with_one_key_file_share_the_work() {
    let sandbox = Server::start(Options::default());
    let address = format!("http://{}", sandbox.client.0);
    let folder = tempfile::tempdir().unwrap();
    let key = write(folder.path(), "key", KEY);
    let programs = [(); 2].map(|()| Program::start(&mut gateway(&address, &["--key-file", &key])));
    let balanced = balance([programs[0].client.0, programs[1].client.0]);
    let created = "operation=\"postSegment\",status=\"201\"} 3";
    for count in 0..3 {
        for which in ["a", "b"] {
            let segment = format!("{which}{count}");
            // Each turn asks both: one creates what the other reads.
            let body = json!({"key": segment, "name": segment});
            let made = call(balanced, "POST", SEGMENTS, &body);
            assert_eq!(made.status, 201, "{}", made.text());
            let got = call(
                balanced,
                "GET",
                &format!("{SEGMENTS}/{segment}"),
                &json!(null),
            );
            assert_eq!(got.json()["key"], segment.as_str());
            // So that the other one creates the next.
            assert_eq!(
                call(balanced, "GET", "/segdeck/health", &json!(null)).status,
                200
            );
        }
    }
    for program in &programs {
        let metrics = program.client.get("/segdeck/metrics").text();
        assert!(metrics.contains(created), "{metrics}");
    }
}

/// The most memory that a process ever had, in bytes.
fn peak(program: &Program) -> usize {
    let status = fs::read_to_string(format!("/proc/{}/status", program.id())).unwrap();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap();
    let kilobytes: usize = line.trim().trim_end_matches(" kB").parse().unwrap();
    kilobytes * 1024
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "memory is told by Linux only")]
fn files_of_any_size_pass_in_flat_memory() {
    const UP: usize = 40_000_000;
    const DOWN: usize = 200_000_000;
    let upstream = Scripted::start(|asked, stream| {
        if asked.head.starts_with("POST") {
            let headers = "Location: /api/v2/segments/default/test/s/imports/1\r\n";
            stream
                .write_all(answer(204, headers, "").as_bytes())
                .unwrap();
            return Then::Close;
        }
        let head =
            "HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\n";
        let _ = stream.write_all(head.as_bytes());
        for _ in 0..DOWN / 100_000 {
            let chunk = format!("{:x}\r\n{}\r\n", 100_000, "x".repeat(100_000));
            if stream.write_all(chunk.as_bytes()).is_err() {
                return Then::Close;
            }
        }
        let _ = stream.write_all(b"0\r\n\r\n");
        Then::Close
    });
    let address = format!("http://{}", upstream.address);
    let program = Program::start(&mut gateway(&address, &[]));
    let key = program.key.clone().unwrap();
    program.client.get("/segdeck/health");
    let before = peak(&program);

    let mut stream = program.client.connect();
    let head = format!(
        "POST {SEGMENTS}/s/imports HTTP/1.1\r\nHost: localhost\r\nSegdeck-Key: {key}\r\n\
         Content-Type: multipart/form-data; boundary=x\r\nConnection: close\r\n\
         Content-Length: {UP}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    for _ in 0..UP / 10_000 {
        stream.write_all(&[b'x'; 10_000]).unwrap();
    }
    let imported = Answer::read(&read_to_end(&mut stream));
    assert_eq!(imported.status, 204);
    assert_eq!(upstream.asked()[0].body.len(), UP);

    let mut stream = program.client.connect();
    let request = format!(
        "GET {SEGMENTS}/s/exports/1/file HTTP/1.1\r\nHost: localhost\r\nSegdeck-Key: {key}\r\n\
         Connection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut total = 0;
    let mut last = Vec::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        let size = stream.read(&mut buffer).unwrap();
        if size == 0 {
            break;
        }
        total += size;
        last = buffer[..size].to_vec();
    }
    assert!(total > DOWN, "{total}");
    assert!(last.ends_with(b"0\r\n\r\n"));

    let grown = peak(&program) - before;
    println!("peak before {before}, grown by {grown} bytes");
    assert!(grown < 16_000_000, "{grown}");
}
