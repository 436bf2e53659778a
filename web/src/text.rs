//! What a failed request says, in words.

use segdeck_client::ClientError;
use segdeck_core::wire::{ErrorBody, Reached};

/// A failure in words; the caller's title says what was being done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Failure {
    /// What to do about it, as a sentence; empty where there is nothing to add.
    pub advice: String,
    /// The server's or the transport's own words.
    pub message: String,
    /// Status and code, such as "404 `not_found`".
    pub code: Option<String>,
    /// Everything that helps to report it.
    pub details: String,
    /// Whether the same request may succeed later.
    pub can_retry: bool,
}

/// Puts a failure into words.
#[must_use]
pub fn failure(error: &ClientError) -> Failure {
    let details = error.to_string();
    match error {
        ClientError::Invalid(invalid) => Failure {
            message: invalid.reason.clone(),
            details,
            ..Failure::default()
        },
        ClientError::Transport { error, .. } => Failure {
            advice: match error.reached {
                Reached::NotSent => "Check the connection, then try again.".to_owned(),
                Reached::Unknown => "Check that the server runs, then try again.".to_owned(),
                // Somebody wanted that.
                Reached::Aborted => String::new(),
            },
            message: error.message.clone(),
            details,
            can_retry: true,
            ..Failure::default()
        },
        ClientError::OutcomeUnknown { error, .. } => Failure {
            advice: "It may or may not have been carried out. Look before you do it again."
                .to_owned(),
            message: error.message.clone(),
            details,
            ..Failure::default()
        },
        ClientError::Decode { path, reason, .. } => Failure {
            advice:
                "The answer is not one of LaunchDarkly's API: a proxy, a sign-in page or another \
                     service may have given it. Check the connection."
                    .to_owned(),
            message: if path.is_empty() {
                reason.clone()
            } else {
                format!("{path}: {reason}")
            },
            details,
            can_retry: true,
            ..Failure::default()
        },
        ClientError::Api(api) => Failure {
            advice: advice(api.status).to_owned(),
            message: api.message.clone(),
            code: Some(match &api.code {
                Some(code) => format!("{} {code}", api.status),
                None => api.status.to_string(),
            }),
            details: match &api.body {
                ErrorBody::Standard => details,
                ErrorBody::Json(body) => format!("{details}\n{body}"),
                ErrorBody::Text(body) => format!("{details}\n{body}"),
            },
            can_retry: api.status == 429 || api.status >= 500,
        },
    }
}

fn advice(status: u16) -> &'static str {
    match status {
        401 => "The access token was refused. Open Connection to see what is used.",
        403 => "The access token may not do this.",
        404 => "It does not exist, or the access token may not see it.",
        409 => "It was changed meanwhile.",
        429 => "The server asks to wait. Try again in a few seconds.",
        status if status >= 500 => "The server failed. Try again.",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use segdeck_core::wire::{ApiError, TransportError};

    use super::*;

    fn api(status: u16, code: Option<&str>) -> ClientError {
        ClientError::Api(Box::new(ApiError {
            status,
            code: code.map(str::to_owned),
            message: "Their words".to_owned(),
            reference: None,
            request: "GET /x".to_owned(),
            retry_after: None,
            body: ErrorBody::Standard,
        }))
    }

    #[test]
    fn the_servers_words_are_kept_word_for_word() {
        let said = failure(&api(409, Some("key_exists")));
        assert_eq!(said.message, "Their words");
        assert_eq!(said.code.as_deref(), Some("409 key_exists"));
        assert!(!said.can_retry);
        assert_eq!(failure(&api(418, None)).code.as_deref(), Some("418"));
    }

    #[test]
    fn only_what_may_pass_can_be_tried_again() {
        for (status, can_retry) in [
            (400, false),
            (403, false),
            (404, false),
            (429, true),
            (503, true),
        ] {
            assert_eq!(failure(&api(status, None)).can_retry, can_retry, "{status}");
        }
        let lost = ClientError::OutcomeUnknown {
            operation: segdeck_core::endpoint::Operation::DeleteSegment,
            request: "DELETE /x".to_owned(),
            error: TransportError {
                reached: Reached::Unknown,
                message: "Gone.".to_owned(),
            },
        };
        assert!(!failure(&lost).can_retry);
    }

    #[test]
    fn who_cancels_a_request_is_not_sent_to_look_after_the_server() {
        let ended = |reached| {
            failure(&ClientError::Transport {
                request: "GET /x".to_owned(),
                error: TransportError {
                    reached,
                    message: "The request was canceled.".to_owned(),
                },
            })
        };
        let canceled = ended(Reached::Aborted);
        assert_eq!(canceled.advice, "");
        assert_eq!(canceled.message, "The request was canceled.");
        assert!(canceled.can_retry);
        assert!(ended(Reached::Unknown).advice.contains("the server runs"));
    }
}
