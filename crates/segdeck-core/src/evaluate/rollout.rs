//! Percentages: who is in a share.

use sha1_smol::Sha1;

use super::{
    EvaluationError, PreparedSegment,
    attribute::{self, Attribute, Found, Scalar},
    prepare::PreparedRule,
};
use crate::{
    ContextKind,
    model::{ContextInstance, Rule, Weight},
};

/// The largest number of 15 hexadecimal digits.
const LARGEST: u64 = 0x0fff_ffff_ffff_ffff;

/// A share of the contexts of a kind.
#[derive(Clone, Debug)]
pub(super) struct Rollout {
    weight: i64,
    kind: ContextKind,
    by: Attribute,
}

/// What a rule's percentage says of a context.
#[derive(Clone, Debug, PartialEq)]
pub enum RolloutResult {
    /// The share is of a kind that the context has none of, so the rule does not match.
    KindMissing(ContextKind),
    /// The rule matches if the bucket is below the share.
    Bucket {
        /// From 0 to 1: where the context stands among all.
        bucket: f64,
        /// From 0 to 1: how many are in.
        share: f64,
    },
    /// Everyone is in, so the bucket was not worked out.
    Everyone,
}

impl RolloutResult {
    /// Whether the context is in the share.
    #[must_use]
    pub fn is_in(&self) -> bool {
        match self {
            Self::KindMissing(_) => false,
            Self::Bucket { bucket, share } => bucket < share,
            Self::Everyone => true,
        }
    }
}

impl Rollout {
    /// The percentage of a rule, if it has one.
    pub(super) fn of(rule: &Rule) -> Option<Self> {
        let kind = rule.rollout_context_kind.as_ref();
        let by = rule.bucket_by.as_deref().filter(|by| !by.is_empty());
        Some(Self {
            weight: rule.weight?,
            kind: kind
                .filter(|kind| !kind.as_str().is_empty())
                .cloned()
                .unwrap_or_else(ContextKind::user),
            by: match by.unwrap_or("key") {
                // Here it is an attribute like any other: the one context's kind.
                "kind" => Attribute::Path(vec!["kind".to_owned()]),
                by => Attribute::read(kind, by),
            },
        })
    }

    pub(super) fn result(
        &self,
        segment: &PreparedSegment,
        rule: &PreparedRule,
        instance: &ContextInstance,
    ) -> Result<RolloutResult, EvaluationError> {
        let Some(context) = instance.get(self.kind.as_str()) else {
            return Ok(RolloutResult::KindMissing(self.kind.clone()));
        };
        #[expect(
            clippy::cast_precision_loss,
            reason = "a share is far below 2 to the 53rd"
        )]
        let share = self.weight as f64 / Weight::FULL.thousandths() as f64;
        let value = match &self.by {
            Attribute::Path(path) => match attribute::find(context, path) {
                Some(Found::One(value)) => bucket_text(value),
                _ => None,
            },
            Attribute::Kinds | Attribute::Malformed => None,
        };
        let Some(value) = value else {
            return Ok(RolloutResult::Bucket { bucket: 0.0, share });
        };
        match &segment.salt {
            Some(salt) => Ok(RolloutResult::Bucket {
                bucket: bucket(segment.key.as_str(), salt, &value),
                share,
            }),
            // No salt changes these two.
            None if self.weight <= 0 => Ok(RolloutResult::Bucket { bucket: 0.0, share }),
            None if self.weight >= Weight::FULL.thousandths() => Ok(RolloutResult::Everyone),
            None => Err(EvaluationError::SaltUnknown {
                segment: segment.key.clone(),
                rule: rule.id.clone(),
            }),
        }
    }
}

/// The text that is hashed: only text and whole numbers have one.
fn bucket_text(value: Scalar<'_>) -> Option<String> {
    // From here on a number of 64 bits cannot hold them.
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    match value {
        Scalar::Text(text) => Some(text.to_owned()),
        Scalar::Number(number) if number.fract() == 0.0 && number.abs() < LIMIT => {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "whole, and within the range"
            )]
            let number = number as i64;
            Some(number.to_string())
        }
        _ => None,
    }
}

/// Where a value stands among all, from 0 to 1: the first 15 hexadecimal digits of the SHA-1 of
/// segment key, salt and value, divided by the largest number of 15 digits.
#[must_use]
pub fn bucket(segment_key: &str, salt: &str, value: &str) -> f64 {
    let mut hash = Sha1::new();
    for part in [segment_key, ".", salt, ".", value] {
        hash.update(part.as_bytes());
    }
    let digits = hash
        .digest()
        .bytes()
        .iter()
        .take(8)
        .fold(0_u64, |number, byte| number << 8 | u64::from(*byte))
        >> 4;
    #[expect(
        clippy::cast_precision_loss,
        reason = "a bucket needs no more precision"
    )]
    let bucket = digits as f64 / LARGEST as f64;
    bucket
}
