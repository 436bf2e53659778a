//! Two people's edits of a segment at the documented limits, natively and in a browser.

use segdeck_core::model::{Clause, Operator, Rule, Segment};
use serde_json::{Value, json};

/// An edit by name, and what somebody else did meanwhile.
pub struct Case {
    /// What it is.
    pub name: &'static str,
    mine: fn(&mut Segment),
    theirs: fn(&mut Segment),
}

impl Case {
    /// The three versions: what both began with, theirs and mine.
    pub fn versions(&self) -> [Segment; 3] {
        let base = segment();
        let (mut theirs, mut mine) = (base.clone(), base.clone());
        (self.theirs)(&mut theirs);
        (self.mine)(&mut mine);
        [base, theirs, mine]
    }
}

/// All cases.
pub const CASES: &[Case] = &[
    Case {
        name: "nothing",
        mine: |_| {},
        theirs: ordinary,
    },
    Case {
        name: "one target removed",
        mine: |segment| drop(users(segment).swap_remove(700)),
        theirs: ordinary,
    },
    Case {
        name: "1,500 targets added",
        mine: |segment| users(segment).extend((0..1_500).map(|number| format!("new-{number}"))),
        theirs: ordinary,
    },
    Case {
        name: "all targets in another order",
        mine: |segment| users(segment).reverse(),
        theirs: ordinary,
    },
    Case {
        name: "all targets others, on both sides",
        mine: |segment| others(segment, "mine"),
        theirs: |segment| others(segment, "theirs"),
    },
    Case {
        name: "all targets excluded, on one side",
        mine: |segment| {
            segment.excluded = segment.included.take();
        },
        theirs: |segment| others(segment, "theirs"),
    },
    Case {
        name: "one rule of 500 moved",
        mine: |segment| {
            let rule = segment.rules.remove(3);
            segment.rules.push(rule);
        },
        theirs: ordinary,
    },
    Case {
        name: "500 rules in another order",
        mine: |segment| segment.rules.reverse(),
        theirs: ordinary,
    },
    Case {
        name: "50,000 values in another order",
        mine: |segment| {
            for clause in segment.rules.iter_mut().flat_map(|rule| &mut rule.clauses) {
                clause.values.reverse();
            }
        },
        theirs: ordinary,
    },
];

/// A tag, a target, and a word on every rule.
fn ordinary(segment: &mut Segment) {
    segment.tags.push("theirs".to_owned());
    users(segment).push("theirs".to_owned());
    for rule in &mut segment.rules {
        rule.description = Some("Theirs".to_owned());
    }
}

fn others(segment: &mut Segment, whose: &str) {
    for key in users(segment) {
        key.push_str(whose);
    }
}

fn users(segment: &mut Segment) -> &mut Vec<String> {
    segment.included.get_or_insert_default()
}

/// 15,000 targets and 500 rules with 100 values each.
fn segment() -> Segment {
    let rules: Vec<Rule> = (0..500)
        .map(|number| {
            let values = (0..100).map(|value| json!(format!("value-{number}-{value}")));
            let clause = Clause::new("user", "plan", Operator::In, values.collect());
            Rule {
                id: Some(format!("rule-{number}").into()),
                ..Rule::new(vec![clause])
            }
        })
        .collect();
    let keys: Vec<String> = (0..15_000).map(|number| format!("user-{number}")).collect();
    let document: Value = json!({
        "key": "large", "name": "Large", "tags": [], "creationDate": 0, "lastModifiedDate": 0,
        "version": 1, "included": keys, "rules": rules, "_links": {}
    });
    match Segment::from_value(&document) {
        Ok(segment) => segment,
        Err(error) => unreachable!("the document is a segment: {error}"),
    }
}
