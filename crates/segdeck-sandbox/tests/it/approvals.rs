//! Changes that need an approval.

use proptest::prelude::*;
use segdeck_sandbox::{DEFAULT_ADMIN_TOKEN, DEFAULT_CONTRIBUTOR_TOKEN, DEFAULT_WRITER_TOKEN};
use serde_json::{Value, json};

use crate::harness::{Harness, SEGMENTS, assert_refused, config};

const REQUESTS: &str = "/api/v2/approval-requests";
const TEST: &str = "/api/v2/projects/default/environments/test";

/// A sandbox whose environment `test` requires approvals, with these further settings.
fn gated(settings: &[(&str, Value)]) -> Harness {
    let mut harness = Harness::with_segment();
    harness.token = DEFAULT_ADMIN_TOKEN;
    let required = [("required", json!(true))];
    let patch: Vec<Value> = required
        .iter()
        .chain(settings)
        .map(|(name, value)| {
            let path = format!("/resourceApprovalSettings/segment/{name}");
            json!({"op": "replace", "path": path, "value": value})
        })
        .collect();
    let (status, body) = harness.patch(TEST, json!(patch));
    assert_eq!(status, 200, "{body}");
    harness.token = DEFAULT_CONTRIBUTOR_TOKEN;
    harness
}

fn ask(harness: &Harness, instructions: Value) -> String {
    let body = json!({
        "resourceId": "proj/default:env/test:segment/a", "description": "Change",
        "instructions": instructions,
    });
    let (status, request) = harness.post(REQUESTS, body);
    assert_eq!(status, 201, "{request}");
    format!("{REQUESTS}/{}", request["_id"].as_str().unwrap())
}

fn approve(harness: &mut Harness, request: &str) {
    let asking = harness.token;
    harness.token = DEFAULT_WRITER_TOKEN;
    let (status, body) = harness.post(&format!("{request}/reviews"), json!({"kind": "approve"}));
    assert_eq!(
        (status, body["reviewStatus"].as_str()),
        (200, Some("approved"))
    );
    harness.token = asking;
}

#[test]
fn of_two_who_apply_at_once_one_does() {
    let mut harness = gated(&[]);
    let clause = json!({"attribute": "x", "op": "in", "values": [1], "negate": false});
    let request = ask(&harness, json!([{"kind": "addRule", "clauses": [clause]}]));
    approve(&mut harness, &request);
    let apply = format!("{request}/apply");
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| harness.post(&apply, json!({})).0))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    let applied = statuses.iter().filter(|status| **status == 200).count();
    let refused = statuses.iter().filter(|status| **status == 400).count();
    assert_eq!((applied, refused), (1, 7), "{statuses:?}");
    let segment = harness.segment();
    assert_eq!(segment["rules"].as_array().unwrap().len(), 1);
    assert_eq!(segment["version"], 2);
    assert_eq!(harness.read(&request)["status"], "completed");
}

#[test]
fn a_change_that_failed_to_apply_left_nothing_behind() {
    let mut harness = gated(&[]);
    let request = ask(
        &harness,
        json!([
            {"kind": "updateName", "value": "New"},
            {"kind": "addTags", "values": ["t"]},
            {"kind": "addIncludedUsers", "values": ["u"]},
        ]),
    );
    approve(&mut harness, &request);
    harness.token = DEFAULT_WRITER_TOKEN;
    harness.patch(&format!("{SEGMENTS}/a"), json!({"excluded": ["u"]}));
    let before = harness.segment();
    let refused = harness.post(&format!("{request}/apply"), json!({}));
    assert_refused(&refused, 400, "invalid_request", "instructions/2");
    assert_eq!(harness.segment(), before);
    assert_eq!(harness.read(&request)["status"], "failed");
}

#[test]
fn an_approval_that_was_asked_for_is_kept_when_the_database_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let open = || segdeck_sandbox::Sandbox::open(&path, segdeck_sandbox::Options::default());
    let mut harness = Harness::new();
    harness.sandbox = open().unwrap();
    harness.create(json!({"key": "a", "name": "A"}));
    let request = ask(&harness, json!([{"kind": "updateName", "value": "New"}]));
    let before = harness.read(&request);
    harness.sandbox = open().unwrap();
    assert_eq!(harness.read(&request), before);
}

/// A member reviews, by number, and how.
fn reviews() -> impl Strategy<Value = Vec<(usize, &'static str)>> {
    let kind = prop_oneof![Just("approve"), Just("decline"), Just("comment")];
    prop::collection::vec((0..2usize, kind), 0..8)
}

proptest! {
    #![proptest_config(config(24))]

    /// The status is what the last word of each member gives under the environment's settings, and
    /// only what is approved can be applied.
    #[test]
    fn reviews_add_up(reviews in reviews(), least in 1..=2i64, tolerates_declines: bool) {
        let mut harness = gated(&[
            ("minNumApprovals", json!(least)),
            ("canApplyDeclinedChanges", json!(tolerates_declines)),
        ]);
        let request = ask(&harness, json!([{"kind": "addIncludedUsers", "values": ["u"]}]));
        let mut last: [Option<&str>; 2] = [None; 2];
        for (member, kind) in reviews {
            harness.token = [DEFAULT_WRITER_TOKEN, DEFAULT_ADMIN_TOKEN][member];
            let body = json!({"kind": kind, "comment": "words"});
            prop_assert_eq!(harness.post(&format!("{request}/reviews"), body).0, 200);
            if kind != "comment" {
                last[member] = Some(kind);
            }
        }
        let count = |kind| last.iter().filter(|said| **said == Some(kind)).count();
        let approvals = i64::try_from(count("approve")).unwrap();
        let expected = match count("decline") {
            0 if approvals >= least => "approved",
            0 => "pending",
            _ if tolerates_declines && approvals >= least => "approved",
            _ => "declined",
        };
        prop_assert_eq!(&harness.read(&request)["reviewStatus"], expected);
        harness.token = DEFAULT_CONTRIBUTOR_TOKEN;
        let (status, _) = harness.post(&format!("{request}/apply"), json!({}));
        prop_assert_eq!(status == 200, expected == "approved");
        let is_in = harness.segment()["included"] == json!(["u"]);
        prop_assert_eq!(is_in, expected == "approved");
    }
}
