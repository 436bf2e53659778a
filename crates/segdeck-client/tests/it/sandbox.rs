//! The client and the sandbox in one process: the two agree on every operation, and a lost answer
//! leaves no doubt.

use std::{cell::Cell, time::Duration};

use segdeck_client::{AccessToken, Client, Outcome};
use segdeck_core::{
    ContextKind, SegmentKey, UnixMillis,
    diff::{self, DiffOptions},
    endpoint::{ListEnvironments, ListProjects, PatchBody},
    model::{Clause, Context, NewSegment, Operator, Rule, Segment, TargetList},
    patch::{
        ExpiringTargetInstruction, ExpiringUserTargetInstruction, SemanticPatch,
        expiration::TargetReference,
    },
    wire::{Reached, Request, Response, Transport, TransportError},
};
use segdeck_sandbox::{DEFAULT_READER_TOKEN, DEFAULT_WRITER_TOKEN, Options, Sandbox};
use serde_json::json;

use crate::scripted::{START, place};

/// When the answer to the next change is lost.
#[derive(Clone, Copy, PartialEq)]
enum Loss {
    Before,
    After,
}

struct InProcess {
    sandbox: Sandbox,
    loss: Cell<Option<Loss>>,
    now: Cell<UnixMillis>,
}

impl InProcess {
    fn new() -> Self {
        Self {
            sandbox: Sandbox::open_in_memory(Options::default()).unwrap(),
            loss: Cell::new(None),
            now: Cell::new(START),
        }
    }

    fn client(&self, token: &str) -> Client<&Self> {
        Client::new(self, AccessToken::parse(token).unwrap())
    }

    fn writer(&self) -> Client<&Self> {
        self.client(DEFAULT_WRITER_TOKEN)
    }
}

impl Transport for InProcess {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let loss = if request.method.is_read() {
            None
        } else {
            self.loss.take()
        };
        self.now.set(self.now.get().plus(1));
        let silence = TransportError {
            reached: Reached::Unknown,
            message: "The connection broke.".to_owned(),
        };
        if loss == Some(Loss::Before) {
            return Err(silence);
        }
        let answer = self.sandbox.handle(&request, self.now.get());
        if loss == Some(Loss::After) {
            return Err(silence);
        }
        Ok(answer)
    }

    async fn sleep(&self, duration: Duration) {
        let waited = i64::try_from(duration.as_millis()).unwrap();
        self.now.set(self.now.get().plus(waited));
    }

    fn now(&self) -> UnixMillis {
        self.now.get()
    }
}

fn new_segment(key: &str) -> NewSegment {
    NewSegment {
        name: format!("Segment {key}"),
        key: key.into(),
        tags: vec!["beta".to_owned()],
        ..NewSegment::default()
    }
}

/// The segment with a rule and two targets more.
fn edited(before: &Segment) -> Segment {
    let mut after = before.clone();
    let plan = Clause::new("user", "plan", Operator::In, vec![json!("pro")]);
    after.rules.push(Rule::new(vec![plan]));
    let keys = ["ada".to_owned(), "grace".to_owned()];
    after.add_targets(TargetList::Included, &ContextKind::user(), &keys);
    after
}

fn patch(before: &Segment, after: &Segment) -> PatchBody {
    let options = DiffOptions {
        is_guarded: true,
        ..DiffOptions::default()
    };
    PatchBody::json(diff::json_patch(before, after, options))
}

fn expiration(date: i64) -> ExpiringTargetInstruction {
    let target = TargetReference {
        list: TargetList::Included,
        context_kind: ContextKind::user(),
        context_key: "ada".to_owned(),
    };
    ExpiringTargetInstruction::add(target, UnixMillis(date)).unwrap()
}

#[tokio::test]
async fn every_operation_is_understood() {
    let server = InProcess::new();
    let client = server.writer();
    let (place, key) = (place(), SegmentKey::new("s1"));
    client.caller_identity().await.unwrap();
    let projects = client
        .list_projects(&ListProjects::default())
        .await
        .unwrap();
    assert_eq!(projects.items[0].key, place.project);
    let environments = client
        .list_environments(&ListEnvironments::new("default"))
        .await
        .unwrap();
    assert!(
        environments
            .items
            .iter()
            .any(|item| item.key == place.environment)
    );

    let made = client
        .create_segment(&place, new_segment("s1"))
        .await
        .unwrap();
    assert_eq!((made.version, &made.key), (1, &key));
    let taken = client.create_segment(&place, new_segment("s1")).await;
    assert!(taken.unwrap_err().is_key_taken());

    let after = edited(&made);
    let preview = client
        .preview_segment_patch(&place, &key, patch(&made, &after))
        .await
        .unwrap();
    assert_eq!(preview.rules.len(), 1);
    assert_eq!(client.get_segment(&place, &key).await.unwrap().version, 1);
    let saved = client
        .patch_segment(&place, &key, patch(&made, &after))
        .await
        .unwrap();
    assert_eq!((saved.version, saved.rules.len()), (2, 1));
    let stale = client
        .patch_segment(&place, &key, patch(&made, &after))
        .await;
    assert!(stale.unwrap_err().is_conflict());

    let date = START.0 + 1_000_000;
    let added = client
        .patch_expiring_targets(&place, &key, SemanticPatch::new(vec![expiration(date)]))
        .await
        .unwrap();
    assert_eq!(added.errors.unwrap_or_default().len(), 0);
    let items = client.expiring_targets(&place, &key).await.unwrap().items;
    assert_eq!(items[0].expiration_date, UnixMillis(date));
    let users = client.expiring_user_targets(&place, &key).await.unwrap();
    assert_eq!(users.items[0].user_key, "ada");
    let remove = ExpiringTargetInstruction::remove(TargetReference {
        list: TargetList::Included,
        context_kind: ContextKind::user(),
        context_key: "ada".to_owned(),
    })
    .and_then(ExpiringUserTargetInstruction::new)
    .unwrap();
    client
        .patch_expiring_user_targets(&place, &key, SemanticPatch::new(vec![remove]))
        .await
        .unwrap();
    let items = client.expiring_targets(&place, &key).await.unwrap().items;
    assert!(items.is_empty());

    client.delete_segment(&place, &key).await.unwrap();
    assert!(
        client
            .get_segment(&place, &key)
            .await
            .unwrap_err()
            .is_not_found()
    );
}

