//! Series in the registry: what is announced, what comes next, calendars and conflicts. Natively
//! as a rule; with the real Wasm where its clock, its timer or its bytes matter.

mod calendars;
mod changes;
mod clients;
pub mod community;
mod rolling;
mod timer;
mod upcoming;
