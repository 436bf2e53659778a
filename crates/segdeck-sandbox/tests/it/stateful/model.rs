//! A naive sandbox: plain maps, written from the contract alone.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::steps::{Change, Expire, Field, Instruction, List, Operation, RuleDraft, Target, USER};

/// The two lists of individual targets, included first.
const LISTS: [List; 2] = [List::Included, List::Excluded];

/// What is known without asking.
#[derive(Clone, Debug, Default)]
pub struct Model {
    pub now: i64,
    pub segments: BTreeMap<String, Segment>,
    /// How often each key was created.
    generations: BTreeMap<String, i64>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    key: String,
    name: String,
    description: Option<String>,
    tags: Vec<String>,
    created: i64,
    modified: i64,
    pub version: i64,
    generation: i64,
    targets: [Targets; 2],
    pub rules: Vec<Rule>,
    pub big: Option<Big>,
    expirations: BTreeMap<Target, Expiration>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Targets {
    users: Vec<String>,
    /// One entry for each kind, in the order in which the kinds came.
    others: Vec<(String, Vec<String>)>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// `None` until the sandbox was seen to give one.
    pub id: Option<String>,
    draft: RuleDraft,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Big {
    version: i64,
    modified: i64,
    members: BTreeMap<String, List>,
    /// Whether this request put somebody in or took somebody out, even if both.
    is_touched: bool,
}

#[derive(Clone, Debug, PartialEq)]
struct Expiration {
    date: i64,
    version: i64,
}

/// A status of failure.
pub type Refusal = u16;

impl Model {
    /// No segments, at this time.
    pub fn new(now: i64) -> Self {
        Self {
            now,
            ..Self::default()
        }
    }

    /// Lets what is due leave, which happens before every answer.
    pub fn expire(&mut self) {
        let now = self.now;
        for segment in self.segments.values_mut() {
            let due: Vec<Target> = segment
                .expirations
                .iter()
                .filter(|(_, expiration)| expiration.date <= now)
                .map(|(target, _)| target.clone())
                .collect();
            for target in &due {
                segment
                    .targets_of(target.list)
                    .remove(&target.kind, &target.key);
                segment.expirations.remove(target);
            }
            if !due.is_empty() {
                segment.version += 1;
                segment.modified = now;
            }
        }
    }

    pub fn create(
        &mut self,
        key: &str,
        name: &str,
        description: Option<&str>,
        tags: &[String],
        is_big: bool,
    ) -> Result<Value, Refusal> {
        if name.trim().is_empty() || !key.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            return Err(400);
        }
        if self.segments.contains_key(key) {
            return Err(409);
        }
        let generation = self.generations.entry(key.to_owned()).or_default();
        *generation += 1;
        let mut segment = Segment {
            key: key.to_owned(),
            name: name.to_owned(),
            description: description
                .filter(|text| !text.is_empty())
                .map(str::to_owned),
            tags: tags.to_vec(),
            created: self.now,
            modified: self.now,
            version: 1,
            generation: *generation,
            targets: Default::default(),
            rules: Vec::new(),
            big: is_big.then(|| Big {
                version: 1,
                modified: self.now,
                ..Big::default()
            }),
            expirations: BTreeMap::new(),
        };
        keep_once(&mut segment.tags);
        let answer = segment.to_json();
        self.segments.insert(key.to_owned(), segment);
        Ok(answer)
    }

    pub fn get(&self, key: &str) -> Result<Value, Refusal> {
        let mut answer = self.segments.get(key).ok_or(404_u16)?.to_json();
        answer["_flags"] = json!([]);
        let allowed = [
            "applyApprovalRequest",
            "bypassRequiredSegmentApproval",
            "createApprovalRequest",
            "deleteApprovalRequest",
            "deleteSegment",
            "reviewApprovalRequest",
            "updateApprovalRequest",
            "updateDescription",
            "updateExcluded",
            "updateExpiringTargets",
            "updateIncluded",
            "updateName",
            "updateRules",
            "updateTags",
        ]
        .map(|action| {
            let reason = json!({"effect": "allow", "role_name": "writer"});
            json!({"action": action, "reason": reason})
        });
        answer["_access"] = json!({"allowed": allowed, "denied": []});
        Ok(answer)
    }

    pub fn delete(&mut self, key: &str) -> Result<Value, Refusal> {
        self.segments.remove(key).map(|_| Value::Null).ok_or(404)
    }

    /// The keys of the segments that a list shows, in order, and how many there are on all pages.
    pub fn list(
        &self,
        sort: &str,
        keeps: impl Fn(&Segment) -> bool,
        limit: usize,
        offset: usize,
    ) -> (Vec<Value>, usize) {
        let (field, is_descending) = match sort.strip_prefix('-') {
            Some(field) => (field, true),
            None => (sort, false),
        };
        let mut found: Vec<&Segment> = self.segments.values().filter(|s| keeps(s)).collect();
        // Stable, and the map is in the order of the keys, which breaks ties.
        found.sort_by(|left, right| {
            let order = match field {
                "name" => left.name.to_lowercase().cmp(&right.name.to_lowercase()),
                "lastModified" => left.modified.cmp(&right.modified),
                _ => left.created.cmp(&right.created),
            };
            if is_descending {
                order.reverse()
            } else {
                order
            }
        });
        let total = found.len();
        let page = found.into_iter().skip(offset).take(limit);
        (page.map(Segment::to_json).collect(), total)
    }

    pub fn patch(
        &mut self,
        key: &str,
        change: &Change,
        is_rehearsal: bool,
    ) -> Result<Value, Refusal> {
        let before = self.segments.get(key).ok_or(404_u16)?.clone();
        let mut after = before.clone();
        match change {
            Change::Json(operations) => {
                for operation in operations {
                    after.operate(operation, before.version)?;
                }
            }
            Change::Merge(fields) => fields.iter().for_each(|field| after.set(field)),
            Change::Semantic(instructions) => {
                for instruction in instructions {
                    after.instruct(instruction)?;
                }
            }
        }
        after.tidy();
        if after.is_edited(&before) {
            self.check(&before, &after)?;
            after.version += 1;
            after.modified = self.now;
        }
        if let Some(big) = &mut after.big {
            big.settle(self.now);
        }
        let targets = after.targets.clone();
        after.expirations.retain(|target, _| {
            let [included, excluded] = &targets;
            match target.list {
                List::Included => included.has(&target.kind, &target.key),
                List::Excluded => excluded.has(&target.kind, &target.key),
            }
        });
        let answer = after.to_json();
        if !is_rehearsal {
            self.segments.insert(key.to_owned(), after);
        }
        Ok(answer)
    }

    fn check(&self, before: &Segment, after: &Segment) -> Result<(), Refusal> {
        let [included, excluded] = &after.targets;
        let is_empty = included.is_empty() && excluded.is_empty() && after.rules.is_empty();
        if after.name.trim().is_empty() || (after.big.is_some() && !is_empty) {
            return Err(400);
        }
        if included.all().any(|(kind, key)| excluded.has(kind, key)) {
            return Err(400);
        }
        if after.rules != before.rules && self.contains_itself(after) {
            return Err(400);
        }
        Ok(())
    }

    /// Whether a segment, by its rules, would be asked for while it is being evaluated.
    fn contains_itself(&self, segment: &Segment) -> bool {
        let mut seen = BTreeSet::new();
        let mut open: Vec<&str> = segment.named().collect();
        while let Some(key) = open.pop() {
            if key == segment.key {
                return true;
            }
            if seen.insert(key)
                && let Some(next) = self.segments.get(key)
            {
                open.extend(next.named());
            }
        }
        false
    }

    pub fn expirations(&self, key: &str, only_users: bool) -> Result<Vec<Value>, Refusal> {
        Ok(self.segments.get(key).ok_or(404_u16)?.items(only_users))
    }

    /// The items afterwards, and the numbers of the instructions that failed.
    pub fn patch_expirations(
        &mut self,
        key: &str,
        instructions: &[Expire],
        only_users: bool,
    ) -> Result<(Vec<Value>, Vec<usize>), Refusal> {
        let now = self.now;
        let segment = self.segments.get_mut(key).ok_or(404_u16)?;
        let mut failed = Vec::new();
        for (index, instruction) in instructions.iter().enumerate() {
            if !segment.set_expiration(instruction, now) {
                failed.push(index);
            }
        }
        Ok((segment.items(only_users), failed))
    }

    pub fn change_members(
        &mut self,
        key: &str,
        added: &[(List, String)],
        removed: &[(List, String)],
    ) -> Result<Value, Refusal> {
        let now = self.now;
        let segment = self.segments.get_mut(key).ok_or(404_u16)?;
        let big = segment.big.as_mut().ok_or(400_u16)?;
        let mut after = big.clone();
        for (list, key) in removed {
            after.remove(*list, key);
        }
        for (list, key) in added {
            after.add(*list, key)?;
        }
        after.settle(now);
        *big = after;
        Ok(Value::Null)
    }

    pub fn membership(&self, key: &str, context: &str) -> Result<Value, Refusal> {
        let segment = self.segments.get(key).ok_or(404_u16)?;
        let big = segment.big.as_ref().ok_or(400_u16)?;
        let list = big.members.get(context);
        Ok(json!({
            "userKey": context,
            "included": list == Some(&List::Included),
            "excluded": list == Some(&List::Excluded),
        }))
    }
}

impl Segment {
    fn targets_of(&mut self, list: List) -> &mut Targets {
        let [included, excluded] = &mut self.targets;
        match list {
            List::Included => included,
            List::Excluded => excluded,
        }
    }

