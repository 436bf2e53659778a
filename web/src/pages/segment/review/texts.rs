//! The change in the words of other tools. Pure; no text holds an access token.

use segdeck_core::{
    Invalid,
    endpoint::{
        CreateApprovalRequest, Endpoint, PatchBody, PatchExpiringTargets, PatchSegment, Place,
    },
    export,
    model::NewApprovalRequest,
    patch::{Instruction, SemanticPatch},
    wire,
};

use crate::{
    pages::segment::save::SavePlan,
    state::{connection::Connection, connection_id::ConnectionId, draft::DraftState},
};

/// LaunchDarkly's own host, where a connection has none that other tools reach.
const LAUNCHDARKLY: &str = "https://app.launchdarkly.com";

/// The host that other tools send the change to.
#[must_use]
pub fn host(connection: &Connection, page_origin: Option<String>) -> String {
    let config = connection.config.as_deref();
    match &connection.id {
        ConnectionId::Direct { host, .. } => host.as_str().to_owned(),
        ConnectionId::Browser => LAUNCHDARKLY.to_owned(),
        ConnectionId::Server => match config {
            Some(config) if config.is_gateway() => config
                .upstream
                .clone()
                .unwrap_or_else(|| LAUNCHDARKLY.to_owned()),
            _ => page_origin.unwrap_or_else(|| LAUNCHDARKLY.to_owned()),
        },
    }
}

/// What is sent for the segment itself, one body for each request.
#[must_use]
pub fn bodies(
    plan: &SavePlan,
    draft: &DraftState,
    place: &Place,
    comment: Option<&str>,
) -> Vec<PatchBody> {
    let requests = plan.segment_requests();
    let numbered = requests.iter().zip(draft.base.version..);
    numbered
        .map(|(request, version)| request.body(place, version, comment))
        .collect()
}

/// A body as it is sent, to be read.
#[must_use]
pub fn body(body: &PatchBody) -> String {
    wire::pretty(&body.to_value())
}

/// The instructions for the expirations, to be read.
#[must_use]
pub fn expirations(plan: &SavePlan) -> String {
    let instructions: Vec<_> = plan.expirations.iter().map(Instruction::to_value).collect();
    wire::pretty(&instructions)
}

/// All requests of a save as commands for a shell.
///
/// # Errors
/// As [`export::curl`].
pub fn curl(
    host: &str,
    place: &Place,
    draft: &DraftState,
    plan: &SavePlan,
    comment: Option<&str>,
) -> Result<String, Invalid> {
    let key = &draft.base.key;
    let mut commands = Vec::new();
    for body in bodies(plan, draft, place, comment) {
        let call = PatchSegment::new(place.clone(), key.clone(), body);
        commands.push(export::curl(host, &call.request())?);
    }
    if !plan.expirations.is_empty() {
        let mut patch = SemanticPatch::new(plan.expirations.clone());
        patch.comment = comment.map(str::to_owned);
        let call = PatchExpiringTargets::new(place.clone(), key.clone(), patch);
        commands.push(export::curl(host, &call.request())?);
    }
    Ok(commands.join("\n"))
}

/// Approval requests as commands for a shell.
///
/// # Errors
/// As [`export::curl`].
pub fn curl_of_requests(host: &str, requests: &[NewApprovalRequest]) -> Result<String, Invalid> {
    let calls = requests.iter().cloned().map(CreateApprovalRequest::new);
    let commands: Result<Vec<_>, _> = calls
        .map(|call| export::curl(host, &call.request()))
        .collect();
    Ok(commands?.join("\n"))
}

