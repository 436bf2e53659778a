//! What the page waits for: requests on their way, and pauses before the next try. Whoever shows
//! them can end them.

use std::{
    cell::{Cell, RefCell},
    fmt,
    future::{Future, poll_fn},
    pin::pin,
    rc::Rc,
    task::{Poll, Waker},
};

use yew::Callback;

use crate::platform;

/// All of one client. Clones share them.
#[derive(Clone, Default)]
pub struct Waits(Rc<Shared>);

#[derive(Default)]
struct Shared {
    list: RefCell<Vec<Rc<Wait>>>,
    listeners: RefCell<Vec<Callback<()>>>,
}

/// One of them.
pub struct Wait {
    /// When it began, in Unix milliseconds.
    pub since: i64,
    /// When the request is sent again, where the server asked to wait.
    pub next_try: Option<i64>,
    is_ended: Cell<bool>,
    waker: Cell<Option<Waker>>,
}

impl fmt::Debug for Waits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Waits")
    }
}

impl PartialEq for Waits {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Waits {
    /// Does `work`, and lists it until it is done; `None` if it was ended before.
    pub(super) async fn during<T>(
        &self,
        next_try: Option<i64>,
        work: impl Future<Output = T>,
    ) -> Option<T> {
        let listed = self.add(next_try);
        let mut work = pin!(work);
        poll_fn(|context| {
            if let Poll::Ready(done) = work.as_mut().poll(context) {
                return Poll::Ready(Some(done));
            }
            if listed.wait.is_ended.get() {
                return Poll::Ready(None);
            }
            listed.wait.waker.set(Some(context.waker().clone()));
            Poll::Pending
        })
        .await
    }

    fn add(&self, next_try: Option<i64>) -> Listed {
        let wait = Rc::new(Wait {
            since: platform::now_millis(),
            next_try,
            is_ended: Cell::new(false),
            waker: Cell::new(None),
        });
        self.0.list.borrow_mut().push(wait.clone());
        self.tell();
        Listed {
            waits: self.clone(),
            wait,
        }
    }

    fn tell(&self) {
        let listeners = self.0.listeners.borrow().clone();
        for listener in listeners {
            listener.emit(());
        }
    }

    /// Those that last.
    #[must_use]
    pub fn list(&self) -> Vec<Rc<Wait>> {
        self.0.list.borrow().clone()
    }

    /// Ends those that `is_meant` says. A request is given up; whether it was carried out is as
    /// unknown as after any that got no answer.
    pub fn end(&self, is_meant: impl Fn(&Wait) -> bool) {
        for wait in self.list().iter().filter(|wait| is_meant(wait)) {
            wait.is_ended.set(true);
            if let Some(waker) = wait.waker.take() {
                waker.wake();
            }
        }
    }

    /// Calls `on_change` whenever one begins or ends, for as long as what it returns is kept.
    #[must_use]
    pub fn listen(&self, on_change: Callback<()>) -> Listening {
        self.0.listeners.borrow_mut().push(on_change.clone());
        Listening {
            waits: self.clone(),
            on_change,
        }
    }
}

struct Listed {
    waits: Waits,
    wait: Rc<Wait>,
}

impl Drop for Listed {
    fn drop(&mut self) {
        let mut list = self.waits.0.list.borrow_mut();
        list.retain(|wait| !Rc::ptr_eq(wait, &self.wait));
        drop(list);
        self.waits.tell();
    }
}

/// What [`Waits::listen`] returns.
pub struct Listening {
    waits: Waits,
    on_change: Callback<()>,
}

impl Drop for Listening {
    fn drop(&mut self) {
        let mut listeners = self.waits.0.listeners.borrow_mut();
        listeners.retain(|listener| *listener != self.on_change);
    }
}
