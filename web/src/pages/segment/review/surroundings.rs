//! What stands around a segment: the segments that its rules name, and the attributes that
//! contexts have.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use segdeck_client::ClientError;
use segdeck_core::{
    SegmentKey,
    endpoint::{ListContextAttributes, Operation, Place},
    lint::{NestedSegment, Surroundings},
    model::{Operator, Segment},
};
use yew::prelude::*;

use crate::{backend::ApiClient, hooks::use_query};

/// How many other segments are looked at.
const SEGMENTS: usize = 100;
/// How many names of attributes a kind has at most in an answer; there may be more of them then.
const NAMES: usize = 100;
/// What every context has, whatever it is.
const BUILT_IN: [&str; 4] = ["key", "kind", "anonymous", "name"];

/// What was found. What was not looked at, or could not be, is not known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    segments: BTreeMap<String, NestedSegment>,
    /// By kind; `None` where there may be more names than were told.
    attributes: BTreeMap<String, Option<BTreeSet<String>>>,
}

impl Surroundings for Found {
    fn segment(&self, key: &str) -> NestedSegment {
        self.segments
            .get(key)
            .cloned()
            .unwrap_or(NestedSegment::NotKnown)
    }

    fn has_attribute(&self, context_kind: &str, attribute: &str) -> Option<bool> {
        let names = self.attributes.get(context_kind)?.as_ref()?;
        let name = match attribute.strip_prefix('/') {
            Some(path) => path
                .split('/')
                .next()?
                .replace("~1", "/")
                .replace("~0", "~"),
            None => attribute.to_owned(),
        };
        Some(names.contains(&name) || BUILT_IN.contains(&name.as_str()))
    }
}

/// What stands around the segment as it is edited, once that is found.
#[hook]
pub fn use_surroundings(place: &Place, segment: &Segment) -> Found {
    let key = (place.clone(), named(segment), asks_for_attributes(segment));
    let found = use_query(Operation::ListContextAttributes, key, look);
    found
        .query
        .data()
        .map(|found| (**found).clone())
        .unwrap_or_default()
}

/// The segments that the rules name.
fn named(segment: &Segment) -> BTreeSet<SegmentKey> {
    let clauses = segment.rules.iter().flat_map(|rule| &rule.clauses);
    let nested = clauses.filter(|clause| clause.op == Operator::SegmentMatch);
    let keys = nested.flat_map(|clause| clause.values.iter().filter_map(|value| value.as_str()));
    keys.map(SegmentKey::from).collect()
}

fn asks_for_attributes(segment: &Segment) -> bool {
    let mut clauses = segment.rules.iter().flat_map(|rule| &rule.clauses);
    clauses.any(|clause| {
        clause.op != Operator::SegmentMatch && !BUILT_IN.contains(&clause.attribute.as_str())
    })
}

/// Looks around. What cannot be found is left out: a guard rail that is missing stops nobody.
async fn look(
    client: ApiClient,
    (place, named_first, asks_for_attributes): (Place, BTreeSet<SegmentKey>, bool),
) -> Result<Found, ClientError> {
    let mut found = Found::default();
    let mut waiting: VecDeque<SegmentKey> = named_first.into_iter().collect();
    while let Some(key) = waiting.pop_front()
        && found.segments.len() < SEGMENTS
    {
        if found.segments.contains_key(key.as_str()) {
            continue;
        }
        let nested = match client.get_segment(&place, &key).await {
            Ok(segment) => {
                let names: Vec<SegmentKey> = named(&segment).into_iter().collect();
                waiting.extend(names.iter().cloned());
                NestedSegment::Names(names)
            }
            Err(error) if error.is_not_found() => NestedSegment::Missing,
            Err(_) => NestedSegment::NotKnown,
        };
        found.segments.insert(key.to_string(), nested);
    }
    if asks_for_attributes
        && let Ok(answer) = client
            .context_attributes(&ListContextAttributes::new(place))
            .await
    {
        for item in answer.items {
            let is_whole = item.names.len() < NAMES;
            let names = item.names.into_iter().map(|name| name.name).collect();
            found
                .attributes
                .insert(item.kind.to_string(), is_whole.then_some(names));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found() -> Found {
        let names = |names: &[&str]| Some(names.iter().map(ToString::to_string).collect());
        Found {
            segments: [("gone".to_owned(), NestedSegment::Missing)].into(),
            attributes: [
                ("user".to_owned(), names(&["plan", "address", "a/b"])),
                ("device".to_owned(), None),
            ]
            .into(),
        }
    }

    #[test]
    fn an_attribute_is_judged_only_where_all_names_are_known() {
        let found = found();
        assert_eq!(found.has_attribute("user", "plan"), Some(true));
        assert_eq!(found.has_attribute("user", "plam"), Some(false));
        assert_eq!(found.has_attribute("user", "/address/city"), Some(true));
        assert_eq!(found.has_attribute("user", "/a~1b"), Some(true));
        assert_eq!(found.has_attribute("user", "anonymous"), Some(true));
        assert_eq!(found.has_attribute("device", "anything"), None);
        assert_eq!(found.has_attribute("org", "plan"), None);
    }

    #[test]
    fn a_segment_that_nobody_looked_at_is_not_known() {
        assert_eq!(found().segment("gone"), NestedSegment::Missing);
        assert_eq!(found().segment("other"), NestedSegment::NotKnown);
    }
}
