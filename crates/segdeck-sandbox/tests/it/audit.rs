//! What is written down about each change.

use segdeck_core::wire::{JSON, Method, Request, SEMANTIC_PATCH};
use segdeck_sandbox::{DEFAULT_READER_TOKEN, DEFAULT_WRITER_TOKEN, Options, Sandbox};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::harness::{NOW, SEGMENTS};

const A: &str = "/api/v2/segments/default/test/a";
const EXPIRING: &str = "/api/v2/segments/default/a/expiring-targets/test";

struct Audited {
    folder: TempDir,
    sandbox: Sandbox,
}

#[derive(Debug, PartialEq)]
struct Entry {
    actor: Option<String>,
    actions: String,
    comment: Option<String>,
    delta: Option<Value>,
}

impl Audited {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let sandbox = Sandbox::open(&folder.path().join("a.db"), Options::default()).unwrap();
        let audited = Self { folder, sandbox };
        audited.send(
            Method::Post,
            SEGMENTS,
            JSON,
            json!({"key": "a", "name": "A"}),
        );
        audited
    }

    fn send(&self, method: Method, path: &str, content_type: &str, body: Value) -> u16 {
        self.send_as(DEFAULT_WRITER_TOKEN, method, path, content_type, body)
    }

    fn send_as(
        &self,
        token: &str,
        method: Method,
        target: &str,
        content_type: &str,
        body: Value,
    ) -> u16 {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut request = Request::new(method, path);
        request.query = segdeck_core::url::read_query(query).unwrap();
        request = request.with_body(content_type, body.to_string().into_bytes());
        request.headers.set("Authorization", token);
        self.sandbox.handle(&request, NOW).status
    }

    fn entries(&self) -> Vec<Entry> {
        let connection = rusqlite::Connection::open(self.folder.path().join("a.db")).unwrap();
        let mut statement = connection
            .prepare(
                "SELECT actor, actions, comment, delta FROM audit_entry
                 JOIN audit_resource ON audit_resource.id = resource_id
                 WHERE key = 'a' ORDER BY audit_entry.id",
            )
            .unwrap();
        let rows = statement.query_map([], |row| {
            let delta: Option<String> = row.get(3)?;
            Ok(Entry {
                actor: row.get(0)?,
                actions: row.get(1)?,
                comment: row.get(2)?,
                delta: delta.map(|text| serde_json::from_str(&text).unwrap()),
            })
        });
        rows.unwrap().map(Result::unwrap).collect()
    }
}

#[test]
fn each_change_is_one_entry() {
    let audited = Audited::new();
    let patch =
        json!({"patch": [{"op": "add", "path": "/included/-", "value": "u"}], "comment": "why"});
    assert_eq!(audited.send(Method::Patch, A, JSON, patch.clone()), 200);
    let expire = json!({"comment": "soon", "instructions": [{
        "kind": "addExpiringTarget", "targetType": "included", "contextKind": "user",
        "contextKey": "u", "value": NOW.plus(1_000),
    }]});
    assert_eq!(
        audited.send(Method::Patch, EXPIRING, SEMANTIC_PATCH, expire),
        200
    );
    assert_eq!(audited.sandbox.apply_due(NOW.plus(1_000)).unwrap(), 1);
    assert_eq!(audited.send(Method::Delete, A, JSON, Value::Null), 204);
    let entries = audited.entries();
    let summary: Vec<_> = entries
        .iter()
        .map(|entry| (entry.actions.as_str(), entry.comment.as_deref()))
        .collect();
    assert_eq!(
        summary,
        [
            ("createSegment", None),
            ("updateIncluded", Some("why")),
            ("updateExpiringTargets", Some("soon")),
            ("updateIncluded updateExpiringTargets", None),
            ("deleteSegment", None),
        ]
    );
    let actors: Vec<_> = entries.iter().map(|entry| entry.actor.as_deref()).collect();
    let writer = Some("Sandbox writer");
    assert_eq!(actors, [writer, writer, writer, None, writer]);
    let deltas: Vec<_> = entries.iter().map(|entry| entry.delta.as_ref()).collect();
    assert_eq!(deltas, [None, Some(&patch["patch"]), None, None, None]);
    assert!(!format!("{entries:?}").contains(DEFAULT_WRITER_TOKEN));
}

#[test]
fn what_changes_nothing_leaves_no_entry() {
    let audited = Audited::new();
    let nothing = json!([{"op": "test", "path": "/version", "value": 1}]);
    let name = json!({"name": "B"});
    let failing =
        json!([{"op": "add", "path": "/tags/-", "value": "x"}, {"op": "remove", "path": "/x"}]);
    let stranger = json!({"instructions": [{
        "kind": "removeExpiringTarget", "targetType": "included", "contextKind": "user",
        "contextKey": "stranger",
    }]});
    assert_eq!(audited.send(Method::Patch, A, JSON, nothing), 200);
    assert_eq!(
        audited.send(
            Method::Patch,
            &format!("{A}?dryRun=true"),
            JSON,
            name.clone()
        ),
        200
    );
    assert_eq!(audited.send(Method::Patch, A, JSON, failing), 400);
    assert_eq!(
        audited.send(Method::Patch, EXPIRING, SEMANTIC_PATCH, stranger),
        200
    );
    assert_eq!(audited.send(Method::Get, A, JSON, Value::Null), 200);
    let reader = DEFAULT_READER_TOKEN;
    assert_eq!(audited.send_as(reader, Method::Patch, A, JSON, name), 403);
    assert_eq!(audited.entries().len(), 1);
}
