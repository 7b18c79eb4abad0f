//! The registry against a plain model of it: random calls, valid and invalid, by random callers.
//! Every reply and every answer agrees, no call panics or traps, whatever is refused leaves no
//! trace, and the whole state follows from the log. Natively with many runs, and with the real
//! Wasm across upgrades with a few.
//!
//! `plain` is the model, `generate` makes calls and questions, `question` makes words of answers,
//! `run` drives both sides, `reading` reads whatever was written, `native` and `canister` are the two registries under test.

mod canister;
mod cast;
mod dice;
mod fixture;
mod generate;
mod memory;
mod native;
mod plain;
mod question;
mod reading;
mod run;
mod tables;
