//! Projects, environments and the caller.

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
