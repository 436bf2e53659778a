//! The difference of two segments as instructions of a semantic patch.

mod clauses;
mod reason;
mod remainder;
mod rules;
mod targets;
#[cfg(test)]
mod tests;
mod unsaid;

pub use reason::Unsayable;
use rules::RulePlan;
use targets::{Limits, TargetBatch, TargetPlan};
pub use unsaid::Unsaid;

use super::keys::key_changes;
use crate::{
    EnvironmentKey, Invalid,
    gather::Gather,
    ids::CountedIds,
    model::Segment,
    patch::{
        JsonPatch,
        semantic::{SegmentInstruction as I, SemanticPatch, apply},
    },
    validate,
};

/// How a semantic patch is made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SemanticOptions {
    /// The environment that every batch names, as LaunchDarkly documents it.
    pub environment_key: Option<EnvironmentKey>,
    /// The comment of every batch.
    pub comment: Option<String>,
}

/// A change as semantic patches, and what they cannot say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SemanticDiff {
    /// Requests, in the order in which they are to be sent; each is all or nothing.
    pub batches: Vec<SemanticPatch<I>>,
    /// What semantic patch cannot say, relative to the segment after the last batch. It is not
    /// guarded: read the version first ([`JsonPatch::guarded`]).
    pub remainder: JsonPatch,
    /// Why, at least once for each operation of the remainder, in their order.
    pub unsaid: Vec<Unsaid>,
    /// Whether everybody's membership changes at most once on the way from the first request to
    /// the last. If not, somebody who is in the segment before and after may be out of it in
    /// between: then a JSON Patch, which is one request, does better.
    pub is_seamless: bool,
}

/// The change from one segment to another as instructions, where there is one for it.
///
/// Applying the batches in order by [`apply`] and then the remainder leads from `before` to
/// `after`, as [`super::is_same`] has it, up to this: rules and clauses whose id `before` does not
/// know get one from the server, and a new rule without `rolloutContextKind` gets `user`; values of
/// a clause to which values are added or removed may stand in another order, which means nothing;
/// and a context kind whose last target goes has no entry. Both segments must be of one environment
/// and key; what is read-only is passed over.
///
/// One request has at most 1,500 target operations
/// ([`TARGET_OPERATION_LIMIT`](crate::patch::semantic::TARGET_OPERATION_LIMIT)). If it takes
/// several, keys join lists before rules change, and leave lists after; a key that changes lists
/// does so in one request; and only where a segment is full do keys leave earlier, to make room.
///
/// ```
/// use segdeck_core::{diff::{SemanticOptions, semantic_patch}, model::Segment};
/// use serde_json::json;
///
/// let before = Segment::from_value(&json!({
///     "key": "beta", "name": "Beta", "tags": [], "version": 3, "rules": [], "_links": {},
///     "creationDate": 1_704_302_060_324_i64, "lastModifiedDate": 1_704_302_081_521_i64,
///     "included": ["ada", "grace", "linus"],
/// }))?;
/// let mut after = before.clone();
/// after.included = Some(vec!["linus".to_owned(), "ada".to_owned()]);
/// after.description = Some("Try it first".to_owned());
/// let diff = semantic_patch(&before, &after, &SemanticOptions::default());
/// assert_eq!(diff.batches[0].to_value(), json!({"instructions": [
///     { "kind": "removeIncludedTargets", "contextKind": "user", "values": ["grace"] },
/// ]}));
/// assert_eq!(diff.remainder.to_value(), json!([
///     { "op": "add", "path": "/description", "value": "Try it first" },
/// ]));
/// # Ok::<(), segdeck_core::Invalid>(())
/// ```
#[must_use]
pub fn semantic_patch(
    before: &Segment,
    after: &Segment,
    options: &SemanticOptions,
) -> SemanticDiff {
    within(before, after, options, Limits::default())
}

