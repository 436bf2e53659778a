//! Components are compiled natively so that the pure code beside them can be tested; they never run
//! there, and there are no workers.

#![expect(clippy::unused_async, reason = "in a browser these wait for a worker")]

use std::{rc::Rc, time::Duration};

use segdeck_core::{
    UnixMillis,
    wire::{Reached, Request, Response, TransportError},
};
use yew::Callback;

use super::SandboxStatus;

#[derive(Debug)]
pub struct Page;

impl Page {
    pub fn start(_on_status: Callback<SandboxStatus>) -> Rc<Self> {
        Rc::new(Self)
    }

    pub async fn send(&self, _request: Request) -> Result<Response, TransportError> {
        nowhere()
    }

    pub async fn reset(&self) -> Result<(), TransportError> {
        nowhere()
    }

    pub async fn load_demo(&self) -> Result<(), TransportError> {
        nowhere()
    }

    pub async fn download(&self) -> Result<Vec<u8>, TransportError> {
        nowhere()
    }

    pub async fn configure(&self, _settings: &str) -> Result<(), TransportError> {
        nowhere()
    }

    pub async fn refresh(&self) {}
}

pub async fn sleep(_duration: Duration) {}

pub fn now() -> UnixMillis {
    UnixMillis(0)
}

fn nowhere<T>() -> Result<T, TransportError> {
    Err(TransportError {
        reached: Reached::NotSent,
        message: "There are no workers outside of a browser.".to_owned(),
    })
}
