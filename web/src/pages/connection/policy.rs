//! Notices when the page's Content-Security-Policy refuses a request, which looks like any other
//! failure to whoever made it.

use std::{cell::Cell, rc::Rc};

use gloo_events::EventListener;
use js_sys::Reflect;

/// Listens for as long as it lives.
pub(super) struct PolicyWatch {
    has_refused: Rc<Cell<bool>>,
    _listener: Option<EventListener>,
}

impl PolicyWatch {
    /// Listens for refusals of requests to `host`.
    pub fn start(host: &str) -> Self {
        let has_refused = Rc::new(Cell::new(false));
        let document = web_sys::window().and_then(|window| window.document());
        let listener = document.map(|document| {
            let (has_refused, host) = (has_refused.clone(), host.to_owned());
            EventListener::new(&document, "securitypolicyviolation", move |event| {
                let blocked = Reflect::get(event, &"blockedURI".into()).ok();
                let blocked = blocked.and_then(|address| address.as_string());
                if blocked.is_some_and(|address| address.starts_with(&host)) {
                    has_refused.set(true);
                }
            })
        });
        Self {
            has_refused,
            _listener: listener,
        }
    }

    /// Whether there was one.
    pub fn has_refused(&self) -> bool {
        self.has_refused.get()
    }
}
