//! The wire types, one noun per file.
//!
//! Reading is tolerant and writing exact: what the API sends and we do not know (a field, an
//! operator, a target type) is kept, shown and written back as it came.

mod access;
mod approval;
mod audit_entry;
mod caller;
mod clause;
mod context;
mod context_record;
mod environment;
mod evaluation;
mod expiration;
mod flag;
mod link;
mod membership;
mod named;
mod new_segment;
mod operator;
mod project;
mod rule;
mod segment;
mod summary;
mod target;
mod token;
mod transfer;

pub use access::{Access, AccessReason, AllowedAction, DeniedAction};
pub use approval::{
    ApplyNote, ApprovalConflict, ApprovalRequest, ApprovalRequests, ApprovalResource,
    ApprovalReview, ApprovalSettings, ApprovalStatus, ExpandedApprovalRequest, NewApprovalRequest,
    NewReview, ProjectApprovalSettings, ResourceApprovalSettings, ReviewKind, ReviewStatus,
    SegmentResource,
};
pub use audit_entry::{
    AuditEntry, AuditMember, AuditPage, AuditParent, AuditSubject, AuditTarget, AuditToken, Effect,
    PolicyStatement, ResourceAccess,
};
pub use caller::CallerIdentity;
pub use clause::Clause;
pub use context::{Context, ContextInstance};
pub use context_record::{
    AttributeName, AttributeNames, AttributeValue, AttributeValues, ByKind, ContextKindDetails,
    ContextKindObservation, ContextKinds, ContextPage, ContextRecord,
};
pub use environment::{Environment, NewEnvironment, SourceEnvironment, Withheld};
pub use evaluation::{SegmentMembership, SegmentMemberships};
pub use expiration::{
    ExpiringTarget, ExpiringTargetError, ExpiringTargets, ExpiringUserTarget, ExpiringUserTargets,
    PatchedExpiringTargets, PatchedExpiringUserTargets, ResourceId, TargetType,
};
pub use flag::{
    CustomProperty, Flag, FlagConfig, FlagDefaults, FlagExperiments, FlagRule, FlagSummary,
    FlagTarget, Variation, VariationSummary,
};
pub use link::{Link, Links, Page};
pub use membership::{BigSegmentTarget, SegmentUserList, SegmentUserState};
pub use named::Named;
pub use new_segment::NewSegment;
pub use operator::Operator;
pub use project::{ClientSideAvailability, CreatedProject, NamingConvention, NewProject, Project};
pub use rule::{Rule, Weight};
pub use segment::{FlagListing, Segment, SegmentKind, UnboundedMetadata};
pub use summary::SegmentSummary;
pub use target::{SegmentTarget, TargetList};
pub use token::{AccessToken, Member, Root, Versions};
pub use transfer::{
    Export, ExportStatus, Import, ImportMode, ImportStatus, ImportedFile, Initiator,
};

/// Fields that the API sent and this version of Segdeck does not know, by name.
pub type Unknown = serde_json::Map<String, serde_json::Value>;
