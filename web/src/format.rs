//! How numbers, keys and times are written. Pure: the clock and the time zone are passed in.
//!
//! Times are Unix milliseconds; `offset` is minutes east of UTC at that time.

use std::borrow::Cow;

use segdeck_core::time::civil_date;

use crate::platform;

/// A minute in milliseconds.
pub const MINUTE: i64 = 60_000;
/// An hour in milliseconds.
pub const HOUR: i64 = 60 * MINUTE;
/// A day in milliseconds.
pub const DAY: i64 = 24 * HOUR;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// A time taken apart on the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CivilTime {
    /// The year, such as 2026.
    pub year: i64,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
}

/// The calendar reading of `at` for a zone `offset` minutes east of UTC.
#[must_use]
pub fn civil_time(at: i64, offset: i64) -> CivilTime {
    let local = at.saturating_add(offset.saturating_mul(MINUTE));
    let (year, month, day) = civil_date(local.div_euclid(DAY));
    let minutes = local.rem_euclid(DAY) / MINUTE;
    CivilTime {
        year,
        month,
        day,
        hour: small(minutes / 60),
        minute: small(minutes % 60),
    }
}

fn small(value: i64) -> u8 {
    u8::try_from(value).unwrap_or_default()
}

fn month_name(month: u8) -> &'static str {
    MONTHS
        .get(usize::from(month).saturating_sub(1))
        .copied()
        .unwrap_or_default()
}

/// "21 Nov 2026, 14:02".
#[must_use]
pub fn date_time(at: i64, offset: i64) -> String {
    let CivilTime { hour, minute, .. } = civil_time(at, offset);
    format!("{}, {hour:02}:{minute:02}", date(at, offset))
}

/// "21 Nov 2026".
#[must_use]
pub fn date(at: i64, offset: i64) -> String {
    let CivilTime {
        year, month, day, ..
    } = civil_time(at, offset);
    format!("{day} {} {year}", month_name(month))
}

/// "14:32:08".
#[must_use]
pub fn clock(at: i64, offset: i64) -> String {
    let CivilTime { hour, minute, .. } = civil_time(at, offset);
    format!("{hour:02}:{minute:02}:{:02}", at.rem_euclid(MINUTE) / 1_000)
}

/// "2026-11-21T14:02", the form of a `datetime-local` control.
#[must_use]
pub fn date_time_local(at: i64, offset: i64) -> String {
    let CivilTime {
        year,
        month,
        day,
        hour,
        minute,
    } = civil_time(at, offset);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}")
}

/// How far `at` is from `now`: "2 h ago", "Yesterday", "in 5 h", "in 2 days". Within six hours
/// it counts hours, further away it counts calendar days of the reader's zone.
#[must_use]
pub fn relative(at: i64, now: i64, offset: i64) -> String {
    let is_past = at <= now;
    let distance = at.abs_diff(now);
    let distance = i64::try_from(distance).unwrap_or(i64::MAX);
    if distance < MINUTE {
        return if is_past {
            "just now"
        } else {
            "in under a minute"
        }
        .to_owned();
    }
    let day_of = |time: i64| {
        time.saturating_add(offset.saturating_mul(MINUTE))
            .div_euclid(DAY)
    };
    let days = (day_of(at) - day_of(now)).abs();
    let amount = if distance < HOUR {
        format!("{} min", distance / MINUTE)
    } else if days == 0 || distance < 6 * HOUR {
        format!("{} h", distance / HOUR)
    } else if days == 1 {
        return if is_past { "Yesterday" } else { "Tomorrow" }.to_owned();
    } else if days < 60 {
        format!("{days} days")
    } else if days < 730 {
        format!("{} months", days / 30)
    } else {
        format!("{} years", days / 365)
    };
    if is_past {
        format!("{amount} ago")
    } else {
        format!("in {amount}")
    }
}

/// The time left until `at` in its largest unit, for a narrow chip: "12 min", "5 h", "2 d", "due".
#[must_use]
pub fn time_left(at: i64, now: i64) -> String {
    let left = at.saturating_sub(now);
    if left <= 0 {
        "due".to_owned()
    } else if left < HOUR {
        format!("{} min", (left / MINUTE).max(1))
    } else if left < DAY {
        format!("{} h", left / HOUR)
    } else {
        format!("{} d", left / DAY)
    }
}

/// "1,284,903".
#[must_use]
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A weight in thousandths of a percent as people write it: 12,500 is "12.5%".
#[must_use]
pub fn percent(thousandths: i64) -> String {
    let sign = if thousandths < 0 { "\u{2212}" } else { "" };
    let size = thousandths.unsigned_abs();
    let (whole, part) = (size / 1_000, size % 1_000);
    if part == 0 {
        return format!("{sign}{whole}%");
    }
    let part = format!("{part:03}");
    format!("{sign}{whole}.{}%", part.trim_end_matches('0'))
}

