//! The tabs of a segment.

use std::rc::Rc;

use segdeck_core::{
    endpoint::Place,
    model::{Segment, SegmentKind, TargetList},
};
use yew::prelude::*;

use crate::{
    format,
    route::{Route, SegmentTab},
    state::draft::DraftState,
    ui::{Tab, Tabs},
};

/// The tabs of a segment: a big or a synced one has neither rules nor expirations to edit.
pub fn tabs_of(segment: &Segment) -> &'static [SegmentTab] {
    match segment.kind() {
        SegmentKind::RuleBased | SegmentKind::List => &SegmentTab::ALL,
        SegmentKind::Big | SegmentKind::Synced => {
            &[SegmentTab::Targets, SegmentTab::Json, SegmentTab::History]
        }
    }
}

/// Properties of [`SegmentTabs`].
#[derive(PartialEq, Properties)]
pub struct SegmentTabsProps {
    /// Where.
    pub place: Place,
    /// The tab shown.
    pub tab: SegmentTab,
    /// The draft.
    pub draft: UseReducerHandle<DraftState>,
    /// How many entries the history has, once that is known.
    pub history_count: Option<AttrValue>,
    /// Whether the rules are edited.
    pub is_rules_edited: bool,
    /// Whether the targets are edited.
    pub is_targets_edited: bool,
    /// Whether the expirations are edited.
    pub are_expirations_edited: bool,
}

/// The tabs, with counts and dots at those that are edited.
#[component]
pub fn SegmentTabs(props: &SegmentTabsProps) -> Html {
    let draft = &props.draft;
    let targets: usize = TargetList::ALL
        .iter()
        .map(|list| draft.segment().target_count(*list))
        .sum();
    let count = |count: usize| format::thousands(count as u64);
    let tabs: Rc<[Tab]> = tabs_of(draft.segment())
        .iter()
        .map(|tab| match tab {
            SegmentTab::Rules => Tab::new(tab.as_str(), "Rules")
                .count(count(draft.segment().rules.len()))
                .edited(props.is_rules_edited),
            SegmentTab::Targets if draft.segment().is_big() => Tab::new(tab.as_str(), "Targets"),
            SegmentTab::Targets => Tab::new(tab.as_str(), "Targets")
                .count(count(targets))
                .edited(props.is_targets_edited),
            SegmentTab::Expirations => Tab::new(tab.as_str(), "Expirations")
                .count(count(draft.expirations().len()))
                .edited(props.are_expirations_edited),
            SegmentTab::Json => Tab::new(tab.as_str(), "JSON"),
            SegmentTab::History => Tab {
                count: props.history_count.clone(),
                ..Tab::new(tab.as_str(), "History")
            },
        })
        .collect();
    let on_select = {
        let (place, key) = (props.place.clone(), draft.base.key.clone());
        Callback::from(move |id: AttrValue| {
            if let Ok(tab) = id.parse::<SegmentTab>() {
                Route::segment(&place, &key, tab).open();
            }
        })
    };
    html! {
        <Tabs label="Parts of the segment" {tabs} selected={props.tab.as_str()} {on_select} panel_id="segment-panel" />
    }
}
