//! The Content-Security-Policy of the built page.

use segdeck_policy::Policy;

use crate::failure::{Failure, Outcome};

/// The page with the policy, which the server sends as a header too; this one also holds on a host
/// that sends none.
///
/// # Errors
/// The page has what the policy would block, or no place for it.
pub fn apply(html: &str, policy: &Policy) -> Outcome<String> {
    if let Some(blocked) = inline_code(html) {
        return Err(Failure::new(format!(
            "index.html has {blocked}, which its Content-Security-Policy blocks. Move it to a file."
        )));
    }
    segdeck_policy::put_into(html, policy).ok_or_else(|| {
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
            let refusal = apply(html, &Policy::new([])).unwrap_err().to_string();
            assert!(refusal.contains(named), "{html}: {refusal}");
        }
    }

    #[test]
    fn a_page_without_charset_is_refused() {
        assert!(
            apply("<p>x</p>", &Policy::new([]))
                .unwrap_err()
                .to_string()
                .contains("<meta charset>")
        );
    }
}
