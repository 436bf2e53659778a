//! Faults to inject: which calls fail, and how. Matching only; the server brings the effects
//! about.

use std::sync::atomic::{AtomicU64, Ordering};

use segdeck_core::{
    Invalid,
    endpoint::{Operation, Route},
    gather::Gather,
    text::quoted,
    wire::{self, Body, Document, Headers, Members, Reading, Request, Response},
};
use serde_json::{Value, json};

/// One fault: the calls that it is about and what happens to them.
///
/// ```json
/// {"operation": "patchSegment", "key": "beta", "nth": 2, "effect": {"kind": "status", "status": 500}}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The operation's id in LaunchDarkly's OpenAPI document; absent means every operation.
    pub operation: Option<String>,
    /// The segment's key in the path, or in the body of a creation; absent means every segment.
    pub key: Option<String>,
    /// Only the call of this number among those that match, counted from 1; absent means all.
    pub nth: Option<u64>,
    /// What happens.
    pub effect: FaultEffect,
}

impl Document for Fault {
    fn read(document: Value, reading: &mut Reading) -> Self {
        let mut members = Members::of(document, reading);
        let fault = Self {
            operation: members.optional("operation"),
            key: members.optional("key"),
            nth: members.optional("nth"),
            effect: members.required("effect"),
        };
        members.refuse_rest();
        fault
    }
}

/// What happens to a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultEffect {
    /// It is answered with this status and does nothing.
    Status {
        /// The status, 400 to 599.
        status: u16,
        /// The `code` of the answer; `internal_server_error` by default.
        code: Option<String>,
        /// The `message` of the answer.
        message: Option<String>,
        /// The header `Retry-After`, in seconds.
        retry_after: Option<u64>,
    },
    /// It is carried out, and answered so much later.
    Delay {
        /// How much later, in milliseconds.
        milliseconds: u64,
    },
    /// The connection is closed without an answer, before anything is done.
    DropBefore,
    /// It is carried out, and the connection is closed without an answer.
    DropAfter,
    /// It is carried out, and the answer's body ends early although its length is announced whole.
    Truncate {
        /// How many bytes of the body are sent.
        bytes: usize,
    },
}

impl Document for FaultEffect {
    fn read(document: Value, reading: &mut Reading) -> Self {
        let mut members = Members::of(document, reading);
        let kind: String = members.required("kind");
        let effect = match kind.as_str() {
            "status" => Self::Status {
                // One that is no status at all is refused with those that are no error.
                status: u16::try_from(members.required::<u64>("status")).unwrap_or_default(),
                code: members.optional("code"),
                message: members.optional("message"),
                retry_after: members.optional("retryAfter"),
            },
            "delay" => Self::Delay {
                milliseconds: members.required("milliseconds"),
            },
            "dropBefore" => Self::DropBefore,
            "dropAfter" => Self::DropAfter,
            "truncate" => Self::Truncate {
                bytes: usize::try_from(members.required::<u64>("bytes")).unwrap_or(usize::MAX),
            },
            other => {
                let reason = format!(
                    "There is no effect {}. Use status, delay, dropBefore, dropAfter or truncate.",
                    quoted(other)
                );
                // What else is there belongs to an effect that is not known.
                reading.refuse(Invalid::new("kind", reason));
                return Self::DropBefore;
            }
        };
        members.refuse_rest();
        effect
    }
}

/// A list of faults, with how often each has matched. The first that applies to a call wins.
#[derive(Debug, Default)]
pub struct Faults(Vec<(Fault, AtomicU64)>);

impl Faults {
    /// Faults from a list.
    ///
    /// # Errors
    /// Names the fault with an unknown operation, a status that is no error or an `nth` of 0.
    pub fn new(faults: Vec<Fault>) -> Result<Self, Invalid> {
        for (index, fault) in faults.iter().enumerate() {
            check(fault).map_err(|error| error.within(&index.to_string()))?;
        }
        Ok(Self(
            faults
                .into_iter()
                .map(|fault| (fault, AtomicU64::new(0)))
                .list(),
        ))
    }

    /// Reads a JSON array of faults.
    ///
    /// # Errors
    /// Names the field that is missing, unknown or malformed.
    pub fn parse(bytes: &[u8]) -> Result<Self, Invalid> {
        Self::new(wire::read(bytes)?)
    }

    /// What happens to this call, if anything. Counts the call.
    #[must_use]
    pub fn next(&self, request: &Request) -> Option<FaultEffect> {
        if self.0.is_empty() {
            return None;
        }
        let Route::Found(operation, parameters) = Operation::route(request.method, &request.path)
        else {
            return None;
        };
        let key = match operation {
            Operation::CreateSegment => created_key(request),
            _ => Some(parameters.get("segmentKey").to_owned()),
        };
        let mut effect = None;
        for (fault, count) in &self.0 {
            let is_meant = fault
                .operation
                .as_ref()
                .is_none_or(|id| id == operation.id())
                && (fault.key.is_none() || fault.key == key);
            if is_meant {
                let call = count.fetch_add(1, Ordering::Relaxed) + 1;
                if effect.is_none() && fault.nth.is_none_or(|nth| nth == call) {
                    effect = Some(fault.effect.clone());
                }
            }
        }
        effect
    }
}

