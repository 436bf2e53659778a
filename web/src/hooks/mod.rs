//! Asking the server and changing what it holds, from components.

mod debounce;
mod media;
mod mutation;
mod now;
mod places;
mod query;
mod scroll_stop;
mod shortcut;
mod task;
mod title;

pub use debounce::use_debounced;
pub use media::use_is_narrow;
pub use mutation::{Mutation, use_mutation};
pub use now::use_now;
pub use places::{PlaceInfo, PlaceProvider, PlaceProviderProps, use_place_info};
pub use query::{QueryHandle, use_query};
pub use scroll_stop::use_scroll_stop;
pub use shortcut::use_shortcuts;
pub use task::Task;
pub use title::use_title;
