//! Good requests with something wrong: in a part of their JSON, or in any byte of path, query,
//! media type and body.

use proptest::{collection::vec, prelude::*, sample::Index};
use segdeck_core::{
    model::Segment,
    url,
    wire::{JSON, Method, Request, SEMANTIC_PATCH},
};
use segdeck_sandbox::DEFAULT_ADMIN_TOKEN;
use serde_json::{Value, json};

use crate::{
    bad_input::check,
    harness::{Harness, NOW, SEGMENTS, config},
};

/// A request that is understood: method, target, media type and body.
#[derive(Clone, Debug)]
struct Good {
    method: Method,
    target: String,
    media_type: &'static str,
    body: Value,
}

/// A segment `a` with rules and targets, a larger one `b`, and requests about them.
fn scene() -> (Harness, Vec<Good>) {
    let harness = Harness::with_segment();
    harness.create(json!({"key": "b", "name": "B", "unbounded": true}));
    let clause = json!({"attribute": "country", "op": "in", "values": ["de", 5], "negate": false});
    let (_, segment) = harness.patch(
        &format!("{SEGMENTS}/a"),
        json!({"merge": {
            "rules": [{"clauses": [clause], "weight": 500}, {"clauses": []}],
            "included": ["u1", "u2"], "includedContexts": [{"contextKind": "org", "values": ["o"]}],
            "tags": ["t"], "description": "D",
        }}),
    );
    let rule = &segment["rules"][0]["_id"];
    let other = &segment["rules"][1]["_id"];
    let clause_id = &segment["rules"][0]["clauses"][0]["_id"];
    let a = format!("{SEGMENTS}/a");
    let b = format!("{SEGMENTS}/b");
    let mut all = Vec::new();
    let mut add = |method, target: &str, media_type, body| {
        all.push(Good {
            method,
            target: target.to_owned(),
            media_type,
            body,
        });
    };
    for target in [
        format!("{SEGMENTS}?limit=2&offset=1&sort=-name,creationDate"),
        format!("{SEGMENTS}?filter=(tags anyOf [\"t\"],query equals \"a\")|unbounded equals true"),
        format!("{a}?expand=x"),
        format!("{b}/contexts/u1"),
        "/api/v2/segments/default/a/expiring-targets/test".to_owned(),
        "/api/v2/auditlog?spec=proj/default:env/test:segment/*&limit=5&after=1&q=a".to_owned(),
        "/api/v2/projects?limit=5&filter=query:d&sort=name".to_owned(),
        "/api/v2/projects/default/environments/test".to_owned(),
        "/api/v2/flags/default?env=test&limit=3".to_owned(),
        "/api/v2/tags?kind=segment".to_owned(),
        "/api/v2/caller-identity".to_owned(),
    ] {
        add(Method::Get, &target, JSON, Value::Null);
    }
    add(
        Method::Post,
        SEGMENTS,
        JSON,
        json!({"key": "c", "name": "C", "tags": ["x"], "description": "d"}),
    );
    add(
        Method::Patch,
        &a,
        JSON,
        json!([
            {"op": "test", "path": "/version", "value": 2}, {"op": "replace", "path": "/name", "value": "N"},
            {"op": "add", "path": "/tags/-", "value": "z"}, {"op": "copy", "from": "/tags/0", "path": "/tags/1"},
            {"op": "move", "from": "/rules/0", "path": "/rules/1"}, {"op": "remove", "path": "/description"},
            {"op": "add", "path": "/rules/0/clauses/-", "value": clause},
        ]),
    );
    add(
        Method::Patch,
        &a,
        JSON,
        json!({"comment": "c", "patch": [
            {"op": "replace", "path": "/includedContexts/0/values", "value": ["p", "q"]},
        ]}),
    );
    add(
        Method::Patch,
        &format!("{a}?dryRun=true"),
        JSON,
        json!({"comment": "c", "merge": {
            "name": "M", "excluded": ["x"], "rules": [{"clauses": [clause], "bucketBy": "key"}],
        }}),
    );
    add(
        Method::Patch,
        &a,
        SEMANTIC_PATCH,
        json!({"environmentKey": "test", "comment": "c", "instructions": [
            {"kind": "updateName", "value": "S"}, {"kind": "addTags", "values": ["y"]},
            {"kind": "addIncludedTargets", "contextKind": "org", "values": ["p"]},
            {"kind": "removeExcludedUsers", "values": ["x"]},
            {"kind": "addRule", "clauses": [clause], "weight": 10, "rolloutContextKind": "org", "description": "d"},
            {"kind": "updateClause", "ruleId": rule, "clauseId": clause_id, "clause": clause},
            {"kind": "addValuesToClause", "ruleId": rule, "clauseId": clause_id, "values": ["v"]},
            {"kind": "updateRuleRolloutAndContextKind", "ruleId": rule, "weight": 7, "contextKind": "user"},
            {"kind": "removeRule", "ruleId": other},
        ]}),
    );
    add(
        Method::Patch,
        &b,
        SEMANTIC_PATCH,
        json!({"instructions": [
            {"kind": "addBigSegmentIncludedTargets", "values": ["u1"]},
            {"kind": "removeBigSegmentExcludedTargets", "values": ["u2"]},
        ]}),
    );
    add(
        Method::Post,
        &format!("{b}/contexts"),
        JSON,
        json!({
            "included": {"add": ["u1"], "remove": ["u2"]}, "excluded": {"add": ["u3"]},
        }),
    );
    let target = json!({"targetType": "included", "contextKind": "user", "contextKey": "u1"});
    let mut adding = target.clone();
    adding["kind"] = json!("addExpiringTarget");
    adding["value"] = json!(NOW.0 + 1_000);
    let mut moving = target;
    moving["kind"] = json!("updateExpiringTarget");
    moving["value"] = json!(NOW.0 + 2_000);
    moving["version"] = json!(1);
    let expiring = "/api/v2/segments/default/a/expiring-targets/test";
    add(
        Method::Patch,
        expiring,
        SEMANTIC_PATCH,
        json!({"instructions": [adding, moving]}),
    );
    add(
        Method::Post,
        "/api/v2/projects/default/environments/test/segments/evaluate",
        JSON,
        json!({
            "kind": "multi", "user": {"key": "u1", "country": "de"}, "org": {"key": "o", "a": {"b": [1]}},
        }),
    );
    add(
        Method::Patch,
        "/api/v2/projects/default/environments/test",
        JSON,
        json!([
            {"op": "replace", "path": "/name", "value": "T"}, {"op": "replace", "path": "/requireComments", "value": true},
        ]),
    );
    add(
        Method::Post,
        "/api/v2/projects/default/environments",
        JSON,
        json!({
            "key": "new", "name": "New", "color": "112233", "tags": ["t"],
        }),
    );
    add(Method::Delete, &a, JSON, Value::Null);
    (harness, all)
}

