//! What is asked for: the draft as instructions, and what these cannot say. Pure.

use segdeck_core::{
    diff::{self, SemanticOptions},
    endpoint::Place,
    ids::CountedIds,
    model::{ApprovalRequest, ApprovalStatus, NewApprovalRequest, SegmentResource},
    patch::{Instruction, semantic},
};
use serde_json::Value;

use crate::{format, state::draft::DraftState};

/// The requests that a draft makes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ApprovalPlan {
    /// The instructions of each request, in the order in which they are to be applied.
    pub requests: Vec<Vec<Value>>,
    /// What each request changes, in one line.
    pub summaries: Vec<String>,
    /// What no request can hold, each as a sentence.
    pub left_out: Vec<String>,
}

impl ApprovalPlan {
    /// What this draft asks for. `expirations`: how many of them it changes.
    #[must_use]
    pub fn of(draft: &DraftState, expirations: usize) -> Self {
        if draft.is_segment_untouched() {
            return Self::default();
        }
        let options = SemanticOptions::default();
        let said = diff::semantic_patch(&draft.base, &draft.outgoing(), &options);
        let mut summaries = Vec::new();
        let mut ids = CountedIds::new("asked:");
        let mut before = (*draft.base).clone();
        for batch in &said.batches {
            // What is built from the segment can be carried out on it.
            if let Ok(applied) = semantic::apply(&before, &batch.instructions, &mut ids) {
                summaries.push(diff::sentence(&diff::summarize(&before, &applied.segment)));
                before = applied.segment;
            }
        }
        let requests = said.batches.iter().map(|batch| {
            let values = batch.instructions.iter().map(Instruction::to_value);
            values.collect()
        });
        let mut left_out: Vec<String> = Vec::new();
        for unsaid in &said.unsaid {
            let sentence = unsaid.reason.to_string();
            if !left_out.contains(&sentence) {
                left_out.push(sentence);
            }
        }
        if expirations > 0 {
            let count = format::plural(expirations, "expiration", "expirations");
            left_out.push(format!(
                "There is no instruction for {count} in an approval request: they are saved by \
                 themselves."
            ));
        }
        Self {
            requests: requests.collect(),
            summaries,
            left_out,
        }
    }

    /// What is still to be asked for: not those for which an open request is there already.
    #[must_use]
    pub fn missing(&self, known: &[ApprovalRequest]) -> Vec<(usize, &Vec<Value>)> {
        let is_asked = |instructions: &Vec<Value>| {
            let mut open = known.iter().filter(|request| is_open(request));
            open.any(|request| request.instructions == *instructions)
        };
        let requests = self.requests.iter().enumerate();
        requests.filter(|(_, request)| !is_asked(request)).collect()
    }

    /// The request of this number.
    #[must_use]
    pub fn request(
        &self,
        place: &Place,
        draft: &DraftState,
        number: usize,
        comment: &str,
    ) -> NewApprovalRequest {
        let count = self.requests.len();
        let summary = self.summaries.get(number).map_or("", String::as_str);
        let description = if count > 1 {
            format!("{summary} ({} of {count})", number + 1)
        } else {
            summary.to_owned()
        };
        let segment = SegmentResource::new(place.clone(), draft.base.key.clone());
        NewApprovalRequest {
            resource_id: segment.to_string(),
            description,
            comment: Some(comment.trim().to_owned()).filter(|comment| !comment.is_empty()),
            instructions: self.requests.get(number).cloned().unwrap_or_default(),
            ..NewApprovalRequest::default()
        }
    }
}

/// Whether something can still become of a request.
#[must_use]
pub fn is_open(request: &ApprovalRequest) -> bool {
    !matches!(
        request.status,
        ApprovalStatus::Completed | ApprovalStatus::Failed
    )
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use segdeck_core::{ContextKind, model::TargetList};
    use serde_json::json;
    use yew::Reducible;

    use super::*;
    use crate::state::draft::DraftAction;

    fn draft() -> Rc<DraftState> {
        let segment = serde_json::from_value(json!({
            "key": "s", "name": "S", "tags": [], "creationDate": 1, "lastModifiedDate": 1,
            "version": 3, "_links": {}, "rules": [], "included": ["a"]
        }));
        Rc::new(DraftState::new(
            Rc::new(segment.unwrap()),
            Rc::new(Vec::new()),
        ))
    }

    fn adding(keys: Vec<String>) -> DraftAction {
        DraftAction::AddTargets(TargetList::Included, ContextKind::user(), keys)
    }

    fn described(description: &str) -> DraftAction {
        DraftAction::SetDetails {
            name: "S".to_owned(),
            description: description.to_owned(),
            tags: Vec::new(),
        }
    }

    fn made(instructions: &[Value], status: &str) -> ApprovalRequest {
        serde_json::from_value(json!({
            "_id": "1", "_version": 1, "creationDate": 1, "serviceKind": "launchdarkly",
            "reviewStatus": "pending", "status": status, "instructions": instructions,
        }))
        .unwrap()
    }

    #[test]
    fn a_draft_becomes_instructions_and_the_rest_is_told() {
        let draft = draft()
            .reduce(adding(vec!["b".to_owned()]))
            .reduce(described("New"));
        let plan = ApprovalPlan::of(&draft, 2);
        let expected =
            json!([{ "kind": "addIncludedTargets", "contextKind": "user", "values": ["b"] }]);
        assert_eq!(json!(plan.requests), json!([expected]));
        assert_eq!(plan.left_out.len(), 2);
        assert!(
            plan.left_out[0].contains("description"),
            "{:?}",
            plan.left_out
        );
        assert!(
            plan.left_out[1].contains("2 expirations"),
            "{:?}",
            plan.left_out
        );
        let request = plan.request(&Place::new("p", "e"), &draft, 0, " Why ");
        assert_eq!(request.resource_id, "proj/p:env/e:segment/s");
        assert_eq!(request.description, "1 target included");
        assert_eq!(request.comment.as_deref(), Some("Why"));
    }

    #[test]
    fn nothing_is_asked_for_twice() {
        let draft = draft().reduce(adding(vec!["b".to_owned()]));
        let plan = ApprovalPlan::of(&draft, 0);
        assert_eq!(plan.missing(&[]).len(), 1);
        for (status, missing) in [
            ("pending", 0),
            ("scheduled", 0),
            ("completed", 1),
            ("failed", 1),
        ] {
            let known = made(&plan.requests[0], status);
            assert_eq!(plan.missing(&[known]).len(), missing, "{status}");
        }
        assert_eq!(plan.missing(&[made(&[], "pending")]).len(), 1);
    }

    #[test]
    fn what_is_too_much_for_one_request_takes_several() {
        let keys = (0..1_600).map(|number| format!("k{number}")).collect();
        let draft = draft().reduce(adding(keys));
        let plan = ApprovalPlan::of(&draft, 0);
        assert_eq!(plan.requests.len(), 2);
        let second = plan.request(&Place::new("p", "e"), &draft, 1, "");
        assert_eq!(second.description, "100 targets included (2 of 2)");
        assert_eq!(second.comment, None);
        let known = made(&plan.requests[0], "pending");
        assert_eq!(plan.missing(&[known])[0].0, 1);
    }

    #[test]
    fn an_untouched_draft_asks_for_nothing() {
        assert_eq!(ApprovalPlan::of(&draft(), 1), ApprovalPlan::default());
        let described = draft().reduce(described("New"));
        let plan = ApprovalPlan::of(&described, 0);
        assert!(plan.requests.is_empty());
        assert_eq!(plan.left_out.len(), 1);
    }
}
