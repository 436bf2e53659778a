//! Lists of keys that are kept in here: a million of them never become JavaScript's.

use std::{cell::RefCell, rc::Rc};

use segdeck_core::{
    Invalid,
    targets::{
        Column, Delimiter, Header, ListFormat, ListStyle, ListWriter, TargetList,
        TargetListBuilder, TargetListError, TargetListOptions,
    },
    wire,
};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{
    input::{self, Options, object},
    refusal::{Refusal, reply},
    shelf,
};

type Builder = RefCell<Option<TargetListBuilder>>;
type Writer = (Rc<TargetList>, RefCell<ListWriter>);

impl From<TargetListError> for Refusal {
    fn from(error: TargetListError) -> Self {
        Self::coded(error.code(), error.to_string())
    }
}

fn list(number: u32) -> Result<Rc<TargetList>, Refusal> {
    shelf::get(number).ok_or_else(|| Refusal::gone("TargetList"))
}

fn keep(list: TargetList) -> String {
    input::number(shelf::put(list))
}

/// How a list is read, as JavaScript says it.
fn options(text: &str, seed: f64) -> Result<TargetListOptions, Refusal> {
    let given = Options::read(text)?;
    let default = TargetListOptions::default();
    let one_of = |name: &str, wanted: &str| Invalid::new(name, format!("{name} must be {wanted}."));
    let format = match given.text("format")? {
        None | Some("auto") => ListFormat::Auto,
        Some("text") => ListFormat::Text,
        Some("csv") => ListFormat::Csv,
        Some(_) => return Err(one_of("format", "\"auto\", \"text\" or \"csv\"").into()),
    };
    let delimiter = match given.text("delimiter")? {
        None => None,
        Some(",") => Some(Delimiter::Comma),
        Some(";") => Some(Delimiter::Semicolon),
        Some("\t") => Some(Delimiter::Tab),
        Some("|") => Some(Delimiter::Pipe),
        Some(_) => {
            return Err(one_of("delimiter", "a comma, a semicolon, a tab or |").into());
        }
    };
    let header = match given.get("header") {
        None => Header::Auto,
        Some(value) => match value.as_bool() {
            Some(true) => Header::Present,
            Some(false) => Header::Absent,
            None => return Err(one_of("header", "true or false, or left out").into()),
        },
    };
    let column = match given.get("column") {
        None => Column::Auto,
        Some(value) => match (value.as_str(), value.as_u64()) {
            (Some(name), _) => Column::Name(name.to_owned()),
            (None, Some(index)) => Column::Index(usize::try_from(index).unwrap_or(usize::MAX)),
            (None, None) => {
                return Err(one_of("column", "a name, or a place counted from 0").into());
            }
        },
    };
    let count = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    Ok(TargetListOptions {
        format,
        delimiter,
        header,
        column,
        trim: !given.flag("keepWhiteSpace")?,
        places: given.count("places")?.map_or(default.places, count),
        expected_bytes: given.count("expectedBytes")?,
        // Any bits do, so long as nobody can guess them.
        seed: seed.to_bits(),
    })
}

/// Reads a list that is in memory as a whole; its number.
#[wasm_bindgen(js_name = listParse)]
#[must_use]
pub fn list_parse(bytes: &[u8], settings: &str, seed: f64) -> String {
    let parse = || -> Result<String, Refusal> {
        let options = options(settings, seed)?;
        Ok(keep(TargetList::parse(bytes, options)?))
    };
    reply(parse())
}

/// Begins to read a list in pieces; the number of what reads it.
#[wasm_bindgen(js_name = listBegin)]
#[must_use]
pub fn list_begin(settings: &str, seed: f64) -> String {
    reply(options(settings, seed).map(|options| {
        let builder: Builder = RefCell::new(Some(TargetListBuilder::new(options)));
        input::number(shelf::put(builder))
    }))
}

/// Reads a piece.
#[wasm_bindgen(js_name = listPush)]
#[must_use]
pub fn list_push(number: u32, piece: &[u8]) -> String {
    let push = || -> Result<String, Refusal> {
        let builder = shelf::get::<Builder>(number).ok_or_else(|| Refusal::gone("reader"))?;
        if let Some(builder) = builder.borrow_mut().as_mut() {
            builder.push(piece)?;
        }
        Ok("true".to_owned())
    };
    reply(push())
}

