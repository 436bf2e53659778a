//! Every model with every field, as TypeScript that says which type it satisfies. A field that is
//! added here or renamed does not compile there, and one that the types add is missed there.
//!
//! `SEGDECK_GOLDEN=write cargo test -p segdeck-js` writes the file anew.

use std::{fmt::Write as _, fs, path::Path};

use segdeck_core::{
    UnixMillis,
    model::{
        Access, AccessReason, BigSegmentTarget, Clause, DeniedAction, ExpiringTarget,
        ExpiringTargetError, ExpiringTargets, ExpiringUserTarget, ExpiringUserTargets, Export,
        ExportStatus, FlagListing, Import, ImportMode, ImportStatus, ImportedFile, Initiator, Link,
        Links, NewSegment, Operator, Page, PatchedExpiringTargets, ResourceId, Rule, Segment,
        SegmentMembership, SegmentMemberships, SegmentTarget, SegmentUserList, SegmentUserState,
        TargetList, TargetType, UnboundedMetadata, Unknown,
    },
    targets, wire,
};
use serde::Serialize;

const NOW: UnixMillis = UnixMillis(1_704_302_060_324);

fn text(value: &str) -> Option<String> {
    Some(value.to_owned())
}

fn texts(values: &[&str]) -> Vec<String> {
    values.iter().map(|value| (*value).to_owned()).collect()
}

fn link() -> Link {
    Link {
        href: text("/api/v2/x"),
        media_type: text("application/json"),
        unknown: Unknown::new(),
    }
}

fn links() -> Links {
    Links::from([("self".to_owned(), link())])
}

fn clause(op: Operator) -> Clause {
    Clause {
        id: Some("clause".into()),
        context_kind: Some("user".into()),
        attribute: "email".to_owned(),
        op,
        values: vec!["a".into(), 1.into(), true.into()],
        negate: true,
        unknown: Unknown::new(),
    }
}

fn rule() -> Rule {
    Rule {
        id: Some("rule".into()),
        description: text("About"),
        clauses: Operator::ALL.into_iter().map(clause).collect(),
        weight: Some(50_000),
        bucket_by: text("email"),
        rollout_context_kind: Some("user".into()),
        unknown: Unknown::new(),
    }
}

fn target() -> SegmentTarget {
    SegmentTarget {
        context_kind: Some("org".into()),
        values: texts(&["acme"]),
        unknown: Unknown::new(),
    }
}

fn action() -> DeniedAction {
    DeniedAction {
        action: "updateRules".to_owned(),
        reason: AccessReason {
            effect: "deny".to_owned(),
            resources: Some(texts(&["proj/*"])),
            not_resources: Some(texts(&["proj/*"])),
            actions: Some(texts(&["*"])),
            not_actions: Some(texts(&["*"])),
            role_name: text("reader"),
            unknown: Unknown::new(),
        },
        unknown: Unknown::new(),
    }
}

fn segment() -> Segment {
    Segment {
        key: "beta".into(),
        name: "Beta".to_owned(),
        description: text("About"),
        tags: texts(&["a"]),
        creation_date: NOW,
        last_modified_date: NOW,
        version: 3,
        deleted: false,
        generation: 1,
        included: Some(texts(&["ada"])),
        excluded: Some(texts(&["eve"])),
        included_contexts: Some(vec![target()]),
        excluded_contexts: Some(vec![target()]),
        rules: vec![rule()],
        unbounded: Some(true),
        unbounded_context_kind: Some("user".into()),
        unbounded_metadata: Some(UnboundedMetadata {
            env_id: text("e"),
            segment_id: text("s"),
            version: Some(1),
            included_count: Some(2),
            excluded_count: Some(3),
            last_modified: Some(NOW),
            deleted: Some(false),
            unknown: Unknown::new(),
        }),
        external: text("amplitude"),
        external_link: text("https://x.example"),
        import_in_progress: Some(false),
        flags: Some(vec![FlagListing {
            name: "Flag".to_owned(),
            key: "flag".to_owned(),
            links: Some(links()),
            site: Some(link()),
            unknown: Unknown::new(),
        }]),
        access: Some(Access {
            denied: vec![action()],
            allowed: vec![action()],
            unknown: Unknown::new(),
        }),
        links: links(),
        unknown: Unknown::new(),
    }
}

fn resource() -> ResourceId {
    ResourceId {
        kind: text("segment"),
        project_key: text("p"),
        environment_key: text("e"),
        key: text("s"),
        unknown: Unknown::new(),
    }
}

fn expiring() -> ExpiringTarget {
    ExpiringTarget {
        id: "id".to_owned(),
        version: 1,
        expiration_date: NOW,
        context_kind: "user".into(),
        context_key: "ada".to_owned(),
        target_type: Some(TargetType::from(TargetList::Included)),
        resource_id: resource(),
        unknown: Unknown::new(),
    }
}

