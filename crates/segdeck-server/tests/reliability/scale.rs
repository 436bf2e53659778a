//! How long answers take as what is stored grows. The tables are printed, and shown by a soak.

use std::{
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::{client::Connection, folder, program::Program, sized};

/// How often each call is measured.
const CALLS: usize = 200;
const PRODUCTION: &str = "/api/v2/segments/default/production";

/// The median and the slowest of a hundred of so many calls.
struct Spread {
    median: Duration,
    slowest: Duration,
}

impl Spread {
    fn of(mut call: impl FnMut(usize)) -> Self {
        let mut times: Vec<Duration> = (0..CALLS)
            .map(|number| {
                let begun = Instant::now();
                call(number);
                begun.elapsed()
            })
            .collect();
        times.sort();
        Self {
            median: times[CALLS / 2],
            slowest: times[CALLS * 99 / 100],
        }
    }

    fn text(&self) -> String {
        let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
        format!(
            "{:.2} / {:.2}",
            milliseconds(self.median),
            milliseconds(self.slowest)
        )
    }
}

/// The sizes to try: two for the sample; for a soak from the least to the most in tenfold steps.
fn sizes(sample: [usize; 2], full: [usize; 2]) -> Vec<usize> {
    if sized(0, 1) == 0 {
        return sample.to_vec();
    }
    let [least, most] = full;
    std::iter::successors(Some(least), |size| Some(size * 10))
        .take_while(|size| *size <= most)
        .collect()
}

/// One measurement at a time.
static MEASURING: Mutex<()> = Mutex::new(());

/// Waits until nothing else is measured.
pub fn alone() -> MutexGuard<'static, ()> {
    MEASURING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Prints a table's row: a size, and each call's median and 99th percentile in milliseconds.
fn print(size: usize, spreads: &[Spread]) {
    let cells: Vec<String> = spreads.iter().map(Spread::text).collect();
    println!("| {size} | {} |", cells.join(" | "));
}

fn get(connection: &mut Connection, target: &str) -> Value {
    let (status, body) = connection.send("GET", target, "text/plain", "").unwrap();
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
    serde_json::from_slice(&body).unwrap()
}

fn patch(connection: &mut Connection, target: &str, number: usize) {
    let body = json!([{"op": "replace", "path": "/name", "value": format!("Name {number}")}]);
    let (status, answer) = connection
        .send("PATCH", target, "application/json", &body.to_string())
        .unwrap();
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&answer));
}

#[test]
fn segments_of_an_environment() {
    let _alone = alone();
    println!("Segments in an environment: milliseconds, median / 99th percentile");
    println!("| Segments | get | first page | last page by name | search | patch |");
    println!("|---|---|---|---|---|---|");
    for size in sizes([50, 200], [1_000, 10_000]) {
        let folder = folder();
        let program = Program::start_with(
            &folder.path().join("segdeck.db"),
            &["--seed", &format!("many:{size}")],
            &[],
        );
        let mut connection = program.connect();
        let last = format!("{PRODUCTION}?sort=name&limit=20&offset={}", size - 20);
        let page = get(&mut connection, &last);
        assert_eq!(page["totalCount"], size);
        let key = page["items"][7]["key"].as_str().unwrap().to_owned();
        let one = format!("{PRODUCTION}/{key}");
        let search = format!("{PRODUCTION}?filter=query%20equals%20%22{key}%22");
        assert_eq!(get(&mut connection, &search)["items"][0]["key"], *key);
        let spreads = [
            Spread::of(|_| drop(get(&mut connection, &one))),
            Spread::of(|_| drop(get(&mut connection, PRODUCTION))),
            Spread::of(|_| drop(get(&mut connection, &last))),
            Spread::of(|_| drop(get(&mut connection, &search))),
            Spread::of(|number| patch(&mut connection, &one, number)),
        ];
        print(size, &spreads);
    }
}

/// Changes a database directly: a million calls would only take long.
pub fn prepare(database: &Path, sql: &str) {
    let connection = rusqlite::Connection::open(database).unwrap();
    connection
        .execute_batch(&format!(
            "BEGIN; {sql}; COMMIT; PRAGMA wal_checkpoint(TRUNCATE)"
        ))
        .unwrap();
}

