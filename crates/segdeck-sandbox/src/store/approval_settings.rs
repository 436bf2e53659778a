//! When the changes of an environment need an approval.

use rusqlite::{Connection, params};
use segdeck_core::{
    model::{ApprovalSettings, ResourceApprovalSettings},
    wire,
};

use super::rows::All;
use crate::SandboxError;

/// The approval settings of an environment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EnvironmentApprovals {
    /// Of flags: `approvalSettings`.
    pub flags: ApprovalSettings,
    /// Of other kinds of resource: `resourceApprovalSettings`. Always has those of segments.
    pub resources: ResourceApprovalSettings,
}

impl EnvironmentApprovals {
    /// Of segments.
    pub fn segment(self) -> ApprovalSettings {
        let mut resources = self.resources;
        resources
            .remove(ApprovalSettings::SEGMENT)
            .unwrap_or_default()
    }
}

/// The approval settings of an environment, given as its row.
///
/// # Errors
/// When there is no such row, or what it holds cannot be read.
pub fn of_environment(
    connection: &Connection,
    environment: i64,
) -> Result<EnvironmentApprovals, SandboxError> {
    let (flags, resources): (String, String) = connection
        .prepare_cached(
            "SELECT approval_settings, resource_approval_settings FROM environment WHERE id = ?1",
        )?
        .query_row([environment], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut resources: ResourceApprovalSettings = decode(&resources)?;
    resources
        .entry(ApprovalSettings::SEGMENT.to_owned())
        .or_default();
    Ok(EnvironmentApprovals {
        flags: decode(&flags)?,
        resources,
    })
}

/// The approval settings of a project's environments, given as its row, by key; or those of one.
///
/// # Errors
/// When what the database holds cannot be read.
pub fn of_project(
    connection: &Connection,
    project: i64,
    environment: Option<&str>,
) -> Result<Vec<(String, EnvironmentApprovals)>, SandboxError> {
    let rows: Vec<(i64, String)> = connection
        .prepare_cached(
            "SELECT id, key FROM environment
             WHERE project_id = ?1 AND (?2 IS NULL OR key = ?2) ORDER BY id",
        )?
        .all(params![project, environment], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    rows.into_iter()
        .map(|(id, key)| Ok((key, of_environment(connection, id)?)))
        .collect()
}

fn decode<T: wire::Document>(text: &str) -> Result<T, SandboxError> {
    wire::read(text.as_bytes()).map_err(SandboxError::corrupt)
}

/// Saves the approval settings of an environment, given as its row.
pub fn save(
    connection: &Connection,
    environment: i64,
    approvals: &EnvironmentApprovals,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "UPDATE environment SET approval_settings = ?2, resource_approval_settings = ?3
             WHERE id = ?1",
        )?
        .execute(params![
            environment,
            wire::encode_text(&approvals.flags),
            wire::encode_text(&approvals.resources),
        ])
        .map(drop)
}

#[cfg(test)]
mod tests {
    use segdeck_core::ids::CountedIds;

    use super::*;
    use crate::store::Store;

    #[test]
    fn settings_are_kept_and_those_of_segments_are_always_there() {
        let store = Store::open_in_memory(&mut CountedIds::new("id")).unwrap();
        store
            .write(|connection| {
                let before = of_environment(connection, 1)?;
                assert_eq!(before.flags, ApprovalSettings::default());
                assert_eq!(before.resources.len(), 1);
                assert_eq!(before.clone().segment(), ApprovalSettings::default());
                let mut changed = before;
                let settings = changed
                    .resources
                    .get_mut(ApprovalSettings::SEGMENT)
                    .unwrap();
                settings.required = true;
                settings.min_num_approvals = 2;
                save(connection, 1, &changed)?;
                assert_eq!(of_environment(connection, 1)?, changed);
                assert!(!of_environment(connection, 2)?.segment().required);
                Ok(())
            })
            .unwrap();
    }
}