/// "1 rule", "2 rules", "1,200 rules".
#[must_use]
pub fn plural(count: usize, one: &str, many: &str) -> String {
    let number = thousands(u64::try_from(count).unwrap_or(u64::MAX));
    format!("{number} {}", if count == 1 { one } else { many })
}

/// A size in decimal units: "812 B", "71 KB", "37.3 MB".
#[must_use]
pub fn bytes(size: u64) -> String {
    if size < 1_000 {
        format!("{size} B")
    } else if size < 1_000_000 {
        format!("{} KB", size.saturating_add(500) / 1_000)
    } else {
        let tenths = size.saturating_add(50_000) / 100_000;
        format!("{}.{} MB", thousands(tenths / 10), tenths % 10)
    }
}

/// Somebody's text, to stand in a sentence. Text of a language that is written from right to left is
/// isolated, and marks that steer the direction are left out: none can reorder the words around it.
#[must_use]
pub fn isolated(text: &str) -> Cow<'_, str> {
    let is_mark =
        |character: char| matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let steers = |character: char| {
        is_mark(character)
            || matches!(character,
                '\u{590}'..='\u{8ff}' | '\u{200e}' | '\u{200f}' | '\u{fb1d}'..='\u{fdff}'
                | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
    };
    if !text.chars().any(steers) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::from('\u{2068}');
    safe.extend(text.chars().filter(|character| !is_mark(*character)));
    safe.push('\u{2069}');
    Cow::Owned(safe)
}

/// How many characters of somebody's text are in a label.
pub const IN_LABEL: usize = 120;

/// How many characters of a key are shown in a list.
pub const IN_LIST: usize = 256;

/// At most so many characters of a text; what is left out is an ellipsis.
#[must_use]
pub fn short(text: &str, most: usize) -> Cow<'_, str> {
    part(text, 0, most).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// At most so many characters of a text, the one at the byte `around` among them; `None` where that
/// is all of it.
#[must_use]
pub fn part(text: &str, around: usize, most: usize) -> Option<String> {
    // Characters before the one that matters, so that it can be recognized.
    const BEFORE: usize = 40;
    if text.len() <= most || text.char_indices().nth(most).is_none() {
        return None;
    }
    let around = text.floor_char_boundary(around);
    let before = text.get(..around).unwrap_or_default();
    let start = before
        .char_indices()
        .nth_back(BEFORE.min(most / 2))
        .map_or(0, |(index, _)| index);
    let rest = text.get(start..).unwrap_or_default();
    let end = rest
        .char_indices()
        .nth(most)
        .map_or(rest.len(), |(index, _)| index);
    let shown = rest.get(..end).unwrap_or_default();
    let mut part = String::with_capacity(shown.len() + 6);
    if start > 0 {
        part.push('…');
    }
    part.push_str(shown);
    if end < rest.len() {
        part.push('…');
    }
    Some(part)
}

/// The byte from which on two texts differ.
#[must_use]
pub fn first_difference(left: &str, right: &str) -> usize {
    left.bytes()
        .zip(right.bytes())
        .take_while(|(left, right)| left == right)
        .count()
}

/// A key for a name: "Loyalty silver members" gives `loyalty-silver-members`. Letters and digits
/// of ASCII stay, in lower case; common accents are dropped; all else becomes one hyphen.
#[must_use]
pub fn key_from_name(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for character in platform::lowercase(name).chars() {
        let plain = without_accent(character);
        match plain {
            "'" | "\u{2019}" => {}
            "." | "_" if !key.is_empty() => key.push_str(plain),
            _ if plain.chars().all(|letter| letter.is_ascii_alphanumeric())
                && !plain.is_empty() =>
            {
                key.push_str(plain);
            }
            _ if !key.is_empty() && !key.ends_with('-') => key.push('-'),
            _ => {}
        }
    }
    key.truncate(256);
    key.trim_end_matches(['-', '.', '_']).to_owned()
}

/// The ASCII letters for a lower-case letter, or what stands for "not part of a key".
fn without_accent(character: char) -> &'static str {
    const ASCII: &str = "abcdefghijklmnopqrstuvwxyz0123456789._'";
    if let Some(index) = ASCII.find(character) {
        return ASCII.get(index..=index).unwrap_or_default();
    }
    match character {
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ą' => "a",
        'ä' | 'æ' => "ae",
        'ç' | 'ć' | 'č' => "c",
        'ď' | 'đ' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' => "e",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' => "i",
        'ł' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ō' | 'ø' => "o",
        'ö' | 'œ' => "oe",
        'ř' => "r",
        'š' | 'ś' => "s",
        'ß' => "ss",
        'ť' => "t",
        'ù' | 'ú' | 'û' | 'ū' | 'ů' => "u",
        'ü' => "ue",
        'ý' | 'ÿ' => "y",
        'ž' | 'ź' | 'ż' => "z",
        '\u{2019}' => "'",
        _ => "",
    }
}

#[cfg(test)]
mod tests;
