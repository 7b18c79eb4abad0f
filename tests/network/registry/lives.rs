//! The life of each kind of record, as its users live it.

mod admins;
mod groups;
mod meetings;
mod past;
mod people;
mod registry;
mod standing;
mod work;
