//! The rows of the list and the heads of its columns.

use std::rc::Rc;

use segdeck_core::endpoint::Place;
use yew::prelude::*;

use super::{expiring::use_expiring, row::SegmentRow};
use crate::{
    hooks::{use_is_narrow, use_now},
    route::{Route, SegmentTab},
    state::list_filter::{Row, Sort, SortField},
    ui::{Icon, IconName, WindowedList},
};

const ROW_HEIGHT: u32 = 45;
const NARROW_ROW_HEIGHT: u32 = 76;
/// The next page is asked for when this many rows are left below.
const AHEAD: usize = 50;

#[derive(Properties, PartialEq)]
pub(super) struct SegmentTableProps {
    pub place: Place,
    pub rows: Rc<[Rc<Row>]>,
    pub sort: Sort,
    pub on_sort: Callback<Sort>,
    pub cursor: Option<usize>,
    pub on_cursor: Callback<usize>,
    pub on_near_end: Callback<()>,
    pub on_delete: Callback<Rc<Row>>,
    pub footer: Html,
}

#[component]
pub(super) fn SegmentTable(props: &SegmentTableProps) -> Html {
    let range = use_state_eq(|| (0_usize, 0_usize));
    let expiring = use_expiring(&props.place, &props.rows, *range);
    let now = use_now();
    let is_narrow = use_is_narrow();
    {
        let on_near_end = props.on_near_end.clone();
        let is_near = range.1 + AHEAD >= props.rows.len();
        use_effect_with((is_near, props.rows.len()), move |(is_near, _)| {
            if *is_near {
                on_near_end.emit(());
            }
        });
    }
    let on_visible_range = {
        let range = range.clone();
        Callback::from(move |visible| range.set(visible))
    };
    let render = {
        let (rows, place) = (props.rows.clone(), props.place.clone());
        let on_delete = props.on_delete.clone();
        Callback::from(move |index: usize| match rows.get(index) {
            Some(row) => html! {
                <SegmentRow row={row.clone()} place={place.clone()} {now}
                    {is_narrow} expiring={expiring.of(row)} on_delete={on_delete.clone()} />
            },
            None => Html::default(),
        })
    };
    let row_key = {
        let rows = props.rows.clone();
        Callback::from(move |index: usize| {
            let key = rows.get(index).map(|row| row.summary.key.to_string());
            AttrValue::from(key.unwrap_or_default())
        })
    };
    let on_open = {
        let (rows, place) = (props.rows.clone(), props.place.clone());
        Callback::from(move |index: usize| {
            if let Some(row) = rows.get(index) {
                Route::segment(&place, &row.summary.key, SegmentTab::default()).open();
            }
        })
    };
    html! {
        <WindowedList class="segment-table" label="Segments" count={props.rows.len()}
            row_height={if is_narrow { NARROW_ROW_HEIGHT } else { ROW_HEIGHT }}
            header={if is_narrow { Html::default() } else { header(props.sort, &props.on_sort) }} {render} {row_key} {on_open}
            cursor={props.cursor} on_cursor={props.on_cursor.clone()} {on_visible_range}
            keep_position_as={format!(
                "segdeck.list.{}.{}", props.place.project, props.place.environment
            )}
            footer={props.footer.clone()} />
    }
}

fn header(sort: Sort, on_sort: &Callback<Sort>) -> Html {
    let sorted = |field: SortField, label: &'static str, class: &'static str| {
        let is_on = sort.field == field;
        let direction = match (is_on, sort.is_descending) {
            (false, _) => "none",
            (true, true) => "descending",
            (true, false) => "ascending",
        };
        html! {
            <div class={class} role="columnheader" aria-sort={direction}>
                <button type="button" class="column-sort" data-on={is_on.then_some("true")}
                    onclick={on_sort.reform(move |_: MouseEvent| sort.toggled(field))}>
                    { label }
                    if is_on {
                        <Icon size={14} name={
                            if sort.is_descending { IconName::ChevronDown }
                            else { IconName::ChevronUp }
                        } />
                    }
                </button>
            </div>
        }
    };
    let plain = |label: &'static str, class: &'static str, what: Option<&'static str>| {
        html! { <div {class} role="columnheader" data-what={what}>{ label }</div> }
    };
    html! {
        <div class="segment-row segment-table-head" role="row">
            { sorted(SortField::Name, "Name and key", "segment-row-name") }
            { plain("Kind", "segment-row-kind", None) }
            { plain("Tags", "segment-row-tags", None) }
            { plain("Included", "segment-row-count", Some("included")) }
            { plain("Excluded", "segment-row-count", Some("excluded")) }
            { plain("Rules", "segment-row-count", Some("rules")) }
            { plain("Expiring", "segment-row-expiring", None) }
            { sorted(SortField::Modified, "Last modified", "segment-row-modified") }
            <div class="segment-row-menu" role="columnheader">
                <span class="visually-hidden">{ "Actions" }</span>
            </div>
        </div>
    }
}
