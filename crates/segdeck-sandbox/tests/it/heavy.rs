//! Inputs that are known to break servers, each by its name.

use std::time::{Duration, Instant};

use segdeck_core::wire::{Body, JSON, Method, Request, SEMANTIC_PATCH};
use segdeck_sandbox::{BODY_LIMIT, DEFAULT_WRITER_TOKEN};
use serde_json::{Value, json};

use crate::harness::{Harness, NOW, Reply, SEGMENTS, assert_refused};

const SEGMENT: &str = "/api/v2/segments/default/test/a";
const EXPIRING: &str = "/api/v2/segments/default/a/expiring-targets/test";

/// No request may hold the writer for longer, not even in a build without optimization, where all
/// takes about twenty times as long.
const PATIENCE: Duration = Duration::from_mins(1);

fn send(harness: &Harness, method: Method, path: &str, media_type: &str, body: Vec<u8>) -> Reply {
    let mut request = Request::new(method, path).with_body(media_type, body);
    request.headers.set("Authorization", DEFAULT_WRITER_TOKEN);
    let start = Instant::now();
    let reply = harness.send(&request);
    assert!(
        start.elapsed() < PATIENCE,
        "{:?} for {path}",
        start.elapsed()
    );
    reply
}

fn patch(harness: &Harness, body: &str) -> Reply {
    send(
        harness,
        Method::Patch,
        SEGMENT,
        JSON,
        body.as_bytes().to_vec(),
    )
}

fn create(harness: &Harness, body: &str) -> Reply {
    send(
        harness,
        Method::Post,
        SEGMENTS,
        JSON,
        body.as_bytes().to_vec(),
    )
}

/// As many as fit into a body; into one of a megabyte, but for the long run.
fn many(each: &str) -> String {
    let is_long = std::env::var_os("SEGDECK_SOAK").is_some();
    let size = if is_long { BODY_LIMIT } else { 1 << 20 };
    let count = (size - 100) / (each.len() + 1);
    vec![each; count].join(",")
}

/// A large body of one instruction over and over.
fn instruct_many(harness: &Harness, each: &str) -> Reply {
    let body = format!("{{\"instructions\":[{}]}}", many(each));
    send(
        harness,
        Method::Patch,
        SEGMENT,
        SEMANTIC_PATCH,
        body.into_bytes(),
    )
}

/// A segment with 5,000 rules, the most there can be, and so many values in the first.
fn with_rules(values: usize) -> (Harness, String, String) {
    let harness = Harness::with_segment();
    let values: Vec<String> = (0..values).map(|index| format!("v{index}")).collect();
    let clause = json!({"attribute": "x", "op": "in", "values": values, "negate": false});
    let mut rules = vec![json!({"clauses": []}); 5_000];
    rules[4_999] = json!({"clauses": [clause]});
    let (status, segment) = harness.patch(SEGMENT, json!({"merge": {"rules": rules}}));
    assert_eq!(status, 200);
    let last = &segment["rules"][4_999];
    let text = |id: &Value| id.as_str().unwrap().to_owned();
    (
        harness,
        text(&last["_id"]),
        text(&last["clauses"][0]["_id"]),
    )
}

#[test]
fn invalid_utf_8_is_refused() {
    let harness = Harness::with_segment();
    for bytes in [
        &b"\xff\xfe"[..],
        b"{\"name\":\"\xc3\x28\"}",
        b"\"\xed\xa0\x80\"",
        b"\xf4\x90\x80\x80",
    ] {
        for (method, path) in [(Method::Post, SEGMENTS), (Method::Patch, SEGMENT)] {
            let reply = send(&harness, method, path, JSON, bytes.to_vec());
            assert_eq!(reply.0, 400, "{bytes:?}");
        }
    }
    for path in [
        "/api/v2/segments/default/test/%ff",
        "/api/v2/segments/default/%c3%28/a",
    ] {
        assert_eq!(harness.get(path).0, 404, "{path}");
    }
}

