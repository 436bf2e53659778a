//! Regions that scroll, for those who have a keyboard only.

use gloo_events::EventListener;
use web_sys::HtmlElement;
use yew::prelude::*;

/// For a region of text that scrolls by itself: the keyboard stops at it while there is more in it
/// than can be seen, as not every browser does by itself.
#[hook]
pub fn use_scroll_stop() -> NodeRef {
    let region = use_node_ref();
    use_effect({
        let region = region.clone();
        move || update(&region)
    });
    use_effect_with((), {
        let region = region.clone();
        move |()| {
            let listener = web_sys::window()
                .map(|window| EventListener::new(&window, "resize", move |_| update(&region)));
            move || drop(listener)
        }
    });
    region
}

fn update(region: &NodeRef) {
    let Some(region) = region.cast::<HtmlElement>() else {
        return;
    };
    if region.scroll_height() > region.client_height() {
        region.set_tab_index(0);
    } else {
        // It cannot fail for a name that is one.
        let _ = region.remove_attribute("tabindex");
    }
}
