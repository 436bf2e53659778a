//! Messages: JavaScript arrays, which are sent as they are.
//!
//! From the page, with a number that its answer bears:
//! `[number, "open", scope, settings]`,
//! `[number, "request", method, target, [name, value, …], Uint8Array | null]`,
//! `[number, "configure", settings]`, and `[number, kind]` for `reset`, `loadDemo`, `download` and
//! `status`. To the page:
//! `[number, "response", status, [name, value, …], Uint8Array | null]`,
//! `[number, "failed", "notSent" | "unknown", sentence]`, `[number, "done", status]`,
//! `[number, "file", Uint8Array]`; and unasked `["ready"]` and `["changed", status]`. A status is an
//! object with the members of [`Status`].

use js_sys::{Array, Uint8Array};
use segdeck_core::{
    url,
    wire::{Body, Headers, Method, Request, Response},
};
use wasm_bindgen::{JsCast, JsValue};

use crate::status::Status;

/// A message of a page.
pub struct Call {
    /// Its number.
    pub id: JsValue,
    /// What it asks for.
    pub what: What,
}

/// What a message asks for.
pub enum What {
    /// To be part of the sandbox of that scope.
    Open { scope: String, settings: String },
    /// An answer of the sandbox.
    Request(Request),
    /// Other settings.
    Configure(String),
    /// A new database without a segment.
    Reset,
    /// A new database with the demo data.
    LoadDemo,
    /// The database's file.
    Download,
    /// How the sandbox fares.
    Status,
}

/// How far a message got that has no other answer.
#[derive(Clone, Copy)]
pub enum Reached {
    /// It was not carried out.
    NotSent,
    /// Nobody knows.
    Unknown,
}

/// Reads a message; `Err` is the answer to one that is malformed.
pub fn read(message: &JsValue) -> Result<Call, Array> {
    let Some(parts) = message.dyn_ref::<Array>() else {
        return Err(malformed(&JsValue::NULL));
    };
    let id = parts.get(0);
    match read_parts(parts) {
        Some(what) => Ok(Call { id, what }),
        None => Err(malformed(&id)),
    }
}

fn malformed(id: &JsValue) -> Array {
    failed(
        id,
        Reached::NotSent,
        "The sandbox does not understand this message. Reload the page, so that all of it is of one version.",
    )
}

fn read_parts(parts: &Array) -> Option<What> {
    parts.get(0).as_f64()?;
    let text = |at| parts.get(at).as_string();
    Some(match text(1)?.as_str() {
        "open" => What::Open {
            scope: text(2)?,
            settings: text(3)?,
        },
        "request" => {
            let target = text(3)?;
            let (path, query) = target.split_once('?').unwrap_or((&target, ""));
            let mut request = Request::new(Method::from_name(&text(2)?)?, path);
            request.query = url::read_query(query)?;
            request.headers = read_headers(&parts.get(4))?;
            request.body = read_body(&parts.get(5))?;
            What::Request(request)
        }
        "configure" => What::Configure(text(2)?),
        "reset" => What::Reset,
        "loadDemo" => What::LoadDemo,
        "download" => What::Download,
        "status" => What::Status,
        _ => return None,
    })
}

fn read_headers(listed: &JsValue) -> Option<Headers> {
    let mut headers = Headers::default();
    let mut texts = listed.dyn_ref::<Array>()?.iter();
    while let Some(name) = texts.next() {
        headers.set(name.as_string()?, texts.next()?.as_string()?);
    }
    Some(headers)
}

fn read_body(body: &JsValue) -> Option<Body> {
    if body.is_null() {
        return Some(Body::Empty);
    }
    Some(Body::Bytes(body.dyn_ref::<Uint8Array>()?.to_vec()))
}

/// The answer that the sandbox gave.
pub fn response(id: &JsValue, response: &Response) -> Array {
    let headers = Array::new();
    for (name, value) in response.headers.iter() {
        headers.push(&name.into());
        headers.push(&value.into());
    }
    let body = response.body.as_bytes();
    let body = if body.is_empty() {
        JsValue::NULL
    } else {
        Uint8Array::from(body).into()
    };
    Array::of5(
        id,
        &"response".into(),
        &response.status.into(),
        &headers,
        &body,
    )
}

/// Why there is no other answer.
pub fn failed(id: &JsValue, reached: Reached, why: &str) -> Array {
    let reached = match reached {
        Reached::NotSent => "notSent",
        Reached::Unknown => "unknown",
    };
    Array::of4(id, &"failed".into(), &reached.into(), &why.into())
}

/// It was done; `status` is how the sandbox fares now.
pub fn done(id: &JsValue, status: &Status) -> Array {
    Array::of3(id, &"done".into(), &object(status))
}

/// A file.
pub fn file(id: &JsValue, bytes: &[u8]) -> Array {
    Array::of3(id, &"file".into(), &Uint8Array::from(bytes))
}

/// The sandbox fares otherwise than before.
pub fn changed(status: &Status) -> Array {
    Array::of2(&"changed".into(), &object(status))
}

/// As an object with a member for each field; one without a value is undefined.
fn object(status: &Status) -> JsValue {
    // It has nothing that cannot be an object.
    serde_wasm_bindgen::to_value(status).unwrap_or_default()
}
