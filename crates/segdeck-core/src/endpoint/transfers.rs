//! Imports and exports of the lists of big segments: asking how they are getting on, and starting
//! an export.

use super::{Endpoint, Operation, PathParameters, Place, read_json};
use crate::{
    Invalid, SegmentKey,
    model::{Export, Import},
    url,
    wire::{Request, Response},
};

/// The id at the end of the header `Location`, if it can be read.
pub(super) fn read_location(response: &Response) -> Option<String> {
    let location = response.headers.get("Location")?;
    let path = location.split(['?', '#']).next()?;
    #[expect(
        clippy::double_ended_iterator_last,
        reason = "nothing else goes from the end, which would be more code in WebAssembly"
    )]
    let last = path.split('/').filter(|step| !step.is_empty()).last()?;
    url::decode(last).filter(|id| !id.is_empty())
}

/// Starts to export the included list of a big segment, as it is at this moment. The answer is the
/// export's id; `None` where the server's answer does not let the header be read that has it, as
/// in a browser at another origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateExport {
    /// Where.
    pub place: Place,
    /// Which segment.
    pub segment: SegmentKey,
}

impl CreateExport {
    /// Exports this segment's list.
    pub fn new(place: Place, segment: impl Into<SegmentKey>) -> Self {
        Self {
            place,
            segment: segment.into(),
        }
    }

    /// Reads the call out of a request.
    #[must_use]
    pub fn parse(parameters: &PathParameters) -> Self {
        Self {
            place: parameters.place(),
            segment: parameters.segment(),
        }
    }
}

impl Endpoint for CreateExport {
    const OPERATION: Operation = Operation::CreateExport;
    type Answer = Option<String>;

    fn request(&self) -> Request {
        Self::OPERATION.request(&[
            self.place.project.as_str(),
            self.place.environment.as_str(),
            self.segment.as_str(),
        ])
    }

    fn read(&self, _body: &[u8]) -> Result<Self::Answer, Invalid> {
        Ok(None)
    }

    fn read_response(&self, response: &Response) -> Result<Self::Answer, Invalid> {
        Ok(read_location(response))
    }
}

#[cfg(feature = "openapi")]
impl crate::openapi::Described for CreateExport {
    fn describe(description: &mut crate::openapi::Description<'_>) {
        description.answers_location(200);
    }
}

macro_rules! get_transfer {
    ($(#[$doc:meta])* $name:ident $parameter:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name {
            /// Where.
            pub place: Place,
            /// Of which segment.
            pub segment: SegmentKey,
            /// Which one.
            pub id: String,
        }

        impl $name {
            /// Asks for the one of this id.
            pub fn new(
                place: Place,
                segment: impl Into<SegmentKey>,
                id: impl Into<String>,
            ) -> Self {
                Self { place, segment: segment.into(), id: id.into() }
            }

            /// Reads the call out of a request.
            #[must_use]
            pub fn parse(parameters: &PathParameters) -> Self {
                Self {
                    place: parameters.place(),
                    segment: parameters.segment(),
                    id: parameters.get($parameter).to_owned(),
                }
            }

            fn to_request(&self) -> Request {
                Operation::$name.request(&[
                    self.place.project.as_str(),
                    self.place.environment.as_str(),
                    self.segment.as_str(),
                    &self.id,
                ])
            }
        }
    };
}

get_transfer! {
    /// Asks how an export is getting on.
    GetExport "exportID"
}

get_transfer! {
    /// Fetches the file of an export: CSV, one key in each row.
    GetExportFile "exportID"
}

get_transfer! {
    /// Asks how an import is getting on.
    GetImport "importID"
}

impl Endpoint for GetExport {
    const OPERATION: Operation = Operation::GetExport;
    type Answer = Export;

    fn request(&self) -> Request {
        self.to_request()
    }

    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
        read_json(body)
    }
}

impl Endpoint for GetExportFile {
    const OPERATION: Operation = Operation::GetExportFile;
    type Answer = Vec<u8>;

    fn request(&self) -> Request {
        self.to_request()
    }

    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
        Ok(body.to_vec())
    }
}

impl Endpoint for GetImport {
    const OPERATION: Operation = Operation::GetImport;
    type Answer = Import;

    fn request(&self) -> Request {
        self.to_request()
    }

    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
        read_json(body)
    }
}

#[cfg(feature = "openapi")]
mod described {
    use super::{Export, GetExport, GetExportFile, GetImport, Import};
    use crate::openapi::{Described, Description};

    impl Described for GetExport {
        fn describe(description: &mut Description<'_>) {
            description.answers::<Export>(200);
        }
    }

    impl Described for GetExportFile {
        fn describe(description: &mut Description<'_>) {
            description.answers_file(200, "text/csv");
        }
    }

    impl Described for GetImport {
        fn describe(description: &mut Description<'_>) {
            description.answers::<Import>(200);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{endpoint::Route, wire::Body};

    #[test]
    fn each_is_read_out_of_its_own_request() {
        let place = || Place::new("p", "e");
        let parameters = |request: &Request, expected| {
            let Route::Found(operation, parameters) =
                Operation::route(request.method, &request.path)
            else {
                panic!("no route")
            };
            assert_eq!(operation, expected);
            parameters
        };
        let call = CreateExport::new(place(), "s");
        let request = call.request();
        assert_eq!(request.body, Body::Empty);
        let found = parameters(&request, Operation::CreateExport);
        assert_eq!(CreateExport::parse(&found), call);
        let call = GetExport::new(place(), "s", "a/b");
        let request = call.request();
        assert_eq!(request.path, "/api/v2/segments/p/e/s/exports/a%2Fb");
        let found = parameters(&request, Operation::GetExport);
        assert_eq!(GetExport::parse(&found), call);
        let call = GetExportFile::new(place(), "s", "x");
        let request = call.request();
        assert_eq!(request.path, "/api/v2/segments/p/e/s/exports/x/file");
        let found = parameters(&request, Operation::GetExportFile);
        assert_eq!(GetExportFile::parse(&found), call);
        let call = GetImport::new(place(), "s", "x");
        let found = parameters(&call.request(), Operation::GetImport);
        assert_eq!(GetImport::parse(&found), call);
    }
}
