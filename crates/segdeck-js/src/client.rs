//! The 18 operations: requests built and answers read.

use segdeck_client::{AccessToken, Client, ClientError, Paged, Pager, RetryPolicy};
use segdeck_core::text::quoted;
use segdeck_core::{
    Invalid, SegmentKey,
    endpoint::{
        CreateExport, CreateImport, CreateSegment, DeleteSegment, Endpoint, EvaluateSegments,
        GetContextMembership, GetExpiringTargets, GetExpiringUserTargets, GetExport, GetImport,
        GetSegment, GetUserMembership, ListSegments, Operation, PatchBody, PatchExpiringTargets,
        PatchExpiringUserTargets, PatchSegment, Place, UpdateContextTargets, UpdateUserTargets,
    },
    model::{ContextInstance, ImportMode, Page, Segment},
    patch::{Instruction, JsonPatch, MergePatch, SemanticPatch},
    wire::{self, Body, Request, Response, Transport},
};
use serde::Serialize;
use std::time::Duration;

use crate::{
    answer::{self, Members},
    input::Options,
    refusal::Refusal,
};

/// Writes what an answer says as JSON.
type Read = Box<dyn Fn(&Response) -> Result<String, ClientError>>;

/// A request, and how its answer is read.
pub struct Prepared {
    pub operation: Operation,
    pub request: Request,
    pub read: Read,
}

impl Prepared {
    fn new<E>(endpoint: E) -> Self
    where
        E: Endpoint + 'static,
        E::Answer: Serialize,
    {
        Self {
            operation: E::OPERATION,
            request: endpoint.request(),
            read: Box::new(move |response| {
                segdeck_client::read(&endpoint, response).map(|answer| wire::encode_text(&answer))
            }),
        }
    }
    /// The same, whose answer is passed on.
    fn passing<E: Endpoint>(endpoint: &E, members: &'static Members) -> Self {
        Self {
            operation: E::OPERATION,
            request: endpoint.request(),
            read: Box::new(|response| answer::passed_on(E::OPERATION, response, members)),
        }
    }
}

/// [`ListSegments`], whose answer keeps all that the server says of each segment.
#[derive(Clone)]
pub struct Listing(ListSegments);

impl Endpoint for Listing {
    const OPERATION: Operation = ListSegments::OPERATION;
    type Answer = Page<Segment>;

    fn request(&self) -> Request {
        self.0.request()
    }

    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
        wire::read(body)
    }
}

impl Paged for Listing {
    type Item = Segment;
    type Key = SegmentKey;

    fn at(&self, limit: u64, offset: u64) -> Self {
        Self(self.0.at(limit, offset))
    }

    fn key(item: &Self::Item) -> &Self::Key {
        &item.key
    }
}

/// A client that behaves as its settings say: `token`, `apiVersion` (`null` for none) and `retry`.
pub fn client<T: Transport>(transport: T, settings: &Options) -> Result<Client<T>, Refusal> {
    let mut client = match settings.text("token")? {
        Some(token) => Client::new(transport, AccessToken::parse(token)?),
        None => Client::without_token(transport),
    };
    if settings.flag("withoutApiVersion")? {
        client = client.with_api_version(None);
    } else if let Some(version) = settings.text("apiVersion")? {
        client = client.with_api_version(Some(version.to_owned()));
    }
    Ok(client.with_retry(retry(settings)?))
}

fn retry(settings: &Options) -> Result<RetryPolicy, Invalid> {
    let default = RetryPolicy::default();
    let tries = match settings.count("retryTries")? {
        None => default.tries,
        Some(tries) => u32::try_from(tries)
            .ok()
            .filter(|tries| *tries > 0)
            .ok_or_else(|| {
                Invalid::new("retry/tries", "retry.tries must be a whole number from 1.")
            })?,
    };
    let wait = |name: &str, default: Duration| {
        settings
            .count(name)
            .map(|wait| wait.map_or(default, Duration::from_millis))
    };
    Ok(RetryPolicy {
        tries,
        first_wait: wait("retryFirstWait", default.first_wait)?,
        longest_wait: wait("retryLongestWait", default.longest_wait)?,
    })
}

/// A walk through the pages of an environment's segments.
pub fn walk(options: &Options) -> Result<Pager<Listing>, Refusal> {
    let size = options.count("pageSize")?.unwrap_or(100);
    Ok(Pager::new(list_segments(options)?, size))
}

fn list_segments(options: &Options) -> Result<Listing, Invalid> {
    Ok(Listing(ListSegments {
        limit: options.count("limit")?,
        offset: options.count("offset")?,
        sort: options.text("sort")?.map(str::to_owned),
        filter: options.text("filter")?.map(str::to_owned),
        ..ListSegments::new(place(options)?)
    }))
}

