//! Whether the server has something newer than what a draft started from. Pure.

use std::collections::BTreeMap;

use segdeck_core::{
    model::{AuditEntry, ExpiringTarget, Segment},
    order,
};

use super::draft::DraftState;

/// Whether this is a newer version of the segment than that one. An answer may be older than one
/// that came before it; a segment that was created again counts from 1.
#[must_use]
pub fn is_newer(segment: &Segment, than: &Segment) -> bool {
    let age = |segment: &Segment| (segment.creation_date, segment.version);
    age(segment) > age(than)
}

/// Whether these are other expirations than those, whatever their order.
#[must_use]
pub fn are_other(items: &[ExpiringTarget], than: &[ExpiringTarget]) -> bool {
    fn dates(items: &[ExpiringTarget]) -> BTreeMap<(&str, &str, &str), (i64, i64)> {
        order::map_of(items.iter().map(|item| {
            let list = item.target_type.as_ref().map_or("", |list| list.as_str());
            let kind = item.context_kind.as_str();
            let target = (list, kind, item.context_key.as_str());
            (target, (item.expiration_date.0, item.version))
        }))
    }
    dates(items) != dates(than)
}

/// Whether a draft started from something else than this.
#[must_use]
pub fn is_behind(draft: &DraftState, segment: &Segment, expirations: &[ExpiringTarget]) -> bool {
    is_newer(segment, &draft.base) || are_other(expirations, &draft.base_expirations)
}

/// Who made the change of an entry of the audit log: the member, else the token or whatever else it
/// was, by name where it has one.
#[must_use]
pub fn who(entry: &AuditEntry) -> Option<String> {
    let said = |name: &Option<String>| {
        let name = name.as_deref().unwrap_or_default().trim();
        (!name.is_empty()).then(|| name.to_owned())
    };
    let member = entry.member.as_ref().and_then(|member| {
        let names = [said(&member.first_name), said(&member.last_name)];
        let names: Vec<String> = names.into_iter().flatten().collect();
        said(&Some(names.join(" "))).or_else(|| said(&member.email))
    });
    let subject = || said(&entry.subject.as_ref()?.name);
    let token = || said(&entry.token.as_ref()?.name);
    member.or_else(subject).or_else(token)
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use segdeck_core::model::{AuditMember, AuditToken};
    use serde_json::json;

    use super::*;

    fn segment(version: i64, created: i64) -> Segment {
        serde_json::from_value(json!({
            "key": "s", "name": "S", "tags": [], "creationDate": created, "lastModifiedDate": 1,
            "version": version, "deleted": false, "generation": 1, "_links": {}, "rules": []
        }))
        .unwrap()
    }

    fn item(key: &str, date: i64, version: i64) -> ExpiringTarget {
        serde_json::from_value(json!({
            "_id": key, "_version": version, "expirationDate": date, "contextKind": "user",
            "contextKey": key, "targetType": "included", "_resourceId": {}
        }))
        .unwrap()
    }

    #[test]
    fn an_older_answer_is_not_newer_but_another_segment_is() {
        assert!(is_newer(&segment(4, 1), &segment(3, 1)));
        assert!(!is_newer(&segment(3, 1), &segment(3, 1)));
        assert!(!is_newer(&segment(2, 1), &segment(3, 1)));
        assert!(is_newer(&segment(1, 9), &segment(3, 1)));
        assert!(!is_newer(&segment(3, 1), &segment(1, 9)));
    }

    #[test]
    fn dates_and_their_versions_count_and_their_order_does_not() {
        let draft = DraftState::new(
            Rc::new(segment(3, 1)),
            Rc::new(vec![item("a", 1, 1), item("b", 2, 1)]),
        );
        let behind = |items: &[ExpiringTarget]| is_behind(&draft, &segment(3, 1), items);
        assert!(!behind(&[item("b", 2, 1), item("a", 1, 1)]));
        assert!(behind(&[item("a", 1, 1)]));
        assert!(behind(&[item("a", 1, 1), item("b", 3, 2)]));
        assert!(behind(&[item("a", 1, 1), item("b", 2, 3)]));
    }

    #[test]
    fn whoever_did_it_is_told_by_the_best_name() {
        let mut entry = AuditEntry::default();
        assert_eq!(who(&entry), None);
        entry.token = Some(AuditToken {
            name: Some("CI".to_owned()),
            ..AuditToken::default()
        });
        assert_eq!(who(&entry).as_deref(), Some("CI"));
        let mut member = AuditMember {
            email: Some("lena@example.com".to_owned()),
            ..AuditMember::default()
        };
        entry.member = Some(member.clone());
        assert_eq!(who(&entry).as_deref(), Some("lena@example.com"));
        member.first_name = Some("Lena".to_owned());
        member.last_name = Some("Vogt".to_owned());
        entry.member = Some(member);
        assert_eq!(who(&entry).as_deref(), Some("Lena Vogt"));
    }
}
