use segdeck_client::{Client, ClientError, Outcome};
use segdeck_core::{
    ContextKind, UnixMillis,
    endpoint::PatchBody,
    model::{NewSegment, Segment, TargetList},
    patch::{
        ExpiringTargetInstruction, ExpiringUserTargetInstruction, JsonPatch, SemanticPatch,
        expiration::TargetReference,
    },
    wire::{Reached, Response, TransportError},
};
use serde_json::{Value, json};

use crate::scripted::{START, Script, answer, json_answer, place, refusal, segment, silence};

type Answer = Result<Response, TransportError>;

fn read(value: &Value) -> Segment {
    Segment::from_value(value).unwrap()
}

/// Renames `s` from "Old" to "New" and loses the answer as `lost`, then reads `now`.
async fn rename(lost: Answer, now: Answer) -> (Result<Outcome<Segment>, ClientError>, usize) {
    let script = Script::of([lost, now]);
    let before = read(&segment("s", 3, "Old"));
    let mut expected = before.clone();
    "New".clone_into(&mut expected.name);
    let patch = PatchBody::json(JsonPatch::default());
    let client: Client<_> = script.client();
    let outcome = client
        .patch_segment_decided(&place(), &before, &expected, patch)
        .await;
    (outcome, script.sent().len())
}

fn lost_answers() -> Vec<Answer> {
    vec![
        silence(Reached::Unknown),
        refusal(500, "internal_server_error", "Broken"),
        answer(504, &[], "Gateway timeout"),
        answer(200, &[], "{\"key\":"),
    ]
}

#[tokio::test]
async fn a_change_that_was_made_is_found() {
    for lost in lost_answers() {
        let now = json_answer(200, &segment("s", 4, "New"));
        let (outcome, sent) = rename(lost, now).await;
        let Ok(Outcome::Applied(current)) = outcome else {
            panic!("{outcome:?}")
        };
        assert_eq!((current.version, sent), (4, 2));
    }
}

#[tokio::test]
async fn a_change_that_was_not_made_is_told_with_its_error() {
    for lost in lost_answers() {
        let now = json_answer(200, &segment("s", 3, "Old"));
        let (outcome, sent) = rename(lost, now).await;
        let Ok(Outcome::NotApplied { current, error }) = outcome else {
            panic!("{outcome:?}")
        };
        assert_eq!((current.unwrap().name.as_str(), sent), ("Old", 2));
        assert!(error.leaves_outcome_open());
    }
}

#[tokio::test]
async fn what_someone_else_did_meanwhile_is_for_a_person() {
    let (outcome, _) = rename(
        silence(Reached::Unknown),
        json_answer(200, &segment("s", 4, "Theirs")),
    )
    .await;
    assert!(matches!(
        outcome,
        Ok(Outcome::Unclear {
            current: Some(_),
            ..
        })
    ));
    let gone = refusal(404, "not_found", "Unknown segment");
    let (outcome, _) = rename(silence(Reached::Unknown), gone).await;
    assert!(matches!(
        outcome,
        Ok(Outcome::Unclear { current: None, .. })
    ));
    let mut recreated = segment("s", 3, "New");
    recreated["generation"] = json!(2);
    let (outcome, _) = rename(silence(Reached::Unknown), json_answer(200, &recreated)).await;
    assert!(matches!(outcome, Ok(Outcome::Unclear { .. })));
}

#[tokio::test]
async fn an_answer_is_an_answer() {
    let (outcome, sent) = rename(
        json_answer(200, &segment("s", 4, "Whatever the server says")),
        silence(Reached::Unknown),
    )
    .await;
    assert!(matches!(outcome, Ok(Outcome::Applied(_))));
    assert_eq!(sent, 1);
}

