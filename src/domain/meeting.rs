//! Meetings and their minutes.

use candid::{CandidType, Deserialize, Principal};
use minicbor::{Decode, Encode};

use super::common::{Id, Link, Meta, Participant, Withdrawal, rename_person};
use super::date::{Nanos, PartialDate, When};
use super::series::OccurrenceId;

/// Whether a meeting takes or took place.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Copy, Debug, PartialEq, Eq)]
#[allow(non_camel_case_types)]
pub enum MeetingStatus {
    #[n(0)]
    scheduled,
    #[n(1)]
    held,
    #[n(2)]
    cancelled,
    /// It takes place at another time than was first announced; `when` is the new time.
    #[n(3)]
    moved,
}

/// A point of the agenda.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct AgendaItem {
    #[n(0)]
    pub title: String,
    #[n(1)]
    pub speakers: Vec<Participant>,
    /// Planned length.
    #[n(2)]
    pub minutes: Option<u32>,
    /// Markdown.
    #[n(3)]
    pub note: Option<String>,
}

/// The part of a meeting's record that the coordinators keep.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct MeetingDetails {
    /// The name in addresses: lower-case letters, digits and hyphens. Unique among meetings.
    #[n(0)]
    pub slug: String,
    /// The groups whose meeting it is: one, or several for a joint meeting.
    #[n(1)]
    pub groups: Vec<Id>,
    /// The number in its group's own counting, such as 3 for "EP03".
    #[n(2)]
    pub number: Option<u32>,
    #[n(3)]
    pub title: String,
    /// Markdown.
    #[n(4)]
    pub summary: Option<String>,
    #[n(5)]
    pub when: When,
    #[n(6)]
    pub duration_minutes: Option<u32>,
    #[n(7)]
    pub status: MeetingStatus,
    /// Why it is cancelled or moved.
    #[n(8)]
    pub reason: Option<String>,
    /// Where to attend.
    #[n(9)]
    pub locations: Vec<Link>,
    #[n(10)]
    pub hosts: Vec<Participant>,
    #[n(11)]
    pub guests: Vec<Participant>,
    #[n(12)]
    pub agenda: Vec<AgendaItem>,
    /// Slides, documents, images.
    #[n(13)]
    pub attachments: Vec<Link>,
    #[n(14)]
    pub recordings: Vec<Link>,
    #[n(15)]
    pub tags: Vec<String>,
    /// Language tags (BCP 47) of the meeting and its minutes.
    #[n(16)]
    pub languages: Vec<String>,
    /// What is known to be unclear or contradictory in this record. Markdown.
    #[n(17)]
    pub remarks: Option<String>,
    /// The date of a series that this is the record of. A date has one record at most.
    #[n(18)]
    pub occurrence: Option<OccurrenceId>,
}

/// A section of the minutes.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct Section {
    #[n(0)]
    pub heading: String,
    /// 1 for a section, 2 for a part of the section before it, and so on to 6.
    #[n(1)]
    pub level: u8,
    #[n(2)]
    pub speakers: Vec<Participant>,
    /// Markdown; empty for a heading that nothing was noted under.
    #[n(3)]
    pub text: String,
}

/// Something that was decided in a meeting.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Markdown.
    #[n(0)]
    pub text: String,
    /// Who decided or proposed it.
    #[n(1)]
    pub by: Vec<Participant>,
}

/// What members of the community said in a meeting, with their names.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct CommunityFeedback {
    /// Markdown.
    #[n(0)]
    pub text: String,
    #[n(1)]
    pub by: Vec<Participant>,
    /// The position (from 0) of the section in which it came up.
    #[n(2)]
    pub section: Option<u32>,
}

/// The minutes of a meeting: the part of its record that scribes keep.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, Default, PartialEq, Eq)]
pub struct Minutes {
    /// How many attended, as counted.
    #[n(0)]
    pub attendance: Option<u32>,
    /// Those attendants who are named.
    #[n(1)]
    pub attendees: Vec<Participant>,
    #[n(2)]
    pub sections: Vec<Section>,
    #[n(3)]
    pub decisions: Vec<Decision>,
    #[n(4)]
    pub feedback: Vec<CommunityFeedback>,
}

/// That published minutes were approved.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    #[n(0)]
    #[cbor(with = "crate::base::cbor::principal")]
    pub by: Principal,
    /// Nanoseconds since 1970-01-01 UTC.
    #[n(1)]
    pub at: Nanos,
    /// The revision of the meeting whose minutes were approved.
    #[n(2)]
    pub revision: u64,
    /// The later meeting that approved them, where there was one.
    #[n(3)]
    pub meeting: Option<Id>,
}

/// That approved minutes were published again with something else in them.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    #[n(0)]
    #[cbor(with = "crate::base::cbor::principal")]
    pub by: Principal,
    /// Nanoseconds since 1970-01-01 UTC.
    #[n(1)]
    pub at: Nanos,
    /// The revision of the meeting that the correction made.
    #[n(2)]
    pub revision: u64,
    /// The parts of the minutes that it changed, such as "sections".
    #[n(3)]
    pub parts: Vec<String>,
}

