//! Tests of expiring targets.
