//! Answers to questions. None of them changes anything.

mod about;
mod activity;
mod attention;
mod calendar_items;
pub(super) mod calendars;
pub(super) mod conflicts;
mod looks;
pub(super) mod preview;
pub(super) mod records;
mod search;
mod upcoming;
