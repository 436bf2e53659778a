//! `PATCH /api/v2/segments/{projectKey}/{environmentKey}/{segmentKey}`: change a segment.

use serde_json::Value;

use super::{Endpoint, Operation, PathParameters, Place, read_document, read_flag};
use crate::{
    Invalid, SegmentKey,
    model::Segment,
    patch::{JsonPatch, MergePatch, PatchFormat, SegmentInstruction, SemanticPatch},
    wire::{self, Request},
};

/// Changes a segment: all of the patch or nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct PatchSegment {
    /// Where.
    pub place: Place,
    /// Which.
    pub segment: SegmentKey,
    /// The change.
    pub patch: PatchBody,
    /// Whether only to validate, and to answer what the segment would be.
    pub dry_run: bool,
}

/// The change of a segment in one of the three formats that share one address.
#[derive(Clone, Debug, PartialEq)]
pub enum PatchBody {
    /// RFC 6902; can be guarded by a `test` of `/version`.
    Json {
        /// The operations.
        patch: JsonPatch,
        /// For the audit log.
        comment: Option<String>,
    },
    /// RFC 7386; arrays are replaced whole.
    Merge {
        /// The document to merge.
        patch: MergePatch,
        /// For the audit log.
        comment: Option<String>,
    },
    /// LaunchDarkly's instructions; cannot be guarded.
    Semantic(SemanticPatch<SegmentInstruction>),
}

impl PatchBody {
    /// A JSON Patch without a comment.
    #[must_use]
    pub fn json(patch: JsonPatch) -> Self {
        Self::Json {
            patch,
            comment: None,
        }
    }

    /// Which format it is; it knows the media type.
    #[must_use]
    pub fn format(&self) -> PatchFormat {
        match self {
            Self::Json { .. } => PatchFormat::Json,
            Self::Merge { .. } => PatchFormat::Merge,
            Self::Semantic(_) => PatchFormat::Semantic,
        }
    }

    /// The body as it is sent.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let with_comment = |name: &str, patch: Value, comment: &Option<String>| {
            let mut body = serde_json::Map::new();
            body.insert(name.to_owned(), patch);
            if let Some(comment) = comment {
                body.insert("comment".to_owned(), comment.clone().into());
            }
            Value::Object(body)
        };
        match self {
            Self::Json { patch, comment } => with_comment("patch", patch.to_value(), comment),
            Self::Merge { patch, comment } => with_comment("merge", patch.to_value(), comment),
            Self::Semantic(patch) => patch.to_value(),
        }
    }

    /// Whether it is about who is in the segment, so that an environment may require an approval
    /// of it: even where nothing would change.
    #[must_use]
    pub fn touches_targeting(&self) -> bool {
        match self {
            Self::Json { patch, .. } => patch.touches_targeting(),
            Self::Merge { patch, .. } => patch.touches_targeting(),
            Self::Semantic(patch) => patch.touches_targeting(),
        }
    }

    /// Reads a body as the service tells the formats apart: the media type's parameter makes a
    /// semantic patch; else an array or an object with `patch` is a JSON Patch; else an object
    /// with `merge`, or any other object, is a merge patch. An object with `instructions` but
    /// without the parameter is refused.
    ///
    /// # Errors
    /// Names the operation, instruction or field that is malformed.
    pub fn parse(content_type: Option<&str>, bytes: &[u8]) -> Result<Self, Invalid> {
        let format = PatchFormat::of_content_type(content_type)?;
        let body = wire::parse(bytes)?;
        if format == Some(PatchFormat::Semantic) {
            return SemanticPatch::parse(&body).map(Self::Semantic);
        }
        let Value::Object(fields) = &body else {
            let patch = JsonPatch::parse(&body)?;
            return Ok(Self::Json {
                patch,
                comment: None,
            });
        };
        let comment = || match fields.get("comment") {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(Invalid::new("comment", "The comment must be text.")),
        };
        if let Some(patch) = fields.get("patch") {
            let patch = JsonPatch::parse(patch).map_err(|error| error.within("patch"))?;
            return Ok(Self::Json {
                patch,
                comment: comment()?,
            });
        }
        if fields.contains_key("instructions") {
            return Err(Invalid::new(
                "instructions",
                format!(
                    "A semantic patch needs the header Content-Type: {}.",
                    wire::SEMANTIC_PATCH
                ),
            ));
        }
        if let Some(merge) = fields.get("merge") {
            let patch = MergePatch::parse(merge).map_err(|error| error.within("merge"))?;
            return Ok(Self::Merge {
                patch,
                comment: comment()?,
            });
        }
        Ok(Self::Merge {
            patch: MergePatch::parse(&body)?,
            comment: None,
        })
    }
}

impl PatchSegment {
    /// Sends this change to this segment.
    pub fn new(place: Place, segment: impl Into<SegmentKey>, patch: PatchBody) -> Self {
        Self {
            place,
            segment: segment.into(),
            patch,
            dry_run: false,
        }
    }

    /// Reads the call out of a request.
    ///
    /// # Errors
    /// Names what is malformed.
    pub fn parse(parameters: &PathParameters, request: &Request) -> Result<Self, Invalid> {
        let dry_run = read_flag(request, "dryRun")?.unwrap_or_default();
        Ok(Self {
            place: parameters.place(),
            segment: parameters.segment(),
            patch: PatchBody::parse(request.headers.get("Content-Type"), request.body.as_bytes())?,
            dry_run,
        })
    }
}

impl Endpoint for PatchSegment {
    const OPERATION: Operation = Operation::PatchSegment;
    type Answer = Segment;

    fn request(&self) -> Request {
        let request = Self::OPERATION
            .request(&[
                self.place.project.as_str(),
                self.place.environment.as_str(),
                self.segment.as_str(),
            ])
            .with_body(
                self.patch.format().content_type(),
                wire::encode(&self.patch.to_value()),
            );
        if self.dry_run {
            request.with_query("dryRun", "true")
        } else {
            request
        }
    }

    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
        read_document(body)
    }
}

#[cfg(feature = "openapi")]
impl crate::openapi::Described for PatchSegment {
    fn describe(description: &mut crate::openapi::Description<'_>) {
        description
            .query(
                "dryRun",
                "Whether only to tell what the segment would be.",
                &serde_json::json!({"type": "boolean", "default": false}),
            )
            .body::<crate::openapi::PlainPatch>()
            .body_as::<SemanticPatch<SegmentInstruction>>(wire::SEMANTIC_PATCH)
            .answers::<Segment>(200)
            .refuses(&[409]);
    }
}
