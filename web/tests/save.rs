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
    diff::{self, Granularity},
    endpoint::{PatchBody, Place},
    model::{Clause, NewSegment, Operator, Rule, Segment, TargetList},
    patch::{JsonPatch, expiration::TargetReference},
    wire::{Body, Headers, Method, Reached, Request, Response, Transport, TransportError},
};
use segdeck_sandbox::{Options, Sandbox};
use segdeck_web::{
    pages::segment::save::{
        DryRun, SaveError, SavePlan, SaveReport, SaveStep, TargetFamily, Way, dry_run, save,
    },
    state::{
        draft::{DraftAction, DraftState},
        local_id,
    },
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
    /// It is carried out, and then again, since the browser sends it a second time.
    Resent,
    /// It is carried out, and then somebody else includes `theirs`.
    Followed,
    /// It is answered with another name of the segment.
    Renamed,
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
            Fault::Resent => {
                self.sandbox.handle(&request, NOW);
                Ok(self.sandbox.handle(&request, NOW))
            }
            Fault::Followed => {
                let response = self.sandbox.handle(&request, NOW);
                let patch =
                    serde_json::json!([{"op": "add", "path": "/included/-", "value": "theirs"}]);
                let other = request.with_body("application/json", patch.to_string().into_bytes());
                self.sandbox.handle(&other, NOW);
                Ok(response)
            }
            Fault::Renamed => {
                let mut response = self.sandbox.handle(&request, NOW);
                let text = String::from_utf8(response.body.as_bytes().to_vec()).unwrap();
                let text = text.replace(r#""name":"S""#, r#""name":"Other""#);
                response.body = Body::Bytes(text.into_bytes());
                Ok(response)
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
        self.save_by(draft, Way::default()).await
    }

    async fn save_by(&self, draft: &DraftState, way: Way) -> SaveReport {
        self.save_telling(draft, way, |_| {}).await
    }

    async fn save_telling(
        &self,
        draft: &DraftState,
        way: Way,
        on_step: impl Fn(SaveStep),
    ) -> SaveReport {
        let client = self.client();
        let family = TargetFamily::Contexts;
        save(&client, &self.place, draft, family, way, "why", on_step).await
    }

    async fn dry_run(&self, draft: &DraftState, way: Way) -> Result<DryRun, SaveError> {
        dry_run(&self.client(), &self.place, draft, way).await
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
async fn a_date_that_somebody_else_set_meanwhile_is_looked_at_first() {
    let stage = Stage::new();
    let draft = stage.draft().await;
    let theirs = draft
        .clone()
        .reduce(DraftAction::SetExpirations(vec![target("a")], TOMORROW));
    assert_eq!(stage.save(&theirs).await.error, None);
    stage.wire.changes.borrow_mut().clear();
    let later = UnixMillis(TOMORROW.0 + 1);
    let mine = draft.reduce(DraftAction::SetExpirations(vec![target("a")], later));
    let report = stage.save(&add(mine, "b")).await;
    assert!(matches!(report.error, Some(SaveError::Conflict(_))));
    assert_eq!(stage.changes(), 0);
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
        Way::default(),
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

/// 3,200 users more, a rule and a description: three batches, and a JSON Patch for the description.
async fn long_edit(stage: &Stage) -> Rc<DraftState> {
    let keys = (0..3_200).map(|number| format!("u{number}")).collect();
    let mut segment = stage.draft().await;
    let rule = local_id::rule(Rule::new(vec![Clause::new(
        "user",
        "plan",
        Operator::In,
        vec!["pro".into()],
    )]));
    for action in [
        DraftAction::AddTargets(TargetList::Included, ContextKind::user(), keys),
        DraftAction::InsertRule(0, rule),
        DraftAction::SetDetails {
            name: "S".to_owned(),
            description: "Many".to_owned(),
            tags: Vec::new(),
        },
    ] {
        segment = segment.reduce(action);
    }
    segment
}

fn expect_whole(segment: &Segment) {
    assert_eq!(segment.target_count(TargetList::Included), 3_201);
    assert_eq!(segment.rules.len(), 1);
    assert_eq!(segment.description.as_deref(), Some("Many"));
}

/// The draft as the page goes on with it.
fn go_on(draft: Rc<DraftState>, report: &SaveReport) -> Rc<DraftState> {
    let saved = report.segment.clone().unwrap();
    let rest = local_id::complete((**report.rest.as_ref().unwrap()).clone());
    draft
        .reduce(DraftAction::Saved(saved))
        .reduce(DraftAction::ReplaceSegment(Rc::new(rest)))
}

#[tokio::test(flavor = "current_thread")]
async fn instructions_are_sent_in_batches_and_what_they_cannot_say_follows() {
    let stage = Stage::new();
    let draft = long_edit(&stage).await;
    assert_eq!(
        SavePlan::by(&draft, Way::Semantic).describe(),
        "4 requests: semantic patch, 4 instructions; JSON Patch, 1 operation"
    );
    let steps = RefCell::new(Vec::new());
    let note = |step| steps.borrow_mut().push(step);
    let report = stage.save_telling(&draft, Way::Semantic, note).await;
    assert_eq!(report.error, None);
    assert_eq!(report.differences, []);
    assert_eq!(report.requests, (4, 4));
    expect_whole(report.segment.as_deref().unwrap());
    expect_whole(&stage.current().await);
    let batches = (1..=4).map(SaveStep::Segment);
    let expected: Vec<_> = std::iter::once(SaveStep::Check).chain(batches).collect();
    assert_eq!(*steps.borrow(), expected);
}

#[tokio::test(flavor = "current_thread")]
async fn a_failure_in_the_middle_keeps_what_is_left_and_goes_on_from_there() {
    for failing in 1..4 {
        let stage = Stage::new();
        let draft = long_edit(&stage).await;
        let mut faults = vec![Fault::None; failing];
        faults.push(Fault::Status(503));
        stage.fail(&faults);
        let report = stage.save_by(&draft, Way::Semantic).await;
        assert!(matches!(report.error, Some(SaveError::Refused(_))));
        assert_eq!(report.requests, (failing, 4));
        let current = stage.current().await;
        assert_eq!(report.segment.as_deref().unwrap().version, current.version);
        let rest = go_on(draft, &report);
        assert!(rest.is_segment_edited());
        let before = stage.changes();
        let report = stage.save_by(&rest, Way::Semantic).await;
        assert_eq!(report.error, None);
        assert_eq!(stage.changes() - before, 4 - failing);
        expect_whole(&stage.current().await);
    }
}

/// A browser sends a request again by itself when a connection that it used before breaks off.
#[tokio::test(flavor = "current_thread")]
async fn what_was_carried_out_twice_is_told_and_taken_back() {
    let unguarded = Way::Json {
        granularity: Granularity::Element,
        is_guarded: false,
    };
    for way in [Way::Semantic, unguarded] {
        let stage = Stage::new();
        let draft = long_edit(&stage).await;
        let requests = SavePlan::by(&draft, way).segment_requests().len();
        // The rule is in one of the requests, whichever that is.
        let faults = std::iter::repeat_n(Fault::Resent, requests);
        stage.fail(&faults.collect::<Vec<_>>());
        let report = stage.save_by(&draft, way).await;
        assert_eq!(stage.current().await.rules.len(), 2, "{way:?}");
        let Some(SaveError::Doubled(differences)) = &report.error else {
            panic!("{way:?}: {:?}", report.error);
        };
        assert_eq!(diff::sentence(differences), "1 rule added");
        let draft = go_on(draft, &report);
        let report = stage.save(&draft).await;
        assert_eq!((report.error, report.differences), (None, Vec::new()));
        expect_whole(&stage.current().await);
    }
    // The guard keeps the second one out.
    let stage = Stage::new();
    let draft = long_edit(&stage).await;
    stage.fail(&[Fault::Resent]);
    let report = stage.save(&draft).await;
    assert_eq!((report.error, report.differences), (None, Vec::new()));
    expect_whole(&stage.current().await);
}

#[tokio::test(flavor = "current_thread")]
async fn what_somebody_saves_between_two_batches_stops_them_and_stays() {
    let stage = Stage::new();
    let draft = long_edit(&stage).await;
    stage.fail(&[Fault::None, Fault::Followed]);
    let report = stage.save_by(&draft, Way::Semantic).await;
    let Some(SaveError::Diverged(differences)) = &report.error else {
        panic!("{:?}", report.error)
    };
    assert_eq!(diff::sentence(differences), "1 target included");
    assert_eq!(report.requests, (3, 4));
    let rest = go_on(draft, &report);
    assert_eq!(stage.save(&rest).await.error, None);
    let current = stage.current().await;
    assert_eq!(current.target_count(TargetList::Included), 3_202);
    assert!(current.has_target(TargetList::Included, "user", "theirs"));
    assert_eq!(current.rules.len(), 1);
}

#[tokio::test(flavor = "current_thread")]
async fn an_answer_that_is_not_the_preview_is_told() {
    let stage = Stage::new();
    let draft = add(stage.draft().await, "b");
    stage.fail(&[Fault::Renamed]);
    let report = stage.save_by(&draft, Way::Semantic).await;
    assert_eq!(report.error, None);
    assert_eq!(diff::sentence(&report.differences), "Name changed");
}

#[tokio::test(flavor = "current_thread")]
async fn a_dry_run_saves_nothing_and_equals_the_preview() {
    let stage = Stage::new();
    let draft = long_edit(&stage).await;
    for way in [Way::default(), Way::Semantic] {
        let run = stage.dry_run(&draft, way).await.unwrap();
        assert_eq!(run.refused, []);
        let would_be = run.accepted.unwrap();
        assert_eq!(would_be.way, way);
        assert_eq!(*would_be.differences, []);
        assert_eq!(would_be.saved_as, None);
    }
    assert_eq!(stage.current().await.version, 2);
}

#[tokio::test(flavor = "current_thread")]
async fn a_dry_run_tells_where_the_result_differs() {
    let stage = Stage::new();
    let draft = add(stage.draft().await, "b");
    stage.fail(&[Fault::Renamed]);
    let run = stage.dry_run(&draft, Way::default()).await.unwrap();
    let differences = run.accepted.unwrap().differences;
    assert_eq!(diff::sentence(&differences), "Name changed");
}

#[tokio::test(flavor = "current_thread")]
async fn a_host_that_refuses_a_form_is_offered_a_coarser_one() {
    let stage = Stage::new();
    let draft = long_edit(&stage).await;
    assert_eq!(stage.save(&draft).await.error, None);
    let saved = Rc::new(stage.current().await);
    let draft = Rc::new(DraftState::new(saved, Rc::new(Vec::new())));
    let mut rule = draft.segment().rules[0].clone();
    rule.clauses[0].values.push("team".into());
    let draft = draft.reduce(DraftAction::ReplaceRule(0, rule));

    stage.fail(&[Fault::Status(400)]);
    let run = stage.dry_run(&draft, Way::default()).await.unwrap();
    let coarser = |granularity, is_guarded| Way::Json {
        granularity,
        is_guarded,
    };
    assert_eq!(run.refused.len(), 1);
    let accepted = run.accepted.unwrap().way;
    assert_eq!(accepted, coarser(Granularity::Rule, true));

    // A host without `test`: every guarded form is refused.
    stage.fail(&[Fault::Status(422), Fault::Status(422), Fault::Status(422)]);
    let run = stage.dry_run(&draft, Way::default()).await.unwrap();
    let accepted = run.accepted.unwrap().way;
    assert_eq!(accepted, coarser(Granularity::Element, false));
    let report = stage.save_by(&draft, accepted).await;
    assert_eq!(report.error, None);
    assert_eq!(report.differences, []);

    // What is no question of form is not tried again.
    stage.fail(&[Fault::Status(403)]);
    let before = stage.changes();
    let draft = add(go_to(stage.current().await), "c");
    let run = stage.dry_run(&draft, Way::default()).await.unwrap();
    assert_eq!((run.refused.len(), run.accepted), (1, None));
    assert_eq!(stage.changes() - before, 1);
}

fn go_to(segment: Segment) -> Rc<DraftState> {
    Rc::new(DraftState::new(Rc::new(segment), Rc::new(Vec::new())))
}
