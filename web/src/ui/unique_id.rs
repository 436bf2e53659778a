//! Element ids that never collide.

use std::sync::atomic::{AtomicU32, Ordering};

use yew::prelude::*;

static NEXT: AtomicU32 = AtomicU32::new(1);

/// An id such as `field-12` that stays the same for the life of the calling component.
#[hook]
pub fn use_unique_id(prefix: &'static str) -> AttrValue {
    let id = use_memo((), |()| {
        AttrValue::from(format!("{prefix}-{}", NEXT.fetch_add(1, Ordering::Relaxed)))
    });
    (*id).clone()
}
