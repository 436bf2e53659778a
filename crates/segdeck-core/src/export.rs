//! A change or a segment in the words of other tools: to be copied, run or kept elsewhere.
//!
//! No text holds an access token: where a tool needs one it reads the variable
//! `LAUNCHDARKLY_ACCESS_TOKEN`, which LaunchDarkly's Terraform provider reads too.

mod curl;
mod ldcli;
mod shell;
mod terraform;

pub use curl::curl;
pub use ldcli::{ARGUMENT_LIMIT, ldcli};
pub use shell::quote;
pub use terraform::{Terraform, terraform};

/// Where tools find the access token.
const TOKEN: &str = "$LAUNCHDARKLY_ACCESS_TOKEN";
