//! What is copied from the review, carried out against a server: it leads to what was reviewed.

mod terraform;

use std::{
    io::Write,
    process::{Command, Output, Stdio},
};

use segdeck_core::{
    diff::{DiffOptions, SemanticOptions, is_same, json_patch, semantic_patch},
    endpoint::{Endpoint, PatchBody, PatchSegment, Place},
    export::{curl, ldcli},
    model::Segment,
};
use segdeck_server::Options;
use serde_json::{Value, json};

use crate::support::{Client, SEGMENTS, SEMANTIC_PATCH, Server, WRITER};

/// What a shell, a template or a terminal would take for something else.
const HOSTILE: &str =
    "it's \"$HOME\" `id` $(id) \\ ${x} %{y} !! é 日本 \u{1F600} %s -n\nJSON\n\tEOF #";

fn place() -> Place {
    Place::new("default", "test")
}

fn read(client: Client, key: &str) -> Segment {
    let answer = client.call("GET", &format!("{SEGMENTS}/{key}"), &Value::Null);
    assert_eq!(answer.status, 200, "{}", answer.text());
    Segment::from_value(&answer.json()).unwrap()
}

/// A segment on the server before anything is exported.
fn prepare(client: Client, key: &str) -> Segment {
    assert_eq!(client.create(key).status, 201);
    let patch = json!({"environmentKey": "test", "instructions": [
        {"kind": "addIncludedTargets", "contextKind": "user", "values": ["ada", "grace"]},
        {"kind": "addExcludedTargets", "contextKind": "org", "values": ["acme"]},
        {"kind": "addRule", "clauses": [
            {"contextKind": "user", "attribute": "plan", "op": "in", "values": ["old"], "negate": false}
        ]},
    ]});
    let answer = client.call("PATCH", &format!("{SEGMENTS}/{key}"), &patch);
    assert_eq!(answer.status, 200, "{}", answer.text());
    read(client, key)
}

/// Everything that can be said, in the worst words.
fn edited(before: &Segment) -> Segment {
    let mut document = before.to_value();
    document["name"] = json!(HOSTILE);
    document["description"] = json!(HOSTILE);
    document["tags"] = json!(["a.b", "c_d"]);
    document["included"] = json!(["ada", HOSTILE, "'", "$x"]);
    document["includedContexts"] = json!([{"contextKind": "org", "values": [HOSTILE]}]);
    document["excludedContexts"] = json!([]);
    document["rules"][0]["clauses"][0]["values"] = json!(["old", HOSTILE]);
    let clauses = json!([
        {"contextKind": "org", "attribute": "size", "op": "lessThan", "values": [1, 2.5], "negate": true},
        {"contextKind": "user", "attribute": "/a/b", "op": "in", "values": [true], "negate": false},
    ]);
    let rule = json!({"description": HOSTILE, "weight": 12_345, "rolloutContextKind": "org", "clauses": clauses});
    document["rules"].as_array_mut().unwrap().push(rule);
    Segment::from_value(&document).unwrap()
}

/// Without the ids that the server gives.
fn nameless(segment: &Segment) -> Segment {
    let mut segment = segment.clone();
    for rule in &mut segment.rules {
        rule.id = None;
        for clause in &mut rule.clauses {
            clause.id = None;
        }
    }
    segment
}

fn assert_saved(client: Client, after: &Segment) {
    let saved = read(client, after.key.as_str());
    assert!(
        is_same(&nameless(&saved), &nameless(after)),
        "{saved:#?}\n{after:#?}"
    );
}

/// Runs a script by a shell, which finds the token where the exported text says.
fn run(script: &str) -> Output {
    let mut shell = Command::new("sh")
        .env("LAUNCHDARKLY_ACCESS_TOKEN", WRITER)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = shell.stdin.take().unwrap();
    input.write_all(script.as_bytes()).unwrap();
    drop(input);
    shell.wait_with_output().unwrap()
}

fn has_curl() -> bool {
    let found = Command::new("curl").arg("--version").output();
    found.is_ok_and(|output| output.status.success())
}

