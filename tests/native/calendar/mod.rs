//! The calendar against independent implementations, and its properties.
//!
//! `differential` and `clients` need Python 3 (with `venv`), `clients` and `timezones` Node; the
//! packages are installed in their pinned versions below the target folder. Where Node is missing
//! the tests fail and say so. Where Python is missing they are skipped, unless the variable `CI`
//! is set.

mod clients;
mod differential;
mod feeds;
mod hostile;
mod make;
mod properties;
mod random;
mod rfc;
mod rules;
mod seeds;
mod series;
mod timezones;
