//! Projects, environments and the caller.

use serde_json::{Value, json};

use crate::harness::{Harness, assert_refused};

#[test]
fn a_new_database_has_a_project_and_two_environments() {
    let harness = Harness::new();
    let projects = harness.read("/api/v2/projects");
    assert_eq!(projects["totalCount"], 1);
    let project = &projects["items"][0];
    assert_eq!(project["key"], "default");
    assert_eq!(project["name"], "Default");
    for required in ["_links", "_id", "includeInSnippetByDefault", "tags"] {
        assert!(!project[required].is_null(), "{required}");
    }
    let environments = harness.read("/api/v2/projects/default/environments");
    assert_eq!(environments["totalCount"], 2);
    assert_eq!(environments["items"][0]["key"], "test");
    let production = &environments["items"][1];
    assert_eq!(production["key"], "production");
    for required in [
        "_links",
        "_id",
        "name",
        "color",
        "defaultTtl",
        "secureMode",
        "defaultTrackEvents",
        "requireComments",
        "confirmChanges",
        "tags",
        "critical",
    ] {
        assert!(!production[required].is_null(), "{required}");
    }
}

#[test]
fn an_environment_has_no_secrets() {
    let harness = Harness::new();
    let environments = harness.read("/api/v2/projects/default/environments");
    for environment in environments["items"].as_array().unwrap() {
        assert_eq!(environment["apiKey"], "");
        assert_eq!(environment["mobileKey"], "");
    }
}

#[test]
fn environments_come_in_pages() {
    let harness = Harness::new();
    let first = harness.read("/api/v2/projects/default/environments?limit=1");
    assert_eq!(first["items"].as_array().unwrap().len(), 1);
    assert_eq!(
        first["_links"]["parent"]["href"],
        "/api/v2/projects/default"
    );
    assert!(first["_links"]["prev"].is_null());
    let next = first["_links"]["next"]["href"].as_str().unwrap();
    let second = harness.read(next);
    assert_eq!(second["items"][0]["key"], "production");
    assert!(second["_links"]["next"].is_null());
    assert!(second["_links"]["first"].is_object());
}

#[test]
fn an_unknown_project_and_a_bad_limit_are_refused() {
    let harness = Harness::new();
    assert_refused(
        &harness.get("/api/v2/projects/nope/environments"),
        404,
        "not_found",
        "nope",
    );
    for target in [
        "/api/v2/projects?limit=0",
        "/api/v2/projects?limit=-1",
        "/api/v2/projects/default/environments?limit=x",
    ] {
        assert_refused(&harness.get(target), 400, "invalid_request", "limit");
    }
}

#[test]
fn the_caller_is_the_token() {
    let harness = Harness::new();
    let caller = harness.read("/api/v2/caller-identity");
    assert_eq!(caller["tokenName"], "Sandbox writer");
    assert_eq!(caller["authKind"], "token");
    assert!(!caller.to_string().contains("api-sandbox"));
}

const PROJECTS: &str = "/api/v2/projects";

fn environment(key: &str) -> Value {
    json!({"key": key, "name": format!("Environment {key}"), "color": "00ff88"})
}

/// An administrator's sandbox with a project `p` that has the environments `a` and `b`.
fn with_project() -> Harness {
    let harness = Harness::for_admin();
    let body = json!({
        "key": "p", "name": "Project", "tags": ["one", "two", "one"],
        "environments": [environment("a"), environment("b")]
    });
    let (status, project) = harness.post(PROJECTS, body);
    assert_eq!(status, 201, "{project}");
    harness
}

