//! Random sequences of operations, on the sandbox and on a naive model of it: every answer and the
//! state that is left must be the same.

mod model;
mod steps;

use std::collections::BTreeSet;

use proptest::prelude::*;
use segdeck_core::UnixMillis;
use serde_json::{Map, Value, json};

use crate::harness::{Harness, NOW, Reply, SEGMENTS, config};
use model::{Model, Refusal, Segment};
use steps::{
    Change, Expire, Field, Filter, HOUR, Instruction, KEYS, List, Operation, Step, USER, steps,
};

/// The sandbox and the model of it.
struct Pair {
    sandbox: Harness,
    model: Model,
}

impl Pair {
    fn new() -> Self {
        Self {
            sandbox: Harness::new(),
            model: Model::new(NOW.0),
        }
    }

    fn take(&mut self, step: &Step) {
        // Nobody asks the sandbox anything while time passes.
        if !matches!(step, Step::Wait(_)) {
            self.model.expire();
        }
        match step {
            Step::Create {
                key,
                name,
                description,
                tags,
                is_big,
            } => {
                let mut body = json!({"key": key, "name": name, "tags": tags, "unbounded": is_big});
                if let Some(description) = description {
                    body["description"] = json!(description);
                }
                let reply = self.sandbox.post(SEGMENTS, body);
                let description = description.as_deref();
                let expected = self.model.create(key, name, description, tags, *is_big);
                compare(reply, expected, 201);
            }
            Step::Get(key) => {
                let reply = self.sandbox.get(&at(key));
                let expected = self.model.get(key);
                compare(reply, expected, 200);
            }
            Step::Delete(key) => {
                let reply = self.sandbox.delete(&at(key));
                let expected = self.model.delete(key);
                compare(reply, expected, 204);
            }
            Step::List {
                sort,
                filter,
                limit,
                offset,
            } => self.list(sort, filter, *limit, *offset),
            Step::Patch {
                key,
                change,
                is_rehearsal,
            } => self.patch(key, change, *is_rehearsal),
            Step::Expirations { key, only_users } => self.expirations(key, *only_users),
            Step::Expire {
                key,
                only_users,
                instructions,
            } => {
                self.expire(key, *only_users, instructions);
            }
            Step::ChangeMembers {
                key,
                added,
                removed,
            } => {
                let keys = |list, of: &[(List, String)]| -> Value {
                    let of = of.iter().filter(|(known, _)| *known == list);
                    of.map(|(_, key)| json!(key)).collect()
                };
                let change =
                    |list| json!({"add": keys(list, added), "remove": keys(list, removed)});
                let body = json!({
                    "included": change(List::Included), "excluded": change(List::Excluded),
                });
                let reply = self.sandbox.post(&format!("{}/contexts", at(key)), body);
                let expected = self.model.change_members(key, added, removed);
                compare(reply, expected, 204);
            }
            Step::Membership { key, context } => {
                let reply = self.sandbox.get(&format!("{}/contexts/{context}", at(key)));
                let expected = self.model.membership(key, context);
                compare(reply, expected, 200);
            }
            Step::Wait(milliseconds) => {
                self.model.now += milliseconds;
                self.sandbox.now = UnixMillis(self.model.now);
            }
        }
    }

    /// Everything there is, at the end.
    fn compare_all(&mut self) {
        self.model.expire();
        self.list("", &Filter::All, 20, 0);
        for key in KEYS {
            self.take(&Step::Get(key.to_owned()));
            for only_users in [false, true] {
                self.expirations(key, only_users);
            }
        }
    }

