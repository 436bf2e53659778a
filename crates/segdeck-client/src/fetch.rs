//! Requests through the browser's `fetch`, from a page or a worker.

use std::{io::Read, time::Duration};

use gloo_net::http::{Headers as FetchHeaders, Method as FetchMethod, RequestBuilder};
use segdeck_core::{
    UnixMillis, url,
    wire::{Body, Headers, Method, Reached, Request, Response, Transport, TransportError},
};
use wasm_bindgen::JsCast;
use web_sys::{AbortController, RequestCredentials};

/// Carries requests with `fetch`, without cookies. A future that is dropped aborts its request.
#[derive(Clone, Debug, Default)]
pub struct FetchTransport {
    base: String,
}

impl FetchTransport {
    /// Sends to `base`, such as `https://app.launchdarkly.com`, or to the page's own origin when it
    /// has no host: it is empty, or a path such as `/segdeck`. The path of each request follows it.
    pub fn new(base: impl Into<String>) -> Self {
        let base = base.into();
        Self {
            base: base.trim_end_matches('/').to_owned(),
        }
    }

    async fn fetch(&self, request: Request) -> Result<Response, TransportError> {
        let controller = AbortController::new().ok();
        let signal = controller.as_ref().map(AbortController::signal);
        let _guard = AbortOnDrop(controller);
        let builder = RequestBuilder::new(&format!("{}{}", self.base, request.target()))
            .method(match request.method {
                Method::Get => FetchMethod::GET,
                Method::Post => FetchMethod::POST,
                Method::Put => FetchMethod::PUT,
                Method::Patch => FetchMethod::PATCH,
                Method::Delete => FetchMethod::DELETE,
            })
            .credentials(RequestCredentials::Omit)
            .abort_signal(signal.as_ref())
            .headers(write_headers(&request.headers));
        let built = match whole(request.body)? {
            None => builder.build(),
            Some(bytes) => builder.body(js_sys::Uint8Array::from(bytes.as_slice())),
        };
        let built = built.map_err(|error| TransportError {
            reached: Reached::NotSent,
            message: format!("The browser cannot send this request ({error})."),
        })?;
        if is_offline() && !self.is_to_this_machine() {
            return Err(TransportError {
                reached: Reached::NotSent,
                message: "This computer is offline.".to_owned(),
            });
        }
        // `fetch` tells no reason, and not whether anything was sent.
        let response = built.send().await.map_err(|error| TransportError {
            reached: Reached::Unknown,
            message: format!("The server did not answer ({error})."),
        })?;
        let bytes = response.binary().await.map_err(|error| TransportError {
            reached: Reached::Unknown,
            message: format!("The answer broke off ({error})."),
        })?;
        let mut headers = Headers::default();
        for (name, value) in response.headers().entries() {
            headers.set(name, value);
        }
        Ok(Response {
            status: response.status(),
            headers,
            body: if bytes.is_empty() {
                Body::Empty
            } else {
                Body::Bytes(bytes)
            },
        })
    }
}

impl FetchTransport {
    /// Whether the server is on this machine, where it answers without any network.
    fn is_to_this_machine(&self) -> bool {
        let own_origin = || {
            let location = js_sys::Reflect::get(&js_sys::global(), &"location".into()).ok()?;
            js_sys::Reflect::get(&location, &"origin".into())
                .ok()?
                .as_string()
        };
        let origin = if self.base.contains("://") {
            self.base.clone()
        } else {
            own_origin().unwrap_or_default()
        };
        let authority = origin.split_once("://").map_or("", |(_, after)| after);
        let authority = authority.split('/').next().unwrap_or_default();
        url::is_loopback(authority)
    }
}

impl Transport for FetchTransport {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        self.fetch(request).await
    }

    async fn sleep(&self, duration: Duration) {
        gloo_timers::future::sleep(duration).await;
    }

    fn now(&self) -> UnixMillis {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "milliseconds since 1970 are whole and fit for 280,000 years"
        )]
        UnixMillis(js_sys::Date::now() as i64)
    }
}

/// The browser sends a body from memory only.
fn whole(body: Body) -> Result<Option<Vec<u8>>, TransportError> {
    match body {
        Body::Empty => Ok(None),
        Body::Bytes(bytes) => Ok(Some(bytes)),
        Body::Reader(mut reader) => {
            let mut bytes = Vec::new();
            match reader.read_to_end(&mut bytes) {
                Ok(_) => Ok(Some(bytes)),
                Err(error) => Err(TransportError {
                    reached: Reached::NotSent,
                    message: format!("What was to be sent cannot be read ({error})."),
                }),
            }
        }
    }
}

struct AbortOnDrop(Option<AbortController>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

fn write_headers(headers: &Headers) -> FetchHeaders {
    let written = FetchHeaders::new();
    for (name, value) in headers.iter() {
        written.set(name, value);
    }
    written
}

/// Whether the browser says that there is no network. It says so rarely, but then it is sure.
fn is_offline() -> bool {
    let global = js_sys::global();
    if let Some(window) = global.dyn_ref::<web_sys::Window>() {
        return !window.navigator().on_line();
    }
    global
        .dyn_ref::<web_sys::WorkerGlobalScope>()
        .is_some_and(|scope| !scope.navigator().on_line())
}
