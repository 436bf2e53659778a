//! The list of segments.

use std::rc::Rc;

use segdeck_core::{SegmentKey, endpoint::Place};
use web_sys::HtmlElement;
use yew::prelude::*;

use super::{
    create_dialog::{CREATE_DIALOG, CreateDialogProps, has_stored_draft},
    delete_dialog::{DELETE_DIALOG, DeleteDialogProps},
    filter_row::FilterRow,
    footer::Footer,
    load::{ListHandle, use_segment_list},
    table::SegmentTable,
};
use crate::{
    backend::use_backend,
    format,
    hooks::{use_debounced, use_place_info, use_shortcuts, use_title},
    lazy::{Load, use_prefetch},
    pages::{RequestError, connection::PERMISSION_PROBE, segment::SEGMENT_PAGE},
    route::{Route, RouteLink, use_address},
    state::{
        last_place,
        list_filter::{ListFilter, Row},
        segment_list::{Loading, SegmentList},
    },
    ui::{Button, ButtonVariant, Chip, EmptyState, IconName, Skeleton},
};

/// How long the address waits for typing to come to rest.
const ADDRESS_PAUSE: u32 = 300;

/// What is likely to be needed next.
static PARTS: [&(dyn Load + Sync); 3] = [&SEGMENT_PAGE, &CREATE_DIALOG, &PERMISSION_PROBE];

/// What a [`SegmentsPage`] needs.
#[derive(Properties, PartialEq)]
pub struct SegmentsPageProps {
    /// The environment.
    pub place: Place,
}

/// The segments of an environment: filter, rows, and what can be done with one.
#[component]
pub fn SegmentsPage(props: &SegmentsPageProps) -> Html {
    let session = use_backend();
    let info = use_place_info();
    let environment = AttrValue::from(info.environment_name());
    use_title(&["Segments", &environment]);
    let filter = use_filter(&props.place);
    let ListHandle {
        list,
        load_more,
        reload,
        remove,
    } = use_segment_list(&props.place, &filter);
    let rows = use_memo((list.clone(), (*filter).clone()), |(list, filter)| {
        list.visible(filter)
    });
    let rows = (*rows).clone();
    let cursor = use_state_eq(|| None::<usize>);
    let is_creating = use_state_eq(|| has_stored_draft(&session.scope, &props.place));
    let deleting = use_state_eq(|| None::<Rc<Row>>);
    let search_ref = use_node_ref();
    let update = use_force_update();
    let on_loaded = use_callback((), move |(), ()| update.force_update());
    use_prefetch(list.request.is_some(), &PARTS, &on_loaded);
    let lock = session.read_only.clone();
    let open_create = {
        let (is_creating, is_locked) = (is_creating.clone(), lock.is_some());
        Callback::from(move |()| {
            if !is_locked {
                is_creating.set(true);
            }
        })
    };
    use_shortcuts(shortcuts(&search_ref, &open_create, &cursor, rows.len()));
    let on_filter = {
        let (filter, cursor) = (filter.clone(), cursor.clone());
        Callback::from(move |next| {
            cursor.set(None);
            filter.set(next);
        })
    };
    let on_sort = {
        let filter = filter.clone();
        on_filter.reform(move |sort| ListFilter {
            sort,
            ..(*filter).clone()
        })
    };
    let on_clear = {
        let filter = filter.clone();
        on_filter.reform(move |()| filter.cleared())
    };
    let set_deleting = {
        let deleting = deleting.clone();
        move |row: Option<Rc<Row>>| deleting.set(row)
    };
    let on_delete = {
        let set_deleting = set_deleting.clone();
        Callback::from(move |row| set_deleting(Some(row)))
    };
    let content = if let (true, Some(error)) = (list.rows.is_empty(), &list.error) {
        let (place, scope) = (props.place.clone(), session.scope.clone());
        let forget = Callback::from(move |_: MouseEvent| last_place::forget(&scope, &place));
        html! {
            <div class="page-scroll">
                <RequestError what="The segments could not be loaded." error={error.clone()}
                    on_retry={reload}>
                    if error.is_not_found() {
                        <span onclick={forget}>
                            <RouteLink class="link" to={Route::Home}>
                                { "Open another environment" }
                            </RouteLink>
                        </span>
                    }
                </RequestError>
            </div>
        }
    } else if list.request.is_none() {
        html! { <Skeleton label="Loading segments" /> }
    } else if rows.is_empty() && list.is_complete && list.loading == Loading::Idle {
        if filter.is_active() {
            html! {
                <EmptyState text="No segments match.">
                    <Button on_click={on_clear}>{ "Clear filters" }</Button>
                </EmptyState>
            }
        } else {
            html! {
                <EmptyState text={format!("No segments in {} yet.", format::isolated(&environment))}>
                    <Button variant={ButtonVariant::Primary} icon={IconName::Plus}
                        disabled_reason={lock.clone()} on_click={open_create.clone()}>
                        { "New segment" }
                    </Button>
                </EmptyState>
            }
        }
    } else {
        let footer = match &list.error {
            Some(error) => html! {
                <div class="segment-table-foot">
                    <RequestError what="The rest of the segments could not be loaded."
                        error={error.clone()} on_retry={load_more.clone()} />
                </div>
            },
            None if list.loading == Loading::More => html! {
                <p class="segment-table-foot quiet">{ "Loading more…" }</p>
            },
            None => Html::default(),
        };
        let on_near_end = if list.error.is_none() {
            load_more
        } else {
            Callback::noop()
        };
        let on_cursor = {
            let cursor = cursor.clone();
            Callback::from(move |index| cursor.set(Some(index)))
        };
        html! {
            <SegmentTable place={props.place.clone()} rows={rows.clone()} sort={filter.sort}
                {on_sort} cursor={*cursor} {on_cursor} {on_near_end} {on_delete} {footer} />
        }
    };
    html! {
        <>
            { PERMISSION_PROBE.view().map(|view| view(())).unwrap_or_default() }
            <header class="page-header">
                <h1>{ "Segments" }</h1>
                if let Some(total) = list.total.filter(|_| !filter.is_active() || list.is_whole()) {
                    <span class="page-header-count">{ format::thousands(total) }</span>
                }
                if let Some(reason) = &lock {
                    <Chip label="Read-only" icon={IconName::Lock} title={reason.clone()} />
                }
                <div class="page-actions">
                    <Button variant={ButtonVariant::Primary} icon={IconName::Plus}
                        disabled_reason={lock} on_click={open_create}>
                        { "New segment" }
                    </Button>
                </div>
            </header>
            <FilterRow filter={(*filter).clone()} on_change={on_filter} tags={list.tags.clone()}
                {search_ref} />
            { content }
            <Footer list={list.clone()} shown={rows.len()} />
            if *is_creating {
                { create_dialog(&props.place, &list, &is_creating, &on_loaded) }
            }
            if let Some(row) = (*deleting).clone() {
                { delete_dialog(&props.place, environment, &row, remove, &deleting, &on_loaded) }
            }
        </>
    }
}

