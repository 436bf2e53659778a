//! Reading and writing instructions for expiring targets.

use serde_json::Value;

use super::{ExpiringTargetInstruction as I, TargetReference};
use crate::{
    ContextKind, Invalid, UnixMillis,
    patch::{parameters::Parameters, semantic::Object},
};

const KINDS: [&str; 3] = [
    "addExpiringTarget",
    "updateExpiringTarget",
    "removeExpiringTarget",
];
const USER_KINDS: [&str; 3] = [
    "addExpireUserTargetDate",
    "updateExpireUserTargetDate",
    "removeExpireUserTargetDate",
];

pub(super) fn parse(value: &Value) -> Result<I, Invalid> {
    let parameters = Parameters::of(value)?;
    let kind = parameters.kind(&KINDS)?;
    let target = TargetReference {
        list: parameters.target_list("targetType")?,
        context_kind: parameters.name("contextKind")?.into(),
        context_key: parameters.name("contextKey")?.to_owned(),
    };
    read(kind, &parameters, target)
}

pub(super) fn parse_user(value: &Value) -> Result<I, Invalid> {
    let parameters = Parameters::of(value)?;
    let kind = parameters.kind(&USER_KINDS)?;
    let target = TargetReference {
        list: parameters.target_list("targetType")?,
        context_kind: ContextKind::user(),
        context_key: parameters.name("userKey")?.to_owned(),
    };
    read(kind, &parameters, target)
}

fn read(kind: &str, parameters: &Parameters, target: TargetReference) -> Result<I, Invalid> {
    if kind.starts_with("remove") {
        return Ok(I::Remove { target });
    }
    let value = UnixMillis(parameters.integer("value")?);
    if kind.starts_with("add") {
        return Ok(I::Add { target, value });
    }
    let version = parameters.optional_integer("version")?;
    Ok(I::Update {
        target,
        value,
        version,
    })
}

pub(super) fn to_value(instruction: &I) -> Value {
    let target = instruction.target();
    let object = start(instruction, KINDS, target)
        .with("contextKey", target.context_key.as_str())
        .with("contextKind", target.context_kind.as_str());
    finish(object, instruction)
}

pub(super) fn user_to_value(instruction: &I) -> Value {
    let target = instruction.target();
    let object =
        start(instruction, USER_KINDS, target).with("userKey", target.context_key.as_str());
    finish(object, instruction)
}

fn start(instruction: &I, [add, update, remove]: [&str; 3], target: &TargetReference) -> Object {
    let kind = match instruction {
        I::Add { .. } => add,
        I::Update { .. } => update,
        I::Remove { .. } => remove,
    };
    Object::of_kind(kind).with("targetType", target.list.as_str())
}

fn finish(object: Object, instruction: &I) -> Value {
    match instruction {
        I::Add { value, .. } => object.with("value", value.0),
        I::Update { value, version, .. } => {
            object.with("value", value.0).with_some("version", *version)
        }
        I::Remove { .. } => object,
    }
    .into_value()
}
