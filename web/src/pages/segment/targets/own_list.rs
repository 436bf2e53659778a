//! The list of a big or a synced segment, which is not part of the segment itself.

use std::rc::Rc;

use segdeck_core::model::{Segment, SegmentKind, SegmentSummary, TargetList};
use yew::prelude::*;

use crate::{format, ui::EmptyState};

/// Properties of [`OwnList`].
#[derive(PartialEq, Properties)]
pub struct OwnListProps {
    /// The segment as it is saved.
    pub segment: Rc<Segment>,
}

/// How large the list is, as far as the service says, and why it cannot be edited here.
#[component]
pub fn OwnList(props: &OwnListProps) -> Html {
    let segment = &props.segment;
    let summary = SegmentSummary::from(&**segment);
    let count = |list| {
        summary
            .target_count(list)
            .map_or_else(|| "not told".to_owned(), format::thousands)
    };
    let kind = segment
        .unbounded_context_kind
        .as_ref()
        .map_or("user", AsRef::as_ref);
    let (text, detail) = if segment.kind() == SegmentKind::Synced {
        let source = segment.external.as_deref().unwrap_or("another system");
        (
            format!("{} keeps this segment.", format::isolated(source)),
            "Its targets are changed there, and LaunchDarkly takes them over.",
        )
    } else {
        (
            "This is a big segment.".to_owned(),
            "Its list lives outside of the segment and has no rules; name, description and tags can be edited here.",
        )
    };
    html! {
        <>
            <dl class="list-facts">
                <div><dt>{ "Included" }</dt><dd>{ count(TargetList::Included) }</dd></div>
                <div><dt>{ "Excluded" }</dt><dd>{ count(TargetList::Excluded) }</dd></div>
                if segment.is_big() {
                    <div><dt>{ "Context kind" }</dt><dd><code>{ kind }</code></dd></div>
                }
            </dl>
            <EmptyState {text} {detail} />
        </>
    }
}
