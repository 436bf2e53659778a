//! Replays the contract's cases (`tests/contract/cases/*.json`) against anything that speaks the
//! Segments API: the sandbox in process, a server, or a real account.
//!
//! How a case is written is told in `tests/contract/README.md`.

mod call;
mod case;
mod conform;
mod given;
mod http;
#[cfg(feature = "sandbox")]
mod in_process;
mod matching;
mod run;
mod schema;
mod variables;

pub use case::{Case, Feature, FormPart, Step, load};
pub use conform::{Difference, Report, conform};
pub use http::{Http, exchange};
#[cfg(feature = "sandbox")]
pub use in_process::InProcess;
pub use matching::mismatches;
pub use run::{Answer, Call, Run, Scene, Target};
pub use schema::Schemas;
pub use variables::Variables;
