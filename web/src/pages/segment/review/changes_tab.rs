//! The changes as a person reads them, in groups.

use std::{collections::BTreeSet, rc::Rc};

use segdeck_core::{
    UnixMillis,
    diff::{Change, ChangeGroup, ChangeKind, change_count, sentence},
    patch::expiration::TargetReference,
};
use yew::prelude::*;

use super::{
    changes::ChangeItem,
    expiration_changes::ExpirationChange,
    take_back::{take_back, taken_off},
};
use crate::{
    format,
    state::{
        draft::{DraftAction, DraftState},
        target_set::expirations_of,
    },
    ui::{ButtonSize, IconButton, IconName},
};

/// How many changes of expirations are shown.
const EXPIRATIONS_SHOWN: usize = 200;

/// Properties of [`ChangesTab`].
#[derive(PartialEq, Properties)]
pub struct ChangesTabProps {
    /// What differs from the saved segment.
    pub changes: Rc<Vec<Change>>,
    /// What differs in its expirations.
    pub expirations: Rc<Vec<ExpirationChange>>,
    /// The draft.
    pub draft: UseReducerHandle<DraftState>,
    /// Whether it is being saved, so that nothing can be taken back.
    pub is_fixed: bool,
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
                    { for changes.iter().map(|change| html! { <ChangeItem change={change.clone()} mark={revert(props, change)} /> }) }
                </ChangeSection>
            }) }
            if !expirations.is_empty() {
                <ChangeSection title="Expirations" count={expirations.len()}>
                    { for expirations.iter().take(EXPIRATIONS_SHOWN).map(|change| change.render_with(revert_date(props, change))) }
                    if hidden > 0 {
                        <li class="review-more">{ format!("and {} more", format::thousands(hidden as u64)) }</li>
                    }
                </ChangeSection>
            }
        </>
    }
}

/// The button that takes just this change back; none where that cannot be done by itself.
fn revert(props: &ChangesTabProps, change: &Change) -> Html {
    let draft = &props.draft;
    let has_way = !props.is_fixed
        && !matches!(&change.kind, ChangeKind::Unknown { field } if !draft.base.unknown.contains_key(field) && !draft.segment().unknown.contains_key(field));
    if !has_way {
        return Html::default();
    }
    let label = format!("Take back: {}", sentence(std::slice::from_ref(change)));
    let on_click = {
        let (draft, changes, change) = (draft.clone(), props.changes.clone(), change.clone());
        Callback::from(move |()| {
            let Some(without) = take_back(&draft.base, draft.segment(), &changes, &change) else {
                return;
            };
            draft.dispatch(DraftAction::ReplaceSegment(Rc::new(without)));
            for (target, date) in dates_of(&draft, &change) {
                draft.dispatch(DraftAction::SetExpirations(vec![target], date));
            }
        })
    };
    html! { <IconButton icon={IconName::Undo} {label} size={ButtonSize::Small} class="review-revert" {on_click} /> }
}

/// The dates that went with the targets which come back.
fn dates_of(draft: &DraftState, change: &Change) -> Vec<(TargetReference, UnixMillis)> {
    let Some((list, kind, keys)) = taken_off(change) else {
        return Vec::new();
    };
    let keys: BTreeSet<&str> = keys.iter().map(String::as_str).collect();
    expirations_of(&draft.base_expirations)
        .into_iter()
        .filter(|(target, _)| {
            target.list == list
                && target.context_kind.as_str() == kind
                && keys.contains(target.context_key.as_str())
        })
        .collect()
}

/// The button that takes a date back.
fn revert_date(props: &ChangesTabProps, change: &ExpirationChange) -> Html {
    if props.is_fixed || change.is_target_gone {
        return Html::default();
    }
    let label = format!("Take back: expiration of {}", change.target.context_key);
    let on_click = {
        let (draft, target, before) = (props.draft.clone(), change.target.clone(), change.before);
        Callback::from(move |()| {
            let targets = vec![target.clone()];
            draft.dispatch(match before {
                Some(date) => DraftAction::SetExpirations(targets, date),
                None => DraftAction::RemoveExpirations(targets),
            });
        })
    };
    html! { <IconButton icon={IconName::Undo} {label} size={ButtonSize::Small} class="review-revert" {on_click} /> }
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
