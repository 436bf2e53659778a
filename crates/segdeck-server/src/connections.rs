//! Accepts connections, serves them, and lets them end.

use std::{
    convert::Infallible,
    net::SocketAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes},
    response::Response,
};
use hyper::{
    Request,
    body::{Body as HttpBody, Frame, Incoming, SizeHint},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::{GracefulShutdown, Watcher},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
};

use crate::fault::Dropped;

mod patient;
mod places;
use patient::Patient;
use places::{Place, Places};

/// How many connections there are, and how long they wait for their clients.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How many there are at once.
    pub connections: usize,
    /// The patience for a request's head, also while the connection idles between two.
    pub head: Duration,
    /// The patience for the client to take more of an answer.
    pub write: Duration,
    /// The patience for requests in flight to end after the stop.
    pub stop: Duration,
}

/// How long answers may take to leave after the last request in flight.
const LAST_BYTES: Duration = Duration::from_millis(500);
/// How long a connection may be idle before it has to make room for another.
const GRACE: Duration = Duration::from_millis(250);
/// The pause after a connection could not be taken, as when all file handles are in use.
const BREATH: Duration = Duration::from_millis(50);

/// The other end of the connection that a request came on.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// Ends when the server is to stop.
pub async fn stopped(stop: &mut watch::Receiver<bool>) {
    // Without a sender nobody can stop the server any more, so that too is the end.
    let _ = stop.wait_for(|is_stopping| *is_stopping).await;
}

/// Serves until it is to stop, then finishes what is in flight.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    mut stop: watch::Receiver<bool>,
) {
    let connections = GracefulShutdown::new();
    let in_flight = watch::Sender::new(0_usize);
    let places = Places::new(limits.connections, GRACE);
    let mut tasks = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stopped(&mut stop) => break,
        };
        while tasks.try_join_next().is_some() {}
        match accepted {
            Ok((stream, peer)) => {
                let place = tokio::select! {
                    place = places.take() => place,
                    () = stopped(&mut stop) => break,
                };
                tasks.spawn(connection(
                    stream,
                    Peer(peer),
                    place,
                    router.clone(),
                    limits,
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
    if tokio::time::timeout(limits.stop, ended).await.is_err() {
        tracing::warn!("stopped although requests were still in flight");
    }
    tasks.shutdown().await;
}

async fn connection(
    stream: TcpStream,
    peer: Peer,
    place: Place,
    router: Router,
    limits: Limits,
    watcher: Watcher,
    in_flight: watch::Sender<usize>,
) {
    let dashboard_and_api = TowerToHyperService::new(router);
    let place = Arc::new(place);
    let own_place = Arc::clone(&place);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        let in_flight = InFlight::new(&in_flight, &own_place);
        let answer = hyper::service::Service::call(&dashboard_and_api, request);
        async move { drop_if_asked(answer.await).map(|answer| in_flight.until_sent(answer)) }
    });
    let _ = stream.set_nodelay(true);
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .serve_connection(TokioIo::new(Patient::new(stream, limits.write)), service);
    tokio::select! {
        served = watcher.watch(served) => if let Err(error) = served {
            tracing::debug!(%error, "a connection ended early");
        },
        () = place.given_up() => tracing::debug!("an idle connection made room for another"),
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
struct InFlight {
    count: watch::Sender<usize>,
    place: Arc<Place>,
}

impl InFlight {
    fn new(count: &watch::Sender<usize>, place: &Arc<Place>) -> Self {
        count.send_modify(|count| *count = count.saturating_add(1));
        place.set_busy();
        Self {
            count: count.clone(),
            place: Arc::clone(place),
        }
    }

    /// The answer is in flight too, until the last of its body has been taken.
    fn until_sent(self, answer: Response<Body>) -> Response<Answer> {
        answer.map(|body| Answer {
            body,
            _in_flight: self,
        })
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.place.set_idle();
        self.count
            .send_modify(|count| *count = count.saturating_sub(1));
    }
}

struct Answer {
    body: Body,
    _in_flight: InFlight,
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
