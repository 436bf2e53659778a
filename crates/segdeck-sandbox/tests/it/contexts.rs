//! Context kinds, attributes and contexts, as evaluation leaves them behind; and tags.

use serde_json::{Value, json};

use crate::harness::{Harness, assert_refused};

/// Which numbers a filter finds.
type Fits<'a> = &'a dyn Fn(&usize) -> bool;

const PLACE: &str = "/api/v2/projects/default/environments/test";

/// Contexts become known by being asked about.
fn ask(harness: &Harness, context: Value) {
    let (status, body) = harness.post(&format!("{PLACE}/segments/evaluate"), context);
    assert_eq!(status, 200, "{body}");
}

fn known() -> Harness {
    let harness = Harness::new();
    for context in [
        json!({"kind": "user", "key": "ada", "name": "Ada", "email": "ada@one.example",
            "plan": "team", "seats": 5, "groups": ["x", "y"], "address": {"city": "Oslo"},
            "joined": "2024-05-01T00:00:00Z"}),
        json!({"kind": "user", "key": "bob", "name": "Bob", "plan": "free", "seats": 50,
            "groups": ["x"], "_meta": {"privateAttributes": ["email"]}, "email": "bob@secret.example"}),
        json!({"kind": "multi", "user": {"key": "cid", "plan": "team"},
            "org": {"key": "acme:1", "plan": "team"}}),
        json!({"kind": "user", "key": "ghost", "anonymous": true, "plan": "hidden"}),
    ] {
        ask(&harness, context);
    }
    harness
}