#[tokio::test]
async fn a_conflict_is_one_unless_the_change_met_itself() {
    let conflict = || refusal(409, "optimistic_locking_error", "Changed");
    let theirs = json_answer(200, &segment("s", 4, "Theirs"));
    let (outcome, _) = rename(conflict(), theirs).await;
    assert!(outcome.unwrap_err().is_conflict());
    let ours = json_answer(200, &segment("s", 4, "New"));
    let (outcome, sent) = rename(conflict(), ours).await;
    assert!(matches!(outcome, Ok(Outcome::Applied(_))));
    assert_eq!(sent, 2);
}

#[tokio::test]
async fn when_reading_again_fails_too_the_outcome_stays_open() {
    let script = Script::of((0..5).map(|_| silence(Reached::Unknown)));
    let before = read(&segment("s", 3, "Old"));
    let patch = PatchBody::json(JsonPatch::default());
    let error = script
        .client()
        .patch_segment_decided(&place(), &before, &before, patch)
        .await
        .unwrap_err();
    assert!(matches!(error, ClientError::OutcomeUnknown { .. }));
    let patches = script
        .sent()
        .iter()
        .filter(|s| s.starts_with("PATCH"))
        .count();
    assert_eq!((patches, script.sent().len()), (1, 5));
}

#[tokio::test]
async fn ids_that_the_server_gave_do_not_hide_a_change() {
    let clause = json!({ "attribute": "plan", "op": "in", "values": ["pro"], "negate": false });
    let before = read(&segment("s", 3, "S"));
    let mut expected = segment("s", 3, "S");
    expected["rules"] = json!([{ "_id": "preview-1", "clauses": [clause] }]);
    let mut current = segment("s", 4, "S");
    let mut saved = clause.clone();
    saved["_id"] = json!("c-77");
    current["rules"] = json!([{ "_id": "r-9", "clauses": [saved], "rolloutContextKind": "user" }]);
    current["_flags"] = json!([{ "name": "F", "key": "f" }]);
    let script = Script::of([silence(Reached::Unknown), json_answer(200, &current)]);
    let patch = PatchBody::json(JsonPatch::default());
    let outcome = script
        .client()
        .patch_segment_decided(&place(), &before, &read(&expected), patch)
        .await;
    assert!(matches!(outcome, Ok(Outcome::Applied(_))), "{outcome:?}");
}

fn new_segment() -> NewSegment {
    NewSegment {
        name: "Beta".to_owned(),
        key: "beta".into(),
        tags: vec!["b".to_owned(), "a".to_owned()],
        ..NewSegment::default()
    }
}

async fn create(now: Answer) -> Result<Outcome<Segment>, ClientError> {
    Script::of([silence(Reached::Unknown), now])
        .client()
        .create_segment_decided(&place(), &new_segment())
        .await
}

#[tokio::test]
async fn a_creation_is_decided_by_what_stands_under_the_key() {
    let mut ours = segment("beta", 1, "Beta");
    ours["tags"] = json!(["a", "b"]);
    let outcome = create(json_answer(200, &ours)).await;
    assert!(matches!(outcome, Ok(Outcome::Applied(_))));
    let outcome = create(refusal(404, "not_found", "Unknown segment")).await;
    assert!(matches!(
        outcome,
        Ok(Outcome::NotApplied { current: None, .. })
    ));
    let theirs = segment("beta", 1, "Somebody's");
    let outcome = create(json_answer(200, &theirs)).await;
    assert!(matches!(
        outcome,
        Ok(Outcome::Unclear {
            current: Some(_),
            ..
        })
    ));
}

#[tokio::test]
async fn a_key_taken_just_now_by_the_same_segment_was_taken_by_this_call() {
    let create = async |age: i64, name: &str| {
        let mut current = segment("beta", 1, name);
        current["tags"] = json!(["a", "b"]);
        current["creationDate"] = json!(START.0 - age);
        let taken = refusal(409, "key_exists", "Duplicate segment key");
        Script::of([taken, json_answer(200, &current)])
            .client()
            .create_segment_decided(&place(), &new_segment())
            .await
    };
    assert!(matches!(create(500, "Beta").await, Ok(Outcome::Applied(_))));
    assert!(create(500, "Somebody's").await.unwrap_err().is_key_taken());
    assert!(create(3_600_000, "Beta").await.unwrap_err().is_key_taken());
}

