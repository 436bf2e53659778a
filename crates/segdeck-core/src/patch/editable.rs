//! Which fields of a segment a patch may change.

/// Whether no JSON Patch or merge patch may change this field of a segment: the key, what is fixed
/// at creation, what the server counts, and every field that starts with `_`. It may still be
/// tested.
#[must_use]
pub fn is_read_only(field: &str) -> bool {
    field.starts_with('_')
        || matches!(
            field,
            "key"
                | "unbounded"
                | "unboundedContextKind"
                | "creationDate"
                | "lastModifiedDate"
                | "version"
                | "generation"
                | "deleted"
        )
}
