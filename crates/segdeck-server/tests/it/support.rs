//! A server in this process, and HTTP spelled out byte by byte, so that tests can send what a
//! well-behaved client would not.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::{Duration, Instant},
};

use segdeck_server::{Options, Running, start};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

pub const WRITER: &str = "api-sandbox-writer";
pub const SEGMENTS: &str = "/api/v2/segments/default/test";
pub const SEMANTIC_PATCH: &str = "application/json; domain-model=launchdarkly.semanticpatch";
/// Far more than anything here needs: a test that gets here fails.
pub const PATIENCE: Duration = Duration::from_secs(30);

pub struct Server {
    running: Option<Running>,
    runtime: Runtime,
    pub client: Client,
}

impl Server {
    pub fn start(options: Options) -> Self {
        let runtime = Runtime::new().unwrap();
        let running = runtime.block_on(start(options)).unwrap();
        let client = Client(running.address());
        Self {
            running: Some(running),
            runtime,
            client,
        }
    }

    pub fn stop(mut self) {
        if let Some(running) = self.running.take() {
            self.runtime.block_on(running.stop());
        }
    }
}

#[derive(Clone, Copy)]
pub struct Client(pub SocketAddr);

impl Client {
    pub fn connect(self) -> TcpStream {
        let stream = TcpStream::connect(self.0).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends these bytes and reads until the server closes.
    pub fn raw(self, request: &[u8]) -> Vec<u8> {
        let mut stream = self.connect();
        stream.write_all(request).unwrap();
        read_to_end(&mut stream)
    }

    /// Sends a request with a proper `Host`, unless another is among the headers.
    pub fn send(self, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        Answer::read(&self.raw(&self.request(method, target, headers, body)))
    }

    pub fn request(
        self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Vec<u8> {
        let mut bytes = Vec::new();
        write!(bytes, "{method} {target} HTTP/1.1\r\nConnection: close\r\n").unwrap();
        if headers.iter().all(|(name, _)| *name != "Host") {
            write!(bytes, "Host: {}\r\n", self.0).unwrap();
        }
        for (name, value) in headers {
            write!(bytes, "{name}: {value}\r\n").unwrap();
        }
        write!(bytes, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        bytes
    }

    pub fn get(self, target: &str) -> Answer {
        self.send("GET", target, &[], "")
    }

    /// Calls the API as the writer.
    pub fn call(self, method: &str, path: &str, body: &Value) -> Answer {
        let media_type = if method == "PATCH" {
            SEMANTIC_PATCH
        } else {
            "application/json"
        };
        let headers = [("Authorization", WRITER), ("Content-Type", media_type)];
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        self.send(method, path, &headers, &body)
    }

    pub fn create(self, key: &str) -> Answer {
        self.call("POST", SEGMENTS, &json!({"key": key, "name": key}))
    }

    /// The keys of all segments.
    pub fn keys(self) -> Vec<String> {
        let list = self.call("GET", SEGMENTS, &Value::Null);
        assert_eq!(list.status, 200, "{}", list.text());
        let list = list.json();
        let items = list["items"].as_array().unwrap();
        items
            .iter()
            .map(|item| item["key"].as_str().unwrap().to_owned())
            .collect()
    }

    /// Makes a segment whose target `ann` expires at an instant.
    pub fn create_expiring(self, key: &str, at: i64) {
        assert_eq!(self.create(key).status, 201);
        let segment = format!("{SEGMENTS}/{key}");
        let added = self.call(
            "PATCH",
            &segment,
            &json!({"instructions": [{
                "kind": "addIncludedTargets", "contextKind": "user", "values": ["ann", "bob"],
            }]}),
        );
        assert_eq!(added.status, 200, "{}", added.text());
        let set = self.call(
            "PATCH",
            &format!("/api/v2/segments/default/{key}/expiring-targets/test"),
            &json!({"instructions": [{
                "kind": "addExpiringTarget", "targetType": "included", "contextKind": "user",
                "contextKey": "ann", "value": at,
            }]}),
        );
        assert_eq!(set.status, 200, "{}", set.text());
    }

    pub fn included(self, key: &str) -> Value {
        let segment = self.call("GET", &format!("{SEGMENTS}/{key}"), &Value::Null);
        segment.json()["included"].clone()
    }
}

pub fn read_to_end(stream: &mut TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    bytes
}

pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn read(bytes: &[u8]) -> Self {
        let end = bytes
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .unwrap_or_else(|| panic!("no answer: {:?}", String::from_utf8_lossy(bytes)));
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap();
        let headers = lines
            .map(|line| line.split_once(": ").unwrap())
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        Self {
            status: status.parse().unwrap(),
            headers,
            body: bytes[end + 4..].to_vec(),
        }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(known, _)| known == name);
        let value = found.next().map(|(_, value)| value.as_str());
        assert!(found.next().is_none(), "{name} stands there twice");
        value
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// Asserts an error as the API tells one.
    #[track_caller]
    pub fn assert_refused(&self, status: u16, code: &str) {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), Some("application/json"));
        let body = self.json();
        assert_eq!(body["code"], code);
        assert!(body["message"].as_str().unwrap().len() > 10, "{body}");
    }
}

/// Waits until something holds.
#[track_caller]
pub fn eventually(mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < deadline, "it did not happen");
        std::thread::sleep(Duration::from_millis(10));
    }
}
