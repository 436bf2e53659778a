//! Who may use the gateway's token. Nothing that a browser adds by itself lets a request in: no
//! cookie, no stored login, no address.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use ring::{
    hmac,
    rand::{SecureRandom, SystemRandom},
};

use super::{net::Network, options, secret::Secret};
use crate::{connections::Peer, refusal::Refusal};

/// The header that carries the key or the password.
pub const HEADER: HeaderName = HeaderName::from_static("segdeck-key");
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
/// How many bytes of randomness a new key has.
const KEY_BYTES: usize = 24;
/// How many wrong passwords are looked at before one has to wait.
const TRIES: u32 = 10;
/// After how long one more is looked at.
const REFILL: Duration = Duration::from_secs(6);

/// Checks requests.
pub struct Access {
    proof: Proof,
    now: fn() -> Instant,
}

enum Proof {
    Key(Digest),
    Password(Digest, Mutex<Tries>),
    Proxy {
        header: HeaderName,
        from: Vec<Network>,
    },
}

/// What is kept of a secret: enough to compare, in a time that tells nothing of it.
struct Digest {
    key: hmac::Key,
    tag: hmac::Tag,
}

/// Wrong passwords so far; one is forgiven from time to time.
struct Tries {
    wrong: u32,
    since: Instant,
}

/// The system gave no randomness.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("The system gives no random numbers, so no key can be made.")]
pub struct NoRandomness;

impl From<ring::error::Unspecified> for NoRandomness {
    fn from(_: ring::error::Unspecified) -> Self {
        Self
    }
}

/// Makes a key that nobody can guess.
fn new_key() -> Result<Secret, NoRandomness> {
    let mut bytes = [0_u8; KEY_BYTES];
    SystemRandom::new().fill(&mut bytes)?;
    Ok(Secret::new_key(bytes))
}

impl Access {
    /// Gives the key too, if one had to be made.
    pub fn new(access: &options::Access) -> Result<(Self, Option<Secret>), NoRandomness> {
        let mut made = None;
        let proof = match access {
            options::Access::NewKey => Proof::Key(Digest::of(made.insert(new_key()?))?),
            options::Access::Key(key) => Proof::Key(Digest::of(key)?),
            options::Access::Password(password) => {
                let tries = Tries {
                    wrong: 0,
                    since: Instant::now(),
                };
                Proof::Password(Digest::of(password)?, Mutex::new(tries))
            }
            options::Access::Proxy { header, from } => Proof::Proxy {
                header: header.clone(),
                from: from.clone(),
            },
        };
        let access = Self {
            proof,
            now: Instant::now,
        };
        Ok((access, made))
    }

    fn check(&self, headers: &HeaderMap, peer: Option<Peer>) -> Result<(), Denied> {
        // A browser says so where a page of another site asks, whatever else the request carries.
        let site = headers.get(FETCH_SITE).map(HeaderValue::as_bytes);
        if !matches!(site, None | Some(b"same-origin" | b"none")) {
            return Err(Denied::OtherSite);
        }
        match &self.proof {
            Proof::Key(digest) => digest.check(headers),
            Proof::Password(..) if !headers.contains_key(HEADER) => Err(Denied::Missing),
            Proof::Password(digest, tries) => {
                let mut tries = tries.lock().unwrap_or_else(PoisonError::into_inner);
                let now = (self.now)();
                tries.forgive(now);
                if tries.wrong >= TRIES {
                    let wait = REFILL.saturating_sub(now.saturating_duration_since(tries.since));
                    return Err(Denied::TooMany(wait));
                }
                let checked = digest.check(headers);
                if matches!(checked, Err(Denied::Wrong)) {
                    tries.wrong += 1;
                }
                checked
            }
            Proof::Proxy { header, from } => {
                let is_believed =
                    peer.is_some_and(|Peer(peer)| from.iter().any(|net| net.contains(peer.ip())));
                let named = only(headers, header).is_some_and(|name| !name.is_empty());
                if is_believed && named {
                    Ok(())
                } else {
                    Err(Denied::NoProxy)
                }
            }
        }
    }
}

impl Tries {
    fn forgive(&mut self, now: Instant) {
        while self.wrong > 0 && now.saturating_duration_since(self.since) >= REFILL {
            self.wrong -= 1;
            self.since += REFILL;
        }
        if self.wrong == 0 {
            self.since = now;
        }
    }
}

impl Digest {
    fn of(secret: &Secret) -> Result<Self, NoRandomness> {
        let key = hmac::Key::generate(hmac::HMAC_SHA256, &SystemRandom::new())?;
        let tag = hmac::sign(&key, secret.expose().as_bytes());
        Ok(Self { key, tag })
    }

    fn check(&self, headers: &HeaderMap) -> Result<(), Denied> {
        if !headers.contains_key(HEADER) {
            return Err(Denied::Missing);
        }
        let Some(shown) = only(headers, &HEADER) else {
            return Err(Denied::Wrong);
        };
        hmac::verify(&self.key, shown, self.tag.as_ref()).map_err(|_| Denied::Wrong)
    }
}

/// The one value of a header, if it has one only.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a [u8]> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?.as_bytes();
    values.next().is_none().then_some(first)
}

/// Why a request may not use the token.
#[derive(Debug, PartialEq, Eq)]
enum Denied {
    Missing,
    Wrong,
    TooMany(Duration),
    NoProxy,
    OtherSite,
}