#[test]
fn members_of_a_big_segment() {
    let _alone = alone();
    println!("Members of a big segment: milliseconds, median / 99th percentile");
    println!("| Members | lookup, member | lookup, stranger | get | add and remove one |");
    println!("|---|---|---|---|---|");
    for size in sizes([1_000, 5_000], [1_000, 10_000_000]) {
        let folder = folder();
        let database = folder.path().join("segdeck.db");
        let segment = "/api/v2/segments/default/test/big";
        let create = |connection: &mut Connection| {
            let body = json!({"key": "big", "name": "Big", "unbounded": true}).to_string();
            let (status, _) = connection
                .send(
                    "POST",
                    "/api/v2/segments/default/test",
                    "application/json",
                    &body,
                )
                .unwrap();
            assert_eq!(status, 201);
            let body = json!({"included": {"add": ["user-first"]}}).to_string();
            let target = format!("{segment}/contexts");
            let (status, _) = connection
                .send("POST", &target, "application/json", &body)
                .unwrap();
            assert_eq!(status, 204);
        };
        let first = Program::start(&database);
        create(&mut first.connect());
        first.kill();
        prepare(
            &database,
            &format!(
                "WITH RECURSIVE number (n) AS (
                     SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < {size})
                 INSERT INTO big_target (list_id, context_key, is_included, stamp)
                 SELECT (SELECT id FROM big_list), printf('member-%08d', n), 1, 0 FROM number"
            ),
        );
        let program = Program::start(&database);
        let mut connection = program.connect();
        // Spread over the whole list, so that not the same page is read each time.
        let member = |number: usize| format!("member-{:08}", 1 + number * (size / CALLS));
        let mut lookup = |key: &str, is_included: bool| {
            let found = get(&mut connection, &format!("{segment}/contexts/{key}"));
            assert_eq!(found["included"], is_included, "{key}");
        };
        let known = Spread::of(|number| lookup(&member(number), true));
        let strange = Spread::of(|number| lookup(&format!("{}-x", member(number)), false));
        let one = Spread::of(|_| drop(get(&mut connection, segment)));
        let change = Spread::of(|number| {
            let key = format!("new-{number}");
            for body in [
                json!({"included": {"add": [key]}}),
                json!({"included": {"remove": [key]}}),
            ] {
                let target = format!("{segment}/contexts");
                let (status, _) = connection
                    .send("POST", &target, "application/json", &body.to_string())
                    .unwrap();
                assert_eq!(status, 204);
            }
        });
        print(size, &[known, strange, one, change]);
    }
}

#[test]
fn entries_of_the_audit_log() {
    let _alone = alone();
    println!("Entries of the audit log: milliseconds, median / 99th percentile");
    println!("| Entries | newest | of one segment | before a date | one entry | patch |");
    println!("|---|---|---|---|---|---|");
    for size in sizes([100, 1_000], [1_000, 1_000_000]) {
        let folder = folder();
        let database = folder.path().join("segdeck.db");
        let first = Program::start(&database);
        let mut connection = first.connect();
        for key in ["busy", "quiet"] {
            assert_eq!(connection.create(key).unwrap(), 201);
        }
        first.kill();
        prepare(
            &database,
            &format!(
                "WITH RECURSIVE number (n) AS (
                     SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < {size})
                 INSERT INTO audit_entry (at, collection_id, resource_id, token_uid, actor, name,
                     actions, verb, description, version)
                 SELECT 1600000000000 + n * 1000, collection_id, resource_id, token_uid, actor,
                     name, 'updateName', 'updated the segment', 'Entry ' || n, 1
                 FROM number, (SELECT * FROM audit_entry WHERE name = 'busy' LIMIT 1)"
            ),
        );
        let program = Program::start(&database);
        let mut connection = program.connect();
        let log = "/api/v2/auditlog?limit=20";
        let quiet = format!("{log}&spec=proj/default:env/test:segment/quiet");
        let middle = 1_600_000_000_000_u64 + u64::try_from(size).unwrap() * 500;
        let before = format!("{log}&spec=proj/default:env/test:segment/*&before={middle}");
        assert_eq!(
            get(&mut connection, &quiet)["items"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
        let page = get(&mut connection, &before);
        assert_eq!(page["items"].as_array().unwrap().len(), 20);
        let id = page["items"][3]["_id"].as_str().unwrap().to_owned();
        let entry = format!("/api/v2/auditlog/{id}");
        let segment = "/api/v2/segments/default/test/busy";
        let spreads = [
            Spread::of(|_| drop(get(&mut connection, log))),
            Spread::of(|_| drop(get(&mut connection, &quiet))),
            Spread::of(|_| drop(get(&mut connection, &before))),
            Spread::of(|_| drop(get(&mut connection, &entry))),
            Spread::of(|number| patch(&mut connection, segment, number)),
        ];
        print(size, &spreads);
    }
}
