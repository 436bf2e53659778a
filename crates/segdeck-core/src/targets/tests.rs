mod hostile;
mod operations;
mod properties;
mod reading;
mod writing;

use super::{
    Column, Delimiter, Header, ListFormat, ListStyle, ListWriter, Place, Source, TargetList,
    TargetListBuilder, TargetListError, TargetListOptions, TargetListReport,
};

fn options() -> TargetListOptions {
    TargetListOptions::default()
}

fn text() -> TargetListOptions {
    TargetListOptions {
        format: ListFormat::Text,
        ..options()
    }
}

fn csv() -> TargetListOptions {
    TargetListOptions {
        format: ListFormat::Csv,
        ..options()
    }
}

fn read(bytes: &[u8], options: &TargetListOptions) -> TargetList {
    TargetList::parse(bytes, options.clone()).unwrap()
}

fn keys(list: &TargetList) -> Vec<&str> {
    list.iter().collect()
}

fn list(keys: &[&str]) -> TargetList {
    TargetList::from_keys(keys, 0).unwrap()
}

fn source(list: &TargetList) -> Source {
    list.report().unwrap().source.unwrap()
}

fn lines(places: &[Place]) -> Vec<u32> {
    places.iter().filter_map(|place| place.line).collect()
}
