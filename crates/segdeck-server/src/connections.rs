//! Accepts connections, serves them, and lets them end.

use std::{convert::Infallible, time::Duration};

use axum::{Router, body::Body, response::Response};
use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::{GracefulShutdown, Watcher},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
};

use crate::fault::Dropped;

/// How long requests in flight may take to end after the stop.
const PATIENCE: Duration = Duration::from_secs(9);
/// How long answers may take to leave after the last request in flight.
const LAST_BYTES: Duration = Duration::from_millis(500);
/// The pause after a connection could not be taken, as when all file handles are in use.
const BREATH: Duration = Duration::from_millis(50);

/// Ends when the server is to stop.
pub async fn stopped(stop: &mut watch::Receiver<bool>) {
    // Without a sender nobody can stop the server any more, so that too is the end.
    let _ = stop.wait_for(|is_stopping| *is_stopping).await;
}

/// Serves until it is to stop, then finishes what is in flight.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    head_patience: Duration,
    mut stop: watch::Receiver<bool>,
) {
    let connections = GracefulShutdown::new();
    let in_flight = watch::Sender::new(0_usize);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stopped(&mut stop) => break,
        };
        match accepted {
            Ok((stream, _)) => {
                tokio::spawn(connection(
                    stream,
                    router.clone(),
                    head_patience,
                    connections.watcher(),
                    in_flight.clone(),
                ));
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(BREATH).await;
            }
        }
    }
    drop(listener);
    let mut finished = in_flight.subscribe();
    let ended = async {
        // A connection on which nothing was ever asked would hold up the end, so only the
        // requests are waited for.
        let ending = connections.shutdown();
        tokio::pin!(ending);
        tokio::select! {
            () = &mut ending => return,
            _ = finished.wait_for(|count| *count == 0) => {}
        }
        let _ = tokio::time::timeout(LAST_BYTES, ending).await;
    };
    if tokio::time::timeout(PATIENCE, ended).await.is_err() {
        tracing::warn!("stopped although requests were still in flight");
    }
}

async fn connection(
    stream: TcpStream,
    router: Router,
    head_patience: Duration,
    watcher: Watcher,
    in_flight: watch::Sender<usize>,
) {
    let dashboard_and_api = TowerToHyperService::new(router);
    let service = service_fn(move |request: Request<Incoming>| {
        let request_in_flight = InFlight::new(&in_flight);
        let answer = hyper::service::Service::call(&dashboard_and_api, request);
        async move {
            let _counted = request_in_flight;
            drop_if_asked(answer.await)
        }
    });
    let _ = stream.set_nodelay(true);
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head_patience)
        .serve_connection(TokioIo::new(stream), service);
    if let Err(error) = watcher.watch(served).await {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// An error in place of the answer makes hyper close the connection without a word.
fn drop_if_asked(answer: Result<Response<Body>, Infallible>) -> Result<Response<Body>, Dropped> {
    let answer = answer.unwrap_or_else(|never| match never {});
    match answer.extensions().get::<Dropped>() {
        Some(dropped) => Err(*dropped),
        None => Ok(answer),
    }
}

/// Counts a request for as long as it lives, also when its client goes away.
struct InFlight(watch::Sender<usize>);

impl InFlight {
    fn new(count: &watch::Sender<usize>) -> Self {
        count.send_modify(|count| *count = count.saturating_add(1));
        Self(count.clone())
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count = count.saturating_sub(1));
    }
}
