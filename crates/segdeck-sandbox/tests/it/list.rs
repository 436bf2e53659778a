//! The segments list: order, pages and filters.

use segdeck_core::wire::{Method, Request};
use segdeck_sandbox::DEFAULT_WRITER_TOKEN;
use serde_json::{Value, json};

use crate::harness::{Harness, NOW, SEGMENTS, assert_refused};

const CREATION: &str = "creationDate";

/// Segments `b-two`, `a-one`, `c-three` and `d-big`, created in this order.
fn harness() -> Harness {
    let mut harness = Harness::new();
    for (minute, body) in (0..).zip([
        json!({"key": "b-two", "name": "beta Two", "tags": ["x", "y"]}),
        json!({"key": "a-one", "name": "Gamma", "description": "Say 100% or_so", "tags": ["X"]}),
        json!({"key": "c-three", "name": "Alpha", "tags": ["y"]}),
        json!({"key": "d-big", "name": "ÉTOILE", "unbounded": true}),
    ]) {
        harness.now = NOW.plus(minute * 60_000);
        harness.create(body);
    }
    harness
}

fn keys(page: &Value) -> Vec<&str> {
    page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["key"].as_str().unwrap())
        .collect()
}

fn sorted(harness: &Harness, sort: &str) -> Vec<String> {
    let page = harness.read(&format!("{SEGMENTS}?sort={sort}"));
    keys(&page).into_iter().map(str::to_owned).collect()
}

fn filtered(harness: &Harness, filter: &str) -> Vec<String> {
    let filter = segdeck_core::url::encode(filter);
    let page = harness.read(&format!("{SEGMENTS}?sort=creationDate&filter={filter}"));
    assert_eq!(page["totalCount"], page["items"].as_array().unwrap().len());
    keys(&page).into_iter().map(str::to_owned).collect()
}

#[test]
fn the_newest_comes_first_unless_another_order_is_asked_for() {
    let mut harness = harness();
    let newest = ["d-big", "c-three", "a-one", "b-two"];
    assert_eq!(keys(&harness.read(SEGMENTS)), newest);
    assert_eq!(sorted(&harness, "-creationDate"), newest);
    let oldest = ["b-two", "a-one", "c-three", "d-big"];
    assert_eq!(sorted(&harness, CREATION), oldest);
    let by_name = ["c-three", "b-two", "a-one", "d-big"];
    assert_eq!(sorted(&harness, "name"), by_name);
    harness.now = NOW.plus(3_600_000);
    harness.patch(&format!("{SEGMENTS}/b-two"), json!({"name": "beta 2"}));
    assert_eq!(sorted(&harness, "-lastModified")[0], "b-two");
    assert_eq!(sorted(&harness, "lastModified")[0], "a-one");
}

#[test]
fn a_second_criterion_settles_ties() {
    let harness = Harness::new();
    for key in ["b", "a", "c"] {
        harness.create(json!({"key": key, "name": if key == "c" { "A" } else { "Same" }}));
    }
    assert_eq!(sorted(&harness, "creationDate,-name"), ["a", "b", "c"]);
    assert_eq!(sorted(&harness, "-creationDate,name"), ["c", "a", "b"]);
}

#[test]
fn pages_are_linked_and_keep_order_and_filter() {
    let harness = harness();
    let mut target = format!("{SEGMENTS}?limit=2&sort=name&filter=unbounded%20equals%20false");
    let mut seen = Vec::new();
    loop {
        let page = harness.read(&target);
        assert_eq!(page["totalCount"], 3);
        assert_eq!(page["_links"]["self"]["href"], target);
        seen.extend(keys(&page).into_iter().map(str::to_owned));
        let Some(next) = page["_links"]["next"]["href"].as_str() else {
            assert!(page["_links"]["prev"].is_object());
            break;
        };
        assert!(page["_links"]["prev"].is_null());
        assert_eq!(page["_links"]["last"]["href"], next);
        next.clone_into(&mut target);
    }
    assert_eq!(seen, ["c-three", "b-two", "a-one"]);
    let all = harness.read(SEGMENTS);
    let links = all["_links"].as_object().unwrap();
    assert_eq!(links.keys().collect::<Vec<_>>(), ["parent", "self"]);
    let beyond = harness.read(&format!("{SEGMENTS}?offset=50"));
    assert_eq!(keys(&beyond), Vec::<&str>::new());
    assert_eq!(beyond["totalCount"], 4);
}

#[test]
fn twenty_come_by_default() {
    let harness = Harness::new();
    for number in 0..21 {
        harness.create(json!({"key": format!("k{number}"), "name": "A"}));
    }
    assert_eq!(keys(&harness.read(SEGMENTS)).len(), 20);
    assert_eq!(
        keys(&harness.read(&format!("{SEGMENTS}?limit=1000"))).len(),
        21
    );
}

