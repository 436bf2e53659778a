//! What the five operations on segments do.

use segdeck_core::{
    ContextKind, Invalid, SegmentKey, UnixMillis,
    endpoint::{CreateSegment, DeleteSegment, Endpoint, GetSegment, ListSegments, Place},
    gather::Gather,
    model::{Links, NewSegment, Segment, UnboundedMetadata, Unknown},
    url,
    validate::{self, Problem, Severity},
    wire,
};

use crate::{
    SandboxError,
    audit_log::SegmentChange,
    error::Failure,
    expirations::resource,
    filter::Filter,
    paging::{Slice, json_link, links_with_site},
    places::{environment_path, segment_path, segments_path},
    reply::Answer,
    sandbox::Call,
    store::{
        Connection, expirations, flags,
        places::{self, EnvironmentRow},
        segments::{self, Selection, Sort, SortField, StoredSegment},
    },
};

/// Lists segments, newest first unless the caller wants another order.
pub fn list(call: &Call<'_>, mut request: ListSegments) -> Result<Answer, SandboxError> {
    let slice = match request.limit {
        None if call.version.has_unpaged_segments() => Slice::rest(request.offset),
        limit => Slice::new(limit, request.offset)?,
    };
    let sort = parse_sort(request.sort.as_deref().unwrap_or_default())?;
    let filter = Filter::parse(request.filter.as_deref().unwrap_or_default())?;
    let (documents, total) = call.store.read(|connection| {
        let environment = places::require(connection, &request.place)?;
        let selection = Selection {
            sort: &sort,
            filter: filter.as_ref(),
            limit: slice.limit,
            offset: slice.offset,
        };
        segments::page(connection, environment.id, &selection)
    })?;
    let asked = request.request();
    (request.limit, request.offset) = slice.first();
    let mut links = slice.links_of(total, &asked, request.request());
    links.insert(
        "parent".to_owned(),
        json_link(environment_path(&request.place)),
    );
    // The stored texts are put together as they are: a page is never decoded.
    let mut text = b"{\"items\":[".to_vec();
    text.extend_from_slice(documents.join(",").as_bytes());
    text.extend_from_slice(b"],\"_links\":");
    text.extend_from_slice(&wire::encode(&links));
    text.extend_from_slice(format!(",\"totalCount\":{total}}}").as_bytes());
    Ok(Answer::Found(text))
}

fn parse_sort(text: &str) -> Result<Vec<Sort>, Invalid> {
    if text.trim().is_empty() {
        return Ok(vec![Sort {
            field: SortField::CreationDate,
            is_descending: true,
        }]);
    }
    text.split(',')
        .map(|part| {
            let part = part.trim();
            let (is_descending, name) = match part.strip_prefix('-') {
                Some(name) => (true, name),
                None => (false, part),
            };
            let field = match name {
                "creationDate" => SortField::CreationDate,
                "name" => SortField::Name,
                "lastModified" => SortField::LastModified,
                unknown => {
                    return Err(Invalid::new(
                        "sort",
                        format!(
                            "Segments cannot be sorted by {unknown:?}. Use creationDate, name or \
                             lastModified, with a leading - for descending."
                        ),
                    ));
                }
            };
            Ok(Sort {
                field,
                is_descending,
            })
        })
        .try_list()
}

/// Creates a segment without rules and targets.
pub fn create(call: &Call<'_>, request: &CreateSegment) -> Result<Answer, SandboxError> {
    let new = &request.segment;
    refuse(validate::new_segment(new))?;
    let segment = call.store.write(|transaction| {
        let environment = places::require(transaction, &request.place)?;
        if segments::id(transaction, environment.id, &new.key)?.is_some() {
            return Err(SandboxError::from(Failure::KeyTaken("segment")));
        }
        let generation = segments::next_generation(transaction, environment.id, &new.key)?;
        let segment = made(&request.place, &environment, new, generation, call.now);
        segments::insert(transaction, environment.id, &segment)?;
        SegmentChange::creation(&request.place, &segment).record(transaction, call)?;
        Ok(segment)
    })?;
    Ok(Answer::created(&segment))
}

