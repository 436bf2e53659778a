//! How much a segment may hold.

use crate::{
    Invalid,
    model::{Segment, TargetList},
};

/// How many individual targets a standard segment may have, both lists and all kinds together.
pub const TARGET_LIMIT: usize = 15_000;
/// How many rules a segment may have.
pub const RULE_LIMIT: usize = 5_000;
/// How many values all clauses of all rules of a segment may have together.
pub const VALUE_LIMIT: usize = 50_000;

/// Checks that a segment is within LaunchDarkly's limits. The list of a big segment has none.
///
/// # Errors
/// Names the limit that is passed, and by how much.
pub fn check_limits(segment: &Segment) -> Result<(), Invalid> {
    first(excesses(segment))
}

/// The same, but what was too large already may stay: only growth is refused.
pub(super) fn check_growth(before: &Segment, after: &Segment) -> Result<(), Invalid> {
    let old = Counts::of(before);
    first(
        Counts::of(after)
            .excesses()
            .into_iter()
            .filter(|excess| excess.count > old.under(excess.limit)),
    )
}

/// Something of which a segment has too many.
pub(crate) struct Excess {
    pub(crate) path: &'static str,
    /// Which limit: no two are equal.
    pub(crate) limit: usize,
    pub(crate) count: usize,
    pub(crate) reason: String,
}

/// Every limit that a segment passes.
pub(crate) fn excesses(segment: &Segment) -> Vec<Excess> {
    Counts::of(segment).excesses()
}

fn first(excesses: impl IntoIterator<Item = Excess>) -> Result<(), Invalid> {
    match excesses.into_iter().next() {
        Some(excess) => Err(Invalid::new(excess.path, excess.reason)),
        None => Ok(()),
    }
}

struct Counts {
    targets: usize,
    rules: usize,
    values: usize,
}

impl Counts {
    fn of(segment: &Segment) -> Self {
        let targets = if segment.is_big() {
            0
        } else {
            TargetList::ALL
                .map(|list| segment.target_count(list))
                .iter()
                .sum()
        };
        let clauses = segment.rules.iter().flat_map(|rule| &rule.clauses);
        Self {
            targets,
            rules: segment.rules.len(),
            values: clauses.map(|clause| clause.values.len()).sum(),
        }
    }

    fn under(&self, limit: usize) -> usize {
        match limit {
            TARGET_LIMIT => self.targets,
            RULE_LIMIT => self.rules,
            _ => self.values,
        }
    }

    fn excesses(&self) -> Vec<Excess> {
        let mut excesses = Vec::new();
        let mut check = |path, count, limit, reason: &dyn Fn() -> String| {
            if count > limit {
                let reason = reason();
                excesses.push(Excess {
                    path,
                    limit,
                    count,
                    reason,
                });
            }
        };
        check("included", self.targets, TARGET_LIMIT, &|| {
            format!(
                "The segment would have {} individual targets, included and excluded together; \
                 at most {TARGET_LIMIT} are allowed. Remove some, or use a big segment.",
                self.targets
            )
        });
        check("rules", self.rules, RULE_LIMIT, &|| {
            format!(
                "The segment would have {} rules; at most {RULE_LIMIT} are allowed. Remove some.",
                self.rules
            )
        });
        check("rules", self.values, VALUE_LIMIT, &|| {
            format!(
                "The rules would have {} clause values together; at most {VALUE_LIMIT} are \
                 allowed. Remove some.",
                self.values
            )
        });
        excesses
    }
}
