//! Flags: read as the API answers them, and put in by seeds and tests.

use std::cmp::Ordering;

use segdeck_core::{
    ProjectKey,
    endpoint::{Endpoint, GetFlag, ListFlags, Operation, Place},
    gather::Gather,
    letter_case::lowercase,
    model::{Flag, FlagConfig, FlagListing, FlagSummary, Named, Unknown, VariationSummary},
    order::{self, Map},
    url,
};
use serde_json::Value;

use crate::{
    SandboxError,
    error::Failure,
    flag_filter::{self, FlagFilter, SortField},
    paging::{Slice, json_links, link},
    reply::Answer,
    sandbox::Call,
    store::{Connection, flags, places},
};

pub fn list(call: &Call<'_>, mut request: ListFlags) -> Result<Answer, SandboxError> {
    let is_old = call.version.has_unpaged_segments();
    let slice = match request.limit {
        None if is_old => Slice::rest(request.offset),
        limit => Slice::new(limit, request.offset)?,
    };
    let filter = FlagFilter::parse(&request)?;
    let sort = flag_filter::sort(&request)?;
    call.store.read(|connection| {
        let project = places::require_project(connection, request.project.as_str())?;
        let mut found = flags::of_project(connection, project)?;
        found.retain(|(_, flag)| filter.accepts(flag));
        let mut configs = Map::new();
        for (id, _) in &found {
            configs.insert(*id, flags::configs(connection, *id)?);
        }
        for (field, is_descending) in sort.iter().rev() {
            order::sort_by(&mut found, |(left_id, left), (right_id, right)| {
                let order = match field {
                    SortField::Targeting(environment) => {
                        let date =
                            |id: &i64| Some(configs.get(id)?.get(environment)?.last_modified);
                        date(left_id).cmp(&date(right_id))
                    }
                    field => by(field, left, right),
                };
                if *is_descending {
                    order.reverse()
                } else {
                    order
                }
            });
        }
        let total = found.len() as u64;
        let skipped = usize::try_from(slice.offset).unwrap_or(usize::MAX);
        let taken = usize::try_from(slice.limit).unwrap_or(usize::MAX);
        let items = found
            .into_iter()
            .skip(skipped)
            .take(taken)
            .map(|(id, flag)| {
                let mut all = configs.remove(&id).unwrap_or_default();
                if !request.environments.is_empty() || !is_old {
                    all.retain(|key| request.environments.iter().any(|wanted| wanted == key));
                }
                let is_wanted = is_old || !request.environments.is_empty();
                let is_short = request.summary.unwrap_or(true);
                Flag {
                    environments: is_wanted.then(|| told(all, is_short)),
                    ..flag
                }
            })
            .list();
        let asked = request.request();
        (request.limit, request.offset) = slice.first();
        let page = slice.page(items, total, &asked, request.request());
        Ok(Answer::found(&page))
    })
}

fn by(field: &SortField, left: &Flag, right: &Flag) -> Ordering {
    match field {
        SortField::CreationDate => left.creation_date.cmp(&right.creation_date),
        SortField::Key => left.key.cmp(&right.key),
        SortField::Maintainer => left.maintainer_id.cmp(&right.maintainer_id),
        SortField::Name => lowercase(&left.name).cmp(&lowercase(&right.name)),
        SortField::Tags => left.tags.cmp(&right.tags),
        SortField::Type => left.temporary.cmp(&right.temporary),
        SortField::Targeting(_) => Ordering::Equal,
    }
}

pub fn get(call: &Call<'_>, request: &GetFlag) -> Result<Answer, SandboxError> {
    call.store.read(|connection| {
        let project = places::require_project(connection, request.project.as_str())?;
        let (id, flag) = flags::find(connection, project, &request.flag)?.ok_or_else(|| {
            SandboxError::from(Failure::NotFound(format!(
                "The project {:?} has no flag {:?}.",
                request.project.as_str(),
                request.flag
            )))
        })?;
        let mut all = flags::configs(connection, id)?;
        if !request.environments.is_empty() {
            all.retain(|key| request.environments.iter().any(|wanted| wanted == key));
        }
        Ok(Answer::found(&Flag {
            environments: Some(told(all, false)),
            ..flag
        }))
    })
}

/// Configurations as they are answered: with a summary, and in short without what it counts.
fn told(mut configs: Named<FlagConfig>, is_short: bool) -> Named<FlagConfig> {
    for config in configs.values_mut() {
        config.summary = Some(summary(config));
        if is_short {
            config.targets = None;
            config.context_targets = None;
            config.rules = None;
            config.prerequisites = None;
        }
    }
    configs
}

fn summary(config: &FlagConfig) -> FlagSummary {
    let mut variations: Map<i64, VariationSummary> = Map::new();
    for rule in config.rules.iter().flatten() {
        if let Some(variation) = rule.variation {
            let told = variations.get_or_default(variation);
            told.rules += 1;
            told.null_rules += u64::from(rule.clauses.is_empty());
        }
    }
    for target in config.targets.iter().flatten() {
        variations.get_or_default(target.variation).targets += target.values.len() as u64;
    }
    for target in config.context_targets.iter().flatten() {
        let told = variations.get_or_default(target.variation);
        told.context_targets += target.values.len() as u64;
    }
    let fallthrough = config.fallthrough.as_ref();
    if let Some(variation) = fallthrough.and_then(|served| served.get("variation")?.as_i64()) {
        variations.get_or_default(variation).is_fallthrough = Some(true);
    }
    if let Some(variation) = config.off_variation {
        variations.get_or_default(variation).is_off = Some(true);
    }
    FlagSummary {
        variations: variations
            .into_iter()
            .map(|(variation, told)| (variation.to_string(), told))
            .collect(),
        prerequisites: config.prerequisites.as_ref().map_or(0, Vec::len) as u64,
    }
}

/// Puts a flag into a project, in the place of one of that key. Its `environments` are those that
/// it does something in; links are made.
pub fn put(connection: &Connection, project: &ProjectKey, flag: &Flag) -> Result<(), SandboxError> {
    let row = places::require_project(connection, project.as_str())?;
    let itself = Operation::GetFlag.path_to(&[project.as_str(), &flag.key]);
    let parent = Operation::ListFlags.path_to(&[project.as_str()]);
    let links = json_links(&mut [("self", itself), ("parent", parent)]);
    let id = flags::put(
        connection,
        row,
        &Flag {
            environments: None,
            links: links.clone(),
            ..flag.clone()
        },
    )?;
    for (key, config) in flag.environments.iter().flatten() {
        let place = Place::new(project.clone(), key.as_str());
        let environment = places::require(connection, &place)?;
        let site = link(
            format!(
                "/{}/{}/features/{}",
                url::encode(project.as_str()),
                url::encode(key),
                url::encode(&flag.key)
            ),
            "text/html",
        );
        let listing = FlagListing {
            name: flag.name.clone(),
            key: flag.key.clone(),
            links: Some(links.clone()),
            site: Some(site.clone()),
            unknown: Unknown::new(),
        };
        let config = FlagConfig {
            site,
            archived: flag.archived,
            fallthrough: Some(
                config
                    .fallthrough
                    .clone()
                    .unwrap_or_else(default_fallthrough),
            ),
            ..config.clone()
        };
        // An archived flag serves nobody, so no segment is in use by it.
        let listing = (!flag.archived).then_some(&listing);
        flags::put_config(connection, id, environment.id, &config, listing)?;
    }
    Ok(())
}

fn default_fallthrough() -> Value {
    serde_json::json!({"variation": 0})
}
