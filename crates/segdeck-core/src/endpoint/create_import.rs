//! `POST …/{segmentKey}/imports`: import a file of keys into the included list of a big segment.

use std::io::{Cursor, Read};

use super::{Endpoint, Operation, Place, transfers::read_location};
use crate::{
    Invalid, SegmentKey,
    model::ImportMode,
    wire::{Body, Request, Response},
};

/// Starts to import a file. The answer is the import's id; `None` where the server's answer does
/// not let the header be read that has it, as in a browser at another origin.
///
/// The file is CSV without a header: a key in the first column of each row, at most
/// [`Self::FILE_LIMIT`] bytes and [`Self::KEY_LIMIT`] keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateImport {
    /// Where.
    pub place: Place,
    /// Which segment.
    pub segment: SegmentKey,
    /// The file's name, for people.
    pub file_name: String,
    /// The file. From a reader it can be sent only once.
    pub file: Body,
    /// What becomes of those who are in the list already.
    pub mode: ImportMode,
    /// Whether to wait until somebody starts it with the instruction `processBigSegmentImport`.
    pub wait_on_approvals: bool,
}

impl CreateImport {
    /// The largest file, in bytes: 40 MB.
    pub const FILE_LIMIT: u64 = 40 * 1024 * 1024;
    /// The most keys in a file.
    pub const KEY_LIMIT: u64 = 1_000_000;

    /// Sends this file to this segment.
    pub fn new(
        place: Place,
        segment: impl Into<SegmentKey>,
        file: impl Into<Vec<u8>>,
        mode: ImportMode,
    ) -> Self {
        Self {
            place,
            segment: segment.into(),
            file_name: "keys.csv".to_owned(),
            file: Body::Bytes(file.into()),
            mode,
            wait_on_approvals: false,
        }
    }

    /// Sends what this reader gives, bit by bit.
    #[must_use]
    pub fn reading(self, file: impl Read + Send + 'static) -> Self {
        Self {
            file: Body::reader(file),
            ..self
        }
    }

    /// Text that parts the fields. It must not occur in the file; what is read bit by bit cannot
    /// be searched, so it is long.
    fn boundary(&self) -> String {
        let mut number = 0_u32;
        loop {
            let boundary = format!("----segdeck-import-7c1f0a93e5b84d26-{number}");
            let file = self.file.as_bytes();
            let is_in_file = file
                .windows(boundary.len())
                .any(|part| part == boundary.as_bytes());
            if !is_in_file {
                return boundary;
            }
            number += 1;
        }
    }
}

/// A name as it stands in a header: browsers write quotes and line ends so.
fn header_text(name: &str) -> String {
    name.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

impl Endpoint for CreateImport {
    const OPERATION: Operation = Operation::CreateImport;
    type Answer = Option<String>;

    fn request(&self) -> Request {
        let boundary = self.boundary();
        let field = |name: &str, value: &str| {
            format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            )
        };
        let wait = if self.wait_on_approvals {
            "true"
        } else {
            "false"
        };
        // The file comes last, so that a server knows the rest before.
        let head = format!(
            "{}{}--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; \
             filename=\"{}\"\r\nContent-Type: text/csv\r\n\r\n",
            field("mode", self.mode.as_str()),
            field("waitOnApprovals", wait),
            header_text(&self.file_name),
        );
        let tail = format!("\r\n--{boundary}--\r\n");
        let mut request = Self::OPERATION.request(&[
            self.place.project.as_str(),
            self.place.environment.as_str(),
            self.segment.as_str(),
        ]);
        request.headers.set(
            "Content-Type",
            format!("multipart/form-data; boundary={boundary}"),
        );
        request.body = if let Body::Reader(reader) = &self.file {
            Body::reader(
                Cursor::new(head.into_bytes())
                    .chain(reader.clone())
                    .chain(Cursor::new(tail.into_bytes())),
            )
        } else {
            let mut bytes = head.into_bytes();
            bytes.extend_from_slice(self.file.as_bytes());
            bytes.extend_from_slice(tail.as_bytes());
            Body::Bytes(bytes)
        };
        request
    }

    fn read(&self, _body: &[u8]) -> Result<Self::Answer, Invalid> {
        Ok(None)
    }

    fn read_response(&self, response: &Response) -> Result<Self::Answer, Invalid> {
        Ok(read_location(response))
    }
}

#[cfg(feature = "openapi")]
impl crate::openapi::Described for CreateImport {
    fn describe(description: &mut crate::openapi::Description<'_>) {
        description
            .body_as::<ImportForm>("multipart/form-data")
            .answers_location(204)
            .refuses(&[409]);
    }
}

/// What is sent with an import.
#[cfg(feature = "openapi")]
#[derive(schemars::JsonSchema)]
#[schemars(rename_all = "camelCase")]
#[expect(dead_code, reason = "only its schema is used")]
struct ImportForm {
    /// The keys as CSV, without a header.
    file: String,
    /// `merge` or `replace`; `merge` where it is left out.
    mode: Option<String>,
    /// Whether to wait until somebody starts it.
    wait_on_approvals: Option<bool>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Headers;

    fn call(file: &[u8]) -> CreateImport {
        CreateImport::new(Place::new("p", "e"), "s", file, ImportMode::Replace)
    }

    fn text(body: Body) -> String {
        let mut text = String::new();
        body.into_reader().read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn the_fields_come_before_the_file() {
        let call = CreateImport {
            file_name: "a \"b\".csv".to_owned(),
            wait_on_approvals: true,
            ..call(b"x\ny\n")
        };
        let request = call.request();
        assert_eq!(request.path, "/api/v2/segments/p/e/s/imports");
        let b = "----segdeck-import-7c1f0a93e5b84d26-0";
        let content_type = format!("multipart/form-data; boundary={b}");
        assert_eq!(
            request.headers.get("Content-Type"),
            Some(content_type.as_str())
        );
        let expected = format!(
            "--{b}\r\nContent-Disposition: form-data; name=\"mode\"\r\n\r\nreplace\r\n\
             --{b}\r\nContent-Disposition: form-data; name=\"waitOnApprovals\"\r\n\r\ntrue\r\n\
             --{b}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a %22b%22.csv\"\r\n\
             Content-Type: text/csv\r\n\r\nx\ny\n\r\n--{b}--\r\n"
        );
        assert_eq!(text(request.body), expected);
        let streamed = call.clone().reading(&b"x\ny\n"[..]).request();
        assert!(matches!(streamed.body, Body::Reader(_)));
        assert_eq!(text(streamed.body), expected);
    }

    #[test]
    fn the_boundary_is_not_in_the_file() {
        let call = call(b"----segdeck-import-7c1f0a93e5b84d26-0\n");
        assert!(call.boundary().ends_with("-1"));
    }

    #[test]
    fn the_id_is_the_last_part_of_the_location() {
        let id = |location: Option<&str>| {
            let mut headers = Headers::default();
            if let Some(location) = location {
                headers.set("location", location);
            }
            let response = Response {
                status: 204,
                headers,
                body: Body::Empty,
            };
            call(b"x").read_response(&response).unwrap()
        };
        let found = id(Some("/api/v2/segments/p/e/s/imports/1a-2b"));
        assert_eq!(found.as_deref(), Some("1a-2b"));
        let found = id(Some("https://app.example/x/imports/a%2Fb/?y=z#w"));
        assert_eq!(found.as_deref(), Some("a/b"));
        assert_eq!(id(Some("bare")).as_deref(), Some("bare"));
        assert_eq!(id(Some("/")), None);
        assert_eq!(id(None), None);
    }
}
