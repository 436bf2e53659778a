//! How the server keeps individual targets and tags, in whatever form a patch wrote them.

use segdeck_core::{
    ContextKind, Invalid,
    model::{Segment, SegmentTarget, TargetList},
    order::Set,
};

/// Puts users into the plain lists and every other kind into one entry, with no key twice and no
/// entry empty; every segment has all four lists. Tags are a set too.
pub fn tidy(segment: &mut Segment) {
    let mut seen = Set::new();
    segment.tags.retain(|tag| seen.insert(tag.clone()));
    for list in TargetList::ALL {
        let (users, contexts) = match list {
            TargetList::Included => (&mut segment.included, &mut segment.included_contexts),
            TargetList::Excluded => (&mut segment.excluded, &mut segment.excluded_contexts),
        };
        let written_users = users.replace(Vec::new()).unwrap_or_default();
        let written_contexts = contexts.replace(Vec::new()).unwrap_or_default();
        segment.add_targets(list, &ContextKind::user(), &written_users);
        for entry in written_contexts {
            let kind = ContextKind::from(entry.context_kind());
            let SegmentTarget { values, .. } = entry;
            segment.add_targets(list, &kind, &values);
        }
    }
}

/// Refuses the lists of a standard segment on a larger one, which keeps its targets apart.
pub fn refuse_on_big(before: &Segment, after: &Segment) -> Result<(), Invalid> {
    let grows = |list: &TargetList| after.target_count(*list) > before.target_count(*list);
    if after.unbounded != Some(true) || !TargetList::ALL.iter().any(grows) {
        return Ok(());
    }
    Err(Invalid::new(
        "included",
        "A larger list-based segment keeps its targets apart. Use addBigSegmentIncludedTargets \
         or addBigSegmentExcludedTargets in a semantic patch.",
    ))
}