/// Ends reading; the list's number.
#[wasm_bindgen(js_name = listFinish)]
#[must_use]
pub fn list_finish(number: u32) -> String {
    let finish = || -> Result<String, Refusal> {
        let builder = shelf::get::<Builder>(number)
            .and_then(|builder| builder.borrow_mut().take())
            .ok_or_else(|| Refusal::gone("reader"))?;
        shelf::remove(number);
        Ok(keep(builder.finish()?))
    };
    reply(finish())
}

/// `{"size", "bytes"}` of a list.
#[wasm_bindgen(js_name = listExtent)]
#[must_use]
pub fn list_extent(number: u32) -> String {
    reply(list(number).map(|list| {
        wire::encode_text(&object(vec![
            ("size", list.len().into()),
            ("memoryBytes", list.memory_bytes().into()),
        ]))
    }))
}

/// What there is to say about a list.
#[wasm_bindgen(js_name = listReport)]
#[must_use]
pub fn list_report(number: u32) -> String {
    reply(list(number).and_then(|list| Ok(wire::encode_text(&list.report()?))))
}

/// The index of a key; -1 if the list does not have it.
#[wasm_bindgen(js_name = listPosition)]
#[must_use]
pub fn list_position(number: u32, key: &str) -> String {
    reply(list(number).map(|list| {
        list.position(key)
            .map_or_else(|| "-1".to_owned(), |index| index.to_string())
    }))
}

/// The keys of a range of indexes, as JSON.
#[wasm_bindgen(js_name = listKeys)]
#[must_use]
pub fn list_keys(number: u32, start: u32, end: u32) -> String {
    reply(list(number).map(|list| {
        let mut writer = ListWriter::new(ListStyle::Json, start as usize..end as usize);
        let mut text = Vec::new();
        while writer.write(&list, usize::MAX, &mut text) {}
        String::from_utf8(text).unwrap_or_default()
    }))
}

/// A new list from two: `union`, `intersection`, `difference` or `symmetricDifference`.
#[wasm_bindgen(js_name = listCombine)]
#[must_use]
pub fn list_combine(left: u32, right: u32, how: &str) -> String {
    let combine = || -> Result<String, Refusal> {
        let (left, right) = (list(left)?, list(right)?);
        Ok(keep(match how {
            "union" => left.union(&right)?,
            "intersection" => left.intersection(&right)?,
            "difference" => left.difference(&right)?,
            _ => left.symmetric_difference(&right)?,
        }))
    };
    reply(combine())
}

/// What became of a list: `{"added", "removed", "unchanged"}`, the first two numbers of lists.
#[wasm_bindgen(js_name = listDiff)]
#[must_use]
pub fn list_diff(before: u32, after: u32) -> String {
    let diff = || -> Result<String, Refusal> {
        let diff = TargetList::diff(&*list(before)?, &*list(after)?)?;
        Ok(wire::encode_text(&object(vec![
            ("added", shelf::put(diff.added).into()),
            ("removed", shelf::put(diff.removed).into()),
            ("unchanged", diff.unchanged.into()),
        ])))
    };
    reply(diff())
}

/// Begins to write a list as `text`, `csv` or `json`; the number of what writes it.
#[wasm_bindgen(js_name = listWrite)]
#[must_use]
pub fn list_write(number: u32, style: &str) -> String {
    let begin = || -> Result<String, Refusal> {
        let style = match style {
            "text" => ListStyle::Text,
            "csv" => ListStyle::Csv,
            "json" => ListStyle::Json,
            _ => {
                let reason = "format must be \"text\", \"csv\" or \"json\".";
                return Err(Invalid::new("format", reason).into());
            }
        };
        let list = list(number)?;
        let writer = ListWriter::new(style, 0..list.len());
        let writer: Writer = (list, RefCell::new(writer));
        Ok(input::number(shelf::put(writer)))
    };
    reply(begin())
}

/// The next piece, of about so many bytes; none after the last.
#[wasm_bindgen(js_name = listPiece)]
#[must_use]
pub fn list_piece(number: u32, limit: u32) -> Vec<u8> {
    let mut piece = Vec::new();
    if let Some(writer) = shelf::get::<Writer>(number) {
        let (list, writer) = &*writer;
        writer.borrow_mut().write(list, limit as usize, &mut piece);
    }
    piece
}
