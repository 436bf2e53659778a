//! Instructions, segments and JSON values for tests.

use proptest::{collection::vec, option, prelude::*};
use serde_json::{Map, Value, json};

use super::SegmentInstruction as I;
use crate::{
    ContextKind,
    model::{Clause, Operator, Rule, Segment, TargetList, Unknown, Weight},
};

/// An example of each of the 26 kinds, in the form of LaunchDarkly's own documentation.
pub(crate) fn documented() -> Vec<Value> {
    let clause = json!({
        "contextKind": "user", "attribute": "country", "op": "in", "negate": false,
        "values": ["Mexico", "Canada"]
    });
    let keys = json!(["org-key-123abc", "org-key-456def"]);
    let mut examples = vec![
        json!({"kind": "addTags", "values": ["tag1", "tag2"]}),
        json!({"kind": "removeTags", "values": ["tag1", "tag2"]}),
        json!({"kind": "updateName", "value": "Updated segment name"}),
        json!({"kind": "addRule", "clauses": [clause], "description": "Employees",
            "weight": 25_000, "rolloutContextKind": "device", "bucketBy": "email"}),
        json!({"kind": "removeRule", "ruleId": "rule-1"}),
        json!({"kind": "addClauses", "ruleId": "rule-1", "clauses": [clause]}),
        json!({"kind": "removeClauses", "ruleId": "rule-1", "clauseIds": ["clause-1"]}),
        json!({"kind": "updateClause", "ruleId": "rule-1", "clauseId": "clause-1",
            "clause": clause}),
        json!({"kind": "reorderRules", "ruleIds": ["rule-2", "rule-1"]}),
        json!({"kind": "updateRuleDescription", "ruleId": "rule-1", "description": "New"}),
        json!({"kind": "updateRuleRolloutAndContextKind", "ruleId": "rule-1",
            "weight": 20_000, "contextKind": "device"}),
        json!({"kind": "processBigSegmentImport", "importId": "import-1"}),
    ];
    for kind in ["addValuesToClause", "removeValuesFromClause"] {
        examples.push(
            json!({"kind": kind, "ruleId": "rule-1", "clauseId": "clause-1",
            "values": ["beta_testers", 7, 1.5, true]}),
        );
    }
    for act in ["add", "remove"] {
        for list in ["Included", "Excluded"] {
            examples.push(
                json!({"kind": format!("{act}{list}Targets"), "contextKind": "org",
                "values": keys}),
            );
            examples.push(json!({"kind": format!("{act}{list}Users"), "values": keys}));
            examples.push(json!({"kind": format!("{act}BigSegment{list}Targets"),
                "values": keys}));
        }
    }
    examples
}

