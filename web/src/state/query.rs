//! What is known of something that is asked for.

use std::{any::Any, rc::Rc};

use segdeck_client::ClientError;
use yew::Reducible;

/// The state of a question to the server.
#[derive(Debug)]
pub enum Query<T: ?Sized> {
    /// Nothing has come yet.
    Loading,
    /// The answer.
    Ready(Rc<T>),
    /// The answer that is there while a newer one is on its way.
    Refreshing(Rc<T>),
    /// It failed; what was there before stays.
    Failed {
        /// Why.
        error: Rc<ClientError>,
        /// The answer before.
        last: Option<Rc<T>>,
    },
}

impl<T: ?Sized> Clone for Query<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Loading => Self::Loading,
            Self::Ready(data) => Self::Ready(data.clone()),
            Self::Refreshing(data) => Self::Refreshing(data.clone()),
            Self::Failed { error, last } => Self::Failed {
                error: error.clone(),
                last: last.clone(),
            },
        }
    }
}

impl<T: ?Sized> PartialEq for Query<T> {
    /// Answers are compared by identity: they may be large.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Loading, Self::Loading) => true,
            (Self::Ready(left), Self::Ready(right))
            | (Self::Refreshing(left), Self::Refreshing(right)) => Rc::ptr_eq(left, right),
            (
                Self::Failed { error, last },
                Self::Failed {
                    error: other_error,
                    last: other_last,
                },
            ) => {
                Rc::ptr_eq(error, other_error)
                    && match (last, other_last) {
                        (Some(left), Some(right)) => Rc::ptr_eq(left, right),
                        (None, None) => true,
                        _ => false,
                    }
            }
            _ => false,
        }
    }
}

impl<T: ?Sized> Query<T> {
    /// The newest answer there is.
    #[must_use]
    pub fn data(&self) -> Option<&Rc<T>> {
        match self {
            Self::Loading => None,
            Self::Ready(data) | Self::Refreshing(data) => Some(data),
            Self::Failed { last, .. } => last.as_ref(),
        }
    }

    /// Why the newest question failed, if it did.
    #[must_use]
    pub fn error(&self) -> Option<&Rc<ClientError>> {
        match self {
            Self::Failed { error, .. } => Some(error),
            _ => None,
        }
    }

    /// Whether an answer is on its way.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        matches!(self, Self::Loading | Self::Refreshing(_))
    }
}

impl Query<dyn Any> {
    /// The same with answers of the type `T`, which they have; one of another type is none.
    #[must_use]
    pub fn of<T: 'static>(&self) -> Query<T> {
        let data = |data: &Rc<dyn Any>| data.clone().downcast::<T>().ok();
        match self {
            Self::Loading => Query::Loading,
            Self::Ready(ready) => data(ready).map_or(Query::Loading, Query::Ready),
            Self::Refreshing(last) => data(last).map_or(Query::Loading, Query::Refreshing),
            Self::Failed { error, last } => Query::Failed {
                error: error.clone(),
                last: last.as_ref().and_then(data),
            },
        }
    }
}

/// A question with the number of its latest asking, so that late answers are told from new ones.
#[derive(Debug)]
pub struct Asked<T: ?Sized> {
    /// The state.
    pub query: Query<T>,
    /// When the newest answer came, in Unix milliseconds.
    pub updated_at: Option<i64>,
    ticket: u64,
}

impl<T: ?Sized> Default for Asked<T> {
    fn default() -> Self {
        Self {
            query: Query::Loading,
            updated_at: None,
            ticket: 0,
        }
    }
}

impl<T: ?Sized> PartialEq for Asked<T> {
    fn eq(&self, other: &Self) -> bool {
        self.query == other.query
            && self.updated_at == other.updated_at
            && self.ticket == other.ticket
    }
}

/// What happens to a question.
#[derive(Debug)]
pub enum AskedAction<T: ?Sized> {
    /// It is asked, under this number; keeps what is there if it is the same question.
    Ask {
        /// The number, higher than any before.
        ticket: u64,
        /// Whether the answer so far is one to the same question.
        is_same: bool,
    },
    /// The answer to the asking of this number.
    Answer {
        /// The number.
        ticket: u64,
        /// The answer.
        result: Result<Rc<T>, ClientError>,
        /// When it came, in Unix milliseconds.
        at: i64,
    },
    /// Something newer is known, from the answer to a change.
    Put {
        /// The answer.
        data: Rc<T>,
        /// When it came, in Unix milliseconds.
        at: i64,
    },
}

