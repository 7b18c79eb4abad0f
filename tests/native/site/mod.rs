//! The site, natively: what each address answers, and that what it answers is well formed, whatever
//! the records say.

mod addresses;
mod atom;
mod calendars;
pub mod community;
mod feeds;
mod forms;
mod hostile;
mod json;
mod pages;
mod past;
mod standing;
mod texts;
mod xml;
