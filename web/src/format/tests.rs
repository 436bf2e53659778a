use super::*;

/// 21 Nov 2026, 13:32:08 UTC, a Saturday.
const NOW: i64 = 1_795_267_928_000;
/// Berlin in winter.
const BERLIN: i64 = 60;

#[test]
fn a_long_text_is_shown_in_part() {
    assert_eq!(short("short", 5), "short");
    assert_eq!(short("longer", 5), "longe…");
    assert_eq!(short("ééééé", 5), "ééééé");
    assert_eq!(short("éééééé", 5), "ééééé…");
    assert_eq!(part("whole", 3, 5), None);
}

#[test]
fn a_part_shows_the_place_that_matters() {
    let before = format!("{}x{}", "é".repeat(200), "a".repeat(200));
    let after = format!("{}y{}", "é".repeat(200), "a".repeat(200));
    let at = first_difference(&before, &after);
    assert_eq!(at, 400);
    let shown = part(&before, at, 100).unwrap();
    assert!(shown.starts_with("…é") && shown.contains("éx") && shown.ends_with("a…"));
    assert_eq!(shown.chars().count(), 102);
    // Within a character, and beyond the end, as where one text is the start of the other.
    assert!(part(&before, 399, 100).unwrap().contains('x'));
    assert!(part(&before, 100_000, 100).unwrap().ends_with('a'));
}

#[test]
fn writes_dates_in_the_zone_given() {
    assert_eq!(date_time(NOW, 0), "21 Nov 2026, 13:32");
    assert_eq!(date_time(NOW, BERLIN), "21 Nov 2026, 14:32");
    assert_eq!(date_time(NOW, 11 * 60), "22 Nov 2026, 00:32");
    assert_eq!(date_time(NOW, -14 * 60), "20 Nov 2026, 23:32");
    assert_eq!(date_time(0, 0), "1 Jan 1970, 00:00");
    assert_eq!(date_time(-1, 0), "31 Dec 1969, 23:59");
    assert_eq!(date(951_782_400_000, 0), "29 Feb 2000");
    assert_eq!(date(4_107_542_400_000, 0), "1 Mar 2100");
    assert_eq!(clock(NOW, BERLIN), "14:32:08");
    assert_eq!(date_time_local(NOW, BERLIN), "2026-11-21T14:32");
}

#[test]
fn extreme_times_do_not_overflow() {
    for at in [i64::MIN, i64::MAX] {
        assert!(!date_time(at, 14 * 60).is_empty());
        assert!(!relative(at, NOW, 0).is_empty());
        assert!(!time_left(at, NOW).is_empty());
    }
}

#[test]
fn says_how_long_ago() {
    let ago = |distance: i64| relative(NOW - distance, NOW, BERLIN);
    assert_eq!(ago(0), "just now");
    assert_eq!(ago(59_999), "just now");
    assert_eq!(ago(MINUTE), "1 min ago");
    assert_eq!(ago(59 * MINUTE), "59 min ago");
    assert_eq!(ago(2 * HOUR), "2 h ago");
    assert_eq!(ago(8 * HOUR), "8 h ago");
    assert_eq!(ago(21 * HOUR), "Yesterday");
    assert_eq!(ago(29 * HOUR), "Yesterday");
    assert_eq!(ago(3 * DAY), "3 days ago");
    assert_eq!(ago(59 * DAY), "59 days ago");
    assert_eq!(ago(90 * DAY), "3 months ago");
    assert_eq!(ago(800 * DAY), "2 years ago");
}

#[test]
fn a_few_hours_across_midnight_are_hours() {
    let half_past_midnight = NOW + 10 * HOUR;
    assert_eq!(
        relative(half_past_midnight - 3 * HOUR, half_past_midnight, BERLIN),
        "3 h ago"
    );
}

#[test]
fn says_how_far_ahead() {
    let ahead = |distance: i64| relative(NOW + distance, NOW, BERLIN);
    assert_eq!(ahead(30_000), "in under a minute");
    assert_eq!(ahead(5 * HOUR), "in 5 h");
    assert_eq!(ahead(12 * HOUR), "Tomorrow");
    assert_eq!(ahead(43 * HOUR), "in 2 days");
    assert_eq!(ahead(9 * DAY), "in 9 days");
}

#[test]
fn says_the_time_left_shortly() {
    assert_eq!(time_left(NOW - 1, NOW), "due");
    assert_eq!(time_left(NOW + 1, NOW), "1 min");
    assert_eq!(time_left(NOW + 5 * HOUR, NOW), "5 h");
    assert_eq!(time_left(NOW + 2 * DAY + HOUR, NOW), "2 d");
    assert_eq!(time_left(NOW + 40 * DAY, NOW), "40 d");
}

#[test]
fn groups_thousands() {
    assert_eq!(thousands(0), "0");
    assert_eq!(thousands(999), "999");
    assert_eq!(thousands(1_000), "1,000");
    assert_eq!(thousands(1_284_903), "1,284,903");
    assert_eq!(thousands(u64::MAX), "18,446,744,073,709,551,615");
}

#[test]
fn writes_weights_as_percent() {
    assert_eq!(percent(25_000), "25%");
    assert_eq!(percent(12_500), "12.5%");
    assert_eq!(percent(1), "0.001%");
    assert_eq!(percent(0), "0%");
    assert_eq!(percent(100_000), "100%");
    assert_eq!(percent(-500), "\u{2212}0.5%");
}

#[test]
fn counts_things() {
    assert_eq!(plural(0, "rule", "rules"), "0 rules");
    assert_eq!(plural(1, "rule", "rules"), "1 rule");
    assert_eq!(plural(1_200, "rule", "rules"), "1,200 rules");
    assert_eq!(bytes(812), "812 B");
    assert_eq!(bytes(71_200), "71 KB");
    assert_eq!(bytes(41_800_000), "41.8 MB");
}

#[test]
fn text_in_a_sentence_cannot_reorder_it() {
    assert_eq!(isolated("Zürich – VIPs 日本"), "Zürich – VIPs 日本");
    assert_eq!(isolated("שלום"), "\u{2068}שלום\u{2069}");
    assert_eq!(
        isolated("a\u{202e}b\u{2069}\u{2067}c"),
        "\u{2068}abc\u{2069}"
    );
}

#[test]
fn suggests_keys() {
    assert_eq!(
        key_from_name("Loyalty silver members"),
        "loyalty-silver-members"
    );
    assert_eq!(key_from_name("  Checkout canary 5% "), "checkout-canary-5");
    assert_eq!(key_from_name("Churn risk, Q4"), "churn-risk-q4");
    assert_eq!(
        key_from_name("Android 14.2 or newer"),
        "android-14.2-or-newer"
    );
    assert_eq!(key_from_name("Zürich – VIP’s"), "zuerich-vips");
    assert_eq!(key_from_name("日本"), "");
    assert_eq!(key_from_name("...hidden"), "hidden");
    assert_eq!(key_from_name("---"), "");
}
