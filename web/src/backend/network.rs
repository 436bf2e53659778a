//! The network: `fetch` in a browser.

#[cfg(target_arch = "wasm32")]
pub(super) type Network = segdeck_client::FetchTransport;

#[cfg(not(target_arch = "wasm32"))]
pub(super) use native::Network;

/// Components are compiled natively so that the pure code beside them can be tested; they never run
/// there, and there is no `fetch`.
#[cfg(not(target_arch = "wasm32"))]
mod native {
    use std::time::Duration;

    use segdeck_core::{
        UnixMillis,
        wire::{Reached, Request, Response, Transport, TransportError},
    };

    #[derive(Clone, Debug, Default)]
    pub struct Network;

    impl Network {
        pub fn new(_base: impl Into<String>) -> Self {
            Self
        }
    }

    impl Transport for Network {
        async fn send(&self, _request: Request) -> Result<Response, TransportError> {
            Err(TransportError {
                reached: Reached::NotSent,
                message: "There is no network outside of a browser.".to_owned(),
            })
        }

        async fn sleep(&self, _duration: Duration) {}

        fn now(&self) -> UnixMillis {
            UnixMillis(0)
        }
    }
}
