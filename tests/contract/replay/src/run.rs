//! Replaying one case.

use std::{collections::BTreeSet, thread, time::Duration};

use segdeck_core::{
    endpoint::{Operation, Route},
    wire::Method,
};
use serde_json::Value;

use crate::{Case, Schemas, Step, Variables, matching, mismatches};

/// How often it is asked whether background work is done, with a pause of [`PAUSE`] in between
/// unless the target does the work itself. Not a time: a browser's WebAssembly has no clock.
const ATTEMPTS: u32 = 1_000;
const PAUSE: Duration = Duration::from_millis(20);

/// A request as it goes over the wire.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Call {
    /// The method, in capitals.
    pub method: String,
    /// Path and query, encoded.
    pub target: String,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// An answer as it came over the wire.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The value of a header, whose name is compared without case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    fn text(&self) -> String {
        let text = String::from_utf8_lossy(&self.body);
        matching::short(&Value::String(text.into_owned()))
    }
}

/// Something that answers requests.
pub trait Target {
    /// Sends a request and waits for its answer.
    ///
    /// # Errors
    /// Says why there is no answer.
    fn send(&mut self, call: &Call) -> Result<Answer, String>;

    /// The time, in Unix milliseconds.
    fn now(&self) -> i64;

    /// Lets time pass.
    ///
    /// # Errors
    /// Says why it cannot.
    fn advance(&mut self, millis: i64) -> Result<(), String>;

    /// Lets the server do what it does in the background, or waits for it.
    ///
    /// # Errors
    /// Says why that failed.
    fn work(&mut self) -> Result<(), String> {
        thread::sleep(PAUSE);
        Ok(())
    }

    /// Whether it is a real account: the words of messages are its own, and time is.
    fn is_real(&self) -> bool {
        false
    }
}

/// Where cases take place.
#[derive(Clone, Debug)]
pub struct Scene {
    /// The project.
    pub project: String,
    /// The environment.
    pub environment: String,
    /// A token that may change segments.
    pub writer: String,
    /// A token that may only read.
    pub reader: String,
    /// A token that may change projects and environments too.
    pub admin: String,
    /// A token that may not change segments without approval where one is required.
    pub contributor: String,
    /// What the keys of this run's segments start with, so that runs do not meet.
    pub prefix: String,
}

/// Replays cases, one after the other, against one target.
pub struct Run<'a, T> {
    pub(crate) target: &'a mut T,
    pub(crate) scene: &'a Scene,
    schemas: &'a Schemas,
    pub(crate) variables: Variables,
    pub(crate) created: BTreeSet<String>,
    pub(crate) given: Vec<String>,
}

impl<'a, T: Target> Run<'a, T> {
    /// A run against this target.
    pub fn new(target: &'a mut T, scene: &'a Scene, schemas: &'a Schemas) -> Self {
        Self {
            target,
            scene,
            schemas,
            variables: Variables::default(),
            created: BTreeSet::new(),
            given: Vec::new(),
        }
    }

    /// Replays a case and removes what it created. Nothing comes back when all is as expected.
    pub fn case(&mut self, name: &str, case: &Case) -> Vec<String> {
        self.variables = self.variables_of(name);
        self.given.clear();
        let complaints = match self.prepare(case) {
            Ok(()) => self.steps(case),
            Err(complaint) => vec![format!("what is given: {complaint}")],
        };
        for key in std::mem::take(&mut self.created) {
            let call = self.call(
                "DELETE",
                &format!("{}/{key}", self.variables.text("segments")),
            );
            // Most are gone already or were deleted by the case; a rest does no harm.
            drop(self.target.send(&call));
        }
        complaints
    }

