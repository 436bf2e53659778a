//! Requests with something wrong in any byte, over real connections.

use std::{
    io::{Read, Write},
    time::Duration,
};

use proptest::{
    collection::vec,
    prelude::*,
    sample::{Index, select},
    test_runner::RngSeed,
};
use segdeck_server::Options;

use crate::support::{Client, SEGMENTS, SEMANTIC_PATCH, Server, WRITER};

fn config() -> ProptestConfig {
    let mut config = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = 24;
        config.rng_seed = RngSeed::Fixed(20_260_101);
    }
    config
}

/// Requests that are understood, as they stand on the wire.
fn good() -> Vec<String> {
    let with = |method: &str, target: &str, headers: &str, body: &str| {
        format!(
            "{method} {target} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {WRITER}\r\n\
             Connection: close\r\n{headers}Content-Length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    let json = "Content-Type: application/json\r\n";
    let semantic = format!("Content-Type: {SEMANTIC_PATCH}\r\n");
    let form = "--X\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nu1\nu2\r\n--X--\r\n";
    let a = format!("{SEGMENTS}/a");
    vec![
        with(
            "GET",
            &format!("{SEGMENTS}?limit=2&filter=query%20equals%20%22a%22"),
            "",
            "",
        ),
        with(
            "GET",
            &a,
            "LD-API-Version: 20240415\r\nAccept-Encoding: gzip\r\n",
            "",
        ),
        with(
            "POST",
            SEGMENTS,
            json,
            r#"{"key":"c","name":"C","tags":["t"]}"#,
        ),
        with(
            "PATCH",
            &a,
            json,
            r#"[{"op":"replace","path":"/name","value":"N"}]"#,
        ),
        with(
            "PATCH",
            &a,
            &semantic,
            r#"{"instructions":[{"kind":"addTags","values":["x"]}]}"#,
        ),
        with("POST", &a, "X-HTTP-Method-Override: DELETE\r\n", ""),
        with(
            "POST",
            &format!("{SEGMENTS}/b/imports"),
            "Content-Type: multipart/form-data; boundary=X\r\n",
            form,
        ),
        format!(
            "PATCH {a} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {WRITER}\r\nConnection: close\r\n\
             {json}Transfer-Encoding: chunked\r\n\r\n10\r\n{{\"merge\":{{\"name\"\r\n5\r\n:\"M\"}}\r\n1\r\n}}\r\n0\r\n\r\n"
        ),
        "OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".to_owned(),
        "GET /api/v2/openapi.json HTTP/1.0\r\nHost: localhost\r\n\r\n".to_owned(),
    ]
}

/// What comes back, if anything does: a server may close at once on what is no HTTP.
fn exchange(client: Client, request: &[u8]) -> Vec<u8> {
    let mut stream = client.connect();
    let mut answer = Vec::new();
    if stream.write_all(request).is_ok() {
        // What came before a reset counts.
        let _ = stream.read_to_end(&mut answer);
    }
    answer
}

fn status_of(answer: &[u8]) -> Option<u16> {
    let head = std::str::from_utf8(answer.get(..12)?).ok()?;
    head.strip_prefix("HTTP/1.")?.get(2..)?.parse().ok()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn no_bytes_break_the_server(
        requests in vec((any::<Index>(), vec((any::<Index>(), 0..3_usize, select(vec![
            &b""[..], b"\0", b"\xff", b"%", b"%00", b"%2f", b"\r\n", b"\n", b" ", b":", b"/", b"?", b"#",
            b"\"", b"{", b"]", b"-1", b"99999999999999999999", b"chunked", b"HTTP/9.9", b"Host: x\r\n",
            b"Content-Length: 5\r\n", b"Expect: 100-continue\r\n", b"\xc3\x28",
        ])), 0..4)), 1..8)
    ) {
        let server = Server::start(Options {
            head_patience: Duration::from_millis(200),
            body_patience: Duration::from_millis(200),
            ..Options::default()
        });
        server.client.create("a");
        for (which, changes) in requests {
            let mut bytes = which.get(&good()).clone().into_bytes();
            for (place, removed, put) in changes {
                let at = place.index(bytes.len());
                let end = bytes.len().min(at + removed);
                bytes.splice(at..end, put.iter().copied());
            }
            if let Some(status) = status_of(&exchange(server.client, &bytes)) {
                // A request of a version of HTTP that there is not may be told so.
                prop_assert!(
                    status < 500 || status == 505,
                    "{status} to {:?}", String::from_utf8_lossy(&bytes)
                );
            }
        }
        prop_assert_eq!(server.client.get("/segdeck/health").status, 200);
        server.stop();
    }
}
