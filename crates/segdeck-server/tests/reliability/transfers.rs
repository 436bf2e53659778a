//! Files of the largest size, and of ten times that: in and out with little memory, while others
//! are answered.

use std::{
    fmt::Write as _,
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::{
    client::{Connection, SEGMENTS},
    folder,
    program::Program,
    scale, sized,
};

/// The most memory that the server may ever have had, in kibibytes.
const MEMORY_LIMIT: u64 = 200 * 1024;

fn peak_memory(program: &Program) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", program.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    let number = line.unwrap().split_whitespace().nth(1).unwrap();
    number.parse().unwrap()
}

fn create_big(connection: &mut Connection) {
    for key in ["big", "other"] {
        let body = json!({"key": key, "name": key, "unbounded": key == "big"}).to_string();
        let (status, _) = connection
            .send("POST", SEGMENTS, "application/json", &body)
            .unwrap();
        assert_eq!(status, 201);
    }
}

/// Asks until something has this status.
fn wait_until_complete(program: &Program, target: &str) -> Value {
    loop {
        let (status, body) = program
            .connect()
            .send("GET", target, "text/plain", "")
            .unwrap();
        assert_eq!(status, 200);
        let answer: Value = serde_json::from_slice(&body).unwrap();
        match answer["status"].as_str().unwrap() {
            "complete" => return answer,
            "stopped" => panic!("it stopped: {answer}"),
            _ => thread::sleep(Duration::from_millis(20)),
        }
    }
}

/// Reads and changes another segment until told to stop; gives how often, and the longest wait.
fn use_another(address: SocketAddr, is_over: &AtomicBool) -> (usize, Duration) {
    let mut connection = Connection::open(address).unwrap();
    let mut count = 0;
    let mut longest = Duration::ZERO;
    while !is_over.load(Ordering::SeqCst) {
        let begun = Instant::now();
        connection.segment("other").unwrap();
        let name = json!([{"op": "replace", "path": "/name", "value": format!("Name {count}")}]);
        assert_eq!(connection.patch("other", &name).unwrap().0, 200);
        longest = longest.max(begun.elapsed());
        count += 1;
        thread::sleep(Duration::from_millis(5));
    }
    (count, longest)
}

/// Does something long while another client works, and prints what it took.
fn beside_another(program: &Program, what: &str, long: impl FnOnce()) {
    let is_over = AtomicBool::new(false);
    let begun = Instant::now();
    let ((count, longest), took) = thread::scope(|scope| {
        let other = scope.spawn(|| use_another(program.address, &is_over));
        long();
        let took = begun.elapsed();
        is_over.store(true, Ordering::SeqCst);
        (other.join().unwrap(), took)
    });
    let peak = peak_memory(program);
    println!(
        "{what}: {:.1} s, peak memory {} MiB; meanwhile {count} reads and changes of another \
         segment, the longest pair {} ms",
        took.as_secs_f64(),
        peak / 1024,
        longest.as_millis()
    );
    assert!(count > 0, "nobody else was answered");
    assert!(peak < MEMORY_LIMIT, "{peak} KiB");
}

fn form(rows: usize) -> String {
    let mut body = String::from(
        "--x\r\nContent-Disposition: form-data; name=\"mode\"\r\n\r\nmerge\r\n--x\r\n\
         Content-Disposition: form-data; name=\"file\"; filename=\"keys.csv\"\r\n\
         Content-Type: text/csv\r\n\r\n",
    );
    for row in 0..rows {
        // Not in order: the worst case for an index.
        let key = row.wrapping_mul(0x9E37_79B9) % 0x1_0000_0000;
        writeln!(body, "member-{key:010}-{row:07}").unwrap();
    }
    body.push_str("\r\n--x--\r\n");
    body
}

