//! Loads the list, page by page.

use segdeck_client::Pager;
use segdeck_core::{
    SegmentKey,
    endpoint::{ListSegments, Operation, Place},
};
use yew::prelude::*;

use super::cache::use_list_cache;
use crate::{
    backend::{ApiClient, use_backend, use_freshness},
    hooks::{Task, use_debounced},
    platform,
    state::{
        list_filter::ListFilter,
        segment_list::{ListAction, ListRequest, Loaded, Loading, SegmentList},
    },
};

const PAGE_SIZE: u64 = 100;
/// How many rows are asked for again when the list is refreshed; a longer one starts anew.
const REFRESH_LIMIT: usize = 1_000;
const TYPING_PAUSE: u32 = 200;

/// The list and what can be done with it.
pub(super) struct ListHandle {
    pub list: SegmentList,
    pub load_more: Callback<()>,
    pub reload: Callback<()>,
    pub remove: Callback<SegmentKey>,
}

#[hook]
pub(super) fn use_segment_list(place: &Place, filter: &ListFilter) -> ListHandle {
    let client = use_backend().client;
    let freshness = use_freshness();
    let generation = (
        freshness.recoveries,
        freshness.generation(Operation::ListSegments),
    );
    let cache = use_list_cache();
    let state = use_reducer_eq(|| {
        let mut list = cache.lists.borrow().get(place).cloned().unwrap_or_default();
        list.loading = Loading::Idle;
        list
    });
    let pager = use_mut_ref(|| None::<Pager<ListSegments>>);
    let more = use_mut_ref(|| None::<Task>);
    let reloads = use_state_eq(|| 0_u32);
    let wanted = use_debounced(&ListRequest::of(filter), TYPING_PAUSE);
    // With everything here, the server has nothing to add to a search or a sort.
    let request = match &state.request {
        Some(request) if state.is_whole() => request.clone(),
        _ => wanted,
    };
    {
        let (dispatcher, list) = (state.dispatcher(), (*state).clone());
        let (pager, more, place) = (pager.clone(), more.clone(), place.clone());
        let deps = (client.clone(), request, generation, *reloads);
        use_effect_with(deps, move |(client, request, _, _)| {
            let is_same = list.request.as_ref() == Some(request);
            let enough = if is_same {
                list.rows.len().clamp(1, REFRESH_LIMIT)
            } else {
                1
            };
            drop(more.borrow_mut().take());
            dispatcher.dispatch(ListAction::Begin(Loading::Start));
            let (client, request) = (client.clone(), request.clone());
            let task = Task::spawn(async move {
                let call = ListSegments {
                    filter: request.filter.clone(),
                    sort: Some(request.sort.to_api()),
                    ..ListSegments::new(place)
                };
                let mut walk = Pager::new(call, PAGE_SIZE);
                let loaded = load(&client, &mut walk, enough).await;
                *pager.borrow_mut() = Some(walk);
                dispatcher.dispatch(match loaded {
                    Ok(loaded) => ListAction::Start(request, loaded),
                    Err(error) => ListAction::Failed(error),
                });
            });
            move || drop(task)
        });
    }
    {
        let place = place.clone();
        use_effect_with((*state).clone(), move |list| {
            if list.request.is_some() {
                cache.lists.borrow_mut().insert(place, list.clone());
            }
        });
    }
    let load_more = {
        let (dispatcher, can_load) = (
            state.dispatcher(),
            state.loading == Loading::Idle && !state.is_complete && state.request.is_some(),
        );
        Callback::from(move |()| {
            let walk = pager.borrow().clone();
            let (true, Some(mut walk)) = (can_load, walk) else {
                return;
            };
            dispatcher.dispatch(ListAction::Begin(Loading::More));
            let (client, dispatcher, pager) = (client.clone(), dispatcher.clone(), pager.clone());
            let task = Task::spawn(async move {
                let loaded = load(&client, &mut walk, 1).await;
                *pager.borrow_mut() = Some(walk);
                dispatcher.dispatch(match loaded {
                    Ok(loaded) => ListAction::More(loaded),
                    Err(error) => ListAction::Failed(error),
                });
            });
            *more.borrow_mut() = Some(task);
        })
    };
    let remove = {
        let dispatcher = state.dispatcher();
        Callback::from(move |key| dispatcher.dispatch(ListAction::Removed(key)))
    };
    ListHandle {
        list: (*state).clone(),
        load_more,
        reload: Callback::from(move |()| reloads.set(*reloads + 1)),
        remove,
    }
}

/// Walks on until there are `enough` segments or no more pages.
async fn load(
    client: &ApiClient,
    walk: &mut Pager<ListSegments>,
    enough: usize,
) -> Result<Loaded, segdeck_client::ClientError> {
    let mut loaded = Loaded {
        segments: Vec::new(),
        total: None,
        is_complete: false,
        at: 0,
    };
    while let Some(page) = client.next_page(walk).await? {
        loaded.total = page.total_count;
        loaded.segments.extend(page.items);
        if loaded.segments.len() >= enough {
            break;
        }
    }
    loaded.is_complete = walk.is_done();
    loaded.at = platform::now_millis();
    Ok(loaded)
}
