//! A case as it stands in its file.

use std::{collections::BTreeMap, fs, path::Path};

use serde::Deserialize;
use serde_json::Value;

/// The cases about one feature: one file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feature {
    /// What the cases are about, as a sentence.
    pub about: String,
    /// The cases.
    pub cases: Vec<Case>,
}

/// What must happen, told by the contract.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What must happen, as a sentence.
    pub name: String,
    /// Where the contract says so.
    pub source: String,
    /// The contract is silent or unclear here: the row of docs/sandbox-differences.md that tells
    /// what the sandbox does.
    #[serde(default)]
    pub difference: Option<String>,
    /// Whether a real account can replay it.
    #[serde(default = "yes")]
    pub real: bool,
    /// The segments that there are before.
    #[serde(default)]
    pub given: Vec<Value>,
    /// Expiring targets of the first segment that there are before, as instructions without kind.
    #[serde(default)]
    pub expiring: Vec<Value>,
    /// What is sent, in order, and what is to come back.
    pub steps: Vec<Step>,
}

/// One request and its answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Milliseconds that pass before the request.
    #[serde(default)]
    pub advance: i64,
    /// Method and target, such as `GET ${segments}?limit=2`.
    pub request: String,
    /// Whose token: `writer`, `reader`, `admin`, `contributor`, `none`, or the token itself.
    #[serde(default = "writer")]
    pub token: String,
    /// Headers in addition to those that the body brings.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The body, as JSON.
    #[serde(default)]
    pub body: Option<Value>,
    /// The body, byte for byte.
    #[serde(default)]
    pub raw: Option<String>,
    /// The body, as a form with files.
    #[serde(default)]
    pub form: Option<Vec<FormPart>>,
    /// Instructions, sent as a semantic patch.
    #[serde(default)]
    pub semantic: Option<Value>,
    /// The status of the answer.
    pub status: u16,
    /// What the answer's body must hold.
    #[serde(default)]
    pub answer: Option<Value>,
    /// The request is sent again until its answer holds this: what is done in the background takes
    /// a while.
    #[serde(default)]
    pub until: Option<Value>,
    /// What the answer's body must be, where it is no JSON.
    #[serde(default)]
    pub text: Option<String>,
    /// The error's code, where the status does not tell it.
    #[serde(default)]
    pub code: Option<String>,
    /// What the error's message must name.
    #[serde(default)]
    pub names: Option<String>,
    /// Headers that the answer must have.
    #[serde(default)]
    pub answer_headers: BTreeMap<String, Value>,
    /// Whether the segments given must be afterwards as they were before, to the last field.
    /// Unless said otherwise, so when a change is refused.
    #[serde(default)]
    pub unchanged: Option<bool>,
}

/// A part of a form.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormPart {
    /// The field's name.
    pub name: String,
    /// The file's name, if it is one.
    #[serde(default)]
    pub filename: Option<String>,
    /// What it holds; may be a long text.
    pub content: Value,
}

fn yes() -> bool {
    true
}

fn writer() -> String {
    "writer".to_owned()
}

/// Reads all features of a folder, by the names of their files.
///
/// # Errors
/// Names the file that cannot be read, and the field that is wrong in it.
pub fn load(folder: &Path) -> Result<BTreeMap<String, Feature>, String> {
    let complain =
        |path: &Path, error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let entries = fs::read_dir(folder).map_err(|error| complain(folder, &error))?;
    let mut features = BTreeMap::new();
    for entry in entries {
        let path = entry.map_err(|error| complain(folder, &error))?.path();
        let Some(name) = path.file_stem().and_then(|name| name.to_str()) else {
            continue;
        };
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let text = fs::read_to_string(&path).map_err(|error| complain(&path, &error))?;
        let feature =
            serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_str(&text))
                .map_err(|error| complain(&path, &error))?;
        features.insert(name.to_owned(), feature);
    }
    Ok(features)
}