/// The requests for the segment itself as calls of LaunchDarkly's command-line tool.
///
/// # Errors
/// As [`export::ldcli`].
pub fn ldcli(
    host: &str,
    place: &Place,
    draft: &DraftState,
    plan: &SavePlan,
    comment: Option<&str>,
) -> Result<String, Invalid> {
    let key = &draft.base.key;
    let bodies = bodies(plan, draft, place, comment);
    let commands: Result<Vec<_>, _> = bodies
        .iter()
        .map(|body| export::ldcli(host, place, key, body))
        .collect();
    Ok(commands?.join("\n"))
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use segdeck_client::AccessToken;
    use segdeck_core::{ContextKind, model::TargetList};
    use yew::Reducible;

    use super::*;
    use crate::{
        pages::segment::save::Way,
        state::{connection_id::DirectHost, draft::DraftAction},
    };

    const TOKEN: &str = "api-11111111-2222-3333-4444-555555555555";

    fn draft() -> Rc<DraftState> {
        let segment = serde_json::from_value(serde_json::json!({
            "key": "s", "name": "S", "creationDate": 1, "lastModifiedDate": 1, "version": 3,
            "_links": {}, "tags": [], "rules": [],
        }))
        .unwrap();
        let draft = Rc::new(DraftState::new(Rc::new(segment), Rc::new(Vec::new())));
        draft.reduce(DraftAction::AddTargets(
            TargetList::Included,
            ContextKind::user(),
            (0..3_200).map(|number| format!("u{number}")).collect(),
        ))
    }

    fn place() -> Place {
        Place::new("web", "production")
    }

    #[test]
    fn no_text_holds_the_token() {
        let connection = Connection {
            id: ConnectionId::direct(DirectHost::parse(LAUNCHDARKLY).unwrap()),
            token: Some(AccessToken::parse(TOKEN).unwrap()),
            ..Connection::default()
        };
        let (draft, host) = (draft(), host(&connection, None));
        for way in [Way::default(), Way::Semantic] {
            let plan = SavePlan::by(&draft, way);
            let curl = curl(&host, &place(), &draft, &plan, Some("why")).unwrap();
            let ldcli = ldcli(&host, &place(), &draft, &plan, Some("why")).unwrap();
            for text in [curl, ldcli] {
                assert!(text.contains("$LAUNCHDARKLY_ACCESS_TOKEN"));
                assert!(text.contains("https://app.launchdarkly.com"));
                assert!(!text.contains(TOKEN));
            }
        }
    }

    #[test]
    fn an_approval_request_is_a_command_without_the_token() {
        let request = NewApprovalRequest {
            resource_id: "proj/web:env/production:segment/s".to_owned(),
            description: "1 target included".to_owned(),
            ..NewApprovalRequest::default()
        };
        let text = curl_of_requests(LAUNCHDARKLY, &[request.clone(), request]).unwrap();
        assert_eq!(text.matches("curl --fail-with-body").count(), 2);
        assert_eq!(text.matches("/api/v2/approval-requests ").count(), 2);
        assert!(text.contains("$LAUNCHDARKLY_ACCESS_TOKEN"));
    }

    #[test]
    fn every_batch_is_a_command_of_its_own() {
        let draft = draft();
        let plan = SavePlan::by(&draft, Way::Semantic);
        assert_eq!(
            plan.describe(),
            "3 requests: semantic patch, 3 instructions"
        );
        let text = curl(LAUNCHDARKLY, &place(), &draft, &plan, None).unwrap();
        assert_eq!(text.matches("curl --fail-with-body").count(), 3);
        assert!(text.contains("\"environmentKey\": \"production\""));
    }

    #[test]
    fn tools_reach_the_host_behind_a_gateway_and_the_sandbox_of_the_page() {
        let mut connection = Connection::default();
        let origin = || Some("http://localhost:8080".to_owned());
        assert_eq!(host(&connection, origin()), "http://localhost:8080");
        connection.config = Some(Rc::new(
            serde_json::from_str(
                r#"{"mode":"gateway","upstream":"https://app.eu.launchdarkly.com"}"#,
            )
            .unwrap(),
        ));
        assert_eq!(
            host(&connection, origin()),
            "https://app.eu.launchdarkly.com"
        );
        connection.id = ConnectionId::Browser;
        assert_eq!(host(&connection, origin()), LAUNCHDARKLY);
    }
}
