//! Meetings, their minutes, and what people do around them.

use ic_stable_structures::Memory;

use crate::domain::check::Size;
use crate::domain::{
    CheckIn, Draft, Error, Feedback, GiveFeedback, Id, Kind, Meeting, MeetingDetails,
    MeetingStatus, Nanos, PublishMinutes, RemoveFeedback, SaveDraft, SeriesRecord, Subject,
    UpdateMeeting, Written, checks,
};
use crate::registry::access::Permit;
use crate::registry::history::Difference;
use crate::registry::{Registry, new_meta};
use crate::store::List;

const MINUTE: Nanos = 60_000_000_000;
/// How long before its start and after its end a meeting can be checked in to.
const GRACE: Nanos = 15 * MINUTE;
/// How long a meeting runs that does not tell.
const USUAL_MINUTES: u32 = 60;

impl<M: Memory> Registry<M> {
    pub(in crate::registry) fn create_meeting(
        &mut self,
        permit: &Permit,
        details: &MeetingDetails,
    ) -> Result<Written, Error> {
        self.check(|c| {
            checks::meeting(c, details);
            self.check_occurrence(c, None, details, permit.at());
        })?;
        if is_planned(details, permit.at()) {
            self.at_work(&details.groups)?;
        }
        self.has_room_for(
            "meetings of a group",
            List::MeetingsOfGroup,
            &[],
            &details.groups,
        )?;
        let meeting = Meeting {
            id: self.store.next_id(Kind::meeting),
            meta: new_meta(permit),
            details: self.with_agenda(details, permit.at()),
            minutes: None,
            published_at: None,
            announced_at: None,
            wants_approval: false,
            approval: None,
            corrections: Vec::new(),
            withdrawn: None,
        };
        self.insert(permit, "create_meeting", &meeting)
    }

    /// The details of a new meeting: the record of a date that comes begins with the agenda of its
    /// series, unless it has one of its own.
    fn with_agenda(&self, details: &MeetingDetails, now: Nanos) -> MeetingDetails {
        let mut details = details.clone();
        let comes = details.agenda.is_empty() && is_planned(&details, now);
        let of = details.occurrence.filter(|_| comes);
        if let Some(series) = of.and_then(|of| self.store.get::<SeriesRecord>(of.series)) {
            details.agenda = series.agenda;
        }
        details
    }

    pub(in crate::registry) fn update_meeting(
        &mut self,
        permit: &Permit,
        a: &UpdateMeeting,
    ) -> Result<Written, Error> {
        let read = permit.meeting(a.id);
        let linked = a.details.occurrence.filter(|_| read.is_none());
        let stored = linked.and_then(|_| self.store.get::<Meeting>(a.id));
        let stored = read.or(stored.as_ref());
        self.check(|c| {
            checks::meeting(c, &a.details);
            self.check_occurrence(c, stored.map(|m| &m.details), &a.details, permit.at());
        })?;
        let old = self.read_at_revision(read, a.id, a.expected_revision)?;
        let (had, has) = (&old.details.groups, &a.details.groups);
        if is_planned(&a.details, permit.at()) {
            let was_planned = is_planned(&old.details, permit.at());
            let joins = has.iter().filter(|g| !was_planned || !had.contains(g));
            self.at_work(&joins.copied().collect::<Vec<_>>())?;
        }
        self.has_room_for("meetings of a group", List::MeetingsOfGroup, had, has)?;
        let new = old.changed(a.details.clone(), permit.at());
        self.replace(permit, "update_meeting", &*old, new)
    }

    /// Refuses a record that would be one too many in a group that it comes to, or that comes to
    /// a group that takes none.
    pub(in crate::registry) fn has_room_for(
        &self,
        what: &str,
        list: List,
        had: &[Id],
        has: &[Id],
    ) -> Result<(), Error> {
        let limit = self.limits().records_per_group;
        let mut comes_to = has.iter().filter(|g| !had.contains(g));
        comes_to.try_for_each(|g| {
            self.has_room(what, list, *g, limit)?;
            self.takes_more(list, *g)
        })
    }

    pub(in crate::registry) fn save_draft(
        &mut self,
        permit: &Permit,
        a: &SaveDraft,
    ) -> Result<Written, Error> {
        self.check(|c| checks::minutes(c, &a.minutes))?;
        self.find::<Meeting>(a.id)?;
        let old: Option<Draft> = self.store.get(a.id);
        let current_revision = old.as_ref().map_or(0, |d| d.meta.revision);
        if current_revision != a.expected_revision {
            return Err(Error::conflict { current_revision });
        }
        let minutes = a.minutes.clone();
        match old {
            Some(old) => {
                let new = Draft {
                    minutes,
                    ..old.clone()
                };
                self.replace(permit, "save_draft", &old, new)
            }
            None => {
                let draft = Draft {
                    meeting: a.id,
                    meta: new_meta(permit),
                    minutes,
                };
                self.insert(permit, "save_draft", &draft)
            }
        }
    }

