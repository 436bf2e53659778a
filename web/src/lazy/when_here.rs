//! Waits for a part of the program before something is opened that needs it.

use wasm_bindgen_futures::spawn_local;

use super::{FAILED, Load};
use crate::ui::Toasts;

/// Calls `open` once `part` is here, which is at once from the second time on. A toast says if it
/// cannot be loaded; the next call tries again.
pub fn when_here(part: &'static (dyn Load + Sync), toasts: &Toasts, open: impl FnOnce() + 'static) {
    if part.is_here() {
        open();
        return;
    }
    let (toasts, open) = (toasts.clone(), Box::new(open) as Box<dyn FnOnce()>);
    spawn_local(async move {
        match part.load().await {
            Ok(()) => open(),
            Err(_) => toasts.error(FAILED),
        }
    });
}
