//! The calendar against independent implementations, and its properties.
//!
//! `differential` and `clients` need Python 3 (with `venv`), and `clients` Node as well; the
//! packages are installed in their pinned versions below the target folder. Where these
//! programs are missing the tests fail and say so.

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
mod tools;
