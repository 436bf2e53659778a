//! The segment as a person types it, as a whole.

use std::rc::Rc;

use segdeck_core::{
    Invalid,
    model::Segment,
    patch::is_read_only,
    validate::{self, Severity},
};

use super::source;
use crate::ui::CodeProblem;

/// A segment under edit as JSON, checked against the saved one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SegmentCheck {
    /// Everything wrong, by line.
    pub problems: Rc<[CodeProblem]>,
    /// The segment that it says; `None` while it says none, or changes what nobody can change.
    pub segment: Option<Segment>,
}

/// Checks the text of a segment.
#[must_use]
pub fn check_segment(text: &str, base: &Segment) -> SegmentCheck {
    let typed: Segment = match source::read(text) {
        Ok(typed) => typed,
        Err(problem) => {
            return SegmentCheck {
                problems: [problem].into(),
                segment: None,
            };
        }
    };
    let mut wrong: Vec<(Invalid, bool)> = changed_facts(base, &typed)
        .into_iter()
        .map(|error| (error, false))
        .collect();
    let segment = with_facts(base, typed);
    let known = validate::segment(base);
    let judged = validate::edit(base, &segment);
    wrong.extend(
        judged
            .into_iter()
            .filter(|problem| !known.contains(problem))
            .map(|problem| {
                let is_warning = problem.severity == Severity::Warning;
                let message = format!("/{}: {}", problem.path, problem.message);
                (Invalid::new(problem.path, message), is_warning)
            }),
    );
    let is_fact = |error: &Invalid| error.path.split('/').next().is_some_and(is_read_only);
    let has_changed_facts = wrong.iter().any(|(error, _)| is_fact(error));
    let found = source::look_through(text, &wrong);
    SegmentCheck {
        problems: found.problems.into(),
        segment: (!has_changed_facts && !found.is_ambiguous).then_some(segment),
    }
}

/// Without the lists, which may be long.
fn facts(segment: &Segment) -> serde_json::Map<String, serde_json::Value> {
    let mut segment = segment.clone();
    segment.rules.clear();
    segment.included = None;
    segment.excluded = None;
    segment.included_contexts = None;
    segment.excluded_contexts = None;
    match segment.to_value() {
        serde_json::Value::Object(fields) => fields,
        _ => serde_json::Map::new(),
    }
}

/// The read-only fields that were typed otherwise. One that is left out is not: it is never sent.
fn changed_facts(base: &Segment, typed: &Segment) -> Vec<Invalid> {
    let (saved, typed) = (facts(base), facts(typed));
    let is_changed = |name: &str, value| saved.get(name) != Some(value);
    // What a reader adds where nothing was typed is no edit.
    let is_default = |value: &serde_json::Value| *value == serde_json::json!({});
    typed
        .iter()
        .filter(|(name, value)| is_read_only(name) && is_changed(name, value) && !is_default(value))
        .map(|(name, _)| {
            let was = saved.get(name).map(ToString::to_string);
            let advice = match was {
                Some(was) if was.len() <= 80 => format!("Put {was} back."),
                Some(_) => "Leave it out, or load the draft again.".to_owned(),
                None => "Leave it out.".to_owned(),
            };
            Invalid::new(name, format!("/{name} is read-only. {advice}"))
        })
        .collect()
}

/// What was typed, with the facts that nobody types.
fn with_facts(base: &Segment, typed: Segment) -> Segment {
    let mut unknown = base.unknown.clone();
    unknown.retain(|name, _| is_read_only(name));
    unknown.extend(
        typed
            .unknown
            .into_iter()
            .filter(|(name, _)| !is_read_only(name)),
    );
    Segment {
        key: base.key.clone(),
        name: typed.name,
        description: typed.description,
        tags: typed.tags,
        creation_date: base.creation_date,
        last_modified_date: base.last_modified_date,
        version: base.version,
        deleted: base.deleted,
        generation: base.generation,
        included: typed.included,
        excluded: typed.excluded,
        included_contexts: typed.included_contexts,
        excluded_contexts: typed.excluded_contexts,
        rules: typed.rules,
        unbounded: base.unbounded,
        unbounded_context_kind: base.unbounded_context_kind.clone(),
        unbounded_metadata: base.unbounded_metadata.clone(),
        external: base.external.clone(),
        external_link: base.external_link.clone(),
        import_in_progress: base.import_in_progress,
        flags: base.flags.clone(),
        access: base.access.clone(),
        links: base.links.clone(),
        unknown,
    }
}

#[cfg(test)]
mod tests {
    use segdeck_core::wire;
    use serde_json::{Value, json};

    use super::*;

    fn base() -> Segment {
        serde_json::from_value(json!({
            "key": "s", "name": "S", "tags": ["a"], "creationDate": 1, "lastModifiedDate": 1,
            "version": 3, "deleted": false, "generation": 1,
            "_links": {"self": {"href": "/x", "type": "application/json"}},
            "included": ["x"], "excluded": [], "rules": [], "_new": 5
        }))
        .unwrap()
    }

    fn typed(edit: impl Fn(&mut Value)) -> SegmentCheck {
        let mut document = base().to_value();
        edit(&mut document);
        check_segment(&wire::pretty(&document), &base())
    }

    #[test]
    fn what_is_typed_is_the_segment() {
        let checked = typed(|document| document["included"] = json!(["x", "y"]));
        assert!(checked.problems.is_empty(), "{:?}", checked.problems);
        let segment = checked.segment.unwrap();
        assert_eq!(segment.included, Some(vec!["x".to_owned(), "y".to_owned()]));
        assert_eq!(segment.links, base().links);
    }

    #[test]
    fn what_is_read_only_is_refused_where_it_stands() {
        for (name, value) in [
            ("key", json!("t")),
            ("version", json!(4)),
            ("_new", json!(6)),
            ("_links", json!({"self": {"href": "/y", "type": "t"}})),
            ("_access", json!({"allowed": [], "denied": []})),
        ] {
            let checked = typed(|document| document[name] = value.clone());
            assert_eq!(checked.segment, None, "{name}");
            let problem = checked.problems.first().unwrap();
            assert!(problem.message.contains(&format!("/{name} is read-only")));
            assert!(problem.line > 1, "{name}");
        }
    }

    #[test]
    fn what_is_read_only_may_be_left_out() {
        let checked = typed(|document| {
            let fields = document.as_object_mut().unwrap();
            fields.retain(|name, _| !name.starts_with('_'));
        });
        assert!(checked.problems.is_empty(), "{:?}", checked.problems);
        assert_eq!(checked.segment, Some(base()));
    }

    #[test]
    fn an_invalid_value_is_told_and_still_followed() {
        let checked = typed(|document| document["name"] = json!(""));
        assert_eq!(checked.problems.len(), 1);
        assert!(checked.segment.is_some());
    }

    #[test]
    fn a_wrong_type_a_name_twice_and_broken_text_are_told_in_their_place() {
        let checked = typed(|document| document["tags"] = json!([1]));
        assert!(checked.segment.is_none());
        assert!(checked.problems[0].message.starts_with("/tags/0: "));
        let text = wire::pretty(&base()).replacen('{', "{\n\"name\": \"T\",", 1);
        let twice = check_segment(&text, &base());
        assert!(twice.segment.is_none());
        assert!(twice.problems[0].message.contains("name"));
        let broken = check_segment("{\n  \"key\"\n}", &base());
        assert_eq!(broken.problems[0].line, 3);
    }
}