#[tokio::test]
async fn a_segment_that_is_gone_already_is_deleted() {
    let script = Script::of([refusal(404, "not_found", "Unknown segment")]);
    let outcome = script
        .client()
        .delete_segment_decided(&place(), &"s".into())
        .await;
    assert_eq!(outcome, Ok(Outcome::Applied(())));
}

#[tokio::test]
async fn a_deletion_is_done_when_the_segment_is_gone() {
    for (now, is_gone) in [
        (refusal(404, "not_found", "Unknown segment"), true),
        (json_answer(200, &segment("s", 3, "S")), false),
    ] {
        let script = Script::of([silence(Reached::Unknown), now]);
        let outcome = script
            .client()
            .delete_segment_decided(&place(), &"s".into())
            .await
            .unwrap();
        assert_eq!(matches!(outcome, Outcome::Applied(())), is_gone);
        assert_eq!(script.sent().len(), 2);
    }
}

fn instruction(key: &str, date: Option<i64>) -> ExpiringTargetInstruction {
    let target = TargetReference {
        list: TargetList::Included,
        context_kind: ContextKind::user(),
        context_key: key.to_owned(),
    };
    let built = match date {
        Some(date) => ExpiringTargetInstruction::add(target, UnixMillis(date)),
        None => ExpiringTargetInstruction::remove(target),
    };
    built.unwrap()
}

fn expirations(items: &[(&str, i64)]) -> Answer {
    let items: Vec<Value> = items
        .iter()
        .map(|(key, date)| {
            json!({
                "_id": key, "_version": 1, "expirationDate": date, "contextKind": "user",
                "contextKey": key, "userKey": key, "targetType": "included", "_resourceId": {},
            })
        })
        .collect();
    json_answer(200, &json!({ "items": items }))
}

#[tokio::test]
async fn expirations_are_decided_instruction_by_instruction() {
    for (now, expected) in [
        (expirations(&[("a", 10)]), "applied"),
        (expirations(&[("a", 99), ("b", 5)]), "not applied"),
        (expirations(&[("a", 10), ("b", 5)]), "unclear"),
    ] {
        for is_user_family in [false, true] {
            let script = Script::of([silence(Reached::Unknown), now.clone()]);
            let client = script.client();
            let instructions = vec![instruction("a", Some(10)), instruction("b", None)];
            let (got, count) = if is_user_family {
                let instructions = instructions
                    .into_iter()
                    .map(|one| ExpiringUserTargetInstruction::new(one).unwrap())
                    .collect();
                let patch = SemanticPatch::new(instructions);
                let outcome = client
                    .patch_expiring_user_targets_decided(&place(), &"s".into(), patch)
                    .await;
                describe(outcome.unwrap(), |answer| answer.items.len())
            } else {
                let patch = SemanticPatch::new(instructions);
                let outcome = client
                    .patch_expiring_targets_decided(&place(), &"s".into(), patch)
                    .await;
                describe(outcome.unwrap(), |answer| answer.items.len())
            };
            assert_eq!(got, expected);
            assert!(count > 0);
            assert_eq!(script.sent().len(), 2);
        }
    }
}

fn describe<T>(outcome: Outcome<T>, count: impl Fn(&T) -> usize) -> (&'static str, usize) {
    match outcome {
        Outcome::Applied(now) => ("applied", count(&now)),
        Outcome::NotApplied { current, .. } => ("not applied", current.as_ref().map_or(0, count)),
        Outcome::Unclear { current, .. } => ("unclear", current.as_ref().map_or(0, count)),
    }
}
