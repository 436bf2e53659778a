//! Bodies that may be large wait in a file until they are whole. Meanwhile they take neither memory
//! nor a thread, however slow their clients are; and the sandbox reads each at its own pace.

use std::{
    fs::File,
    io::{self, BufReader, Read, Seek, Write},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use axum::{body::Body, http::HeaderMap};
use http_body_util::BodyExt;
use segdeck_core::wire;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::spawn_blocking,
    time::{Instant, timeout},
};

use crate::{
    body::{broken_off, is_larger, too_large, too_slow},
    options::{Database, Options},
    refusal::Refusal,
};

/// How many uploads there are at once, from their first byte until the sandbox has read them.
const UPLOADS: usize = 16;
/// How many bytes go to the file at once.
const CHUNK: usize = 256 * 1024;

/// Where uploads wait, and what they may take.
#[derive(Debug)]
pub struct Spool {
    /// Beside the database; `None` is the system's folder for temporary files.
    folder: Option<PathBuf>,
    limit: usize,
    silence: Duration,
    patience: Duration,
    places: Arc<Semaphore>,
}

impl Spool {
    pub fn new(options: &Options) -> Self {
        Self {
            folder: match &options.database {
                Database::File(path) => path.parent().map(Path::to_owned),
                Database::InMemory => None,
            },
            limit: options.max_upload,
            silence: options.upload_silence,
            patience: options.upload_patience,
            places: Arc::new(Semaphore::new(UPLOADS)),
        }
    }

    /// Takes a whole body, if it is small enough and goes on arriving.
    pub async fn read(&self, headers: &HeaderMap, mut body: Body) -> Result<wire::Body, Refusal> {
        if is_larger(&body, self.limit) {
            return Err(too_large(headers, body, self.limit).await);
        }
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else {
            return Err(Refusal::unavailable(
                "Too many files are on their way. Send it again when another has arrived.",
            ));
        };
        let mut upload = Writing::create(self.folder.clone()).await?;
        let deadline = Instant::now() + self.patience;
        let mut size = 0_usize;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let Ok(frame) = timeout(left.min(self.silence), body.frame()).await else {
                return Err(too_slow(self.patience.min(self.silence)));
            };
            match frame {
                None => break,
                Some(Err(_)) => return Err(broken_off()),
                Some(Ok(frame)) => {
                    let Ok(bytes) = frame.into_data() else {
                        continue;
                    };
                    size = size.saturating_add(bytes.len());
                    if size > self.limit {
                        return Err(too_large(headers, body, self.limit).await);
                    }
                    upload = upload.write(&bytes).await?;
                }
            }
        }
        Ok(wire::Body::reader(Upload {
            file: BufReader::new(upload.finish().await?),
            _place: place,
        }))
    }
}

/// A body that has arrived. It keeps its place until it has been read.
struct Upload {
    file: BufReader<File>,
    _place: OwnedSemaphorePermit,
}

impl Read for Upload {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.file.read(buffer)
    }
}

/// A file without a name, written chunk by chunk.
struct Writing {
    file: File,
    pending: Vec<u8>,
}

impl Writing {
    async fn create(folder: Option<PathBuf>) -> Result<Self, Refusal> {
        on_thread(move || {
            let file = match folder.filter(|folder| !folder.as_os_str().is_empty()) {
                Some(folder) => tempfile::tempfile_in(folder)?,
                None => tempfile::tempfile()?,
            };
            Ok(Self {
                file,
                pending: Vec::new(),
            })
        })
        .await
    }

    async fn write(mut self, bytes: &[u8]) -> Result<Self, Refusal> {
        self.pending.extend_from_slice(bytes);
        if self.pending.len() < CHUNK {
            return Ok(self);
        }
        on_thread(move || {
            self.file.write_all(&self.pending)?;
            self.pending.clear();
            Ok(self)
        })
        .await
    }

    async fn finish(mut self) -> Result<File, Refusal> {
        on_thread(move || {
            self.file.write_all(&self.pending)?;
            self.file.rewind()?;
            Ok(self.file)
        })
        .await
    }
}

async fn on_thread<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, Refusal> {
    let done = spawn_blocking(work).await.map_err(io::Error::other);
    done.flatten().map_err(|error| {
        tracing::error!(%error, "a body could not be kept in a temporary file");
        Refusal::internal()
    })
}
