//! Lists that mean no good.

use super::*;

#[test]
fn an_open_quote_is_refused_with_its_line() {
    let refused = TargetList::parse(b"a,1\nb,2\n\"c,3\nd,4\n", csv()).unwrap_err();
    assert_eq!(refused, TargetListError::UnclosedQuote { line: 3 });
    assert_eq!(refused.code(), "unclosed_quote");
    let later = TargetList::parse(b"a,\"x\ny\"\nb,\"z\n", csv()).unwrap_err();
    assert_eq!(later, TargetListError::UnclosedQuote { line: 3 });
    assert_eq!(read(b"\"a\n", &text()).len(), 1);
}

#[test]
fn a_builder_that_failed_says_so_again() {
    let mut builder = TargetListBuilder::new(TargetListOptions {
        column: Column::Name("x".to_owned()),
        ..csv()
    });
    let refused = builder.push(&b"a,b\nc,d\n".repeat(20_000)).unwrap_err();
    assert_eq!(refused.code(), "no_such_column");
    assert_eq!(builder.push(b"e\n"), Err(refused.clone()));
    assert_eq!(builder.finish().unwrap_err(), refused);
}

#[test]
fn long_fields_take_no_more_memory_than_short_ones() {
    for options in [text(), csv()] {
        let mut builder = TargetListBuilder::new(options);
        builder.push(b"a\n").unwrap();
        for _ in 0..64 {
            builder.push(&vec![b'x'; 64 * 1024]).unwrap();
        }
        assert!(builder.memory_bytes() < 64 * 1024);
        builder.push(b"\nb").unwrap();
        let list = builder.finish().unwrap();
        assert_eq!(keys(&list), ["a", "b"]);
        assert_eq!(lines(&list.report().unwrap().overlong.places), [2]);
    }
}

#[test]
fn a_long_row_of_many_fields_is_read_once() {
    // Quadratic work would take minutes.
    let mut row = vec![b','; 4 << 20];
    row.extend_from_slice(b"\"x\"\nkey-2\n");
    let list = read(&[b"key-1", &row[..]].concat(), &csv());
    assert_eq!(keys(&list), ["key-1", "key-2"]);
}

#[test]
fn a_header_of_many_fields_is_cut() {
    let mut row = vec![b','; 1 << 20];
    row.extend_from_slice(b"key\n");
    let options = TargetListOptions {
        column: Column::Name("key".to_owned()),
        ..csv()
    };
    let refused = TargetList::parse(&row, options).unwrap_err();
    assert!(refused.to_string().len() < 1_000);
}

#[test]
fn a_wrong_hint_does_no_harm() {
    for expected in [0, 1, u64::MAX] {
        let options = TargetListOptions {
            expected_bytes: Some(expected),
            ..text()
        };
        let list = read(b"a\nb\na\n", &options);
        assert_eq!(keys(&list), ["a", "b"]);
        assert!(list.memory_bytes() < 64 * 1024);
    }
}

#[test]
fn nul_and_every_other_byte_is_read_without_a_panic() {
    let all: Vec<u8> = (0..=255_u8).cycle().take(2_000).collect();
    for format in [ListFormat::Auto, ListFormat::Text, ListFormat::Csv] {
        for start in 0..256 {
            let options = TargetListOptions {
                format,
                ..options()
            };
            drop(TargetList::parse(&all[start..], options));
        }
    }
    assert_eq!(keys(&read(b"a\0b\n\0\n", &text())), ["a\0b", "\0"]);
}
