//! The one place that turns a failure into words to show.

use segdeck_client::ClientError;
use yew::AttrValue;

/// What is shown of a failure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErrorText {
    /// The server's words, or what happened.
    pub message: Option<AttrValue>,
    /// Status and code.
    pub code: Option<AttrValue>,
    /// Everything, to be copied into a report. It never holds a token.
    pub details: Option<AttrValue>,
}

impl ErrorText {
    /// What to show of a failed call.
    #[must_use]
    pub fn of(error: &ClientError) -> Self {
        let (message, code) = match error.api() {
            Some(api) => (
                api.message.clone(),
                Some(match &api.code {
                    Some(code) => format!("{} {code}", api.status),
                    None => api.status.to_string(),
                }),
            ),
            None => (error.to_string(), None),
        };
        Self {
            message: Some(message.into()),
            code: code.map(AttrValue::from),
            details: Some(error.to_string().into()),
        }
    }
}
