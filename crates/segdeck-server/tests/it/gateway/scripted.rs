//! An upstream that answers with the bytes it is told, and keeps what it was asked.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use segdeck_server::{Gateway, Secret};

use super::{TOKEN, start, to};
use crate::support::{PATIENCE, Server};

/// A request as it arrived.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The request line and the headers, in small letters but for their values.
    pub head: String,
    pub body: Vec<u8>,
}

impl Asked {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

/// What happens instead of, or with, an answer.
pub type Script = dyn Fn(&Asked, &mut TcpStream) -> Then + Send + Sync;

#[derive(PartialEq, Eq)]
pub enum Then {
    KeepOpen,
    Close,
}

pub struct Scripted {
    pub address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    connections: Arc<AtomicUsize>,
}

impl Scripted {
    pub fn start(script: impl Fn(&Asked, &mut TcpStream) -> Then + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let connections = Arc::new(AtomicUsize::new(0));
        let script: Arc<Script> = Arc::new(script);
        let (all, count) = (Arc::clone(&asked), Arc::clone(&connections));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (script, all) = (Arc::clone(&script), Arc::clone(&all));
                count.fetch_add(1, Ordering::SeqCst);
                thread::spawn(move || serve(&stream.unwrap(), &*script, &all));
            }
        });
        Self {
            address,
            asked,
            connections,
        }
    }

    /// Answers every request with these bytes.
    pub fn answering(answer: impl Into<Vec<u8>>) -> Self {
        let answer = answer.into();
        Self::start(move |_, stream| {
            let _ = stream.write_all(&answer);
            Then::Close
        })
    }

    /// Answers every request with this status, these header lines and this body.
    pub fn with(status: u16, headers: &str, body: &str) -> Self {
        Self::answering(answer(status, headers, body))
    }

    /// A gateway in front of it.
    pub fn gateway(&self) -> Server {
        self.gateway_with(|_| ())
    }

    pub fn gateway_with(&self, change: impl FnOnce(&mut Gateway)) -> Server {
        let mut gateway = to(&format!("http://{}", self.address));
        gateway.token = Secret::token(TOKEN).unwrap();
        change(&mut gateway);
        start(gateway)
    }

    /// What it was asked, but for the questions whether it is ready.
    pub fn asked(&self) -> Vec<Asked> {
        let mut asked = self.asked.lock().unwrap().clone();
        asked.retain(|asked| !asked.head.contains("/caller-identity"));
        asked
    }

    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// An answer after which the connection is closed, as it says. Without a word of it, the next change
/// might be sent on a connection that is about to close.
pub fn answer(status: u16, headers: &str, body: &str) -> String {
    kept_open(status, &format!("Connection: close\r\n{headers}"), body)
}

/// An answer after which the connection stays open.
pub fn kept_open(status: u16, headers: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status} Whatever\r\n{headers}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

fn serve(stream: &TcpStream, script: &Script, all: &Mutex<Vec<Asked>>) {
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut writer = stream.try_clone().unwrap();
    while let Some(asked) = read(&mut reader) {
        all.lock().unwrap().push(asked.clone());
        if script(&asked, &mut writer) == Then::Close {
            return;
        }
    }
}

/// Reads a request; `None` if there is no more, or not a whole one.
fn read(reader: &mut BufReader<TcpStream>) -> Option<Asked> {
    let mut head = String::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line == "\r\n" {
            break;
        }
        let line = match line.split_once(": ") {
            Some((name, value)) => format!("{}: {value}", name.to_ascii_lowercase()),
            None => line,
        };
        head.push_str(&line);
    }
    let mut asked = Asked {
        head,
        body: Vec::new(),
    };
    if asked.header("transfer-encoding") == Some("chunked") {
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok()?;
            let size = usize::from_str_radix(line.trim(), 16).ok()?;
            let mut chunk = vec![0; size + 2];
            reader.read_exact(&mut chunk).ok()?;
            if size == 0 {
                break;
            }
            asked.body.extend_from_slice(&chunk[..size]);
        }
    } else if let Some(length) = asked.header("content-length") {
        asked.body = vec![0; length.parse().ok()?];
        reader.read_exact(&mut asked.body).ok()?;
    }
    Some(asked)
}