#[test]
fn an_older_api_version_gives_everything_unless_limited() {
    let harness = Harness::new();
    for number in 0..21 {
        harness.create(json!({"key": format!("k{number}"), "name": "A"}));
    }
    let count = |version: &str, query: &[(&str, &str)]| {
        let mut request = Request::new(Method::Get, SEGMENTS);
        request.headers.set("Authorization", DEFAULT_WRITER_TOKEN);
        request.headers.set("LD-API-Version", version);
        for (name, value) in query {
            request = request.with_query(name, *value);
        }
        let (status, page) = harness.send(&request);
        assert_eq!(status, 200, "{page}");
        assert_eq!(page["totalCount"], 21);
        keys(&page).len()
    };
    assert_eq!(count("20220603", &[]), 21);
    assert_eq!(count("20220603", &[("offset", "5")]), 16);
    assert_eq!(count("20220603", &[("limit", "3")]), 3);
    assert_eq!(count("20240415", &[]), 20);
    assert_eq!(count("beta", &[]), 20);
}

#[test]
fn a_query_is_found_in_key_name_and_description_without_case() {
    let harness = harness();
    assert_eq!(filtered(&harness, "query equals \"TWO\""), ["b-two"]);
    assert_eq!(filtered(&harness, "query equals \"gamma\""), ["a-one"]);
    assert_eq!(filtered(&harness, "query equals \"étoile\""), ["d-big"]);
    assert_eq!(filtered(&harness, "query equals \"100% or_\""), ["a-one"]);
    assert_eq!(filtered(&harness, "query equals \"%\""), ["a-one"]);
    assert_eq!(filtered(&harness, "query equals \"\"").len(), 4);
    assert_eq!(
        filtered(&harness, "query equals [\"alpha\",\"gamma\"]"),
        ["a-one", "c-three"]
    );
    assert_eq!(filtered(&harness, "query equals \"two beta\""), [""; 0]);
}

#[test]
fn every_field_filters() {
    let harness = harness();
    assert_eq!(filtered(&harness, "tags anyOf [\"x\"]"), ["b-two"]);
    assert_eq!(filtered(&harness, "tags anyOf [\"X\",\"y\"]").len(), 3);
    assert_eq!(filtered(&harness, "tags anyOf []"), [""; 0]);
    assert_eq!(
        filtered(&harness, "includedKeys anyOf [\"a-one\",\"none\"]"),
        ["a-one"]
    );
    assert_eq!(
        filtered(&harness, "excludedKeys anyOf [\"a-one\",\"none\"]").len(),
        3
    );
    assert_eq!(filtered(&harness, "unbounded equals true"), ["d-big"]);
    assert_eq!(filtered(&harness, "unbounded equals false").len(), 3);
    assert_eq!(filtered(&harness, "external exists true"), [""; 0]);
    assert_eq!(filtered(&harness, "external exists false").len(), 4);
    assert_eq!(filtered(&harness, "view equals \"v\""), [""; 0]);
    assert_eq!(filtered(&harness, "view anyOf [\"v\"]"), [""; 0]);
}

#[test]
fn conditions_combine() {
    let harness = harness();
    assert_eq!(
        filtered(&harness, "tags anyOf [\"y\"],query equals \"alpha\""),
        ["c-three"]
    );
    assert_eq!(
        filtered(
            &harness,
            "unbounded equals true|tags anyOf [\"y\"],query equals \"alpha\""
        ),
        ["c-three", "d-big"]
    );
    assert_eq!(
        filtered(
            &harness,
            "(unbounded equals true|tags anyOf [\"y\"]),query equals \"alpha\""
        ),
        ["c-three"]
    );
}

#[test]
fn a_filter_follows_changes() {
    let harness = harness();
    harness.patch(
        &format!("{SEGMENTS}/b-two"),
        json!({"tags": ["z"], "name": "Omega"}),
    );
    assert_eq!(filtered(&harness, "tags anyOf [\"x\"]"), [""; 0]);
    assert_eq!(filtered(&harness, "tags anyOf [\"z\"]"), ["b-two"]);
    assert_eq!(filtered(&harness, "query equals \"omega\""), ["b-two"]);
    assert_eq!(filtered(&harness, "query equals \"beta\""), [""; 0]);
    harness.delete(&format!("{SEGMENTS}/b-two"));
    assert_eq!(filtered(&harness, "tags anyOf [\"z\"]"), [""; 0]);
}

#[test]
fn malformed_parameters_are_named() {
    let harness = harness();
    for (query, named) in [
        ("limit=0", "limit"),
        ("limit=1001", "limit"),
        ("limit=x", "limit"),
        ("offset=-1", "offset"),
        ("sort=key", "\"key\""),
        ("sort=lastModifiedDate", "lastModifiedDate"),
        ("sort=name,,", "sort"),
        ("filter=name:x", "character 1"),
        ("filter=query%20is%20%22x%22", "\"is\""),
        ("filter=tags%20anyOf%20%22x%22", "array"),
        ("filter=)", "character 1"),
    ] {
        let reply = harness.get(&format!("{SEGMENTS}?{query}"));
        assert_refused(&reply, 400, "invalid_request", named);
    }
}

#[test]
fn environments_are_apart() {
    let harness = harness();
    let production = harness.read("/api/v2/segments/default/production");
    assert_eq!(production["totalCount"], 0);
    assert_eq!(production["items"], json!([]));
    assert_eq!(
        production["_links"]["parent"]["href"],
        "/api/v2/projects/default/environments/production"
    );
}
