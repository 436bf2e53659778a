//! A dialog that may have to be loaded.

use yew::prelude::*;

use super::{FAILED, Load, Loaded, Part, use_loaded};
use crate::ui::use_toasts;

/// What a [`LazyDialog`] needs.
#[derive(Properties)]
pub struct LazyDialogProps {
    /// The dialog.
    pub part: &'static (dyn Load + Sync),
    /// Called when it is here.
    pub on_loaded: Callback<()>,
    /// Called when it cannot be loaded; opening it again tries again.
    pub on_close: Callback<()>,
}

impl PartialEq for LazyDialogProps {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::addr_eq(self.part, other.part)
            && self.on_loaded == other.on_loaded
            && self.on_close == other.on_close
    }
}

impl<P: 'static> Part<P> {
    /// The dialog, else what loads it; then `on_loaded` should render anew.
    pub fn dialog(
        &'static self,
        properties: impl FnOnce() -> P,
        on_loaded: &Callback<()>,
        on_close: &Callback<()>,
    ) -> Html {
        match self.view() {
            Some(view) => view(properties()),
            None => html! {
                <LazyDialog part={self as &'static (dyn Load + Sync)} on_loaded={on_loaded.clone()}
                    on_close={on_close.clone()} />
            },
        }
    }
}

/// Loads a dialog. If that fails, a toast says so, and it is as if it had been closed.
#[component]
pub fn LazyDialog(props: &LazyDialogProps) -> Html {
    let toasts = use_toasts();
    let has_failed = use_loaded(props.part, &props.on_loaded) != Loaded::Loading;
    let on_close = props.on_close.clone();
    use_effect_with(has_failed, move |has_failed| {
        if *has_failed {
            toasts.error(FAILED);
            on_close.emit(());
        }
    });
    Html::default()
}
