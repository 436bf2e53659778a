//! One segment in the list.

use std::rc::Rc;

use segdeck_core::{
    endpoint::Place,
    model::{SegmentKind, TargetList},
};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::{
    expiring::{Expiring, ExpiringState},
    kind,
};
use crate::{
    backend::use_backend,
    format, platform,
    route::{Route, RouteLink, SegmentTab},
    state::list_filter::Row,
    ui::{Chip, ChipTone, Icon, IconName, Menu, MenuItem, use_toasts},
};

/// How many tags a row shows; the rest are counted.
const TAGS_SHOWN: usize = 2;
/// An expiration this close is marked.
const SOON: i64 = 7 * format::DAY;

#[derive(Properties, PartialEq)]
pub(super) struct SegmentRowProps {
    pub row: Rc<Row>,
    pub place: Place,
    pub expiring: ExpiringState,
    pub now: i64,
    pub on_delete: Callback<Rc<Row>>,
    /// Whether it has three short lines instead of columns.
    pub is_narrow: bool,
}

#[component]
pub(super) fn SegmentRow(props: &SegmentRowProps) -> Html {
    let summary = &props.row.summary;
    let (icon, kind) = kind::look(summary.kind());
    let has_rules = matches!(summary.kind(), SegmentKind::RuleBased | SegmentKind::List);
    let modified = summary.last_modified_date.0;
    let absolute = platform::local_date_time(modified);
    let included = summary.target_count(TargetList::Included);
    let excluded = summary.target_count(TargetList::Excluded);
    if props.is_narrow {
        return html! {
            <div class="segment-row segment-row-narrow">
                { name(props) }
                <div class="segment-row-modified" role="gridcell">
                    <time title={absolute}>{ platform::relative(modified, props.now) }</time>
                </div>
                <div class="segment-row-expiring" role="gridcell">
                    if matches!(props.expiring, ExpiringState::Known(Some(_))) {
                        { expiring(props.expiring, props.now) }
                    }
                </div>
                <div class="segment-row-facts" role="gridcell">
                    <Icon name={icon} />{ facts(&props.row, kind) }
                </div>
            </div>
        };
    }
    html! {
        <div class="segment-row">
            { name(props) }
            <div class="segment-row-kind" role="gridcell"><Icon name={icon} />{ kind }</div>
            <div class="segment-row-tags" role="gridcell">
                { for summary.tags.iter().take(TAGS_SHOWN).map(|tag| html! {
                    <Chip key={tag.clone()} label={tag.clone()} tone={ChipTone::Tag} />
                }) }
                if summary.tags.len() > TAGS_SHOWN {
                    <span class="segment-row-more"
                        title={summary.tags.get(TAGS_SHOWN..).unwrap_or_default().join(", ")}>
                        { format!("+{}", summary.tags.len() - TAGS_SHOWN) }
                    </span>
                }
            </div>
            <div class="segment-row-count" role="gridcell" data-what="included">
                { count(included) }
            </div>
            <div class="segment-row-count" role="gridcell" data-what="excluded">
                { count(excluded) }
            </div>
            <div class="segment-row-count" role="gridcell" data-what="rules">
                { count(has_rules.then(|| summary.rule_count())) }
            </div>
            <div class="segment-row-expiring" role="gridcell">
                { expiring(props.expiring, props.now) }
            </div>
            <div class="segment-row-modified" role="gridcell">
                <time title={absolute.clone()}>{ platform::relative(modified, props.now) }</time>
                <span class="segment-row-date">{ absolute }</span>
            </div>
            <div class="segment-row-menu row-actions" role="gridcell">
                <RowMenu row={props.row.clone()} place={props.place.clone()}
                    on_delete={props.on_delete.clone()} />
            </div>
        </div>
    }
}

fn name(props: &SegmentRowProps) -> Html {
    let summary = &props.row.summary;
    html! {
        <div class="segment-row-name" role="gridcell">
            <RouteLink class="segment-row-link"
                to={Route::segment(&props.place, &summary.key, SegmentTab::default())}>
                { summary.name.clone() }
            </RouteLink>
            <code class="key">{ summary.key.to_string() }</code>
        </div>
    }
}

