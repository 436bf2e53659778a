//! What projects and environments share, and who the token is.

use segdeck_core::{
    SegmentKey,
    endpoint::{Operation, Place},
    model::{CallerIdentity, Unknown},
    wire,
};

use crate::{reply::Answer, sandbox::Call};

/// The id of the one account.
pub const ACCOUNT: &str = "segdeck-sandbox";

/// The address of an environment.
pub fn environment_path(place: &Place) -> String {
    Operation::GetEnvironment.path_to(&[place.project.as_str(), place.environment.as_str()])
}

/// The address of a segment.
pub fn segment_path(place: &Place, key: &SegmentKey) -> String {
    let (project, environment) = (place.project.as_str(), place.environment.as_str());
    Operation::GetSegment.path_to(&[project, environment, key.as_str()])
}

/// The address of an environment's segments.
pub fn segments_path(place: &Place) -> String {
    Operation::ListSegments.path_to(&[place.project.as_str(), place.environment.as_str()])
}

/// The address of a project.
pub fn project_path(key: &str) -> String {
    Operation::GetProject.path_to(&[key])
}

/// Tells who the token is.
pub fn get_caller_identity(call: &Call<'_>) -> Answer {
    Answer::Found(wire::encode(&CallerIdentity {
        account_id: Some(ACCOUNT.to_owned()),
        member_id: Some(call.caller.member.clone()),
        token_id: Some(call.caller.uid.clone()),
        token_name: Some(call.caller.name.clone()),
        token_kind: Some("auth".to_owned()),
        auth_kind: Some("token".to_owned()),
        service_token: Some(false),
        scopes: Some(vec![call.caller.role.as_str().to_owned()]),
        unknown: Unknown::new(),
    }))
}

/// The same tags, each once.
pub fn distinct(tags: &[String]) -> Vec<String> {
    let mut distinct: Vec<String> = Vec::new();
    for tag in tags {
        if !distinct.contains(tag) {
            distinct.push(tag.clone());
        }
    }
    distinct
}
