//! What a step sends.

use std::fmt::Write as _;

use segdeck_core::wire::SEMANTIC_PATCH;
use serde_json::{Value, json};

use crate::{Call, FormPart, Run, Step, Target, run::authorization};

/// What parts the fields of a form.
const BOUNDARY: &str = "--the-boundary-of-a-case";

impl<T: Target> Run<'_, T> {
    fn form(&self, parts: &[FormPart]) -> Result<Vec<u8>, String> {
        let mut body = String::new();
        for part in parts {
            let content = match self.variables.fill(&part.content)? {
                Value::String(text) => text,
                Value::Array(lines) => {
                    let lines: Vec<&str> = lines.iter().filter_map(Value::as_str).collect();
                    lines.join("\n") + "\n"
                }
                other => other.to_string(),
            };
            let file = part
                .filename
                .as_ref()
                .map_or(String::new(), |name| format!("; filename=\"{name}\""));
            // Writing to a text cannot fail.
            let _ = write!(
                body,
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{}\"{file}\r\n\r\n\
                 {content}\r\n",
                part.name
            );
        }
        let _ = write!(body, "--{BOUNDARY}--\r\n");
        Ok(body.into_bytes())
    }

    /// The request of a step, byte for byte.
    pub(crate) fn call_of(&self, step: &Step) -> Result<Call, String> {
        let request = self.variables.fill_text(&step.request)?;
        let (method, target) = request
            .split_once(' ')
            .ok_or("a request is METHOD TARGET")?;
        let mut call = self.call(method, target);
        call.headers.clear();
        match step.token.as_str() {
            "none" => {}
            "writer" => call.headers.push(authorization(&self.scene.writer)),
            "reader" => call.headers.push(authorization(&self.scene.reader)),
            "admin" => call.headers.push(authorization(&self.scene.admin)),
            "contributor" => call.headers.push(authorization(&self.scene.contributor)),
            other => call.headers.push(authorization(other)),
        }
        let mut content_type = None;
        let form_type;
        if let Some(body) = &step.body {
            call.body = self.variables.fill(body)?.to_string().into_bytes();
            content_type = Some("application/json");
        } else if let Some(raw) = &step.raw {
            call.body = self.variables.fill_text(raw)?.into_bytes();
            content_type = Some("application/json");
        } else if let Some(parts) = &step.form {
            call.body = self.form(parts)?;
            form_type = format!("multipart/form-data; boundary={BOUNDARY}");
            content_type = Some(form_type.as_str());
        } else if let Some(instructions) = &step.semantic {
            let instructions = self.variables.fill(instructions)?;
            call.body = json!({ "instructions": instructions })
                .to_string()
                .into_bytes();
            content_type = Some(SEMANTIC_PATCH);
        }
        let names_content_type =
            |(name, _): (&String, _)| name.eq_ignore_ascii_case("content-type");
        if let Some(content_type) = content_type
            && !step.headers.iter().any(names_content_type)
        {
            call.headers
                .push(("Content-Type".to_owned(), content_type.to_owned()));
        }
        for (name, value) in &step.headers {
            // An empty value takes away the header that the body would have brought.
            if !value.is_empty() {
                call.headers.push((name.clone(), value.clone()));
            }
        }
        Ok(call)
    }
}
