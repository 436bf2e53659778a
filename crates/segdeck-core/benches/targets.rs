//! How long lists of a million keys take: `cargo bench -p segdeck-core --bench targets`.

mod median;

use segdeck_core::targets::{
    ListStyle, ListWriter, TargetList, TargetListBuilder, TargetListOptions,
};

use median::median;

const KEYS: usize = 1_000_000;
const RUNS: usize = 7;
/// How large a piece is that a stream gives, in bytes.
const PIECE: usize = 64 * 1024;

fn main() {
    let rows = |row: &dyn Fn(usize) -> String| (0..KEYS).map(row).collect::<String>();
    let csv = rows(&|number| format!("user-{number},gold,2026-01-01\r\n"));
    read("CSV of three columns", &csv);
    let quoted = rows(&|number| format!("\"user-{number}\",\"gold, \"\"x\"\"\"\n"));
    read("CSV with all in quotes", &quoted);
    let spaced = rows(&|number| format!("  user-{number} \n"));
    read("text with spaces", &spaced);
    let repeated = rows(&|number| format!("user-{}\n", number % 1_000));
    read("text of duplicates", &repeated);
    let cyrillic = rows(&|number| format!("пользователь-{number}\n"));
    read("text beyond ASCII", &cyrillic);

    let names: Vec<String> = (0..KEYS).map(|number| format!("user-{number}")).collect();
    let list = list(&names);
    let later: Vec<String> = names
        .iter()
        .enumerate()
        .map(|(number, name)| {
            if number % 10 == 0 {
                format!("{name}-new")
            } else {
                name.clone()
            }
        })
        .collect();
    compare("a tenth is new", &list, &self::list(&later));
    compare(
        "the same in another order",
        &list,
        &self::list(shuffled(&names)),
    );
    compare(
        "nothing in common",
        &list,
        &self::list(names.iter().map(|name| format!("x{name}"))),
    );

    let written = median(RUNS, || {
        let mut writer = ListWriter::new(ListStyle::Json, 0..list.len());
        let mut piece = Vec::new();
        while writer.write(&list, PIECE, &mut piece) {
            piece.clear();
        }
    });
    println!("{:<28} JSON {written:>9.2?}", "written in pieces");
}

fn read(name: &str, text: &str) {
    let read = || {
        let mut builder = TargetListBuilder::new(TargetListOptions::default());
        for piece in text.as_bytes().chunks(PIECE) {
            if let Err(error) = builder.push(piece) {
                unreachable!("the list can be read: {error}");
            }
        }
        match builder.finish() {
            Ok(list) => list,
            Err(error) => unreachable!("the list can be read: {error}"),
        }
    };
    let time = median(RUNS, read);
    let list = read();
    let report = median(RUNS, || list.report());
    println!(
        "{name:<28} read {time:>9.2?}  report {report:>9.2?}  {:>9} keys  {:>5.1} MB from {:>5.1} MB",
        list.len(),
        megabytes(list.memory_bytes()),
        megabytes(text.len())
    );
}

fn compare(name: &str, before: &TargetList, after: &TargetList) {
    let diff = median(RUNS, || TargetList::diff(before, after));
    let union = median(RUNS, || before.union(after));
    let difference = median(RUNS, || before.difference(after));
    println!("{name:<28} diff {diff:>9.2?}  union {union:>9.2?}  difference {difference:>9.2?}");
}

fn list<K: AsRef<str>>(keys: impl IntoIterator<Item = K>) -> TargetList {
    match TargetList::from_keys(keys, 0) {
        Ok(list) => list,
        Err(error) => unreachable!("the list fits into memory: {error}"),
    }
}

/// Another order, the same at each run.
fn shuffled(names: &[String]) -> Vec<&String> {
    let step = 611_953;
    (0..names.len())
        .filter_map(|number| names.get(number * step % names.len()))
        .collect()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a tenth of a megabyte is enough"
)]
fn megabytes(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}
