//! What is done without a request, in slices so small that requests come in between.

use crate::{
    SandboxError,
    store::{Store, big_targets},
};

/// How many members of deleted segments are removed in one slice.
const ORPHANS: i64 = 5_000;

/// Does one slice of whatever there is to do, and tells whether there is more.
pub fn slice(store: &Store) -> Result<bool, SandboxError> {
    remove_orphans(store)
}

fn remove_orphans(store: &Store) -> Result<bool, SandboxError> {
    if store.read(|connection| Ok(big_targets::has_orphans(connection)?))? {
        store.write(|transaction| Ok(big_targets::remove_orphans(transaction, ORPHANS)?))?;
        return Ok(true);
    }
    Ok(false)
}
