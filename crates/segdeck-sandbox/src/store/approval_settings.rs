//! When the changes of an environment need an approval.

use rusqlite::{Connection, params};
use segdeck_core::{
    gather::Gather,
    model::{ApprovalSettings, ResourceApprovalSettings},
    wire,
};

use crate::SandboxError;
use crate::store::rows::Sql;

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
    let (flags, resources): (String, String) = connection.one(
        "SELECT approval_settings, resource_approval_settings FROM environment WHERE id = ?1",
        params![environment],
        |row| (row.get(0), row.get(1)),
    )?;
    let mut resources: ResourceApprovalSettings = decode(&resources)?;
    resources.get_or_default(ApprovalSettings::SEGMENT);
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
    let rows: Vec<(i64, String)> = connection.all(
        "SELECT id, key FROM environment
             WHERE project_id = ?1 AND (?2 IS NULL OR key = ?2) ORDER BY id",
        params![project, environment],
        |row| (row.get(0), row.get(1)),
    )?;
    rows.into_iter()
        .map(|(id, key)| Ok((key, of_environment(connection, id)?)))
        .try_list()
}

fn decode<T: wire::Document>(text: &str) -> Result<T, SandboxError> {
    wire::read(text.as_bytes()).map_err(SandboxError::corrupt)
}

/// Saves the approval settings of an environment, given as its row.
pub fn save(
    connection: &Connection,
    environment: i64,
    approvals: &EnvironmentApprovals,
) -> Result<(), SandboxError> {
    connection.run(
        "UPDATE environment SET approval_settings = ?2, resource_approval_settings = ?3
             WHERE id = ?1",
        params![
            environment,
            wire::encode_text(&approvals.flags),
            wire::encode_text(&approvals.resources),
        ],
    )
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