    /// The segments that its rules name.
    fn named(&self) -> impl Iterator<Item = &str> {
        self.rules
            .iter()
            .filter(|rule| rule.draft.names_segments)
            .flat_map(|rule| rule.draft.values.iter().map(String::as_str))
    }

    pub fn has_tag(&self, tag: &str) -> bool {
        self.tags.iter().any(|known| known == tag)
    }

    /// Whether key, name or description hold a text, in whatever case.
    pub fn mentions(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        let description = self.description.as_deref().unwrap_or_default();
        [self.key.as_str(), &self.name, description]
            .iter()
            .any(|field| field.to_lowercase().contains(&text))
    }

    pub fn key(&self) -> &str {
        &self.key
    }

    /// Whether anything but the list of a larger segment changed.
    fn is_edited(&self, before: &Self) -> bool {
        let same = Self {
            big: before.big.clone(),
            ..self.clone()
        };
        same != *before
    }

    /// Puts targets into the order that an answer has them in, so that an index means the same.
    pub fn order_targets_as(&mut self, answer: &Value) {
        for list in LISTS {
            let name = list.name();
            let texts = |value: &Value| -> Vec<String> {
                let texts = value.as_array().unwrap().iter();
                texts
                    .map(|text| text.as_str().unwrap().to_owned())
                    .collect()
            };
            let targets = self.targets_of(list);
            put_in_order(&mut targets.users, &texts(&answer[name]));
            let entries = answer[format!("{name}Contexts")].as_array().unwrap();
            targets.others.sort_by_key(|(kind, _)| {
                entries
                    .iter()
                    .position(|entry| entry["contextKind"] == **kind)
            });
            for ((_, keys), entry) in targets.others.iter_mut().zip(entries) {
                put_in_order(keys, &texts(&entry["values"]));
            }
        }
    }

