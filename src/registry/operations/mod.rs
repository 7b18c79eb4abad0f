//! What each operation does: a file for each kind of record.

mod action_items;
mod confirmation;
mod dates;
mod groups;
mod initiatives;
mod meetings;
mod minutes;
mod people;
mod relations;
mod reports;
mod series;
pub(super) mod settings;
mod withdrawal;
mod withholding;
