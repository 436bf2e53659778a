//! The Web Lock by which the tabs agree on who leads.

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::{JsFuture, spawn_local};

#[wasm_bindgen]
extern "C" {
    // The bindings of the browser's interfaces count locks among what may still change.
    #[wasm_bindgen(js_namespace = ["navigator", "locks"], js_name = request, catch)]
    fn request(name: &str, callback: &Function) -> Result<Promise, JsValue>;
}

/// Waits for the lock of that name, then calls `granted`, and keeps the lock until the worker ends.
/// `refused` is called instead where the browser knows no locks or gives none, with its reason.
pub fn wait(name: &str, granted: impl FnOnce() + 'static, refused: impl FnOnce(JsValue) + 'static) {
    let callback = Closure::once_into_js(move || {
        granted();
        // Never fulfilled: the lock is held as long as this is open.
        Promise::new(&mut |_, _| {})
    });
    match request(name, callback.unchecked_ref()) {
        Ok(held) => spawn_local(async move {
            if let Err(error) = JsFuture::from(held).await {
                refused(error);
            }
        }),
        Err(error) => refused(error),
    }
}
