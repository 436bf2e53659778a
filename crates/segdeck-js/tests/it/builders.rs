//! The builders of the package have a method for each kind of instruction, and no other.

use segdeck_core::patch::semantic::SegmentInstruction;

const BUILDERS: &str = include_str!("../../js/builders.js");

#[test]
fn segment_instructions_have_the_kinds_of_the_core() {
    let (_, list) = BUILDERS
        .split_once("withKinds(SegmentInstructions, [")
        .unwrap();
    let (list, _) = list.split_once("])").unwrap();
    let kinds: Vec<&str> = list.split('"').skip(1).step_by(2).collect();
    assert_eq!(kinds, SegmentInstruction::KINDS);
}
