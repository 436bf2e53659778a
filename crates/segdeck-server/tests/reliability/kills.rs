//! The server is killed while several clients write.

use std::{
    collections::BTreeSet,
    net::SocketAddr,
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::Duration,
};

use serde_json::{Value, json};

use crate::{client::Connection, folder, program::Program, sized};

const WRITERS: usize = 4;
/// All writers change this segment besides their own.
const SHARED: &str = "shared";

/// What one writer did in one life of the server.
#[derive(Default)]
struct Log {
    /// Segment and key of each change that was sent.
    sent: Vec<(String, String)>,
    /// How many of those were acknowledged; the rest is the last one, at most.
    acknowledged: usize,
}

/// Writes until the server is gone. Each change is two: a key is included and its twin excluded.
fn write(address: SocketAddr, writer: usize, life: usize, acknowledged: &AtomicUsize) -> Log {
    let mut log = Log::default();
    let Ok(mut connection) = Connection::open(address) else {
        return log;
    };
    for number in 0.. {
        let segment = match number % 2 {
            0 => format!("writer-{writer}"),
            _ => SHARED.to_owned(),
        };
        let key = format!("{life}-{writer}-{number}");
        log.sent.push((segment.clone(), key.clone()));
        let instructions = json!([
            {"kind": "addIncludedTargets", "contextKind": "user", "values": [key]},
            {"kind": "addExcludedTargets", "contextKind": "device", "values": [key]},
        ]);
        match connection.instruct(&segment, &instructions) {
            Ok(status) => assert_eq!(status, 200),
            Err(_) => break,
        }
        log.acknowledged += 1;
        acknowledged.fetch_add(1, Ordering::SeqCst);
    }
    log
}

/// One life of the server: it is killed once so many changes have been acknowledged.
fn life(database: &Path, number: usize) -> Vec<Log> {
    let program = Program::start(database);
    let address = program.address;
    let acknowledged = AtomicUsize::new(0);
    let enough = 3 + number * 7 % 23;
    thread::scope(|scope| {
        let count = &acknowledged;
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| scope.spawn(move || write(address, writer, number, count)))
            .collect();
        while acknowledged.load(Ordering::SeqCst) < enough {
            thread::sleep(Duration::from_micros(200));
        }
        program.kill();
        writers
            .into_iter()
            .map(|writer| writer.join().unwrap())
            .collect()
    })
}

fn keys(list: &Value) -> BTreeSet<String> {
    let list = list.as_array().unwrap();
    list.iter()
        .map(|key| key.as_str().unwrap().to_owned())
        .collect()
}

/// Compares a segment with what was sent and acknowledged.
fn check(connection: &mut Connection, segment: &str, logs: &[Log]) {
    let stored = connection.segment(segment).unwrap();
    let included = keys(&stored["included"]);
    let twins = keys(&stored["excludedContexts"][0]["values"]);
    assert_eq!(included, twins, "{segment}: a change is half there");
    let of_segment = |count: fn(&Log) -> usize| -> BTreeSet<String> {
        let changes = logs.iter().flat_map(|log| &log.sent[..count(log)]);
        changes
            .filter(|(changed, _)| changed == segment)
            .map(|(_, key)| key.clone())
            .collect()
    };
    let acknowledged = of_segment(|log| log.acknowledged);
    let sent = of_segment(|log| log.sent.len());
    assert!(
        acknowledged.is_subset(&included),
        "{segment}: lost {:?}",
        acknowledged.difference(&included).collect::<Vec<_>>()
    );
    assert!(included.is_subset(&sent), "{segment}: nobody sent all this");
    let versions = 1 + i64::try_from(included.len()).unwrap();
    assert_eq!(stored["version"], versions, "{segment}: a version each");
}

#[test]
fn killed_under_writes_it_keeps_every_acknowledged_change_whole() {
    let lives = sized(5, 100);
    let folder = folder();
    let database = folder.path().join("segdeck.db");
    let segments: Vec<String> = (0..WRITERS)
        .map(|writer| format!("writer-{writer}"))
        .chain([SHARED.to_owned()])
        .collect();
    let first = Program::start(&database);
    let mut connection = first.connect();
    for segment in &segments {
        assert_eq!(connection.create(segment).unwrap(), 201);
        let seed = json!([{"kind": "addExcludedTargets", "contextKind": "device", "values": ["x"]},
            {"kind": "removeExcludedTargets", "contextKind": "device", "values": ["x"]}]);
        assert_eq!(connection.instruct(segment, &seed).unwrap(), 200);
    }
    first.kill();

    let mut logs = Vec::new();
    for number in 0..lives {
        logs.extend(life(&database, number));
    }
    let program = Program::start(&database);
    let mut connection = program.connect();
    for segment in &segments {
        check(&mut connection, segment, &logs);
    }
    program.kill();
    let opened = rusqlite::Connection::open(&database).unwrap();
    let verdict: String = opened
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(verdict, "ok");
    let acknowledged: usize = logs.iter().map(|log| log.acknowledged).sum();
    let sent: usize = logs.iter().map(|log| log.sent.len()).sum();
    println!("{lives} kills, {sent} changes sent, {acknowledged} acknowledged, none lost");
    assert!(acknowledged >= 3 * lives);
}
