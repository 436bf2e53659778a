//! The changes as a person reads them, in groups.

use std::rc::Rc;

use segdeck_core::diff::{Change, ChangeGroup, change_count};
use yew::prelude::*;

use super::{changes::ChangeItem, expiration_changes::ExpirationChange};
use crate::format;

/// How many changes of expirations are shown.
const EXPIRATIONS_SHOWN: usize = 200;

/// Properties of [`ChangesTab`].
#[derive(PartialEq, Properties)]
pub struct ChangesTabProps {
    /// What differs from the saved segment.
    pub changes: Rc<Vec<Change>>,
    /// What differs in its expirations.
    pub expirations: Rc<Vec<ExpirationChange>>,
}

/// All changes: details, rules, targets, expirations.
#[component]
pub fn ChangesTab(props: &ChangesTabProps) -> Html {
    let expirations = &props.expirations;
    let hidden = expirations.len().saturating_sub(EXPIRATIONS_SHOWN);
    html! {
        <>
            { for groups(&props.changes).into_iter().map(|(group, changes)| html! {
                <ChangeSection title={group_title(group)} count={change_count(&changes)}>
                    { for changes.iter().map(|change| html! { <ChangeItem change={change.clone()} /> }) }
                </ChangeSection>
            }) }
            if !expirations.is_empty() {
                <ChangeSection title="Expirations" count={expirations.len()}>
                    { for expirations.iter().take(EXPIRATIONS_SHOWN).map(ExpirationChange::render) }
                    if hidden > 0 {
                        <li class="review-more">{ format!("and {} more", format::thousands(hidden as u64)) }</li>
                    }
                </ChangeSection>
            }
        </>
    }
}

fn groups(changes: &[Change]) -> Vec<(ChangeGroup, Vec<Change>)> {
    let mut groups: Vec<(ChangeGroup, Vec<Change>)> = Vec::new();
    for change in changes {
        match groups.last_mut() {
            Some((group, members)) if *group == change.group => members.push(change.clone()),
            _ => groups.push((change.group, vec![change.clone()])),
        }
    }
    groups
}

fn group_title(group: ChangeGroup) -> &'static str {
    match group {
        ChangeGroup::Details => "Details",
        ChangeGroup::Rules => "Rules",
        ChangeGroup::Targets => "Targets",
        ChangeGroup::Other => "Other fields",
    }
}

/// Properties of [`ChangeSection`].
#[derive(PartialEq, Properties)]
pub struct ChangeSectionProps {
    /// The heading.
    pub title: AttrValue,
    /// How many there are.
    pub count: usize,
    /// The items of the list.
    pub children: Html,
}

/// A heading with a count, and the changes under it.
#[component]
pub fn ChangeSection(props: &ChangeSectionProps) -> Html {
    html! {
        <section class="review-section" aria-label={props.title.clone()}>
            <h3 class="review-section-title">{ &props.title }<span>{ props.count }</span></h3>
            <ul class="review-changes">{ props.children.clone() }</ul>
        </section>
    }
}
