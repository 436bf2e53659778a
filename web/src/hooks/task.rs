//! Work in the background that stops when nobody waits for it any more.

use std::{cell::RefCell, future::Future, pin::Pin, rc::Rc, task::Poll};

use wasm_bindgen_futures::spawn_local;

type Work = Pin<Box<dyn Future<Output = ()>>>;

/// Work that runs until it is done or this value is dropped; a request in it is aborted then.
pub struct Task(Rc<RefCell<Option<Work>>>);

impl Task {
    /// Starts it.
    pub fn spawn(work: impl Future<Output = ()> + 'static) -> Self {
        let slot: Rc<RefCell<Option<Work>>> = Rc::new(RefCell::new(Some(Box::pin(work))));
        let running = slot.clone();
        spawn_local(std::future::poll_fn(move |context| {
            // Taken out while it runs, so that it can drop its own task.
            let Some(mut work) = running.borrow_mut().take() else {
                return Poll::Ready(());
            };
            if work.as_mut().poll(context).is_ready() {
                return Poll::Ready(());
            }
            if Rc::strong_count(&running) == 1 {
                return Poll::Ready(());
            }
            *running.borrow_mut() = Some(work);
            Poll::Pending
        }));
        Self(slot)
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        drop(self.0.borrow_mut().take());
    }
}