/// What is done to the JSON of a body, at a place that is counted in depth-first order.
#[derive(Clone, Debug)]
enum Wrong {
    Replace(Value),
    Remove,
    Rename(String),
    Wrap,
    Repeat(usize),
}

fn odd_values() -> impl Strategy<Value = Value> {
    prop_oneof![
        6 => prop::sample::select(vec![
            json!(null), json!(true), json!(0), json!(-1), json!(0.5), json!(1e300), json!(i64::MAX),
            json!(i64::MIN), json!(u64::MAX), json!(""), json!(" "), json!("\0"), json!("a/b"),
            json!("__proto__"), json!("kind"), json!("-"), json!("/"), json!("/rules/-/clauses"),
            json!("99999999999999999999"), json!("(((("), json!("%00"), json!("\u{10ffff}\u{feff}"),
            json!([]), json!({}), json!([[]]), json!([null]), json!({"": null}),
        ]),
        1 => ".{0,20}".prop_map(Value::from),
        1 => (1..2_000_usize).prop_map(|length| json!("x".repeat(length))),
    ]
}

fn wrongs() -> impl Strategy<Value = Wrong> {
    prop_oneof![
        5 => odd_values().prop_map(Wrong::Replace),
        2 => Just(Wrong::Remove),
        1 => prop_oneof![Just(String::new()), Just("kind".to_owned()), ".{0,8}"].prop_map(Wrong::Rename),
        1 => Just(Wrong::Wrap),
        1 => (2..300_usize).prop_map(Wrong::Repeat),
    ]
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(elements) => elements.iter().map(count).sum(),
        Value::Object(fields) => fields.values().map(count).sum(),
        _ => 0,
    }
}

