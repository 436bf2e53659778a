//! What is read from text.

use std::cmp::Ordering::{Equal, Less};

use crate::{
    UnixMillis,
    validate::{date, semver},
};

#[test]
fn dates_have_a_time_and_a_zone() {
    for (text, millis) in [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01t00:00:00z", 0),
        ("1969-12-31T23:59:59.999Z", -1),
        ("2000-02-29T12:00:00Z", 951_825_600_000),
        ("2024-02-29T00:00:00Z", 1_709_164_800_000),
        ("2027-01-31T09:30:00.250+01:00", 1_801_384_200_250),
        ("2027-01-31T09:30:00.2509999+01:00", 1_801_384_200_250),
        ("2027-01-31T09:30:00.2-08:30", 1_801_418_400_200),
        ("2016-12-31T23:59:60Z", 1_483_228_800_000),
        ("0001-01-01T00:00:00Z", -62_135_596_800_000),
    ] {
        assert_eq!(date(text), Some(UnixMillis(millis)), "{text}");
    }
    for text in [
        "",
        "2027-01-31",
        "2027-01-31T09:30:00",
        "2027-01-31 09:30:00Z",
        "2027-01-31T09:30Z",
        "2027-13-01T00:00:00Z",
        "2027-00-01T00:00:00Z",
        "2027-02-29T00:00:00Z",
        "2100-02-29T00:00:00Z",
        "2027-04-31T00:00:00Z",
        "2027-01-00T00:00:00Z",
        "2027-01-01T24:00:00Z",
        "2027-01-01T00:60:00Z",
        "2027-01-01T00:00:61Z",
        "2027-01-01T00:00:00.Z",
        "2027-01-01T00:00:00+0100",
        "2027-01-01T00:00:00+24:00",
        "2027-01-01T00:00:00Z ",
        "+027-01-01T00:00:00Z",
        "1700000000000",
        "202é-01-01T00:00:00Z",
    ] {
        assert_eq!(date(text), None, "{text:?}");
    }
}

#[test]
fn versions_compare_by_precedence() {
    let precedence = |left: &str, right: &str| {
        let [left, right] = [left, right].map(|text| semver(text).unwrap());
        left.cmp_precedence(&right)
    };
    assert_eq!(precedence("2", "2.0.0"), Equal);
    assert_eq!(precedence("2.0.0+a", "2.0.0+b"), Equal);
    assert_eq!(precedence("2.0.0-alpha", "2"), Less);
    assert_eq!(precedence("2.0.0-alpha.2", "2.0.0-alpha.10"), Less);
}
