//! Tables of good and bad values, from the contract's operators and limits.

mod values;
mod whole;

use proptest::prelude::*;

use super::*;
use crate::{
    model::Operator,
    patch::semantic::samples::{any_clause, any_segment},
};

/// The paths of errors, then those of warnings.
fn paths(problems: &[Problem]) -> [Vec<&str>; 2] {
    [Severity::Error, Severity::Warning].map(|severity| {
        let of_severity = problems.iter().filter(|p| p.severity == severity);
        of_severity.map(|problem| problem.path.as_str()).collect()
    })
}

fn messages_are_sentences(problems: &[Problem]) {
    for Problem { message, .. } in problems {
        assert!(message.ends_with('.'), "{message}");
        let word = message.split(' ').next().unwrap();
        let starts_well = word.starts_with(|c: char| !c.is_lowercase());
        assert!(starts_well || Operator::from(word).is_known(), "{message}");
    }
}

proptest! {
    #[test]
    fn anything_can_be_checked(
        any in any_segment(),
        clause in any_clause(),
        text in "\\PC{0,12}",
        near_date in "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.+0-9Z:-]{0,8}",
    ) {
        messages_are_sentences(&segment(&any));
        messages_are_sentences(&super::clause(&clause));
        let _ = (tag(&text), name(&text), date(&text), semver(&text), date(&near_date));
        if let Some(better) = suggest_tag(&text) {
            prop_assert_eq!(tag(&better), None);
        }
    }

    #[test]
    fn dates_follow_the_calendar(minutes in 0..1_440_i64, year in 0..10_000_i64) {
        // The length of a month and of a year, told by two neighbouring dates.
        let start = |year: i64, month: i64| date(&format!("{year:04}-{month:02}-01T00:00:00Z"));
        let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let february = start(year, 3).unwrap().0 - start(year, 2).unwrap().0;
        prop_assert_eq!(february, if is_leap { 29 } else { 28 } * 86_400_000);
        let (hour, minute) = (minutes / 60, minutes % 60);
        let text = format!("2027-01-31T{hour:02}:{minute:02}:00Z");
        let midnight = date("2027-01-31T00:00:00Z").unwrap().0;
        prop_assert_eq!(date(&text).unwrap().0, midnight + (hour * 60 + minute) * 60_000);
    }
}
