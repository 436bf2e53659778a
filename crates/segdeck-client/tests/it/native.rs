use std::{
    io::{Read, Write},
    net::TcpListener,
    thread::JoinHandle,
};

use segdeck_client::{AccessToken, Client, ClientError, NativeTransport, RetryPolicy};
use segdeck_core::wire::Reached;

use crate::scripted::place;

/// A server that answers one request with `answer` and hands back what it was sent.
fn serve_once(answer: &'static str) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut sent = Vec::new();
        let mut buffer = [0; 1024];
        while !sent.windows(4).any(|window| window == b"\r\n\r\n") {
            let count = stream.read(&mut buffer).unwrap();
            sent.extend_from_slice(&buffer[..count]);
        }
        stream.write_all(answer.as_bytes()).unwrap();
        String::from_utf8(sent).unwrap()
    });
    (address, server)
}

fn client(address: &str) -> Client<NativeTransport> {
    let transport = NativeTransport::new(address).unwrap();
    Client::new(transport, AccessToken::parse("api-secret-1").unwrap())
        .with_retry(RetryPolicy::never())
}

#[tokio::test]
async fn a_request_goes_over_the_wire() {
    let (address, server) = serve_once("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
    client(&address)
        .delete_segment(&place(), &"a b".into())
        .await
        .unwrap();
    let sent = server.join().unwrap().to_ascii_lowercase();
    assert!(sent.starts_with("delete /api/v2/segments/default/test/a%20b http/1.1\r\n"));
    assert!(sent.contains("authorization: api-secret-1\r\n"));
    assert!(sent.contains("ld-api-version: 20240415\r\n"));
}

#[tokio::test]
async fn a_refused_connection_was_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = client(&address)
        .delete_segment(&place(), &"s".into())
        .await
        .unwrap_err();
    let ClientError::Transport { error, .. } = error else {
        panic!("{error:?}")
    };
    assert_eq!(error.reached, Reached::NotSent);
}

#[tokio::test]
async fn a_broken_connection_leaves_the_outcome_open() {
    for answer in ["", "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"key\""] {
        let (address, server) = serve_once(answer);
        let error = client(&address)
            .delete_segment(&place(), &"s".into())
            .await
            .unwrap_err();
        assert!(
            matches!(error, ClientError::OutcomeUnknown { .. }),
            "{error:?}"
        );
        server.join().unwrap();
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (address, server) = serve_once(
        "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
    );
    let error = client(&address)
        .delete_segment(&place(), &"s".into())
        .await
        .unwrap_err();
    assert_eq!(error.api().map(|error| error.status), Some(302));
    server.join().unwrap();
}

#[test]
fn an_address_without_a_scheme_is_refused() {
    assert!(NativeTransport::new("127.0.0.1:8765").is_err());
}