fn user_list() -> SegmentUserList {
    SegmentUserList {
        add: Some(texts(&["a"])),
        remove: Some(texts(&["b"])),
        unknown: Unknown::new(),
    }
}

fn json<T: Serialize>(value: &T) -> String {
    wire::pretty(value)
}

fn goldens(out: &mut String) {
    let mut add = |name: &str, type_name: &str, json: String| {
        writeln!(out, "\nexport const {name} = {json} satisfies {type_name};").unwrap();
    };
    add("segment", "Segment", json(&segment()));
    add(
        "page",
        "Page<Segment>",
        json(&Page {
            items: vec![segment()],
            links: links(),
            total_count: Some(1),
            unknown: Unknown::new(),
        }),
    );
    add(
        "newSegment",
        "NewSegment",
        json(&NewSegment {
            name: "Beta".to_owned(),
            key: "beta".into(),
            description: text("About"),
            tags: texts(&["a"]),
            unbounded: true,
            unbounded_context_kind: Some("user".into()),
        }),
    );
    add(
        "expiringTargets",
        "ExpiringList<ExpiringTarget>",
        json(&ExpiringTargets {
            items: vec![expiring()],
            links: links(),
            unknown: Unknown::new(),
        }),
    );
    add(
        "expiringUserTargets",
        "ExpiringList<ExpiringUserTarget>",
        json(&ExpiringUserTargets {
            items: vec![ExpiringUserTarget::from(expiring())],
            links: links(),
            unknown: Unknown::new(),
        }),
    );
    add(
        "patchedExpiringTargets",
        "PatchedExpiringList<ExpiringTarget>",
        json(&PatchedExpiringTargets {
            items: vec![expiring()],
            links: links(),
            total_instructions: Some(2),
            successful_instructions: Some(1),
            failed_instructions: Some(1),
            errors: Some(vec![ExpiringTargetError {
                instruction_index: 1,
                message: "No".to_owned(),
                unknown: Unknown::new(),
            }]),
            unknown: Unknown::new(),
        }),
    );
    add(
        "change",
        "SegmentUserState",
        json(&SegmentUserState {
            included: Some(user_list()),
            excluded: Some(user_list()),
            unknown: Unknown::new(),
        }),
    );
    add(
        "membership",
        "BigSegmentTarget",
        json(&BigSegmentTarget::new("ada", Some(TargetList::Included))),
    );
    add(
        "imported",
        "Import",
        json(&Import {
            id: "i".to_owned(),
            segment_key: "s".into(),
            creation_time: NOW,
            mode: ImportMode::Merge,
            status: ImportStatus::PendingApproval,
            files: Some(vec![ImportedFile {
                filename: text("keys.csv"),
                status: text("complete"),
                unknown: Unknown::new(),
            }]),
            links: links(),
            unknown: Unknown::new(),
        }),
    );
    add(
        "exported",
        "Export",
        json(&Export {
            id: "x".to_owned(),
            segment_key: "s".into(),
            creation_time: NOW,
            status: ExportStatus::Complete,
            size_bytes: 18,
            size: "18 B".to_owned(),
            initiator: Initiator {
                name: text("Ada"),
                email: text("ada@x.example"),
                unknown: Unknown::new(),
            },
            links: links(),
            unknown: Unknown::new(),
        }),
    );
    add(
        "memberships",
        "SegmentMemberships",
        json(&SegmentMemberships {
            items: vec![SegmentMembership {
                name: "Beta".to_owned(),
                key: "beta".into(),
                links: links(),
                ..SegmentMembership::default()
            }],
            links: links(),
            unknown: Unknown::new(),
        }),
    );
    let list = targets::TargetList::parse(
        b"key,plan\nada,pro\nADA,pro\nada,pro\n,x\n",
        targets::TargetListOptions::default(),
    );
    add(
        "report",
        "TargetListReport",
        json(&list.unwrap().report().unwrap()),
    );
}

#[test]
fn the_models_are_as_the_types_say() {
    let mut written = String::from(
        "// Written by crates/segdeck-js/tests/it/golden.rs: every model with every field.\n\
         import type {\n  BigSegmentTarget,\n  ExpiringList,\n  ExpiringTarget,\n  ExpiringUserTarget,\n  \
         Export,\n  Import,\n  NewSegment,\n  Page,\n  PatchedExpiringList,\n  Segment,\n  \
         SegmentMemberships,\n  SegmentUserState,\n  TargetListReport,\n} from \"segdeck\";\n",
    );
    goldens(&mut written);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/package/types/golden.mts");
    if std::env::var_os("SEGDECK_GOLDEN").is_some() {
        fs::write(&file, &written).unwrap();
    }
    assert!(
        fs::read_to_string(&file).unwrap() == written,
        "{} is not what the models write; SEGDECK_GOLDEN=write writes it anew",
        file.display()
    );
}
