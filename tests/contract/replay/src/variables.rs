//! Names in a case that stand for something which differs from run to run.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// The values of `${name}`.
#[derive(Clone, Debug, Default)]
pub struct Variables(BTreeMap<String, Value>);

impl Variables {
    /// Sets a variable.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<Value>) {
        self.0.insert(name.into(), value.into());
    }

    /// The text of a variable; empty if it is not set.
    #[must_use]
    pub fn text(&self, name: &str) -> String {
        self.0.get(name).map(plain).unwrap_or_default()
    }

    /// Fills in the variables of a text.
    ///
    /// # Errors
    /// Names the variable that is not set.
    pub fn fill_text(&self, text: &str) -> Result<String, String> {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let (name, after) = after
                .split_once('}')
                .ok_or_else(|| format!("{text:?} has no closing brace"))?;
            out.push_str(before);
            out.push_str(&plain(&self.look_up(name)?));
            rest = after;
        }
        out.push_str(rest);
        Ok(out)
    }

    /// Fills in the variables of a value. A text that is one variable and nothing else becomes
    /// what the variable is, say a number; `{"$repeat": 3, "of": …}` in an array becomes three
    /// elements with `${index}` counted from 0; `{"$text": 3, "of": "x"}` becomes `"xxx"`.
    ///
    /// # Errors
    /// Names the variable that is not set.
    pub fn fill(&self, value: &Value) -> Result<Value, String> {
        Ok(match value {
            Value::String(text) => match whole(text) {
                Some(name) => self.look_up(name)?,
                None => Value::String(self.fill_text(text)?),
            },
            Value::Array(elements) => {
                let mut filled = Vec::new();
                for element in elements {
                    match element.get("$repeat").and_then(Value::as_u64) {
                        Some(count) => filled.extend(self.repeat(count, element)?),
                        None => filled.push(self.fill(element)?),
                    }
                }
                Value::Array(filled)
            }
            Value::Object(fields) => match fields.get("$text").and_then(Value::as_u64) {
                Some(count) => {
                    let of = fields.get("of").map(plain).unwrap_or_default();
                    Value::String(of.repeat(usize::try_from(count).unwrap_or_default()))
                }
                None => fields
                    .iter()
                    .map(|(name, value)| Ok((self.fill_text(name)?, self.fill(value)?)))
                    .collect::<Result<Map<_, _>, String>>()?
                    .into(),
            },
            other => other.clone(),
        })
    }

    fn repeat(&self, count: u64, element: &Value) -> Result<Vec<Value>, String> {
        let of = element.get("of").ok_or("$repeat needs \"of\"")?;
        let width = count.saturating_sub(1).to_string().len();
        let mut variables = self.clone();
        (0..count)
            .map(|index| {
                variables.set("index", format!("{index:0width$}"));
                variables.fill(of)
            })
            .collect()
    }

    fn look_up(&self, name: &str) -> Result<Value, String> {
        if let Some(value) = self.0.get(name) {
            return Ok(value.clone());
        }
        let sum = name
            .rfind(['+', '-'])
            .and_then(|sign| name.split_at_checked(sign))
            .and_then(|(base, offset)| {
                self.0
                    .get(base)?
                    .as_i64()?
                    .checked_add(offset.parse::<i64>().ok()?)
            });
        sum.map(Value::from)
            .ok_or_else(|| format!("${{{name}}} is not set"))
    }
}

fn whole(text: &str) -> Option<&str> {
    let name = text.strip_prefix("${")?.strip_suffix('}')?;
    (!name.contains('}')).then_some(name)
}

fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn variables() -> Variables {
        let mut variables = Variables::default();
        variables.set("key", "abc");
        variables.set("now", 1_000);
        variables
    }

    #[test]
    fn a_variable_alone_keeps_its_type_and_can_be_added_to() {
        let filled =
            variables().fill(&json!({"${key}": ["${now}", "${now+50}", "${now-1}", "at ${now}"]}));
        assert_eq!(filled, Ok(json!({"abc": [1000, 1050, 999, "at 1000"]})));
    }

    #[test]
    fn repetitions_are_spliced_in_and_counted() {
        assert_eq!(
            variables()
                .fill(&json!(["x", {"$repeat": 11, "of": "${key}${index}"}]))
                .map(|v| v[11].clone()),
            Ok(json!("abc10"))
        );
        assert_eq!(
            variables().fill(&json!({"key": {"$text": 3, "of": "ab"}})),
            Ok(json!({"key": "ababab"}))
        );
    }

    #[test]
    fn a_missing_variable_is_named() {
        assert_eq!(
            variables().fill_text("GET ${path}"),
            Err("${path} is not set".to_owned())
        );
    }
}
