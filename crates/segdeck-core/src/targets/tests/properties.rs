//! What holds for every list.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

/// Bytes of which lists are made, and what breaks them.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let tokens: Vec<&'static [u8]> = vec![
        b"a",
        b"b",
        b"user-1",
        b"KEY",
        b"key",
        b"\"",
        b"\"\"",
        b",",
        b";",
        b"\t",
        b"\n",
        b"\r",
        b"\r\n",
        b" ",
        b"\xc3\xab",
        b"\xc3",
        b"\xff",
        b"\xfe",
        b"\0",
        b"\xef\xbb\xbf",
        b"\xe2\x80\xa8",
        b"\xe2\x80",
        b"\xc2\xa0",
        b"0123456789abcdef",
        b"\"x\",",
        b"\n\"q\"\n",
    ];
    prop::collection::vec(prop::sample::select(tokens), 0..60).prop_map(|tokens| tokens.concat())
}

fn any_options() -> impl Strategy<Value = TargetListOptions> {
    let formats = prop::sample::select(vec![ListFormat::Auto, ListFormat::Text, ListFormat::Csv]);
    let headers = prop::sample::select(vec![Header::Auto, Header::Present, Header::Absent]);
    let columns = prop_oneof![
        3 => Just(Column::Auto),
        2 => (0_usize..3).prop_map(Column::Index),
        1 => Just(Column::Name("key".to_owned())),
    ];
    (formats, headers, columns, any::<bool>(), 0_usize..4).prop_map(
        |(format, header, column, trim, places)| TargetListOptions {
            format,
            header,
            column,
            trim,
            places,
            ..options()
        },
    )
}

/// All there is to know of a list.
type Everything = (Vec<String>, Vec<Option<u32>>, TargetListReport);

fn everything(list: Result<TargetList, TargetListError>) -> Result<Everything, TargetListError> {
    let list = list?;
    Ok((
        list.iter().map(str::to_owned).collect(),
        (0..list.len()).map(|index| list.line(index)).collect(),
        list.report()?,
    ))
}

fn owned(list: &TargetList) -> Vec<String> {
    list.iter().map(str::to_owned).collect()
}

fn read_cut(
    bytes: &[u8],
    cuts: &[usize],
    options: &TargetListOptions,
) -> Result<TargetList, TargetListError> {
    let mut builder = TargetListBuilder::new(options.clone());
    let mut rest = bytes;
    for cut in cuts.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (piece, after) = rest.split_at(rest.len().min(*cut));
        builder.push(piece)?;
        rest = after;
    }
    builder.finish()
}

