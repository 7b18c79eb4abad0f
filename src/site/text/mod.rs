//! Texts for programs and for posting elsewhere: Markdown, feeds, calendars, the small files.

mod calendars;
mod closed;
mod document;
mod draft;
mod feed;
pub(in crate::site) mod markdown;
mod meeting;
mod plain;
mod report;

pub(in crate::site) use draft::draft;