    fn list(&self, sort: &str, filter: &Filter, limit: usize, offset: usize) {
        let keeps = |segment: &Segment| match filter {
            Filter::All => true,
            Filter::Tags(tags) => tags.iter().any(|tag| segment.has_tag(tag)),
            Filter::Query(text) => segment.mentions(text),
            Filter::Big(is_big) => segment.big.is_some() == *is_big,
            Filter::Keys(keys) => keys.iter().any(|key| key == segment.key()),
            Filter::QueryAndTag(text, tag) => segment.mentions(text) && segment.has_tag(tag),
        };
        let written = match filter {
            Filter::All => String::new(),
            Filter::Tags(tags) => format!("tags anyOf {}", json!(tags)),
            Filter::Query(text) => format!("query equals {}", json!(text)),
            Filter::Big(is_big) => format!("unbounded equals {is_big}"),
            Filter::Keys(keys) => format!("includedKeys anyOf {}", json!(keys)),
            Filter::QueryAndTag(text, tag) => {
                format!("query equals {},tags anyOf {}", json!(text), json!([tag]))
            }
        };
        let mut query = vec![("limit".to_owned(), limit.to_string())];
        query.push(("offset".to_owned(), offset.to_string()));
        for (name, text) in [("sort", sort), ("filter", &written)] {
            if !text.is_empty() {
                query.push((name.to_owned(), text.to_owned()));
            }
        }
        let target = format!("{SEGMENTS}?{}", segdeck_core::url::write_query(&query));
        let body = self.sandbox.read(&target);
        let order = if sort.is_empty() {
            "-creationDate"
        } else {
            sort
        };
        let (items, total) = self.model.list(order, keeps, limit, offset);
        let found: Vec<Value> = body["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(known)
            .collect();
        let items: Vec<Value> = items.iter().map(known).collect();
        assert_eq!(found, items, "{target}");
        assert_eq!(body["totalCount"], json!(total));
        let links = body["_links"].as_object().unwrap();
        for (name, is_there) in [
            ("next", offset + limit < total),
            ("last", offset + limit < total),
            ("prev", offset > 0),
            ("first", offset > 0),
        ] {
            assert_eq!(links.contains_key(name), is_there, "{name}");
        }
    }

    fn patch(&mut self, key: &str, change: &Change, is_rehearsal: bool) {
        let known = self.model.segments.get(key);
        let change = with_ids(change, known);
        let target = if is_rehearsal {
            format!("{}?dryRun=true", at(key))
        } else {
            at(key)
        };
        let reply = match &change {
            Change::Json(operations) => {
                let version = known.map_or(1, |segment| segment.version);
                let operations: Vec<Value> = operations
                    .iter()
                    .map(|each| operation(each, version))
                    .collect();
                self.sandbox.patch(&target, json!(operations))
            }
            Change::Merge(fields) => {
                let fields: Map<String, Value> = fields.iter().map(member).collect();
                self.sandbox.patch(&target, json!({ "merge": fields }))
            }
            Change::Semantic(instructions) => {
                let instructions: Vec<Value> = instructions.iter().map(instruction).collect();
                self.sandbox.instruct(&target, json!(instructions))
            }
        };
        let expected = self.model.patch(key, &change, is_rehearsal);
        let expected = match (&reply, expected) {
            ((200, answer), Ok(_)) => Ok(self.learn(key, answer, &change, is_rehearsal)),
            (_, expected) => expected,
        };
        compare(reply, expected, 200);
    }

    /// Takes over the ids of new rules and the order of targets, and gives what the answer must be.
    fn learn(&mut self, key: &str, answer: &Value, change: &Change, is_rehearsal: bool) -> Value {
        let mut rehearsed = self.model.clone();
        if is_rehearsal {
            rehearsed.patch(key, change, false).unwrap();
        }
        let model = if is_rehearsal {
            &mut rehearsed
        } else {
            &mut self.model
        };
        let segment = model.segments.get_mut(key).unwrap();
        let answered = answer["rules"].as_array().unwrap();
        assert_eq!(segment.rules.len(), answered.len(), "{answer}");
        let mut seen = BTreeSet::new();
        for (rule, answered) in segment.rules.iter_mut().zip(answered) {
            let id = answered["_id"].as_str().unwrap().to_owned();
            assert!(seen.insert(id.clone()), "the id of two rules: {answer}");
            let clauses = answered["clauses"].as_array().unwrap();
            assert!(clauses.iter().all(|clause| clause["_id"].is_string()));
            rule.id.get_or_insert(id);
        }
        segment.order_targets_as(answer);
        let mut answer = model.get(key).unwrap();
        for only_in_get in ["_flags", "_access"] {
            answer.as_object_mut().unwrap().remove(only_in_get);
        }
        answer
    }

    fn expirations(&mut self, key: &str, only_users: bool) {
        let reply = self.sandbox.get(&expirations_at(key, only_users));
        let expected = self.model.expirations(key, only_users);
        let expected = expected.map(|items| sorted(json!(items)));
        let (status, body) = reply;
        let body = if status == 200 { items(&body) } else { body };
        compare((status, body), expected, 200);
    }

    fn expire(&mut self, key: &str, only_users: bool, instructions: &[Expire]) {
        let now = self.model.now;
        let instructions: Vec<Expire> = instructions
            .iter()
            .cloned()
            .map(|mut instruction| {
                if let Expire::Add(_, date) | Expire::Update(_, date, _) = &mut instruction {
                    *date = now + *date * HOUR;
                }
                if only_users {
                    let (Expire::Add(target, _)
                    | Expire::Update(target, ..)
                    | Expire::Remove(target)) = &mut instruction;
                    USER.clone_into(&mut target.kind);
                }
                instruction
            })
            .collect();
        let bodies: Vec<Value> = instructions
            .iter()
            .map(|each| expiration(each, only_users))
            .collect();
        let target = expirations_at(key, only_users);
        let (status, body) = self.sandbox.instruct(&target, json!(bodies));
        let expected = self.model.patch_expirations(key, &instructions, only_users);
        let Ok((expected_items, failed)) = expected else {
            assert_eq!(status, 404, "{body}");
            return;
        };
        assert_eq!(status, 200, "{body}");
        assert_eq!(items(&body), sorted(json!(expected_items)), "{bodies:?}");
        let errors = body["errors"].as_array().cloned().unwrap_or_default();
        let told: Vec<usize> = errors
            .iter()
            .map(|error| usize::try_from(error["instructionIndex"].as_u64().unwrap()).unwrap())
            .collect();
        assert_eq!(told, failed, "{body}");
        for (name, count) in [
            ("totalInstructions", bodies.len()),
            ("successfulInstructions", bodies.len() - failed.len()),
            ("failedInstructions", failed.len()),
        ] {
            assert_eq!(body[name], json!(count), "{name}");
        }
    }
}

#[track_caller]
fn compare((status, body): Reply, expected: Result<Value, Refusal>, success: u16) {
    match expected {
        Ok(expected) => {
            assert_eq!(status, success, "{body}");
            assert_eq!(known(&body), known(&expected));
        }
        Err(refusal) => assert_eq!(status, refusal, "{body}"),
    }
}

fn at(key: &str) -> String {
    format!("{SEGMENTS}/{key}")
}

fn expirations_at(key: &str, only_users: bool) -> String {
    let family = if only_users {
        "expiring-user-targets"
    } else {
        "expiring-targets"
    };
    format!("/api/v2/segments/default/{key}/{family}/test")
}

/// An answer without what the model does not know: links, the ids of clauses and of the
/// environment, and the order of targets, which means nothing.
fn known(answer: &Value) -> Value {
    let mut answer = answer.clone();
    if let Some(fields) = answer.as_object_mut() {
        fields.remove("_links");
    }
    for name in [
        "included",
        "excluded",
        "includedContexts",
        "excludedContexts",
    ] {
        let targets = answer.get_mut(name).filter(|targets| targets.is_array());
        if let Some(targets) = targets {
            for entry in targets.as_array_mut().unwrap() {
                if let Some(keys) = entry.get_mut("values") {
                    *keys = sorted(keys.take());
                }
            }
            *targets = sorted(targets.take());
        }
    }
    if let Some(Value::Object(metadata)) = answer.get_mut("_unboundedMetadata") {
        metadata.remove("envId");
    }
    for rule in answer
        .get_mut("rules")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
    {
        for clause in rule["clauses"].as_array_mut().unwrap() {
            clause.as_object_mut().unwrap().remove("_id");
        }
    }
    answer
}

/// The items of an answer, which must come by date, without their ids.
fn items(body: &Value) -> Value {
    let mut items = body["items"].clone();
    let mut dates = Vec::new();
    for item in items.as_array_mut().unwrap() {
        let item = item.as_object_mut().unwrap();
        item.remove("_id");
        item.remove("_resourceId");
        dates.push(item["expirationDate"].as_i64().unwrap());
    }
    assert!(dates.is_sorted(), "{body}");
    sorted(items)
}

fn sorted(mut items: Value) -> Value {
    items.as_array_mut().unwrap().sort_by_key(Value::to_string);
    items
}

/// `#0` becomes the id of the first rule, or that of none.
fn with_ids(change: &Change, segment: Option<&Segment>) -> Change {
    let mut change = change.clone();
    let resolve = |place: &mut String| {
        let index: usize = place.trim_start_matches('#').parse().unwrap();
        let rule = segment.and_then(|segment| segment.rules.get(index));
        if let Some(id) = rule.and_then(|rule| rule.id.clone()) {
            *place = id;
        }
    };
    if let Change::Semantic(instructions) = &mut change {
        for instruction in instructions {
            match instruction {
                Instruction::RemoveRule(id) | Instruction::DescribeRule(id, _) => resolve(id),
                Instruction::ReorderRules(ids) => ids.iter_mut().for_each(resolve),
                _ => {}
            }
        }
    }
    change
}

fn member(field: &Field) -> (String, Value) {
    let (name, value) = match field {
        Field::Name(name) => ("name".to_owned(), json!(name)),
        Field::Description(text) => ("description".to_owned(), json!(text)),
        Field::Tags(tags) => ("tags".to_owned(), json!(tags)),
        Field::Users(list, keys) => (list.name().to_owned(), json!(keys)),
        Field::Contexts(list, entries) => {
            let entry =
                |(kind, keys): &(String, Vec<String>)| json!({"contextKind": kind, "values": keys});
            (
                format!("{}Contexts", list.name()),
                entries.iter().map(entry).collect(),
            )
        }
        Field::Rules(rules) => {
            let rules = rules.iter().map(steps::RuleDraft::to_body);
            ("rules".to_owned(), rules.collect())
        }
    };
    (name, value)
}

fn operation(operation: &Operation, version: i64) -> Value {
    match operation {
        Operation::TestVersion(difference) => {
            json!({"op": "test", "path": "/version", "value": version + difference})
        }
        Operation::Replace(field) => {
            let (name, value) = member(field);
            json!({"op": "replace", "path": format!("/{name}"), "value": value})
        }
        Operation::RemoveDescription => json!({"op": "remove", "path": "/description"}),
        Operation::AddTag(index, tag) => {
            let place = index.map_or("-".to_owned(), |index| index.to_string());
            json!({"op": "add", "path": format!("/tags/{place}"), "value": tag})
        }
        Operation::RemoveTag(index) => json!({"op": "remove", "path": format!("/tags/{index}")}),
        Operation::AddUser(list, key) => {
            json!({"op": "add", "path": format!("/{}/-", list.name()), "value": key})
        }
        Operation::RemoveUser(list, index) => {
            json!({"op": "remove", "path": format!("/{}/{index}", list.name())})
        }
        Operation::AddRule(draft) => {
            json!({"op": "add", "path": "/rules/-", "value": draft.to_body()})
        }
        Operation::RemoveRule(index) => json!({"op": "remove", "path": format!("/rules/{index}")}),
    }
}

fn instruction(instruction: &Instruction) -> Value {
    let side = |list: &List| match list {
        List::Included => "Included",
        List::Excluded => "Excluded",
    };
    match instruction {
        Instruction::UpdateName(name) => json!({"kind": "updateName", "value": name}),
        Instruction::AddTags(tags) => json!({"kind": "addTags", "values": tags}),
        Instruction::RemoveTags(tags) => json!({"kind": "removeTags", "values": tags}),
        Instruction::AddTargets(list, kind, keys) => json!({
            "kind": format!("add{}Targets", side(list)), "contextKind": kind, "values": keys,
        }),
        Instruction::RemoveTargets(list, kind, keys) => json!({
            "kind": format!("remove{}Targets", side(list)), "contextKind": kind, "values": keys,
        }),
        Instruction::AddRule(draft) => {
            let mut body = draft.to_body();
            body["kind"] = json!("addRule");
            body
        }
        Instruction::RemoveRule(id) => json!({"kind": "removeRule", "ruleId": id}),
        Instruction::ReorderRules(ids) => json!({"kind": "reorderRules", "ruleIds": ids}),
        Instruction::DescribeRule(id, text) => {
            json!({"kind": "updateRuleDescription", "ruleId": id, "description": text})
        }
        Instruction::AddMembers(list, keys) => json!({
            "kind": format!("addBigSegment{}Targets", side(list)), "values": keys,
        }),
        Instruction::RemoveMembers(list, keys) => json!({
            "kind": format!("removeBigSegment{}Targets", side(list)), "values": keys,
        }),
    }
}

fn expiration(instruction: &Expire, only_users: bool) -> Value {
    let (act, target) = match instruction {
        Expire::Add(target, _) => ("add", target),
        Expire::Update(target, ..) => ("update", target),
        Expire::Remove(target) => ("remove", target),
    };
    let mut body = json!({"targetType": target.list.name()});
    if only_users {
        body["kind"] = json!(format!("{act}ExpireUserTargetDate"));
        body["userKey"] = json!(target.key);
    } else {
        body["kind"] = json!(format!("{act}ExpiringTarget"));
        body["contextKind"] = json!(target.kind);
        body["contextKey"] = json!(target.key);
    }
    if let Expire::Add(_, date) | Expire::Update(_, date, _) = instruction {
        body["value"] = json!(date);
    }
    if let Expire::Update(_, _, Some(version)) = instruction {
        body["version"] = json!(version);
    }
    body
}

proptest! {
    #![proptest_config(config(96))]

    #[test]
    fn the_sandbox_does_what_a_naive_model_does(steps in steps()) {
        let mut pair = Pair::new();
        for step in &steps {
            pair.take(step);
        }
        pair.compare_all();
    }
}
