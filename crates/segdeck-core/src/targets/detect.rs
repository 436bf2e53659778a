//! What a list is, from how it begins.

use super::{Delimiter, ListFormat, TargetListOptions};

/// How much of a list is looked at, in bytes.
pub(super) const SAMPLE: usize = 64 * 1024;
/// Earlier ones win where two fit equally well.
const CANDIDATES: [Delimiter; 3] = [Delimiter::Tab, Delimiter::Semicolon, Delimiter::Comma];

/// What is known before the first row is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Text,
    Csv(Delimiter),
}

impl Shape {
    /// What the options say by themselves.
    pub(super) fn given(options: &TargetListOptions) -> Option<Self> {
        match (options.format, options.delimiter) {
            (ListFormat::Text, _) => Some(Self::Text),
            (ListFormat::Auto | ListFormat::Csv, Some(delimiter)) => Some(Self::Csv(delimiter)),
            (ListFormat::Auto | ListFormat::Csv, None) => None,
        }
    }

    pub(super) fn format(self) -> ListFormat {
        match self {
            Self::Text => ListFormat::Text,
            Self::Csv(_) => ListFormat::Csv,
        }
    }

    pub(super) fn delimiter(self) -> Option<Delimiter> {
        match self {
            Self::Text => None,
            Self::Csv(delimiter) => Some(delimiter),
        }
    }

    /// What the beginning of the list says.
    pub(super) fn of(sample: &[u8], format: ListFormat) -> Self {
        let mut best: Option<(usize, Delimiter)> = None;
        let mut is_quoted = false;
        for delimiter in CANDIDATES {
            let census = Census::take(sample, delimiter.byte());
            is_quoted |= census.is_quoted();
            if let Some(columns) = census.columns()
                && best.is_none_or(|(most, _)| columns > most)
            {
                best = Some((columns, delimiter));
            }
        }
        match best {
            Some((_, delimiter)) => Self::Csv(delimiter),
            None if is_quoted || format == ListFormat::Csv => Self::Csv(Delimiter::Comma),
            None => Self::Text,
        }
    }
}

/// The rows of a sample, as one delimiter would have them.
#[derive(Default)]
struct Census {
    rows: usize,
    /// Rows with as many columns as the first.
    alike: usize,
    /// Rows that are one field in quotes.
    quoted: usize,
    /// How many columns the first row has.
    columns: usize,
}

impl Census {
    fn take(sample: &[u8], delimiter: u8) -> Self {
        let mut census = Self::default();
        let mut columns = 1;
        let mut is_blank = true;
        let mut begins_quoted = false;
        let mut is_in_quotes = false;
        let mut is_at_start = true;
        for byte in sample.iter().copied().chain([b'\n']) {
            if is_in_quotes {
                is_in_quotes = byte != b'"';
                continue;
            }
            match byte {
                // Also the second quote of two, which goes on with the field.
                b'"' if is_at_start || begins_quoted && columns == 1 => {
                    is_in_quotes = true;
                    begins_quoted |= columns == 1;
                    is_blank = false;
                }
                b'\n' | b'\r' => {
                    if !is_blank {
                        census.count(columns, begins_quoted);
                    }
                    (columns, is_blank, begins_quoted, is_at_start) = (1, true, false, true);
                    continue;
                }
                _ if byte == delimiter => {
                    columns += 1;
                    is_blank = false;
                    is_at_start = true;
                    continue;
                }
                _ => is_blank &= byte == b' ' || byte == b'\t',
            }
            is_at_start = false;
        }
        census
    }

    fn count(&mut self, columns: usize, begins_quoted: bool) {
        if self.rows == 0 {
            self.columns = columns;
        }
        self.rows += 1;
        self.alike += usize::from(columns == self.columns);
        self.quoted += usize::from(columns == 1 && begins_quoted);
    }

    /// How many columns nine of ten rows have, if more than one.
    fn columns(&self) -> Option<usize> {
        (self.columns > 1 && self.alike * 10 >= self.rows * 9).then_some(self.columns)
    }

    fn is_quoted(&self) -> bool {
        self.quoted > 0 && self.quoted * 2 >= self.rows
    }
}

/// Usual names of the column with the keys, the most telling first: lower-case, without what is
/// neither letter nor digit.
const KEY_NAMES: [&str; 36] = [
    "key",
    "contextkey",
    "userkey",
    "targetkey",
    "keys",
    "contextkeys",
    "userkeys",
    "targetkeys",
    "accountkey",
    "customerkey",
    "devicekey",
    "memberkey",
    "organizationkey",
    "orgkey",
    "contextid",
    "userid",
    "accountid",
    "customerid",
    "deviceid",
    "memberid",
    "organizationid",
    "orgid",
    "id",
    "ids",
    "uid",
    "uuid",
    "context",
    "contexts",
    "user",
    "users",
    "target",
    "targets",
    "username",
    "email",
    "emails",
    "emailaddress",
];

/// How telling a field of the header is: less is better, `None` is no usual name of a key's column.
pub(super) fn rank(field: &str) -> Option<usize> {
    let letters = || {
        field
            .bytes()
            .filter(u8::is_ascii_alphanumeric)
            .map(|byte| byte.to_ascii_lowercase())
    };
    if !field.is_ascii() {
        return None;
    }
    KEY_NAMES.iter().position(|name| letters().eq(name.bytes()))
}
