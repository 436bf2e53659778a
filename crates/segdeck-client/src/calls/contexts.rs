//! Contexts that were seen, and tags.

use segdeck_core::{
    ProjectKey,
    endpoint::{
        GetContexts, ListContextAttributeValues, ListContextAttributes, ListContextKinds, ListTags,
        SearchContexts,
    },
    model::{AttributeNames, AttributeValues, ByKind, ContextKinds, ContextPage, Page},
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
    /// Gets the context kinds of a project.
    pub async fn context_kinds(&self, project: &ProjectKey) -> Answer<ContextKinds> {
        self.call(&ListContextKinds::new(project.clone())).await
    }

    /// Gets the attribute names of an environment's contexts.
    pub async fn context_attributes(
        &self,
        call: &ListContextAttributes,
    ) -> Answer<ByKind<AttributeNames>> {
        self.call(call).await
    }

    /// Gets the values that an attribute has.
    pub async fn context_attribute_values(
        &self,
        call: &ListContextAttributeValues,
    ) -> Answer<ByKind<AttributeValues>> {
        self.call(call).await
    }

    /// Gets one page of contexts.
    pub async fn search_contexts(&self, call: &SearchContexts) -> Answer<ContextPage> {
        self.call(call).await
    }

    /// Gets a context by kind and key; an unknown one is an empty page.
    pub async fn get_contexts(&self, call: &GetContexts) -> Answer<ContextPage> {
        self.call(call).await
    }

    /// Gets one page of tags.
    pub async fn list_tags(&self, call: &ListTags) -> Answer<Page<String>> {
        self.call(call).await
    }
}