fn create_dialog(
    place: &Place,
    list: &SegmentList,
    is_open: &UseStateHandle<bool>,
    on_loaded: &Callback<()>,
) -> Html {
    let is_open = is_open.clone();
    let on_close = Callback::from(move |()| is_open.set(false));
    let properties = || CreateDialogProps {
        place: place.clone(),
        rows: list.rows.clone(),
        is_whole: list.is_whole(),
        on_close: on_close.clone(),
    };
    CREATE_DIALOG.dialog(properties, on_loaded, &on_close)
}

fn delete_dialog(
    place: &Place,
    environment: AttrValue,
    row: &Row,
    remove: Callback<SegmentKey>,
    deleting: &UseStateHandle<Option<Rc<Row>>>,
    on_loaded: &Callback<()>,
) -> Html {
    let deleting = deleting.clone();
    let on_close = Callback::from(move |()| deleting.set(None));
    let key = row.summary.key.clone();
    let properties = || DeleteDialogProps {
        place: place.clone(),
        segment_key: key.clone(),
        name: row.summary.name.clone().into(),
        environment,
        on_deleted: {
            let on_close = on_close.clone();
            Callback::from(move |()| {
                remove.emit(key.clone());
                on_close.emit(());
            })
        },
        on_close: on_close.clone(),
    };
    DELETE_DIALOG.dialog(properties, on_loaded, &on_close)
}

/// The filter of the address; the address follows when it changes.
#[hook]
fn use_filter(place: &Place) -> UseStateHandle<ListFilter> {
    let query = use_address().query;
    let filter = use_state_eq(|| ListFilter::from_query(&query));
    let settled = use_debounced(&filter.to_query(), ADDRESS_PAUSE);
    let written = use_mut_ref(|| filter.to_query());
    {
        let (route, written) = (Route::segments(place), written.clone());
        use_effect_with(settled, move |settled| {
            if *written.borrow() == *settled {
                return;
            }
            written.borrow_mut().clone_from(settled);
            route.replace(settled);
        });
    }
    {
        // Back and Forward, and links to this page with another filter.
        let filter = filter.clone();
        use_effect_with(query, move |query| {
            let of_address = ListFilter::from_query(query);
            if of_address.to_query() != *written.borrow() {
                written.replace(of_address.to_query());
                filter.set(of_address);
            }
        });
    }
    filter
}

/// `/` goes to the filter, `C` to a new segment, and J and K from anywhere to the rows.
fn shortcuts(
    search_ref: &NodeRef,
    open_create: &Callback<()>,
    cursor: &UseStateHandle<Option<usize>>,
    count: usize,
) -> Callback<String, bool> {
    let (search_ref, open_create, cursor) =
        (search_ref.clone(), open_create.clone(), cursor.clone());
    Callback::from(move |key: String| {
        match key.as_str() {
            "/" => {
                if let Some(search) = search_ref.cast::<HtmlElement>() {
                    let _ = search.focus();
                }
            }
            "c" | "C" => open_create.emit(()),
            "j" | "J" | "k" | "K" if count > 0 => {
                focus_rows();
                if cursor.is_none() {
                    cursor.set(Some(0));
                }
            }
            _ => return false,
        }
        true
    })
}

fn focus_rows() {
    let rows = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.query_selector(".segment-table").ok().flatten());
    if let Some(rows) = rows {
        let rows: HtmlElement = wasm_bindgen::JsCast::unchecked_into(rows);
        let _ = rows.focus();
    }
}
