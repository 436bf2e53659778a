//! Which changes of a segment an approval can be required for.

use super::{
    JsonPatch, JsonPointer, MergePatch, PatchOperation, SegmentInstruction, SemanticPatch,
};

/// Whether a field says who is in the segment. Where an environment requires approvals of
/// segments, a patch that touches one of these needs an approval, even if it changes nothing;
/// name, description and tags are free.
#[must_use]
pub fn is_targeting(field: &str) -> bool {
    matches!(
        field,
        "included" | "excluded" | "includedContexts" | "excludedContexts" | "rules"
    )
}

impl JsonPatch {
    /// Whether an operation other than `test` is about who is in the segment.
    #[must_use]
    pub fn touches_targeting(&self) -> bool {
        self.0
            .iter()
            .flat_map(PatchOperation::changed_places)
            .any(is_in_targeting)
    }
}

/// The whole document has all fields.
fn is_in_targeting(path: &JsonPointer) -> bool {
    path.tokens()
        .first()
        .is_none_or(|field| is_targeting(field))
}

impl MergePatch {
    /// Whether a member is about who is in the segment.
    #[must_use]
    pub fn touches_targeting(&self) -> bool {
        let patch = self.to_value();
        patch
            .as_object()
            .is_some_and(|fields| fields.keys().any(|field| is_targeting(field)))
    }
}

impl SemanticPatch<SegmentInstruction> {
    /// Whether an instruction is about who is in the segment.
    #[must_use]
    pub fn touches_targeting(&self) -> bool {
        self.instructions
            .iter()
            .any(SegmentInstruction::touches_targeting)
    }
}

impl SegmentInstruction {
    /// Whether it is about who is in the segment: all but those of name and tags.
    #[must_use]
    pub fn touches_targeting(&self) -> bool {
        !matches!(
            self,
            Self::AddTags(_) | Self::RemoveTags(_) | Self::UpdateName(_)
        )
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn a_json_patch_is_judged_by_the_fields_that_it_would_write() {
        let touches = |value: Value| JsonPatch::parse(&value).unwrap().touches_targeting();
        for path in [
            "/included",
            "/excluded/0",
            "/includedContexts",
            "/excludedContexts/-",
            "/rules/0/clauses",
            "",
        ] {
            assert!(
                touches(json!([{"op": "replace", "path": path, "value": []}])),
                "{path}"
            );
        }
        assert!(touches(
            json!([{"op": "move", "from": "/rules/0", "path": "/tags/0"}])
        ));
        assert!(touches(
            json!([{"op": "copy", "from": "/tags", "path": "/included"}])
        ));
        for path in ["/name", "/description", "/tags/0", "/included2"] {
            assert!(
                !touches(json!([{"op": "add", "path": path, "value": "x"}])),
                "{path}"
            );
        }
        assert!(!touches(
            json!([{"op": "test", "path": "/rules", "value": []}])
        ));
        assert!(!touches(
            json!([{"op": "copy", "from": "/included", "path": "/tags"}])
        ));
        assert!(!touches(json!([])));
    }

    #[test]
    fn a_merge_patch_is_judged_by_its_members() {
        let touches = |value: Value| MergePatch::parse(&value).unwrap().touches_targeting();
        assert!(touches(json!({"name": "x", "rules": null})));
        assert!(!touches(
            json!({"name": "x", "tags": [], "description": null})
        ));
    }

    #[test]
    fn a_semantic_patch_is_judged_by_its_kinds() {
        let touches = |value: Value| {
            SemanticPatch::<SegmentInstruction>::parse(&json!({ "instructions": value }))
                .unwrap()
                .touches_targeting()
        };
        assert!(!touches(json!([])));
        assert!(!touches(
            json!([{"kind": "addTags", "values": ["a"]}, {"kind": "updateName", "value": "x"}])
        ));
        assert!(touches(
            json!([{"kind": "updateName", "value": "x"}, {"kind": "removeRule", "ruleId": "r"}])
        ));
        assert!(touches(
            json!([{"kind": "addBigSegmentIncludedTargets", "values": []}])
        ));
        assert!(touches(
            json!([{"kind": "processBigSegmentImport", "importId": "i"}])
        ));
    }
}
