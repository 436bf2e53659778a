//! The core compiled to WebAssembly does what it does natively: numbers keep their digits, text its
//! bytes, and what we do not know is kept. Run by `cargo xtask test wasm`.

#![cfg(target_arch = "wasm32")]
#![expect(
    clippy::unwrap_used,
    reason = "Clippy does not see that these are tests"
)]

use segdeck_core::model::Segment;
use segdeck_core::url;
use serde_json::{Value, json};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn segment() -> Value {
    json!({
        "_links": { "self": { "href": "/api/v2/segments/default/test/beta-testers", "type": "application/json" } },
        "key": "beta-testers",
        "name": "Beta testers ✓",
        "tags": ["beta"],
        "creationDate": 1_700_000_000_123_i64,
        "lastModifiedDate": 4_102_444_800_999_i64,
        "version": 9_007_199_254_740_993_i64,
        "deleted": false,
        "generation": 1,
        "included": ["zoë", "a/b c"],
        "excluded": [],
        "rules": [{
            "_id": "rule-1",
            "clauses": [{
                "_id": "clause-1",
                "attribute": "score",
                "op": "anOperatorOfTomorrow",
                "values": [0.1, 1.0, 9_007_199_254_740_993_i64, "1", true],
                "negate": false,
                "contextKind": "user"
            }]
        }],
        "aFieldOfTomorrow": { "kept": [1, 2.5, null] }
    })
}

#[wasm_bindgen_test]
fn reading_and_writing_a_segment_loses_nothing() {
    let read: Segment = serde_json::from_value(segment()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), segment());
}

#[wasm_bindgen_test]
fn a_segment_survives_as_text() {
    let read: Segment = serde_json::from_str(&segment().to_string()).unwrap();
    let written = serde_json::to_string(&read).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), segment());
}

#[wasm_bindgen_test]
fn percent_encoding_keeps_every_character() {
    let text = "zoë/a b%?#&=+✓";
    assert_eq!(url::decode(&url::encode(text)).as_deref(), Some(text));
}
