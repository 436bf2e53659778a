//! Saving a draft against the sandbox itself, with the answers that go wrong on the way.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the helpers of a test fail by panicking"
)]

use std::{cell::RefCell, collections::VecDeque, rc::Rc, time::Duration};

use segdeck_client::{AccessToken, Client};
use segdeck_core::{
    ContextKind, UnixMillis,
    endpoint::{PatchBody, Place},
    model::{NewSegment, Segment, TargetList},
    patch::{JsonPatch, expiration::TargetReference},
    wire::{Body, Headers, Method, Reached, Request, Response, Transport, TransportError},
};
use segdeck_sandbox::{Options, Sandbox};
use segdeck_web::{
    pages::segment::save::{SaveError, SavePlan, SaveReport, TargetFamily, save},
    state::draft::{DraftAction, DraftState},
};
use yew::Reducible;

const NOW: UnixMillis = UnixMillis(1_800_000_000_000);
const TOMORROW: UnixMillis = UnixMillis(1_800_086_400_000);

/// What happens to one change on its way.
#[derive(Clone, Copy, PartialEq)]
enum Fault {
    None,
    DroppedBefore,
    DroppedAfter,
    Status(u16),
}

/// The sandbox in process. Each change takes the next fault; reads always pass.
struct Wire {
    sandbox: Sandbox,
    faults: RefCell<VecDeque<Fault>>,
    changes: RefCell<Vec<String>>,
}

impl Transport for &Wire {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        if request.method == Method::Get {
            return Ok(self.sandbox.handle(&request, NOW));
        }
        self.changes
            .borrow_mut()
            .push(format!("{} {}", request.method, request.path));
        let fault = self.faults.borrow_mut().pop_front().unwrap_or(Fault::None);
        let dropped = || TransportError {
            reached: Reached::Unknown,
            message: "The connection was dropped.".to_owned(),
        };
        match fault {
            Fault::None => Ok(self.sandbox.handle(&request, NOW)),
            Fault::DroppedBefore => Err(dropped()),
            Fault::DroppedAfter => {
                self.sandbox.handle(&request, NOW);
                Err(dropped())
            }
            Fault::Status(status) => Ok(Response {
                status,
                headers: Headers::default(),
                body: Body::Bytes(br#"{"code":"broken","message":"It is broken."}"#.to_vec()),
            }),
        }
    }

    async fn sleep(&self, _duration: Duration) {}

    fn now(&self) -> UnixMillis {
        NOW
    }
}

struct Stage {
    wire: Wire,
    place: Place,
}

impl Stage {
    fn new() -> Self {
        let sandbox = Sandbox::open_in_memory(Options::default()).unwrap();
        let wire = Wire {
            sandbox,
            faults: RefCell::default(),
            changes: RefCell::default(),
        };
        Self {
            wire,
            place: Place::new("default", "test"),
        }
    }

    fn client(&self) -> Client<&Wire> {
        Client::new(
            &self.wire,
            AccessToken::parse("api-sandbox-writer").unwrap(),
        )
    }

    /// A segment with one included user.
    async fn draft(&self) -> Rc<DraftState> {
        let client = self.client();
        let new = NewSegment {
            name: "S".to_owned(),
            key: "s".into(),
            ..NewSegment::default()
        };
        client.create_segment(&self.place, new).await.unwrap();
        let patch = serde_json::json!([{"op": "add", "path": "/included/-", "value": "a"}]);
        let patch = PatchBody::json(JsonPatch::parse(&patch).unwrap());
        let segment = client
            .patch_segment(&self.place, &"s".into(), patch)
            .await
            .unwrap();
        self.wire.changes.borrow_mut().clear();
        Rc::new(DraftState::new(Rc::new(segment), Rc::new(Vec::new())))
    }

    fn fail(&self, faults: &[Fault]) {
        self.wire.faults.borrow_mut().extend(faults);
    }

    async fn save(&self, draft: &DraftState) -> SaveReport {
        save(
            &self.client(),
            &self.place,
            draft,
            TargetFamily::Contexts,
            "why",
            |_| {},
        )
        .await
    }

    async fn current(&self) -> Segment {
        self.client()
            .get_segment(&self.place, &"s".into())
            .await
            .unwrap()
    }

    fn changes(&self) -> usize {
        self.wire.changes.borrow().len()
    }
}

fn target(key: &str) -> TargetReference {
    TargetReference {
        list: TargetList::Included,
        context_kind: ContextKind::user(),
        context_key: key.to_owned(),
    }
}

fn add(draft: Rc<DraftState>, key: &str) -> Rc<DraftState> {
    let keys = vec![key.to_owned()];
    draft.reduce(DraftAction::AddTargets(
        TargetList::Included,
        ContextKind::user(),
        keys,
    ))
}

#[tokio::test(flavor = "current_thread")]
async fn a_segment_and_its_expirations_are_two_requests() {
    let stage = Stage::new();
    let draft = add(stage.draft().await, "b")
        .reduce(DraftAction::SetExpirations(vec![target("b")], TOMORROW));
    assert_eq!(
        SavePlan::of(&draft).describe(),
        "2 requests: JSON Patch, 2 operations; expirations, 1 instruction"
    );
    let report = stage.save(&draft).await;
    assert_eq!(report.error, None);
    assert!(report.failed.is_empty());
    assert_eq!(report.segment.unwrap().version, 3);
    assert_eq!(report.expirations.unwrap().len(), 1);
    assert_eq!(stage.changes(), 2);
}

