//! The versions of the API, of which a request may name one in `LD-API-Version`.

use segdeck_core::{Invalid, wire::Request};

/// The dates of all versions, the newest last. Versions past their end of life are still served:
/// whoever uses one can try the next here.
pub const DATES: [u32; 5] = [20_160_426, 20_191_212, 20_210_729, 20_220_603, LATEST];
/// The date of the current version.
pub const LATEST: u32 = 20_240_415;

const HEADER: &str = "LD-API-Version";

/// The version that a request is answered in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ApiVersion {
    /// The version's date, such as 20240415.
    pub date: u32,
    /// Whether the request asks for what is still being tried out; it is the latest version too.
    pub is_beta: bool,
}

impl ApiVersion {
    /// The version that a request names, else the latest: tokens of the sandbox are new.
    pub fn of(request: &Request) -> Result<Self, Invalid> {
        let latest = |is_beta| Self {
            date: LATEST,
            is_beta,
        };
        let Some(name) = request.headers.get(HEADER) else {
            return Ok(latest(false));
        };
        if name == "beta" {
            return Ok(latest(true));
        }
        let date = DATES.into_iter().find(|date| date.to_string() == name);
        date.map(|date| Self {
            date,
            is_beta: false,
        })
        .ok_or_else(|| {
            Invalid::new(
                HEADER,
                format!(
                    "There is no API version {name:?}. Name one of {DATES:?}, or beta, or leave \
                     the header out."
                ),
            )
        })
    }

    /// Whether a list of segments without a limit is the whole list, as it was before 20240415.
    pub fn has_unpaged_segments(self) -> bool {
        self.date < 20_240_415
    }
}

#[cfg(test)]
mod tests {
    use segdeck_core::wire::Method;

    use super::*;

    fn of(name: &str) -> Option<ApiVersion> {
        let mut request = Request::new(Method::Get, "/");
        request.headers.set(HEADER, name);
        ApiVersion::of(&request).ok()
    }

    #[test]
    fn a_version_is_one_of_five_dates_or_beta() {
        for date in [20_160_426, 20_191_212, 20_210_729, 20_220_603, 20_240_415] {
            let version = of(&date.to_string()).unwrap();
            assert_eq!((version.date, version.is_beta), (date, false));
            assert_eq!(version.has_unpaged_segments(), date < 20_240_415);
        }
        let beta = of("beta").unwrap();
        assert_eq!((beta.date, beta.is_beta), (20_240_415, true));
        let unnamed = ApiVersion::of(&Request::new(Method::Get, "/")).unwrap();
        assert_eq!((unnamed.date, unnamed.is_beta), (20_240_415, false));
        for bad in [
            "",
            "Beta",
            "2024-04-15",
            "20240416",
            "020240415",
            "+20240415",
            "20240415,beta",
            "99999999999",
            "latest",
            "é",
        ] {
            assert_eq!(of(bad), None, "{bad:?}");
        }
    }
}
