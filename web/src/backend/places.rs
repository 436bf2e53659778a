//! Projects and environments, as far as the dashboard shows them. Their whole models would be a
//! thirtieth of what a first visit loads.

use segdeck_client::{ClientError, Paged, Pager};
use segdeck_core::{
    Invalid,
    endpoint::{Endpoint, ListEnvironments, ListProjects, Operation, Place},
    model::Page,
    wire::{self, Request},
};
use serde::Deserialize;

use super::ApiClient;

/// How many entries are asked for at once.
const PAGE_SIZE: u64 = 100;

/// A project, or an environment.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlaceEntry {
    /// The key.
    pub key: String,
    /// The name.
    pub name: String,
    /// An environment's colour: six hexadecimal digits, without `#`.
    #[serde(default)]
    pub color: String,
    /// Whether an environment is marked critical.
    #[serde(default)]
    pub critical: bool,
    /// Whether a change in an environment needs a comment.
    #[serde(default)]
    pub require_comments: bool,
    /// Whether a change in an environment needs a confirmation.
    #[serde(default)]
    pub confirm_changes: bool,
}

/// The same call, of whose answer only that is read.
#[derive(Clone)]
struct Entries<E>(E);

impl<E: Endpoint> Endpoint for Entries<E> {
    const OPERATION: Operation = E::OPERATION;
    type Answer = Page<PlaceEntry>;

    fn request(&self) -> Request {
        self.0.request()
    }

    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
        wire::decode(body)
    }
}

impl<E: Paged> Paged for Entries<E> {
    type Item = PlaceEntry;
    type Key = String;

    fn at(&self, limit: u64, offset: u64) -> Self {
        Self(self.0.at(limit, offset))
    }

    fn key(item: &PlaceEntry) -> &String {
        &item.key
    }
}

impl ApiClient {
    /// All projects.
    ///
    /// # Errors
    /// As [`segdeck_client::Client::call`].
    pub async fn project_entries(&self) -> Result<Vec<PlaceEntry>, ClientError> {
        self.all(ListProjects::default()).await
    }

    /// All environments of a project.
    ///
    /// # Errors
    /// As [`segdeck_client::Client::call`].
    pub async fn environment_entries(&self, project: &str) -> Result<Vec<PlaceEntry>, ClientError> {
        self.all(ListEnvironments::new(project)).await
    }

    /// The first environment of the first project, if there is one.
    ///
    /// # Errors
    /// As [`segdeck_client::Client::call`].
    pub async fn first_place(&self) -> Result<Option<Place>, ClientError> {
        let Some(project) = self.first(ListProjects::default()).await? else {
            return Ok(None);
        };
        let environment = self.first(ListEnvironments::new(project.as_str())).await?;
        Ok(environment.map(|environment| Place::new(project, environment)))
    }

    async fn all<E: Paged>(&self, call: E) -> Result<Vec<PlaceEntry>, ClientError> {
        let mut pager = Pager::new(Entries(call), PAGE_SIZE);
        let mut all = Vec::new();
        while let Some(page) = self.next_page(&mut pager).await? {
            all.extend(page.items);
        }
        Ok(all)
    }

    async fn first<E: Paged>(&self, call: E) -> Result<Option<String>, ClientError> {
        let page = self.call(&Entries(call).at(1, 0)).await?;
        Ok(page.items.into_iter().next().map(|entry| entry.key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_read_and_all_else_passed_over() {
        let body = serde_json::json!({ "totalCount": 2, "_links": {}, "items": [
            { "key": "production", "name": "Production", "color": "417505", "critical": true,
              "requireComments": true, "confirmChanges": true, "_id": "1", "apiKey": "sdk-1", "approvalSettings": {} },
            { "key": "default", "name": "Default", "tags": ["a"] },
        ] })
        .to_string();
        let page = Entries(ListProjects::default())
            .read(body.as_bytes())
            .unwrap();
        let entry = |key: &str, name: &str, color: &str, is_strict| PlaceEntry {
            key: key.to_owned(),
            name: name.to_owned(),
            color: color.to_owned(),
            critical: is_strict,
            require_comments: is_strict,
            confirm_changes: is_strict,
        };
        assert_eq!(
            page.items,
            [
                entry("production", "Production", "417505", true),
                entry("default", "Default", "", false),
            ]
        );
    }
}
