//! The policy in a page, and the version of the dashboard that the page names.

use crate::Policy;

const POLICY_TAG: &str = "<meta http-equiv=\"Content-Security-Policy\" content=\"";
const VERSION_TAG: &str = "<meta name=\"segdeck-version\" content=\"";

/// The page with this policy, in the place of the one that it has, else right after its `<meta
/// charset>`, before everything that it governs. `None` if it has neither.
#[must_use]
pub fn put_into(html: &str, policy: &Policy) -> Option<String> {
    let text = policy.tag();
    if let Some((before, rest)) = html.split_once(POLICY_TAG) {
        let (_, after) = rest.split_once('"')?;
        return Some(format!("{before}{POLICY_TAG}{text}\"{after}"));
    }
    let (before, rest) = html.split_at_checked(html.find("<meta charset")?)?;
    let (charset, after) = rest.split_once('>')?;
    Some(format!("{before}{charset}>{POLICY_TAG}{text}\">{after}"))
}

/// The version of the dashboard that a page is of, by which its files are kept together.
#[must_use]
pub fn version(html: &str) -> Option<&str> {
    let (_, rest) = html.split_once(VERSION_TAG)?;
    rest.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_comes_before_everything_it_governs() {
        let policy = Policy::new([]);
        let page = put_into(
            "<!doctype html><head><meta charset=utf-8><script src=/a.js></script></head>",
            &policy,
        )
        .unwrap();
        let at = page.find("Content-Security-Policy").unwrap();
        assert!(page.find("<meta charset=utf-8>").unwrap() < at);
        assert!(at < page.find("<script").unwrap());
        assert!(page.ends_with("<script src=/a.js></script></head>"));
    }

    #[test]
    fn another_policy_takes_its_place() {
        let first = put_into("<meta charset=utf-8><p>", &Policy::new([])).unwrap();
        let more = Policy::new(["http://localhost:1".parse().unwrap()]);
        let second = put_into(&first, &more).unwrap();
        assert_eq!(second, put_into("<meta charset=utf-8><p>", &more).unwrap());
        assert_eq!(second.matches("Content-Security-Policy").count(), 1);
    }

    #[test]
    fn what_is_not_our_page_gets_none() {
        for html in ["", "<p>", "<meta charset", "<meta http-equiv=\"x\">"] {
            assert_eq!(put_into(html, &Policy::new([])), None, "{html}");
            assert_eq!(version(html), None, "{html}");
        }
    }

    #[test]
    fn a_page_names_its_version() {
        let html = "<meta name=\"segdeck-version\" content=\"12ab\"><p>";
        assert_eq!(version(html), Some("12ab"));
    }
}
