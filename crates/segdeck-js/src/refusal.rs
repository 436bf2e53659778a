//! Why a call is refused: what becomes a `SegdeckError` in JavaScript.

use segdeck_client::ClientError;
use segdeck_core::text::split_once;
use segdeck_core::{
    Invalid,
    patch::{PatchError, PatchErrorKind},
    wire,
};
use serde::Serialize;

/// Why a call is refused.
#[derive(Debug)]
pub struct Refusal(Box<Members>);

/// The members of a `SegdeckError`.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Members {
    kind: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instruction_index: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    operation_index: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
    /// In milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u64>,
}

impl Refusal {
    /// Something that is no longer there.
    pub fn gone(what: &str) -> Self {
        Self::coded(
            "disposed",
            format!("This {what} was disposed of. Make a new one."),
        )
    }

    /// An invalid argument, with a name for programs.
    pub fn coded(code: &str, message: String) -> Self {
        Self(Box::new(Members {
            kind: "invalid",
            code: Some(code.to_owned()),
            message,
            ..Members::default()
        }))
    }
}

impl From<Invalid> for Refusal {
    fn from(invalid: Invalid) -> Self {
        let message = invalid.to_string();
        Self(Box::new(Members {
            kind: "invalid",
            message,
            instruction_index: index_after("instructions/", &invalid.path),
            field: Some(invalid.path.clone()).filter(|path| !path.is_empty()),
            ..Members::default()
        }))
    }
}

/// The number that follows `name` at the start of a path.
fn index_after(name: &str, path: &str) -> Option<usize> {
    path.strip_prefix(name)?.split('/').next()?.parse().ok()
}

impl From<PatchError> for Refusal {
    fn from(error: PatchError) -> Self {
        Self(Box::new(Members {
            kind: "patch",
            message: error.to_string(),
            code: match error.kind {
                PatchErrorKind::TestFailed { .. } => Some("test_failed".to_owned()),
                PatchErrorKind::ReadOnly { .. } => Some("read_only".to_owned()),
                _ => None,
            },
            field: Some(error.path),
            operation_index: Some(error.operation),
            ..Members::default()
        }))
    }
}

impl From<ClientError> for Refusal {
    fn from(error: ClientError) -> Self {
        let message = error.to_string();
        Self(Box::new(match error {
            ClientError::Invalid(invalid) => return invalid.into(),
            ClientError::Api(error) => Members {
                kind: "api",
                message,
                status: Some(error.status),
                code: error.code,
                instruction_index: named_instruction(&error.message),
                request_id: error.reference,
                retry_after: error
                    .retry_after
                    .and_then(|wait| u64::try_from(wait.as_millis()).ok()),
                ..Members::default()
            },
            ClientError::Transport { .. } => Members {
                kind: "transport",
                message,
                ..Members::default()
            },
            ClientError::OutcomeUnknown { .. } => Members {
                kind: "outcome_unknown",
                message,
                ..Members::default()
            },
            ClientError::Decode { path, .. } => Members {
                kind: "decode",
                message,
                field: Some(path).filter(|path| !path.is_empty()),
                ..Members::default()
            },
        }))
    }
}

/// The instruction that a server's message names, as Segdeck's sandbox does (`instructions/2/…`).
fn named_instruction(message: &str) -> Option<usize> {
    let (_, after) = split_once(message, "instructions/")?;
    let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// An answer as it crosses the boundary.
pub fn reply(answer: Result<String, Refusal>) -> String {
    match answer {
        Ok(text) => text,
        Err(refusal) => format!("!{}", wire::encode_text(&refusal.0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_instruction_is_told_by_its_number() {
        let refusal = Refusal::from(Invalid::new("instructions/12/values/3", "Wrong."));
        assert_eq!(refusal.0.instruction_index, Some(12));
        assert_eq!(refusal.0.field.as_deref(), Some("instructions/12/values/3"));
        let other = Refusal::from(Invalid::new("rules/1", "Wrong."));
        assert_eq!(other.0.instruction_index, None);
        assert_eq!(
            named_instruction("instructions/7/ruleId: no such rule"),
            Some(7)
        );
        assert_eq!(named_instruction("no such rule"), None);
    }

    #[test]
    fn a_refusal_cannot_be_taken_for_an_answer() {
        let text = reply(Err(Invalid::new("", "No.").into()));
        assert_eq!(text, r#"!{"kind":"invalid","message":"No."}"#);
        assert!(serde_json::from_str::<serde_json::Value>(&text).is_err());
    }
}
