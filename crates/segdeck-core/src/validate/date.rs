//! Dates as clauses compare them.

use crate::UnixMillis;

/// Reads a date in RFC 3339 form, with time and zone, such as `2027-01-31T09:30:00.250+01:00`;
/// parts of a millisecond are dropped. A date without a time is none.
#[must_use]
pub fn date(text: &str) -> Option<UnixMillis> {
    let mut reader = Reader(text);
    let year = reader.number(4)?;
    reader.literal(&['-'])?;
    let month = reader.number(2)?;
    reader.literal(&['-'])?;
    let day = reader.number(2)?;
    reader.literal(&['T', 't'])?;
    let hour = reader.number(2)?;
    reader.literal(&[':'])?;
    let minute = reader.number(2)?;
    reader.literal(&[':'])?;
    let second = reader.number(2)?;
    let millisecond = reader.fraction()?;
    let offset = reader.offset()?;
    let is_in_range = (1..=12).contains(&month)
        && (1..=days_in_month(year, month)).contains(&day)
        && hour <= 23
        && minute <= 59
        // 60 is a leap second.
        && second <= 60
        && reader.0.is_empty();
    let minutes = (days_from_epoch(year, month, day) * 24 + hour) * 60 + minute - offset;
    is_in_range.then_some(UnixMillis((minutes * 60 + second) * 1000 + millisecond))
}

struct Reader<'a>(&'a str);

impl Reader<'_> {
    fn number(&mut self, digits: usize) -> Option<i64> {
        let (number, rest) = self.0.split_at_checked(digits)?;
        let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
        self.0 = rest;
        number.parse().ok().filter(|_| is_number)
    }

    fn literal(&mut self, one_of: &[char]) -> Option<char> {
        let found = self.0.chars().next().filter(|c| one_of.contains(c))?;
        self.0 = self.0.strip_prefix(found)?;
        Some(found)
    }

    /// The milliseconds after the seconds, 0 if there are none written.
    fn fraction(&mut self) -> Option<i64> {
        let Some(rest) = self.0.strip_prefix('.') else {
            return Some(0);
        };
        let end = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        let (digits, rest) = rest.split_at(end);
        self.0 = rest;
        let padded: String = digits.chars().chain(['0', '0']).take(3).collect();
        (!digits.is_empty()).then(|| padded.parse().ok()).flatten()
    }

    /// The zone, in minutes east of UTC.
    fn offset(&mut self) -> Option<i64> {
        let sign = match self.literal(&['Z', 'z', '+', '-'])? {
            '+' => 1,
            '-' => -1,
            _ => return Some(0),
        };
        let hours = self.number(2)?;
        self.literal(&[':'])?;
        let minutes = self.number(2)?;
        (hours <= 23 && minutes <= 59).then_some(sign * (hours * 60 + minutes))
    }
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 in the Gregorian calendar. Years are counted from March, so that the leap
/// day is the last of its year and the months before a date are a linear function.
fn days_from_epoch(year: i64, month: i64, day: i64) -> i64 {
    const EPOCH: i64 = 719_468;
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    let days_before_month = (153 * month + 2) / 5;
    year * 365 + leap_days + days_before_month + day - 1 - EPOCH
}