fn search(harness: &Harness, filter: &str) -> Vec<String> {
    let body = json!({ "filter": filter });
    let (status, page) = harness.post(&format!("{PLACE}/contexts/search"), body);
    assert_eq!(status, 200, "{filter}: {page}");
    let keys: Vec<String> = page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["context"]["key"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(page["totalCount"], keys.len(), "{filter}");
    keys
}

#[test]
fn contexts_are_found_by_every_field_and_operator() {
    let harness = known();
    for (filter, expected) in [
        ("", vec!["acme:1", "ada", "bob", "cid"]),
        ("kind equals \"user\"", vec!["ada", "bob", "cid"]),
        ("kind notEquals user", vec!["acme:1"]),
        ("kind anyOf [\"org\",\"none\"]", vec!["acme:1"]),
        (
            "kinds contains [\"user\"],key startsWith \"b\"",
            vec!["bob"],
        ),
        ("kinds contains [\"user\",\"org\"]", vec![]),
        ("key equals ada", vec!["ada"]),
        ("key anyOf [\"ada\",\"cid\"]", vec!["ada", "cid"]),
        ("kindKey equals \"org:acme:1\"", vec!["acme:1"]),
        (
            "kindKeys anyOf [\"user:bob\",\"org:acme:1\"]",
            vec!["acme:1", "bob"],
        ),
        (
            "id notEquals \"user:ada\",kind equals user",
            vec!["bob", "cid"],
        ),
        ("q equals \"OSLO\"", vec!["ada"]),
        ("q equals [\"oslo\",\"bob\"]", vec!["ada", "bob"]),
        ("q equals secret", vec![]),
        ("name startsWith \"A\"", vec!["ada"]),
        ("name exists false", vec!["acme:1", "cid"]),
        ("user.plan equals \"team\"", vec!["ada", "cid"]),
        ("*.plan equals \"team\"", vec!["acme:1", "ada", "cid"]),
        ("plan equals team", vec!["acme:1", "ada", "cid"]),
        ("user.plan notEquals \"team\"", vec!["bob"]),
        ("user.seats equals 5.0", vec!["ada"]),
        ("user.seats equals \"5\"", vec![]),
        ("user.groups contains [\"x\",\"y\"]", vec!["ada"]),
        ("user.groups contains \"x\"", vec!["ada", "bob"]),
        ("user.groups equals [\"x\"]", vec!["bob"]),
        ("user./address/city equals \"Oslo\"", vec!["ada"]),
        ("user.address exists true", vec!["ada"]),
        ("user.email exists true", vec!["ada"]),
        ("user.email startsWith \"ada@\"", vec!["ada"]),
        ("user.joined after \"2024-01-01T00:00:00Z\"", vec!["ada"]),
        ("user.joined before \"2024-01-01T00:00:00Z\"", vec![]),
        (
            "user.plan equals \"free\"|(user.seats equals 5,name equals \"Ada\")",
            vec!["ada", "bob"],
        ),
        (
            "applicationId equals \"segdeck-sandbox\",key equals ada",
            vec!["ada"],
        ),
        ("applicationId notEquals \"segdeck-sandbox\"", vec![]),
    ] {
        assert_eq!(search(&harness, filter), expected, "{filter}");
    }
}

#[test]
fn pages_lead_to_the_next_until_all_are_seen() {
    let harness = known();
    let path = format!("{PLACE}/contexts/search");
    let (_, first) = harness.post(&path, json!({"limit": 3}));
    assert_eq!(first["items"].as_array().unwrap().len(), 3);
    assert_eq!(first["totalCount"], 4);
    let token = &first["continuationToken"];
    let (_, second) = harness.post(&path, json!({"limit": 3, "continuationToken": token}));
    assert_eq!(second["items"][0]["context"]["key"], "cid");
    assert!(second["continuationToken"].is_null());
    assert!(second["_links"]["next"].is_null());
    let next = first["_links"]["next"]["href"].as_str().unwrap();
    assert_eq!(harness.post(next, json!({})).1["items"], second["items"]);
    let (_, uncounted) = harness.post(&format!("{path}?includeTotalCount=false"), json!({}));
    assert!(uncounted["totalCount"].is_null());
}

/// Searches are carried out in another way where many contexts fit than where few do: each must
/// find what the other finds, from page to page.
#[test]
fn the_pages_of_a_search_are_all_that_fits() {
    const COUNT: usize = 1_100;
    let harness = Harness::new();
    for number in 0..COUNT {
        let kind = ["user", "org"][number % 2];
        ask(
            &harness,
            json!({"kind": kind, "key": format!("k{number:04}"), "all": "yes",
                "tens": number / 10, "both": ["x", number % 2], "when": number}),
        );
    }
    let path = format!("{PLACE}/contexts/search");
    let walk = |filter: &str| {
        let mut found: Vec<(String, usize)> = Vec::new();
        let mut body = json!({"filter": filter, "limit": 50});
        loop {
            let (status, page) = harness.post(&path, body.clone());
            assert_eq!(status, 200, "{filter}: {page}");
            for item in page["items"].as_array().unwrap() {
                let text = |name: &str| item["context"][name].as_str().unwrap().to_owned();
                found.push((text("kind"), text("key")[1..].parse().unwrap()));
            }
            if page["continuationToken"].is_null() {
                assert_eq!(page["totalCount"], found.len(), "{filter}");
                return found;
            }
            body["continuationToken"] = page["continuationToken"].clone();
        }
    };
    let is_org = |number: &usize| number % 2 == 1;
    let cases: [(&str, Fits<'_>); 14] = [
        ("all equals \"yes\"", &|_| true),
        ("org.all equals \"yes\"", &is_org),
        ("all notEquals \"yes\"", &|_| false),
        ("all exists true", &|_| true),
        ("all startsWith \"y\"", &|_| true),
        ("tens equals 7", &|n| n / 10 == 7),
        ("user.tens equals 7", &|n| n / 10 == 7 && !is_org(n)),
        ("tens anyOf [7,8]", &|n| matches!(n / 10, 7 | 8)),
        ("tens notEquals 7", &|n| n / 10 != 7),
        ("all equals \"yes\",tens equals 7", &|n| n / 10 == 7),
        ("kind equals \"org\",both contains [\"x\"]", &is_org),
        ("both contains [\"x\",1]", &is_org),
        ("when before 30|when after 1090", &|n| *n < 30 || *n > 1_090),
        ("key startsWith \"k00\",org.all equals \"yes\"", &|n| {
            *n < 100 && is_org(n)
        }),
    ];
    for (filter, fits) in cases {
        let orgs = (0..COUNT)
            .filter(|n| is_org(n) && fits(n))
            .map(|n| ("org".to_owned(), n));
        let users = (0..COUNT).filter(|n| !is_org(n) && fits(n));
        let expected: Vec<_> = orgs.chain(users.map(|n| ("user".to_owned(), n))).collect();
        assert_eq!(walk(filter), expected, "{filter}");
    }
}

#[test]
fn a_search_that_cannot_be_is_refused() {
    let harness = known();
    let path = format!("{PLACE}/contexts/search");
    for (query, body, named) in [
        ("", json!({"limit": 51}), "limit"),
        ("", json!({"limit": 0}), "limit"),
        ("", json!({"sort": "-ts"}), "sort"),
        ("?sort=ts", json!({}), "sort"),
        ("?limit=5", json!({"limit": 5}), "body"),
        ("", json!({"continuationToken": "zz"}), "continuationToken"),
        ("", json!({"filter": "kind"}), "filter"),
        ("?includeTotalCount=maybe", json!({}), "includeTotalCount"),
    ] {
        let reply = harness.post(&format!("{path}{query}"), body);
        assert_refused(&reply, 400, "invalid_request", named);
    }
    let elsewhere = "/api/v2/projects/default/environments/none/contexts/search";
    assert_eq!(harness.post(elsewhere, json!({})).0, 404);
}

#[test]
fn a_context_is_got_by_kind_and_key() {
    let harness = known();
    let page = harness.read(&format!("{PLACE}/contexts/user/bob"));
    let record = &page["items"][0];
    assert_eq!(record["context"]["plan"], "free");
    assert_eq!(
        record["context"]["_meta"],
        json!({"redactedAttributes": ["email"]})
    );
    assert_eq!(record["applicationId"], "segdeck-sandbox");
    assert_eq!(record["lastSeen"], "2027-01-15T08:00:00.000Z");
    assert!(!page.to_string().contains("secret"));
    assert_eq!(
        harness.read(&format!("{PLACE}/contexts/user/none"))["items"],
        json!([])
    );
    assert_eq!(
        harness.read(&format!("{PLACE}/contexts/user/ghost"))["items"],
        json!([])
    );
    let other = format!("{PLACE}/contexts/user/bob?filter=applicationId%20equals%20%22x%22");
    assert_eq!(harness.read(&other)["items"], json!([]));
    assert_refused(
        &harness.get(&format!(
            "{PLACE}/contexts/user/bob?filter=key%20equals%20%22x%22"
        )),
        400,
        "invalid_request",
        "applicationId",
    );
}

#[test]
fn contexts_are_forgotten_after_thirty_days() {
    let mut harness = known();
    harness.now = harness.now.plus(30 * 86_400_000);
    assert_eq!(search(&harness, "key equals ada"), ["ada"]);
    harness.now = harness.now.plus(1);
    assert_eq!(search(&harness, ""), [""; 0]);
    assert_eq!(
        harness.read(&format!("{PLACE}/contexts/user/ada"))["items"],
        json!([])
    );
    ask(&harness, json!({"kind": "user", "key": "ada"}));
    assert_eq!(search(&harness, ""), ["ada"]);
}

#[test]
fn attributes_and_their_values_can_be_completed() {
    let harness = known();
    let path = format!("{PLACE}/context-attributes");
    let all = harness.read(&path);
    let kinds: Vec<&Value> = all["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| &item["kind"])
        .collect();
    assert_eq!(kinds, ["org", "user"]);
    let of_each = harness.read(&format!("{path}?limit=1"));
    let counts: Vec<(&Value, usize)> = of_each["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (&item["kind"], item["names"].as_array().unwrap().len()))
        .collect();
    assert_eq!(counts, [(&json!("org"), 1), (&json!("user"), 1)]);
    let users = harness.read(&format!("{path}?filter=kind%20equals%20%22user%22&limit=2"));
    assert_eq!(
        users["items"],
        json!([{"kind": "user", "names": [{"name": "key", "weight": 3}, {"name": "plan", "weight": 3}]}])
    );
    let named = "kind%20equals%20%22user%22,name%20startsWith%20%22em%22";
    let emails = harness.read(&format!("{path}?filter={named}"));
    assert_eq!(
        emails["items"][0]["names"],
        json!([{"name": "email", "weight": 2, "redacted": true}])
    );
    let plans = harness.read(&format!("{path}/plan?filter=kind%20equals%20%22user%22"));
    assert_eq!(
        plans["items"],
        json!([{"kind": "user", "values": [{"name": "team", "weight": 2}, {"name": "free", "weight": 1}]}])
    );
    for (attribute, prefix, expected) in [
        ("seats", "5", json!([5, 50])),
        ("plan", "te", json!(["team"])),
        ("groups", "", json!(["x", "y"])),
        ("%2Faddress%2Fcity", "O", json!(["Oslo"])),
        ("email", "", json!(["ada@one.example"])),
    ] {
        let filter = format!("kind%20equals%20%22user%22,value%20startsWith%20%22{prefix}%22");
        let page = harness.read(&format!("{path}/{attribute}?filter={filter}"));
        let mut values: Vec<Value> = page["items"][0]["values"]
            .as_array()
            .unwrap()
            .iter()
            .map(|value| value["name"].clone())
            .collect();
        values.sort_by_key(Value::to_string);
        assert_eq!(json!(values), expected, "{attribute}");
    }
    for (target, named) in [
        (format!("{path}/plan"), "kind"),
        (
            format!("{path}/plan?filter=kind%20equals%20%22user%22&limit=101"),
            "limit",
        ),
        (format!("{path}?filter=key%20equals%20%22a%22"), "filter"),
        (
            format!("{path}?filter=kind%20equals%20%22a%22|kind%20equals%20%22b%22"),
            "filter",
        ),
    ] {
        assert_refused(&harness.get(&target), 400, "invalid_request", named);
    }
    assert_eq!(
        harness.read(&format!("{path}/none?filter=kind%20equals%20%22user%22")),
        json!({"items": []})
    );
}

#[test]
fn a_project_has_the_kind_user_and_those_that_were_seen() {
    let harness = Harness::new();
    let path = "/api/v2/projects/default/context-kinds";
    let before = harness.read(path);
    assert_eq!(before["items"].as_array().unwrap().len(), 1);
    assert_eq!(before["items"][0]["key"], "user");
    assert_eq!(before["items"][0]["createdFrom"], "default");
    assert!(before["items"][0]["lastSeen"].is_null());
    ask(&harness, json!({"kind": "org", "key": "o"}));
    let after = harness.read(&format!("{path}?expand=environmentObservations"));
    assert_eq!(after["items"][0]["key"], "org");
    assert_eq!(after["items"][0]["createdFrom"], "auto-add");
    assert_eq!(
        after["items"][0]["environmentObservations"],
        json!([{"environmentKey": "test", "lastSeen": harness.now.0}])
    );
    assert_refused(
        &harness.get(&format!("{path}?expand=x")),
        400,
        "invalid_request",
        "expand",
    );
}

#[test]
fn tags_come_from_all_that_has_them() {
    let harness = Harness::for_admin();
    harness.create(json!({"key": "a", "name": "A", "tags": ["beta", "Shared"]}));
    harness.post(
        "/api/v2/projects",
        json!({"key": "p", "name": "P", "tags": ["shared", "alpha"], "environments": [
            {"key": "e", "name": "E", "color": "00ff88", "tags": ["beta", "gamma"]}
        ]}),
    );
    for (query, expected) in [
        ("", json!(["alpha", "beta", "gamma", "Shared", "shared"])),
        ("?kind=segment", json!(["beta", "Shared"])),
        (
            "?kind=project&kind=environment",
            json!(["alpha", "beta", "gamma", "shared"]),
        ),
        (
            "?kind=project,environment",
            json!(["alpha", "beta", "gamma", "shared"]),
        ),
        ("?kind=metric", json!([])),
        ("?pre=SH", json!(["Shared", "shared"])),
        ("?limit=2&offset=1", json!(["beta", "gamma"])),
        (
            "?archived=true&asOf=2027-01-01T00:00:00Z&kind=segment",
            json!(["beta", "Shared"]),
        ),
    ] {
        assert_eq!(
            harness.read(&format!("/api/v2/tags{query}"))["items"],
            expected,
            "{query}"
        );
    }
    assert_eq!(harness.read("/api/v2/tags?limit=2")["totalCount"], 5);
    for (query, named) in [
        ("kind=sandwich", "kind"),
        ("limit=1001", "limit"),
        ("archived=perhaps", "archived"),
        ("asOf=yesterday", "asOf"),
    ] {
        let reply = harness.get(&format!("/api/v2/tags?{query}"));
        assert_refused(&reply, 400, "invalid_request", named);
    }
}