    fn tidy(&mut self) {
        keep_once(&mut self.tags);
        if self.description.as_deref() == Some("") {
            self.description = None;
        }
        self.targets.iter_mut().for_each(Targets::tidy);
    }

    fn set(&mut self, field: &Field) {
        match field {
            Field::Name(name) => self.name.clone_from(name),
            Field::Description(text) => self.description.clone_from(text),
            Field::Tags(tags) => self.tags.clone_from(tags),
            Field::Users(list, keys) => self.targets_of(*list).users.clone_from(keys),
            Field::Contexts(list, entries) => self.targets_of(*list).others.clone_from(entries),
            Field::Rules(rules) => self.rules = rules.iter().map(Rule::new).collect(),
        }
    }

    fn operate(&mut self, operation: &Operation, version: i64) -> Result<(), Refusal> {
        match operation {
            Operation::TestVersion(difference) => {
                if *difference != 0 {
                    return Err(409);
                }
                // The version rises only once the whole patch is applied.
                assert_eq!(self.version, version);
            }
            Operation::Replace(field) => self.set(field),
            Operation::RemoveDescription => drop(self.description.take().ok_or(400_u16)?),
            Operation::AddTag(index, tag) => match index {
                None => self.tags.push(tag.clone()),
                Some(index) if *index <= self.tags.len() => self.tags.insert(*index, tag.clone()),
                Some(_) => return Err(400),
            },
            Operation::RemoveTag(index) => take_at(&mut self.tags, *index)?,
            Operation::AddUser(list, key) => self.targets_of(*list).users.push(key.clone()),
            Operation::RemoveUser(list, index) => {
                take_at(&mut self.targets_of(*list).users, *index)?;
            }
            Operation::AddRule(draft) => self.rules.push(Rule::new(draft)),
            Operation::RemoveRule(index) => take_at(&mut self.rules, *index)?,
        }
        Ok(())
    }

