//! What instructions do to the expiring targets of a segment.

use crate::text::quoted;

use super::{ExpiringTargetInstruction as I, TargetReference, schedule::sort};
use crate::{
    IdSource, UnixMillis,
    gather::Gather,
    model::{
        ExpiringTarget, ExpiringTargetError, ResourceId, Segment, TargetList, TargetType, Unknown,
    },
    order::{Map, Set},
};

/// What applying instructions to expiring targets gives.
#[derive(Clone, Debug, PartialEq)]
pub struct AppliedExpirations {
    /// All expiring targets afterwards, the next to leave first.
    pub items: Vec<ExpiringTarget>,
    /// Why some instructions failed; the others were carried out.
    pub errors: Vec<ExpiringTargetError>,
}

/// Applies instructions to the expiring targets of a segment, each for itself: one that fails is
/// told and the others go on.
///
/// New items belong to `resource`, get their ids from `ids` and have version 1; another date
/// raises the version by 1, the same date does nothing. An instruction fails when its context is
/// not a target of that list, has an expiration already (add) or has none (update, remove), when
/// its version is not the item's, or when its date is not after `now`.
#[must_use]
pub fn apply(
    segment: &Segment,
    resource: &ResourceId,
    items: &[ExpiringTarget],
    instructions: &[&I],
    now: UnixMillis,
    ids: &mut dyn IdSource,
) -> AppliedExpirations {
    let mut work = Work {
        segment,
        targets: Map::new(),
        items: Map::new(),
        others: Vec::new(),
    };
    for item in items {
        work.take(item.clone());
    }
    let mut errors = Vec::new();
    for (index, instruction) in (0..).zip(instructions) {
        if let Err(message) = work.carry_out(instruction, resource, now, ids) {
            errors.push(ExpiringTargetError {
                instruction_index: index,
                message,
                unknown: Unknown::new(),
            });
        }
    }
    let mut items: Vec<_> = work
        .items
        .into_iter()
        .map(|(_, item)| item)
        .chain(work.others)
        .list();
    sort(&mut items);
    AppliedExpirations { items, errors }
}

struct Work<'a> {
    segment: &'a Segment,
    /// The keys of a list and kind, looked up often and gathered once.
    targets: Map<(TargetList, String), Set<String>>,
    items: Map<TargetReference, ExpiringTarget>,
    /// Items of a target type that we do not know, which no instruction can name.
    others: Vec<ExpiringTarget>,
}

impl Work<'_> {
    fn take(&mut self, item: ExpiringTarget) {
        match TargetReference::of(&item) {
            Some(target) if !self.items.contains_key(&target) => {
                self.items.insert(target, item);
            }
            _ => self.others.push(item),
        }
    }

    fn carry_out(
        &mut self,
        instruction: &I,
        resource: &ResourceId,
        now: UnixMillis,
        ids: &mut dyn IdSource,
    ) -> Result<(), String> {
        match instruction {
            I::Add { target, value } => {
                if !self.is_target(target) {
                    return Err(format!(
                        "{} is not an individual target of the segment. Add it to the targets \
                         first.",
                        describe(target)
                    ));
                }
                if self.items.contains_key(target) {
                    return Err(format!(
                        "{} already has an expiration; use update.",
                        describe(target)
                    ));
                }
                check_future(*value, now)?;
                let item = ExpiringTarget {
                    id: ids.next_id(),
                    version: 1,
                    expiration_date: *value,
                    context_kind: target.context_kind.clone(),
                    context_key: target.context_key.clone(),
                    target_type: Some(TargetType::List(target.list)),
                    resource_id: resource.clone(),
                    unknown: Unknown::new(),
                };
                self.items.insert(target.clone(), item);
                Ok(())
            }
            I::Update {
                target,
                value,
                version,
            } => {
                let Some(item) = self.items.get_mut(target) else {
                    return Err(no_expiration(target));
                };
                if let Some(version) = version.filter(|version| *version != item.version) {
                    return Err(format!(
                        "{} has an expiration of version {}, not {version}: it was changed \
                         meanwhile. Read it again.",
                        describe(target),
                        item.version
                    ));
                }
                if item.expiration_date != *value {
                    check_future(*value, now)?;
                    item.expiration_date = *value;
                    item.version = item.version.saturating_add(1);
                }
                Ok(())
            }
            I::Remove { target } => match self.items.remove(target) {
                Some(_) => Ok(()),
                None => Err(no_expiration(target)),
            },
        }
    }

    fn is_target(&mut self, target: &TargetReference) -> bool {
        let kind = target.context_kind.as_str();
        self.targets
            .get_or_insert_with((target.list, kind.to_owned()), || {
                let keys = self.segment.targets(target.list, kind);
                keys.map(str::to_owned).collect()
            })
            .contains(&target.context_key)
    }
}

fn check_future(value: UnixMillis, now: UnixMillis) -> Result<(), String> {
    if value > now {
        Ok(())
    } else {
        Err(format!(
            "The date {value} is not in the future (it is {now} now, in Unix milliseconds). Give \
             a later one."
        ))
    }
}

fn no_expiration(target: &TargetReference) -> String {
    format!("{} has no expiration.", describe(target))
}

fn describe(target: &TargetReference) -> String {
    format!(
        "The {} {} {}",
        target.list.as_str(),
        target.context_kind,
        quoted(&target.context_key)
    )
}

impl TargetReference {
    /// The target that an item is about, unless its target type is one that we do not know.
    #[must_use]
    pub fn of(item: &ExpiringTarget) -> Option<Self> {
        Some(Self {
            list: item.target_type.as_ref()?.list()?,
            context_kind: item.context_kind.clone(),
            context_key: item.context_key.clone(),
        })
    }
}
