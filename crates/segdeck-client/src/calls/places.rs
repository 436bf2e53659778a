//! Projects and environments.

use segdeck_core::{
    ProjectKey,
    endpoint::{
        CreateEnvironment, CreateProject, DeleteEnvironment, DeleteProject, GetEnvironment,
        GetProject, ListEnvironments, ListProjects, PatchEnvironment, Place,
    },
    model::{CreatedProject, Environment, NewEnvironment, NewProject, Page, Project},
    patch::JsonPatch,
    wire::Transport,
};

use super::Answer;
use crate::Client;

/// Each of these makes one call; all fail as [`Client::call`] does.
#[allow(
    clippy::missing_errors_doc,
    reason = "said once, for all of them, above"
)]
impl<T: Transport> Client<T> {
    /// Gets one page of projects.
    pub async fn list_projects(&self, call: &ListProjects) -> Answer<Page<Project>> {
        self.call(call).await
    }

    /// Gets a project, without its environments.
    pub async fn get_project(&self, project: &ProjectKey) -> Answer<Project> {
        self.call(&GetProject::new(project.clone())).await
    }

    /// Creates a project with its environments; a taken key is
    /// [`crate::ClientError::is_key_taken`].
    pub async fn create_project(&self, project: NewProject) -> Answer<CreatedProject> {
        self.call(&CreateProject::new(project)).await
    }

    /// Deletes a project with all that is in it, for good.
    pub async fn delete_project(&self, project: &ProjectKey) -> Answer<()> {
        self.call(&DeleteProject::new(project.clone())).await
    }

    /// Gets one page of a project's environments.
    pub async fn list_environments(&self, call: &ListEnvironments) -> Answer<Page<Environment>> {
        self.call(call).await
    }

    /// Gets the first page of a project's environments.
    pub async fn environments_of(&self, project: &ProjectKey) -> Answer<Page<Environment>> {
        self.call(&ListEnvironments::new(project.clone())).await
    }

    /// Gets an environment.
    pub async fn get_environment(&self, place: &Place) -> Answer<Environment> {
        self.call(&GetEnvironment::new(place.clone())).await
    }

    /// Creates an environment; a taken key is [`crate::ClientError::is_key_taken`].
    pub async fn create_environment(
        &self,
        project: &ProjectKey,
        environment: NewEnvironment,
    ) -> Answer<Environment> {
        self.call(&CreateEnvironment::new(project.clone(), environment))
            .await
    }

    /// Changes the settings of an environment.
    pub async fn patch_environment(&self, place: &Place, patch: JsonPatch) -> Answer<Environment> {
        self.call(&PatchEnvironment::new(place.clone(), patch))
            .await
    }

    /// Deletes an environment with all that is in it, for good.
    pub async fn delete_environment(&self, place: &Place) -> Answer<()> {
        self.call(&DeleteEnvironment::new(place.clone())).await
    }
}
