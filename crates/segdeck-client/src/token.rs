//! The access token, which shows nowhere.

use std::fmt;

use segdeck_core::Invalid;

/// A LaunchDarkly access token. Neither `Debug` nor `Display` shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken(String);

impl AccessToken {
    /// Takes a token that a person pasted; white space around it is dropped.
    ///
    /// # Errors
    /// When it is empty, cannot stand in a header, or is a key that the API does not take: an SDK
    /// key (`sdk-…`) or a mobile key (`mob-…`).
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        let refuse = |reason: &str| Err(Invalid::new("token", reason));
        if text.is_empty() {
            return refuse("The access token is empty.");
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return refuse("The access token has a character that no token has. Paste it again.");
        }
        if text.starts_with("sdk-") {
            return refuse("This is an SDK key. The API needs an access token (api-…).");
        }
        if text.starts_with("mob-") {
            return refuse("This is a mobile key. The API needs an access token (api-…).");
        }
        Ok(Self(text.to_owned()))
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessToken(hidden)")
    }
}

impl fmt::Display for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(hidden access token)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_shows_nowhere() {
        let token = AccessToken::parse(" api-1234 \n").unwrap();
        assert_eq!(token.expose(), "api-1234");
        assert!(!format!("{token:?} {token} {token:#?}").contains("1234"));
    }

    #[test]
    fn what_is_no_access_token_is_refused() {
        for bad in ["", "  ", "sdk-1", "mob-1", "api-\r\nX: y", "api-é", "a b"] {
            assert!(AccessToken::parse(bad).is_err(), "{bad:?} was accepted");
        }
    }
}