fn keys(page: &Value) -> Vec<&str> {
    let items = page["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["key"].as_str().unwrap())
        .collect()
}

#[test]
fn a_project_is_made_with_its_environments_or_two_of_its_own() {
    let harness = with_project();
    let project = harness.read("/api/v2/projects/p?expand=environments");
    assert_eq!(project["tags"], json!(["one", "two"]));
    assert_eq!(keys(&project["environments"]), ["a", "b"]);
    assert!(harness.read("/api/v2/projects/p")["environments"].is_null());
    let (_, other) = harness.post(PROJECTS, json!({"key": "q", "name": "Q"}));
    let own: Vec<&Value> = other["environments"].as_array().unwrap().iter().collect();
    assert_eq!(own[0]["key"], "test");
    assert_eq!(own[1]["key"], "production");
    assert_eq!(own[1]["critical"], true);
}

#[test]
fn a_refused_project_leaves_nothing_behind() {
    let harness = with_project();
    for (body, named) in [
        (json!({"key": "q", "name": ""}), "name"),
        (json!({"key": "-q", "name": "Q"}), "key"),
        (
            json!({"key": "q", "name": "Q", "environments": []}),
            "environments",
        ),
        (
            json!({"key": "q", "name": "Q", "environments": [environment("a"), environment("a")]}),
            "environments/1/key",
        ),
        (
            json!({"key": "q", "name": "Q", "environments": [{
                "key": "e", "name": "E", "color": "00ff88", "source": {"key": "a"}
            }]}),
            "source",
        ),
    ] {
        let reply = harness.post(PROJECTS, body);
        assert_refused(&reply, 400, "invalid_request", named);
    }
    let taken = harness.post(PROJECTS, json!({"key": "p", "name": "P"}));
    assert_refused(&taken, 409, "key_exists", "project");
    assert_eq!(keys(&harness.read(PROJECTS)), ["default", "p"]);
}

#[test]
fn lists_are_filtered_and_sorted() {
    let harness = with_project();
    harness.post(
        PROJECTS,
        json!({"key": "z", "name": "alpha", "tags": ["ONE"]}),
    );
    for (query, expected) in [
        ("filter=query:PROJ", vec!["p"]),
        ("filter=tags:one%2Btwo", vec!["p"]),
        ("filter=tags:one", vec!["p", "z"]),
        ("filter=keys:z%7Cdefault", vec!["default", "z"]),
        ("filter=query:a,tags:one", vec!["z"]),
        ("sort=name", vec!["z", "default", "p"]),
        ("sort=-createdOn", vec!["z", "p", "default"]),
    ] {
        let page = harness.read(&format!("{PROJECTS}?{query}"));
        assert_eq!(keys(&page), expected, "{query}");
        assert_eq!(page["totalCount"], expected.len(), "{query}");
    }
    let page = harness.read(&format!("{PROJECTS}?expand=environments&limit=1&offset=1"));
    assert_eq!(keys(&page["items"][0]["environments"]), ["a", "b"]);
    let links = page["_links"]["next"]["href"].as_str().unwrap();
    assert!(links.contains("expand=environments"), "{links}");
    let critical = "/api/v2/projects/z/environments?filter=critical:true";
    assert_eq!(keys(&harness.read(critical)), ["production"]);
    let sorted = "/api/v2/projects/z/environments?sort=-critical";
    assert_eq!(keys(&harness.read(sorted)), ["production", "test"]);
    for query in ["filter=abc", "filter=color:red", "sort=key", "expand=flags"] {
        let reply = harness.get(&format!("{PROJECTS}?{query}"));
        assert_eq!(reply.0, 400, "{query}");
    }
}

#[test]
fn what_is_deleted_takes_everything_along_and_the_last_stays() {
    let harness = with_project();
    let segments = "/api/v2/segments/p/a";
    for key in ["s", "t"] {
        let (status, _) = harness.post(segments, json!({"key": key, "name": key}));
        assert_eq!(status, 201);
    }
    assert_eq!(harness.delete("/api/v2/projects/p/environments/a").0, 204);
    assert_eq!(harness.get(segments).0, 404);
    assert_refused(
        &harness.delete("/api/v2/projects/p/environments/b"),
        400,
        "invalid_request",
        "last environment",
    );
    assert_eq!(
        harness
            .post("/api/v2/projects/p/environments", environment("a"))
            .0,
        201
    );
    assert_eq!(harness.read(segments)["totalCount"], 0);
    assert_eq!(harness.delete("/api/v2/projects/p").0, 204);
    assert_eq!(harness.get("/api/v2/projects/p").0, 404);
    assert_eq!(harness.get(segments).0, 404);
    assert_refused(
        &harness.delete("/api/v2/projects/default"),
        400,
        "invalid_request",
        "last project",
    );
}

#[test]
fn settings_change_all_or_none() {
    let harness = with_project();
    let path = "/api/v2/projects/p/environments/a";
    let before = harness.read(path);
    for (patch, status, named) in [
        (
            json!([{"op": "replace", "path": "/color", "value": "red"}]),
            400,
            "color",
        ),
        (
            json!([{"op": "replace", "path": "/defaultTtl", "value": 61}]),
            400,
            "defaultTtl",
        ),
        (
            json!([{"op": "replace", "path": "/key", "value": "x"}]),
            400,
            "key",
        ),
        (
            json!([{"op": "replace", "path": "/apiKey", "value": "x"}]),
            400,
            "apiKey",
        ),
        (
            json!([{"op": "replace", "path": "/name", "value": "New"},
                   {"op": "replace", "path": "/approvalSettings/minNumApprovals", "value": 6}]),
            400,
            "approvalSettings/minNumApprovals",
        ),
        (
            json!([
                {"op": "replace", "path": "/resourceApprovalSettings/segment/required", "value": true},
                {"op": "add", "path": "/resourceApprovalSettings/segment/requiredApprovalTags/0", "value": "t"}
            ]),
            400,
            "requiredApprovalTags",
        ),
    ] {
        assert_refused(
            &harness.patch(path, patch),
            status,
            "invalid_request",
            named,
        );
    }
    let test = json!([{"op": "test", "path": "/name", "value": "Other"}]);
    assert_refused(
        &harness.patch(path, test),
        409,
        "optimistic_locking_error",
        "Other",
    );
    assert_eq!(harness.read(path), before);
    let (status, after) = harness.patch(
        path,
        json!({"comment": "why", "patch": [
            {"op": "replace", "path": "/name", "value": "New"},
            {"op": "add", "path": "/tags/0", "value": "t"},
            {"op": "replace", "path": "/resourceApprovalSettings/segment/required", "value": true}
        ]}),
    );
    assert_eq!(status, 200, "{after}");
    assert_eq!(after, harness.read(path));
    assert_eq!(after["name"], "New");
    assert_eq!(after["tags"], json!(["t"]));
    assert_eq!(
        after["resourceApprovalSettings"]["segment"]["required"],
        true
    );
    assert_eq!(after["approvalSettings"]["required"], false);
}

#[test]
fn a_copy_has_segments_and_rules_but_no_targets() {
    let harness = with_project();
    let segments = "/api/v2/segments/p/a";
    harness.post(
        segments,
        json!({"key": "s", "name": "S", "tags": ["t"], "description": "d"}),
    );
    let rule = json!({"clauses": [
        {"attribute": "x", "op": "in", "values": ["y"], "negate": false}
    ]});
    harness.patch(
        &format!("{segments}/s"),
        json!([
            {"op": "add", "path": "/included", "value": ["u"]},
            {"op": "add", "path": "/rules/-", "value": rule}
        ]),
    );
    harness.post(
        segments,
        json!({"key": "big", "name": "Big", "unbounded": true}),
    );
    let original = harness.read(&format!("{segments}/s"));
    let copy_of = |key: &str, source: Value| {
        let mut body = environment(key);
        body["source"] = source;
        harness.post("/api/v2/projects/p/environments", body)
    };
    assert_eq!(copy_of("c", json!({"key": "a", "version": 1})).0, 201);
    let copy = harness.read("/api/v2/segments/p/c/s");
    assert_eq!(copy["included"], json!([]));
    assert_eq!(copy["version"], 1);
    assert_eq!(copy["tags"], json!(["t"]));
    assert_eq!(copy["rules"][0]["clauses"][0]["values"], json!(["y"]));
    assert_ne!(copy["rules"][0]["_id"], original["rules"][0]["_id"]);
    assert_eq!(harness.read("/api/v2/segments/p/c/big")["unbounded"], true);
    assert_refused(
        &copy_of("d", json!({"key": "a", "version": 2})),
        409,
        "optimistic_locking_error",
        "version",
    );
    assert_refused(
        &copy_of("d", json!({"key": "none"})),
        400,
        "invalid_request",
        "source/key",
    );
}

#[test]
fn an_environment_with_more_than_a_thousand_segments_is_not_copied() {
    for (count, status) in [(1_000, 201), (1_001, 400)] {
        let harness = Harness::for_admin();
        harness
            .sandbox
            .seed(segdeck_sandbox::Seed::Many(count), harness.now)
            .unwrap();
        let mut body = environment("copy");
        body["source"] = json!({"key": "production"});
        let reply = harness.post("/api/v2/projects/default/environments", body);
        assert_eq!(reply.0, status, "{count}: {}", reply.1);
        if status == 400 {
            assert_refused(&reply, 400, "invalid_request", "source/key");
            continue;
        }
        let copied = harness.read("/api/v2/segments/default/copy?limit=1");
        assert_eq!(copied["totalCount"], count);
        harness.delete("/api/v2/projects/default/environments/copy");
        assert_eq!(harness.get("/api/v2/segments/default/copy").0, 404);
    }
}
