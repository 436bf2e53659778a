//! Bodies of any size, as fast as the slower side takes them.

use std::{
    io::{Read, Write},
    net::Shutdown,
    time::Duration,
};

use segdeck_server::{Gateway, Options, Secret};

use super::{
    KEY, TOKEN, call,
    scripted::{Scripted, Then, answer},
    to,
};
use crate::support::{Answer, SEGMENTS, Server, read_to_end};

const IMPORTS: &str = "/api/v2/segments/default/test/s/imports";

fn gateway(upstream: &Scripted, options: Options) -> Server {
    let token = Secret::token(TOKEN).unwrap();
    let gateway = Gateway {
        token,
        ..to(&format!("http://{}", upstream.address))
    };
    Server::start(Options {
        gateway: Some(gateway),
        ..options
    })
}

fn post(target: &str, more: &str) -> String {
    format!(
        "POST {target} HTTP/1.1\r\nHost: localhost\r\nSegdeck-Key: {KEY}\r\n\
         Content-Type: application/json\r\nConnection: close\r\n{more}\r\n"
    )
}

#[test]
fn a_body_keeps_its_framing() {
    let upstream = Scripted::with(204, "", "");
    let gateway = upstream.gateway();
    let head = post(IMPORTS, "Transfer-Encoding: chunked\r\n");
    let chunked = format!("{head}5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n");
    assert_eq!(
        Answer::read(&gateway.client.raw(chunked.as_bytes())).status,
        204
    );
    let plain = format!("{}hello world", post(IMPORTS, "Content-Length: 11\r\n"));
    assert_eq!(
        Answer::read(&gateway.client.raw(plain.as_bytes())).status,
        204
    );
    let [chunked, plain] = &upstream.asked()[..] else {
        panic!("{:?}", upstream.asked())
    };
    assert_eq!(chunked.header("transfer-encoding"), Some("chunked"));
    assert_eq!(plain.header("content-length"), Some("11"));
    assert_eq!(
        (&chunked.body, &plain.body),
        (&plain.body, &b"hello world".to_vec())
    );
}

#[test]
fn a_body_that_is_too_large_is_refused_here() {
    let upstream = Scripted::with(204, "", "");
    let gateway = gateway(
        &upstream,
        Options {
            max_body: 1_000,
            max_upload: 10_000,
            ..Options::default()
        },
    );
    for (target, size) in [(SEGMENTS, 1_001), (IMPORTS, 10_001)] {
        let body = "x".repeat(size);
        let plain = format!(
            "{}{body}",
            post(target, &format!("Content-Length: {size}\r\n"))
        );
        let head = post(target, "Transfer-Encoding: chunked\r\n");
        let chunked = format!("{head}{size:x}\r\n{body}\r\n0\r\n\r\n");
        // A client that asks first need not send it.
        let expect = post(
            target,
            &format!("Expect: 100-continue\r\nContent-Length: {size}\r\n"),
        );
        for request in [plain, chunked, expect] {
            let answer = Answer::read(&gateway.client.raw(request.as_bytes()));
            answer.assert_refused(413, "invalid_request");
        }
    }
    assert_eq!(upstream.asked().len(), 0);
    let size = 10_000;
    let whole = format!(
        "{}{}",
        post(IMPORTS, &format!("Content-Length: {size}\r\n")),
        "x".repeat(size)
    );
    assert_eq!(
        Answer::read(&gateway.client.raw(whole.as_bytes())).status,
        204
    );
}

#[test]
fn a_body_that_stands_still_is_given_up() {
    let upstream = Scripted::with(204, "", "");
    let gateway = gateway(
        &upstream,
        Options {
            body_patience: Duration::from_millis(100),
            upload_silence: Duration::from_millis(100),
            ..Options::default()
        },
    );
    for target in [SEGMENTS, IMPORTS] {
        let mut stream = gateway.client.connect();
        stream
            .write_all(post(target, "Content-Length: 100\r\n").as_bytes())
            .unwrap();
        stream.write_all(b"half").unwrap();
        Answer::read(&read_to_end(&mut stream)).assert_refused(408, "request_timeout");
    }
    assert_eq!(upstream.asked().len(), 0);
}

#[test]
fn an_answer_that_comes_before_the_end_of_the_body_arrives() {
    // Refuses as soon as it has seen the head, as LaunchDarkly may.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            std::thread::spawn(move || {
                let mut first = [0; 1024];
                let _ = stream.read(&mut first);
                let refusal = r#"{"code":"forbidden","message":"You may not import."}"#;
                let refusal = answer(403, "Content-Type: application/json\r\n", refusal);
                let _ = stream.write_all(refusal.as_bytes());
                let _ = stream.shutdown(Shutdown::Write);
                let _ = std::io::copy(&mut stream, &mut std::io::sink());
            });
        }
    });
    let gateway = super::start(to(&format!("http://{address}")));
    let size = 20_000_000;
    let mut stream = gateway.client.connect();
    let head = post(IMPORTS, &format!("Content-Length: {size}\r\n"));
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&vec![b'x'; size]).unwrap();
    Answer::read(&read_to_end(&mut stream)).assert_refused(403, "forbidden");
}

#[test]
fn a_slow_reader_slows_the_upstream_down() {
    let (sent, watch) = std::sync::mpsc::channel();
    let upstream = Scripted::start(move |asked, stream| {
        if asked.head.contains("caller-identity") {
            return Then::Close;
        }
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Length: 100000000\r\n\r\n";
        stream.write_all(head.as_bytes()).unwrap();
        stream
            .set_write_timeout(Some(Duration::from_millis(500)))
            .unwrap();
        let mut total = 0_usize;
        while total < 100_000_000 {
            match stream.write(&[b'x'; 16_000]) {
                Ok(size) => total += size,
                Err(_) => break,
            }
        }
        sent.send(total).unwrap();
        Then::Close
    });
    let gateway = upstream.gateway();
    let mut stream = gateway.client.connect();
    let target = "/api/v2/segments/default/test/s/exports/1/file";
    let request = format!("GET {target} HTTP/1.1\r\nHost: localhost\r\nSegdeck-Key: {KEY}\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    // Nothing is taken: the upstream gets no further than what fits into the sockets on the way.
    let total = watch.recv_timeout(Duration::from_secs(30)).unwrap();
    assert!(total < 40_000_000, "{total}");
    drop(stream);
    assert_eq!(
        call(
            gateway.client,
            "GET",
            "/segdeck/health",
            &serde_json::Value::Null
        )
        .status,
        200
    );
}
