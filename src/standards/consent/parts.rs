//! Values that records of several areas have: links, participants. The patterns name all fields,
//! so that a new one cannot be forgotten.

use super::page::{Line, Page, Phrase};
use super::words::{self, *};
use crate::domain::calendar::local::UnixSeconds;
use crate::domain::{Kind, Link, Participant, Progress};

pub fn links(page: &mut Page, label: &'static Phrase, links: &[Link]) {
    page.items(label, links, |page, link| {
        let Link { kind, label, url } = link;
        page.option(&KIND, kind.map(|kind| page.word(link_kind(kind))));
        page.maybe_text(&LABEL, label);
        page.maybe_text(&ADDRESS, url);
    });
}

pub fn participants(page: &mut Page, label: &'static Phrase, list: &[Participant]) {
    page.items(label, list, |page, participant| {
        let Participant {
            person,
            name,
            affiliation,
        } = participant;
        page.maybe_record(&PERSON, Kind::person, *person);
        page.maybe_text(&NAME, name);
        page.maybe_text(&AFFILIATION, affiliation);
    });
}

pub fn progress(page: &mut Page, progress: Option<Progress>) {
    let word = progress.map(|progress| page.word(words::progress(progress)));
    page.option(&PROGRESS, word);
}

/// When a change was announced; now, where nothing is said.
pub fn announced(page: &mut Page, at: Option<UnixSeconds>) {
    let line = match at {
        Some(at) => page.second(at),
        None => page.word(&NOW),
    };
    page.line(&ANNOUNCED, line);
}

pub fn revision(page: &mut Page, revision: u64) {
    page.line(&REVISION, Line::ours(revision));
}
