use proptest::prelude::*;

use super::*;

fn check(text: &[u8]) {
    let known = serde_json::from_slice::<Value>(text);
    match (parse(text), known) {
        (Ok(read), Ok(known)) => {
            assert_eq!(read, known);
            // `==` takes -0.0 for 0.0.
            assert_eq!(read.to_string(), known.to_string());
        }
        (Err(_), Err(_)) => {}
        (read, known) => panic!("{}: {read:?} {known:?}", String::from_utf8_lossy(text)),
    }
}

#[test]
fn it_reads_what_serde_json_reads() {
    for text in [
        "",
        " ",
        "null",
        " true ",
        "false\n",
        "nul",
        "nulll",
        "tru",
        "[]",
        "[ ]",
        "[1]",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[",
        "[1",
        "[1,",
        "{}",
        "{ }",
        "{\"a\":1}",
        "{\"a\":1,}",
        "{\"a\" 1}",
        "{a:1}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":1 \"b\":2}",
        "{",
        "{\"a",
        "{\"a\"",
        "{\"a\":",
        "\"\"",
        "\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
        "\"\\u00e9\\ud83d\\ude00\"",
        "\"\\ud83d\"",
        "\"\\ud83dx\"",
        "\"\\ud83d\\n\"",
        "\"\\ud83d\\u0041\"",
        "\"\\ude00\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\x\"",
        "\"\\",
        "\"\n\"",
        "\"\u{7f}é😀\u{2028}\"",
        "0",
        "-0",
        "-",
        "01",
        "-01",
        "1.",
        ".5",
        "1.5",
        "-1.50",
        "1e",
        "1e+",
        "1e5",
        "1E-5",
        "1e400",
        "1e-400",
        "-1e400",
        "0e999999999999999999999",
        "18446744073709551615",
        "18446744073709551616",
        "-9223372036854775808",
        "-9223372036854775809",
        "1.7976931348623157e308",
        "1.7976931348623159e308",
        "4.9e-324",
        "2.4703282292062327e-324",
        "2.5e-324",
        "2.2250738585072011e-308",
        "9007199254740993",
        "9007199254740993.0",
        "0.1",
        "123456789012345678901234567890.5",
        "1e23",
        "8.5e-5",
        "\u{feff}1",
        "1 1",
        "[1]]",
        "'a'",
    ] {
        check(text.as_bytes());
    }
    check(b"\"\xff\"");
    check(b"\xff");
    for depth in [126, 127, 128, 129, 100_000] {
        check("[".repeat(depth).as_bytes());
        check(["[".repeat(depth), "]".repeat(depth)].concat().as_bytes());
    }
}

#[test]
fn a_mistake_is_named_with_its_place() {
    let error = parse(b"{\"rules\": [{},\n {\"op\": nul}]}").unwrap_err();
    assert_eq!(error.path, "rules/1/op");
    assert_eq!(error.reason, "Expected value at line 2 column 12.");
    let error = parse(b"{} x").unwrap_err();
    assert_eq!(
        (error.path.as_str(), error.reason.as_str()),
        ("", "Trailing characters at line 1 column 4.")
    );
}

proptest! {
    #[test]
    fn any_float_is_read_exactly(bits: u64) {
        let float = f64::from_bits(bits);
        prop_assume!(float.is_finite());
        for text in [format!("{float:e}"), format!("{float}.0"), format!("{float:.25e}")] {
            check(text.as_bytes());
        }
    }

    #[test]
    fn any_digits_are_read_exactly(text in "-?[0-9]{1,40}(\\.[0-9]{1,40})?(e-?[0-9]{1,3})?") {
        check(text.as_bytes());
    }

    #[test]
    fn what_lies_half_way_goes_to_the_even_side(mantissa in 1_u64 << 52..1 << 53, power in 0..11_u32, is_more: bool) {
        // With one binary digit more than a float has.
        let half_way = (mantissa * 2 + 1) << power.min(10);
        let more = if is_more { "0000000000000000000000000000000000000001" } else { "0" };
        check(format!("{half_way}.{more}").as_bytes());
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[\\[\\]{}\",:\\\\ 0-9a-z.é-]{0,40}") {
        check(text.as_bytes());
    }
}
