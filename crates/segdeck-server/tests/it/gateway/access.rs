//! Who may use a gateway, and who may not.

use axum::http::HeaderName;
use segdeck_server::{Access, Options, Secret};

use super::{KEY, Pair, to};
use crate::support::{Answer, SEGMENTS};

const BODY: &str = r#"{"key":"beta","name":"Beta"}"#;
const JSON: (&str, &str) = ("Content-Type", "application/json");
/// What stands open: none of it tells or changes anything.
const OPEN: [&str; 5] = [
    "/",
    "/segdeck/config.json",
    "/segdeck/health",
    "/segdeck/ready",
    "/segdeck/metrics",
];

fn create(pair: &Pair, headers: &[(&str, &str)]) -> Answer {
    let headers = [&[JSON], headers].concat();
    pair.gateway.client.send("POST", SEGMENTS, &headers, BODY)
}

#[test]
fn without_the_key_nothing_is_forwarded() {
    let pair = Pair::plain();
    let wrong = KEY.replace('0', "1");
    let bearer = format!("Bearer {KEY}");
    let cookie = format!("segdeck-key={KEY}");
    for (headers, code) in [
        (&[][..], "key_required"),
        (&[("Authorization", KEY)], "key_required"),
        (&[("Authorization", "api-sandbox-admin")], "key_required"),
        (&[("Authorization", &bearer)], "key_required"),
        (&[("Cookie", &cookie)], "key_required"),
        (&[("X-Forwarded-User", "ann")], "key_required"),
        (&[("Segdeck-Key", "")], "key_refused"),
        (&[("Segdeck-Key", &wrong)], "key_refused"),
        (&[("Segdeck-Key", &KEY[1..])], "key_refused"),
        (&[("Segdeck-Key", &bearer)], "key_refused"),
        (&[("Segdeck-Key", KEY), ("Segdeck-Key", KEY)], "key_refused"),
    ] {
        create(&pair, headers).assert_refused(401, code);
        for target in ["/api", "/api/v2/tags", "/api/v2/unheard-of"] {
            let answer = pair.gateway.client.send("GET", target, headers, "");
            answer.assert_refused(401, code);
        }
    }
    let target = format!("/api/v2/tags?segdeck-key={KEY}&key={KEY}");
    pair.gateway
        .client
        .get(&target)
        .assert_refused(401, "key_required");
    assert!(pair.sandbox.client.keys().is_empty());
    assert_eq!(create(&pair, &[("Segdeck-Key", KEY)]).status, 201);
}

#[test]
fn what_tells_nothing_stands_open() {
    let pair = Pair::plain();
    for target in OPEN {
        assert_eq!(pair.gateway.client.get(target).status, 200, "{target}");
    }
}

#[test]
fn a_page_of_another_origin_neither_reads_nor_changes_even_with_the_key() {
    let pair = Pair::plain();
    for origin in [
        "http://evil.test",
        "null",
        "https://127.0.0.1",
        "http://localhost:3000",
        // Trunk's pages, which may call a sandbox.
        "http://127.0.0.1:8080",
        "http://localhost:8080",
    ] {
        let headers = [("Origin", origin), ("Segdeck-Key", KEY)];
        create(&pair, &headers).assert_refused(403, "forbidden");
        for target in OPEN.into_iter().chain(["/api/v2/tags"]) {
            let answer = pair.gateway.client.send("GET", target, &headers, "");
            answer.assert_refused(403, "forbidden");
            assert!(
                answer
                    .headers
                    .iter()
                    .all(|(name, _)| !name.starts_with("access-control"))
            );
        }
        // Nor does asking beforehand help it.
        let asks = [
            ("Origin", origin),
            ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "segdeck-key"),
        ];
        let answer = pair.gateway.client.send("OPTIONS", SEGMENTS, &asks, "");
        answer.assert_refused(403, "forbidden");
    }
    // A page that sends no origin, as a picture or a form does, is told apart by the browser.
    for site in ["cross-site", "same-site"] {
        let headers = [("Sec-Fetch-Site", site), ("Segdeck-Key", KEY)];
        create(&pair, &headers).assert_refused(403, "forbidden");
    }
    assert!(pair.sandbox.client.keys().is_empty());
    let own = format!("http://{}", pair.gateway.client.0);
    let headers = [
        ("Origin", own.as_str()),
        ("Sec-Fetch-Site", "same-origin"),
        ("Segdeck-Key", KEY),
    ];
    assert_eq!(create(&pair, &headers).status, 201);
}