/// Any JSON value, not very deep.
pub(crate) fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        "[()\\[\\]{}*+?\\\\|^$a-c0-9.-]{0,8}".prop_map(Value::from),
        "[0-9]{1,5}(-[0-9]{1,3}){0,2}(T[0-9:.]{0,12}Z?)?".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec(("[a-zA-Z_]{0,8}", inner), 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// A JSON object that looks like an instruction: a real kind or none, real names, any values.
pub(crate) fn any_near_instruction() -> impl Strategy<Value = Value> {
    let documented = documented();
    (
        0..documented.len(),
        vec(
            (
                prop_oneof![
                    Just("kind"),
                    Just("values"),
                    Just("value"),
                    Just("contextKind"),
                    Just("ruleId"),
                    Just("clauseId"),
                    Just("clauses"),
                    Just("clause"),
                    Just("weight"),
                    Just("ruleIds"),
                    Just("description"),
                ],
                any_json(),
            ),
            0..3,
        ),
    )
        .prop_map(move |(index, changes)| {
            let mut value = documented[index].clone();
            for (name, change) in changes {
                value[name] = change;
            }
            value
        })
}

pub(crate) fn any_operator() -> impl Strategy<Value = Operator> {
    (0..=Operator::ALL.len()).prop_map(|index| {
        let unknown = || Operator::Unknown("soundsLike".to_owned());
        Operator::ALL.get(index).cloned().unwrap_or_else(unknown)
    })
}

pub(crate) fn any_clause() -> impl Strategy<Value = Clause> {
    (
        option::of("[a-z]{0,5}"),
        "[a-z/~0-1]{0,8}",
        any_operator(),
        vec(any_json(), 0..4),
        any::<bool>(),
    )
        .prop_map(|(kind, attribute, op, values, negate)| Clause {
            id: None,
            context_kind: kind.map(ContextKind::from),
            attribute,
            op,
            values,
            negate,
            unknown: Unknown::new(),
        })
}

/// A rule as an instruction can carry one.
pub(crate) fn any_rule() -> impl Strategy<Value = Rule> {
    (
        vec(any_clause(), 0..3),
        option::of("\\PC{0,12}"),
        option::of(0_i64..=100_000),
        option::of("[a-z]{0,5}"),
        option::of("[a-z]{0,5}"),
    )
        .prop_map(
            |(clauses, description, weight, bucket_by, rollout_kind)| Rule {
                description,
                weight,
                bucket_by,
                rollout_context_kind: rollout_kind.map(ContextKind::from),
                ..Rule::new(clauses)
            },
        )
}

fn any_list() -> impl Strategy<Value = TargetList> {
    prop_oneof![Just(TargetList::Included), Just(TargetList::Excluded)]
}

/// Any instruction that can be written; the ids and keys are few, so that they often meet.
pub(crate) fn any_instruction() -> impl Strategy<Value = I> {
    let keys = || vec("[a-d]?", 0..4);
    let id = || "[r-s]-[1-3]";
    let kind = || prop_oneof![Just("user"), Just("org"), Just("kind")].prop_map(ContextKind::from);
    let details = prop_oneof![
        keys().prop_map(I::AddTags),
        keys().prop_map(I::RemoveTags),
        "\\PC{0,8}".prop_map(I::UpdateName),
    ];
    let targets = (0..6_u8, any_list(), kind(), keys()).prop_map(|(which, list, kind, values)| {
        let context_kind = kind;
        match which {
            0 => I::AddTargets {
                list,
                context_kind,
                values,
            },
            1 => I::RemoveTargets {
                list,
                context_kind,
                values,
            },
            2 => I::AddUsers { list, values },
            3 => I::RemoveUsers { list, values },
            4 => I::AddBigSegmentTargets { list, values },
            _ => I::RemoveBigSegmentTargets { list, values },
        }
    });
    let rules = prop_oneof![
        any_rule().prop_map(I::AddRule),
        id().prop_map(|rule| I::RemoveRule(rule.into())),
        vec(id(), 0..4).prop_map(|ids| I::ReorderRules(ids.into_iter().map(Into::into).collect())),
        (id(), "\\PC{0,8}").prop_map(|(rule, description)| I::UpdateRuleDescription {
            rule_id: rule.into(),
            description,
        }),
        (id(), 0_i64..=100_000, kind()).prop_map(|(rule, weight, context_kind)| {
            I::UpdateRuleRolloutAndContextKind {
                rule_id: rule.into(),
                weight: Weight::new(weight).unwrap(),
                context_kind,
            }
        }),
        "[a-z]{1,5}".prop_map(|import_id| I::ProcessBigSegmentImport { import_id }),
    ];
    let clauses = (
        0..5_u8,
        id(),
        id(),
        vec(any_clause(), 1..3),
        vec(any_json(), 0..4),
    )
        .prop_map(|(which, rule, clause, clauses, values)| {
            let (rule_id, clause_id) = (rule.into(), clause.into());
            match which {
                0 => I::AddClauses { rule_id, clauses },
                1 => I::RemoveClauses {
                    rule_id,
                    clause_ids: vec![clause_id],
                },
                2 => I::UpdateClause {
                    rule_id,
                    clause_id,
                    clause: clauses[0].clone(),
                },
                3 => I::AddValuesToClause {
                    rule_id,
                    clause_id,
                    values,
                },
                _ => I::RemoveValuesFromClause {
                    rule_id,
                    clause_id,
                    values,
                },
            }
        });
    prop_oneof![details, targets, rules, clauses]
}

/// A segment with a few targets, tags and rules; its ids are those of [`any_instruction`].
pub(crate) fn any_segment() -> impl Strategy<Value = Segment> {
    let keys = || vec("[a-d]?", 0..4);
    let contexts = || {
        let kind = option::of(prop_oneof![Just("user"), Just("org"), Just("")]);
        vec((kind, keys()), 0..3).prop_map(|entries| {
            let entry = |(kind, values): (Option<&str>, Vec<String>)| match kind {
                Some(kind) => json!({"contextKind": kind, "values": values}),
                None => json!({"values": values}),
            };
            entries.into_iter().map(entry).collect::<Value>()
        })
    };
    let rule = (any_rule(), any::<i64>(), any::<bool>());
    (
        (keys(), "\\PC{0,8}", option::of(any::<bool>())),
        (keys(), keys(), contexts(), contexts()),
        vec(rule, 0..4),
    )
        .prop_map(|((tags, name, unbounded), targets, rules)| {
            let (included, excluded, included_contexts, excluded_contexts) = targets;
            let mut segment = standard(json!({
                "name": name, "tags": tags, "included": included, "excluded": excluded,
                "includedContexts": included_contexts, "excludedContexts": excluded_contexts,
            }));
            segment.unbounded = unbounded;
            for (index, (mut rule, weight, has_odd_weight)) in rules.into_iter().enumerate() {
                rule.id = Some(format!("r-{index}").into());
                if has_odd_weight {
                    rule.weight = Some(weight);
                }
                for (index, clause) in rule.clauses.iter_mut().enumerate() {
                    clause.id = Some(format!("r-{index}").into());
                }
                segment.rules.push(rule);
            }
            segment
        })
}

/// A segment with these fields besides the necessary ones.
pub(crate) fn standard(fields: Value) -> Segment {
    let mut value = json!({
        "key": "beta", "name": "Beta", "creationDate": 1, "lastModifiedDate": 2, "version": 3,
        "generation": 1, "tags": [], "included": [], "excluded": [], "includedContexts": [],
        "excludedContexts": [], "rules": [], "_links": {},
    });
    let Value::Object(fields) = fields else {
        panic!("the fields must be an object");
    };
    for (name, field) in fields {
        value[name] = field;
    }
    Segment::from_value(&value).unwrap()
}
