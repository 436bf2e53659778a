//! The filters and orders of the list of flags: `field:value`, parted by commas.

use segdeck_core::{
    Invalid, UnixMillis, endpoint::ListFlags, gather::Gather, letter_case::lowercase, model::Flag,
    wire,
};

/// What a flag must meet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FlagFilter(Vec<Condition>);

#[derive(Clone, Debug, PartialEq)]
enum Condition {
    /// This text in key or name.
    Query(String),
    Tags(Vec<String>),
    Archived(bool),
    Deprecated,
    Temporary(bool),
    CreatedBefore(UnixMillis),
    Maintainer(String),
    ForSdks {
        mobile: Option<bool>,
        client: Option<bool>,
        any: bool,
    },
    /// Something that no flag of the sandbox has.
    Never,
    /// Something that every flag of the sandbox meets.
    Always,
}

impl FlagFilter {
    /// Reads the conditions of a request. Archived flags are left out unless they are asked for.
    ///
    /// # Errors
    /// Names the part that is malformed.
    pub fn parse(request: &ListFlags) -> Result<Self, Invalid> {
        let mut conditions = Vec::new();
        for part in parts(request.filter.as_deref().unwrap_or_default()) {
            conditions.push(condition(part)?);
        }
        conditions.extend(request.tag.clone().map(|tag| Condition::Tags(vec![tag])));
        conditions.extend(request.archived.map(Condition::Archived));
        if !conditions
            .iter()
            .any(|condition| matches!(condition, Condition::Archived(_)))
        {
            conditions.push(Condition::Archived(false));
        }
        Ok(Self(conditions))
    }

    /// Whether a flag meets all conditions.
    pub fn accepts(&self, flag: &Flag) -> bool {
        self.0.iter().all(|condition| condition.accepts(flag))
    }
}

impl Condition {
    fn accepts(&self, flag: &Flag) -> bool {
        match self {
            Self::Query(text) => {
                lowercase(flag.key.as_str()).contains(text) || lowercase(&flag.name).contains(text)
            }
            Self::Tags(tags) => tags.iter().all(|tag| flag.tags.contains(tag)),
            Self::Archived(is_archived) => flag.archived == *is_archived,
            Self::Deprecated => flag.deprecated == Some(true),
            Self::Temporary(is_temporary) => flag.temporary == *is_temporary,
            Self::CreatedBefore(date) => flag.creation_date < *date,
            Self::Maintainer(id) => flag.maintainer_id.as_ref() == Some(id),
            Self::ForSdks {
                mobile,
                client,
                any,
            } => {
                let sdks = flag.client_side_availability.unwrap_or_default();
                mobile.is_none_or(|wanted| sdks.using_mobile_key == wanted)
                    && client.is_none_or(|wanted| sdks.using_environment_id == wanted)
                    && (!any || sdks.using_mobile_key || sdks.using_environment_id)
            }
            Self::Never => false,
            Self::Always => true,
        }
    }
}

/// The parts of a filter; a comma inside an object parts nothing.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    text.split(move |c| {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ',' && depth == 0
    })
    .map(str::trim)
    .filter(|part| !part.is_empty())
}

