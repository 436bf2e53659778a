//! Bodies that are too large to hold: from a blocking reader to the connection.

use std::io::{self, Read};

use axum::body::{Body, Bytes};
use http_body_util::channel::{Channel, Sender};
use segdeck_core::wire::Reader;
use tokio::task::spawn_blocking;

/// How many bytes are read at once.
const CHUNK: usize = 64 * 1024;
/// How many chunks wait for a slow connection.
const WAITING: usize = 2;

/// A body that is read as fast as the connection takes it.
///
/// A thread is used while a chunk is read and not while the connection takes it, so a client that
/// reads slowly holds none. When the client goes away, or takes nothing for so long that its
/// connection is given up, the reader is dropped.
pub fn from_reader(reader: Reader) -> Body {
    let (sender, body) = Channel::new(WAITING);
    tokio::spawn(feed(reader, sender));
    Body::new(body)
}

async fn feed(reader: Reader, mut sender: Sender<Bytes, io::Error>) {
    loop {
        let mut reader = reader.clone();
        let read = spawn_blocking(move || read_chunk(&mut reader)).await;
        match read.map_err(io::Error::other).flatten() {
            Ok(chunk) if chunk.is_empty() => return,
            Ok(chunk) => {
                if sender.send_data(chunk.into()).await.is_err() {
                    return;
                }
            }
            Err(error) => {
                tracing::error!(%error, "an answer could not be read to its end");
                sender.abort(error);
                return;
            }
        }
    }
}

/// The next bytes; none at the end.
fn read_chunk(reader: &mut Reader) -> io::Result<Vec<u8>> {
    let mut chunk = Vec::with_capacity(CHUNK);
    reader.take(CHUNK as u64).read_to_end(&mut chunk)?;
    Ok(chunk)
}

#[cfg(test)]
mod tests {
    use std::{
        sync::mpsc::{Receiver, Sender, channel},
        time::Duration,
    };

    use http_body_util::BodyExt;
    use tokio::{runtime::Builder, time::timeout};

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(30);

    /// Never ends, and tells when it is dropped.
    struct Endless(Sender<()>);

    impl Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            buffer.fill(b'x');
            Ok(buffer.len())
        }
    }

    impl Drop for Endless {
        fn drop(&mut self) {
            let _ = self.0.send(());
        }
    }

    fn endless() -> (Body, Receiver<()>) {
        let (dropped, watch) = channel();
        (from_reader(Reader::new(Endless(dropped))), watch)
    }

    #[test]
    fn slow_clients_hold_no_thread_and_let_go_of_the_reader() {
        let runtime = Builder::new_multi_thread()
            .max_blocking_threads(1)
            .enable_time()
            .build()
            .unwrap();
        runtime.block_on(async {
            let (slow, watches): (Vec<_>, Vec<_>) = (0..20).map(|_| endless()).unzip();
            let body = from_reader(Reader::new(io::repeat(b'y').take(1_000_000)));
            let whole = timeout(PATIENCE, body.collect()).await.unwrap().unwrap();
            assert_eq!(whole.to_bytes(), vec![b'y'; 1_000_000]);
            drop(slow);
            for watch in watches {
                let waiting = spawn_blocking(move || watch.recv_timeout(PATIENCE));
                assert_eq!(waiting.await.unwrap(), Ok(()));
            }
        });
    }

    struct Broken(usize);

    impl Read for Broken {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let size = std::mem::take(&mut self.0).min(buffer.len());
            if size == 0 {
                return Err(io::Error::other("on purpose"));
            }
            Ok(size)
        }
    }

    #[tokio::test]
    async fn a_reader_that_fails_ends_the_body_with_an_error() {
        let body = from_reader(Reader::new(Broken(10)));
        assert!(body.collect().await.is_err());
    }
}
