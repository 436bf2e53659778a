use serde_json::json;

use super::*;

fn row(key: &str, name: &str, tags: &[&str], modified: i64) -> Row {
    let value = json!({
        "key": key, "name": name, "tags": tags, "creationDate": 100 - modified,
        "lastModifiedDate": modified, "version": 1, "description": "For the Größe of X",
    });
    Row::new(serde_json::from_value(value).unwrap())
}

fn filter(text: &str) -> ListFilter {
    ListFilter {
        text: text.to_owned(),
        ..ListFilter::default()
    }
}

#[test]
fn the_address_keeps_everything() {
    for filter in [
        ListFilter::default(),
        ListFilter {
            text: "a&b=ü ?".to_owned(),
            kind: Some(SegmentKind::Big),
            tags: vec!["x".to_owned(), "y+z".to_owned()],
            sort: Sort::first(SortField::Name),
        },
    ] {
        let query = filter.to_query();
        assert_eq!(ListFilter::from_query(&format!("?{query}")), filter);
    }
    assert_eq!(ListFilter::default().to_query(), "");
}

#[test]
fn a_broken_address_is_read_as_far_as_it_goes() {
    let filter = ListFilter::from_query("?kind=odd&sort=-color&tag=a&tag=a&x=1&q=beta");
    assert_eq!(filter.kind, None);
    assert_eq!(filter.sort, Sort::default());
    assert_eq!(filter.tags, ["a"]);
    assert_eq!(filter.text, "beta");
    assert_eq!(ListFilter::from_query("?q=%zz"), ListFilter::default());
}

#[test]
fn the_server_is_asked_in_its_own_language() {
    assert_eq!(filter("  ").to_api(), None);
    let all = ListFilter {
        text: "say \"hi\"".to_owned(),
        kind: Some(SegmentKind::Synced),
        tags: vec!["beta".to_owned(), "enterprise".to_owned()],
        ..ListFilter::default()
    };
    assert_eq!(
        all.to_api().as_deref(),
        Some(r#"query equals "say \"hi\"",tags anyOf ["beta","enterprise"],external exists true"#)
    );
    assert_eq!(Sort::default().to_api(), "-lastModified");
    assert_eq!(Sort::first(SortField::Name).to_api(), "name");
}

#[test]
fn a_text_is_found_in_name_key_and_description_whatever_its_case() {
    let row = row("beta-1", "Ältere Tester", &["growth"], 5);
    for text in ["ÄLTERE", " beta-1 ", "größe"] {
        assert!(Matcher::new(&filter(text)).passes(&row), "{text}");
    }
    for text in ["gamma", "tester\nbeta-2"] {
        assert!(!Matcher::new(&filter(text)).passes(&row), "{text}");
    }
}

#[test]
fn one_of_the_tags_is_enough_and_they_are_not_parts() {
    let row = row("a", "A", &["growth", "beta"], 5);
    let with = |tags: &[&str]| ListFilter {
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        ..ListFilter::default()
    };
    assert!(Matcher::new(&with(&["x", "beta"])).passes(&row));
    assert!(!Matcher::new(&with(&["bet", "BETA"])).passes(&row));
}

#[test]
fn sorting_is_by_field_and_then_by_key() {
    let sorted = |sort: Sort| {
        let mut rows = [
            row("c", "alpha", &[], 1),
            row("a", "Beta", &[], 3),
            row("b", "beta", &[], 2),
        ];
        rows.sort_by(|left, right| compare(sort, left, right));
        let keys: Vec<String> = rows.iter().map(|row| row.summary.key.to_string()).collect();
        keys.join("")
    };
    assert_eq!(sorted(Sort::default()), "abc");
    assert_eq!(sorted(Sort::first(SortField::Name)), "cab");
    assert_eq!(
        sorted(Sort::first(SortField::Name).toggled(SortField::Name)),
        "abc"
    );
    assert_eq!(sorted(Sort::first(SortField::Created)), "cba");
}
