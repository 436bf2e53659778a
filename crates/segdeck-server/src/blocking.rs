//! Work that blocks, on threads for it.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::refusal::Refusal;

/// Runs blocking work on a thread when one of these workers is free. Work that has begun is
/// finished even if nobody waits for it any more.
pub async fn run<T: Send + 'static>(
    workers: &Arc<Semaphore>,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Refusal> {
    let Ok(worker) = Arc::clone(workers).acquire_owned().await else {
        return Err(Refusal::internal());
    };
    let done = tokio::task::spawn_blocking(move || {
        let result = work();
        drop(worker);
        result
    });
    done.await.map_err(|error| {
        tracing::error!(%error, "a task ended without a result");
        Refusal::internal()
    })
}
