//! What comes of a list, byte for byte.

use super::*;

#[test]
fn lines_end_in_any_way_and_white_space_goes() {
    let list = read(
        b" a\nb\r\n\tc \rd\xe2\x80\xa8e\xe2\x80\xa9f\n\xc2\xa0g\xe3\x80\x80\nh",
        &text(),
    );
    assert_eq!(keys(&list), ["a", "b", "c", "d", "e", "f", "g", "h"]);
    let of_each: Vec<_> = (0..list.len()).map(|index| list.line(index)).collect();
    assert_eq!(of_each, (1..=8).map(Some).collect::<Vec<_>>());
    assert_eq!(source(&list).lines, 8);
}

#[test]
fn the_first_of_equal_keys_stays() {
    let list = read(b"b\na\nb\n b\nc\na\n", &text());
    assert_eq!(keys(&list), ["b", "a", "c"]);
    let duplicates = list.report().unwrap().duplicates;
    assert_eq!(duplicates.count, 3);
    assert_eq!(lines(&duplicates.places), [3, 4, 6]);
    let first: Vec<_> = duplicates.places.iter().map(|place| place.first).collect();
    assert_eq!(first, [Some(0), Some(0), Some(1)]);
    assert_eq!(list.line(2), Some(5));
}

#[test]
fn quotes_hold_delimiters_quotes_and_line_ends() {
    let list = read(
        b"\"a,b\",1\n\"c\"\"d\",2\n\"e\r\nf\",\"3\n3\"\ng,4\n",
        &csv(),
    );
    assert_eq!(keys(&list), ["a,b", "c\"d", "e\r\nf", "g"]);
    assert_eq!(list.line(3), Some(6));
    assert_eq!(source(&list).lines, 6);
}

#[test]
fn a_list_of_keys_can_be_made_without_reading() {
    let list = list(&["b", "", "a", "b"]);
    assert_eq!(keys(&list), ["b", "a"]);
    let report = list.report().unwrap();
    assert_eq!((report.blanks.count, report.duplicates.count), (1, 1));
    assert_eq!((report.source, list.line(0)), (None, None));
}

#[test]
fn keys_are_found_again() {
    let names: Vec<String> = (0..5_000).map(|number| format!("user-{number}")).collect();
    let list = TargetList::from_keys(&names, 9).unwrap();
    assert_eq!((list.len(), list.is_empty()), (5_000, false));
    for (index, name) in names.iter().enumerate() {
        assert_eq!(list.position(name), Some(index));
        assert_eq!(list.get(index), Some(name.as_str()));
    }
    for absent in ["", "user-", "user-5000", "User-1", "user-1 "] {
        assert!(!list.contains(absent), "{absent:?}");
    }
    assert_eq!(list.get(5_000), None);
    assert_eq!(list.iter_range(4_998..9_000).count(), 2);
    assert!(list.memory_bytes() > 5_000 * 13);
}

#[test]
fn a_long_list_is_held_whole_whatever_its_length_was_said_to_be() {
    // Keys grow longer, so that the room foreseen at the beginning does not do.
    let name = |number: usize| format!("user-{}{number}", "x".repeat(number / 3_000));
    let mut text: String = (0..60_000).map(|number| name(number) + "\r\n").collect();
    text += &name(17);
    for expected in [None, Some(10), Some(text.len() as u64), Some(u64::MAX)] {
        let options = TargetListOptions {
            expected_bytes: expected,
            ..super::text()
        };
        let list = read(text.as_bytes(), &options);
        assert_eq!(list.len(), 60_000);
        for number in (0..60_000).step_by(7) {
            assert_eq!(list.get(number), Some(name(number).as_str()));
            assert_eq!(list.position(&name(number)), Some(number));
        }
        let duplicates = list.report().unwrap().duplicates;
        assert_eq!(lines(&duplicates.places), [60_001]);
        assert_eq!(duplicates.places[0].first, Some(17));
    }
}
