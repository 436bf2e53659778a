//! What a person or a test sets: with what a new database is filled, the time, and what goes wrong.

use segdeck_core::{
    Invalid, UnixMillis,
    wire::{self, Document, Members, Reading},
};
use segdeck_sandbox::{Fault, Faults, Seed};
use serde_json::Value;

/// The settings of the sandbox in a browser.
#[derive(Debug)]
pub struct Settings {
    /// What a new database is filled with; the demo data by default.
    pub seed: Seed,
    /// Where the time comes from.
    pub clock: Clock,
    /// What goes wrong, counted anew.
    pub faults: Faults,
}

/// Where the time comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clock {
    /// This machine.
    #[default]
    Machine,
    /// It stands still, until it is set anew.
    Manual(UnixMillis),
}

struct Written {
    seed: Option<String>,
    clock: Option<Value>,
    faults: Option<Vec<Fault>>,
}

impl Document for Written {
    fn read(document: Value, reading: &mut Reading) -> Self {
        let mut members = Members::of(document, reading);
        let written = Self {
            seed: members.optional("seed"),
            clock: members.optional("clock"),
            faults: members.optional("faults"),
        };
        members.refuse_rest();
        written
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: Seed::Demo,
            clock: Clock::default(),
            faults: Faults::default(),
        }
    }
}

impl Settings {
    /// Reads settings: a JSON object with any of `seed`, `clock` and `faults`, or nothing at all.
    ///
    /// # Errors
    /// Names the field that is unknown or malformed.
    pub fn parse(json: &str) -> Result<Self, Invalid> {
        if json.trim().is_empty() {
            return Ok(Self::default());
        }
        let written: Written = wire::read(json.as_bytes())?;
        let faults = Faults::new(written.faults.unwrap_or_default());
        Ok(Self {
            seed: written.seed.as_deref().map_or(Ok(Seed::Demo), read_seed)?,
            clock: written
                .clock
                .as_ref()
                .map_or(Ok(Clock::Machine), read_clock)?,
            faults: faults.map_err(|error| error.within("faults"))?,
        })
    }
}

fn read_seed(text: &str) -> Result<Seed, Invalid> {
    Seed::parse(text).ok_or_else(|| {
        Invalid::new(
            "seed",
            format!("There is no seed {text:?}. Use demo, none or many:N, where N is a number."),
        )
    })
}

fn read_clock(value: &Value) -> Result<Clock, Invalid> {
    match (value.as_str(), value.as_i64()) {
        (Some("machine"), _) => Ok(Clock::Machine),
        (_, Some(now)) => Ok(Clock::Manual(UnixMillis(now))),
        _ => Err(Invalid::new(
            "clock",
            format!(
                "{} is no clock. Use \"machine\", or a time in milliseconds since 1970.",
                wire::encode_text(value)
            ),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_set_is_as_usual() {
        for json in ["", " ", "{}", r#"{"seed":null}"#] {
            let settings = Settings::parse(json).unwrap();
            assert_eq!(settings.seed, Seed::Demo, "{json}");
            assert_eq!(settings.clock, Clock::Machine, "{json}");
        }
    }

    #[test]
    fn every_setting_is_read() {
        let json = r#"{"seed":"many:250","clock":1790000000000,
            "faults":[{"operation":"getSegments","effect":{"kind":"dropBefore"}}]}"#;
        let settings = Settings::parse(json).unwrap();
        assert_eq!(settings.seed, Seed::Many(250));
        assert_eq!(settings.clock, Clock::Manual(UnixMillis(1_790_000_000_000)));
        let none = Settings::parse(r#"{"seed":"none","clock":"machine"}"#).unwrap();
        assert_eq!((none.seed, none.clock), (Seed::Nothing, Clock::Machine));
    }

    #[test]
    fn what_is_malformed_is_refused_and_named() {
        for (json, path) in [
            (r#"{"seed":"plenty"}"#, "seed"),
            (r#"{"seed":"many:"}"#, "seed"),
            (r#"{"seed":"many:-1"}"#, "seed"),
            (r#"{"seed":7}"#, "seed"),
            (r#"{"clock":"manual"}"#, "clock"),
            (r#"{"clock":1.5}"#, "clock"),
            (r#"{"clock":1e300}"#, "clock"),
            (r#"{"faults":{}}"#, "faults"),
            (
                r#"{"faults":[{"effect":{"kind":"explode"}}]}"#,
                "faults/0/effect",
            ),
            (
                r#"{"faults":[{"nth":0,"effect":{"kind":"dropBefore"}}]}"#,
                "faults/0/nth",
            ),
            (r#"{"sed":"demo"}"#, "sed"),
            ("[]", ""),
            ("{", ""),
            ("nonsense", ""),
        ] {
            let refused = Settings::parse(json).unwrap_err();
            assert!(refused.path.starts_with(path), "{json}: {refused}");
        }
    }
}
