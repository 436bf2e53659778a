//! The sandbox in a worker of a real browser, on a file of the origin-private file system. Run by
//! `cargo xtask test wasm`.

#![cfg(target_arch = "wasm32")]
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "Clippy does not see that these are tests"
)]

use std::path::Path;

use contract_replay::{Feature, InProcess, Run, Scene, Schemas};
use segdeck_core::{
    UnixMillis, url,
    wire::{JSON, Method, Request},
};
use segdeck_sandbox::{
    DEFAULT_ADMIN_TOKEN, DEFAULT_CONTRIBUTOR_TOKEN, DEFAULT_READER_TOKEN, DEFAULT_WRITER_TOKEN,
    OpenError, Options, Sandbox, Seed,
};
use serde_json::{Value, json};
use sqlite_wasm_rs::{
    WasmOsCallback,
    vfs::{VfsFilesManager, transfer::DbTransfer},
};
use sqlite_wasm_vfs::sahpool::{OpfsSAHPoolCfgBuilder, OpfsSAHPoolUtil, install};
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

const NOW: UnixMillis = UnixMillis(1_800_000_000_000);
/// 15 June 2025, 15:06:40 UTC: when the contract's cases begin.
const START: i64 = 1_750_000_000_000;
const FILE: &str = "segdeck.db";

/// A file system of a test's own, with nothing in it.
async fn file_system(name: &str) -> OpfsSAHPoolUtil {
    let wanted = OpfsSAHPoolCfgBuilder::new()
        .vfs_name(name)
        .directory(name)
        .clear_on_init(true)
        .initial_capacity(2)
        .build();
    install::<WasmOsCallback>(&wanted, true).await.unwrap()
}

fn open(seed: Seed) -> Result<Sandbox, OpenError> {
    Sandbox::open_alone(Path::new(FILE), seed, NOW, Options::default())
}

fn send(sandbox: &Sandbox, method: Method, target: &str, body: &Value) -> (u16, Value) {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut request = Request::new(method, path);
    request.query = url::read_query(query).unwrap();
    if !body.is_null() {
        request = request.with_body(JSON, body.to_string().into_bytes());
    }
    request.headers.set("Authorization", DEFAULT_WRITER_TOKEN);
    let response = sandbox.handle(&request, NOW);
    let body = serde_json::from_slice(response.body.as_bytes()).unwrap_or_default();
    (response.status, body)
}

fn get(sandbox: &Sandbox, target: &str) -> Value {
    let (status, body) = send(sandbox, Method::Get, target, &Value::Null);
    assert_eq!(status, 200, "{target}: {body}");
    body
}

#[wasm_bindgen_test]
async fn what_was_saved_is_there_after_the_file_was_let_go() {
    let pool = file_system("saved").await;
    let sandbox = open(Seed::Demo).unwrap();
    let body = json!({ "key": "kept", "name": "Kept ✓" });
    let made = send(
        &sandbox,
        Method::Post,
        "/api/v2/segments/default/test",
        &body,
    );
    assert_eq!(made.0, 201);
    drop(sandbox);
    let names = pool.names().unwrap();
    assert!(!names.iter().any(|name| name.contains("wal")), "{names:?}");
    pool.pause().unwrap();
    pool.resume().await.unwrap();
    let sandbox = open(Seed::Nothing).unwrap();
    let found = get(&sandbox, "/api/v2/segments/default/test/kept");
    assert_eq!(found["name"], "Kept ✓");
    let list = get(&sandbox, "/api/v2/segments/default/production?limit=50");
    assert!(list["totalCount"].as_u64().unwrap() > 40, "{list}");
}

#[wasm_bindgen_test]
async fn a_copy_is_the_file_as_it_is() {
    let pool = file_system("copied").await;
    let sandbox = open(Seed::Many(30)).unwrap();
    let copy = sandbox.copy().unwrap();
    drop(sandbox);
    let file = pool.export_db(FILE).unwrap();
    assert!(copy.starts_with(b"SQLite format 3\0"));
    // Not a log: the bytes at 18 and 19 tell how it is written and read.
    assert_eq!(&copy[18..20], [1, 1]);
    assert!(copy == file, "{} and {} bytes", copy.len(), file.len());
}

