//! The title of the browser's tab.

use yew::prelude::*;

use crate::format::isolated;

/// Puts `parts` before the name of the dashboard: "Beta testers · Production · Segdeck".
#[hook]
pub fn use_title(parts: &[&str]) {
    let title = parts
        .iter()
        .copied()
        .filter(|part| !part.is_empty())
        .map(isolated)
        .chain(["Segdeck".into()])
        .collect::<Vec<_>>()
        .join(" · ");
    use_effect_with(title, |title| {
        if let Some(document) = web_sys::window().and_then(|window| window.document()) {
            document.set_title(title);
        }
    });
}