    fn instruct(&mut self, instruction: &Instruction) -> Result<(), Refusal> {
        if self.big.is_some() && instruction.is_for_standard_segments() {
            return Err(400);
        }
        match instruction {
            Instruction::UpdateName(name) if name.trim().is_empty() => return Err(400),
            Instruction::UpdateName(name) => self.name.clone_from(name),
            Instruction::AddTags(tags) => {
                self.tags.extend(tags.iter().cloned());
                keep_once(&mut self.tags);
            }
            Instruction::RemoveTags(tags) => self.tags.retain(|tag| !tags.contains(tag)),
            Instruction::AddTargets(list, kind, keys) => {
                for key in keys {
                    if self.targets_of(list.other()).has(kind, key) {
                        return Err(400);
                    }
                    self.targets_of(*list).add(kind, key);
                }
            }
            Instruction::RemoveTargets(list, kind, keys) => {
                for key in keys {
                    self.targets_of(*list).remove(kind, key);
                }
            }
            Instruction::AddRule(draft) => self.rules.push(Rule::new(draft)),
            Instruction::RemoveRule(id) => self.rules.retain(|rule| rule.id.as_ref() != Some(id)),
            Instruction::ReorderRules(ids) => {
                let mut rules = std::mem::take(&mut self.rules);
                for id in ids {
                    let place = rules.iter().position(|rule| rule.id.as_ref() == Some(id));
                    self.rules.push(rules.remove(place.ok_or(400_u16)?));
                }
                if !rules.is_empty() {
                    return Err(400);
                }
            }
            Instruction::DescribeRule(id, text) => {
                let mut rules = self.rules.iter_mut();
                let rule = rules.find(|rule| rule.id.as_ref() == Some(id));
                rule.ok_or(400_u16)?.draft.description =
                    Some(text.clone()).filter(|text| !text.is_empty());
            }
            Instruction::AddMembers(list, keys) => {
                let big = self.big.as_mut().ok_or(400_u16)?;
                for key in keys {
                    big.add(*list, key)?;
                }
            }
            Instruction::RemoveMembers(list, keys) => {
                let big = self.big.as_mut().ok_or(400_u16)?;
                for key in keys {
                    big.remove(*list, key);
                }
            }
        }
        Ok(())
    }

    /// Carries out one instruction, or tells that it failed.
    fn set_expiration(&mut self, instruction: &Expire, now: i64) -> bool {
        match instruction {
            Expire::Add(target, date) => {
                let is_target = self.targets_of(target.list).has(&target.kind, &target.key);
                if !is_target || *date <= now || self.expirations.contains_key(target) {
                    return false;
                }
                let expiration = Expiration {
                    date: *date,
                    version: 1,
                };
                self.expirations.insert(target.clone(), expiration);
                true
            }
            Expire::Update(target, date, version) => {
                let Some(known) = self.expirations.get_mut(target) else {
                    return false;
                };
                if version.is_some_and(|version| version != known.version) || *date <= now {
                    return false;
                }
                if known.date != *date {
                    known.date = *date;
                    known.version += 1;
                }
                true
            }
            Expire::Remove(target) => self.expirations.remove(target).is_some(),
        }
    }

    fn items(&self, only_users: bool) -> Vec<Value> {
        self.expirations
            .iter()
            .filter(|(target, _)| !only_users || target.kind == USER)
            .map(|(target, expiration)| {
                let mut item = json!({
                    "_version": expiration.version,
                    "expirationDate": expiration.date,
                    "targetType": target.list.name(),
                });
                if only_users {
                    item["userKey"] = json!(target.key);
                } else {
                    item["contextKey"] = json!(target.key);
                    item["contextKind"] = json!(target.kind);
                }
                item
            })
            .collect()
    }

