//! What instructions do to a segment.

use super::{Applied, SegmentInstruction as I, TARGET_OPERATION_LIMIT, limits::check_growth};
use crate::{ContextKind, IdSource, Invalid, model::Segment, order::Set, text::element, validate};

mod big;
mod effort;
mod rules;
mod targets;

use big::BigSegmentEdits;
use effort::{Effort, FEW};
pub(crate) use rules::value_identity;
use targets::TargetEdits;

/// Applies instructions to a segment, one after another: all or nothing. One that is already
/// satisfied does nothing. New rules and clauses get their ids from `ids`. The version and dates
/// are left alone.
///
/// A segment that passes a limit already may keep what it has, but not grow.
///
/// # Errors
/// Names the instruction (`instructions/2/ruleId`) and why it cannot be applied.
pub fn apply(
    segment: &Segment,
    instructions: &[I],
    ids: &mut dyn IdSource,
) -> Result<Applied, Invalid> {
    check_batch(instructions)?;
    let mut work = Work {
        segment: segment.clone(),
        targets: TargetEdits::of(segment),
        big: BigSegmentEdits::default(),
        ids,
        effort: Effort::new(),
    };
    for (index, instruction) in instructions.iter().enumerate() {
        work.carry_out(instruction)
            .map_err(|error| error.within(&element("instructions", index)))?;
    }
    let Work {
        segment: mut after,
        targets,
        big,
        ..
    } = work;
    targets.write_to(&mut after);
    check_growth(segment, &after).map_err(|error| error.at("instructions"))?;
    Ok(Applied {
        segment: after,
        big_segment: big.into_changes(),
    })
}

/// The limit of target operations counts the values of all eight kinds over the whole request.
fn check_batch(instructions: &[I]) -> Result<(), Invalid> {
    let mut count = 0;
    for (index, instruction) in instructions.iter().enumerate() {
        let (I::AddTargets { values, .. }
        | I::RemoveTargets { values, .. }
        | I::AddUsers { values, .. }
        | I::RemoveUsers { values, .. }) = instruction
        else {
            continue;
        };
        count += values.len();
        if count > TARGET_OPERATION_LIMIT {
            return Err(Invalid::new(
                format!("instructions/{index}/values"),
                format!(
                    "The request has more than {TARGET_OPERATION_LIMIT} target operations. Send \
                     the rest in further requests."
                ),
            ));
        }
    }
    Ok(())
}

struct Work<'a> {
    segment: Segment,
    targets: TargetEdits<'a>,
    big: BigSegmentEdits,
    ids: &'a mut dyn IdSource,
    effort: Effort,
}

impl Work<'_> {
    fn carry_out(&mut self, instruction: &I) -> Result<(), Invalid> {
        self.check_segment_kind(instruction)?;
        let segment = &mut self.segment;
        match instruction {
            I::AddTags(tags) => add_tags(segment, tags, &mut self.effort),
            I::RemoveTags(tags) => {
                self.effort.spend((segment.tags.len() + tags.len()) * FEW)?;
                let gone: Set<&str> = Set::of(tags.iter().map(String::as_str));
                segment.tags.retain(|tag| !gone.contains(tag.as_str()));
                Ok(())
            }
            I::UpdateName(name) => {
                if let Some(problem) = validate::name(name) {
                    return Err(Invalid::new("value", problem.message));
                }
                segment.name.clone_from(name);
                Ok(())
            }
            I::AddTargets {
                list,
                context_kind,
                values,
            } => self.targets.add(*list, context_kind, values),
            I::RemoveTargets {
                list,
                context_kind,
                values,
            } => {
                self.targets.remove(*list, context_kind, values);
                Ok(())
            }
            I::AddUsers { list, values } => self.targets.add(*list, &ContextKind::user(), values),
            I::RemoveUsers { list, values } => {
                self.targets.remove(*list, &ContextKind::user(), values);
                Ok(())
            }
            I::AddBigSegmentTargets { list, values } => self.big.add(*list, values),
            I::RemoveBigSegmentTargets { list, values } => {
                self.big.remove(*list, values);
                Ok(())
            }
            I::ProcessBigSegmentImport { import_id } => {
                self.big.process_import(import_id);
                Ok(())
            }
            _ => rules::carry_out(segment, instruction, self.ids, &mut self.effort),
        }
    }

    /// The list of a big segment is not part of it, and it has no rules; only a big segment has
    /// such a list.
    fn check_segment_kind(&self, instruction: &I) -> Result<(), Invalid> {
        let is_for_big = match instruction {
            I::AddTags(_) | I::RemoveTags(_) | I::UpdateName(_) => return Ok(()),
            I::AddBigSegmentTargets { .. }
            | I::RemoveBigSegmentTargets { .. }
            | I::ProcessBigSegmentImport { .. } => true,
            _ => false,
        };
        let kind = instruction.kind();
        let key = &self.segment.key;
        match (is_for_big, self.segment.is_big()) {
            (true, false) => Err(Invalid::new(
                "kind",
                format!("{kind} works on big segments only, and {key} is not one."),
            )),
            (false, true) => Err(Invalid::new(
                "kind",
                format!(
                    "{kind} does not work on {key}, which is a big segment: it has no rules, and \
                     its list is changed with the BigSegment instructions."
                ),
            )),
            _ => Ok(()),
        }
    }
}

fn add_tags(segment: &mut Segment, tags: &[String], effort: &mut Effort) -> Result<(), Invalid> {
    effort.spend((segment.tags.len() + tags.len()) * FEW)?;
    let mut known: Set<String> = Set::of(segment.tags.iter().cloned());
    for (index, tag) in tags.iter().enumerate() {
        if !known.insert(tag.clone()) {
            continue;
        }
        if let Some(problem) = validate::tag(tag) {
            return Err(Invalid::new(element("values", index), problem.message));
        }
        segment.tags.push(tag.clone());
    }
    Ok(())
}
