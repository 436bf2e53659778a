use proptest::{collection::vec, prelude::*, sample::select};

use super::*;

const MISTAKES: [Mistake; 8] = [
    UNCLOSED_GROUP,
    UNOPENED_GROUP,
    NOTHING_TO_REPEAT,
    CLASS_UNCLOSED_AFTER_ITEM,
    CLASS_UNCLOSED_AFTER_DASH,
    RANGE_BACKWARDS,
    REPETITION_BACKWARDS,
    ESCAPE_AT_END,
];

const PIECES: &[&str] = &[
    "a",
    "b",
    "z",
    "-",
    "(",
    ")",
    "[",
    "]",
    "^",
    "{",
    "}",
    "2",
    "10",
    ",",
    "*",
    "+",
    "?",
    "|",
    ".",
    "$",
    "\\",
    "\\d",
    "\\b",
    "\\b{start}",
    "\\n",
    "\\x41",
    "\\u{e9}",
    "\\p",
    "\\Q",
    "\\1",
    "(?",
    "(?i)",
    "(?x)",
    "(?-x:",
    "(?P<a>",
    "(?<b>",
    "(?=",
    "[:alpha:]",
    "[^",
    "&&",
    "~~",
    " ",
    "#",
    "\n",
    "é",
    "\\-",
    "\\é",
    ":",
    "<",
    ">",
];

fn compare(pattern: &str) {
    // The engine itself fails on a few of these.
    let Ok(known) = std::panic::catch_unwind(|| regex_lite::Regex::new(pattern)) else {
        return;
    };
    let known = known.err().map(|error| error.to_string());
    let said = check(pattern).err();
    assert_eq!(
        said.is_some(),
        known.is_some(),
        "{pattern:?}: {said:?} {known:?}"
    );
    let clear = |message: Option<&str>| MISTAKES.into_iter().find(|known| Some(*known) == message);
    assert_eq!(
        clear(said),
        clear(known.as_deref()),
        "{pattern:?}: {said:?} {known:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]
    #[test]
    fn it_says_what_the_engine_says(pieces in vec(select(PIECES), 0..12)) {
        compare(&pieces.concat());
    }
}

#[test]
fn expressions_that_people_write_are_understood() {
    for pattern in [
        "",
        "^[\\w.+-]+@example\\.com$",
        "(?i)^beta-(\\d{1,3}|x)$",
        "a{2,}?",
        "[]a]",
        "[^]]",
        "[a-]",
        "[-a]",
        "\\b{start}x",
        "\\b{2}",
        "(?x) a # b\n c",
        "(?P<year>\\d{4})-(?P<year>\\d{2})",
        "[a-\\d]",
        "[\\b]",
        "a**",
        "(?:a|b)*?",
        "\\x{110000}",
        "\\xZZ",
        "(?ii)a",
        "(?i-)a",
        "(?-i)a",
        "(?)",
        "(?x-x)",
    ] {
        compare(pattern);
    }
}

#[test]
fn what_takes_too_much_is_refused() {
    let deep = ["(".repeat(100_000), ")".repeat(100_000)].concat();
    assert!(check(&deep).is_err() && check("((a{1000}){1000}){1000}").is_err());
}
