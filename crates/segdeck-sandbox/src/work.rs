//! What is done without a request, in slices so small that requests come in between.

use segdeck_core::UnixMillis;

use crate::{
    SandboxError,
    store::{Store, big_targets, exports, imports},
    transfers,
};

/// How many members of deleted segments are removed in one slice.
const ORPHANS: i64 = 5_000;
/// How many pieces of files that nobody needs any more are removed in one slice.
const REMAINS: i64 = 32;

/// What there is to do.
struct Plan {
    imports: Vec<i64>,
    has_export: bool,
    has_orphans: bool,
    import_remains: Option<i64>,
    export_remains: Option<i64>,
}

/// Does one slice of everything that there is to do, and tells whether there may be more.
pub fn slice(store: &Store, now: UnixMillis) -> Result<bool, SandboxError> {
    let plan = store.read(|connection| {
        Ok(Plan {
            imports: imports::jobs(connection)?,
            has_export: exports::next_job(connection)?.is_some(),
            has_orphans: big_targets::has_orphans(connection)?,
            import_remains: imports::next_remains(connection)?,
            export_remains: exports::next_remains(connection)?,
        })
    })?;
    for import in &plan.imports {
        store.write(|transaction| transfers::go_on_with_import(transaction, *import, now))?;
    }
    if plan.has_export {
        store.write(transfers::go_on_with_export)?;
    }
    if plan.has_orphans {
        store.write(|transaction| big_targets::remove_orphans(transaction, ORPHANS))?;
    }
    if let Some(import) = plan.import_remains {
        store.write(|transaction| imports::remove_remains(transaction, import, REMAINS))?;
    }
    if let Some(export) = plan.export_remains {
        store.write(|transaction| exports::remove_remains(transaction, export, REMAINS))?;
    }
    Ok(!plan.imports.is_empty()
        || plan.has_export
        || plan.has_orphans
        || plan.import_remains.is_some()
        || plan.export_remains.is_some())
}