    fn variables_of(&self, name: &str) -> Variables {
        let Scene {
            project,
            environment,
            prefix,
            ..
        } = self.scene;
        let key = format!("{prefix}-{name}x");
        let segments = format!("/api/v2/segments/{project}/{environment}");
        let expiring =
            |family: &str| format!("/api/v2/segments/{project}/{key}/{family}/{environment}");
        let mut variables = Variables::default();
        variables.set("expiring", expiring("expiring-targets"));
        variables.set("expiringUsers", expiring("expiring-user-targets"));
        variables.set("segment", format!("{segments}/{key}"));
        variables.set("segments", segments);
        variables.set("project", project.as_str());
        variables.set("environment", environment.as_str());
        variables.set("key", key);
        variables
    }

    fn steps(&mut self, case: &Case) -> Vec<String> {
        for (index, step) in case.steps.iter().enumerate() {
            let complaints = self.step(step).unwrap_or_else(|complaint| vec![complaint]);
            if !complaints.is_empty() {
                let at = format!("step {} ({})", index + 1, step.request);
                return complaints
                    .into_iter()
                    .map(|text| format!("{at}: {text}"))
                    .collect();
            }
        }
        Vec::new()
    }

    fn step(&mut self, step: &Step) -> Result<Vec<String>, String> {
        if step.advance != 0 {
            self.target.advance(step.advance)?;
        }
        let call = self.call_of(step)?;
        let is_refused_change = step.status >= 400 && call.method != "GET";
        let before = if step.unchanged.unwrap_or(is_refused_change) {
            Some(self.snapshot()?)
        } else {
            None
        };
        let answer = self.exchange(step, &call)?;
        if answer.status == 201
            && let Some(key) = answer
                .json()
                .as_ref()
                .and_then(|body| body.get("key")?.as_str())
        {
            self.created.insert(key.to_owned());
        }
        let mut complaints = self.judge(step, &call, &answer)?;
        if before.is_some_and(|before| self.snapshot().is_ok_and(|after| after != before)) {
            complaints.push("the segment was changed".to_owned());
        }
        Ok(complaints)
    }

    /// Sends a request, and again until the answer is as it is to become.
    fn exchange(&mut self, step: &Step, call: &Call) -> Result<Answer, String> {
        let Some(until) = &step.until else {
            return self.target.send(call);
        };
        let until = self.variables.fill(until)?;
        let mut missing = Vec::new();
        for _ in 0..ATTEMPTS {
            let answer = self.target.send(call)?;
            let body = answer.json().unwrap_or_default();
            missing = mismatches(&until, &body, &mut self.variables.clone());
            if missing.is_empty() {
                return Ok(answer);
            }
            self.target.work()?;
        }
        Err(format!("does not become so: {}", missing.join("; ")))
    }

    fn judge(&mut self, step: &Step, call: &Call, answer: &Answer) -> Result<Vec<String>, String> {
        if answer.status != step.status {
            return Ok(vec![format!(
                "status {} instead of {}: {}",
                answer.status,
                step.status,
                answer.text()
            )]);
        }
        let mut complaints = Vec::new();
        for (name, expected) in &step.answer_headers {
            let actual = answer.header(name).map_or(Value::Null, Value::from);
            let expected = self.variables.fill(expected)?;
            complaints.extend(
                mismatches(&expected, &actual, &mut self.variables)
                    .into_iter()
                    .map(|text| format!("header {name}: {text}")),
            );
        }
        let operation = operation_of(call);
        let is_silent = step.status == 200 && operation == Some(Operation::CreateExport);
        if step.status == 204 || is_silent {
            if !answer.body.is_empty() {
                complaints.push(format!("has a body: {}", answer.text()));
            }
            return Ok(complaints);
        }
        if let Some(text) = &step.text {
            let text = self.variables.fill_text(text)?;
            if answer.body != text.as_bytes() {
                complaints.push(format!("is not {text:?}: {}", answer.text()));
            }
            return Ok(complaints);
        }
        let is_json = answer
            .header("Content-Type")
            .is_some_and(|media_type| media_type.starts_with("application/json"));
        if !is_json {
            complaints.push("the answer's Content-Type is not application/json".to_owned());
        }
        let Some(body) = answer.json() else {
            complaints.push(format!("the answer is not JSON: {}", answer.text()));
            return Ok(complaints);
        };
        if step.status >= 400 {
            complaints.extend(self.schemas.complaints_of_error(&body));
            complaints.extend(self.judge_error(step, &body)?);
        } else if let Some(operation) = operation {
            complaints.extend(self.schemas.complaints_of_answer(operation, &body));
        }
        if let Some(expected) = &step.answer {
            let expected = self.variables.fill(expected)?;
            complaints.extend(mismatches(&expected, &body, &mut self.variables));
        }
        Ok(complaints)
    }

