//! What the dashboard is connected to, and what else it could be.

mod browser;
mod check;
mod check_list;
mod direct;
mod gateway;
mod page;
mod permission;
mod policy;
mod rail;
mod saved;
mod secret;
mod section;
mod server;
mod simulate;
mod switch;

pub use page::{CONNECTION_PAGE, ConnectionPage};
pub use permission::{PERMISSION_PROBE, PermissionProbe, use_identity};
pub use saved::name_of;
pub use secret::{SecretDialog, SecretDialogProps};