/// Spoils the value at that place. `left` is counted down on the way.
fn spoil(value: &mut Value, left: &mut usize, wrong: &Wrong) -> bool {
    if *left == 0 {
        match wrong {
            Wrong::Replace(other) => *value = other.clone(),
            Wrong::Wrap => *value = json!([value.take()]),
            Wrong::Repeat(times) => *value = json!(vec![value.take(); *times]),
            Wrong::Remove | Wrong::Rename(_) => *value = Value::Null,
        }
        return true;
    }
    *left -= 1;
    match value {
        Value::Array(elements) => {
            for index in 0..elements.len() {
                if *left == 0 && matches!(wrong, Wrong::Remove) {
                    elements.remove(index);
                    return true;
                }
                if spoil(&mut elements[index], left, wrong) {
                    return true;
                }
            }
            false
        }
        Value::Object(fields) => {
            for name in fields.keys().cloned().collect::<Vec<_>>() {
                if *left == 0 && matches!(wrong, Wrong::Remove | Wrong::Rename(_)) {
                    let value = fields.remove(&name).unwrap();
                    if let Wrong::Rename(other) = wrong {
                        fields.insert(other.clone(), value);
                    }
                    return true;
                }
                if spoil(&mut fields[&name], left, wrong) {
                    return true;
                }
            }
            false
        }
        _ => false,
    }
}

/// What is done to text or bytes, at a place.
#[derive(Clone, Debug)]
enum Cut {
    Put(u8),
    Insert(Vec<u8>),
    Remove(usize),
    Double(usize),
}

fn cuts() -> impl Strategy<Value = Cut> {
    let tokens = prop::sample::select(vec![
        &b"\0"[..],
        b"%",
        b"%00",
        b"%ff",
        b"/",
        b"//",
        b"../",
        b"\"",
        b"\\",
        b"\\u0000",
        b"\\ud800",
        b"[",
        b"{",
        b"}",
        b",",
        b"&",
        b"=",
        b"?",
        b"#",
        b"|",
        b"(",
        b")",
        b"1e400",
        b"-",
        b"null",
        b"\xff",
        b"\xed\xa0\x80",
        b"\r\n",
        b";",
        b" ",
    ]);
    prop_oneof![
        any::<u8>().prop_map(Cut::Put),
        tokens.prop_map(|token| Cut::Insert(token.to_vec())),
        (1..20_usize).prop_map(Cut::Remove),
        (1..40_usize).prop_map(Cut::Double),
    ]
}

fn cut(bytes: &mut Vec<u8>, place: Index, cut: &Cut) {
    if bytes.is_empty() {
        return;
    }
    let at = place.index(bytes.len());
    match cut {
        Cut::Put(byte) => bytes[at] = *byte,
        Cut::Insert(token) => drop(bytes.splice(at..at, token.iter().copied())),
        Cut::Remove(length) => drop(bytes.drain(at..bytes.len().min(at + length))),
        Cut::Double(length) => {
            let piece = bytes[at..bytes.len().min(at + length)].to_vec();
            bytes.splice(at..at, piece);
        }
    }
}

fn request(good: &Good, target: &str, media_type: &str, body: Vec<u8>) -> Request {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut request = Request::new(good.method, path);
    // A query that cannot be read never gets to the sandbox.
    request.query = url::read_query(query).unwrap_or_default();
    request.headers.set("Authorization", DEFAULT_ADMIN_TOKEN);
    if good.body != Value::Null {
        request = request.with_body(media_type, body);
    }
    request
}

/// A form with a file of keys, as the official clients send it.
const FORM: &str = "--XX\r\nContent-Disposition: form-data; name=\"mode\"\r\n\r\nreplace\r\n\
     --XX\r\nContent-Disposition: form-data; name=\"waitOnApprovals\"\r\n\r\nFalse\r\n\
     --XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"keys.csv\"\r\n\
     Content-Type: text/csv\r\n\r\nu1\n\"u,2\",more\n\"u\"\"3\"\r\nu4\n\r\n--XX--\r\n";