/// The answer that [`FaultEffect::Status`] asks for, with what it leaves open filled in.
#[must_use]
pub fn refusal(
    status: u16,
    code: Option<String>,
    message: Option<String>,
    retry_after: Option<u64>,
) -> Response {
    let body = json!({
        "code": code.unwrap_or_else(|| "internal_server_error".to_owned()),
        "message": message.unwrap_or_else(|| "This fault was injected.".to_owned()),
    });
    let mut headers = Headers::default();
    headers.set("Content-Type", wire::JSON);
    if let Some(seconds) = retry_after {
        headers.set("Retry-After", seconds.to_string());
    }
    Response {
        status,
        headers,
        body: Body::Bytes(wire::encode(&body)),
    }
}

fn created_key(request: &Request) -> Option<String> {
    match wire::parse(request.body.as_bytes()).ok()?.get("key") {
        Some(Value::String(key)) => Some(key.clone()),
        _ => None,
    }
}

fn check(fault: &Fault) -> Result<(), Invalid> {
    if let Some(id) = &fault.operation
        && Operation::ALL.iter().all(|operation| operation.id() != id)
    {
        let known: Vec<&str> = Operation::ALL.iter().map(|operation| operation.id()).list();
        return Err(Invalid::new(
            "operation",
            format!(
                "No operation has the id {id:?}. Use one of {}.",
                known.join(", ")
            ),
        ));
    }
    if fault.nth == Some(0) {
        return Err(Invalid::new("nth", "Calls are counted from 1."));
    }
    match fault.effect {
        FaultEffect::Status { status, .. } if !(400..600).contains(&status) => Err(Invalid::new(
            "effect/status",
            format!("The status {status} is no error. Use 400 to 599."),
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use segdeck_core::wire::{JSON, Method};

    fn patch(key: &str) -> Request {
        Request::new(
            Method::Patch,
            format!("/api/v2/segments/default/test/{key}"),
        )
    }

    #[test]
    fn only_the_nth_call_of_that_operation_and_key_is_met() {
        let faults = Faults::parse(
            br#"[{"operation":"patchSegment","key":"a","nth":2,"effect":{"kind":"dropAfter"}}]"#,
        )
        .unwrap();
        assert_eq!(faults.next(&patch("a")), None);
        assert_eq!(faults.next(&patch("b")), None);
        let get = Request::new(Method::Get, "/api/v2/segments/default/test/a");
        assert_eq!(faults.next(&get), None);
        assert_eq!(faults.next(&patch("a")), Some(FaultEffect::DropAfter));
        assert_eq!(faults.next(&patch("a")), None);
    }

    #[test]
    fn a_creation_is_known_by_the_key_in_its_body() {
        let faults = Faults::parse(
            br#"[{"operation":"postSegment","key":"a","effect":{"kind":"truncate","bytes":7}}]"#,
        )
        .unwrap();
        let create = |key: &str| {
            Request::new(Method::Post, "/api/v2/segments/default/test").with_body(
                JSON,
                format!("{{\"key\":\"{key}\",\"name\":\"A\"}}").into_bytes(),
            )
        };
        assert_eq!(faults.next(&create("b")), None);
        assert_eq!(
            faults.next(&create("a")),
            Some(FaultEffect::Truncate { bytes: 7 })
        );
    }

    #[test]
    fn the_first_of_two_wins_and_both_count() {
        let faults = Faults::parse(
            br#"[{"nth":1,"effect":{"kind":"delay","milliseconds":5}},
                 {"nth":2,"effect":{"kind":"status","status":503,"retryAfter":1}}]"#,
        )
        .unwrap();
        assert_eq!(
            faults.next(&patch("a")),
            Some(FaultEffect::Delay { milliseconds: 5 })
        );
        assert!(matches!(
            faults.next(&patch("a")),
            Some(FaultEffect::Status {
                status: 503,
                retry_after: Some(1),
                ..
            })
        ));
    }

    #[test]
    fn an_effect_that_lacks_something_is_refused_and_it_is_named() {
        for (kind, field) in [
            ("status", "status"),
            ("delay", "milliseconds"),
            ("truncate", "bytes"),
        ] {
            let text = format!(r#"[{{"effect":{{"kind":"{kind}"}}}}]"#);
            let error = Faults::parse(text.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(&format!("`{field}`")), "{error}");
        }
    }

    #[test]
    fn malformed_lists_are_refused_and_the_field_named() {
        for (text, path) in [
            (r#"[{"effect":{"kind":"explode"}}]"#, "0/effect"),
            (
                r#"[{"operation":"nope","effect":{"kind":"dropBefore"}}]"#,
                "0/operation",
            ),
            (r#"[{"nth":0,"effect":{"kind":"dropBefore"}}]"#, "0/nth"),
            (
                r#"[{"effect":{"kind":"status","status":200}}]"#,
                "0/effect/status",
            ),
            (r#"[{"when":1,"effect":{"kind":"dropBefore"}}]"#, "0/when"),
            (r#"[{"effect":{"kind":"dropAfter","bytes":1}}]"#, "0"),
            (
                r#"[{"effect":{"kind":"delay","milliseconds":1,"retryAfter":1}}]"#,
                "0",
            ),
            (r#"[{"effect":{"kind":"dropAfter","why":1}}]"#, "0/effect"),
            (r#"{"effect":{}}"#, ""),
            ("[", ""),
        ] {
            let error = Faults::parse(text.as_bytes()).unwrap_err();
            assert!(error.path.starts_with(path), "{text}: {error}");
        }
    }
}