#[test]
fn a_file_of_the_largest_size_is_imported_with_little_memory() {
    let _alone = scale::alone();
    let rows = sized(20_000, 1_000_000);
    let folder = folder();
    let program = Program::start(&folder.path().join("segdeck.db"));
    create_big(&mut program.connect());
    let form = form(rows);
    beside_another(&program, &format!("import of {rows} keys"), || {
        let media_type = "multipart/form-data; boundary=x";
        let (status, headers) = program
            .connect()
            .send_for_headers(
                "POST",
                &format!("{SEGMENTS}/big/imports"),
                media_type,
                &form,
            )
            .unwrap();
        assert_eq!(status, 204);
        let location = headers
            .iter()
            .find_map(|line| line.strip_prefix("location: "));
        wait_until_complete(&program, location.unwrap());
    });
    let segment = program.connect().segment("big").unwrap();
    assert_eq!(segment["_unboundedMetadata"]["includedCount"], rows);
}

/// Downloads a file and throws it away; gives its size and lines.
fn download(address: SocketAddr, target: &str) -> (u64, u64) {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "GET {target} HTTP/1.1\r\nHost: {address}\r\nAuthorization: api-sandbox-writer\r\n\
         Connection: close\r\n\r\n"
    )
    .unwrap();
    let mut stream = BufReader::with_capacity(1 << 18, stream);
    let mut length = None;
    let mut line = String::new();
    while stream.read_line(&mut line).unwrap() > 2 {
        let lower = line.to_ascii_lowercase();
        if let Some(value) = lower.strip_prefix("content-length: ") {
            length = Some(value.trim().parse::<u64>().unwrap());
        }
        line.clear();
    }
    let (mut bytes, mut lines) = (0, 0);
    loop {
        let part = if let Some(length) = length {
            length
        } else {
            line.clear();
            stream.read_line(&mut line).unwrap();
            u64::from_str_radix(line.trim(), 16).unwrap()
        };
        let mut content = (&mut stream).take(part);
        loop {
            let block = content.fill_buf().unwrap();
            if block.is_empty() {
                break;
            }
            let (read, ends) = (block.len(), block.iter().filter(|byte| **byte == b'\n'));
            lines += u64::try_from(ends.count()).unwrap();
            bytes += u64::try_from(read).unwrap();
            content.consume(read);
        }
        if length.is_some() || part == 0 {
            return (bytes, lines);
        }
        // The line's end behind a chunk.
        line.clear();
        stream.read_line(&mut line).unwrap();
    }
}

fn fill(database: &Path, rows: usize) {
    scale::prepare(
        database,
        &format!(
            "INSERT OR IGNORE INTO big_list (segment_id) SELECT id FROM segment WHERE key = 'big';
             WITH RECURSIVE number (n) AS (
                 SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < {rows})
             INSERT INTO big_target (list_id, context_key, is_included, stamp)
             SELECT (SELECT id FROM big_list), printf('member-%08d', n), 1, 0 FROM number"
        ),
    );
}

#[test]
fn a_list_ten_times_as_long_is_exported_with_little_memory() {
    let _alone = scale::alone();
    let rows = sized(50_000, 10_000_000);
    let folder = folder();
    let database = folder.path().join("segdeck.db");
    let first = Program::start(&database);
    create_big(&mut first.connect());
    first.kill();
    fill(&database, rows);
    let program = Program::start(&database);
    beside_another(&program, &format!("export of {rows} keys"), || {
        let (status, headers) = program
            .connect()
            .send_for_headers("POST", &format!("{SEGMENTS}/big/exports"), "text/plain", "")
            .unwrap();
        assert_eq!(status, 200);
        let location = headers
            .iter()
            .find_map(|line| line.strip_prefix("location: "));
        let export = wait_until_complete(&program, location.unwrap());
        let file = export["_links"]["file"]["href"].as_str().unwrap();
        let (bytes, lines) = download(program.address, file);
        assert_eq!(lines, u64::try_from(rows).unwrap());
        assert_eq!(export["sizeBytes"], bytes);
    });
}
