//! The command line: the program itself against the network, one for all tests.

mod applying;
mod backups;
mod documents;
mod editing;
mod hostile;
mod importing;
mod reading;
mod registry;
mod stopping;
