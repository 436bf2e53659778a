//! A connection that is kept, and calls on it that may fail: the server is killed under them.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use serde_json::{Value, json};

pub const SEGMENTS: &str = "/api/v2/segments/default/test";
const SEMANTIC_PATCH: &str = "application/json; domain-model=launchdarkly.semanticpatch";
/// Far more than anything here needs: a test that gets here fails.
const PATIENCE: Duration = Duration::from_mins(1);

pub struct Connection {
    address: SocketAddr,
    stream: BufReader<TcpStream>,
}

impl Connection {
    pub fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        Ok(Self {
            address,
            stream: BufReader::new(stream),
        })
    }

    /// Status and body, or why there was no whole answer.
    pub fn send(
        &mut self,
        method: &str,
        target: &str,
        media_type: &str,
        body: &str,
    ) -> io::Result<(u16, Vec<u8>)> {
        let (status, _, body) = self.exchange(method, target, media_type, body)?;
        Ok((status, body))
    }

    /// Status and headers, each as `name: value`.
    pub fn send_for_headers(
        &mut self,
        method: &str,
        target: &str,
        media_type: &str,
        body: &str,
    ) -> io::Result<(u16, Vec<String>)> {
        let (status, headers, _) = self.exchange(method, target, media_type, body)?;
        Ok((status, headers))
    }

    fn exchange(
        &mut self,
        method: &str,
        target: &str,
        media_type: &str,
        body: &str,
    ) -> io::Result<(u16, Vec<String>, Vec<u8>)> {
        let request = format!(
            "{method} {target} HTTP/1.1\r\nHost: {}\r\nAuthorization: api-sandbox-writer\r\n\
             Content-Type: {media_type}\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        );
        self.stream.get_mut().write_all(request.as_bytes())?;
        let status = self.line()?;
        let status = status.split(' ').nth(1).and_then(|text| text.parse().ok());
        let status: u16 = status.ok_or(io::ErrorKind::InvalidData)?;
        let mut length = 0;
        let mut headers = Vec::new();
        loop {
            let line = self.line()?;
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.parse().map_err(|_| io::ErrorKind::InvalidData)?;
            }
            headers.push(line);
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok((status, headers, body))
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end().to_owned())
    }

    fn json(&mut self, method: &str, target: &str, body: &Value) -> io::Result<(u16, Value)> {
        let (status, body) = self.send(method, target, "application/json", &body.to_string())?;
        Ok((status, serde_json::from_slice(&body)?))
    }

    /// Makes a segment in the environment `test`.
    pub fn create(&mut self, key: &str) -> io::Result<u16> {
        let (status, _) = self.json("POST", SEGMENTS, &json!({"key": key, "name": key}))?;
        Ok(status)
    }

    /// A segment of the environment `test`.
    pub fn segment(&mut self, key: &str) -> io::Result<Value> {
        let (status, body) = self.send("GET", &format!("{SEGMENTS}/{key}"), "text/plain", "")?;
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
        Ok(serde_json::from_slice(&body)?)
    }

    /// Sends a JSON Patch.
    pub fn patch(&mut self, key: &str, patch: &Value) -> io::Result<(u16, Value)> {
        self.json("PATCH", &format!("{SEGMENTS}/{key}"), patch)
    }

    /// Sends the instructions of a semantic patch.
    pub fn instruct(&mut self, key: &str, instructions: &Value) -> io::Result<u16> {
        let body = json!({"comment": key, "instructions": instructions}).to_string();
        let (status, _) =
            self.send("PATCH", &format!("{SEGMENTS}/{key}"), SEMANTIC_PATCH, &body)?;
        Ok(status)
    }
}