fn import(media_type: &str, form: Vec<u8>) -> Request {
    let path = format!("{SEGMENTS}/b/imports");
    let mut request = Request::new(Method::Post, path).with_body(media_type, form);
    request.headers.set("Authorization", DEFAULT_ADMIN_TOKEN);
    request
}

/// Whatever was done, what is stored can still be read, whole.
fn check_stored(harness: &Harness) -> Result<(), TestCaseError> {
    let list = harness.read(&format!("{SEGMENTS}?limit=1000"));
    for item in list["items"].as_array().unwrap() {
        let segment = Segment::from_value(item);
        prop_assert!(
            segment.is_ok_and(|segment| segment.unknown.is_empty()),
            "{}",
            item
        );
    }
    Ok(())
}

#[test]
fn the_requests_are_good_before_something_is_wrong_with_them() {
    for index in 0..scene().1.len() {
        let (harness, all) = scene();
        let good = &all[index];
        let target = good.target.replace(' ', "%20");
        let body = good.body.to_string().into_bytes();
        let response = harness
            .sandbox
            .handle(&request(good, &target, good.media_type, body), NOW);
        let text = String::from_utf8_lossy(response.body.as_bytes()).into_owned();
        // What is not served yet is not found.
        assert!(
            response.is_success() || text.contains("not served"),
            "{good:?}: {text}"
        );
    }
}

#[test]
fn the_form_is_good_before_something_is_wrong_with_it() {
    let (harness, _) = scene();
    let request = import("multipart/form-data; boundary=XX", FORM.as_bytes().to_vec());
    let response = harness.sandbox.handle(&request, NOW);
    assert_eq!(response.status, 204, "{response:?}");
}

proptest! {
    #![proptest_config(config(200))]

    #[test]
    fn json_with_something_wrong_gets_a_documented_answer(
        changes in vec((any::<Index>(), vec((any::<Index>(), wrongs()), 1..4)), 1..6)
    ) {
        let (harness, all) = scene();
        let all: Vec<&Good> = all.iter().filter(|good| good.body != Value::Null).collect();
        for (which, wrongs) in changes {
            let good = which.get(&all);
            let mut body = good.body.clone();
            for (place, wrong) in wrongs {
                let mut left = place.index(count(&body));
                spoil(&mut body, &mut left, &wrong);
            }
            let text = body.to_string().into_bytes();
            let target = good.target.replace(' ', "%20");
            check(&harness.sandbox.handle(&request(good, &target, good.media_type, text), NOW))?;
        }
        check_stored(&harness)?;
    }

    #[test]
    fn bytes_that_are_wrong_get_a_documented_answer(
        changes in vec((any::<Index>(), vec((0..4_u8, any::<Index>(), cuts()), 1..5)), 1..6)
    ) {
        let (harness, all) = scene();
        for (which, cuts) in changes {
            let good = which.get(&all);
            let mut target = good.target.replace(' ', "%20").into_bytes();
            let mut media_type = good.media_type.as_bytes().to_vec();
            let mut body = good.body.to_string().into_bytes();
            for (part, place, change) in cuts {
                match part {
                    0 => cut(&mut target, place, &change),
                    1 => cut(&mut media_type, place, &change),
                    _ => cut(&mut body, place, &change),
                }
            }
            let target = String::from_utf8_lossy(&target);
            let media_type = String::from_utf8_lossy(&media_type);
            check(&harness.sandbox.handle(&request(good, &target, &media_type, body), NOW))?;
        }
        check_stored(&harness)?;
    }

    #[test]
    fn files_that_are_wrong_get_a_documented_answer(
        forms in vec(vec((0..8_u8, any::<Index>(), cuts()), 1..5), 1..4)
    ) {
        let (harness, _) = scene();
        for cuts in forms {
            let mut media_type = b"multipart/form-data; boundary=XX".to_vec();
            let mut form = FORM.as_bytes().to_vec();
            for (part, place, change) in cuts {
                cut(if part == 0 { &mut media_type } else { &mut form }, place, &change);
            }
            let media_type = String::from_utf8_lossy(&media_type);
            check(&harness.sandbox.handle(&import(&media_type, form), NOW))?;
        }
        check_stored(&harness)?;
    }
}
