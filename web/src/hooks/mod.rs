//! Asking the server and changing what it holds, from components.

mod debounce;
mod mutation;
mod places;
mod query;
mod task;
mod title;

pub use debounce::use_debounced;
pub use mutation::{Mutation, use_mutation};
pub use places::{PlaceInfo, PlaceProvider, PlaceProviderProps, use_place_info};
pub use query::{QueryHandle, use_query};
pub use task::Task;
pub use title::use_title;
