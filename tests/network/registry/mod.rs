//! The registry through its public interface, on a network: who may do what, what is refused and
//! how, the life of each kind of record, search, and upgrades.

mod community;
mod growth;
mod hostile;
mod lives;
mod refusals;
mod released;
mod rights;
mod samples;
mod search;
mod snapshot;
mod upgrade;