#[tokio::test(flavor = "current_thread")]
async fn nothing_is_sent_over_a_version_that_was_not_looked_at() {
    let stage = Stage::new();
    let draft = stage.draft().await;
    let theirs = add(draft.clone(), "theirs");
    assert_eq!(stage.save(&theirs).await.error, None);
    stage.wire.changes.borrow_mut().clear();
    let report = stage.save(&add(draft, "mine")).await;
    let Some(SaveError::Conflict(current)) = report.error else {
        panic!("{:?}", report.error)
    };
    assert_eq!(current.version, 3);
    assert_eq!(stage.changes(), 0);
    assert!(
        !stage
            .current()
            .await
            .has_target(TargetList::Included, "user", "mine")
    );
}

#[tokio::test(flavor = "current_thread")]
async fn a_change_that_got_through_unanswered_is_found_and_not_sent_again() {
    let stage = Stage::new();
    let draft = add(stage.draft().await, "b");
    stage.fail(&[Fault::DroppedAfter]);
    let report = stage.save(&draft).await;
    assert_eq!(report.error, None);
    assert_eq!(report.segment.unwrap().version, 3);
    assert_eq!(stage.changes(), 1);
    assert_eq!(stage.current().await.version, 3);
}

#[tokio::test(flavor = "current_thread")]
async fn a_change_that_did_not_get_through_is_told_and_can_be_saved_again() {
    let stage = Stage::new();
    let draft = add(stage.draft().await, "b");
    stage.fail(&[Fault::DroppedBefore]);
    let report = stage.save(&draft).await;
    assert!(
        matches!(report.error, Some(SaveError::Refused(_))),
        "{:?}",
        report.error
    );
    assert_eq!(stage.changes(), 1);
    assert_eq!(stage.current().await.version, 2);
    assert_eq!(stage.save(&draft).await.error, None);
    assert_eq!(stage.current().await.version, 3);
}

#[tokio::test(flavor = "current_thread")]
async fn a_refusal_says_why_and_changes_nothing() {
    let stage = Stage::new();
    let draft = add(stage.draft().await, "b");
    stage.fail(&[Fault::Status(500)]);
    let report = stage.save(&draft).await;
    let Some(SaveError::Refused(error)) = report.error else {
        panic!("{:?}", report.error)
    };
    assert_eq!(error.api().unwrap().message, "It is broken.");
    assert_eq!(
        stage.changes(),
        1,
        "a failed change is not sent again by itself"
    );
    assert_eq!(stage.current().await.version, 2);
}

#[tokio::test(flavor = "current_thread")]
async fn a_refused_expiration_is_told_and_the_others_are_saved() {
    let stage = Stage::new();
    let draft = stage.draft().await.reduce(DraftAction::SetExpirations(
        vec![target("a"), target("nobody")],
        TOMORROW,
    ));
    let report = stage.save(&draft).await;
    assert_eq!(report.error, None);
    assert_eq!(report.expirations.unwrap().len(), 1);
    let [failed] = report.failed.as_slice() else {
        panic!("{:?}", report.failed)
    };
    assert!(!failed.reason.is_empty());
}

#[tokio::test(flavor = "current_thread")]
async fn a_segment_that_is_saved_stays_so_when_its_expirations_fail() {
    let stage = Stage::new();
    let draft = add(stage.draft().await, "b")
        .reduce(DraftAction::SetExpirations(vec![target("b")], TOMORROW));
    stage.fail(&[Fault::None, Fault::Status(503)]);
    let report = stage.save(&draft).await;
    assert!(report.segment.is_some());
    assert!(report.expirations.is_none());
    assert!(matches!(report.error, Some(SaveError::Refused(_))));
}

#[tokio::test(flavor = "current_thread")]
async fn accounts_with_users_use_the_user_operations() {
    let stage = Stage::new();
    let draft = stage
        .draft()
        .await
        .reduce(DraftAction::SetExpirations(vec![target("a")], TOMORROW));
    let client = stage.client();
    let report = save(
        &client,
        &stage.place,
        &draft,
        TargetFamily::Users,
        "",
        |_| {},
    )
    .await;
    assert_eq!(report.error, None);
    assert_eq!(report.expirations.unwrap().len(), 1);
    assert_eq!(
        *stage.wire.changes.borrow(),
        ["PATCH /api/v2/segments/default/s/expiring-user-targets/test"]
    );
}

#[tokio::test(flavor = "current_thread")]
async fn a_target_that_leaves_takes_its_expiration_along_in_one_request() {
    let stage = Stage::new();
    let dated = stage
        .draft()
        .await
        .reduce(DraftAction::SetExpirations(vec![target("a")], TOMORROW));
    let saved = stage.save(&dated).await.expirations.unwrap();
    stage.wire.changes.borrow_mut().clear();
    let base = Rc::new(stage.current().await);
    let draft = Rc::new(DraftState::new(base, saved)).reduce(DraftAction::RemoveTargets(
        TargetList::Included,
        ContextKind::user(),
        vec!["a".to_owned()],
    ));
    assert_eq!(stage.save(&draft).await.error, None);
    assert_eq!(stage.changes(), 1);
    let left = stage
        .client()
        .expiring_targets(&stage.place, &"s".into())
        .await
        .unwrap();
    assert!(left.items.is_empty());
}
