//! Parts of the program that load when they are first needed.
//!
//! An optimized build is split (see `build.rs`): what only a part uses is in a file of its own. Any
//! other build is whole, and its parts are there at once.

use std::{future::Future, pin::Pin, sync::OnceLock};

use yew::prelude::*;

mod dialog;
mod page;
mod prefetch;
mod use_loaded;
mod when_here;

pub use dialog::{LazyDialog, LazyDialogProps};
pub use page::{LazyPage, LazyPageProps};
pub use prefetch::use_prefetch;
pub use use_loaded::{Loaded, use_loaded};
pub use when_here::when_here;

/// What a toast says.
const FAILED: &str = "A part of Segdeck could not be loaded. Check the connection and try again.";

/// Shows a part.
pub type View<P> = fn(P) -> Html;

/// A part on its way.
pub type Loading = Pin<Box<dyn Future<Output = Result<(), NotLoaded>>>>;

/// The file with a part could not be loaded; the browser's console says why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotLoaded;

#[cfg(split)]
impl From<wasm_split_helpers::SplitLoaderError> for NotLoaded {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
        Self
    }
}

/// Something that may have to be loaded, whatever properties it has.
pub trait Load {
    /// Whether it is here.
    fn is_here(&self) -> bool;

    /// Brings it, if it is not here. After a failure, the next call tries again.
    fn load(&'static self) -> Loading;
}

/// A component that may have to be loaded, with the properties `P`. Made by `part!`.
#[derive(Debug)]
pub struct Part<P: 'static> {
    load: fn(&'static Self) -> Loading,
    view: OnceLock<View<P>>,
}

impl<P: 'static> Part<P> {
    /// A part that `load` brings, by calling [`Part::arrive`].
    pub const fn new(load: fn(&'static Self) -> Loading) -> Self {
        Self {
            load,
            view: OnceLock::new(),
        }
    }

    /// It is here, and `view` shows it.
    pub fn arrive(&self, view: View<P>) {
        // The same one when it is loaded twice at a time.
        let _ = self.view.set(view);
    }

    /// What shows it, if it is here.
    #[must_use]
    pub fn view(&self) -> Option<View<P>> {
        self.view.get().copied()
    }
}

impl<P: 'static> Load for Part<P> {
    fn is_here(&self) -> bool {
        self.view.get().is_some()
    }

    fn load(&'static self) -> Loading {
        (self.load)(self)
    }
}

/// Declares a component as a part of the program, which loads with its chunk.
macro_rules! part {
    (
        $(#[$attribute:meta])*
        $visibility:vis $NAME:ident = $Component:ident($Properties:ty) in $chunk:ident by $view:ident
    ) => {
        $(#[$attribute])*
        $visibility static $NAME: $crate::lazy::Part<$Properties> =
            $crate::lazy::Part::new(|part| ::std::boxed::Box::pin(async {
                part.arrive($view().await?);
                Ok(())
            }));

        #[cfg(split)]
        #[wasm_split_helpers::wasm_split($chunk, fallible)]
        fn $view() -> Result<$crate::lazy::View<$Properties>, $crate::lazy::NotLoaded> {
            Ok(|properties| ::yew::html! { <$Component ..properties /> })
        }

        #[cfg(not(split))]
        async fn $view() -> Result<$crate::lazy::View<$Properties>, $crate::lazy::NotLoaded> {
            Ok(|properties| ::yew::html! { <$Component ..properties /> })
        }
    };
}

pub(crate) use part;