/// The call of an operation that has this name in JavaScript.
pub fn prepare(operation: &str, options: &Options, file: Vec<u8>) -> Result<Prepared, Refusal> {
    let place = place(options)?;
    let segment = || -> Result<SegmentKey, Invalid> { Ok(options.name("segmentKey")?.into()) };
    Ok(match operation {
        "listSegments" => Prepared::new(list_segments(options)?),
        "createSegment" => Prepared::new(CreateSegment::new(place, options.value("segment")?)),
        "getSegment" => Prepared::new(GetSegment::new(place, segment()?)),
        "patchSegment" => Prepared::new(PatchSegment {
            dry_run: options.flag("dryRun")?,
            ..PatchSegment::new(place, segment()?, patch(options)?)
        }),
        "deleteSegment" => Prepared::new(DeleteSegment::new(place, segment()?)),
        "getExpiringTargets" => Prepared::passing(
            &GetExpiringTargets::new(place, segment()?),
            &answer::EXPIRING,
        ),
        "patchExpiringTargets" => Prepared::passing(
            &PatchExpiringTargets::new(place, segment()?, semantic(options)?),
            &answer::EXPIRING,
        ),
        "getExpiringUserTargets" => Prepared::passing(
            &GetExpiringUserTargets::new(place, segment()?),
            &answer::EXPIRING_USERS,
        ),
        "patchExpiringUserTargets" => Prepared::passing(
            &PatchExpiringUserTargets::new(place, segment()?, semantic(options)?),
            &answer::EXPIRING_USERS,
        ),
        "updateContextTargets" => Prepared::new(UpdateContextTargets::new(
            place,
            segment()?,
            options.value("change")?,
        )),
        "getContextMembership" => Prepared::passing(
            &GetContextMembership::new(place, segment()?, options.name("contextKey")?),
            &answer::MEMBERSHIP,
        ),
        "updateUserTargets" => Prepared::new(UpdateUserTargets::new(
            place,
            segment()?,
            options.value("change")?,
        )),
        "getUserMembership" => Prepared::passing(
            &GetUserMembership::new(place, segment()?, options.name("userKey")?),
            &answer::MEMBERSHIP,
        ),
        "createExport" => Prepared::new(CreateExport::new(place, segment()?)),
        "getExport" => Prepared::passing(
            &GetExport::new(place, segment()?, options.name("exportId")?),
            &answer::EXPORT,
        ),
        "createImport" => Prepared::new(import(place, segment()?, options, file)?),
        "getImport" => Prepared::passing(
            &GetImport::new(place, segment()?, options.name("importId")?),
            &answer::IMPORT,
        ),
        "evaluateSegments" => {
            let context: serde_json::Value = options.value("context")?;
            let context =
                ContextInstance::from_value(&context).map_err(|error| error.within("context"))?;
            Prepared::passing(&EvaluateSegments::new(place, context), &answer::MEMBERSHIPS)
        }
        other => {
            let reason = format!("There is no operation {other}.", other = quoted(other));
            return Err(Invalid::new("operation", reason).into());
        }
    })
}

fn place(options: &Options) -> Result<Place, Invalid> {
    Ok(Place::new(
        options.name("projectKey")?,
        options.name("environmentKey")?,
    ))
}

/// The one of the three formats that is given.
fn patch(options: &Options) -> Result<PatchBody, Invalid> {
    let given = ["jsonPatch", "mergePatch", "semanticPatch"].map(|name| options.get(name));
    let comment = || Ok::<_, Invalid>(options.text("comment")?.map(str::to_owned));
    match given {
        [Some(patch), None, None] => Ok(PatchBody::Json {
            patch: JsonPatch::parse(patch).map_err(|error| error.within("jsonPatch"))?,
            comment: comment()?,
        }),
        [None, Some(patch), None] => Ok(PatchBody::Merge {
            patch: MergePatch::parse(patch).map_err(|error| error.within("mergePatch"))?,
            comment: comment()?,
        }),
        [None, None, Some(_)] => semantic(options).map(PatchBody::Semantic),
        _ => Err(Invalid::new(
            "",
            "Give exactly one of jsonPatch, mergePatch and semanticPatch.",
        )),
    }
}

/// Paths in a refusal start at the patch, so that an instruction is told by its number.
fn semantic<I: Instruction>(options: &Options) -> Result<SemanticPatch<I>, Invalid> {
    let Some(body) = options.get("semanticPatch") else {
        let reason = "semanticPatch is missing. Give an object with instructions.";
        return Err(Invalid::new("semanticPatch", reason));
    };
    let patch = SemanticPatch::parse(body)?;
    Ok(SemanticPatch {
        comment: match options.text("comment")? {
            Some(comment) => Some(comment.to_owned()),
            None => patch.comment,
        },
        ..patch
    })
}

fn import(
    place: Place,
    segment: SegmentKey,
    options: &Options,
    file: Vec<u8>,
) -> Result<CreateImport, Invalid> {
    let mode = match options.name("mode")? {
        "merge" => ImportMode::Merge,
        "replace" => ImportMode::Replace,
        _ => {
            return Err(Invalid::new(
                "mode",
                "mode must be \"merge\" or \"replace\".",
            ));
        }
    };
    if file.len() as u64 > CreateImport::FILE_LIMIT {
        let reason = format!(
            "The file has {} bytes; at most {} are allowed.",
            file.len(),
            CreateImport::FILE_LIMIT
        );
        return Err(Invalid::new("file", reason));
    }
    let mut import = CreateImport::new(place, segment, Vec::new(), mode);
    import.file = Body::Bytes(file);
    import.wait_on_approvals = options.flag("waitOnApprovals")?;
    if let Some(name) = options.text("fileName")? {
        name.clone_into(&mut import.file_name);
    }
    Ok(import)
}
