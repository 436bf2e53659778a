//! What a patch under edit would do, and what is wrong with it.

use std::rc::Rc;

use segdeck_core::{
    model::Segment,
    patch::json::{self, PatchError},
    validate::{self, Severity},
};

use crate::ui::CodeProblem;

/// A patch under edit, checked against the saved segment.
#[derive(Clone, Debug, PartialEq)]
pub struct PatchCheck {
    /// How many operations it has.
    pub operations: usize,
    /// How many of them cannot be applied.
    pub failing: usize,
    /// Everything wrong, by line.
    pub problems: Rc<[CodeProblem]>,
    /// Whether it is not even a patch.
    pub syntax_error: bool,
    /// The segment after the operations that can be applied.
    pub preview: Option<Segment>,
}

impl PatchCheck {
    /// A patch of so many operations that is known to be sound, and what it does too.
    #[must_use]
    pub fn sound(operations: usize) -> Self {
        Self {
            operations,
            failing: 0,
            problems: Rc::default(),
            syntax_error: false,
            preview: None,
        }
    }
}

/// Checks the text of a patch against a segment.
#[must_use]
pub fn check(text: &str, base: &Segment) -> PatchCheck {
    let (patch, lines) = match json::parse_text(text) {
        Ok(parsed) => parsed,
        Err(error) => {
            let problem = CodeProblem {
                line: error.line,
                message: error.message.into(),
                is_warning: false,
            };
            return PatchCheck {
                operations: 0,
                failing: 0,
                problems: [problem].into(),
                syntax_error: true,
                preview: None,
            };
        }
    };
    let result = patch.check(base);
    let line_of = |operation: usize| lines.get(operation).copied().unwrap_or(1);
    let mut problems: Vec<CodeProblem> = result
        .problems
        .iter()
        .map(|error: &PatchError| CodeProblem {
            line: line_of(error.operation),
            message: error.kind.to_string().into(),
            is_warning: false,
        })
        .collect();
    if problems.is_empty()
        && let Some(preview) = &result.preview
    {
        let known = validate::segment(base);
        problems.extend(
            validate::segment(preview)
                .into_iter()
                .filter(|problem| problem.severity == Severity::Error && !known.contains(problem))
                .map(|problem| CodeProblem {
                    line: line_of(patch.0.len().saturating_sub(1)),
                    message: format!("/{}: {}", problem.path, problem.message).into(),
                    is_warning: false,
                }),
        );
    }
    PatchCheck {
        operations: patch.0.len(),
        failing: result.problems.len(),
        problems: problems.into(),
        syntax_error: false,
        preview: result.preview,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base() -> Segment {
        serde_json::from_value(serde_json::json!({
            "key": "s", "name": "S", "tags": ["a"], "creationDate": 1, "lastModifiedDate": 1,
            "version": 3, "deleted": false, "generation": 1, "_links": {},
            "included": ["x"], "excluded": [], "rules": []
        }))
        .unwrap()
    }

    #[test]
    fn each_problem_stands_at_its_line_and_the_rest_is_previewed() {
        let text = "[\n  {\"op\":\"replace\",\"path\":\"/name\",\"value\":\"T\"},\n  {\"op\":\"remove\",\"path\":\"/rules/4\"},\n  {\"op\":\"replace\",\"path\":\"/key\",\"value\":\"k\"}\n]";
        let checked = check(text, &base());
        let lines: Vec<_> = checked
            .problems
            .iter()
            .map(|problem| problem.line)
            .collect();
        assert_eq!(lines, [3, 4]);
        assert_eq!(checked.preview.unwrap().name, "T");
    }

    #[test]
    fn broken_text_is_told_at_its_line() {
        let checked = check("[\n  {\"op\": }\n]", &base());
        assert!(checked.syntax_error);
        assert_eq!(checked.problems.first().unwrap().line, 2);
    }

    #[test]
    fn a_segment_that_would_not_be_valid_is_told() {
        let checked = check(r#"[{"op":"replace","path":"/name","value":""}]"#, &base());
        assert_eq!(checked.problems.len(), 1);
    }
}
