//! Meetings, minutes, check-ins and feedback.

use workgroups::domain::*;

use super::history::{draft_fields, meeting_fields};
use super::told::changed;
use super::{Act, Plain, Refused, fresh, next, read};

type Done = Result<(Kind, Id, u64), Refused>;

const MINUTE: Nanos = 60_000_000_000;

impl Plain {
    /// Refuses a record that comes to a group with as many as it may have, or with none for ever.
    pub(super) fn room_in(
        &self,
        had: &[Id],
        has: &[Id],
        count: impl Fn(&Id) -> usize,
    ) -> Result<(), Refused> {
        let limit = self.settings.limits.records_per_group;
        let mut comes_to = has.iter().filter(|g| !had.contains(g));
        comes_to.try_for_each(|g| {
            Self::room(count(g), limit)?;
            self.takes_records(*g)
        })
    }

    fn meetings_in(&self, group: &Id) -> usize {
        let there = |m: &&Meeting| m.details.groups.contains(group);
        self.meetings.values().filter(there).count()
    }

    pub(super) fn create_meeting(&mut self, act: Act, d: &MeetingDetails) -> Done {
        self.faultless(|f| {
            f.meeting(d);
            f.occurrence(None, d, act.at);
        })?;
        if planned(d, act.at) {
            self.at_work(&d.groups)?;
        }
        self.room_in(&[], &d.groups, |g| self.meetings_in(g))?;
        let new = Meeting {
            id: self.number(Kind::meeting),
            meta: fresh(act),
            details: MeetingDetails {
                agenda: self.agenda_of(d, planned(d, act.at)),
                ..d.clone()
            },
            minutes: None,
            published_at: None,
            announced_at: None,
            wants_approval: false,
            approval: None,
            corrections: Vec::new(),
            withdrawn: None,
        };
        self.put_meeting(act, "create_meeting", new)
    }

    pub(super) fn put_meeting(&mut self, act: Act, operation: &str, new: Meeting) -> Done {
        self.take_name(Kind::meeting, new.id, &new.details.slug)?;
        let record = new.details.occurrence.and_then(|of| self.record_of(&of));
        if let Some(other) = record.filter(|id| *id != new.id) {
            return Err(Refused::AlreadyExists("details.occurrence".into(), other));
        }
        let old = self.meetings.insert(new.id, new.clone());
        let fields = old
            .map(|old| meeting_fields(&old, &new))
            .unwrap_or_default();
        let what = (Kind::meeting, new.id, new.meta.revision);
        Ok(self.enter(act, operation, what, fields))
    }

    pub(super) fn meeting_at(&self, id: Id, expected: u64) -> Result<Meeting, Refused> {
        read(
            &self.meetings,
            Kind::meeting,
            id,
            |m| m.meta.revision,
            expected,
        )
    }

    pub(super) fn update_meeting(&mut self, act: Act, a: &UpdateMeeting) -> Done {
        let stored = self.any_meeting(a.id);
        let stored = stored.map(|m| m.details.clone());
        self.faultless(|f| {
            f.meeting(&a.details);
            f.occurrence(stored.as_ref(), &a.details, act.at);
        })?;
        let meeting = self.meeting_at(a.id, a.expected_revision)?;
        let (had, has) = (&meeting.details.groups, &a.details.groups);
        if planned(&a.details, act.at) {
            let was = planned(&meeting.details, act.at);
            let joins = has.iter().filter(|g| !was || !had.contains(g));
            self.at_work(&joins.copied().collect::<Vec<_>>())?;
        }
        self.room_in(had, has, |g| self.meetings_in(g))?;
        let mut meeting = changed(&meeting, a.details.clone(), act.at);
        meeting.meta = next(&meeting.meta, act);
        self.put_meeting(act, "update_meeting", meeting)
    }

    pub(super) fn save_draft(&mut self, act: Act, a: &SaveDraft) -> Done {
        self.faultless(|f| f.minutes(&a.minutes))?;
        self.meeting(a.id)?;
        let old = self.drafts.get(&a.id).cloned();
        let current = old.as_ref().map_or(0, |d| d.meta.revision);
        if current != a.expected_revision {
            return Err(Refused::Conflict(current));
        }
        let new = Draft {
            meeting: a.id,
            meta: old
                .as_ref()
                .map_or_else(|| fresh(act), |old| next(&old.meta, act)),
            minutes: a.minutes.clone(),
        };
        let fields = old.map(|old| draft_fields(&old, &new)).unwrap_or_default();
        let what = (Kind::draft, a.id, new.meta.revision);
        self.drafts.insert(a.id, new);
        Ok(self.enter(act, "save_draft", what, fields))
    }