/// "Rule-based · 1,331 included · 4 excluded · 3 rules", without what there is none of.
fn facts(row: &Row, kind: &str) -> String {
    let summary = &row.summary;
    let mut parts = vec![kind.to_owned()];
    for list in TargetList::ALL {
        if let Some(count) = summary.target_count(list).filter(|count| *count > 0) {
            parts.push(format!("{} {}", format::thousands(count), list.as_str()));
        }
    }
    if summary.rule_count() > 0 {
        let count = usize::try_from(summary.rule_count()).unwrap_or(usize::MAX);
        parts.push(format::plural(count, "rule", "rules"));
    }
    parts.join(" · ")
}

/// A number; a quiet 0, and a dash where there is none.
fn count(number: Option<u64>) -> Html {
    match number {
        None => html! { <span class="quiet" title="Does not apply">{ "–" }</span> },
        Some(0) => html! { <span class="quiet">{ "0" }</span> },
        Some(number) => html! { format::thousands(number) },
    }
}

fn expiring(state: ExpiringState, now: i64) -> Html {
    match state {
        ExpiringState::Unknown => {
            html! { <span class="quiet" aria-label="Not loaded">{ "·" }</span> }
        }
        ExpiringState::NotApplicable | ExpiringState::Known(None) => {
            html! { <span class="quiet" aria-label="None">{ "–" }</span> }
        }
        ExpiringState::Known(Some(Expiring { count, next })) => {
            let tone = if next - now <= SOON {
                ChipTone::Warning
            } else {
                ChipTone::Outline
            };
            let label = format!("{count} · {}", format::time_left(next, now));
            let title = format!(
                "{}, the next on {}",
                format::plural(count, "target expires", "targets expire"),
                platform::local_date_time(next)
            );
            html! { <Chip {label} {tone} icon={IconName::Clock} title={AttrValue::from(title)} /> }
        }
    }
}

#[derive(Properties, PartialEq)]
struct RowMenuProps {
    row: Rc<Row>,
    place: Place,
    on_delete: Callback<Rc<Row>>,
}

#[component]
fn RowMenu(props: &RowMenuProps) -> Html {
    let toasts = use_toasts();
    let summary = &props.row.summary;
    let route = Route::segment(&props.place, &summary.key, SegmentTab::default());
    let copy = |what: &'static str, text: String| {
        let toasts = toasts.clone();
        Callback::from(move |()| {
            let (toasts, text) = (toasts.clone(), text.clone());
            spawn_local(async move {
                match platform::copy_text(&text).await {
                    Ok(()) => toasts.done(format!("{what} copied.")),
                    Err(reason) => toasts.error(reason),
                }
            });
        })
    };
    let origin = web_sys::window()
        .and_then(|window| window.location().origin().ok())
        .unwrap_or_default();
    let link = format!("{origin}{}", route.href());
    let open = Callback::from(move |()| route.open());
    let delete = {
        let row = props.row.clone();
        props.on_delete.reform(move |()| row.clone())
    };
    let items: Rc<[MenuItem]> = Rc::from([
        MenuItem::new("Open", open).icon(IconName::Arrow),
        MenuItem::new("Copy key", copy("Key", summary.key.to_string())).icon(IconName::Key),
        MenuItem::new("Copy link", copy("Link", link)).icon(IconName::Copy),
        MenuItem::new("Delete…", delete)
            .icon(IconName::Trash)
            .disabled(use_backend().read_only)
            .danger(),
    ]);
    html! { <Menu label={format!("Actions for {}", format::isolated(&summary.name))} {items} /> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_leave_out_what_there_is_none_of() {
        let row = |extra: serde_json::Value| {
            let mut value = serde_json::json!({
                "key": "a", "name": "A", "creationDate": 1, "lastModifiedDate": 1, "version": 1,
            });
            for (name, member) in extra.as_object().unwrap() {
                value[name.as_str()] = member.clone();
            }
            Row::new(serde_json::from_value(value).unwrap())
        };
        let keys: Vec<String> = (0..1_331).map(|number| number.to_string()).collect();
        let full = row(serde_json::json!({
            "included": keys, "rules": [{}],
            "excludedContexts": [{ "contextKind": "org", "values": ["x", "y"] }],
        }));
        assert_eq!(
            facts(&full, "Rule-based"),
            "Rule-based · 1,331 included · 2 excluded · 1 rule"
        );
        assert_eq!(facts(&row(serde_json::json!({})), "List"), "List");
    }
}
