use segdeck_client::Pager;
use segdeck_core::{
    endpoint::{ListProjects, ListSegments},
    wire::{Reached, Response, TransportError},
};
use serde_json::{Value, json};

use crate::scripted::{Script, json_answer, place, segment, silence};

type Answer = Result<Response, TransportError>;

fn page(keys: std::ops::Range<u32>, extra: Value) -> Answer {
    let items: Vec<Value> = keys
        .map(|number| segment(&format!("s{number}"), 1, "S"))
        .collect();
    let mut page = extra;
    page["items"] = items.into();
    json_answer(200, &page)
}

async fn walk(answers: Vec<Answer>, page_size: u64) -> (Vec<String>, Vec<String>) {
    let script = Script::of(answers);
    let mut keys = Vec::new();
    let count = script
        .client()
        .all_segments(&place(), None, None, page_size, |page| {
            keys.extend(page.items.into_iter().map(|item| item.key.to_string()));
        })
        .await
        .unwrap();
    assert_eq!(count, keys.len() as u64);
    assert!(script.is_used_up(), "too few requests: {:?}", script.sent());
    let targets = script
        .sent()
        .iter()
        .map(|sent| {
            sent.trim_start_matches("GET /api/v2/segments/default/test")
                .to_owned()
        })
        .collect();
    (keys, targets)
}

#[tokio::test]
async fn a_next_link_is_followed_but_never_to_another_host() {
    let link = |href: &str| json!({ "totalCount": 5, "_links": { "next": { "href": href } } });
    let (keys, sent) = walk(
        vec![
            page(
                0..2,
                link("/api/v2/segments/default/test?limit=2&offset=2&x=%20y"),
            ),
            page(
                2..4,
                link("https://evil.example/api/v2/segments/default/test?limit=2&offset=4"),
            ),
            page(4..5, json!({ "totalCount": 5 })),
        ],
        2,
    )
    .await;
    assert_eq!(keys, ["s0", "s1", "s2", "s3", "s4"]);
    assert_eq!(
        sent,
        [
            "?limit=2&offset=0",
            "?limit=2&offset=2&x=%20y",
            "?limit=2&offset=4"
        ]
    );
}

#[tokio::test]
async fn a_link_to_another_collection_is_not_followed() {
    for href in [
        "/api/v2/segments/default/production?limit=2&offset=2",
        "/api/v2/projects?offset=2",
        "//evil.example/api/v2/segments/default/test?offset=2",
        "https://evil.example",
        "?limit=%zz",
    ] {
        let links = json!({ "totalCount": 3, "_links": { "next": { "href": href } } });
        let (keys, sent) = walk(
            vec![page(0..2, links), page(2..3, json!({ "totalCount": 3 }))],
            2,
        )
        .await;
        assert_eq!(keys.len(), 3);
        assert_eq!(sent[1], "?limit=2&offset=2", "{href}");
    }
}

#[tokio::test]
async fn without_links_the_offset_advances_to_the_total() {
    let total = || json!({ "totalCount": 4 });
    let (keys, sent) = walk(vec![page(0..2, total()), page(2..4, total())], 2).await;
    assert_eq!(keys.len(), 4);
    assert_eq!(sent, ["?limit=2&offset=0", "?limit=2&offset=2"]);
}

#[tokio::test]
async fn a_server_with_smaller_pages_than_asked_is_walked_through() {
    let total = || json!({ "totalCount": 5 });
    let pages = vec![
        page(0..2, total()),
        page(2..4, total()),
        page(4..5, total()),
    ];
    let (keys, sent) = walk(pages, 100).await;
    assert_eq!(keys.len(), 5);
    assert_eq!(sent[2], "?limit=100&offset=4");
}

#[tokio::test]
async fn without_links_and_total_a_short_page_is_the_last() {
    let (keys, _) = walk(vec![page(0..2, json!({})), page(2..3, json!({}))], 2).await;
    assert_eq!(keys.len(), 3);
    let (keys, _) = walk(vec![page(0..2, json!({})), page(0..0, json!({}))], 2).await;
    assert_eq!(keys.len(), 2);
}

#[tokio::test]
async fn a_server_that_repeats_itself_ends_the_walk() {
    let (keys, _) = walk(vec![page(0..2, json!({})), page(0..2, json!({}))], 2).await;
    assert_eq!(keys, ["s0", "s1"]);
    let round = |href: &str| json!({ "_links": { "next": { "href": href } } });
    let first = "/api/v2/segments/default/test?limit=2&offset=0";
    let second = "/api/v2/segments/default/test?limit=2&offset=2";
    let (keys, _) = walk(vec![page(0..2, round(second)), page(2..4, round(first))], 2).await;
    assert_eq!(keys.len(), 4);
}

#[tokio::test]
async fn a_page_that_failed_is_asked_for_again() {
    let script = Script::of(
        (0..4)
            .map(|_| silence(Reached::Unknown))
            .chain([page(0..1, json!({}))]),
    );
    let client = script.client();
    let mut pager = Pager::new(ListSegments::new(place()), 2);
    assert!(client.next_page(&mut pager).await.is_err());
    assert!(!pager.is_done());
    assert_eq!(
        client
            .next_page(&mut pager)
            .await
            .unwrap()
            .unwrap()
            .items
            .len(),
        1
    );
    assert!(pager.is_done());
    assert_eq!(client.next_page(&mut pager).await.unwrap(), None);
}

#[tokio::test]
async fn projects_are_paged_too() {
    let project = |key: &str| json!({ "key": key, "name": key });
    let script = Script::of([
        json_answer(200, &json!({ "items": [project("a")], "totalCount": 2 })),
        json_answer(200, &json!({ "items": [project("b")], "totalCount": 2 })),
    ]);
    let client = script.client();
    let mut pager = Pager::new(ListProjects::default(), 1);
    while client.next_page(&mut pager).await.unwrap().is_some() {}
    assert_eq!(
        script.sent(),
        [
            "GET /api/v2/projects?limit=1&offset=0",
            "GET /api/v2/projects?limit=1&offset=1"
        ]
    );
}
