//! The audit log and flags, from a sandbox in the same process.

use std::{cell::Cell, collections::BTreeSet, time::Duration};

use segdeck_client::{AccessToken, AuditWalk, Client, Pager};
use segdeck_core::{
    ProjectKey, UnixMillis,
    endpoint::{AuditFilter, ListAuditLog, ListFlags, Place, SearchAuditLog},
    model::{Effect, NewSegment, PolicyStatement},
    wire::{Request, Response, Transport, TransportError},
};
use segdeck_sandbox::{DEFAULT_WRITER_TOKEN, Options, Sandbox};

use crate::scripted::START;

/// A sandbox in whose time two requests share each millisecond.
struct InProcess {
    sandbox: Sandbox,
    requests: Cell<i64>,
}

impl InProcess {
    fn new() -> Self {
        Self {
            sandbox: Sandbox::open_in_memory(Options::default()).unwrap(),
            requests: Cell::new(0),
        }
    }

    fn client(&self) -> Client<&Self> {
        Client::new(self, AccessToken::parse(DEFAULT_WRITER_TOKEN).unwrap())
    }
}

impl Transport for InProcess {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        self.requests.set(self.requests.get() + 1);
        Ok(self.sandbox.handle(&request, self.now()))
    }

    async fn sleep(&self, _: Duration) {}

    fn now(&self) -> UnixMillis {
        START.plus(self.requests.get() / 2)
    }
}

async fn create(client: &Client<&InProcess>, place: &Place, key: &str) {
    let segment = NewSegment {
        key: key.into(),
        name: key.to_owned(),
        ..NewSegment::default()
    };
    client.create_segment(place, segment).await.unwrap();
}

#[tokio::test]
async fn a_walk_through_the_log_hands_every_entry_over_once() {
    let server = InProcess::new();
    let client = server.client();
    let place = Place::new("default", "test");
    for number in 0..47 {
        create(&client, &place, &format!("s-{number}")).await;
    }
    for limit in [None, Some(1), Some(2), Some(3), Some(20)] {
        let mut walk = AuditWalk::new(ListAuditLog {
            spec: Some("proj/default:env/test:segment/*".to_owned()),
            filter: AuditFilter {
                limit,
                ..AuditFilter::default()
            },
        });
        let mut entries = Vec::new();
        while let Some(more) = client.next_audit_entries(&mut walk).await.unwrap() {
            entries.extend(more);
        }
        assert!(walk.is_done());
        assert!(entries.is_sorted_by(|a, b| a.date >= b.date));
        let ids: BTreeSet<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
        assert_eq!(ids.len(), entries.len());
        // One a page cannot tell two of one moment apart; any more can.
        if limit != Some(1) {
            assert_eq!(entries.len(), 47, "{limit:?}");
        }
    }
}

#[tokio::test]
async fn an_entry_tells_what_was_before_and_after() {
    let server = InProcess::new();
    let client = server.client();
    create(&client, &Place::new("default", "test"), "a").await;
    let call = SearchAuditLog {
        statements: vec![PolicyStatement {
            effect: Effect::Allow,
            resources: vec!["proj/default:env/*:segment/a".to_owned()],
            ..PolicyStatement::default()
        }],
        ..SearchAuditLog::default()
    };
    let page = client.search_audit_log(&call).await.unwrap();
    assert_eq!(page.items.len(), 1);
    let entry = client.get_audit_log_entry(&page.items[0].id).await.unwrap();
    assert_eq!(entry.previous_version, None);
    assert_eq!(entry.current_version.unwrap()["key"], "a");
    assert_eq!(entry.unknown.len(), 0);
    assert!(
        client
            .get_audit_log_entry("x")
            .await
            .unwrap_err()
            .is_not_found()
    );
}

#[tokio::test]
async fn flags_are_read_page_by_page() {
    let server = InProcess::new();
    server
        .sandbox
        .seed(segdeck_sandbox::Seed::Demo, START)
        .unwrap();
    let client = server.client();
    let mut pager = Pager::new(ListFlags::new("default"), 5);
    let mut keys = Vec::new();
    while let Some(page) = client.next_page(&mut pager).await.unwrap() {
        keys.extend(page.items.into_iter().map(|flag| flag.key));
    }
    assert_eq!(keys.len(), 12);
    let project = ProjectKey::new("default");
    let flag = client.get_flag(&project, "checkout-v3").await.unwrap();
    let production = flag
        .environments
        .as_ref()
        .and_then(|all| all.get("production"))
        .unwrap();
    assert!(production.segments().contains("checkout-v3"));
    assert!(
        client
            .get_flag(&project, "x")
            .await
            .unwrap_err()
            .is_not_found()
    );
}
