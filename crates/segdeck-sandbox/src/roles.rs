//! What each role may do.

use std::sync::OnceLock;

use segdeck_core::{
    endpoint::Operation,
    model::{Access, AccessReason, DeniedAction, Unknown},
    wire,
};

use crate::{SandboxError, error::Failure};

/// What a token may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Only read.
    Reader,
    /// Change segments, but where changes need an approval, only by way of one.
    Contributor,
    /// Change segments, even where changes need an approval.
    Writer,
    /// Change everything: projects and environments too, and see all tokens.
    Admin,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Reader, Self::Contributor, Self::Writer, Self::Admin];

    /// As it is stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Contributor => "contributor",
            Self::Writer => "writer",
            Self::Admin => "admin",
        }
    }

    /// The role of that name; one that we do not know may only read.
    pub fn from_name(name: &str) -> Self {
        let known = Self::ALL.into_iter().find(|role| role.as_str() == name);
        known.unwrap_or(Self::Reader)
    }

    /// Whether a change that needs an approval can be made without one: LaunchDarkly's action
    /// `bypassRequiredSegmentApproval`.
    pub fn bypasses_approval(self) -> bool {
        matches!(self, Self::Writer | Self::Admin)
    }

    /// Refuses an operation that the role may not use at all.
    ///
    /// # Errors
    /// Says which kind of token can.
    pub fn check(self, operation: Operation) -> Result<(), SandboxError> {
        match self {
            _ if operation.is_read() => Ok(()),
            Self::Reader => Err(SandboxError::from(Failure::Forbidden)),
            Self::Contributor | Self::Writer if is_for_admins(operation) => {
                Err(SandboxError::from(Failure::AdminOnly))
            }
            Self::Contributor | Self::Writer | Self::Admin => Ok(()),
        }
    }
}

/// What can be done with one segment, as LaunchDarkly's roles name it.
const SEGMENT_ACTIONS: [&str; 14] = [
    "applyApprovalRequest",
    BYPASS,
    "createApprovalRequest",
    "deleteApprovalRequest",
    "deleteSegment",
    "reviewApprovalRequest",
    "updateApprovalRequest",
    "updateDescription",
    "updateExcluded",
    "updateExpiringTargets",
    "updateIncluded",
    "updateName",
    "updateRules",
    "updateTags",
];

/// Changing who is in a segment without the approval that its environment requires.
const BYPASS: &str = "bypassRequiredSegmentApproval";

impl Role {
    /// What it may do with a segment, as JSON text. Whether a change needs an approval is told by
    /// the environment's settings.
    pub fn segment_access(self) -> &'static [u8] {
        static TEXTS: [OnceLock<Vec<u8>>; 4] = [const { OnceLock::new() }; 4];
        let [reader, contributor, writer, admin] = &TEXTS;
        let text = match self {
            Self::Reader => reader,
            Self::Contributor => contributor,
            Self::Writer => writer,
            Self::Admin => admin,
        };
        text.get_or_init(|| wire::encode(&self.access()))
    }

    fn access(self) -> Access {
        let mut access = Access::default();
        for action in SEGMENT_ACTIONS {
            let is_allowed = match self {
                Self::Reader => false,
                Self::Contributor => action != BYPASS,
                Self::Writer | Self::Admin => true,
            };
            let (list, effect) = if is_allowed {
                (&mut access.allowed, "allow")
            } else {
                (&mut access.denied, "deny")
            };
            list.push(DeniedAction {
                action: action.to_owned(),
                reason: AccessReason {
                    effect: effect.to_owned(),
                    role_name: Some(self.as_str().to_owned()),
                    ..AccessReason::default()
                },
                unknown: Unknown::new(),
            });
        }
        access
    }
}

/// Projects and environments are what everything else stands in.
fn is_for_admins(operation: Operation) -> bool {
    matches!(
        operation,
        Operation::CreateProject
            | Operation::DeleteProject
            | Operation::CreateEnvironment
            | Operation::PatchEnvironment
            | Operation::DeleteEnvironment
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_may_do_what_the_one_before_it_may() {
        for operation in Operation::ALL.iter().copied() {
            let allowed = Role::ALL.map(|role| role.check(operation).is_ok());
            assert!(allowed.is_sorted(), "{operation:?}: {allowed:?}");
            assert!(allowed[3], "{operation:?}");
            assert_eq!(allowed[0], operation.is_read(), "{operation:?}");
        }
        assert!(Role::Writer.check(Operation::CreateEnvironment).is_err());
        assert!(Role::Contributor.check(Operation::PatchSegment).is_ok());
        assert!(Role::Reader.check(Operation::EvaluateSegments).is_ok());
    }

    #[test]
    fn a_segment_tells_what_a_role_may_do_with_it() {
        let actions = |list: Vec<DeniedAction>| -> Vec<String> {
            list.into_iter().map(|entry| entry.action).collect()
        };
        assert!(actions(Role::Reader.access().allowed).is_empty());
        assert_eq!(actions(Role::Contributor.access().denied), [BYPASS]);
        for role in [Role::Writer, Role::Admin] {
            assert_eq!(actions(role.access().allowed), SEGMENT_ACTIONS);
        }
        for role in Role::ALL {
            let told: Access = wire::decode(role.segment_access()).unwrap();
            assert_eq!(told, role.access());
            assert_eq!(
                role.bypasses_approval(),
                actions(told.allowed).iter().any(|action| action == BYPASS)
            );
        }
    }

    #[test]
    fn names_of_roles_are_read_back_and_unknown_ones_may_only_read() {
        for role in Role::ALL {
            assert_eq!(Role::from_name(role.as_str()), role);
        }
        assert_eq!(Role::from_name("owner"), Role::Reader);
    }
}
