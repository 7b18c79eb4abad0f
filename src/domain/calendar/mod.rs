//! Clocks and calendars: local times, zones, rules of recurrence, slots and conflicts.
//!
//! Nothing here knows the network, the store or the clock: what is needed of them comes in as
//! arguments. `docs/calendar.md` explains the choices.

pub mod conflicts;
pub mod local;
pub mod rule;
pub mod slots;
pub mod zones;
