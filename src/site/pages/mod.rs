//! The pages: HTML for people, one file for each.

mod attention;
mod calendar;
mod changes;
mod difference;
mod frame;
mod group;
mod groups;
mod home;
mod initiative;
mod languages;
mod lists;
mod me;
mod meeting;
mod missing;
mod next;
mod parts;
pub(super) mod past;
mod person;
mod relations;
mod report;
mod search;
mod series;

/// Markdown in HTML, as pages show it.
pub(super) fn preview(markdown: &str) -> String {
    let html = parts::text(markdown).into_string();
    html.chars()
        .filter(|c| super::markup::is_allowed(*c))
        .collect()
}

pub(super) use missing::nowhere;
