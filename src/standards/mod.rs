//! The registry as the standards of others see it: the log (ICRC-3), the list of standards
//! (ICRC-10), what a wallet shows before a call is signed (ICRC-21), trusted origins (ICRC-28).

pub mod consent;
pub mod icrc3;
pub mod types;
