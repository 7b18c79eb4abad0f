//! Consent messages (ICRC-21): each tells every value of the argument and nothing else, in both
//! languages and both forms, whatever the texts of the argument say.

mod decoding;
mod dice;
mod examples;
mod interface;
mod properties;
mod reading;
mod refusals;
mod values;
