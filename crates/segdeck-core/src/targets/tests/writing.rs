//! Lists as text.

use super::*;

fn write(list: &TargetList, style: ListStyle, limit: usize) -> (String, usize) {
    let mut writer = ListWriter::new(style, 0..list.len());
    let mut out = Vec::new();
    let mut pieces = 1;
    while writer.write(list, limit, &mut out) {
        pieces += 1;
    }
    let len = out.len();
    assert!(!writer.write(list, limit, &mut out));
    assert_eq!(out.len(), len, "nothing comes after the end");
    (String::from_utf8(out).unwrap(), pieces)
}

#[test]
fn an_empty_list_is_written_too() {
    assert_eq!(write(&list(&[]), ListStyle::Json, 10), ("[]".to_owned(), 1));
    assert_eq!(write(&list(&[]), ListStyle::Text, 10), (String::new(), 1));
}

#[test]
fn pieces_are_bounded_and_together_the_whole() {
    let names: Vec<String> = (0..1_000).map(|number| format!("user-{number}")).collect();
    let list = TargetList::from_keys(&names, 0).unwrap();
    for style in [ListStyle::Text, ListStyle::Csv, ListStyle::Json] {
        let (whole, one) = write(&list, style, usize::MAX);
        assert_eq!(one, 1);
        assert_eq!(write(&list, style, 0), (whole.clone(), 1_000));
        let mut writer = ListWriter::new(style, 0..list.len());
        let mut joined = Vec::new();
        loop {
            let mut piece = Vec::new();
            let has_more = writer.write(&list, 256, &mut piece);
            assert!(piece.len() < 256 + 16);
            joined.extend(piece);
            if !has_more {
                break;
            }
        }
        assert_eq!(String::from_utf8(joined).unwrap(), whole);
    }
    let (json, _) = write(&list, ListStyle::Json, 100);
    assert_eq!(serde_json::from_str::<Vec<String>>(&json).unwrap(), names);
}

#[test]
fn a_range_is_written_alone() {
    let list = list(&["a", "b", "c", "d"]);
    let mut out = Vec::new();
    assert!(!ListWriter::new(ListStyle::Json, 1..3).write(&list, 100, &mut out));
    assert_eq!(out, b"[\"b\",\"c\"]");
    out.clear();
    assert!(!ListWriter::new(ListStyle::Text, 3..9).write(&list, 100, &mut out));
    assert_eq!(out, b"d\n");
}
