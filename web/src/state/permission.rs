//! What a token may do, known before anything is tried.

use std::rc::Rc;

use segdeck_core::{
    diff::ChangeGroup,
    model::{Access, CallerIdentity},
};

use super::connection::Permission;

/// Changing the rules of a segment.
pub const RULES: &str = "updateRules";
/// Changing who is included.
pub const INCLUDED: &str = "updateIncluded";
/// Changing who is excluded.
pub const EXCLUDED: &str = "updateExcluded";
/// Changing when targets leave.
pub const EXPIRATIONS: &str = "updateExpiringTargets";
/// Changing the name, the description and the tags.
pub const DETAILS: [&str; 3] = ["updateName", "updateDescription", "updateTags"];
/// Removing a segment.
pub const DELETE: &str = "deleteSegment";
/// Changing a segment where that needs an approval, without one.
pub const BYPASS: &str = "bypassRequiredSegmentApproval";

/// Whether the role of the token lets it change anything. Only the built-in role that reads is known
/// by its name; what another role allows is told by each segment.
#[must_use]
pub fn of_identity(identity: &CallerIdentity) -> Permission {
    let scopes = identity.scopes.as_deref().unwrap_or_default();
    match scopes {
        [role] if role.eq_ignore_ascii_case("reader") => {
            Permission::ReadOnly("Your token has the role Reader, which changes nothing.".into())
        }
        _ => Permission::Full,
    }
}

/// Whether this is who a token of LaunchDarkly is, and not an answer of something else: all fields
/// are optional, but one is there.
#[must_use]
pub fn is_identity(identity: &CallerIdentity) -> bool {
    identity.account_id.is_some()
        || identity.member_id.is_some()
        || identity.token_id.is_some()
        || identity.token_kind.is_some()
        || identity.auth_kind.is_some()
}

/// What cannot be done with a segment, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Locks {
    connection: Option<Rc<str>>,
    denied: Rc<[String]>,
}

impl Locks {
    /// What the connection as a whole and the segment itself say.
    #[must_use]
    pub fn new(connection: Option<Rc<str>>, access: Option<&Access>) -> Self {
        let denied = access.map(|access| {
            let actions = access.denied.iter().map(|entry| entry.action.clone());
            actions.collect()
        });
        Self {
            connection,
            denied: denied.unwrap_or_default(),
        }
    }

    /// Why this action would be refused, as a sentence.
    #[must_use]
    pub fn reason(&self, action: &str) -> Option<Rc<str>> {
        if let Some(reason) = &self.connection {
            return Some(reason.clone());
        }
        let is_denied = self.denied.iter().any(|denied| denied == action);
        is_denied.then(|| format!("Your token may not {action}.").into())
    }

    /// Why all of these would be refused.
    #[must_use]
    pub fn reason_for_all(&self, actions: &[&str]) -> Option<Rc<str>> {
        let mut reasons = actions.iter().map(|action| self.reason(action));
        let first = reasons.next()??;
        reasons.all(|reason| reason.is_some()).then_some(first)
    }

    /// Why nothing at all can be changed about the segment.
    #[must_use]
    pub fn read_only(&self) -> Option<Rc<str>> {
        if let Some(reason) = &self.connection {
            return Some(reason.clone());
        }
        let edits = [RULES, INCLUDED, EXCLUDED, EXPIRATIONS];
        let all = self
            .reason_for_all(&edits)
            .and(self.reason_for_all(&DETAILS));
        all.map(|_| "Your token may read this segment but not change it.".into())
    }

    /// Why changes of this group cannot be saved.
    #[must_use]
    pub fn reason_for_group(&self, group: ChangeGroup) -> Option<Rc<str>> {
        match group {
            ChangeGroup::Details => self.reason_for_all(&DETAILS),
            ChangeGroup::Rules => self.reason(RULES),
            ChangeGroup::Targets => self.reason_for_all(&[INCLUDED, EXCLUDED]),
            ChangeGroup::Other => self.connection.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn access(denied: &[&str]) -> Access {
        let denied: Vec<_> = denied
            .iter()
            .map(|action| json!({ "action": action, "reason": { "effect": "deny" } }))
            .collect();
        serde_json::from_value(json!({ "denied": denied, "allowed": [] })).unwrap()
    }

    fn identity(value: serde_json::Value) -> CallerIdentity {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn a_reader_changes_nothing_and_other_roles_may() {
        let of = |scopes: &[&str]| of_identity(&identity(json!({ "scopes": scopes })));
        assert!(matches!(of(&["reader"]), Permission::ReadOnly(_)));
        for scopes in [&["writer"][..], &["admin"], &["reader", "own-role"], &[]] {
            assert_eq!(of(scopes), Permission::Full, "{scopes:?}");
        }
        assert_eq!(of_identity(&CallerIdentity::default()), Permission::Full);
    }

    #[test]
    fn the_answer_of_another_service_is_nobody() {
        assert!(is_identity(&identity(json!({ "tokenId": "1" }))));
        assert!(!is_identity(&identity(json!({ "hello": "world" }))));
        assert!(!is_identity(&identity(json!({ "scopes": [] }))));
    }

    #[test]
    fn a_segment_names_what_is_denied() {
        let locks = Locks::new(None, Some(&access(&[RULES, INCLUDED])));
        let reason = locks.reason(RULES).unwrap();
        assert_eq!(&*reason, "Your token may not updateRules.");
        assert_eq!(locks.reason(EXCLUDED), None);
        assert_eq!(locks.read_only(), None);
        assert!(locks.reason_for_group(ChangeGroup::Rules).is_some());
        assert_eq!(locks.reason_for_group(ChangeGroup::Targets), None);
        assert_eq!(Locks::new(None, None).reason(RULES), None);
    }

    #[test]
    fn with_everything_denied_the_segment_is_read_only() {
        let mut all = vec![RULES, INCLUDED, EXCLUDED, EXPIRATIONS];
        all.extend(DETAILS);
        assert!(Locks::new(None, Some(&access(&all))).read_only().is_some());
        assert!(
            Locks::new(None, Some(&access(&all[1..])))
                .read_only()
                .is_none()
        );
    }

    #[test]
    fn a_connection_that_takes_no_changes_decides_for_all_segments() {
        let locks = Locks::new(Some("No.".into()), Some(&access(&[])));
        assert_eq!(locks.reason(DELETE).as_deref(), Some("No."));
        assert_eq!(locks.read_only().as_deref(), Some("No."));
        for group in [ChangeGroup::Details, ChangeGroup::Other] {
            assert!(locks.reason_for_group(group).is_some());
        }
    }
}
