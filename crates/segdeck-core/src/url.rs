//! Percent-encoding of path parts and query strings, both ways.

use crate::gather::Gather;

/// Encodes one path part: everything but unreserved characters, so that a key with `/`, `@` or a
/// space stays one part.
#[must_use]
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for nibble in [byte >> 4, byte & 15] {
                out.push(
                    char::from_digit(u32::from(nibble), 16)
                        .unwrap_or('0')
                        .to_ascii_uppercase(),
                );
            }
        }
    }
    out
}

/// Decodes a path part. `None` if a `%` is not followed by two hexadecimal digits or the bytes are
/// not UTF-8.
#[must_use]
pub fn decode(text: &str) -> Option<String> {
    decode_bytes(text.bytes(), false)
}

/// Decodes a name or value of a query string, in which `+` also means a space: LaunchDarkly's
/// Python client writes `%20`, its TypeScript client `+`.
#[must_use]
pub fn decode_query(text: &str) -> Option<String> {
    decode_bytes(text.bytes(), true)
}

fn decode_bytes(mut bytes: impl Iterator<Item = u8>, plus_is_space: bool) -> Option<String> {
    let mut out = Vec::new();
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'%' => hex(bytes.next()?)? << 4 | hex(bytes.next()?)?,
            b'+' if plus_is_space => b' ',
            other => other,
        });
    }
    String::from_utf8(out).ok()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

/// Writes a query string without its `?`.
#[must_use]
pub fn write_query(pairs: &[(String, String)]) -> String {
    pairs
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .list()
        .join("&")
}

/// Reads a query string without its `?`. `None` if a part is not percent-encoded UTF-8.
#[must_use]
pub fn read_query(text: &str) -> Option<Vec<(String, String)>> {
    text.split('&')
        .filter(|part| !part.is_empty())
        .map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            Some((decode_query(name)?, decode_query(value)?))
        })
        .list_if_all()
}

/// Whether a host, with or without a port, is the machine itself: `localhost`, `[::1]`, or an
/// address that begins with 127. A browser takes a host of digits and dots for an address, so that
/// no name that somebody could register passes.
#[must_use]
pub fn is_loopback(authority: &str) -> bool {
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if is_port(port) => host,
        _ => authority,
    };
    let is_address = |byte: u8| byte.is_ascii_digit() || byte == b'.';
    matches!(host, "localhost" | "[::1]")
        || (host.starts_with("127.") && host.bytes().all(is_address))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_key_with_reserved_characters_stays_one_part() {
        assert_eq!(encode("a/b @é"), "a%2Fb%20%40%C3%A9");
    }

    #[test]
    fn both_spellings_of_a_space_are_read() {
        let expected = Some(vec![(
            "filter".to_owned(),
            "query equals \"a+b\"".to_owned(),
        )]);
        assert_eq!(read_query("filter=query%20equals%20%22a%2Bb%22"), expected);
        assert_eq!(read_query("filter=query+equals+%22a%2Bb%22"), expected);
    }

    #[test]
    fn broken_escapes_are_refused() {
        for bad in ["%", "%2", "%zz", "%ff"] {
            assert_eq!(decode(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn decoding_undoes_encoding(text in ".*") {
            prop_assert_eq!(decode(&encode(&text)), Some(text.clone()));
            prop_assert_eq!(decode_query(&encode(&text)), Some(text));
        }
    }

    #[test]
    fn only_the_machine_itself_is_loopback() {
        for host in [
            "localhost",
            "localhost:8765",
            "127.0.0.1",
            "127.0.0.9:1",
            "[::1]",
            "[::1]:8765",
        ] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "",
            "127",
            "128.0.0.1",
            "127.evil.example",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "localhost@evil.example",
            "127.0.0.1@evil.example",
            "127.0.0.1:80@evil.example",
            "[::1].evil.example",
            "app.launchdarkly.com:127",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
