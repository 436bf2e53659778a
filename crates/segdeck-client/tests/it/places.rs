//! Projects, environments, contexts and tags, from a sandbox in the same process.

use std::{cell::Cell, time::Duration};

use segdeck_client::{AccessToken, Client};
use segdeck_core::{
    ProjectKey, UnixMillis,
    endpoint::{
        GetContexts, ListContextAttributeValues, ListContextAttributes, ListEnvironments,
        ListProjects, ListTags, Place, SearchContexts,
    },
    model::{Context, NewEnvironment, NewProject, NewSegment},
    patch::JsonPatch,
    wire::{Request, Response, Transport, TransportError},
};
use segdeck_sandbox::{DEFAULT_ADMIN_TOKEN, DEFAULT_READER_TOKEN, Options, Sandbox};
use serde_json::json;

use crate::scripted::START;

struct InProcess {
    sandbox: Sandbox,
    now: Cell<UnixMillis>,
}

impl InProcess {
    fn new() -> Self {
        Self {
            sandbox: Sandbox::open_in_memory(Options::default()).unwrap(),
            now: Cell::new(START),
        }
    }

    fn client(&self, token: &str) -> Client<&Self> {
        Client::new(self, AccessToken::parse(token).unwrap())
    }

    fn admin(&self) -> Client<&Self> {
        self.client(DEFAULT_ADMIN_TOKEN)
    }
}

impl Transport for InProcess {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        self.now.set(self.now.get().plus(1));
        Ok(self.sandbox.handle(&request, self.now.get()))
    }

    async fn sleep(&self, _: Duration) {}

    fn now(&self) -> UnixMillis {
        self.now.get()
    }
}

fn project(key: &str) -> NewProject {
    NewProject {
        key: key.into(),
        name: format!("Project {key}"),
        tags: vec!["eu".to_owned()],
        environments: Some(vec![environment("one")]),
        ..NewProject::default()
    }
}

fn environment(key: &str) -> NewEnvironment {
    NewEnvironment {
        key: key.into(),
        name: format!("Environment {key}"),
        color: "417505".to_owned(),
        ..NewEnvironment::default()
    }
}

