//! Series in the registry: what is announced, what comes next, calendars and conflicts.

#![allow(clippy::unwrap_used)]

mod calendars;
mod changes;
mod community;
mod rolling;
mod upcoming;
