use proptest::prelude::*;

use super::*;

/// Gives at most so many bytes at once, so that every boundary is cut somewhere.
struct Sips<'a>(&'a [u8], usize);

impl Read for Sips<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.0.len().min(self.1).min(buffer.len());
        let (now, later) = self.0.split_at(count);
        buffer[..count].copy_from_slice(now);
        self.0 = later;
        Ok(count)
    }
}

type Parts = Vec<(String, Option<String>, Vec<u8>)>;

fn parse(content_type: &str, body: &[u8], sip: usize) -> Result<Parts, Invalid> {
    let mut multipart = Multipart::new(Some(content_type), Sips(body, sip))?;
    let mut parts = Vec::new();
    while let Some(part) = multipart.next_part()? {
        let mut content = Vec::new();
        while let Some(piece) = multipart.next_piece()? {
            assert!(!piece.is_empty());
            content.extend_from_slice(piece);
        }
        parts.push((part.name, part.file_name, content));
    }
    Ok(parts)
}

const TYPE: &str = "multipart/form-data; boundary=x";

fn part(name: &str, content: &str) -> (String, Option<String>, Vec<u8>) {
    (name.to_owned(), None, content.as_bytes().to_vec())
}

#[test]
fn parts_are_found_however_the_body_is_cut() {
    let body = b"preamble\r\n--x\r\nContent-Disposition: form-data; name=\"mode\"\r\n\r\nmerge\r\n\
        --x  \r\ncontent-disposition: form-data; name=file; filename=\"a \\\"b\\\".csv\"\r\n\
        Content-Type: text/csv\r\n\r\na\r\n--y\r\n-\r\n--\r\n\r\n--x\r\n\r\n\r\n--x--\r\nepilogue\r\n--x";
    for sip in 1..body.len() {
        let parts = parse(TYPE, body, sip).unwrap();
        assert_eq!(parts.len(), 3, "{sip}");
        assert_eq!(parts[0], part("mode", "merge"));
        assert_eq!(parts[1].1.as_deref(), Some("a \"b\".csv"));
        assert_eq!(parts[1].2, b"a\r\n--y\r\n-\r\n--\r\n");
        assert_eq!(parts[2], part("", ""));
    }
}

#[test]
fn parts_and_bodies_may_be_empty() {
    assert_eq!(parse(TYPE, b"--x--", 9).unwrap(), []);
    let empty = b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n--x--\r\n";
    assert_eq!(parse(TYPE, empty, 9).unwrap(), [part("a", "")]);
}

#[test]
fn what_is_not_multipart_is_told() {
    let refused = [
        (TYPE, "", "ends before"),
        (TYPE, "a,b\r\n", "ends before"),
        (TYPE, "--x", "followed by"),
        (TYPE, "--x\r\n", "ends in the head"),
        (TYPE, "--x\nA: b\n\nc\n--x--", "followed by"),
        (TYPE, "--xy\r\n\r\n--x--", "followed by"),
        (TYPE, "--x\r\nA: b\r\n\r\nc", "ends before"),
        (TYPE, "--x\r\nnonsense\r\n\r\nc\r\n--x--", "without a colon"),
        (
            TYPE,
            "--x\r\nContent-Transfer-Encoding: base64\r\n\r\nYQ==\r\n--x--",
            "base64",
        ),
        ("multipart/form-data", "", "boundary"),
        ("multipart/form-data; boundary=", "", "1 to 70"),
        ("multipart/form-data; boundary=\"\u{e9}\"", "", "character"),
        ("text/csv", "a\n", "multipart/form-data"),
        ("", "a\n", "multipart/form-data"),
    ];
    for (content_type, body, named) in refused {
        for sip in [1, 2, 100] {
            let error = parse(content_type, body.as_bytes(), sip).unwrap_err();
            assert!(error.reason.contains(named), "{body:?}: {error}");
        }
    }
    let long = format!("--x\r\nA: {}\r\n\r\n\r\n--x--", "b".repeat(HEAD_LIMIT));
    let error = parse(TYPE, long.as_bytes(), 1000).unwrap_err();
    assert!(error.reason.contains("16384"), "{error}");
}

#[test]
fn a_body_that_breaks_off_is_told() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("gone"))
        }
    }
    let mut multipart = Multipart::new(Some(TYPE), Broken).unwrap();
    assert!(multipart.next_part().unwrap_err().reason.contains("gone"));
}

#[test]
fn boundaries_may_be_quoted_and_parameters_odd() {
    for content_type in [
        "Multipart/Form-Data;BOUNDARY=\"a b\"",
        "multipart/form-data; charset=utf-8; boundary=\"a b\"; x",
        "multipart/form-data ; x=\"y;z\";boundary = \"a b\"",
    ] {
        let body =
            b"--a b\r\nContent-Disposition:form-data;NAME=\"f\\\\\";filename=\r\n\r\n1\r\n--a b--";
        let parts = parse(content_type, body, 3).unwrap();
        assert_eq!(parts[0].0, "f\\", "{content_type}");
        assert_eq!(parts[0].1.as_deref(), Some(""));
    }
}

proptest! {
    #[test]
    fn any_parts_come_back_as_they_were(
        contents in prop::collection::vec("[-x\r\na]{0,40}", 0..5),
        sip in 1_usize..80,
    ) {
        let boundary = "xx-yz";
        let part_of = |(index, content): (usize, &String)| {
            format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{index}\"\r\n\r\n{content}\r\n"
            )
        };
        let parts: Vec<String> = contents.iter().enumerate().map(part_of).collect();
        let body = format!("{}--{boundary}--", parts.concat());
        let content_type = format!("multipart/form-data; boundary={boundary}");
        let parts = parse(&content_type, body.as_bytes(), sip).unwrap();
        let expected: Parts = contents
            .iter()
            .enumerate()
            .map(|(index, content)| part(&index.to_string(), content))
            .collect();
        prop_assert_eq!(parts, expected);
    }

    #[test]
    fn no_body_stops_the_reader_or_lets_it_go_on_for_ever(
        body in prop::collection::vec(
            prop::sample::select(vec![
                &b"--x"[..], b"--", b"\r\n", b"\r", b"\n", b":", b"a", b"\"", b"\xff",
                b"Content-Disposition: form-data; name=\"a",
            ]),
            0..40,
        ),
        sip in 1_usize..20,
    ) {
        let body = body.concat();
        let whole = parse(TYPE, &body, usize::MAX);
        let cut = parse(TYPE, &body, sip);
        prop_assert_eq!(whole.ok(), cut.ok());
    }
}
