//! Whatever comes in, an answer goes out.

use proptest::prelude::*;
use segdeck_core::{
    endpoint::Operation,
    wire::{Body, Method, Request, Response, SEMANTIC_PATCH},
};
use segdeck_sandbox::DEFAULT_WRITER_TOKEN;
use serde_json::{Value, json};

use crate::harness::{Harness, NOW, config};

/// Statuses and shapes that the contract knows.
pub fn check(response: &Response) -> Result<(), TestCaseError> {
    prop_assert!(
        [200, 201, 204, 400, 401, 403, 404, 405, 409, 413].contains(&response.status),
        "{}",
        response.status
    );
    if response.status == 204 {
        prop_assert_eq!(&response.body, &Body::Empty);
        return Ok(());
    }
    let body: Value = serde_json::from_slice(response.body.as_bytes())
        .map_err(|error| TestCaseError::fail(error.to_string()))?;
    if response.status >= 400 {
        prop_assert!(
            body["code"].is_string() && body["message"].is_string(),
            "{}",
            body
        );
        prop_assert!(!body["message"].as_str().unwrap().is_empty());
    }
    Ok(())
}

fn methods() -> impl Strategy<Value = Method> {
    prop::sample::select(vec![
        Method::Get,
        Method::Post,
        Method::Put,
        Method::Patch,
        Method::Delete,
    ])
}

/// Paths of real operations, with odd parts, and pure noise.
fn paths() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("default".to_owned()),
        Just("test".to_owned()),
        Just("a".to_owned()),
        "[a-zA-Z0-9%/. \u{0}é]{0,8}",
    ];
    let filled = (
        prop::sample::select(Operation::ALL.to_vec()),
        prop::collection::vec(part, 3),
    )
        .prop_map(|(operation, values)| {
            let mut path = operation.path().to_owned();
            for (name, value) in ["{projectKey}", "{environmentKey}", "{segmentKey}"]
                .iter()
                .zip(values)
            {
                path = path.replace(name, &value);
            }
            path
        });
    prop_oneof![3 => filled, 1 => ".{0,40}"]
}

/// JSON of every shape, in which the words of the API turn up.
fn documents() -> impl Strategy<Value = Value> {
    let word = prop::sample::select(vec![
        "a",
        "key",
        "name",
        "op",
        "path",
        "value",
        "kind",
        "addRule",
        "addExpiringTarget",
        "included",
        "user",
        "/rules/-",
        "/version",
        "test",
        "copy",
        "/included/0",
        "",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word.clone().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    let names = prop::sample::select(vec![
        "patch",
        "merge",
        "instructions",
        "comment",
        "kind",
        "values",
        "value",
        "clauses",
        "op",
        "path",
        "from",
        "key",
        "name",
        "tags",
        "rules",
        "included",
        "contextKind",
        "contextKey",
        "targetType",
        "ruleId",
        "unbounded",
    ]);
    leaf.prop_recursive(4, 32, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(names.clone().prop_map(str::to_owned), inner, 0..6)
                .prop_map(|map| Value::from(map.into_iter().collect::<serde_json::Map<_, _>>())),
        ]
    })
}

fn bodies() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        4 => documents().prop_map(|document| document.to_string().into_bytes()),
        1 => prop::collection::vec(any::<u8>(), 0..64),
    ]
}

fn queries() -> impl Strategy<Value = Vec<(String, String)>> {
    let name = prop::sample::select(vec!["limit", "offset", "sort", "filter", "dryRun", "x"]);
    let value = prop_oneof![
        "[0-9-]{0,22}",
        "[-,a-zA-Z]{0,20}",
        "(tags|query|view|unbounded)? ?(anyOf|equals|exists)? ?[\\[\"a|,()\\]]{0,9}",
        ".{0,20}",
    ];
    prop::collection::vec((name.prop_map(str::to_owned), value), 0..3)
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn any_request_gets_a_documented_answer(
        requests in prop::collection::vec(
            (methods(), paths(), queries(), bodies(), prop::sample::select(vec![
                "application/json", SEMANTIC_PATCH, "text/plain", "",
            ])),
            1..6,
        )
    ) {
        let harness = Harness::with_segment();
        for (method, path, query, body, content_type) in requests {
            let mut request = Request::new(method, path).with_body(content_type, body);
            request.query = query;
            request.headers.set("Authorization", DEFAULT_WRITER_TOKEN);
            check(&harness.sandbox.handle(&request, NOW))?;
        }
    }

    #[test]
    fn any_token_but_a_known_one_is_refused(token in ".{0,30}") {
        prop_assume!(!token.starts_with("api-sandbox-"));
        let harness = Harness::new();
        let mut request = Request::new(Method::Get, "/api/v2/projects");
        request.headers.set("Authorization", token);
        let response = harness.sandbox.handle(&request, NOW);
        prop_assert_eq!(response.status, 401);
        check(&response)?;
    }
}

#[test]
fn bodies_that_would_fill_memory_or_stack_are_refused() {
    let harness = Harness::with_segment();
    for deep in ["[".repeat(100_000), "{\"a\":".repeat(100_000)] {
        let mut request = Request::new(Method::Patch, "/api/v2/segments/default/test/a")
            .with_body("application/json", deep.into_bytes());
        request.headers.set("Authorization", DEFAULT_WRITER_TOKEN);
        assert_eq!(harness.send(&request).0, 400);
    }
    let copies: Vec<Value> = (0..40)
        .map(|_| json!({"op": "copy", "from": "/tags", "path": "/tags/-"}))
        .collect();
    let reply = harness.patch("/api/v2/segments/default/test/a", json!(copies));
    assert_eq!(reply.0, 400);
}
