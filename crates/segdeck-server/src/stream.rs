//! Bodies that are too large to hold: from a blocking reader to the connection.

use std::io::{self, Read};

use axum::body::{Body, Bytes};
use http_body_util::channel::{Channel, Sender};
use segdeck_core::wire::Reader;
use tokio::{runtime::Handle, task::spawn_blocking};

/// How many bytes are read at once.
const CHUNK: usize = 64 * 1024;
/// How many chunks wait for a slow connection.
const WAITING: usize = 2;

/// A body that is read as fast as the connection takes it.
pub fn from_reader(reader: Reader) -> Body {
    let (sender, body) = Channel::new(WAITING);
    let runtime = Handle::current();
    spawn_blocking(move || feed(reader, sender, &runtime));
    Body::new(body)
}

fn feed(mut reader: Reader, mut sender: Sender<Bytes, io::Error>, runtime: &Handle) {
    loop {
        let mut chunk = vec![0; CHUNK];
        match reader.read(&mut chunk) {
            Ok(0) => return,
            Ok(length) => {
                chunk.truncate(length);
                if runtime.block_on(sender.send_data(chunk.into())).is_err() {
                    return;
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => {
                tracing::error!(%error, "an answer could not be read to its end");
                sender.abort(error);
                return;
            }
        }
    }
}