fn some_keys() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(
        "[a-c]{1,3}|[ -~\u{e0}-\u{ff}\u{430}-\u{440}\r\n\"]{1,20}",
        0..80,
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn the_cut_does_not_matter(
        bytes in bytes(),
        cuts in prop::collection::vec(1_usize..9, 1..5),
        options in any_options(),
    ) {
        let whole = everything(TargetList::parse(&bytes, options.clone()));
        prop_assert_eq!(&everything(read_cut(&bytes, &[1], &options)), &whole);
        prop_assert_eq!(&everything(read_cut(&bytes, &cuts, &options)), &whole);
    }

    #[test]
    fn each_line_is_a_key_or_is_accounted_for(bytes in bytes()) {
        let options = TargetListOptions { header: Header::Absent, ..text() };
        let list = read(&bytes, &options);
        let report = list.report().unwrap();
        let left_out = report.blanks.count + report.duplicates.count + report.overlong.count
            + report.unreadable.count + report.misquoted.count + report.missing.count;
        prop_assert!(list.len() as u64 + left_out <= u64::from(source(&list).lines));
    }

    #[test]
    fn csv_is_read_as_another_reader_reads_it(bytes in bytes()) {
        prop_assume!(!bytes.starts_with(b"\xff\xfe") && !bytes.starts_with(b"\xfe\xff"));
        let peer = csv_peer(&bytes);
        let options = TargetListOptions {
            delimiter: Some(Delimiter::Comma),
            header: Header::Absent,
            trim: false,
            ..csv()
        };
        // The peer takes text behind a closing quote as part of the field.
        if let (Some(peer), Ok(list)) = (peer, TargetList::parse(&bytes, options))
            && list.report().unwrap().misquoted.count == 0
        {
            prop_assert_eq!(keys(&list), peer);
        }
    }

    #[test]
    fn csv_that_another_writer_writes_is_read_and_the_other_way_round(names in some_keys()) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for name in &names {
            writer.write_record([name.as_str(), "x,\"y\"\nz"]).unwrap();
        }
        let options = TargetListOptions {
            delimiter: Some(Delimiter::Comma),
            header: Header::Absent,
            trim: false,
            ..csv()
        };
        let list = read(&writer.into_inner().unwrap(), &options);
        let mut seen = BTreeSet::new();
        let unique: Vec<&str> = names.iter().map(String::as_str).filter(|name| seen.insert(*name)).collect();
        prop_assert_eq!(keys(&list), unique.clone());

        let mut out = Vec::new();
        prop_assert!(!ListWriter::new(ListStyle::Csv, 0..list.len()).write(&list, usize::MAX, &mut out));
        prop_assert_eq!(csv_peer(&out).unwrap(), unique.clone());
        prop_assert_eq!(owned(&read(&out, &options)), unique.clone());
        out.clear();
        prop_assert!(!ListWriter::new(ListStyle::Json, 0..list.len()).write(&list, usize::MAX, &mut out));
        prop_assert_eq!(serde_json::from_slice::<Vec<String>>(&out).unwrap(), unique);
    }

    #[test]
    fn operations_are_those_of_sets(
        left in some_keys(),
        right in some_keys(),
        is_left_bare: bool,
        is_right_bare: bool,
        seed: u64,
    ) {
        let bare = |keys: &[String], is_bare: bool, seed| {
            let list = TargetList::from_keys(keys, seed).unwrap();
            // A list made of others has no index of its own.
            if is_bare { list.union(&TargetList::from_keys([""; 0], 0).unwrap()).unwrap() } else { list }
        };
        let (one, two) = (bare(&left, is_left_bare, seed), bare(&right, is_right_bare, 1));
        let left_set: BTreeSet<&str> = left.iter().map(String::as_str).collect();
        let right_set: BTreeSet<&str> = right.iter().map(String::as_str).collect();
        let only_left: Vec<&str> = keys(&one).into_iter().filter(|key| !right_set.contains(key)).collect();
        let only_right: Vec<&str> = keys(&two).into_iter().filter(|key| !left_set.contains(key)).collect();
        let both: Vec<&str> = keys(&one).into_iter().filter(|key| right_set.contains(key)).collect();
        prop_assert_eq!(one.len(), left_set.len());
        prop_assert_eq!(owned(&one.intersection(&two).unwrap()), both.clone());
        prop_assert_eq!(owned(&one.difference(&two).unwrap()), only_left.clone());
        prop_assert_eq!(owned(&one.union(&two).unwrap()), [keys(&one), only_right.clone()].concat());
        prop_assert_eq!(
            owned(&one.symmetric_difference(&two).unwrap()),
            [only_left.clone(), only_right.clone()].concat()
        );
        let diff = TargetList::diff(&one, &two).unwrap();
        prop_assert_eq!(keys(&diff.added), only_right);
        prop_assert_eq!(keys(&diff.removed), only_left);
        prop_assert_eq!(diff.unchanged, both.len());
    }

    #[test]
    fn what_a_key_looks_like_looks_like_itself(key in "[a-z\u{c0}-\u{24f}\u{300}-\u{36f}\u{370}-\u{52f}\u{1e00}-\u{1eff}\u{2000}-\u{206f}\u{3040}-\u{30ff}\u{ac00}-\u{ac80}\u{ff00}-\u{ff60}]{0,8}") {
        let tables = super::super::look_alike::LookAlikes::new();
        let (mut once, mut twice) = (String::new(), String::new());
        tables.write(&key, &mut once);
        tables.write(&once, &mut twice);
        prop_assert_eq!(once, twice);
    }
}

/// The keys of a list as the crate `csv` reads it: each once, without those that we leave out.
/// `None` where it reads more tolerantly than we do.
fn csv_peer(bytes: &[u8]) -> Option<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(bytes);
    let mut keys: Vec<String> = Vec::new();
    for record in reader.byte_records() {
        let record = record.ok()?;
        let Ok(key) = str::from_utf8(record.get(0)?) else {
            continue;
        };
        if !key.is_empty() && !keys.iter().any(|known| known == key) {
            keys.push(key.to_owned());
        }
    }
    Some(keys)
}
