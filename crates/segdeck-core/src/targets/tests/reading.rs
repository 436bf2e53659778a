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
fn white_space_inside_a_key_is_the_keys() {
    assert_eq!(keys(&read(b"a b\nc\td\n", &text())), ["a b", "c\td"]);
}

#[test]
fn white_space_stays_if_it_is_to() {
    let options = TargetListOptions {
        trim: false,
        ..text()
    };
    let list = read(b" a\na \n \n\n", &options);
    assert_eq!(keys(&list), [" a", "a ", " "]);
    assert_eq!(list.report().unwrap().blanks.count, 1);
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
fn text_takes_quotes_and_commas_as_they_are() {
    assert_eq!(keys(&read(b"\"a\",1\nb,2\n", &text())), ["\"a\",1", "b,2"]);
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
fn a_quote_inside_a_field_is_ordinary() {
    assert_eq!(keys(&read(b"a\"b,1\nc,\"2\"\n", &csv())), ["a\"b", "c"]);
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_key() {
    assert_eq!(keys(&read(b"\xef\xbb\xbfa\nb", &text())), ["a", "b"]);
    assert_eq!(
        keys(&read(b"\xef\xbb\xbf\"a\",1\nb,2", &options())),
        ["a", "b"]
    );
    assert_eq!(keys(&read(b"\xef\xbb\xbf", &text())), [""; 0]);
}

#[test]
fn utf_16_is_read_by_its_mark() {
    let sample = "key,n\r\nzo\u{eb},1\r\n\u{1f600},2\r\n";
    let little = sample.encode_utf16().flat_map(u16::to_le_bytes);
    let little: Vec<u8> = [0xff, 0xfe].into_iter().chain(little).collect();
    let big = sample.encode_utf16().flat_map(u16::to_be_bytes);
    let big: Vec<u8> = [0xfe, 0xff].into_iter().chain(big).collect();
    for bytes in [little, big] {
        assert_eq!(keys(&read(&bytes, &options())), ["zo\u{eb}", "\u{1f600}"]);
    }
}

#[test]
fn half_a_character_of_utf_16_costs_its_row_only() {
    let units = [
        0xfeff, 0x61, 0x0a, 0xd800, 0x62, 0x0a, 0xdc00, 0x0a, 0x63, 0x0a, 0xd83d,
    ];
    let mut bytes: Vec<u8> = units.into_iter().flat_map(u16::to_le_bytes).collect();
    let list = read(&bytes, &text());
    assert_eq!(keys(&list), ["a", "c"]);
    assert_eq!(lines(&list.report().unwrap().unreadable.places), [2, 3, 5]);
    bytes.truncate(9);
    assert_eq!(list.report().unwrap().unreadable.count, 3);
    assert_eq!(read(&bytes, &text()).report().unwrap().unreadable.count, 1);
}

#[test]
fn the_delimiter_is_found_out() {
    for (sample, delimiter) in [
        (&b"a,1\nb,2\n"[..], Delimiter::Comma),
        (b"a;1,5\nb;2,5\n", Delimiter::Semicolon),
        (b"a\t1\nb\t2\n", Delimiter::Tab),
        (b"a,1;2,3\nb,2;,3\n", Delimiter::Comma),
        (b"\"a;a\",1\n\"b;b\",2\n", Delimiter::Comma),
        (b"\n\nkey,name\na,\"x\ny\"\n", Delimiter::Comma),
    ] {
        let found = source(&read(sample, &options()));
        assert_eq!(found.delimiter, Some(delimiter), "{sample:?}");
        assert_eq!(found.format, ListFormat::Csv);
    }
    for sample in [
        &b"a\nb\n"[..],
        b"a,b\nc\nd\n",
        b"a|1\nb|2\n",
        b"",
        b"\"a\nb\nc",
    ] {
        let found = source(&read(sample, &options()));
        assert_eq!(found.format, ListFormat::Text, "{sample:?}");
        assert_eq!(found.delimiter, None);
    }
    assert_eq!(keys(&read(b"\"a\"\n\"b\"\n", &options())), ["a", "b"]);
}

#[test]
fn a_delimiter_that_is_given_is_used() {
    let options = TargetListOptions {
        delimiter: Some(Delimiter::Pipe),
        ..options()
    };
    assert_eq!(keys(&read(b"a,1|2\nb|3\n", &options)), ["a,1", "b"]);
}

#[test]
fn a_usual_name_of_the_column_makes_a_header() {
    for (sample, column) in [
        (&b"key\na\n"[..], 0),
        (b"Name,User ID\nx,a\n", 1),
        (b"email,context_key,name\nx,a,y\n", 1),
        (b"\n  \nkey,name\na,x\n", 0),
        (b"\"Context key\";x\na;1\n", 0),
    ] {
        let list = read(sample, &options());
        assert_eq!(keys(&list), ["a"], "{sample:?}");
        assert_eq!(source(&list).column, column);
        assert!(source(&list).header.is_some());
    }
    let list = read(b"user-1,Kim\nuser-2,Zo\n", &options());
    assert_eq!(keys(&list), ["user-1", "user-2"]);
    assert_eq!(source(&list).header, None);
}

#[test]
fn a_header_can_be_demanded_and_denied() {
    let present = TargetListOptions {
        header: Header::Present,
        ..options()
    };
    let list = read(b"a,b\nc,d\n", &present);
    assert_eq!(keys(&list), ["c"]);
    assert_eq!(
        source(&list).header,
        Some(vec!["a".to_owned(), "b".to_owned()])
    );
    let absent = TargetListOptions {
        header: Header::Absent,
        ..options()
    };
    assert_eq!(keys(&read(b"key\na\n", &absent)), ["key", "a"]);
}

#[test]
fn the_column_is_chosen_by_place_or_by_name() {
    let by = |column| TargetListOptions {
        column,
        ..options()
    };
    let sample = b"id,Plan,plan\na,b,c\nd,e,f\n";
    assert_eq!(keys(&read(sample, &by(Column::Index(2)))), ["c", "f"]);
    assert_eq!(
        keys(&read(sample, &by(Column::Name("plan".into())))),
        ["c", "f"]
    );
    assert_eq!(
        keys(&read(sample, &by(Column::Name(" PLAN ".into())))),
        ["b", "e"]
    );
    let refused = TargetList::parse(sample, by(Column::Name("mail".into()))).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "The header has no column \"mail\". It has \"id\", \"Plan\", \"plan\"."
    );
    let none = TargetListOptions {
        header: Header::Absent,
        ..by(Column::Name("mail".into()))
    };
    assert_eq!(
        TargetList::parse(sample, none).unwrap_err(),
        TargetListError::NoHeader {
            name: "mail".to_owned()
        }
    );
    assert!(TargetList::parse(b"", by(Column::Name("mail".into()))).is_err());
}

#[test]
fn rows_without_the_column_are_counted() {
    let options = TargetListOptions {
        column: Column::Index(1),
        header: Header::Absent,
        ..csv()
    };
    let list = read(b"a,b\nc\n\n,\nd,e,\"f,\"\n\"g\"\n", &options);
    assert_eq!(keys(&list), ["b", "e"]);
    let report = list.report().unwrap();
    assert_eq!(lines(&report.missing.places), [2, 6]);
    assert_eq!(lines(&report.blanks.places), [3, 4]);
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
