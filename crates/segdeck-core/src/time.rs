//! Instants as LaunchDarkly writes them.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::wire::{Document, Reading};

/// An instant in Unix milliseconds, as every date in LaunchDarkly's API is.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(inline))]
#[serde(transparent)]
pub struct UnixMillis(pub i64);

impl Document for UnixMillis {
    fn read(document: Value, reading: &mut Reading) -> Self {
        Self(i64::read(document, reading))
    }
}

impl UnixMillis {
    /// This instant moved by so many milliseconds; stops at the ends of the range.
    #[must_use]
    pub fn plus(self, milliseconds: i64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }

    /// This instant as RFC 3339 writes it, in UTC: `2027-01-31T09:30:00.250Z`. A year beyond 9999
    /// has more digits than the standard knows.
    #[must_use]
    pub fn to_rfc3339(self) -> String {
        const DAY: i64 = 86_400_000;
        let (days, of_day) = (self.0.div_euclid(DAY), self.0.rem_euclid(DAY));
        let (year, month, day) = civil_date(days);
        format!(
            "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{:03}Z",
            of_day / 3_600_000,
            of_day / 60_000 % 60,
            of_day / 1_000 % 60,
            of_day % 1_000
        )
    }
}

/// Days since 1970-01-01 as year, month (from 1) and day (from 1) of the Gregorian calendar, by
/// Howard Hinnant's `civil_from_days`: years begin in March, so that the leap day comes last.
#[must_use]
pub fn civil_date(days: i64) -> (i64, u8, u8) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 {
        march_month + 3
    } else {
        march_month - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, small(month), small(day))
}

fn small(value: i64) -> u8 {
    u8::try_from(value).unwrap_or_default()
}

impl fmt::Display for UnixMillis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::validate;

    #[test]
    fn an_instant_is_written_as_people_read_it() {
        for (instant, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_800_000_000_250, "2027-01-15T08:00:00.250Z"),
        ] {
            assert_eq!(UnixMillis(instant).to_rfc3339(), text);
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(instant in -62_135_596_800_000_i64..253_402_300_800_000) {
            let text = UnixMillis(instant).to_rfc3339();
            prop_assert_eq!(validate::date(&text), Some(UnixMillis(instant)));
        }
    }
}
