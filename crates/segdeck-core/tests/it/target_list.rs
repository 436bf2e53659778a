//! Lists of targets: the cases that the npm package runs too.

use segdeck_core::targets::{
    Column, Delimiter, Header, ListFormat, ListStyle, ListWriter, TargetList, TargetListBuilder,
    TargetListError, TargetListOptions,
};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    readings: Vec<Reading>,
    pairs: Vec<Similar>,
    sets: Vec<Comparison>,
    texts: Vec<Writing>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reading {
    name: String,
    /// A text, or pieces of one.
    input: Option<Value>,
    /// In hexadecimal.
    bytes: Option<String>,
    #[serde(default)]
    options: Options,
    keys: Option<Vec<Value>>,
    /// What the report must hold; it may hold more.
    report: Option<Value>,
    error: Option<Refused>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Options {
    format: Option<String>,
    delimiter: Option<String>,
    header: Option<bool>,
    column: Option<Value>,
    trim: Option<bool>,
    places: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Refused {
    code: Option<String>,
    /// A part of the message.
    message: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Similar {
    name: String,
    look_alikes: u64,
    pairs: Vec<[String; 2]>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Comparison {
    name: String,
    left: Vec<String>,
    right: Vec<String>,
    union: Vec<String>,
    intersection: Vec<String>,
    difference: Vec<String>,
    symmetric_difference: Vec<String>,
    diff: Diff,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Diff {
    added: Vec<String>,
    removed: Vec<String>,
    unchanged: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Writing {
    name: String,
    keys: Vec<String>,
    csv: String,
    json: String,
    text: String,
}

fn cases() -> Cases {
    serde_json::from_str(include_str!("target_list_cases.json")).unwrap()
}

/// A text: as it stands, or in pieces, of which `{"times", "of"}` is one over and over.
fn whole(text: &Value) -> String {
    match text {
        Value::Array(pieces) => pieces.iter().map(whole).collect(),
        Value::Object(piece) => {
            let times = usize::try_from(piece["times"].as_u64().unwrap()).unwrap();
            piece["of"].as_str().unwrap().repeat(times)
        }
        text => text.as_str().unwrap().to_owned(),
    }
}

fn bytes(hexadecimal: &str) -> Vec<u8> {
    let digits = hexadecimal.as_bytes().chunks(2);
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    digits.map(byte).collect()
}

impl Options {
    fn read(&self) -> TargetListOptions {
        let default = TargetListOptions::default();
        TargetListOptions {
            format: match self.format.as_deref() {
                None => ListFormat::Auto,
                Some("text") => ListFormat::Text,
                Some("csv") => ListFormat::Csv,
                Some(other) => panic!("there is no format {other}"),
            },
            delimiter: self.delimiter.as_deref().map(|delimiter| match delimiter {
                "|" => Delimiter::Pipe,
                other => panic!("no case has had the delimiter {other}"),
            }),
            header: match self.header {
                None => Header::Auto,
                Some(true) => Header::Present,
                Some(false) => Header::Absent,
            },
            column: match &self.column {
                None => Column::Auto,
                Some(Value::String(name)) => Column::Name(name.clone()),
                Some(index) => Column::Index(usize::try_from(index.as_u64().unwrap()).unwrap()),
            },
            trim: self.trim.unwrap_or(true),
            places: self.places.unwrap_or(default.places),
            ..default
        }
    }
}

/// Whether a value is as expected; objects may hold more, arrays may not.
fn holds(expected: &Value, actual: &Value) -> bool {
    match (expected, actual) {
        (Value::Object(fields), actual) if fields.contains_key("$any") => !actual.is_null(),
        (Value::Object(fields), Value::Object(present)) => fields
            .iter()
            .all(|(name, field)| present.get(name).is_some_and(|value| holds(field, value))),
        (Value::Array(elements), Value::Array(present)) => {
            let mut each = elements.iter().zip(present);
            elements.len() == present.len() && each.all(|(element, value)| holds(element, value))
        }
        _ => expected == actual,
    }
}

fn list(keys: &[String]) -> TargetList {
    TargetList::from_keys(keys, 0).unwrap()
}

fn in_pieces(
    bytes: &[u8],
    size: usize,
    options: TargetListOptions,
) -> Result<TargetList, TargetListError> {
    let mut builder = TargetListBuilder::new(options);
    for piece in bytes.chunks(size) {
        builder.push(piece)?;
    }
    builder.finish()
}

#[test]
fn lists_are_read_whole_and_in_pieces() {
    for case in cases().readings {
        let bytes = match (&case.input, &case.bytes) {
            (Some(text), None) => whole(text).into_bytes(),
            (None, Some(digits)) => bytes(digits),
            _ => panic!("{}: there is input or there are bytes", case.name),
        };
        let mut results = vec![TargetList::parse(&bytes, case.options.read())];
        if bytes.len() < 10_000 {
            results.extend([1, 3].map(|size| in_pieces(&bytes, size, case.options.read())));
        }
        for result in results {
            judge(&case, result);
        }
    }
}

fn judge(case: &Reading, result: Result<TargetList, TargetListError>) {
    let name = &case.name;
    let list = match (result, &case.error) {
        (Ok(list), None) => list,
        (Err(error), Some(expected)) => {
            let message = error.to_string();
            if let Some(code) = &expected.code {
                assert_eq!(error.code(), code, "{name}");
            }
            let part = expected.message.as_deref().unwrap_or_default();
            assert!(message.contains(part), "{name}: {message}");
            return;
        }
        (result, _) => panic!("{name}: {:?}", result.map(|list| list.len())),
    };
    if let Some(keys) = &case.keys {
        let keys: Vec<String> = keys.iter().map(whole).collect();
        assert_eq!(list.iter().collect::<Vec<_>>(), keys, "{name}");
    }
    if let Some(expected) = &case.report {
        let report = serde_json::to_value(list.report().unwrap()).unwrap();
        assert!(holds(expected, &report), "{name}: {report}");
    }
}

#[test]
fn keys_that_look_alike_are_told() {
    for Similar {
        name,
        look_alikes,
        pairs,
    } in cases().pairs
    {
        for pair in pairs {
            let found = list(&pair).report().unwrap().look_alikes;
            assert_eq!(found.count, look_alikes, "{name}: {pair:?}");
        }
    }
}

#[test]
fn lists_are_compared() {
    for case in cases().sets {
        let [left, right] = [&case.left, &case.right].map(|keys| list(keys));
        let keys = |list: &TargetList| list.iter().map(str::to_owned).collect::<Vec<_>>();
        let name = &case.name;
        assert_eq!(keys(&left.union(&right).unwrap()), case.union, "{name}");
        let both = left.intersection(&right).unwrap();
        assert_eq!(keys(&both), case.intersection, "{name}");
        let rest = left.difference(&right).unwrap();
        assert_eq!(keys(&rest), case.difference, "{name}");
        let one = left.symmetric_difference(&right).unwrap();
        assert_eq!(keys(&one), case.symmetric_difference, "{name}");
        let diff = TargetList::diff(&left, &right).unwrap();
        assert_eq!(keys(&diff.added), case.diff.added, "{name}");
        assert_eq!(keys(&diff.removed), case.diff.removed, "{name}");
        assert_eq!(diff.unchanged, case.diff.unchanged, "{name}");
    }
}

#[test]
fn lists_are_written() {
    for case in cases().texts {
        let list = list(&case.keys);
        for (style, expected) in [
            (ListStyle::Csv, &case.csv),
            (ListStyle::Json, &case.json),
            (ListStyle::Text, &case.text),
        ] {
            let mut written = Vec::new();
            let mut writer = ListWriter::new(style, 0..list.len());
            while writer.write(&list, 10, &mut written) {}
            assert_eq!(
                String::from_utf8(written).unwrap(),
                *expected,
                "{}",
                case.name
            );
        }
    }
}