    fn judge_error(&self, step: &Step, body: &Value) -> Result<Vec<String>, String> {
        let mut complaints = Vec::new();
        let of_status = match step.status {
            400 => "invalid_request",
            401 => "unauthorized",
            403 => "forbidden",
            404 => "not_found",
            405 => "method_not_allowed",
            409 => "optimistic_locking_error",
            429 => "rate_limited",
            other => return Err(format!("no code is known for status {other}")),
        };
        let code = step.code.as_deref().unwrap_or(of_status);
        if body.get("code").and_then(Value::as_str) != Some(code) {
            complaints.push(format!("the code is not {code}: {}", matching::short(body)));
        }
        // A real account words its messages as it likes.
        if let Some(named) = &step.names
            && !self.target.is_real()
        {
            let named = self.variables.fill_text(named)?;
            let message = body
                .get("message")
                .and_then(Value::as_str)
                .unwrap_or_default();
            if !message.to_lowercase().contains(&named.to_lowercase()) {
                complaints.push(format!("the message does not name {named:?}: {message:?}"));
            }
        }
        Ok(complaints)
    }

    /// The segments given as they are now; null for one that is deleted.
    fn snapshot(&mut self) -> Result<Vec<Value>, String> {
        let segments = self.variables.text("segments");
        let given = self.given.clone();
        let read = |key: &String| {
            let answer = self
                .target
                .send(&self.call("GET", &format!("{segments}/{key}")))?;
            let body = (answer.status == 200).then(|| answer.json()).flatten();
            Ok(body.unwrap_or(Value::Null))
        };
        given.iter().map(read).collect()
    }

    pub(crate) fn read(&mut self, key: &str) -> Result<Value, String> {
        let call = self.call("GET", &format!("{}/{key}", self.variables.text("segments")));
        self.succeed(&call)
    }

    pub(crate) fn succeed(&mut self, call: &Call) -> Result<Value, String> {
        let answer = self.target.send(call)?;
        let body = answer
            .json()
            .filter(|_| (200..300).contains(&answer.status));
        body.ok_or_else(|| {
            format!(
                "{} {} answered {}: {}",
                call.method,
                call.target,
                answer.status,
                answer.text()
            )
        })
    }

    pub(crate) fn call(&self, method: &str, target: &str) -> Call {
        Call {
            method: method.to_owned(),
            target: target.to_owned(),
            headers: vec![authorization(&self.scene.writer)],
            body: Vec::new(),
        }
    }

    pub(crate) fn json_call(&self, method: &str, target: &str, body: &Value) -> Call {
        let mut call = self.call(method, target);
        call.headers
            .push(("Content-Type".to_owned(), "application/json".to_owned()));
        call.body = body.to_string().into_bytes();
        call
    }
}

pub(crate) fn authorization(token: &str) -> (String, String) {
    ("Authorization".to_owned(), token.to_owned())
}

fn operation_of(call: &Call) -> Option<Operation> {
    let path = call.target.split('?').next().unwrap_or_default();
    match Operation::route(Method::from_name(&call.method)?, path) {
        Route::Found(operation, _) => Some(operation),
        Route::MethodNotAllowed(_) | Route::NotFound => None,
    }
}
