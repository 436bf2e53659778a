//! Project and environment in the top bar.

use std::rc::Rc;

use segdeck_core::endpoint::Place;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::{
    backend::{PlaceEntry, use_backend},
    format::isolated,
    hooks::use_place_info,
    route::Route,
    text,
    ui::{Chip, IconName, SwitcherItem, SwitcherMenu, use_toasts},
};

#[component]
pub(super) fn Switchers() -> Html {
    let info = use_place_info();
    let client = use_backend().client;
    let toasts = use_toasts();
    let projects: Rc<[SwitcherItem]> = info.projects.query.data().map_or_else(
        || Rc::from([item(info.place.project.as_str(), "", None)]),
        |projects| {
            projects
                .iter()
                .map(|project| item(project.key.as_str(), &project.name, None))
                .collect()
        },
    );
    let environments: Rc<[SwitcherItem]> = info.environments.query.data().map_or_else(
        || Rc::from([item(info.place.environment.as_str(), "", None)]),
        |environments| environments.iter().map(environment_item).collect(),
    );
    let on_project = {
        Callback::from(move |key: AttrValue| {
            let (client, toasts) = (client.clone(), toasts.clone());
            spawn_local(async move {
                match client.environment_entries(&key).await {
                    Ok(entries) => match entries.into_iter().next() {
                        Some(first) => {
                            Route::segments(&Place::new(key.as_str(), first.key)).open();
                        }
                        None => toasts.error(format!("{} has no environment.", isolated(&key))),
                    },
                    Err(error) => toasts.error(format!(
                        "The environments of {} could not be loaded. {}",
                        isolated(&key),
                        text::failure(&error).message
                    )),
                }
            });
        })
    };
    let on_environment = {
        let project = info.place.project.clone();
        Callback::from(move |key: AttrValue| {
            Route::segments(&Place::new(project.clone(), key.as_str())).open();
        })
    };
    let is_critical = info
        .environment()
        .is_some_and(|environment| environment.critical);
    html! {
        <>
            <SwitcherMenu label="Project" items={projects}
                selected={info.place.project.to_string()} on_select={on_project} />
            <span class="top-bar-slash" aria-hidden="true">{ "/" }</span>
            <SwitcherMenu label="Environment" items={environments}
                selected={info.place.environment.to_string()} on_select={on_environment} />
            if is_critical {
                <Chip label="Critical" icon={IconName::Lock} />
            }
        </>
    }
}

fn item(key: &str, name: &str, color: Option<&str>) -> SwitcherItem {
    SwitcherItem {
        key: key.to_owned().into(),
        name: if name.is_empty() { key } else { name }.to_owned().into(),
        color: color.map(|color| color.to_owned().into()),
    }
}

fn environment_item(environment: &PlaceEntry) -> SwitcherItem {
    let color = Some(environment.color.as_str()).filter(|color| !color.is_empty());
    item(environment.key.as_str(), &environment.name, color)
}
