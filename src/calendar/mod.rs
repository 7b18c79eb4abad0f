//! Recurring meetings: zones, rules, exceptions and the calendars made of them.
//!
//! Nothing here knows the network, the store or the clock: what is needed of them comes in as
//! arguments. `docs/calendar.md` explains the choices.

pub mod conflicts;
pub mod fault;
pub mod ics;
pub mod local;
pub mod observances;
pub mod rule;
pub mod series;
pub mod slots;
pub mod zones;
