//! The Content-Security-Policy of the built page.

use std::fs;
use std::path::Path;

use crate::failure::{Attempt, Failure, Outcome};

/// What the page may do: load its own files, run its own WebAssembly and talk to its own server.
/// The server sends the same policy as a header; this one also holds on a static host.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    worker-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; \
    base-uri 'self'; form-action 'none'";

/// Puts the policy into the page.
///
/// # Errors
/// The page has what the policy would block, or cannot be read or written.
pub fn apply(page: &Path) -> Outcome<()> {
    let html = fs::read_to_string(page).attempt(|| format!("Cannot read {}", page.display()))?;
    fs::write(page, with_policy(&html)?).attempt(|| format!("Cannot write {}", page.display()))
}

/// The page with the policy as its second element, before anything that it governs.
fn with_policy(html: &str) -> Outcome<String> {
    if let Some(blocked) = inline_code(html) {
        return Err(Failure::new(format!(
            "index.html has {blocked}, which its Content-Security-Policy blocks. Move it to a file."
        )));
    }
    let charset = html.find("<meta charset").and_then(|start| {
        let (before, from) = html.split_at_checked(start)?;
        let (charset, rest) = from.split_once('>')?;
        Some(format!(
            "{before}{charset}><meta http-equiv=\"Content-Security-Policy\" \
             content=\"{POLICY}\">{rest}"
        ))
    });
    charset.ok_or_else(|| {
        Failure::new("index.html has no <meta charset>, after which the policy would go.")
    })
}

/// Names the first piece of inline code that the policy would block, if there is one.
fn inline_code(html: &str) -> Option<&'static str> {
    let tags = html
        .split('<')
        .skip(1)
        .filter_map(|piece| piece.split_once('>'));
    tags.map(|(tag, _)| tag).find_map(|tag| {
        let name = tag.split_whitespace().next().unwrap_or_default();
        if name == "style" {
            Some("a <style> element")
        } else if name == "script" && !tag.contains(" src=") {
            Some("a <script> without src")
        } else if tag.contains(" style=") {
            Some("a style attribute")
        } else if tag.contains(" onclick=") || tag.contains(" onload=") {
            Some("an event handler attribute")
        } else {
            None
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_comes_before_everything_it_governs() {
        let page = with_policy(
            "<!doctype html><head><meta charset=utf-8><script src=/a.js></script></head>",
        )
        .unwrap();
        let policy = page.find("Content-Security-Policy").unwrap();
        assert!(page.find("<meta charset=utf-8>").unwrap() < policy);
        assert!(policy < page.find("<script").unwrap());
        assert!(page.ends_with("<script src=/a.js></script></head>"));
    }

    #[test]
    fn inline_code_is_refused_and_named() {
        for (html, named) in [
            (
                "<meta charset=utf-8><script>start()</script>",
                "a <script> without src",
            ),
            (
                "<meta charset=utf-8><script type=module>start()</script>",
                "without src",
            ),
            (
                "<meta charset=utf-8><style>p{}</style>",
                "a <style> element",
            ),
            (
                "<meta charset=utf-8><p style=\"color:red\">x</p>",
                "a style attribute",
            ),
            (
                "<meta charset=utf-8><p onclick=\"go()\">x</p>",
                "an event handler",
            ),
        ] {
            let refusal = with_policy(html).unwrap_err().to_string();
            assert!(refusal.contains(named), "{html}: {refusal}");
        }
    }

    #[test]
    fn a_page_without_charset_is_refused() {
        assert!(
            with_policy("<p>x</p>")
                .unwrap_err()
                .to_string()
                .contains("<meta charset>")
        );
    }
}
