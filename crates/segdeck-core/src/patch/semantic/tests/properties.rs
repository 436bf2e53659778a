//! What holds for all instructions and segments.

use std::collections::BTreeSet;

use proptest::{collection::vec, prelude::*};
use serde_json::json;

use super::super::{
    Instruction, SegmentInstruction, SemanticPatch, apply,
    samples::{any_instruction, any_json, any_near_instruction, any_segment},
};
use crate::{ids::CountedIds, model::TargetList};

proptest! {
    #[test]
    fn what_is_written_is_read_back(instruction in any_instruction()) {
        let value = instruction.to_value();
        prop_assert_eq!(SegmentInstruction::parse(&value), Ok(instruction));
    }

    #[test]
    fn any_body_is_read_or_refused(body in any_json(), near in vec(any_near_instruction(), 0..4),
        segment in any_segment())
    {
        let _ = SemanticPatch::<SegmentInstruction>::parse(&body);
        let body = json!({"instructions": near});
        if let Ok(patch) = SemanticPatch::<SegmentInstruction>::parse(&body) {
            let _ = apply(&segment, &patch.instructions, &mut CountedIds::new("new"));
        }
    }

    #[test]
    fn applying_keeps_the_rules_of_a_segment(
        segment in any_segment(),
        instructions in vec(any_instruction(), 0..6),
    ) {
        let ids = &mut CountedIds::new("new");
        let Ok(applied) = apply(&segment, &instructions, ids) else {
            return Ok(());
        };
        let after = applied.segment;
        prop_assert_eq!(after.version, segment.version);
        for kind in ["user", "org"] {
            let both = |segment: &crate::model::Segment| {
                let of = |list| segment.targets(list, kind).map(str::to_owned).collect();
                let [included, excluded]: [BTreeSet<String>; 2] = TargetList::ALL.map(of);
                included.intersection(&excluded).cloned().collect::<BTreeSet<_>>()
            };
            prop_assert!(both(&after).is_subset(&both(&segment)));
        }
        let named: Vec<_> = after.rules.iter().map(|rule| rule.id.clone()).collect();
        prop_assert!(named.iter().all(Option::is_some));
        prop_assert_eq!(named.iter().collect::<BTreeSet<_>>().len(), named.len());
    }

    #[test]
    fn details_and_targets_can_be_sent_twice(
        segment in any_segment(),
        instructions in vec(any_instruction(), 1..2),
    ) {
        use SegmentInstruction as I;
        let is_repeatable = !matches!(instructions[0], I::AddRule(_) | I::AddClauses { .. }
            | I::RemoveClauses { .. });
        let ids = &mut CountedIds::new("new");
        if let (true, Ok(once)) = (is_repeatable, apply(&segment, &instructions, ids)) {
            let twice = apply(&once.segment, &instructions, ids).unwrap();
            prop_assert_eq!(twice.segment, once.segment);
        }
    }
}
