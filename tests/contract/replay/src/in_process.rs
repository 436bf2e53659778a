//! A sandbox without a server, with a clock of its own.

use std::io::Read;

use segdeck_core::{
    UnixMillis, url,
    wire::{Body, JSON, Method, Request},
};
use segdeck_sandbox::Sandbox;

use crate::{Answer, Call, Target};

/// A sandbox without a server, with a clock of its own.
#[derive(Debug)]
pub struct InProcess {
    /// What answers.
    pub sandbox: Sandbox,
    /// The time, in Unix milliseconds.
    pub now: i64,
}

impl Target for InProcess {
    fn send(&mut self, call: &Call) -> Result<Answer, String> {
        let (path, query) = call.target.split_once('?').unwrap_or((&call.target, ""));
        let Some(query) = url::read_query(query) else {
            // A server refuses such a query before the sandbox sees it; the case is for HTTP.
            return Ok(Answer {
                status: 400,
                headers: vec![("Content-Type".to_owned(), JSON.to_owned())],
                body: br#"{"code":"invalid_request","message":"query"}"#.to_vec(),
            });
        };
        let method = Method::from_name(&call.method).ok_or("unknown method")?;
        let mut request = Request::new(method, path);
        request.query = query;
        for (name, value) in &call.headers {
            request.headers.set(name, value);
        }
        request.body = Body::Bytes(call.body.clone());
        let response = self.sandbox.handle(&request, UnixMillis(self.now));
        let headers = response.headers.iter();
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let headers = headers.collect();
        let mut body = Vec::new();
        let read = response.body.into_reader().read_to_end(&mut body);
        read.map_err(|error| error.to_string())?;
        Ok(Answer {
            status: response.status,
            headers,
            body,
        })
    }

    fn work(&mut self) -> Result<(), String> {
        let done = self.sandbox.work(UnixMillis(self.now));
        done.map(drop).map_err(|error| error.to_string())
    }

    fn now(&self) -> i64 {
        self.now
    }

    fn advance(&mut self, millis: i64) -> Result<(), String> {
        self.now += millis;
        Ok(())
    }
}
