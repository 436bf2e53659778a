//! The database's file, in the origin-private file system.

use std::path::Path;

use js_sys::{JsString, Promise, Reflect};
use segdeck_core::{UnixMillis, url};
use segdeck_sandbox::{OpenError, Options, Sandbox, SandboxError, Seed};
use sqlite_wasm_rs::{
    WasmOsCallback,
    vfs::{VfsFilesManager, transfer::DbTransfer},
};
use sqlite_wasm_vfs::sahpool::{OpfsSAHError, OpfsSAHPoolCfgBuilder, OpfsSAHPoolUtil, install};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DedicatedWorkerGlobalScope, FileSystemDirectoryHandle, FileSystemRemoveOptions, StorageManager,
};

use super::text_of;
use crate::status::Storage;

const FILE: &str = "segdeck.db";
/// The database and its journal.
const FILES: usize = 2;

/// Where the database is kept, and the way to it.
pub struct Database {
    directory: String,
    place: Place,
}

enum Place {
    /// Not known yet, or it could not be had.
    Unknown,
    Pool(OpfsSAHPoolUtil),
    Memory {
        reason: String,
    },
}

impl Database {
    /// The one of that scope; nothing is done yet.
    pub fn new(scope: &str) -> Self {
        Self {
            directory: format!("segdeck.sandbox/{}", url::encode(scope)),
            place: Place::Unknown,
        }
    }

    /// Where the data is, and why it is there if that needs a reason.
    pub fn storage(&self) -> (Storage, Option<String>) {
        match &self.place {
            Place::Unknown | Place::Pool(_) => (Storage::File, None),
            Place::Memory { reason } => (Storage::Memory, Some(reason.clone())),
        }
    }

    /// Opens the database, and makes it of `seed` if there is none. `Err` is a sentence that says
    /// what to do; what is there stays untouched then.
    pub async fn open(&mut self, seed: Seed, now: UnixMillis) -> Result<Sandbox, String> {
        if matches!(self.place, Place::Unknown) {
            self.place = self.find_place().await?;
        }
        let opened = match &self.place {
            Place::Pool(_) => Sandbox::open_alone(Path::new(FILE), seed, now, options()),
            _ => in_memory(seed, now),
        };
        opened.map_err(|error| told(&error))
    }

    /// Removes whatever is there, whether it could be opened or not. No sandbox is open.
    pub async fn remove(&mut self) -> Result<(), String> {
        match &self.place {
            Place::Memory { .. } => Ok(()),
            Place::Pool(pool) => pool
                .clear()
                .map_err(|error| not_removed(&error.to_string())),
            Place::Unknown => {
                let removed = self.remove_directory().await;
                removed.map_err(|error| not_removed(&text_of(&error)))
            }
        }
    }

    /// The file as it is, where it cannot be opened as a database.
    pub fn raw_copy(&self) -> Option<Vec<u8>> {
        match &self.place {
            Place::Pool(pool) => pool.export_db(FILE).ok(),
            _ => None,
        }
    }

    async fn find_place(&self) -> Result<Place, String> {
        let wanted = OpfsSAHPoolCfgBuilder::new()
            .directory(&self.directory)
            .initial_capacity(FILES)
            .build();
        match install::<WasmOsCallback>(&wanted, true).await {
            Ok(pool) => Ok(Place::Pool(pool)),
            Err(error) => match missing(&error) {
                Some(reason) => Ok(Place::Memory { reason }),
                None => Err(format!(
                    "The browser does not let the sandbox use its file ({error}). Close the other \
                     tabs of Segdeck and reload this one. If that does not help, reset the \
                     sandbox, which removes its data."
                )),
            },
        }
    }

    /// Removes the folder with everything in it, also what no pool understands.
    async fn remove_directory(&self) -> Result<(), JsValue> {
        let mut folder = root().await?;
        let mut parts = self.directory.split('/').peekable();
        while let Some(part) = parts.next() {
            let promise = if parts.peek().is_some() {
                folder.get_directory_handle(part)
            } else {
                let options = FileSystemRemoveOptions::new();
                options.set_recursive(true);
                JsFuture::from(folder.remove_entry_with_options(part, &options)).await?;
                return Ok(());
            };
            folder = JsFuture::from(promise).await?.unchecked_into();
        }
        Ok(())
    }
}

/// Why there is no file system at all, if that is what an error means.
fn missing(error: &OpfsSAHError) -> Option<String> {
    let because = match error {
        OpfsSAHError::NotSupported => "this browser, or a page without HTTPS, has no file system \
             for pages"
            .to_owned(),
        OpfsSAHError::Opfs {
            operation: "get OPFS root",
            message,
            value,
        } => {
            let name = Reflect::get(value, &JsString::from("name")).ok()?;
            // What a private window answers.
            let is_missing = name == "NotSupportedError" || name == "SecurityError";
            is_missing.then(|| format!("the browser refused the page a file system ({message})"))?
        }
        _ => return None,
    };
    Some(format!(
        "The data is only in memory, because {because}. It is gone when this tab closes or reloads."
    ))
}

fn in_memory(seed: Seed, now: UnixMillis) -> Result<Sandbox, OpenError> {
    let sandbox = Sandbox::open_in_memory(options())?;
    sandbox.seed(seed, now).map_err(OpenError::Fill)?;
    Ok(sandbox)
}

fn options() -> Options {
    Options {
        on_failure: Some(Box::new(|error: &SandboxError| {
            web_sys::console::error_1(&error.to_string().into());
        })),
        ids: None,
    }
}

fn told(error: &OpenError) -> String {
    match error {
        OpenError::NotOurs { .. } => "What is in the sandbox's file is no database of Segdeck, or \
            it is damaged. It was not touched: download it to keep it, then reset the sandbox to \
            begin with a new one."
            .to_owned(),
        OpenError::Newer { found, known, .. } => format!(
            "The sandbox's database was written by a newer Segdeck (version {found}; this one \
             knows up to {known}). It was not touched: reload the page to get the newer Segdeck, \
             or reset the sandbox to begin with a new database."
        ),
        other => format!(
            "{other} Reload the page to try again. If that does not help, download the database \
             to keep it, and reset the sandbox to begin with a new one."
        ),
    }
}

fn not_removed(error: &str) -> String {
    format!(
        "The sandbox's file could not be removed ({error}). Close the other tabs of Segdeck and \
         try again, or clear this site's data in the browser's settings."
    )
}

async fn root() -> Result<FileSystemDirectoryHandle, JsValue> {
    let storage = storage_manager().ok_or("there is no file system")?;
    Ok(JsFuture::from(storage.get_directory())
        .await?
        .unchecked_into())
}

/// Whether the browser promised not to remove the data when it needs space.
pub async fn is_persisted() -> bool {
    was_persisted(ask_whether_persisted()).await
}

/// Asks whether the browser promised that, without waiting for the answer.
pub fn ask_whether_persisted() -> Option<Promise> {
    storage_manager()?.persisted().ok()
}

/// The answer.
pub async fn was_persisted(asked: Option<Promise>) -> bool {
    match asked {
        Some(asked) => {
            let answer = JsFuture::from(asked).await;
            answer.is_ok_and(|is_persisted| is_persisted.is_truthy())
        }
        None => false,
    }
}

/// Absent on a page without HTTPS.
fn storage_manager() -> Option<StorageManager> {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().dyn_into().ok()?;
    let storage = scope.navigator().storage();
    storage.is_object().then_some(storage)
}