/// A new segment.
pub fn made(
    place: &Place,
    environment: &EnvironmentRow,
    new: &NewSegment,
    generation: i64,
    now: UnixMillis,
) -> Segment {
    let mut tags: Vec<String> = Vec::new();
    for tag in &new.tags {
        if !tags.contains(tag) {
            tags.push(tag.clone());
        }
    }
    let description = new.description.clone().filter(|text| !text.is_empty());
    let mut segment = Segment {
        key: new.key.clone(),
        name: new.name.clone(),
        description,
        tags,
        creation_date: now,
        last_modified_date: now,
        version: 1,
        deleted: false,
        generation,
        included: Some(Vec::new()),
        excluded: Some(Vec::new()),
        included_contexts: Some(Vec::new()),
        excluded_contexts: Some(Vec::new()),
        rules: Vec::new(),
        unbounded: None,
        unbounded_context_kind: None,
        unbounded_metadata: None,
        external: None,
        external_link: None,
        import_in_progress: None,
        flags: None,
        access: None,
        links: links(place, &new.key),
        unknown: Unknown::new(),
    };
    if new.unbounded {
        segment.unbounded = Some(true);
        segment.unbounded_context_kind = Some(
            new.unbounded_context_kind
                .clone()
                .unwrap_or_else(ContextKind::user),
        );
        segment.unbounded_metadata = Some(UnboundedMetadata {
            env_id: Some(environment.uid.clone()),
            segment_id: Some(format!("{}.g{generation}", new.key)),
            version: Some(1),
            included_count: Some(0),
            excluded_count: Some(0),
            last_modified: Some(now),
            deleted: Some(false),
            unknown: Unknown::new(),
        });
    }
    segment
}

fn links(place: &Place, key: &SegmentKey) -> Links {
    let site = format!(
        "/{}/{}/segments/{}",
        url::encode(place.project.as_str()),
        url::encode(place.environment.as_str()),
        url::encode(key.as_str())
    );
    let itself = segment_path(place, key);
    let parent = segments_path(place);
    links_with_site(&mut [("self", itself), ("parent", parent)], site)
}

/// Gets a segment, with the flags that name it in this environment and what the caller may do.
pub fn get(call: &Call<'_>, request: &GetSegment) -> Result<Answer, SandboxError> {
    let (document, flags) = call.store.read(|connection| {
        let environment = places::require(connection, &request.place)?;
        let document = segments::document(connection, environment.id, &request.segment)?
            .ok_or_else(|| unknown_segment(&request.place, &request.segment))?;
        let flags = flags::of_segment(connection, environment.id, &request.segment)?;
        Ok((document, flags))
    })?;
    // Stored texts are put together as they are.
    let mut text = document.into_bytes();
    text.pop();
    text.extend_from_slice(b",\"_flags\":[");
    text.extend_from_slice(flags.join(",").as_bytes());
    text.extend_from_slice(b"],\"_access\":");
    text.extend_from_slice(call.caller.role.segment_access());
    text.push(b'}');
    Ok(Answer::Found(text))
}

/// Deletes a segment, even if other segments refer to it: to them it is one that never matches.
pub fn delete(call: &Call<'_>, request: &DeleteSegment) -> Result<Answer, SandboxError> {
    call.store.write(|transaction| {
        let (_, stored) = require_segment(transaction, &request.place, &request.segment)?;
        let resource = resource(&request.place, &request.segment);
        let expirations = expirations::of_segment(transaction, stored.id, &resource)?;
        segments::delete(transaction, stored.id)?;
        SegmentChange::deletion(&request.place, &stored.segment, &expirations)
            .record(transaction, call)?;
        Ok(Answer::Done)
    })
}

/// A segment and its environment's row.
///
/// # Errors
/// Says what of the project, the environment and the segment is unknown.
pub fn require_segment(
    connection: &Connection,
    place: &Place,
    key: &SegmentKey,
) -> Result<(i64, StoredSegment), SandboxError> {
    let environment = places::require(connection, place)?;
    let stored = segments::find(connection, environment.id, key)?
        .ok_or_else(|| unknown_segment(place, key))?;
    Ok((environment.id, stored))
}

/// The error for a segment that does not exist.
pub fn unknown_segment(place: &Place, key: &SegmentKey) -> SandboxError {
    SandboxError::from(Failure::NotFound(format!(
        "The environment {:?} has no segment {:?}.",
        place.environment.as_str(),
        key.as_str()
    )))
}

/// Refuses a value with an error; warnings are for the page.
#[inline(never)]
pub fn refuse(problems: Vec<Problem>) -> Result<(), Invalid> {
    match problems
        .into_iter()
        .find(|problem| problem.severity == Severity::Error)
    {
        Some(problem) => Err(Invalid::new(problem.path, problem.message)),
        None => Ok(()),
    }
}
