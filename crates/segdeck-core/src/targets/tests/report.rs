//! What is told about a list.

use super::*;

/// Pairs of a key and the first that it equals or looks like.
fn pairs<'a>(list: &'a TargetList, places: &[Place]) -> Vec<(&'a str, &'a str)> {
    let key = |index: Option<u32>| list.get(index.unwrap() as usize).unwrap();
    places
        .iter()
        .map(|place| (key(place.key), key(place.first)))
        .collect()
}

fn look_alikes(first: &str, second: &str) -> u64 {
    list(&[first, second]).report().unwrap().look_alikes.count
}

#[test]
fn blank_lines_are_counted_and_the_end_of_the_last_is_none() {
    let blanks = |text: &[u8]| read(text, &options()).report().unwrap().blanks;
    assert_eq!(blanks(b"").count, 0);
    assert_eq!(blanks(b"a\n").count, 0);
    assert_eq!(
        lines(&blanks(b"\n\na\r\n \t\r\nb\n\n").places),
        [1, 2, 4, 6]
    );
    assert_eq!(
        blanks(b"a,1\n,2\n\"\",3\n \"\",4\nb,5\nc,6\nd,7\n").count,
        2
    );
}

#[test]
fn only_the_first_places_are_kept_but_all_are_counted() {
    let options = TargetListOptions {
        places: 2,
        ..text()
    };
    let report = read(b"a\na\na\na\nA\n\n\n\n\x01\n\x02\n\x03\n", &options)
        .report()
        .unwrap();
    assert_eq!(report.duplicates.count, 3);
    assert_eq!(lines(&report.duplicates.places), [2, 3]);
    assert_eq!((report.blanks.count, report.blanks.places.len()), (3, 2));
    assert_eq!(
        (report.controls.count, report.controls.places.len()),
        (3, 2)
    );
    assert_eq!(report.case_twins.count, 1);
}

#[test]
fn overlong_keys_are_left_out() {
    let long = "k".repeat(crate::ids::CONTEXT_KEY_LIMIT);
    let list = read(format!("{long}\n{long}k\na\n").as_bytes(), &text());
    assert_eq!(keys(&list), [long.as_str(), "a"]);
    assert_eq!(lines(&list.report().unwrap().overlong.places), [2]);
}

#[test]
fn what_is_not_utf_8_is_left_out_and_the_other_columns_do_not_matter() {
    let list = read(b"a,\xff\n\xff,1\nb\xc3,2\nc,3\n", &csv());
    assert_eq!(keys(&list), ["a", "c"]);
    assert_eq!(lines(&list.report().unwrap().unreadable.places), [2, 3]);
}

#[test]
fn text_behind_a_closing_quote_is_left_out() {
    let list = read(b"\"a\"b,1\n\"c\" ,2\n\"d\",\"x\"y\n", &csv());
    assert_eq!(keys(&list), ["d"]);
    assert_eq!(lines(&list.report().unwrap().misquoted.places), [1, 2]);
}

#[test]
fn control_characters_are_found() {
    let list = read(
        "a\u{0}b\nc\td\ne\u{85}f\ng\u{7f}\nh i\nj\u{a0}k\n".as_bytes(),
        &text(),
    );
    let report = list.report().unwrap();
    assert_eq!(list.len(), 6);
    assert_eq!(lines(&report.controls.places), [1, 2, 3, 4]);
}

#[test]
fn case_twins_name_the_first_of_them() {
    let list = read(
        "BOB\nbob\nann\nBob\n\u{d6}l\n\u{f6}L\nANN\nanne\n".as_bytes(),
        &text(),
    );
    let twins = list.report().unwrap().case_twins;
    assert_eq!(twins.count, 4);
    assert_eq!(
        pairs(&list, &twins.places),
        [
            ("bob", "BOB"),
            ("Bob", "BOB"),
            ("\u{f6}L", "\u{d6}l"),
            ("ANN", "ann")
        ]
    );
    assert_eq!(lines(&twins.places), [2, 4, 6, 7]);
}

#[test]
fn equal_keys_are_neither_twins_nor_look_alikes() {
    let report = read("\u{c4}b\n\u{c4}b\nAb\nAb\n".as_bytes(), &text())
        .report()
        .unwrap();
    assert_eq!(report.duplicates.count, 2);
    assert_eq!((report.case_twins.count, report.look_alikes.count), (0, 0));
}

