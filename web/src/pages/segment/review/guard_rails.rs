//! What is probably not meant, and what would be refused, each in words.

use std::rc::Rc;

use segdeck_core::{
    lint::Finding,
    model::FlagListing,
    validate::{Problem, Severity},
};
use yew::prelude::*;

use crate::{
    format,
    ui::{Icon, IconName, LongText},
    wording,
};

/// How many are shown.
const SHOWN: usize = 50;

/// One thing to look at.
#[derive(Clone, Debug, PartialEq)]
pub struct GuardRail {
    /// Whether it stops the save.
    pub severity: Severity,
    /// What it means and what to do.
    pub message: String,
    /// What it is about; empty for the whole.
    pub path: String,
}

/// What was found about an edit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GuardRails {
    /// Errors first.
    pub rails: Vec<GuardRail>,
    /// The flags that serve by the segment.
    pub flags: Vec<FlagListing>,
}

impl GuardRails {
    /// Puts together what the checks of values and those of the audience found.
    #[must_use]
    pub fn of(problems: &[Problem], findings: Vec<Finding>) -> Self {
        let mut flags = Vec::new();
        let mut rails: Vec<GuardRail> = problems
            .iter()
            .map(|problem| GuardRail {
                severity: problem.severity,
                message: problem.message.clone(),
                path: problem.path.clone(),
            })
            .collect();
        for finding in findings {
            let (severity, message, path) =
                (finding.severity(), finding.to_string(), finding.path());
            match finding {
                Finding::InUse(listed) => flags = listed,
                _ => rails.push(GuardRail {
                    severity,
                    message,
                    path,
                }),
            }
        }
        rails.sort_by_key(|rail| rail.severity);
        Self { rails, flags }
    }

    /// How many stop the save.
    #[must_use]
    pub fn errors(&self) -> usize {
        let errors = self.rails.iter();
        errors
            .filter(|rail| rail.severity == Severity::Error)
            .count()
    }
}

/// Properties of [`GuardRailList`].
#[derive(PartialEq, Properties)]
pub struct GuardRailListProps {
    /// What was found.
    pub found: Rc<GuardRails>,
}

/// Errors, warnings, and the flags that are affected.
#[component]
pub fn GuardRailList(props: &GuardRailListProps) -> Html {
    let GuardRails { rails, flags } = &*props.found;
    let hidden = rails.len().saturating_sub(SHOWN);
    html! {
        <>
            <section class="review-rail-section" aria-label="Guard rails">
                <h3>{ "Guard rails" }</h3>
                if rails.is_empty() {
                    { line("ok", html! { { "Nothing stands out." } }) }
                }
                { for rails.iter().take(SHOWN).map(|rail| {
                    let (state, word) = match rail.severity {
                        Severity::Error => ("error", html! { <strong>{ "Error: " }</strong> }),
                        Severity::Warning => ("warning", html! { <span class="visually-hidden">{ "Warning: " }</span> }),
                    };
                    line(state, html! {
                        <>
                            { word }
                            { LongText::new("Message", rail.message.clone()).html() }
                            if let Some(place) = wording::place(&rail.path) {
                                { " " }<span class="review-rail-place">{ place }</span>
                            }
                        </>
                    })
                }) }
                if hidden > 0 {
                    <p>{ format!("and {} more", format::thousands(hidden as u64)) }</p>
                }
            </section>
            if !flags.is_empty() {
                <section class="review-rail-section" aria-label="Flags">
                    <h3>{ format!("Affects {}", format::plural(flags.len(), "flag", "flags")) }</h3>
                    <p>{ "They serve by who is in this segment." }</p>
                    <ul class="review-flags">
                        { for flags.iter().take(SHOWN).map(|flag| html! {
                            <li title={flag.key.clone()}>{ format::isolated(&flag.name) }{ " " }<code>{ &flag.key }</code></li>
                        }) }
                    </ul>
                </section>
            }
        </>
    }
}

/// A line of the rail, with a mark that says how it is meant.
pub fn line(state: &'static str, text: Html) -> Html {
    let name = match state {
        "ok" => IconName::Check,
        "note" => IconName::Info,
        _ => IconName::Alert,
    };
    html! {
        <p class="review-rail-line" data-state={state}><Icon {name} size={14} /><span>{ text }</span></p>
    }
}

#[cfg(test)]
mod tests {
    use segdeck_core::{lint::lint, model::Segment, validate};

    use super::*;

    #[test]
    fn errors_come_first_and_flags_are_apart() {
        let before: Segment = serde_json::from_value(serde_json::json!({
            "key": "s", "name": "S", "creationDate": 1, "lastModifiedDate": 1, "version": 3,
            "_links": {}, "tags": [], "rules": [], "included": ["a"],
            "_flags": [{ "name": "Checkout", "key": "checkout", "_links": {} }],
        }))
        .unwrap();
        let mut after = before.clone();
        after.included = None;
        after.name = String::new();
        let problems = validate::edit(&before, &after);
        let findings = lint(
            Some(&before),
            &after,
            &super::super::surroundings::Found::default(),
        );
        let found = GuardRails::of(&problems, findings);
        assert_eq!(found.errors(), 1);
        assert_eq!(found.rails.first().unwrap().severity, Severity::Error);
        assert!(
            found
                .rails
                .iter()
                .any(|rail| rail.message.starts_with("Nobody can be in"))
        );
        let names: Vec<_> = found.flags.iter().map(|flag| flag.name.as_str()).collect();
        assert_eq!(names, ["Checkout"]);
    }
}