impl<T: ?Sized + 'static> Reducible for Asked<T> {
    type Action = AskedAction<T>;

    fn reduce(self: Rc<Self>, action: AskedAction<T>) -> Rc<Self> {
        let mut next = Self {
            query: self.query.clone(),
            updated_at: self.updated_at,
            ticket: self.ticket,
        };
        match action {
            AskedAction::Ask { ticket, is_same } => {
                next.ticket = ticket;
                let kept = if is_same { self.query.data() } else { None };
                next.query = kept.map_or(Query::Loading, |data| Query::Refreshing(data.clone()));
            }
            AskedAction::Answer { ticket, .. } if ticket != self.ticket => return self,
            AskedAction::Answer { result, at, .. } => match result {
                Ok(data) => {
                    next.query = Query::Ready(data);
                    next.updated_at = Some(at);
                }
                Err(error) => {
                    next.query = Query::Failed {
                        error: Rc::new(error),
                        last: self.query.data().cloned(),
                    };
                }
            },
            AskedAction::Put { data, at } => {
                // An answer that is still on its way may be older than this.
                next.ticket = 0;
                next.query = Query::Ready(data);
                next.updated_at = Some(at);
            }
        }
        next.into()
    }
}

#[cfg(test)]
mod tests {
    use segdeck_core::Invalid;

    use super::*;

    fn ask(state: Rc<Asked<u8>>, ticket: u64, is_same: bool) -> Rc<Asked<u8>> {
        state.reduce(AskedAction::Ask { ticket, is_same })
    }

    fn answer(state: Rc<Asked<u8>>, ticket: u64, result: Result<u8, &str>) -> Rc<Asked<u8>> {
        let result = result
            .map(Rc::new)
            .map_err(|reason| Invalid::new("", reason).into());
        state.reduce(AskedAction::Answer {
            ticket,
            result,
            at: 5,
        })
    }

    #[test]
    fn an_answer_stays_while_the_same_question_is_asked_again() {
        let state = answer(ask(Rc::default(), 1, false), 1, Ok(4));
        assert!(matches!(&state.query, Query::Ready(data) if **data == 4));
        assert_eq!(state.updated_at, Some(5));
        let again = ask(state.clone(), 2, true);
        assert!(matches!(&again.query, Query::Refreshing(data) if **data == 4));
        let other = ask(state, 2, false);
        assert!(matches!(other.query, Query::Loading));
    }

    #[test]
    fn an_answer_of_any_type_is_told_by_its_type() {
        let four: Rc<dyn Any> = Rc::new(4_u8);
        let ready = Query::Ready(four.clone());
        assert!(matches!(ready.of::<u8>(), Query::Ready(data) if *data == 4));
        assert!(matches!(ready.of::<u16>(), Query::Loading));
        let refreshing = Query::Refreshing(four.clone());
        assert!(matches!(refreshing.of::<u8>(), Query::Refreshing(data) if *data == 4));
        let failed = Query::Failed {
            error: Rc::new(Invalid::new("", "No.").into()),
            last: Some(four),
        };
        assert_eq!(failed.of::<u8>().data().map(|data| **data), Some(4));
        assert!(failed.of::<u8>().error().is_some());
    }

    #[test]
    fn a_late_answer_is_dropped() {
        let state = ask(ask(Rc::default(), 1, false), 2, false);
        let state = answer(state, 1, Ok(1));
        assert!(matches!(state.query, Query::Loading));
        assert_eq!(
            answer(state, 2, Ok(2)).query.data().map(|data| **data),
            Some(2)
        );
    }

    #[test]
    fn a_failure_keeps_what_was_there() {
        let state = answer(ask(Rc::default(), 1, false), 1, Ok(4));
        let state = answer(ask(state, 2, true), 2, Err("No."));
        assert!(state.query.error().is_some());
        assert_eq!(state.query.data().map(|data| **data), Some(4));
    }

    #[test]
    fn what_a_change_answered_beats_an_older_question() {
        let state = ask(Rc::default(), 1, false).reduce(AskedAction::Put {
            data: Rc::new(9),
            at: 6,
        });
        let state = answer(state, 1, Ok(4));
        assert_eq!(state.query.data().map(|data| **data), Some(9));
    }
}
