//! Instructions that cannot be built wrong, in the three families.

use segdeck_core::{
    Invalid,
    patch::{
        ExpiringTargetInstruction as Expiring, ExpiringUserTargetInstruction as ExpiringUser,
        Instruction, SegmentInstruction as I, semantic::TARGET_OPERATION_LIMIT,
    },
    wire,
};
use serde_json::Value;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{
    input,
    refusal::{Refusal, reply},
};

/// Checks an instruction of a family (`segment`, `expiring` or `expiringUser`) and writes it as it
/// is sent, after how many target operations there are with it: `[1, {"kind": …}]`. `before` is how
/// many there were.
#[wasm_bindgen(js_name = instruction)]
#[must_use]
pub fn instruction(family: &str, instruction: &str, before: u32) -> String {
    let check = || -> Result<String, Refusal> {
        let value: Value = input::read(instruction, "instruction")?;
        let (value, count) = match family {
            "expiring" => (Expiring::parse(&value)?.checked()?.to_value(), 0),
            "expiringUser" => {
                let user = ExpiringUser::parse(&value)?;
                let checked = user.as_context().clone().checked()?;
                (ExpiringUser::new(checked)?.to_value(), 0)
            }
            _ => {
                let checked = I::parse(&value)?.checked()?;
                (checked.to_value(), checked.target_operations())
            }
        };
        let count = count + usize::try_from(before).unwrap_or(usize::MAX);
        if count > TARGET_OPERATION_LIMIT {
            return Err(Refusal::from(Invalid::new(
                "values",
                format!(
                    "The patch would have {count} target operations; one request takes at most \
                     {TARGET_OPERATION_LIMIT}. Put the rest into further patches."
                ),
            )));
        }
        Ok(wire::encode_text(&Value::Array(vec![count.into(), value])))
    };
    reply(check())
}
