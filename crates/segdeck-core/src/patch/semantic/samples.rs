//! Instructions of every kind, for tests.