    /// Publishes minutes; the draft, if there is one, has served. Where there is one, the revision
    /// asked for is the draft's: nobody publishes over what others have drafted since.
    pub(in crate::registry) fn publish_minutes(
        &mut self,
        permit: &Permit,
        a: &PublishMinutes,
    ) -> Result<Written, Error> {
        self.check(|c| checks::minutes(c, &a.minutes))?;
        let draft: Option<Draft> = self.store.get(a.id);
        let old: Meeting = self.find(a.id)?;
        let current_revision = draft
            .as_ref()
            .map_or(old.meta.revision, |d| d.meta.revision);
        // Who replays a log that is sealed does not know the drafts.
        if !permit.is_replayed() && current_revision != a.expected_revision {
            return Err(Error::conflict { current_revision });
        }
        if let Some(draft) = draft {
            self.store.remove(&draft)?;
            let nothing = Difference::default();
            self.remember(permit, "publish_minutes", Kind::draft, a.id, 0, nothing);
        }
        let new = self.with_minutes(permit, &old, &a.minutes)?;
        self.replace(permit, "publish_minutes", &old, new)
    }

    pub(in crate::registry) fn check_in(
        &mut self,
        permit: &Permit,
        id: Id,
    ) -> Result<Written, Error> {
        let meeting: Meeting = self.find(id)?;
        if !is_running(&meeting, permit.at()) {
            return Err(Error::not_now {
                reason: "the meeting is not running".into(),
            });
        }
        let check_in = CheckIn {
            id: self.store.next_id(Kind::check_in),
            meta: new_meta(permit),
            meeting: id,
            principal: permit.by(),
            person: self.store.person_of(&permit.by()),
        };
        self.insert(permit, "check_in", &check_in)
    }

    pub(in crate::registry) fn give_feedback(
        &mut self,
        permit: &Permit,
        a: &GiveFeedback,
    ) -> Result<Written, Error> {
        let (list, kind, id) = match a.subject {
            Subject::group(id) => (List::StandingOnGroup, Kind::group, id),
            Subject::meeting(id) => (List::StandingOnMeeting, Kind::meeting, id),
        };
        self.check(|c| {
            c.id("subject", kind, id);
            c.required("text", &a.text, Size::Paragraph);
        })?;
        let limit = self.limits().feedback_per_subject;
        self.has_room("feedback on one subject", list, id, limit)?;
        let feedback = Feedback {
            id: self.store.next_id(Kind::feedback),
            meta: new_meta(permit),
            subject: a.subject,
            by: permit.by(),
            person: self.store.person_of(&permit.by()),
            text: a.text.clone(),
            removed: None,
        };
        self.insert(permit, "give_feedback", &feedback)
    }

    pub(in crate::registry) fn remove_feedback(
        &mut self,
        permit: &Permit,
        a: &RemoveFeedback,
    ) -> Result<Written, Error> {
        self.check(|c| c.required("reason", &a.reason, Size::Paragraph))?;
        let old: Feedback = self.find(a.id)?;
        if old.removed.is_some() {
            return Err(Error::not_now {
                reason: "it is removed already".into(),
            });
        }
        let mut new = old.clone();
        new.text = String::new();
        new.removed = Some(a.reason.clone());
        self.replace(permit, "remove_feedback", &old, new)
    }
}

/// Whether a meeting is to take place, as far as is known.
fn is_planned(details: &MeetingDetails, now: Nanos) -> bool {
    let is_open = matches!(
        details.status,
        MeetingStatus::scheduled | MeetingStatus::moved
    );
    is_open && details.when.start.is_some_and(|start| start > now)
}

/// Whether a meeting with a known start runs at an instant, give or take a quarter of an hour.
fn is_running(meeting: &Meeting, now: Nanos) -> bool {
    let Some(start) = meeting.details.when.start else {
        return false;
    };
    let minutes = meeting.details.duration_minutes.unwrap_or(USUAL_MINUTES);
    let end = start.saturating_add(Nanos::from(minutes) * MINUTE);
    let takes_place = meeting.details.status != MeetingStatus::cancelled;
    takes_place && start.saturating_sub(GRACE) <= now && now < end.saturating_add(GRACE)
}
