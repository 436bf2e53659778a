use super::*;

#[test]
fn only_origins_that_the_policy_names_are_allowed() {
    let policy = "default-src 'none'; connect-src 'self' https://a.test http://b.test:1; \
        img-src https://c.test";
    for (origin, is_allowed) in [
        ("https://a.test", true),
        ("https://A.test", true),
        ("http://b.test:1", true),
        ("http://b.test", false),
        ("http://a.test", false),
        ("https://a.test.evil.test", false),
        ("https://c.test", false),
        ("connect-src", false),
        ("", false),
    ] {
        assert_eq!(is_named(policy, origin), is_allowed, "{origin}");
    }
    assert!(!is_named("", "https://a.test"));
}