#[tokio::test]
async fn who_is_in_which_segments_is_told() {
    let sandbox = InProcess::new();
    let writer = sandbox.writer();
    for key in ["everyone", "nobody"] {
        writer
            .create_segment(&place(), new_segment(key))
            .await
            .unwrap();
    }
    let everyone = SegmentKey::from("everyone");
    let before = writer.get_segment(&place(), &everyone).await.unwrap();
    let mut after = before.clone();
    after.rules = vec![Rule::new(Vec::new())];
    let change = patch(&before, &after);
    writer
        .patch_segment(&place(), &everyone, change)
        .await
        .unwrap();
    let reader = sandbox.client(DEFAULT_READER_TOKEN);
    let context = Context::new("user", "ada").with("plan", "pro");
    let answer = reader
        .evaluate_segments(&place(), context.into())
        .await
        .unwrap();
    let told: Vec<(&str, bool)> = answer
        .items
        .iter()
        .map(|item| (item.key.as_str(), item.is_rule_targeted))
        .collect();
    assert_eq!(told, [("nobody", false), ("everyone", true)]);
}

#[tokio::test]
async fn all_pages_are_walked_through() {
    let server = InProcess::new();
    let client = server.writer();
    for number in 0..7 {
        let new = new_segment(&format!("s{number}"));
        client.create_segment(&place(), new).await.unwrap();
    }
    let mut keys = Vec::new();
    let count = client
        .all_segments(
            &place(),
            Some("tags anyOf [\"beta\"]"),
            Some("name"),
            3,
            |page| {
                keys.extend(page.items.into_iter().map(|item| item.key.to_string()));
            },
        )
        .await
        .unwrap();
    assert_eq!(count, 7);
    assert_eq!(keys, ["s0", "s1", "s2", "s3", "s4", "s5", "s6"]);
}

#[tokio::test]
async fn a_reader_and_a_stranger_are_told_so() {
    let server = InProcess::new();
    let reader = server.client(DEFAULT_READER_TOKEN);
    reader
        .list_projects(&ListProjects::default())
        .await
        .unwrap();
    let error = reader
        .create_segment(&place(), new_segment("s1"))
        .await
        .unwrap_err();
    assert_eq!(error.api().map(|error| error.status), Some(403));
    let stranger = server.client("api-unknown");
    let error = stranger.caller_identity().await.unwrap_err();
    assert!(error.is_unauthorized());
}

#[tokio::test]
async fn a_lost_answer_leaves_no_doubt() {
    for loss in [Loss::Before, Loss::After] {
        let server = InProcess::new();
        let client = server.writer();
        let (place, key) = (place(), SegmentKey::new("s1"));
        let is_done = loss == Loss::After;
        let lose = || server.loss.set(Some(loss));

        lose();
        let created = client
            .create_segment_decided(&place, &new_segment("s1"))
            .await
            .unwrap();
        assert_eq!(matches!(created, Outcome::Applied(_)), is_done);
        assert_eq!(matches!(created, Outcome::NotApplied { .. }), !is_done);
        if !is_done {
            client
                .create_segment(&place, new_segment("s1"))
                .await
                .unwrap();
        }

        let before = client.get_segment(&place, &key).await.unwrap();
        let after = edited(&before);
        lose();
        let saved = client
            .patch_segment_decided(&place, &before, &after, patch(&before, &after))
            .await
            .unwrap();
        assert_eq!(matches!(saved, Outcome::Applied(_)), is_done, "{saved:?}");
        assert_eq!(matches!(saved, Outcome::NotApplied { .. }), !is_done);
        if !is_done {
            client
                .patch_segment(&place, &key, patch(&before, &after))
                .await
                .unwrap();
        }
        assert_eq!(client.get_segment(&place, &key).await.unwrap().version, 2);

        let instructions = SemanticPatch::new(vec![expiration(START.0 + 1_000_000)]);
        lose();
        let set = client
            .patch_expiring_targets_decided(&place, &key, instructions)
            .await
            .unwrap();
        assert_eq!(matches!(set, Outcome::Applied(_)), is_done, "{set:?}");

        lose();
        let deleted = client.delete_segment_decided(&place, &key).await.unwrap();
        assert_eq!(matches!(deleted, Outcome::Applied(())), is_done);
        assert_eq!(client.get_segment(&place, &key).await.is_err(), is_done);
    }
}