fn condition(part: &str) -> Result<Condition, Invalid> {
    let refusal = |reason: String| Invalid::new("filter", reason);
    let (field, value) = part.split_once(':').ok_or_else(|| {
        refusal(format!(
            "{part:?} is not of the form field:value, such as query:dark-mode."
        ))
    })?;
    let truth = || match value {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(refusal(format!("{field} is true or false, not {value:?}."))),
    };
    let unknown_value = |known: &str| Err(refusal(format!("{field} is {known}, not {value:?}.")));
    let number = || {
        let number: Result<u64, _> = value.parse();
        number.map_err(|_| refusal(format!("{field} is a number, not {value:?}.")))
    };
    let never_if = |is_never: bool| {
        if is_never {
            Condition::Never
        } else {
            Condition::Always
        }
    };
    let sdks = |mobile, client, any| Condition::ForSdks {
        mobile,
        client,
        any,
    };
    Ok(match field {
        "query" => Condition::Query(lowercase(value)),
        // A plus that was not encoded arrives as a space.
        "tags" => Condition::Tags(
            value
                .split(['+', ' '])
                .filter(|tag| !tag.is_empty())
                .map(str::to_owned)
                .list(),
        ),
        "archived" => Condition::Archived(truth()?),
        "state" => match value {
            "live" => Condition::Archived(false),
            "archived" => Condition::Archived(true),
            "deprecated" => Condition::Deprecated,
            _ => return unknown_value("live, deprecated or archived"),
        },
        "type" => match value {
            "temporary" => Condition::Temporary(true),
            "permanent" => Condition::Temporary(false),
            _ => return unknown_value("temporary or permanent"),
        },
        "sdkAvailability" => match value {
            "mobile" => sdks(Some(true), None, false),
            "client" => sdks(None, Some(true), false),
            "anyClient" => sdks(None, None, true),
            "server" => sdks(Some(false), Some(false), false),
            _ => return unknown_value("client, mobile, anyClient or server"),
        },
        "creationDate" => {
            let object = wire::parse(value.as_bytes()).ok();
            let before = object.and_then(|object| object.get("before")?.as_i64());
            let before = before.ok_or_else(|| {
                refusal(format!(
                    "creationDate is an object such as {{\"before\":1690527600000}}, not {value:?}."
                ))
            })?;
            Condition::CreatedBefore(UnixMillis(before))
        }
        "maintainerId" => Condition::Maintainer(value.to_owned()),
        "hasExperiment" => never_if(truth()?),
        "codeReferences.min" => never_if(number()? > 0),
        "codeReferences.max" => {
            number()?;
            Condition::Always
        }
        "filterEnv" => Condition::Always,
        "applicationEvaluated"
        | "contextKindsEvaluated"
        | "evaluated"
        | "guardedRollout"
        | "maintainerTeamKey"
        | "releasePipeline" => Condition::Never,
        _ => {
            return Err(refusal(format!(
                "Unknown field {field:?}. Use query, tags, state, type, creationDate, \
                 maintainerId or sdkAvailability."
            )));
        }
    })
}

/// What flags are sorted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SortField {
    /// The date of creation.
    CreationDate,
    /// The key.
    Key,
    /// The id of whoever looks after it.
    Maintainer,
    /// The name, without case.
    Name,
    /// The tags, one after another.
    Tags,
    /// When its targeting in this environment was last changed.
    Targeting(String),
    /// Permanent, then temporary.
    Type,
}

/// Reads the order of a request, the field of most weight first, and whether the greatest comes
/// first; without one by date of creation, the newest first.
///
/// # Errors
/// Names the unknown field.
pub fn sort(request: &ListFlags) -> Result<Vec<(SortField, bool)>, Invalid> {
    let text = request.sort.as_deref().unwrap_or_default().trim();
    let text = if text.is_empty() {
        "-creationDate"
    } else {
        text
    };
    let parts: Vec<&str> = text.split(',').map(str::trim).list();
    parts
        .iter()
        .map(|part| {
            let (is_descending, name) = match part.strip_prefix('-') {
                Some(name) => (true, name),
                None => (false, *part),
            };
            let field = match name {
                "creationDate" => SortField::CreationDate,
                "key" => SortField::Key,
                "maintainerId" => SortField::Maintainer,
                "name" => SortField::Name,
                "tags" => SortField::Tags,
                "type" => SortField::Type,
                "targetingModifiedDate" => match request.environments.first() {
                    Some(environment) if parts.len() == 1 => {
                        SortField::Targeting(environment.clone())
                    }
                    _ => {
                        return Err(Invalid::new(
                            "sort",
                            "targetingModifiedDate needs the parameter env, and no other field \
                             beside it.",
                        ));
                    }
                },
                unknown => {
                    return Err(Invalid::new(
                        "sort",
                        format!(
                            "Flags cannot be sorted by {unknown:?}. Use creationDate, key, \
                             maintainerId, name, tags, targetingModifiedDate or type, with a \
                             leading - for descending."
                        ),
                    ));
                }
            };
            Ok((field, is_descending))
        })
        .try_list()
}
