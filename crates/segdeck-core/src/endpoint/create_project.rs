//! `POST /api/v2/projects`: create a project.

use super::{Endpoint, Operation, read_json, require_json};
use crate::{
    Invalid,
    model::{CreatedProject, NewProject},
    wire::{self, Request},
};

/// Creates a project with its environments. A taken key is refused with 409.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateProject {
    /// The project.
    pub project: NewProject,
}

impl CreateProject {
    /// Creates this project.
    #[must_use]
    pub fn new(project: NewProject) -> Self {
        Self { project }
    }

    /// Reads the call out of a request.
    ///
    /// # Errors
    /// Names the field that is missing or of the wrong type, or a media type other than JSON.
    pub fn parse(request: &Request) -> Result<Self, Invalid> {
        require_json(request)?;
        wire::read(request.body.as_bytes()).map(Self::new)
    }
}

impl Endpoint for CreateProject {
    const OPERATION: Operation = Operation::CreateProject;
    type Answer = CreatedProject;

    fn request(&self) -> Request {
        Self::OPERATION
            .request(&[])
            .with_body(wire::JSON, wire::encode(&self.project))
    }

    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
        read_json(body)
    }
}

#[cfg(feature = "openapi")]
impl crate::openapi::Described for CreateProject {
    fn describe(description: &mut crate::openapi::Description<'_>) {
        description
            .body::<NewProject>()
            .answers::<CreatedProject>(201)
            .refuses(&[409]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::NewEnvironment;

    #[test]
    fn the_call_survives_the_way_there_and_leaves_out_what_is_not_said() {
        let call = CreateProject::new(NewProject {
            name: "P".into(),
            key: "p".into(),
            environments: Some(vec![NewEnvironment {
                name: "E".into(),
                key: "e".into(),
                color: "00ff00".into(),
                ..NewEnvironment::default()
            }]),
            ..NewProject::default()
        });
        let request = call.request();
        assert_eq!(
            request.body.as_bytes(),
            br#"{"name":"P","key":"p","environments":[{"name":"E","key":"e","color":"00ff00"}]}"#
        );
        assert_eq!(CreateProject::parse(&request).unwrap(), call);
    }

    #[test]
    fn a_missing_field_is_named() {
        let request = Operation::CreateProject
            .request(&[])
            .with_body(wire::JSON, br#"{"name":"P"}"#.to_vec());
        let error = CreateProject::parse(&request).unwrap_err();
        assert!(error.reason.contains("`key`"), "{error}");
        let request = Operation::CreateProject
            .request(&[])
            .with_body("text/plain", br#"{"name":"P","key":"p"}"#.to_vec());
        assert!(CreateProject::parse(&request).is_err());
    }
}
