//! What nobody may see: the access token, the gateway's key, the password.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

/// The fewest characters that a key in a file may have.
const SHORTEST_KEY: usize = 32;
/// The fewest characters that a password may have.
const SHORTEST_PASSWORD: usize = 12;
/// No secret is longer, so a wrong file is not read whole.
const LONGEST: u64 = 4096;

/// Text that `Debug` does not show.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

/// Why a secret was refused; what it is is never said.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SecretError {
    /// Its file cannot be read.
    #[error("The file {} cannot be read: {source}.", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Its file can be changed by everyone on the machine.
    #[error("The file {} can be changed by every user of this machine. Take that right away, as with `chmod o-w`.", .0.display())]
    Open(PathBuf),
    /// What is in it will not do.
    #[error("The {what} is refused: {reason}")]
    Content {
        /// What it was to be.
        what: &'static str,
        /// Why it will not do, and what would.
        reason: String,
    },
}

impl Secret {
    /// An access token of LaunchDarkly; white space around it is dropped.
    ///
    /// # Errors
    /// When it is empty, cannot stand in a header, or is an SDK key (`sdk-…`) or a mobile key
    /// (`mob-…`), which LaunchDarkly's API does not take.
    pub fn token(text: &str) -> Result<Self, SecretError> {
        let refuse = |reason: &str| Err(content("access token", reason));
        let text = text.trim();
        if text.is_empty() {
            return refuse("it is empty.");
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return refuse("it has a character that no token has.");
        }
        if text.starts_with("sdk-") || text.starts_with("mob-") {
            return refuse("this is the key of an SDK. The API needs an access token (api-…).");
        }
        Ok(Self(text.to_owned()))
    }

    /// A key that the page's address carries: at least 32 letters, digits, `-`, `_`, `.` and `~`.
    /// White space around it is dropped.
    ///
    /// # Errors
    /// When it is shorter or has another character.
    pub fn key(text: &str) -> Result<Self, SecretError> {
        let text = text.trim();
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
        if text.len() < SHORTEST_KEY || !text.bytes().all(fits) {
            return Err(content(
                "key",
                "it must have at least 32 characters, and only letters, digits, `-`, `_`, `.` and \
                 `~`. Make one with `openssl rand -hex 32`.",
            ));
        }
        Ok(Self(text.to_owned()))
    }

    /// A key of these random bytes.
    pub(crate) fn new_key(bytes: impl IntoIterator<Item = u8>) -> Self {
        let digits = bytes.into_iter().flat_map(|byte| [byte >> 4, byte & 15]);
        let letters = digits.filter_map(|digit| char::from_digit(digit.into(), 16));
        Self(letters.collect())
    }

    /// A password that a person types: at least 12 characters of those that a header can carry. A
    /// line's end after it is dropped.
    ///
    /// # Errors
    /// When it is shorter, has another character, or begins or ends with a space.
    pub fn password(text: &str) -> Result<Self, SecretError> {
        let text = text.trim_end_matches(['\r', '\n']);
        let refuse = |reason: &str| Err(content("password", reason));
        if text.chars().count() < SHORTEST_PASSWORD {
            return refuse("it must have at least 12 characters.");
        }
        if text.trim() != text || !text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return refuse(
                "it must be one line of ASCII letters, digits, signs and spaces, without a space \
                 at either end.",
            );
        }
        Ok(Self(text.to_owned()))
    }

    /// Reads the file of a secret. Others may read it too, as they may where an orchestrator puts
    /// it; then the log warns.
    ///
    /// # Errors
    /// When it cannot be read, everyone can change it, or `parse` refuses what is in it.
    pub fn read(
        path: &Path,
        parse: fn(&str) -> Result<Self, SecretError>,
    ) -> Result<Self, SecretError> {
        let failed = |source| SecretError::File {
            path: path.to_owned(),
            source,
        };
        let facts = fs::metadata(path).map_err(failed)?;
        check_rights(path, &facts)?;
        if facts.len() > LONGEST {
            return Err(failed(std::io::Error::other(
                "it is too large for a secret",
            )));
        }
        parse(&fs::read_to_string(path).map_err(failed)?)
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

#[cfg(unix)]
fn check_rights(path: &Path, facts: &fs::Metadata) -> Result<(), SecretError> {
    use std::os::unix::fs::PermissionsExt;
    let rights = facts.permissions().mode();
    if rights & 0o002 != 0 && facts.is_file() {
        return Err(SecretError::Open(path.to_owned()));
    }
    if rights & 0o004 != 0 && facts.is_file() {
        tracing::warn!(
            path = %path.display(),
            "every user of this machine can read this secret; `chmod o-r` takes that right away"
        );
    }
    Ok(())
}

#[cfg(not(unix))]
#[expect(
    clippy::unnecessary_wraps,
    reason = "rights are told apart on Unix only"
)]
fn check_rights(_path: &Path, _facts: &fs::Metadata) -> Result<(), SecretError> {
    Ok(())
}

fn content(what: &'static str, reason: &str) -> SecretError {
    SecretError::Content {
        what,
        reason: reason.to_owned(),
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_hides_it() {
        let token = Secret::token(" api-1234\n").unwrap();
        assert_eq!(token.expose(), "api-1234");
        assert!(!format!("{token:?} {token:#?}").contains("1234"));
    }

    #[test]
    fn each_kind_has_its_form_and_no_refusal_tells_the_secret() {
        let key = "0123456789abcdef0123456789abcdef";
        assert!(Secret::key(&format!("{key}\n")).is_ok());
        assert!(Secret::password("a pass phrase\n").is_ok());
        let refused = [
            Secret::token(""),
            Secret::token("sdk-secret"),
            Secret::token("mob-secret"),
            Secret::token("api secret"),
            Secret::token("api-\u{e9}-secret"),
            Secret::key("secret"),
            Secret::key(&format!("{key}/secret")),
            Secret::key(&format!("{key} secret")),
            Secret::password("secret"),
            Secret::password(" secret secret"),
            Secret::password("secret\nsecret secret"),
            Secret::password("secret se\u{e9}cret"),
        ];
        for refused in refused {
            let error = refused.unwrap_err().to_string();
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