fn within(
    before: &Segment,
    after: &Segment,
    options: &SemanticOptions,
    limits: Limits,
) -> SemanticDiff {
    let prefix = unused_prefix(before, after);
    let is_big = before.is_big();
    let mut plan = Plan {
        details: details(before, after),
        rules: if is_big {
            RulePlan::default()
        } else {
            rules::plan(&before.rules, &after.rules)
        },
        targets: if is_big {
            TargetPlan::default()
        } else {
            targets::plan(before, after, limits)
        },
    };
    let mut refused = None;
    let (requests, state) = match plan.apply(before, &prefix) {
        Ok(done) => done,
        // So many rules, values or instructions that one request cannot hold them; rules change in
        // one, or not by instructions.
        Err(error) => {
            plan.rules = RulePlan::default();
            refused = Some(Unsayable::TooLarge(error.into_reason()));
            plan.apply(before, &prefix)
                .unwrap_or_else(|_| (Vec::new(), before.clone()))
        }
    };
    let is_generated = |id: &str| id.starts_with(&prefix);
    let wanted = remainder::reachable(&state, after, &plan.rules, &plan.targets, &is_generated);
    let (state, wanted) = remainder::without_equals(state, wanted);
    let remainder = remainder::patch(&state, &wanted, &is_generated);
    let unsaid = unsaid::explain(
        &remainder,
        &state,
        &wanted,
        &plan.targets.unsaid,
        refused.as_ref(),
    );
    SemanticDiff {
        is_seamless: plan.is_seamless(&unsaid),
        batches: requests
            .into_iter()
            .map(|instructions| SemanticPatch {
                environment_key: options.environment_key.clone(),
                instructions,
                comment: options.comment.clone(),
            })
            .list(),
        remainder,
        unsaid,
    }
}

struct Plan<'a> {
    details: Vec<I>,
    rules: RulePlan,
    targets: TargetPlan<'a>,
}

impl Plan<'_> {
    /// The requests, and the segment after the last of them.
    fn apply(&self, before: &Segment, prefix: &str) -> Result<(Vec<Vec<I>>, Segment), Invalid> {
        let mut requests: Vec<Vec<I>> = self
            .targets
            .batches
            .iter()
            .map(TargetBatch::instructions)
            .list();
        let is_needed = !self.details.is_empty() || !self.rules.instructions.is_empty();
        if requests.is_empty() && is_needed {
            requests.push(Vec::new());
        }
        if let Some(request) = requests.get_mut(self.targets.last_joining) {
            request.extend(self.rules.instructions.iter().cloned());
        }
        if let Some(request) = requests.first_mut() {
            let rest = std::mem::replace(request, self.details.clone());
            request.extend(rest);
        }
        // Targets and the rest do not touch each other: so the state after all requests is found
        // in one step.
        let mut state = before.clone();
        self.targets.write_to(&mut state);
        let others: Vec<I> = self
            .details
            .iter()
            .chain(&self.rules.instructions)
            .cloned()
            .list();
        if !others.is_empty() {
            state = apply(&state, &others, &mut CountedIds::new(prefix))?.segment;
        }
        Ok((requests, state))
    }

    fn is_seamless(&self, unsaid: &[Unsaid]) -> bool {
        let mut rules = self.rules.instructions.iter();
        let changes_rules = rules.any(|instruction| {
            !matches!(
                instruction,
                I::UpdateRuleDescription { .. } | I::ReorderRules(_)
            )
        });
        let leaves_members = unsaid.iter().any(|one| one.reason.is_about_members());
        let takes_out = self.targets.batches.iter().any(TargetBatch::takes_out);
        !self.targets.makes_room && !(leaves_members && (changes_rules || takes_out))
    }
}

/// Name and tags.
fn details(before: &Segment, after: &Segment) -> Vec<I> {
    let mut instructions = Vec::new();
    if before.name != after.name {
        instructions.extend(I::update_name(after.name.clone()));
    }
    let old: Vec<&str> = before.tags.iter().map(String::as_str).list();
    let new: Vec<&str> = after.tags.iter().map(String::as_str).list();
    let changes = key_changes(&old, &new);
    let owned = |tags: Vec<&str>| tags.into_iter().map(str::to_owned).list();
    let joined = changes.joined.into_iter();
    let joined = owned(joined.filter(|tag| validate::tag(tag).is_none()).list());
    if !joined.is_empty() {
        instructions.extend(I::add_tags(joined));
    }
    let left = changes.left.into_iter();
    let left = owned(left.filter(|tag| !tag.is_empty()).list());
    if !left.is_empty() {
        instructions.extend(I::remove_tags(left));
    }
    instructions
}

/// A beginning of ids that no rule or clause of either segment has.
fn unused_prefix(before: &Segment, after: &Segment) -> String {
    let mut prefix = "new".to_owned();
    let ids = || {
        let rules = [before, after].into_iter().flat_map(|one| &one.rules);
        rules.flat_map(|rule| {
            let clauses = rule.clauses.iter().filter_map(|clause| clause.id.as_ref());
            let rule = rule.id.as_ref().map(AsRef::as_ref);
            rule.into_iter().chain(clauses.map(AsRef::as_ref))
        })
    };
    while ids().any(|id: &str| id.starts_with(&prefix)) {
        prefix.push('-');
    }
    prefix
}