#[test]
fn a_name_that_was_bent_to_this_machine_gets_nothing() {
    let pair = Pair::plain();
    let port = pair.gateway.client.0.port();
    for host in ["evil.test".to_owned(), format!("evil.test:{port}")] {
        let origin = format!("http://{host}");
        for headers in [
            &[("Host", host.as_str()), ("Segdeck-Key", KEY)][..],
            &[("Host", &host), ("Origin", &origin), ("Segdeck-Key", KEY)],
        ] {
            create(&pair, headers).assert_refused(421, "misdirected_request");
            for target in OPEN.into_iter().chain(["/api/v2/tags"]) {
                let answer = pair.gateway.client.send("GET", target, headers, "");
                answer.assert_refused(421, "misdirected_request");
            }
        }
    }
    assert!(pair.sandbox.client.keys().is_empty());
}

#[test]
fn behind_a_proxy_that_ends_tls_the_page_may_call() {
    let sandbox = crate::support::Server::start(Options::default());
    let gateway = crate::support::Server::start(Options {
        gateway: Some(to(&format!("http://{}", sandbox.client.0))),
        allow_hosts: vec!["deck.test".to_owned()],
        allow_origins: Vec::new(),
        ..Options::default()
    });
    let pair = Pair { sandbox, gateway };
    let headers = |origin| {
        [
            ("Host", "deck.test"),
            ("Origin", origin),
            ("Segdeck-Key", KEY),
        ]
    };
    let foreign = create(&pair, &headers("https://evil.test"));
    foreign.assert_refused(403, "forbidden");
    let own = create(&pair, &headers("https://deck.test"));
    assert_eq!(own.status, 201, "{}", own.text());
}

#[test]
fn a_password_is_typed_and_guessing_is_slow() {
    let pair = Pair::start(Options::default(), |gateway| {
        gateway.access = Access::Password(Secret::password("open, sesame").unwrap());
    });
    let config = pair.gateway.client.get("/segdeck/config.json").json();
    assert_eq!(config["auth"], "password");
    create(&pair, &[]).assert_refused(401, "key_required");
    assert_eq!(
        create(&pair, &[("Segdeck-Key", "open, sesame")]).status,
        201
    );
    for guess in 0..10 {
        let guess = format!("a guess {guess}");
        create(&pair, &[("Segdeck-Key", &guess)]).assert_refused(401, "key_refused");
    }
    for guess in ["one more guess", "open, sesame"] {
        let answer = create(&pair, &[("Segdeck-Key", guess)]);
        answer.assert_refused(429, "too_many_tries");
        let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=7).contains(&wait), "{wait}");
    }
    assert_eq!(pair.sandbox.client.keys(), ["beta"]);
}

#[test]
fn a_reverse_proxy_is_believed_by_its_address() {
    let proxy = |from: &str| {
        let access = Access::Proxy {
            header: HeaderName::from_static("x-forwarded-user"),
            from: vec![from.parse().unwrap()],
        };
        Pair::start(Options::default(), |gateway| gateway.access = access)
    };
    let trusted = proxy("127.0.0.0/8");
    let config = trusted.gateway.client.get("/segdeck/config.json").json();
    assert_eq!(config["auth"], "proxy");
    let named = [("X-Forwarded-User", "ann")];
    create(&trusted, &[]).assert_refused(401, "key_required");
    create(&trusted, &[("X-Forwarded-User", "")]).assert_refused(401, "key_required");
    create(&trusted, &[("Segdeck-Key", KEY)]).assert_refused(401, "key_required");
    // The proxy may let the browser in by a cookie, so other sites are kept out here too.
    let crossed = [named[0], ("Sec-Fetch-Site", "cross-site")];
    create(&trusted, &crossed).assert_refused(403, "forbidden");
    assert_eq!(create(&trusted, &named).status, 201);
    let elsewhere = proxy("10.0.0.0/8");
    create(&elsewhere, &named).assert_refused(401, "key_required");
    assert!(elsewhere.sandbox.client.keys().is_empty());
}
