//! The other segments of the environment, to choose from where a rule names one.

use std::rc::Rc;

use segdeck_client::{ClientError, Pager};
use segdeck_core::{
    endpoint::{ListSegments, Operation, Place},
    model::{Operator, Segment},
};
use yew::prelude::*;

use crate::{backend::ApiClient, hooks::use_query};

/// How many keys are loaded at most. More can still be typed.
const LIMIT: usize = 500;
const PAGE_SIZE: u64 = 100;

/// The keys of the environment's segments, once a rule of `segment` asks for one; none before.
#[hook]
pub fn use_neighbors(place: &Place, segment: &Segment) -> Rc<Vec<String>> {
    let is_wanted = segment.rules.iter().any(|rule| {
        rule.clauses
            .iter()
            .any(|clause| clause.op == Operator::SegmentMatch)
    });
    let keys = use_query(Operation::ListSegments, (place.clone(), is_wanted), load);
    // A list that could not be loaded takes nothing away: the key can be typed.
    keys.query.data().cloned().unwrap_or_default()
}

async fn load(
    client: ApiClient,
    (place, is_wanted): (Place, bool),
) -> Result<Vec<String>, ClientError> {
    let mut keys = Vec::new();
    if is_wanted {
        let call = ListSegments {
            sort: Some("name".to_owned()),
            ..ListSegments::new(place)
        };
        let mut pager = Pager::new(call, PAGE_SIZE);
        while keys.len() < LIMIT
            && let Some(page) = client.next_page(&mut pager).await?
        {
            keys.extend(page.items.iter().map(|segment| segment.key.to_string()));
        }
    }
    Ok(keys)
}
