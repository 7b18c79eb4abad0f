//! The pages: HTML for people, one file for each.

mod calendar;
mod changes;
mod difference;
mod frame;
mod group;
mod groups;
mod home;
mod initiative;
mod lists;
mod me;
mod meeting;
mod missing;
mod next;
mod parts;
mod person;
mod report;
mod search;
mod series;

pub(super) use missing::nowhere;
