use proptest::prelude::*;

use super::*;

fn read_in(pieces: &[&[u8]]) -> Result<Vec<String>, Invalid> {
    let mut keys = Vec::new();
    let mut take = |key: &str| {
        keys.push(key.to_owned());
        Ok::<(), Invalid>(())
    };
    let mut reader = KeyReader::default();
    for piece in pieces {
        reader.read(piece, &mut take)?;
    }
    let count = reader.finish(&mut take)?;
    assert_eq!(count, keys.len() as u64);
    Ok(keys)
}

fn read(file: &[u8]) -> Result<Vec<String>, Invalid> {
    read_in(&[file])
}

#[track_caller]
fn assert_refused(file: &[u8], named: &str) {
    let error = read(file).unwrap_err();
    assert_eq!(error.path, "file");
    assert!(error.reason.contains(named), "{error}");
}

#[test]
fn the_first_column_of_each_row_is_a_key() {
    let cases: [(&[u8], &[&str]); 14] = [
        (b"a", &["a"]),
        (b"a\nb\n", &["a", "b"]),
        (b"a\r\nb\r\n", &["a", "b"]),
        (b"a\rb\r", &["a", "b"]),
        (b"\n\na\n\r\n  \n\t\nb\n\n", &["a", "b"]),
        (b"\xEF\xBB\xBFa\nb", &["a", "b"]),
        (b"\xEF\xBB\xBF\"a\"\n", &["a"]),
        (b"a,1,2\nb,\"x\ny\",3\nc,\n", &["a", "b", "c"]),
        (
            b"\"a,b\"\n\"c\"\"d\",e\n\"f\r\ng\"\n",
            &["a,b", "c\"d", "f\r\ng"],
        ),
        (b"a b \n c\n", &["a b ", " c"]),
        (b"a\"b\"\n", &["a\"b\""]),
        (b"\"  \"\n", &["  "]),
        (b"key\nkey\n", &["key", "key"]),
        ("é\u{1f600}\n".as_bytes(), &["é\u{1f600}"]),
    ];
    for (file, keys) in cases {
        assert_eq!(
            read(file).as_deref().unwrap(),
            keys,
            "{}",
            file.escape_ascii()
        );
    }
}

#[test]
fn the_beginning_of_a_byte_order_mark_is_no_mark() {
    assert_refused(b"\xEF\xBB", "Line 1: the key is not UTF-8");
    assert_eq!(read("\u{feff}\u{feff}a".as_bytes()).unwrap(), ["\u{feff}a"]);
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    assert_refused(b"", "no keys");
    assert_refused(b"\n \n\r\n", "no keys");
    assert_refused(b"\xEF\xBB\xBF", "no keys");
    assert_refused(b"a\n,b\n", "Line 2: the first column is empty");
    assert_refused(b"a\nb\n\"\"\n", "Line 3: the first column is empty");
    assert_refused(b"a\n\n  ,b\n\"\",c", "Line 4");
    assert_refused(b"a\r\n\xff\r\nb", "Line 2: the key is not UTF-8");
    assert_refused(b"a\n\"b\nc\nd", "Line 2: a quote is opened");
    assert_refused(b"a\nb,c,\"d\n", "Line 2: a quote is opened");
    assert_refused(b"\"a\nb\"\n\"c\"d\n", "Line 3: text follows");
    assert_refused(b"\"a\" ,b", "Line 1: text follows");
    let long = "k".repeat(CONTEXT_KEY_LIMIT);
    assert_eq!(read(long.as_bytes()).unwrap(), [long.as_str()]);
    assert_refused(
        format!("a\n{long}k\n").as_bytes(),
        "Line 2: the key has more",
    );
    assert_refused(format!("\"{long}").as_bytes(), "Line 1: a quote");
}

#[test]
fn a_million_keys_are_read_and_not_one_more() {
    let mut file = "k\n".repeat(1_000_000);
    assert_eq!(read(file.as_bytes()).unwrap().len(), 1_000_000);
    file.push('k');
    assert_refused(
        file.as_bytes(),
        "Line 1000001: the file has more than 1000000 keys",
    );
}

#[test]
fn forty_megabytes_are_read_and_not_one_byte_more() {
    // One key, and the rest in a column that is passed over.
    let rest = 40 * 1024 * 1024 - 2;
    let file = format!("k,{}", "x".repeat(rest));
    assert_eq!(read(file.as_bytes()).unwrap(), ["k"]);
    assert_refused(format!("{file}x").as_bytes(), "40 MB");
}

proptest! {
    #[test]
    fn what_is_written_is_read_back_however_it_is_cut(
        keys in prop::collection::vec("[ab\",\r\n\t \u{feff}é]{1,6}", 1..12),
        cut in 1_usize..9,
    ) {
        let mut file = Vec::new();
        for key in &keys {
            write(key, &mut file);
        }
        let pieces: Vec<&[u8]> = file.chunks(cut).collect();
        prop_assert_eq!(read_in(&pieces).unwrap(), keys);
    }

    #[test]
    fn no_file_makes_a_difference_by_how_it_is_cut(
        file in prop::collection::vec(prop::sample::select(b"ab\",\r\n \t\xEF\xBB\xBF".to_vec()), 0..30),
        cut in 1_usize..5,
    ) {
        let pieces: Vec<&[u8]> = file.chunks(cut).collect();
        prop_assert_eq!(read_in(&pieces).ok(), read(&file).ok());
    }

    /// Where the `csv` crate, which forgives more, agrees that a file is one, it finds the same.
    #[test]
    fn files_are_read_as_the_csv_crate_reads_them(
        file in prop::collection::vec(prop::sample::select(b"ab\",\r\nc".to_vec()), 0..30),
    ) {
        if let Ok(keys) = read(&file) {
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .from_reader(&file[..]);
            let expected: Vec<String> =
                reader.records().map(|row| row.unwrap()[0].to_owned()).collect();
            prop_assert_eq!(keys, expected);
        }
    }
}