impl IntoResponse for Denied {
    fn into_response(self) -> Response {
        let refuse = |code: &str, message: &str| {
            Refusal::new(StatusCode::UNAUTHORIZED, code, message).into_response()
        };
        match self {
            Self::Missing => refuse(
                "key_required",
                "This gateway needs its key or password. Open the address that it printed when it \
                 started, with `#key=…` at its end, or type the password.",
            ),
            Self::Wrong => refuse(
                "key_refused",
                "The key or password is not this gateway's. Open the address that it printed when \
                 it started, or type the password again.",
            ),
            Self::NoProxy => refuse(
                "key_required",
                "This gateway answers only what comes through its reverse proxy, which says who \
                 asks. Open the proxy's address.",
            ),
            Self::OtherSite => {
                Refusal::forbidden("Pages of other sites may not call this gateway.")
                    .into_response()
            }
            Self::TooMany(wait) => {
                let seconds = wait.as_secs() + 1;
                let mut response = Refusal::new(
                    StatusCode::TOO_MANY_REQUESTS,
                    "too_many_tries",
                    format!("There were too many wrong passwords. Try again in {seconds} seconds."),
                )
                .into_response();
                response
                    .headers_mut()
                    .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
                response
            }
        }
    }
}

/// Lets a request through or refuses it.
pub async fn check(State(access): State<Arc<Access>>, request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<Peer>().copied();
    match access.check(request.headers(), peer) {
        Ok(()) => next.run(request).await,
        Err(denied) => denied.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, HeaderValue::from_str(value).unwrap());
        }
        headers
    }

    fn password(access: &Access, text: &str) -> Result<(), Denied> {
        access.check(&headers(&[("segdeck-key", text)]), None)
    }

    #[test]
    fn a_new_key_is_another_each_time() {
        let keys = [new_key().unwrap(), new_key().unwrap()];
        assert_ne!(keys[0], keys[1]);
        assert!(Secret::key(keys[0].expose()).is_ok());
    }

    #[test]
    fn one_right_key_is_let_in() {
        let (access, made) = Access::new(&options::Access::NewKey).unwrap();
        let right = made.unwrap().expose().to_owned();
        let right = right.as_str();
        let check = |pairs: &[(&'static str, &str)]| access.check(&headers(pairs), None);
        assert_eq!(check(&[("segdeck-key", right)]), Ok(()));
        assert_eq!(check(&[]), Err(Denied::Missing));
        assert_eq!(check(&[("authorization", right)]), Err(Denied::Missing));
        let longer = format!("{right}0");
        for wrong in ["", "wrong", &right[1..], &longer, &right.to_uppercase()] {
            assert_eq!(
                check(&[("segdeck-key", wrong)]),
                Err(Denied::Wrong),
                "{wrong}"
            );
        }
        let twice = [("segdeck-key", right), ("segdeck-key", right)];
        assert_eq!(check(&twice), Err(Denied::Wrong));
        for site in ["cross-site", "same-site", ""] {
            let pairs = [("segdeck-key", right), ("sec-fetch-site", site)];
            assert_eq!(check(&pairs), Err(Denied::OtherSite), "{site}");
        }
        for site in ["same-origin", "none"] {
            let pairs = [("segdeck-key", right), ("sec-fetch-site", site)];
            assert_eq!(check(&pairs), Ok(()), "{site}");
        }
    }

    #[test]
    fn wrong_passwords_are_limited_and_forgiven_in_time() {
        thread_local! {
            static NOW: std::cell::Cell<Option<Instant>> = const { std::cell::Cell::new(None) };
        }
        let begin = Instant::now();
        NOW.set(Some(begin));
        let secret = Secret::password("open, sesame").unwrap();
        let (mut access, _) = Access::new(&options::Access::Password(secret)).unwrap();
        access.now = || NOW.get().unwrap();
        for _ in 0..TRIES {
            assert_eq!(password(&access, "a guess"), Err(Denied::Wrong));
            // Being asked for it is no try.
            assert_eq!(access.check(&headers(&[]), None), Err(Denied::Missing));
        }
        let locked = Err(Denied::TooMany(REFILL));
        assert_eq!(password(&access, "a guess"), locked);
        assert_eq!(password(&access, "open, sesame"), locked);
        NOW.set(Some(begin + REFILL));
        assert_eq!(password(&access, "open, sesame"), Ok(()));
        assert_eq!(password(&access, "a guess"), Err(Denied::Wrong));
        assert!(matches!(
            password(&access, "open, sesame"),
            Err(Denied::TooMany(_))
        ));
        NOW.set(Some(begin + REFILL * 100));
        for _ in 0..TRIES {
            assert_eq!(password(&access, "a guess"), Err(Denied::Wrong));
        }
        assert!(matches!(
            password(&access, "a guess"),
            Err(Denied::TooMany(_))
        ));
    }

    #[test]
    fn a_header_is_believed_from_the_proxy_only() {
        let proxy = options::Access::Proxy {
            header: HeaderName::from_static("x-user"),
            from: vec!["10.0.0.0/8".parse().unwrap()],
        };
        let (access, _) = Access::new(&proxy).unwrap();
        let check = |value: &str, peer: &str| {
            let peer = Peer(format!("{peer}:1").parse().unwrap());
            access.check(&headers(&[("x-user", value)]), Some(peer))
        };
        assert_eq!(check("ann", "10.1.2.3"), Ok(()));
        assert_eq!(check("", "10.1.2.3"), Err(Denied::NoProxy));
        assert_eq!(check("ann", "11.1.2.3"), Err(Denied::NoProxy));
        assert_eq!(check("ann", "127.0.0.1"), Err(Denied::NoProxy));
        assert_eq!(
            access.check(&headers(&[("x-user", "ann")]), None),
            Err(Denied::NoProxy)
        );
    }
}
