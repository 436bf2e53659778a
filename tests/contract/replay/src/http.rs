//! Requests over plain HTTP, byte for byte as a case writes them.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use crate::{Answer, Call, Target};

/// A server on this machine whose clock is manual (`--clock manual`).
#[derive(Clone, Debug)]
pub struct Http {
    address: SocketAddr,
    now: i64,
}

impl Http {
    /// Sets the server's clock, and goes on from there.
    ///
    /// # Errors
    /// When the server cannot be reached or its clock cannot be set.
    pub fn new(address: SocketAddr, now: i64) -> Result<Self, String> {
        let mut http = Self { address, now };
        http.advance(0)?;
        Ok(http)
    }
}

impl Target for Http {
    fn send(&mut self, call: &Call) -> Result<Answer, String> {
        exchange(self.address, call)
    }

    fn now(&self) -> i64 {
        self.now
    }

    fn advance(&mut self, millis: i64) -> Result<(), String> {
        let now = self.now.saturating_add(millis);
        let answer = self.send(&Call {
            method: "PUT".to_owned(),
            target: "/segdeck/clock".to_owned(),
            headers: vec![("Content-Type".to_owned(), "application/json".to_owned())],
            body: format!("{{\"now\":{now}}}").into_bytes(),
        })?;
        if !(200..300).contains(&answer.status) {
            return Err(format!("setting the clock answered {}", answer.status));
        }
        self.now = now;
        Ok(())
    }
}

/// Sends one call to a server on this machine.
///
/// # Errors
/// When it cannot be reached, or its answer is not HTTP.
pub fn exchange(address: SocketAddr, call: &Call) -> Result<Answer, String> {
    try_exchange(address, call).map_err(|error| format!("{} {}: {error}", call.method, call.target))
}

fn try_exchange(address: SocketAddr, call: &Call) -> Result<Answer, String> {
    let text = |error: std::io::Error| error.to_string();
    let mut stream = TcpStream::connect(address).map_err(text)?;
    stream
        .set_read_timeout(Some(Duration::from_secs(30)))
        .map_err(text)?;
    let mut bytes = format!(
        "{} {} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {}\r\n",
        call.method,
        call.target,
        call.body.len()
    );
    for (name, value) in &call.headers {
        bytes.extend([name, ": ", value, "\r\n"]);
    }
    bytes.push_str("\r\n");
    stream.write_all(bytes.as_bytes()).map_err(text)?;
    stream.write_all(&call.body).map_err(text)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).map_err(text)?;
    read(&answer).ok_or_else(|| "the answer is not HTTP".to_owned())
}

fn read(bytes: &[u8]) -> Option<Answer> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = std::str::from_utf8(bytes.get(..end)?).ok()?;
    let body = bytes.get(end + 4..)?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers = lines
        .map(|line| {
            let (name, value) = line.split_once(':')?;
            Some((name.to_owned(), value.trim().to_owned()))
        })
        .collect::<Option<Vec<_>>>()?;
    let mut answer = Answer {
        status,
        headers,
        body: body.to_vec(),
    };
    if answer.header("Transfer-Encoding") == Some("chunked") {
        answer.body = join_chunks(body)?;
    }
    Some(answer)
}

fn join_chunks(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = bytes.windows(2).position(|window| window == b"\r\n")?;
        let length =
            usize::from_str_radix(std::str::from_utf8(bytes.get(..end)?).ok()?, 16).ok()?;
        if length == 0 {
            return Some(body);
        }
        let start = end + 2;
        body.extend_from_slice(bytes.get(start..start.checked_add(length)?)?);
        bytes = bytes.get(start + length + 2..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_with_and_without_chunks() {
        for text in [
            "HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 5\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\na: b\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
        ] {
            let answer = read(text.as_bytes()).expect("it is HTTP");
            assert_eq!(answer.status, 200);
            assert_eq!(answer.header("A"), Some("b"));
            assert_eq!(answer.body, b"hello");
        }
        assert_eq!(read(b"nonsense"), None);
    }
}
