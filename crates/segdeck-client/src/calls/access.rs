//! Access tokens, and what the API tells of itself, by name.

use segdeck_core::{
    endpoint::{GetRoot, GetToken, GetVersions, ListTokens},
    model::{AccessToken, Page, Root, Versions},
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
    /// Gets one page of access tokens, their secrets left out.
    pub async fn list_tokens(&self, call: &ListTokens) -> Answer<Page<AccessToken>> {
        self.call(call).await
    }

    /// Gets one access token by its id, its secret left out.
    pub async fn get_token(&self, id: &str) -> Answer<AccessToken> {
        self.call(&GetToken::new(id)).await
    }

    /// Asks which versions of the API there are.
    pub async fn versions(&self) -> Answer<Versions> {
        self.call(&GetVersions).await
    }

    /// Lists the kinds of resource.
    pub async fn root(&self) -> Answer<Root> {
        self.call(&GetRoot).await
    }
}
