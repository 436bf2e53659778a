//! What only a browser has: messages, the lock, the channel between tabs and the file system.

mod database;
mod follower;
mod leader;
mod lock;
mod message;
mod tab;

use std::rc::Rc;

use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent, PromiseRejectionEvent};

use tab::Tab;

/// Listens to the page from now on, and tells it so.
pub fn start() {
    // An optimized program has no words for it: see xtask/src/small/panics.rs.
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else {
        web_sys::console::error_1(&"The sandbox runs in a worker only.".into());
        return;
    };
    let tab = Rc::new(Tab::new(scope.clone()));
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        tab.hear_page(&event.data());
    });
    scope.set_onmessage(Some(hear.as_ref().unchecked_ref()));
    hear.forget();
    // The page starts the worker anew after an error; one that only a promise knows of is none yet.
    let raise = Closure::<dyn FnMut(PromiseRejectionEvent)>::new(|event: PromiseRejectionEvent| {
        wasm_bindgen::throw_str(&text_of(&event.reason()));
    });
    let name = JsValue::from_str("onunhandledrejection");
    let _ = Reflect::set(&scope, &name, raise.as_ref());
    raise.forget();
    post(&scope, &Array::of1(&"ready".into()));
}

/// Sends a message to the page. Whatever a message holds can be sent.
fn post(scope: &DedicatedWorkerGlobalScope, message: &Array) {
    if let Err(error) = scope.post_message(message) {
        web_sys::console::error_1(&error);
    }
}

/// The words of an exception.
fn text_of(error: &JsValue) -> String {
    let property = |name: &str| {
        Reflect::get(error, &name.into())
            .ok()
            .and_then(|value| value.as_string())
    };
    match (property("name"), property("message")) {
        (Some(name), Some(message)) => format!("{name}: {message}"),
        _ => error
            .as_string()
            .unwrap_or_else(|| "an error without a text".to_owned()),
    }
}