    pub(super) fn publish_minutes(&mut self, act: Act, a: &PublishMinutes) -> Done {
        self.faultless(|f| f.minutes(&a.minutes))?;
        let mut meeting = self.meeting(a.id)?.clone();
        let draft = self.drafts.get(&a.id).map(|d| d.meta.revision);
        let current = draft.unwrap_or(meeting.meta.revision);
        if current != a.expected_revision {
            return Err(Refused::Conflict(current));
        }
        if self.drafts.remove(&a.id).is_some() {
            self.enter(act, "publish_minutes", (Kind::draft, a.id, 0), Vec::new());
        }
        self.published(act, &mut meeting, &a.minutes)?;
        self.put_meeting(act, "publish_minutes", meeting)
    }

    pub(super) fn check_in(&mut self, act: Act, meeting: Id) -> Done {
        if !runs(self.meeting(meeting)?, act.at) {
            return Err(Refused::NotNow);
        }
        let mine = |c: &&CheckIn| c.meeting == meeting && c.principal == act.by;
        if let Some(there) = self.check_ins.values().find(mine) {
            return Err(Refused::AlreadyExists("check-in".into(), there.id));
        }
        let id = self.number(Kind::check_in);
        let new = CheckIn {
            id,
            meta: fresh(act),
            meeting,
            principal: act.by,
            person: self.person_of(&act.by),
        };
        self.check_ins.insert(id, new);
        Ok((Kind::check_in, id, 1))
    }

    pub(super) fn give_feedback(&mut self, act: Act, a: &GiveFeedback) -> Done {
        self.faultless(|f| {
            match a.subject {
                Subject::group(id) => f.reference("subject", Kind::group, id),
                Subject::meeting(id) => f.reference("subject", Kind::meeting, id),
            }
            f.paragraph("text", &a.text);
        })?;
        let stands = |f: &&Feedback| f.subject == a.subject && f.removed.is_none();
        let there = self.feedback.values().filter(stands);
        Self::room(there.count(), self.settings.limits.feedback_per_subject)?;
        let id = self.number(Kind::feedback);
        let new = Feedback {
            id,
            meta: fresh(act),
            subject: a.subject,
            by: act.by,
            person: self.person_of(&act.by),
            text: a.text.clone(),
            removed: None,
        };
        self.feedback.insert(id, new);
        Ok(self.enter(act, "give_feedback", (Kind::feedback, id, 1), Vec::new()))
    }

    pub(super) fn remove_feedback(&mut self, act: Act, a: &RemoveFeedback) -> Done {
        self.faultless(|f| f.paragraph("reason", &a.reason))?;
        let feedback = self.feedback.get_mut(&a.id);
        let feedback = feedback.ok_or(Refused::NotFound(Some(Kind::feedback)))?;
        if feedback.removed.is_some() {
            return Err(Refused::NotNow);
        }
        feedback.text.clear();
        feedback.removed = Some(a.reason.clone());
        feedback.meta = next(&feedback.meta, act);
        let what = (Kind::feedback, a.id, feedback.meta.revision);
        let fields = ["text", "removed"].map(str::to_owned).to_vec();
        Ok(self.enter(act, "remove_feedback", what, fields))
    }
}

/// Whether a meeting is to take place.
fn planned(d: &MeetingDetails, now: Nanos) -> bool {
    let open = matches!(d.status, MeetingStatus::scheduled | MeetingStatus::moved);
    open && d.when.start.is_some_and(|start| start > now)
}

/// Whether a meeting can be checked in to: a quarter of an hour before and after it, too. A
/// meeting that does not tell its length takes an hour.
fn runs(meeting: &Meeting, now: Nanos) -> bool {
    let d = &meeting.details;
    let Some(start) = d
        .when
        .start
        .filter(|_| d.status != MeetingStatus::cancelled)
    else {
        return false;
    };
    let minutes = u128::from(d.duration_minutes.unwrap_or(60)) + 15;
    let end = u128::from(start) + minutes * u128::from(MINUTE);
    u128::from(now) + 15 * u128::from(MINUTE) >= u128::from(start) && u128::from(now) < end
}
