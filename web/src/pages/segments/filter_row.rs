//! What the list is narrowed to.

use std::rc::Rc;

use segdeck_core::model::SegmentKind;
use yew::prelude::*;

use super::kind;
use crate::{
    state::list_filter::{ListFilter, Sort, SortField, kind_name, kind_of_name},
    ui::{
        Button, ButtonSize, ButtonVariant, Chip, ChipTone, Choice, IconName, Menu, MenuItem,
        Select, TextInput,
    },
};

const KINDS: [SegmentKind; 4] = [
    SegmentKind::RuleBased,
    SegmentKind::List,
    SegmentKind::Big,
    SegmentKind::Synced,
];

const SORTS: [(SortField, bool, &str); 6] = [
    (SortField::Modified, true, "last modified"),
    (SortField::Modified, false, "first modified"),
    (SortField::Name, false, "name, A to Z"),
    (SortField::Name, true, "name, Z to A"),
    (SortField::Created, true, "newest"),
    (SortField::Created, false, "oldest"),
];

#[derive(Properties, PartialEq)]
pub(super) struct FilterRowProps {
    pub filter: ListFilter,
    pub on_change: Callback<ListFilter>,
    /// The tags that loaded segments have.
    pub tags: Rc<Vec<String>>,
    pub search_ref: NodeRef,
}

#[component]
pub(super) fn FilterRow(props: &FilterRowProps) -> Html {
    let filter = &props.filter;
    let change = |edit: fn(&mut ListFilter, AttrValue)| {
        let (filter, on_change) = (filter.clone(), props.on_change.clone());
        Callback::from(move |value: AttrValue| {
            let mut next = filter.clone();
            edit(&mut next, value);
            on_change.emit(next);
        })
    };
    let on_text = change(|filter, text| filter.text = text.to_string());
    let on_kind = change(|filter, name| filter.kind = kind_of_name(&name));
    let on_sort = change(|filter, name| filter.sort = Sort::from_api(&name).unwrap_or_default());
    let on_tag = change(|filter, tag| toggle(&mut filter.tags, &tag));
    let kinds: Rc<[Choice]> = std::iter::once(Choice::new("", "any"))
        .chain(
            KINDS
                .into_iter()
                .map(|of| Choice::new(kind_name(of), kind::look(of).1)),
        )
        .collect();
    let sorts: Rc<[Choice]> = SORTS
        .into_iter()
        .map(|(field, is_descending, label)| {
            let sort = Sort {
                field,
                is_descending,
            };
            Choice::new(sort.to_api(), label)
        })
        .collect();
    let tags: Rc<[MenuItem]> = props
        .tags
        .iter()
        .map(|tag| {
            let name = AttrValue::from(tag.clone());
            let item = MenuItem::new(name.clone(), on_tag.reform(move |()| name.clone()));
            if filter.tags.contains(tag) {
                item.icon(IconName::Check)
            } else {
                item
            }
        })
        .collect();
    let on_clear = {
        let (filter, on_change) = (filter.clone(), props.on_change.clone());
        Callback::from(move |()| on_change.emit(filter.cleared()))
    };
    html! {
        <div class="filter-row" role="search">
            <TextInput value={filter.text.clone()}
                on_input={on_text.reform(AttrValue::from)} kind="search"
                icon={IconName::Search} label="Filter by name, key or description"
                placeholder="Filter by name, key or description"
                input_ref={props.search_ref.clone()} suffix={html! { <kbd>{ "/" }</kbd> }} />
            <Select choices={kinds} value={filter.kind.map_or("", kind_name)} on_change={on_kind}
                label="Kind" prefix="Kind" />
            if !props.tags.is_empty() {
                <Menu label="Filter by tag" text={
                    if filter.tags.is_empty() { "Tags any".to_owned() }
                    else { format!("Tags {}", filter.tags.len()) }
                } icon={IconName::Tag} items={tags} variant={ButtonVariant::Default}
                    size={ButtonSize::Large} />
            }
            { for filter.tags.iter().map(|tag| {
                let name = AttrValue::from(tag.clone());
                html! {
                    <Chip key={tag.clone()} label={name.clone()} tone={ChipTone::Tag}
                        on_remove={on_tag.reform(move |()| name.clone())} />
                }
            }) }
            if filter.is_active() {
                <Button variant={ButtonVariant::Ghost} on_click={on_clear}>
                    { "Clear filters" }
                </Button>
            }
            <div class="filter-row-end">
                <Select choices={sorts} value={filter.sort.to_api()} on_change={on_sort}
                    label="Sort" prefix="Sort" />
            </div>
        </div>
    }
}

fn toggle(tags: &mut Vec<String>, tag: &str) {
    let count = tags.len();
    tags.retain(|known| known != tag);
    if tags.len() == count {
        tags.push(tag.to_owned());
    }
}
