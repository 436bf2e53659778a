//! Whether a change needs an approval, known before it is tried. Pure.

use segdeck_core::{
    diff::{Change, ChangeGroup},
    model::{Access, ApprovalSettings, Environment},
};

use crate::state::permission::BYPASS;

/// What an environment asks of a change of one segment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gate {
    /// Whether the environment asks for an approval.
    pub is_closed: bool,
    /// Whether this token can do without; `None` if nobody tells.
    pub can_bypass: Option<bool>,
}

impl Gate {
    /// What the environment asks of a segment with these tags, and what the segment says of the
    /// token.
    #[must_use]
    pub fn new(
        environment: Option<&Environment>,
        tags: &[String],
        access: Option<&Access>,
    ) -> Self {
        let settings = environment
            .and_then(|environment| environment.resource_approval_settings.as_ref())
            .and_then(|settings| settings.get(ApprovalSettings::SEGMENT));
        let has = |list: &[segdeck_core::model::DeniedAction]| {
            list.iter().any(|entry| entry.action == BYPASS)
        };
        Self {
            is_closed: settings.is_some_and(|settings| settings.gate(tags)),
            can_bypass: access.and_then(|access| {
                if has(&access.denied) {
                    Some(false)
                } else {
                    has(&access.allowed).then_some(true)
                }
            }),
        }
    }

    /// Whether a change of targets or rules needs an approval.
    #[must_use]
    pub fn is_required(&self) -> bool {
        self.is_closed && self.can_bypass != Some(true)
    }
}

/// Whether these changes are of a kind that approvals are about: targets and rules. Name,
/// description and tags are free, and so are expirations.
#[must_use]
pub fn is_gated(changes: &[Change]) -> bool {
    changes.iter().any(|change| match change.group {
        ChangeGroup::Rules | ChangeGroup::Targets => true,
        ChangeGroup::Details | ChangeGroup::Other => false,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn environment(settings: &serde_json::Value) -> Environment {
        serde_json::from_value(json!({
            "_id": "1", "key": "e", "name": "E", "apiKey": "", "mobileKey": "", "color": "000000",
            "defaultTtl": 0, "secureMode": false, "defaultTrackEvents": false, "tags": [],
            "requireComments": false, "confirmChanges": false, "critical": false, "_links": {},
            "resourceApprovalSettings": { "segment": settings },
        }))
        .unwrap()
    }

    fn access(allowed: &[&str], denied: &[&str]) -> Access {
        let of = |actions: &[&str]| -> Vec<_> {
            let entry = |action: &&str| json!({ "action": action, "reason": { "effect": "x" } });
            actions.iter().map(entry).collect()
        };
        serde_json::from_value(json!({ "allowed": of(allowed), "denied": of(denied) })).unwrap()
    }

    #[test]
    fn the_environment_and_the_token_decide() {
        let closed = environment(&json!({ "required": true }));
        let of = |environment: &Environment, access: Option<&Access>| {
            Gate::new(Some(environment), &[], access).is_required()
        };
        assert!(of(&closed, None));
        assert!(of(&closed, Some(&access(&["updateRules"], &[]))));
        assert!(of(&closed, Some(&access(&[], &[BYPASS]))));
        assert!(!of(&closed, Some(&access(&[BYPASS], &[]))));
        assert!(!of(&environment(&json!({ "required": false })), None));
        assert!(!Gate::new(None, &[], None).is_required());
    }

    #[test]
    fn some_tags_alone_can_ask_for_it() {
        let some = environment(&json!({ "requiredApprovalTags": ["careful"] }));
        let of = |tags: &[&str]| {
            let tags: Vec<String> = tags.iter().map(ToString::to_string).collect();
            Gate::new(Some(&some), &tags, None).is_required()
        };
        assert!(of(&["a", "careful"]));
        assert!(!of(&["a"]));
    }

    #[test]
    fn only_targets_and_rules_are_gated() {
        let change = |group| Change {
            group,
            kind: segdeck_core::diff::ChangeKind::Unknown {
                field: "x".to_owned(),
            },
        };
        assert!(!is_gated(&[]));
        assert!(!is_gated(&[
            change(ChangeGroup::Details),
            change(ChangeGroup::Other)
        ]));
        assert!(is_gated(&[
            change(ChangeGroup::Details),
            change(ChangeGroup::Targets)
        ]));
        assert!(is_gated(&[change(ChangeGroup::Rules)]));
    }
}
