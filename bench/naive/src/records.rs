//! The record of a meeting, with the fields of the registry's.

use candid::{CandidType, Deserialize};

#[derive(CandidType, Deserialize, Clone, Debug)]
#[allow(non_camel_case_types)]
pub enum MeetingStatus {
    scheduled,
    held,
    cancelled,
    moved,
}

#[derive(CandidType, Deserialize, Clone, Debug)]
#[allow(non_camel_case_types)]
pub enum LinkKind {
    location,
    other,
}

#[derive(CandidType, Deserialize, Clone, Debug)]
pub struct Link {
    pub kind: Option<LinkKind>,
    pub label: Option<String>,
    pub url: Option<String>,
}

#[derive(CandidType, Deserialize, Clone, Debug)]
pub struct Participant {
    pub person: Option<u64>,
    pub name: Option<String>,
    pub affiliation: Option<String>,
}

#[derive(CandidType, Deserialize, Clone, Debug)]
pub struct AgendaItem {
    pub title: String,
    pub speakers: Vec<Participant>,
    pub minutes: Option<u32>,
    pub note: Option<String>,
}

#[derive(CandidType, Deserialize, Clone, Debug)]
pub struct When {
    pub start: Option<u64>,
    pub zone: Option<String>,
    pub text: Option<String>,
}

#[derive(CandidType, Deserialize, Clone, Debug)]
pub struct MeetingDetails {
    pub slug: String,
    pub groups: Vec<u64>,
    pub number: Option<u32>,
    pub title: String,
    pub summary: Option<String>,
    pub when: When,
    pub duration_minutes: Option<u32>,
    pub status: MeetingStatus,
    pub reason: Option<String>,
    pub locations: Vec<Link>,
    pub hosts: Vec<Participant>,
    pub guests: Vec<Participant>,
    pub agenda: Vec<AgendaItem>,
    pub attachments: Vec<Link>,
    pub recordings: Vec<Link>,
    pub tags: Vec<String>,
    pub languages: Vec<String>,
    pub remarks: Option<String>,
}

impl MeetingDetails {
    /// What a search looks at.
    pub fn text(&self) -> String {
        let mut text = format!("{} {}", self.slug, self.title);
        let mut add = |more: &str| {
            text.push(' ');
            text.push_str(more);
        };
        self.summary.iter().for_each(|summary| add(summary));
        for item in &self.agenda {
            add(&item.title);
            item.note.iter().for_each(|note| add(note));
        }
        for guest in self.hosts.iter().chain(&self.guests) {
            guest.name.iter().for_each(|name| add(name));
            guest.affiliation.iter().for_each(|name| add(name));
        }
        self.tags.iter().for_each(|tag| add(tag));
        text
    }
}