#[wasm_bindgen_test]
async fn what_is_not_ours_is_refused_and_untouched() {
    let pool = file_system("foreign").await;
    let noise = vec![0x5a; 10_000];
    pool.import_db_unchecked(FILE, &noise).unwrap();
    let error = open(Seed::Demo).unwrap_err();
    assert!(matches!(error, OpenError::NotOurs { .. }), "{error}");
    assert!(pool.export_db(FILE).unwrap() == noise);
    pool.clear().unwrap();

    drop(open(Seed::Nothing).unwrap());
    let mut newer = pool.export_db(FILE).unwrap();
    newer[60..64].copy_from_slice(&99_u32.to_be_bytes());
    pool.clear().unwrap();
    pool.import_db_unchecked(FILE, &newer).unwrap();
    let error = open(Seed::Demo).unwrap_err();
    assert!(
        matches!(error, OpenError::Newer { found: 99, .. }),
        "{error}"
    );
    assert!(pool.export_db(FILE).unwrap() == newer);
    pool.clear().unwrap();
    open(Seed::Demo).unwrap();
}

/// The browser's `SQLite` reads arrays of JSON by a code of its own.
#[wasm_bindgen_test]
async fn texts_of_every_kind_are_found() {
    let _pool = file_system("texts").await;
    let sandbox = open(Seed::Nothing).unwrap();
    let names = [
        "with \"quotes\"",
        "a\\b/c",
        "line\nand\ttab",
        "bell\u{7}\u{b}",
        "Grüße ✓ 😀",
        "[\"a\",{\"b\":[1]}]",
        "},{",
        "\\u0041",
        "ends in \\",
    ];
    let list = "/api/v2/segments/default/test";
    for (number, name) in names.iter().enumerate() {
        let body = json!({ "key": format!("t{number}"), "name": name });
        let (status, answer) = send(&sandbox, Method::Post, list, &body);
        assert_eq!(status, 201, "{answer}");
    }
    let found = |wanted: &Value| -> Vec<Value> {
        let filter = url::encode(&format!("query equals {wanted}"));
        let answer = get(&sandbox, &format!("{list}?sort=name&filter={filter}"));
        let items = answer["items"].as_array().unwrap().iter();
        items.map(|item| item["name"].clone()).collect()
    };
    for name in names {
        assert_eq!(found(&json!(name)), [name]);
        assert_eq!(found(&json!(["nowhere", name])), [name]);
        assert_eq!(found(&json!([name, "nowhere"])), [name]);
    }
    assert_eq!(found(&json!(names)).len(), names.len());
    assert_eq!(found(&json!(["nowhere", "\"\\"])), [""; 0]);
}

macro_rules! cases {
    ($($file:literal)*) => {
        [$(($file, include_str!(concat!("../../../tests/contract/cases/", $file, ".json")))),*]
    };
}

/// All but what the server does around the sandbox.
#[wasm_bindgen_test]
async fn the_contract_holds_in_a_browser() {
    let pool = file_system("contract").await;
    let schemas: Schemas =
        serde_json::from_str(include_str!("../../../tests/contract/schemas.json")).unwrap();
    let scene = Scene {
        project: "default".to_owned(),
        environment: "test".to_owned(),
        writer: DEFAULT_WRITER_TOKEN.to_owned(),
        reader: DEFAULT_READER_TOKEN.to_owned(),
        admin: DEFAULT_ADMIN_TOKEN.to_owned(),
        contributor: DEFAULT_CONTRIBUTOR_TOKEN.to_owned(),
        prefix: "c".to_owned(),
    };
    let mut failures = Vec::new();
    for (file, cases) in cases!(
        "access" "approvals" "audit-log" "contexts" "create" "environments" "evaluation"
        "expirations" "flags" "formats" "json-patch" "list" "memberships" "projects" "read-delete"
        "roles" "semantic-rules" "semantic-targets" "tags" "tokens" "transfers" "user-expirations"
    ) {
        let feature: Feature = serde_json::from_str(cases).unwrap();
        let seed = if file == "flags" {
            Seed::Demo
        } else {
            Seed::Nothing
        };
        let start = UnixMillis(START);
        let opened = Sandbox::open_alone(Path::new(FILE), seed, start, Options::default());
        let mut target = InProcess {
            sandbox: opened.unwrap(),
            now: START,
        };
        for (index, case) in feature.cases.iter().enumerate() {
            let name = format!("{file}-{index:03}");
            let complaints = Run::new(&mut target, &scene, &schemas).case(&name, case);
            if !complaints.is_empty() {
                failures.push(format!("{file}: {}: {}", case.name, complaints.join("; ")));
            }
        }
        console_log!("{file}: {} cases", feature.cases.len());
        drop(target);
        pool.clear().unwrap();
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
