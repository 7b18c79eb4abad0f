//! What is tested without a network, natively: one program, so that all of it is linked once.
#![allow(clippy::unwrap_used)]

mod calendar;
mod consent;
mod documents;
mod interface;
mod reasons;
mod registry;
mod site;
