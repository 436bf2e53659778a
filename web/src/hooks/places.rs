//! The projects and environments that there are, and the one that is shown.

use std::rc::Rc;

use segdeck_core::endpoint::{Operation, Place};
use yew::prelude::*;

use super::{QueryHandle, use_query};
use crate::{
    backend::{PlaceEntry, use_backend},
    state::last_place,
};

/// The environment that is shown, and what it can be switched to.
#[derive(Clone, PartialEq)]
pub struct PlaceInfo {
    /// The keys.
    pub place: Place,
    /// All projects.
    pub projects: QueryHandle<Vec<PlaceEntry>>,
    /// All environments of the project.
    pub environments: QueryHandle<Vec<PlaceEntry>>,
}

impl PlaceInfo {
    /// The environment, once it is known.
    #[must_use]
    pub fn environment(&self) -> Option<&PlaceEntry> {
        let environments = self.environments.query.data()?;
        environments
            .iter()
            .find(|environment| environment.key == self.place.environment.as_str())
    }

    /// The environment's name, or its key until that is known.
    #[must_use]
    pub fn environment_name(&self) -> String {
        self.environment().map_or_else(
            || self.place.environment.to_string(),
            |environment| environment.name.clone(),
        )
    }

    /// The project's name, or its key until that is known.
    #[must_use]
    pub fn project_name(&self) -> String {
        let project = self.projects.query.data().and_then(|projects| {
            projects
                .iter()
                .find(|project| project.key == self.place.project.as_str())
        });
        project.map_or_else(
            || self.place.project.to_string(),
            |project| project.name.clone(),
        )
    }
}

/// What a [`PlaceProvider`] needs.
#[derive(Properties, PartialEq)]
pub struct PlaceProviderProps {
    /// The environment that is shown.
    pub place: Place,
    /// The page.
    pub children: Html,
}

/// Provides the environment that is shown to the page inside it.
#[component]
pub fn PlaceProvider(props: &PlaceProviderProps) -> Html {
    let projects = use_query(Operation::ListProjects, (), |client, ()| async move {
        client.project_entries().await
    });
    let environments = use_query(
        Operation::ListEnvironments,
        props.place.project.clone(),
        |client, project| async move { client.environment_entries(project.as_str()).await },
    );
    let info = PlaceInfo {
        place: props.place.clone(),
        projects,
        environments,
    };
    // An address that leads nowhere is not worth coming back to.
    let existing = info.environment().map(|_| props.place.clone());
    let scope = use_backend().scope;
    use_effect_with(existing, move |existing| {
        if let Some(place) = existing {
            last_place::write(&scope, place);
        }
    });
    html! {
        <ContextProvider<Rc<PlaceInfo>> context={Rc::new(info)}>
            { props.children.clone() }
        </ContextProvider<Rc<PlaceInfo>>>
    }
}

/// The environment that is shown.
///
/// # Panics
///
/// Outside of a [`PlaceProvider`].
#[hook]
#[expect(
    clippy::expect_used,
    reason = "a missing provider is a mistake in the page's code"
)]
pub fn use_place_info() -> Rc<PlaceInfo> {
    use_context::<Rc<PlaceInfo>>().expect("use_place_info needs a PlaceProvider around it")
}
