//! The page of one segment, until it is loaded.

use std::rc::Rc;

use segdeck_client::ClientError;
use segdeck_core::{
    SegmentKey,
    endpoint::{Operation, Place},
};
use yew::prelude::*;

use super::{
    deleted_page::DeletedPage,
    editor::Editor,
    recreation::{Losses, Recreation, is_shown},
    review::REVIEW_DIALOG,
    save::{TargetFamily, read_expirations},
    use_fresh_targets::use_fresh_targets,
    use_kept_focus::use_kept_focus,
};
use crate::{
    backend::use_backend,
    format::isolated,
    hooks::{use_place_info, use_query, use_title},
    lazy::{Load, use_prefetch},
    pages::{RequestError, connection::PERMISSION_PROBE},
    platform::Store,
    route::{Route, RouteLink, SegmentTab},
    state::{
        draft::DraftState,
        draft_storage::{self, KeptDraft},
        kept_file,
        segment_file::Loss,
    },
    ui::{EmptyState, Skeleton},
};

/// What is needed next.
static PARTS: [&(dyn Load + Sync); 2] = [&PERMISSION_PROBE, &REVIEW_DIALOG];

/// What a [`SegmentPage`] needs.
#[derive(Clone, Properties, PartialEq)]
pub struct SegmentPageProps {
    /// Where.
    pub place: Place,
    /// Which.
    pub segment_key: SegmentKey,
    /// The tab shown.
    pub tab: SegmentTab,
}

crate::lazy::part! {
    /// The page of one segment, which loads when one is first opened.
    pub SEGMENT_PAGE = SegmentPage(SegmentPageProps) in segment by segment_page
}

/// One segment: loading, absent, failed, or its editor.
#[component]
pub fn SegmentPage(props: &SegmentPageProps) -> Html {
    let session = use_backend();
    let family = if session.uses_users {
        TargetFamily::Users
    } else {
        TargetFamily::Contexts
    };
    let key = (props.place.clone(), props.segment_key.clone());
    let expirations = use_query(
        Operation::GetExpiringTargets,
        (key.clone(), family),
        |client, ((place, key), family)| async move {
            read_expirations(&client, &place, &key, family).await
        },
    );
    let segment = use_query(
        Operation::GetSegment,
        key,
        |client, (place, key)| async move { client.get_segment(&place, &key).await },
    );
    use_fresh_targets(&segment, &expirations);
    let environment = use_place_info().environment_name();
    let update = use_force_update();
    let on_loaded = use_callback((), move |(), ()| update.force_update());
    use_prefetch(segment.query.data().is_some(), &PARTS, &on_loaded);
    let kept_name = kept_file::name(&session.scope, &props.place, &props.segment_key);
    let kept = use_state(|| kept_file::get(&kept_name));
    let losses = use_state_eq(|| None::<Rc<[Loss]>>);
    let is_missing = segment
        .query
        .error()
        .is_some_and(|error| error.is_not_found());
    // Whatever kept one of them from loading kept the other one too, as a rule.
    let reload = {
        let (segment, expirations) = (segment.reload.clone(), expirations.reload.clone());
        Callback::from(move |()| {
            segment.emit(());
            expirations.emit(());
        })
    };
    let loaded = segment.query.data().map(|segment| &**segment);
    let draft_name = draft_storage::name(&session.scope, &props.place, props.segment_key.as_str());
    let left = (is_missing && loaded.is_none())
        .then(|| kept_draft(&draft_name))
        .flatten();
    let known = loaded.or_else(|| left.as_ref().map(|kept| &*kept.draft.base));
    let name = known.map_or_else(
        || props.segment_key.to_string(),
        |segment| segment.name.clone(),
    );
    use_title(&[&name, &environment]);
    // Where a segment is made again, its editor takes the place of what had focus.
    use_kept_focus();
    let to_make = (*kept).clone();
    if let Some(kept_file) = to_make.filter(|kept| is_shown(kept, loaded, is_missing)) {
        let on_done = {
            let (kept, losses) = (kept.clone(), losses.clone());
            Callback::from(move |lost| {
                kept.set(None);
                losses.set(lost);
                reload.emit(());
            })
        };
        return html! {
            <Recreation place={props.place.clone()} kept={kept_file} kept_name={AttrValue::from(kept_name)}
                {family} {environment} {on_done} />
        };
    }
    if let (Some(loaded), Some(items)) = (segment.query.data(), expirations.query.data()) {
        return html! {
            <>
            if let Some(lost) = (*losses).clone() {
                <Losses losses={lost} on_dismiss={Callback::from(move |()| losses.set(None))} />
            }
            { PERMISSION_PROBE.view().map(|view| view(())).unwrap_or_default() }
            <Editor
                place={props.place.clone()}
                tab={props.tab}
                segment={loaded.clone()}
                expirations={items.clone()}
                {family}
                {environment}
                error={segment.query.error().or(expirations.query.error()).cloned()}
                {reload}
            />
            </>
        };
    }
    let error = segment.query.error().or(expirations.query.error()).cloned();
    if let Some(kept) = left {
        let on_created = on_created(draft_name, &kept, reload);
        return html! { <DeletedPage place={props.place.clone()} draft={kept.draft} {on_created} /> };
    }
    html! {
        <>
            <header class="page-header"><h1 tabindex="-1">{ name }</h1></header>
            { match error {
                None => html! { <Skeleton label="Loading the segment" /> },
                Some(error) => failed(&error, &props.place, &environment, reload),
            } }
        </>
    }
}

/// The draft of this name that the browser has.
fn kept_draft(name: &str) -> Option<KeptDraft> {
    draft_storage::read(&Store::Local.get(name)?)
}

/// Keeps the draft of a segment that was created again, and loads that.
fn on_created(name: String, kept: &KeptDraft, reload: Callback<()>) -> Callback<DraftState> {
    let (typed, mark) = (kept.typed.clone(), kept.mark.clone());
    Callback::from(move |draft: DraftState| {
        if let Some(text) = draft_storage::write(&draft, &typed) {
            // Where it has no room, the old draft is still there.
            let _ = Store::Local.set(&name, &draft_storage::with_mark(&text, &mark));
        }
        reload.emit(());
    })
}

fn failed(error: &Rc<ClientError>, place: &Place, environment: &str, reload: Callback<()>) -> Html {
    if error.is_not_found() {
        return html! {
            <EmptyState text={format!("This segment does not exist in {}.", isolated(environment))}>
                <RouteLink class="link" to={Route::segments(place)}>{ "All segments" }</RouteLink>
            </EmptyState>
        };
    }
    html! {
        <RequestError what="The segment could not be loaded." error={error.clone()} on_retry={reload} />
    }
}
