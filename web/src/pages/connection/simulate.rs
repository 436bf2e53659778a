//! What can be made to go wrong in the sandbox, to see how it looks.

use serde_json::{Value, json};

/// Something to simulate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    Nothing,
    Slow,
    RateLimits,
    Conflicts,
    ServerErrors,
}

/// Operations that change a segment.
const CHANGES: [&str; 4] = [
    "postSegment",
    "patchSegment",
    "deleteSegment",
    "patchExpiringTargetsForSegment",
];
/// How many calls are refused for their rate; then the sandbox answers as always.
const LIMITED: u64 = 60;

impl Trouble {
    pub const ALL: [Self; 5] = [
        Self::Nothing,
        Self::Slow,
        Self::RateLimits,
        Self::Conflicts,
        Self::ServerErrors,
    ];

    /// The value of its entry.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Slow => "slow",
            Self::RateLimits => "rate-limits",
            Self::Conflicts => "conflicts",
            Self::ServerErrors => "server-errors",
        }
    }

    /// What its entry says.
    pub fn label(self) -> &'static str {
        match self {
            Self::Nothing => "Nothing",
            Self::Slow => "A slow network",
            Self::RateLimits => "Rate limits",
            Self::Conflicts => "Conflicts when saving",
            Self::ServerErrors => "Server errors when saving",
        }
    }

    /// The faults that make it.
    pub fn faults(self) -> Value {
        let refuse = |effect: Value| -> Value {
            CHANGES
                .iter()
                .map(|operation| json!({ "operation": operation, "effect": effect }))
                .collect()
        };
        match self {
            Self::Nothing => json!([]),
            Self::Slow => json!([{ "effect": { "kind": "delay", "milliseconds": 1_500 } }]),
            Self::RateLimits => (1..=LIMITED / 3)
                .map(|nth| {
                    json!({ "nth": nth * 3, "effect": {
                        "kind": "status", "status": 429, "code": "rate_limited",
                        "message": "Simulated: too many requests.", "retryAfter": 2,
                    } })
                })
                .collect(),
            Self::Conflicts => refuse(json!({
                "kind": "status", "status": 409, "code": "conflict",
                "message": "Simulated: somebody else changed this meanwhile.",
            })),
            Self::ServerErrors => refuse(json!({
                "kind": "status", "status": 503, "code": "service_unavailable",
                "message": "Simulated: the server is overloaded.",
            })),
        }
    }

    /// What these settings of the sandbox simulate; `None` for faults of another kind.
    pub fn of_settings(settings: &str) -> Option<Self> {
        let settings = read(settings);
        let faults = settings.get("faults").cloned().unwrap_or_else(|| json!([]));
        Self::ALL
            .into_iter()
            .find(|trouble| trouble.faults() == faults)
    }

    /// The settings with these faults instead of those that they have.
    pub fn into_settings(self, settings: &str) -> String {
        let mut settings = read(settings);
        if let Some(fields) = settings.as_object_mut() {
            fields.insert("faults".to_owned(), self.faults());
        }
        settings.to_string()
    }
}

/// The settings as an object, an empty one if they are damaged.
fn read(settings: &str) -> Value {
    serde_json::from_str(settings)
        .ok()
        .filter(Value::is_object)
        .unwrap_or_else(|| json!({}))
}

#[cfg(test)]
mod tests {
    use segdeck_sandbox::Faults;

    use super::*;

    #[test]
    fn each_is_taken_by_the_sandbox_and_recognized() {
        for trouble in Trouble::ALL {
            let faults = trouble.faults().to_string();
            assert!(Faults::parse(faults.as_bytes()).is_ok(), "{faults}");
            let settings = trouble.into_settings(r#"{"seed":"many:3"}"#);
            assert_eq!(Trouble::of_settings(&settings), Some(trouble));
            assert!(settings.contains("many:3"), "{settings}");
        }
    }

    #[test]
    fn settings_that_are_missing_or_damaged_simulate_nothing() {
        for settings in ["", "{}", "[]", "{\"faults\":"] {
            assert_eq!(Trouble::of_settings(settings), Some(Trouble::Nothing));
        }
        let own = r#"{"faults":[{"effect":{"kind":"dropAfter"}}]}"#;
        assert_eq!(Trouble::of_settings(own), None);
    }
}
