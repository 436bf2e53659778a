//! Giving ids to new rules and clauses.

use crate::{ClauseId, IdSource, RuleId, model::Segment, order::Set};

/// Gives an id to every rule and clause that has none, as the server does after any patch. A copy
/// that still bears the id of its original, as a JSON Patch can make one, gets its own.
pub fn assign_ids(segment: &mut Segment, ids: &mut dyn IdSource) {
    let mut rules = Set::new();
    let mut clauses = Set::new();
    for rule in &mut segment.rules {
        let is_own = |id: &RuleId| !id.as_str().is_empty() && rules.insert(id.to_string());
        if !rule.id.as_ref().is_some_and(is_own) {
            rule.id = Some(RuleId::new(ids.next_id()));
        }
        for clause in &mut rule.clauses {
            let is_own = |id: &ClauseId| !id.as_str().is_empty() && clauses.insert(id.to_string());
            if !clause.id.as_ref().is_some_and(is_own) {
                clause.id = Some(ClauseId::new(ids.next_id()));
            }
        }
    }
}