#[tokio::test]
async fn projects_are_made_read_and_deleted() {
    let server = InProcess::new();
    let client = server.admin();
    let made = client.create_project(project("p")).await.unwrap();
    let key = ProjectKey::new("p");
    assert_eq!(made.key, key);
    let taken = client.create_project(project("p")).await.unwrap_err();
    assert!(taken.is_key_taken());
    assert_eq!(client.get_project(&key).await.unwrap().tags, ["eu"]);
    let listed = client
        .list_projects(&ListProjects::default())
        .await
        .unwrap();
    assert_eq!(listed.items.len(), 2);
    client.delete_project(&key).await.unwrap();
    assert!(client.get_project(&key).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn environments_are_made_changed_and_deleted() {
    let server = InProcess::new();
    let client = server.admin();
    client.create_project(project("p")).await.unwrap();
    let key = ProjectKey::new("p");
    let made = client
        .create_environment(&key, environment("two"))
        .await
        .unwrap();
    assert_eq!(made.key.as_str(), "two");
    let taken = client.create_environment(&key, environment("two")).await;
    assert!(taken.unwrap_err().is_key_taken());
    let place = Place::new("p", "two");
    let change = json!([{"op": "replace", "path": "/critical", "value": true}]);
    let patch = JsonPatch::parse(&change).unwrap();
    let changed = client.patch_environment(&place, patch).await.unwrap();
    assert!(changed.critical);
    assert_eq!(client.get_environment(&place).await.unwrap(), changed);
    let listed = client.environments_of(&key).await.unwrap();
    let keys: Vec<&str> = listed.items.iter().map(|item| item.key.as_str()).collect();
    assert_eq!(keys, ["one", "two"]);
    let call = ListEnvironments {
        limit: Some(1),
        ..ListEnvironments::new("p")
    };
    let first = client.list_environments(&call).await.unwrap();
    assert_eq!((first.items.len(), first.total_count), (1, Some(2)));
    client.delete_environment(&place).await.unwrap();
    let gone = client.get_environment(&place).await.unwrap_err();
    assert!(gone.is_not_found());
    let last = client.delete_environment(&Place::new("p", "one")).await;
    let status = last.unwrap_err().api().map(|error| error.status);
    assert_eq!(status, Some(400));
}

#[tokio::test]
async fn a_reader_changes_no_place() {
    let server = InProcess::new();
    let reader = server.client(DEFAULT_READER_TOKEN);
    let place = Place::new("default", "test");
    let refusals = [
        reader.create_project(project("p")).await.err(),
        reader.delete_project(&place.project).await.err(),
        reader.delete_environment(&place).await.err(),
    ];
    for refusal in refusals {
        let error = refusal.unwrap();
        assert_eq!(error.api().map(|error| error.status), Some(403));
    }
}

#[tokio::test]
async fn contexts_are_searched_and_completed() {
    let server = InProcess::new();
    let client = server.admin();
    let place = Place::new("default", "test");
    for (key, plan) in [("ada", "team"), ("bob", "free"), ("cid", "team")] {
        let context = Context::new("user", key).with("plan", plan);
        client
            .evaluate_segments(&place, context.into())
            .await
            .unwrap();
    }
    let kinds = client.context_kinds(&place.project).await.unwrap();
    assert_eq!(kinds.items[0].key.as_str(), "user");
    let names = client
        .context_attributes(&ListContextAttributes::new(place.clone()))
        .await
        .unwrap();
    let names: Vec<&str> = names.items[0]
        .names
        .iter()
        .map(|n| n.name.as_str())
        .collect();
    assert_eq!(names, ["key", "plan"]);
    let of_plan = |filter: Option<&str>| ListContextAttributeValues {
        place: place.clone(),
        attribute: "plan".to_owned(),
        filter: filter.map(str::to_owned),
        limit: None,
    };
    let values = client
        .context_attribute_values(&of_plan(Some("kind equals \"user\"")))
        .await
        .unwrap();
    let first = &values.items[0].values[0];
    assert_eq!((&first.value, first.weight), (&json!("team"), 2));
    let unkind = client.context_attribute_values(&of_plan(None)).await;
    let status = unkind.unwrap_err().api().map(|error| error.status);
    assert_eq!(status, Some(400));

    let mut search = SearchContexts {
        filter: Some("user.plan equals \"team\"".to_owned()),
        limit: Some(1),
        ..SearchContexts::new(place.clone())
    };
    let page = client.search_contexts(&search).await.unwrap();
    assert_eq!(page.total_count, Some(2));
    assert_eq!(page.items[0].context["key"], "ada");
    search.continuation_token = page.continuation_token;
    let page = client.search_contexts(&search).await.unwrap();
    assert_eq!(page.items[0].context["key"], "cid");
    assert_eq!(page.continuation_token, None);
    let bob = GetContexts::new(place.clone(), "user", "bob");
    let page = client.get_contexts(&bob).await.unwrap();
    assert_eq!(page.items[0].context["plan"], "free");
    let nobody = GetContexts::new(place, "user", "nobody");
    assert!(client.get_contexts(&nobody).await.unwrap().items.is_empty());
}

#[tokio::test]
async fn tags_are_listed() {
    let server = InProcess::new();
    let client = server.admin();
    let segment = NewSegment {
        key: "s".into(),
        name: "S".to_owned(),
        tags: vec!["b".to_owned(), "a".to_owned()],
        ..NewSegment::default()
    };
    let place = Place::new("default", "test");
    client.create_segment(&place, segment).await.unwrap();
    let page = client.list_tags(&ListTags::of("segment")).await.unwrap();
    assert_eq!(page.items, ["a", "b"]);
    let unknown = client.list_tags(&ListTags::of("sandwich")).await;
    let status = unknown.unwrap_err().api().map(|error| error.status);
    assert_eq!(status, Some(400));
}