/// The change as a guarded JSON Patch, or as instructions and what those cannot say.
fn bodies(before: &Segment, after: &Segment, is_semantic: bool) -> Vec<PatchBody> {
    if !is_semantic {
        let options = DiffOptions {
            is_guarded: true,
            ..DiffOptions::default()
        };
        let patch = json_patch(before, after, options);
        let comment = Some(HOSTILE.to_owned());
        return vec![PatchBody::Json { patch, comment }];
    }
    let options = SemanticOptions {
        environment_key: Some("test".into()),
        comment: Some(HOSTILE.to_owned()),
    };
    let diff = semantic_patch(before, after, &options);
    let mut bodies: Vec<PatchBody> = diff.batches.into_iter().map(PatchBody::Semantic).collect();
    if !diff.remainder.is_empty() {
        bodies.push(PatchBody::json(diff.remainder));
    }
    bodies
}

#[test]
fn the_text_for_curl_does_what_was_reviewed() {
    if !has_curl() {
        return;
    }
    let server = Server::start(Options::default());
    let host = format!("http://{}", server.client.0);
    for (key, is_semantic) in [("by-operations", false), ("by-instructions", true)] {
        let before = prepare(server.client, key);
        let after = edited(&before);
        for body in bodies(&before, &after, is_semantic) {
            let call = PatchSegment::new(place(), key, body);
            let text = curl(&host, &call.request()).unwrap();
            assert!(!text.contains(WRITER));
            let output = run(&text);
            assert!(output.status.success(), "{output:?}");
        }
        assert_saved(server.client, &after);
    }
    server.stop();
}

#[test]
fn a_text_for_curl_that_is_refused_fails() {
    if !has_curl() {
        return;
    }
    let server = Server::start(Options::default());
    let before = prepare(server.client, "late");
    let bodies = bodies(&before, &edited(&before), false);
    let call = PatchSegment::new(place(), "late", bodies[0].clone());
    let text = curl(&format!("http://{}", server.client.0), &call.request()).unwrap();
    assert!(run(&text).status.success());
    // The version that it tests is not the latest any more.
    let output = run(&text);
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stdout).contains("\"code\""));
    server.stop();
}

/// The arguments of `ldcli segments update` that its help documents: those with a value, and those
/// without.
const WITH_VALUE: [&str; 6] = [
    "--access-token",
    "--base-uri",
    "--project",
    "--environment",
    "--segment",
    "--data",
];
const WITHOUT_VALUE: [&str; 1] = ["--semantic-patch"];

/// What the tool makes of its arguments: the address, the media type and the body.
fn as_ldcli(words: &[String]) -> (String, &'static str, String) {
    assert_eq!(&words[..2], &["segments", "update"]);
    let mut given = std::collections::BTreeMap::new();
    let mut rest = words[2..].iter();
    while let Some(word) = rest.next() {
        if WITHOUT_VALUE.contains(&word.as_str()) {
            given.insert(word.as_str(), "");
        } else {
            assert!(WITH_VALUE.contains(&word.as_str()), "{word}");
            given.insert(word.as_str(), rest.next().unwrap().as_str());
        }
    }
    assert_eq!(given["--access-token"], WRITER);
    let media_type = if given.contains_key("--semantic-patch") {
        SEMANTIC_PATCH
    } else {
        "application/json"
    };
    let address = format!(
        "/api/v2/segments/{}/{}/{}",
        given["--project"], given["--environment"], given["--segment"]
    );
    (address, media_type, given["--data"].to_owned())
}

#[test]
fn the_text_for_the_command_line_tool_does_what_was_reviewed() {
    let server = Server::start(Options::default());
    let host = format!("http://{}", server.client.0);
    for (key, is_semantic) in [("by-operations", false), ("by-instructions", true)] {
        let before = prepare(server.client, key);
        let after = edited(&before);
        for body in bodies(&before, &after, is_semantic) {
            let text = ldcli(&host, &place(), &key.into(), &body).unwrap();
            assert!(!text.contains(WRITER));
            let told = run(&format!("ldcli() {{ printf '%s\\0' \"$@\"; }}\n{text}"));
            let told = String::from_utf8(told.stdout).unwrap();
            let mut words: Vec<String> = told.split('\0').map(str::to_owned).collect();
            assert_eq!(words.pop(), Some(String::new()));
            let (address, media_type, data) = as_ldcli(&words);
            let headers = [
                ("Authorization", WRITER),
                ("Content-Type", media_type),
                ("LD-API-Version", "20240415"),
            ];
            let answer = server.client.send("PATCH", &address, &headers, &data);
            assert_eq!(answer.status, 200, "{}", answer.text());
        }
        assert_saved(server.client, &after);
    }
    server.stop();
}