impl Minutes {
    /// The parts that differ from other minutes.
    pub fn differing(&self, old: &Minutes) -> Vec<String> {
        let Minutes {
            attendance,
            attendees,
            sections,
            decisions,
            feedback,
        } = self;
        let parts = [
            ("attendance", *attendance != old.attendance),
            ("attendees", *attendees != old.attendees),
            ("sections", *sections != old.sections),
            ("decisions", *decisions != old.decisions),
            ("feedback", *feedback != old.feedback),
        ];
        let differing = parts.into_iter().filter(|(_, differs)| *differs);
        differing.map(|(name, _)| name.into()).collect()
    }
}

/// A meeting with its published minutes.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct Meeting {
    #[n(0)]
    pub id: Id,
    #[n(1)]
    pub meta: Meta,
    #[n(2)]
    pub details: MeetingDetails,
    /// The published minutes; null until they are published.
    #[n(3)]
    pub minutes: Option<Minutes>,
    /// When they were first published. Nanoseconds since 1970-01-01 UTC.
    #[n(4)]
    pub published_at: Option<Nanos>,
    /// When it was last announced that a meeting of no series is cancelled or takes place at
    /// another time than before. Nanoseconds since 1970-01-01 UTC.
    #[n(5)]
    pub announced_at: Option<Nanos>,
    /// Whether a group of the meeting approves minutes, as it was when they were published.
    #[n(6)]
    #[cbor(skip_if = "crate::base::cbor::is_false")]
    pub wants_approval: bool,
    /// The last approval of the minutes.
    #[n(7)]
    pub approval: Option<Approval>,
    /// What was changed in the minutes after they were first approved, in order.
    #[n(8)]
    #[cbor(skip_if = "Vec::is_empty")]
    pub corrections: Vec<Correction>,
    /// Set when the record was withdrawn.
    #[n(9)]
    pub withdrawn: Option<Withdrawal>,
}

impl Meeting {
    /// Puts a person in the place of another.
    pub fn rename_person(&mut self, from: Id, into: Id) {
        for list in self.people_mut() {
            rename_person(list, from, into);
        }
    }

    /// All lists of who took part, said something or decided.
    pub fn people_mut(&mut self) -> Vec<&mut Vec<Participant>> {
        let d = &mut self.details;
        let mut lists = vec![&mut d.hosts, &mut d.guests];
        lists.extend(d.agenda.iter_mut().map(|item| &mut item.speakers));
        if let Some(minutes) = &mut self.minutes {
            lists.push(&mut minutes.attendees);
            lists.extend(minutes.sections.iter_mut().map(|s| &mut s.speakers));
            lists.extend(minutes.decisions.iter_mut().map(|d| &mut d.by));
            lists.extend(minutes.feedback.iter_mut().map(|f| &mut f.by));
        }
        lists
    }

    /// The meeting with other details, as of an instant. Of a date of a series, the series
    /// announces what changes.
    pub fn changed(&self, details: MeetingDetails, now: Nanos) -> Meeting {
        let (old, new) = (&self.details, &details);
        let is_news = matches!(new.status, MeetingStatus::cancelled | MeetingStatus::moved);
        let another = new.status != old.status || new.when.start != old.when.start;
        let comes = |d: &MeetingDetails| d.when.start.is_some_and(|start| start > now);
        let is_moved = old.when.start.is_some() && new.when.start != old.when.start;
        let announced_at = match (new.occurrence, new.status) {
            (Some(_), _) => None,
            _ if is_news && another => Some(now),
            _ if is_moved && (comes(old) || comes(new)) => Some(now),
            (None, MeetingStatus::scheduled) if another => None,
            _ => self.announced_at,
        };
        Meeting {
            details,
            announced_at,
            ..self.clone()
        }
    }
}

/// Minutes that are not published yet. The officers of the meeting's groups and the admins see
/// them; node providers can read a canister's memory, so a draft is no place for secrets.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The meeting.
    #[n(0)]
    pub meeting: Id,
    #[n(1)]
    pub meta: Meta,
    #[n(2)]
    pub minutes: Minutes,
}

/// A meeting in a list.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct MeetingSummary {
    #[n(0)]
    pub id: Id,
    #[n(1)]
    pub slug: String,
    #[n(2)]
    pub groups: Vec<Id>,
    #[n(3)]
    pub number: Option<u32>,
    #[n(4)]
    pub title: String,
    /// The exact instant, where it is known. Nanoseconds since 1970-01-01 UTC.
    #[n(5)]
    pub start: Option<Nanos>,
    /// The date, where the exact instant is not known.
    #[n(6)]
    pub date: Option<PartialDate>,
    #[n(7)]
    pub duration_minutes: Option<u32>,
    #[n(8)]
    pub status: MeetingStatus,
    /// The count of attendants, once the minutes tell it.
    #[n(9)]
    pub attendance: Option<u32>,
    /// Whether minutes are published.
    #[n(10)]
    pub has_minutes: bool,
    #[n(11)]
    pub tags: Vec<String>,
}

impl From<&Meeting> for MeetingSummary {
    fn from(m: &Meeting) -> Self {
        let d = &m.details;
        MeetingSummary {
            id: m.id,
            slug: d.slug.clone(),
            groups: d.groups.clone(),
            number: d.number,
            title: d.title.clone(),
            start: d.when.start,
            date: d.when.date.clone(),
            duration_minutes: d.duration_minutes,
            status: d.status,
            attendance: m.minutes.as_ref().and_then(|n| n.attendance),
            has_minutes: m.minutes.is_some(),
            tags: d.tags.clone(),
        }
    }
}