#[test]
fn nul_is_refused_in_keys_and_kept_in_text() {
    let harness = Harness::with_segment();
    assert_refused(
        &create(&harness, r#"{"key":"a\u0000b","name":"N"}"#),
        400,
        "invalid_request",
        "key",
    );
    assert_refused(
        &create(&harness, r#"{"key":"b","name":"N","tags":["\u0000"]}"#),
        400,
        "invalid_request",
        "tags",
    );
    assert_eq!(
        create(
            &harness,
            r#"{"key":"b","name":"N\u0000","description":"\u0000"}"#
        )
        .0,
        201
    );
    let stored = harness.read(&format!("{SEGMENTS}/b"));
    assert_eq!(
        (&stored["name"], &stored["description"]),
        (&json!("N\0"), &json!("\0"))
    );
    assert_eq!(harness.get("/api/v2/segments/default/test/a%00").0, 404);
    let found = harness.read(&format!(
        "{SEGMENTS}?filter=query%20equals%20%22N%5Cu0000%22"
    ));
    assert_eq!(found["totalCount"], 1);
}

#[test]
fn keys_of_ten_megabytes_are_refused() {
    let harness = Harness::with_segment();
    let long = "k".repeat(10 << 20);
    let reply = create(&harness, &json!({"key": long, "name": "N"}).to_string());
    assert_refused(&reply, 413, "invalid_request", "bytes");
    assert_eq!(harness.get(&format!("{SEGMENTS}/{long}")).0, 404);
    assert_eq!(harness.get(&format!("/api/v2/{long}")).0, 404);
    let below = "k".repeat(BODY_LIMIT - 100);
    let reply = create(&harness, &json!({"key": below, "name": "N"}).to_string());
    assert_refused(&reply, 400, "invalid_request", "key");
    assert!(reply.1["message"].as_str().unwrap().len() < 1_000);
    for query in ["filter", "sort", "limit", "dryRun"] {
        let (path, status) = if query == "dryRun" {
            (SEGMENT, 400)
        } else {
            (SEGMENTS, 400)
        };
        let method = if query == "dryRun" {
            Method::Patch
        } else {
            Method::Get
        };
        let mut request = Request::new(method, path).with_query(query, long.clone());
        request.headers.set("Authorization", DEFAULT_WRITER_TOKEN);
        assert_eq!(harness.send(&request).0, status, "{query}");
    }
}

#[test]
fn a_hundred_thousand_levels_are_refused_wherever_json_is_read() {
    let harness = Harness::with_segment();
    for (open, close) in [("[", "]"), ("{\"merge\":", "}"), ("{\"a\":[", "]}")] {
        let body = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        assert_eq!(patch(&harness, &body).0, 400);
        assert_eq!(create(&harness, &body).0, 400);
        let reply = send(
            &harness,
            Method::Patch,
            EXPIRING,
            SEMANTIC_PATCH,
            body.into_bytes(),
        );
        assert_eq!(reply.0, 400);
    }
    let pointer = "/0".repeat(100_000);
    let reply = harness.patch(SEGMENT, json!([{"op": "add", "path": pointer, "value": 1}]));
    assert_eq!(reply.0, 400);
    let filter = "(".repeat(100_000);
    assert_eq!(harness.get(&format!("{SEGMENTS}?filter={filter}")).0, 400);
}

#[test]
fn dates_beyond_64_bits_are_refused() {
    let harness = Harness::with_segment();
    harness.patch(SEGMENT, json!({"merge": {"included": ["u"]}}));
    let at = |date: &str| {
        let body = format!(
            r#"{{"instructions":[{{"kind":"addExpiringTarget","targetType":"included","contextKind":"user","contextKey":"u","value":{date}}}]}}"#
        );
        send(
            &harness,
            Method::Patch,
            EXPIRING,
            SEMANTIC_PATCH,
            body.into_bytes(),
        )
    };
    for date in [
        "9223372036854775808",
        "-9223372036854775809",
        "1e400",
        "-1e400",
        "1e18",
        "0.5",
        "1e-400",
        "\"5\"",
        "NaN",
        "Infinity",
        "00",
    ] {
        let reply = at(date);
        assert_eq!(reply.0, 400, "{date}: {}", reply.1);
    }
    for past in ["-0", "0", "-9223372036854775808"] {
        let (status, body) = at(past);
        // -0 is no integer of JSON's for some; whoever takes it as one finds it in the past.
        assert!(
            status == 400 || body["failedInstructions"] == 1,
            "{past}: {body}"
        );
    }
    let (status, body) = at("9223372036854775807");
    assert_eq!((status, &body["successfulInstructions"]), (200, &json!(1)));
    // What is never due holds nothing up.
    assert_eq!(harness.segment()["included"], json!(["u"]));
    let versions = ["9223372036854775808", "1e400"];
    for version in versions {
        let body = format!(r#"[{{"op":"test","path":"/version","value":{version}}}]"#);
        assert!([400, 409].contains(&patch(&harness, &body).0), "{version}");
    }
    for limit in [
        "18446744073709551616",
        "-1",
        "1e3",
        "+5",
        "0x10",
        "9223372036854775807",
    ] {
        assert_eq!(
            harness.get(&format!("{SEGMENTS}?limit={limit}")).0,
            400,
            "{limit}"
        );
    }
    let far = harness.read(&format!("{SEGMENTS}?offset=9223372036854775807"));
    assert_eq!(far["items"], json!([]));
    for offset in ["18446744073709551615", "9223372036854775808"] {
        let (status, _) = harness.get(&format!("{SEGMENTS}?offset={offset}"));
        assert!([200, 400].contains(&status), "{offset}: {status}");
    }
}

#[test]
fn names_of_javascript_objects_are_names_like_others() {
    let harness = Harness::with_segment();
    for name in ["__proto__", "constructor", "hasOwnProperty", "toString"] {
        let body = json!({"merge": {name: {"polluted": true}}});
        let (status, segment) = harness.patch(SEGMENT, body);
        // What starts with an underscore is read-only.
        let expected = if name.starts_with('_') { 400 } else { 200 };
        assert_eq!(status, expected, "{segment}");
        assert!(segment.get(name).is_none(), "{segment}");
        let (status, segment) = harness.patch(SEGMENT, json!({"merge": {"tags": [name]}}));
        assert_eq!(
            (status, &segment["tags"]),
            (200, &json!([name])),
            "{segment}"
        );
        let place = format!("/{name}/polluted");
        let reply = harness.patch(SEGMENT, json!([{"op": "add", "path": place, "value": 1}]));
        assert_eq!(reply.0, 400);
        let targets =
            json!([{"kind": "addIncludedTargets", "contextKind": name, "values": [name]}]);
        let (status, segment) = harness.instruct(SEGMENT, targets);
        assert_eq!(status, 200, "{segment}");
        let entries = segment["includedContexts"].as_array().unwrap();
        assert!(
            entries.contains(&json!({"contextKind": name, "values": [name]})),
            "{segment}"
        );
    }
}

#[test]
fn a_name_twice_in_an_object_is_refused_or_the_last_counts() {
    let harness = Harness::with_segment();
    let (status, body) = create(&harness, r#"{"key":"b","key":"c","name":"N","name":"M"}"#);
    assert!(status == 400 || body["key"] == "c", "{body}");
    let (status, segment) = patch(&harness, r#"{"merge":{"name":"one","name":"two"}}"#);
    assert!(status == 400 || segment["name"] == "two", "{segment}");
    let (status, segment) = patch(
        &harness,
        r#"[{"op":"test","op":"replace","path":"/name","value":"x","value":"y"}]"#,
    );
    assert!(status == 400 || segment["name"] == "y", "{segment}");
}

#[test]
fn lone_surrogates_are_refused() {
    let harness = Harness::with_segment();
    for name in [
        r"\ud800",
        r"\udc00",
        r"\ud800\ud800",
        r"\udfff\ud800",
        r"\ud83d",
    ] {
        let reply = patch(&harness, &format!(r#"{{"merge":{{"name":"{name}"}}}}"#));
        assert_eq!(reply.0, 400, "{name}");
        assert_eq!(
            create(&harness, &format!(r#"{{"key":"b","name":"{name}"}}"#)).0,
            400
        );
        let filter = format!("query equals \"{name}\"");
        let mut request = Request::new(Method::Get, SEGMENTS).with_query("filter", filter);
        request.headers.set("Authorization", DEFAULT_WRITER_TOKEN);
        assert_eq!(harness.send(&request).0, 400, "{name}");
    }
    assert_eq!(
        patch(&harness, r#"{"merge":{"name":"\ud83d\ude00"}}"#).1["name"],
        "😀"
    );
}

#[test]
fn a_body_full_of_instructions_is_carried_out_or_refused_in_time() {
    let (harness, rule, clause) = with_rules(40_000);
    let of_rule =
        |kind: &str, more: &str| format!(r#"{{"kind":"{kind}","ruleId":"{rule}",{more}}}"#);
    let of_clause =
        |kind: &str| of_rule(kind, &format!(r#""clauseId":"{clause}","values":["v9"]"#));
    for each in [
        r#"{"kind":"addTags","values":["a"]}"#.to_owned(),
        r#"{"kind":"removeTags","values":["a"]}"#.to_owned(),
        r#"{"kind":"updateName","value":"A"}"#.to_owned(),
        r#"{"kind":"addIncludedUsers","values":[]}"#.to_owned(),
    ] {
        let (status, body) = instruct_many(&harness, &each);
        assert_eq!(status, 200, "{each}: {}", body["message"]);
    }
    for each in [
        r#"{"kind":"addIncludedUsers","values":["a"]}"#.to_owned(),
        r#"{"kind":"addRule","clauses":[]}"#.to_owned(),
        r#"{"kind":"removeRule","ruleId":"x"}"#.to_owned(),
        r#"{"kind":"addBigSegmentIncludedTargets","values":["a"]}"#.to_owned(),
        of_rule("updateRuleDescription", r#""description":"d""#),
        of_rule("addClauses", r#""clauses":[]"#),
        of_rule("removeClauses", r#""clauseIds":[]"#),
        of_clause("addValuesToClause"),
        of_clause("removeValuesFromClause"),
        r#"{"kind":"x"}"#.to_owned(),
        "{}".to_owned(),
        "0".to_owned(),
    ] {
        let (status, body) = instruct_many(&harness, &each);
        assert_eq!(status, 400, "{each}: {}", body["message"]);
    }
    let tags: Vec<String> = (0..10_000)
        .map(|index| format!(r#"{{"kind":"addTags","values":["t{index}"]}}"#))
        .collect();
    let body = format!("{{\"instructions\":[{}]}}", tags.join(","));
    let reply = send(
        &harness,
        Method::Patch,
        SEGMENT,
        SEMANTIC_PATCH,
        body.into_bytes(),
    );
    assert_refused(&reply, 400, "invalid_request", "too many instructions");
}

#[test]
fn each_of_five_thousand_rules_can_be_changed_in_one_request() {
    let (harness, ..) = with_rules(0);
    let instructions: Vec<Value> = harness.segment()["rules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| json!({"kind": "updateRuleDescription", "ruleId": rule["_id"], "description": "d"}))
        .collect();
    let (status, body) = harness.instruct(SEGMENT, json!(instructions));
    assert_eq!(status, 200, "{}", body["message"]);
}

#[test]
fn a_body_full_of_operations_is_carried_out_or_refused_in_time() {
    let (harness, ..) = with_rules(40_000);
    for each in [
        r#"{"op":"add","path":"/included/0","value":"a"}"#,
        r#"{"op":"add","path":"/rules/0","value":{"clauses":[]}}"#,
        r#"{"op":"add","path":"/rules/4999/clauses/0/values/0","value":1}"#,
        r#"{"op":"move","from":"/rules/0","path":"/rules/-"}"#,
        r#"{"op":"move","from":"/rules/4999","path":"/rules/0"}"#,
        r#"{"op":"copy","from":"/name","path":"/description"}"#,
        r#"{"op":"copy","from":"/rules","path":"/rules"}"#,
        r#"{"op":"test","path":"/rules/4999/clauses/0/values/39999","value":"v39999"}"#,
        r#"{"op":"test","path":"/rules","value":[]}"#,
        r#"{"op":"replace","path":"/name","value":"A"}"#,
        r#"{"op":"remove","path":"/rules/0"}"#,
    ] {
        let (status, body) = patch(&harness, &format!("[{}]", many(each)));
        assert!(
            [200, 400, 409].contains(&status),
            "{each}: {}",
            body["message"]
        );
    }
}

#[test]
fn an_answer_is_given_after_all_that() {
    let harness = Harness::with_segment();
    for body in ["[", "{", "\"", "nul", "[1,]", "{\"a\"}", "\u{feff}{}"] {
        assert_eq!(patch(&harness, body).0, 400, "{body}");
    }
    let response = harness.sandbox.handle(
        &Request::new(Method::Get, SEGMENT).with_body(JSON, vec![0; 1000]),
        NOW,
    );
    assert!(matches!(response.body, Body::Bytes(_)));
    assert_eq!(harness.segment()["version"], 1);
}
