//! Taking the file of an import: it is looked at whole before anything is changed, and its keys
//! wait in the database.

use std::io::Read;

use segdeck_core::{
    IdSource, Invalid, SegmentKey,
    endpoint::{Endpoint, GetImport, Place},
    model::{ImportMode, ImportStatus},
    order,
    wire::{self, Body, Request},
};

use super::{
    csv::KeyReader,
    imports::refuse_while_running,
    multipart::{Multipart, Part},
};
use crate::{
    SandboxError, approvals,
    audit_log::SegmentChange,
    error::Failure,
    lists,
    reply::Answer,
    sandbox::Call,
    segments::require_segment,
    store::{imports, segments},
};

/// How many keys are imported in one slice.
const KEYS_IN_CHUNK: usize = 1_000;
/// A chunk with longer keys ends at so many bytes.
const BYTES_IN_CHUNK: usize = 128 * 1024;
/// So many bytes of keys are sorted before they are parted into chunks: neighbors in the list come
/// together, so that a slice changes few pages of the database.
const BYTES_IN_MEMORY: usize = 8 * 1024 * 1024;
/// How many chunks are written at once.
const CHUNKS_AT_ONCE: usize = 32;
/// The longest value of a field that is no file.
const FIELD_LIMIT: usize = 1024;

/// Begins an import. What can be refused without the file is refused before it is read.
pub fn create(
    call: &Call<'_>,
    place: &Place,
    key: &SegmentKey,
    request: &Request,
) -> Result<Answer, SandboxError> {
    let content_type = request.headers.get("Content-Type");
    let body: Box<dyn Read> = match &request.body {
        Body::Reader(reader) => Box::new(reader.clone()),
        body => Box::new(body.as_bytes()),
    };
    let multipart = Multipart::new(content_type, body)?;
    let (environment, segment) = call.store.read(|connection| {
        let (environment, stored) = require_segment(connection, place, key)?;
        lists::refuse_foreign(&stored.segment)?;
        refuse_while_running(connection, environment)?;
        Ok((environment, stored.id))
    })?;
    let mut ids = call.ids;
    let mut stage = Stage {
        call,
        uid: ids.next_id(),
        environment,
        segment,
        key,
        import: None,
        keys: Vec::new(),
        bytes: 0,
        chunks: Vec::new(),
    };
    let published = read_form(multipart, &mut stage)
        .and_then(|form| stage.publish(place, &form))
        .map(|()| GetImport::new(place.clone(), key.clone(), &stage.uid));
    match published {
        Ok(import) => Ok(Answer::ImportStarted(import.request().path)),
        Err(error) => {
            stage.give_up();
            Err(error)
        }
    }
}

/// What was sent.
#[derive(Default)]
struct Form {
    file_name: Option<String>,
    has_file: bool,
    mode: Option<ImportMode>,
    wait_on_approvals: Option<bool>,
}

fn read_form<R: Read>(
    mut multipart: Multipart<R>,
    stage: &mut Stage<'_>,
) -> Result<Form, SandboxError> {
    let mut form = Form::default();
    while let Some(Part { name, file_name }) = multipart.next_part()? {
        let is_twice = match name.as_str() {
            "file" => form.has_file,
            "mode" => form.mode.is_some(),
            "waitOnApprovals" => form.wait_on_approvals.is_some(),
            // Fields that are not known are passed over, as in JSON.
            _ => continue,
        };
        if is_twice {
            let reason = format!("The field {name} is sent twice. Send it once.");
            return Err(Invalid::new(name, reason).into());
        }
        match name.as_str() {
            "file" => {
                let mut keys = KeyReader::default();
                let mut take = |key: &str| stage.take(key);
                while let Some(piece) = multipart.next_piece()? {
                    keys.read(piece, &mut take)?;
                }
                keys.finish(&mut take)?;
                form.has_file = true;
                form.file_name = file_name.filter(|name| !name.is_empty());
            }
            "mode" => form.mode = Some(read_mode(&read_text(&mut multipart, "mode")?)?),
            _ => {
                let text = read_text(&mut multipart, "waitOnApprovals")?;
                form.wait_on_approvals = Some(read_bool(&text)?);
            }
        }
    }
    if form.has_file {
        Ok(form)
    } else {
        Err(Invalid::new(
            "file",
            "There is no file. Send the keys as CSV in the field file.",
        )
        .into())
    }
}

fn read_text<R: Read>(multipart: &mut Multipart<R>, name: &str) -> Result<String, Invalid> {
    let mut bytes = Vec::new();
    while let Some(piece) = multipart.next_piece()? {
        bytes.extend_from_slice(piece);
        if bytes.len() > FIELD_LIMIT {
            let reason = format!("The field {name} has more than {FIELD_LIMIT} bytes.");
            return Err(Invalid::new(name, reason));
        }
    }
    String::from_utf8(bytes).map_err(|_| Invalid::new(name, format!("{name} is not UTF-8.")))
}