#[test]
fn look_alikes_differ_in_what_cannot_be_seen() {
    for invisible in [
        "\u{200b}",
        "\u{200d}",
        "\u{ad}",
        "\u{2060}",
        "\u{202e}",
        "\u{fe0f}",
        "\u{e0041}",
    ] {
        assert_eq!(
            look_alikes("ab", &format!("a{invisible}b")),
            1,
            "{invisible:?}"
        );
    }
}

#[test]
fn look_alikes_differ_in_width_space_dash_or_quote() {
    for (plain, other) in [
        ("Ab-1", "\u{ff21}\u{ff42}\u{ff0d}\u{ff11}"),
        ("a b", "a\u{a0}b"),
        ("a b", "a\u{3000}b"),
        ("a-b", "a\u{2013}b"),
        ("a-b", "a\u{2212}b"),
        ("o'neil", "o\u{2019}neil"),
        ("a/b", "a\u{2215}b"),
    ] {
        assert_eq!(look_alikes(plain, other), 1, "{other:?}");
    }
}

#[test]
fn look_alikes_differ_in_script() {
    for (latin, other) in [
        ("paypal", "p\u{430}yp\u{430}l"),
        ("COMA", "\u{421}\u{41e}\u{41c}\u{410}"),
        ("KAT", "\u{39a}\u{391}\u{3a4}"),
        ("jov", "\u{3f3}\u{3bf}\u{3bd}"),
        ("K", "\u{212a}"),
    ] {
        assert_eq!(look_alikes(latin, other), 1, "{other:?}");
    }
}

#[test]
fn look_alikes_differ_in_how_accents_are_composed() {
    for (composed, decomposed) in [
        ("zo\u{eb}", "zoe\u{308}"),
        ("\u{1ec7}", "e\u{302}\u{323}"),
        ("\u{1ec7}", "\u{1eb9}\u{302}"),
        ("\u{439}", "\u{438}\u{306}"),
        ("\u{3ac}", "\u{3b1}\u{301}"),
        ("\u{304c}", "\u{304b}\u{3099}"),
        ("\u{d55c}", "\u{1112}\u{1161}\u{11ab}"),
        ("\u{ac00}", "\u{1100}\u{1161}"),
        ("\u{c5}", "\u{212b}"),
    ] {
        assert_eq!(look_alikes(composed, decomposed), 1, "{composed:?}");
        assert_eq!(look_alikes(decomposed, composed), 1, "{composed:?}");
    }
}

#[test]
fn what_can_be_told_apart_is_left_in_peace() {
    for (first, second) in [
        ("zoe", "zo\u{eb}"),
        ("I", "l"),
        ("0", "O"),
        ("\u{416}", "X"),
        ("\u{e9}", "\u{e8}"),
    ] {
        assert_eq!(look_alikes(first, second), 0, "{first} and {second}");
    }
}

#[test]
fn the_first_of_many_look_alikes_is_named_wherever_the_plain_one_stands() {
    let list = read("x\u{200b}\nx\n\u{445}\nx\u{ad}\n".as_bytes(), &text());
    let found = list.report().unwrap().look_alikes;
    assert_eq!(found.count, 3);
    assert_eq!(lines(&found.places), [2, 3, 4]);
    assert!(found.places.iter().all(|place| place.first == Some(0)));
}

#[test]
fn the_report_is_written_as_json() {
    let report = read(b"key,n\na,1\nA,2\na,3\n", &options())
        .report()
        .unwrap();
    assert_eq!(
        serde_json::to_value(&report).unwrap(),
        serde_json::json!({
            "keys": 2,
            "source": {
                "format": "csv", "delimiter": "comma", "header": ["key", "n"], "column": 0,
                "lines": 4, "bytes": 18
            },
            "blanks": { "count": 0, "places": [] },
            "duplicates": { "count": 1, "places": [{ "line": 4, "first": 0 }] },
            "overlong": { "count": 0, "places": [] },
            "unreadable": { "count": 0, "places": [] },
            "misquoted": { "count": 0, "places": [] },
            "missing": { "count": 0, "places": [] },
            "controls": { "count": 0, "places": [] },
            "caseTwins": { "count": 1, "places": [{ "line": 3, "key": 1, "first": 0 }] },
            "lookAlikes": { "count": 0, "places": [] }
        })
    );
}
