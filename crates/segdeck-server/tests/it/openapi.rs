//! The description of the API that the server publishes.

use segdeck_core::{endpoint::Operation, openapi};
use segdeck_server::Options;

use crate::support::Server;

#[test]
fn the_description_names_every_operation_and_needs_no_token() {
    let server = Server::start(Options::default());
    let answer = server.client.get(openapi::PATH);
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-type"), Some("application/json"));
    let document = answer.json();
    assert_eq!(document["openapi"], "3.1.0");
    for operation in Operation::ALL {
        let method = operation.method().as_str().to_ascii_lowercase();
        let id = &document["paths"][operation.path()][method]["operationId"];
        assert_eq!(*id, operation.id());
    }
}

#[test]
fn nothing_but_reading_is_possible_at_its_address() {
    let server = Server::start(Options::default());
    server
        .client
        .send("POST", openapi::PATH, &[], "{}")
        .assert_refused(401, "unauthorized");
}