fn read_mode(text: &str) -> Result<ImportMode, Invalid> {
    match ImportMode::from_name(text) {
        ImportMode::Unknown(text) => Err(Invalid::new(
            "mode",
            format!("The mode must be merge or replace, not {text:?}."),
        )),
        mode => Ok(mode),
    }
}

/// Clients write it as their language does.
fn read_bool(text: &str) -> Result<bool, Invalid> {
    match text.to_ascii_lowercase().as_str() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(Invalid::new(
            "waitOnApprovals",
            format!("waitOnApprovals must be true or false, not {text:?}."),
        )),
    }
}

/// Keys on their way into the database. Nobody knows of them until the file is whole.
struct Stage<'a> {
    call: &'a Call<'a>,
    uid: String,
    environment: i64,
    segment: i64,
    key: &'a SegmentKey,
    /// The import's number, once something of it is in the database.
    import: Option<i64>,
    keys: Vec<String>,
    bytes: usize,
    chunks: Vec<String>,
}

impl Stage<'_> {
    fn take(&mut self, key: &str) -> Result<(), SandboxError> {
        self.bytes += key.len();
        self.keys.push(key.to_owned());
        if self.bytes >= BYTES_IN_MEMORY {
            self.part_into_chunks();
            while self.chunks.len() > CHUNKS_AT_ONCE {
                let call = self.call;
                call.store.write(|transaction| self.write(transaction))?;
            }
        }
        Ok(())
    }

    fn part_into_chunks(&mut self) {
        order::sort(&mut self.keys);
        self.bytes = 0;
        let mut chunk: Vec<String> = Vec::new();
        let mut bytes = 0;
        for key in self.keys.drain(..) {
            bytes += key.len();
            chunk.push(key);
            if chunk.len() >= KEYS_IN_CHUNK || bytes >= BYTES_IN_CHUNK {
                self.chunks.push(wire::encode_text(&chunk));
                chunk.clear();
                bytes = 0;
            }
        }
        if !chunk.is_empty() {
            self.chunks.push(wire::encode_text(&chunk));
        }
    }

    fn write(&mut self, connection: &crate::store::Connection) -> Result<(), SandboxError> {
        let import = match self.import {
            Some(import) => import,
            None => imports::begin(
                connection,
                &self.uid,
                self.environment,
                self.segment,
                self.key,
                self.call.now,
            )?,
        };
        self.import = Some(import);
        let count = self.chunks.len().min(CHUNKS_AT_ONCE);
        for chunk in self.chunks.drain(..count) {
            imports::add_chunk(connection, import, &chunk)?;
        }
        Ok(())
    }

    /// Lets the import begin, if everything is still as it was when the file began to arrive.
    fn publish(&mut self, place: &Place, form: &Form) -> Result<(), SandboxError> {
        self.part_into_chunks();
        let call = self.call;
        while self.chunks.len() > CHUNKS_AT_ONCE {
            call.store.write(|transaction| self.write(transaction))?;
        }
        let is_waiting = form.wait_on_approvals.unwrap_or_default();
        call.store.write(|transaction| {
            let (environment, stored) = require_segment(transaction, place, self.key)?;
            if (environment, stored.id) != (self.environment, self.segment) {
                return Err(SandboxError::from(Failure::Conflict(
                    "The segment was deleted and created again meanwhile. Send the file again."
                        .to_owned(),
                )));
            }
            let before = stored.segment;
            if !is_waiting {
                approvals::check(transaction, call, environment, &before.tags)?;
            }
            refuse_while_running(transaction, environment)?;
            self.write(transaction)?;
            let Some(import) = self.import else {
                return Ok(());
            };
            // Without a mode nobody is to lose anything.
            let mode = form.mode.as_ref().unwrap_or(&ImportMode::Merge);
            let status = if is_waiting {
                ImportStatus::PendingApproval
            } else {
                ImportStatus::Preparing
            };
            imports::publish(
                transaction,
                import,
                mode,
                &status,
                form.file_name.as_deref(),
            )?;
            let mut after = before.clone();
            if !is_waiting {
                after.import_in_progress = Some(true);
                segments::update(transaction, stored.id, &after)?;
            }
            SegmentChange::update(place, &before, &after)
                .saying("sent a file to import into the segment")
                .record(transaction, call)
        })
    }

    /// Nobody knows of this import, and background work removes what there is of it.
    fn give_up(&self) {
        if let Some(import) = self.import {
            // If even this fails, the next start of the program gives it up.
            let _ = self
                .call
                .store
                .write(|transaction| imports::give_up(transaction, import));
        }
    }
}