    /// The answer, without links and the ids that only the sandbox knows.
    fn to_json(&self) -> Value {
        let mut answer = json!({
            "key": self.key, "name": self.name, "tags": self.tags, "deleted": false,
            "creationDate": self.created, "lastModifiedDate": self.modified,
            "version": self.version, "generation": self.generation,
            "rules": self.rules.iter().map(Rule::to_json).collect::<Vec<_>>(),
        });
        if let Some(description) = &self.description {
            answer["description"] = json!(description);
        }
        for (list, targets) in LISTS.iter().zip(&self.targets) {
            let name = list.name();
            let entry = |(kind, keys)| json!({"contextKind": kind, "values": keys});
            let others = targets
                .others
                .iter()
                .map(|(kind, keys)| entry((kind, keys)));
            answer[name] = json!(targets.users);
            answer[format!("{name}Contexts")] = others.collect();
        }
        if let Some(big) = &self.big {
            let count = |list| big.members.values().filter(|known| **known == list).count();
            answer["unbounded"] = json!(true);
            answer["unboundedContextKind"] = json!(USER);
            answer["_unboundedMetadata"] = json!({
                "segmentId": format!("{}.g{}", self.key, self.generation),
                "version": big.version, "lastModified": big.modified, "deleted": false,
                "includedCount": count(List::Included), "excludedCount": count(List::Excluded),
            });
        }
        answer
    }
}

impl Big {
    fn add(&mut self, list: List, key: &str) -> Result<(), Refusal> {
        match self.members.insert(key.to_owned(), list) {
            None => self.is_touched = true,
            Some(known) if known == list => {}
            Some(_) => return Err(400),
        }
        Ok(())
    }

    fn remove(&mut self, list: List, key: &str) {
        if self.members.get(key) == Some(&list) {
            self.members.remove(key);
            self.is_touched = true;
        }
    }

    /// Ends a request.
    fn settle(&mut self, now: i64) {
        if std::mem::take(&mut self.is_touched) {
            self.version += 1;
            self.modified = now;
        }
    }
}

impl Rule {
    fn new(draft: &RuleDraft) -> Self {
        let mut draft = draft.clone();
        draft.description = draft.description.filter(|text| !text.is_empty());
        Self { id: None, draft }
    }

    fn to_json(&self) -> Value {
        let mut rule = self.draft.to_body();
        // Recorded answers have it even where no share is set.
        rule["rolloutContextKind"] = json!(USER);
        if let (Some(id), Value::Object(fields)) = (&self.id, &mut rule) {
            fields.insert("_id".to_owned(), json!(id));
        }
        rule
    }
}

impl Targets {
    fn is_empty(&self) -> bool {
        self.all().next().is_none()
    }

    fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        let users = self.users.iter().map(|key| (USER, key.as_str()));
        let others = self.others.iter();
        users.chain(
            others
                .flat_map(|(kind, keys)| keys.iter().map(move |key| (kind.as_str(), key.as_str()))),
        )
    }

    fn has(&self, kind: &str, key: &str) -> bool {
        self.all().any(|known| known == (kind, key))
    }

    fn add(&mut self, kind: &str, key: &str) {
        if self.has(kind, key) {
            return;
        }
        if kind == USER {
            self.users.push(key.to_owned());
        } else if let Some((_, keys)) = self.others.iter_mut().find(|(known, _)| known == kind) {
            keys.push(key.to_owned());
        } else {
            self.others.push((kind.to_owned(), vec![key.to_owned()]));
        }
    }

    fn remove(&mut self, kind: &str, key: &str) {
        if kind == USER {
            self.users.retain(|known| known != key);
        }
        for (_, keys) in self.others.iter_mut().filter(|(known, _)| known == kind) {
            keys.retain(|known| known != key);
        }
        self.others.retain(|(_, keys)| !keys.is_empty());
    }

    fn tidy(&mut self) {
        let written = std::mem::take(self);
        for (kind, key) in written.all() {
            self.add(kind, key);
        }
    }
}

impl RuleDraft {
    /// The rule as it is sent.
    pub fn to_body(&self) -> Value {
        let (attribute, op) = if self.names_segments {
            ("segmentMatch", "segmentMatch")
        } else {
            ("country", "in")
        };
        let mut rule = Map::new();
        let clause = json!({
            "contextKind": USER, "attribute": attribute, "op": op, "values": self.values,
            "negate": false,
        });
        rule.insert("clauses".to_owned(), json!([clause]));
        if let Some(description) = &self.description {
            rule.insert("description".to_owned(), json!(description));
        }
        if let Some(weight) = self.weight {
            rule.insert("weight".to_owned(), json!(weight));
        }
        Value::Object(rule)
    }
}

fn keep_once(texts: &mut Vec<String>) {
    let mut seen = BTreeSet::new();
    texts.retain(|text| seen.insert(text.clone()));
}

fn put_in_order(texts: &mut [String], order: &[String]) {
    texts.sort_by_key(|text| order.iter().position(|known| known == text));
}

fn take_at<T>(elements: &mut Vec<T>, index: usize) -> Result<(), Refusal> {
    if index >= elements.len() {
        return Err(400);
    }
    elements.remove(index);
    Ok(())
}
