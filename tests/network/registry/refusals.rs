//! What the checks, the limits and the state of the records refuse: each with its documented
//! error, and nothing has changed afterwards.

mod batches;
mod inputs;
mod limits;
mod references;
mod states;
