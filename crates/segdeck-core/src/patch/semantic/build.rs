//! Instructions for targets that cannot be built wrong.

use std::collections::BTreeSet;

use super::{SegmentInstruction, TARGET_OPERATION_LIMIT};
use crate::{ContextKind, Invalid, model::TargetList};

impl SegmentInstruction {
    /// Adds individual targets: `addIncludedTargets` or `addExcludedTargets`.
    ///
    /// # Errors
    /// When there is no key, an empty key, the same key twice, more than
    /// [`TARGET_OPERATION_LIMIT`] keys, or the context kind cannot be one.
    pub fn add_targets(
        list: TargetList,
        context_kind: ContextKind,
        values: Vec<String>,
    ) -> Result<Self, Invalid> {
        ContextKind::parse(context_kind.as_str())?;
        check_keys(&values)?;
        Ok(Self::AddTargets {
            list,
            context_kind,
            values,
        })
    }

    /// Removes individual targets: `removeIncludedTargets` or `removeExcludedTargets`.
    ///
    /// # Errors
    /// When there is no key, the same key twice, or more than [`TARGET_OPERATION_LIMIT`] keys.
    pub fn remove_targets(
        list: TargetList,
        context_kind: ContextKind,
        values: Vec<String>,
    ) -> Result<Self, Invalid> {
        check_keys(&values)?;
        Ok(Self::RemoveTargets {
            list,
            context_kind,
            values,
        })
    }

    /// Adds user targets: `addIncludedUsers` or `addExcludedUsers`.
    ///
    /// # Errors
    /// As [`Self::add_targets`].
    pub fn add_users(list: TargetList, values: Vec<String>) -> Result<Self, Invalid> {
        check_keys(&values)?;
        Ok(Self::AddUsers { list, values })
    }

    /// Removes user targets: `removeIncludedUsers` or `removeExcludedUsers`.
    ///
    /// # Errors
    /// As [`Self::remove_targets`].
    pub fn remove_users(list: TargetList, values: Vec<String>) -> Result<Self, Invalid> {
        check_keys(&values)?;
        Ok(Self::RemoveUsers { list, values })
    }
}

fn check_keys(values: &[String]) -> Result<(), Invalid> {
    if values.is_empty() {
        return Err(Invalid::new(
            "values",
            "There is no key. Give at least one.",
        ));
    }
    if values.len() > TARGET_OPERATION_LIMIT {
        return Err(Invalid::new(
            "values",
            format!(
                "There are {} keys; one request takes at most {TARGET_OPERATION_LIMIT}. Send the \
                 rest in further requests.",
                values.len()
            ),
        ));
    }
    let mut seen = BTreeSet::new();
    for (index, key) in values.iter().enumerate() {
        let path = format!("values/{index}");
        if key.is_empty() {
            return Err(Invalid::new(path, "The key is empty."));
        }
        if !seen.insert(key) {
            return Err(Invalid::new(
                path,
                format!("The key {key:?} is given twice."),
            ));
        }
    }
    Ok(())
}
