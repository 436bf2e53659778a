//! What the rule editor offers while typing.

use std::{collections::BTreeSet, rc::Rc};

use segdeck_core::{model::Segment, order};
use yew::AttrValue;

/// Longer names are not offered: a list of them would be in the page for every field.
const LONGEST: usize = 256;

/// Names that are known from the segment itself and from LaunchDarkly's own attributes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    /// Context kinds.
    pub kinds: Rc<[AttrValue]>,
    /// Attributes.
    pub attributes: Rc<[AttrValue]>,
    /// Keys of segments in the environment, without this one.
    pub segments: Rc<[AttrValue]>,
}

impl Known {
    /// Gathers names from a segment and the keys of its neighbours.
    #[must_use]
    pub fn new(segment: &Segment, segments: &[String]) -> Self {
        let mut kinds: BTreeSet<&str> = order::set_of(["user", "organization", "device"]);
        let mut attributes: BTreeSet<&str> =
            order::set_of(["key", "name", "email", "country", "anonymous", "kind"]);
        for rule in &segment.rules {
            kinds.extend(rule.rollout_context_kind.as_ref().map(AsRef::as_ref));
            for clause in &rule.clauses {
                kinds.insert(clause.context_kind());
                if !clause.attribute.is_empty() && clause.attribute != "segmentMatch" {
                    attributes.insert(&clause.attribute);
                }
            }
        }
        let target_kinds = segment.target_kinds();
        kinds.extend(target_kinds.iter().map(AsRef::as_ref));
        let list = |names: BTreeSet<&str>| {
            names
                .into_iter()
                .filter(|name| name.len() <= LONGEST)
                .map(|name| AttrValue::from(name.to_owned()))
                .collect()
        };
        Self {
            kinds: list(kinds),
            attributes: list(attributes),
            segments: segments
                .iter()
                .filter(|key| key.as_str() != segment.key.as_str())
                .map(|key| AttrValue::from(key.clone()))
                .collect(),
        }
    }
}
