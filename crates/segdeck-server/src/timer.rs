//! Expirations and the rest of long work happen by themselves, without a request.

use std::{sync::Arc, time::Duration};

use tokio::sync::watch;

use crate::{
    app::{App, Worker},
    connections::stopped,
};

/// The longest sleep: an expiration that a request sets meanwhile is still applied in time.
const LONGEST: Duration = Duration::from_millis(500);
/// The shortest, so that the timer never spins.
const SHORTEST: Duration = Duration::from_millis(5);
/// The sleep after a failure of the database.
const AFTER_FAILURE: Duration = Duration::from_secs(5);

/// The pause between two slices of work, so that a request that waits for the database gets it.
const BETWEEN_SLICES: Duration = Duration::from_millis(1);

pub async fn run(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    loop {
        let wait = if app.apply_due().await.is_err() {
            AFTER_FAILURE
        } else {
            match app.work().await {
                Ok(true) => BETWEEN_SLICES,
                Ok(false) => until_next(&app).await,
                Err(_) => AFTER_FAILURE,
            }
        };
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = stopped(&mut stop) => return,
        }
    }
}

async fn until_next(app: &Arc<App>) -> Duration {
    let shared = Arc::clone(app);
    let next = app
        .blocking(Worker::Reader, move || shared.sandbox.next_due())
        .await;
    match next {
        Ok(Ok(Some(due))) => {
            let left = due
                .0
                .saturating_sub(app.clock.now().0)
                .max(0)
                .unsigned_abs();
            Duration::from_millis(left).clamp(SHORTEST, LONGEST)
        }
        Ok(Ok(None)) => LONGEST,
        Ok(Err(error)) => {
            tracing::error!(%error, "the next expiration could not be looked up");
            AFTER_FAILURE
        }
        Err(_) => AFTER_FAILURE,
    }
}
