//! What a group says beside its record, minutes that are approved, and agendas of series.

use workgroups::domain::*;

use super::faults::Faults;
use super::{Act, Plain, Refused, next};

type Done = Result<(Kind, Id, u64), Refused>;

impl Faults<'_> {
    fn relations(&mut self, of: Id, relations: &[GroupRelation]) {
        self.each("relations", relations, |f, at, r| {
            f.note_if(r.kind.is_none(), &format!("{at}.kind"));
            f.reference(&format!("{at}.group"), Kind::group, r.group);
            f.note_if(r.group == of, &format!("{at}.group"));
            f.date(&format!("{at}.since"), &r.since);
            f.maybe_paragraph(&format!("{at}.note"), &r.note);
        });
        if relations.len() > self.most_entries() {
            return;
        }
        for (i, r) in relations.iter().enumerate() {
            let before = &relations[..i];
            let again = before
                .iter()
                .any(|b| b.kind == r.kind && b.group == r.group);
            self.note_if(again, &format!("relations[{i}]"));
        }
    }

    pub fn agenda(&mut self, field: &str, agenda: &[AgendaItem]) {
        self.each(field, agenda, |f, at, item| {
            f.name(&format!("{at}.title"), &item.title);
            f.participants(&format!("{at}.speakers"), &item.speakers);
            f.maybe_markdown(&format!("{at}.note"), &item.note);
        });
    }
}

impl Plain {
    pub(super) fn set_relations(&mut self, act: Act, a: &SetRelations) -> Done {
        self.faultless(|f| f.relations(a.id, &a.relations))?;
        let mut group = self.group_at(a.id, a.expected_revision)?;
        group.relations = a.relations.clone();
        group.meta = next(&group.meta, act);
        self.put_group(act, "set_relations", group)
    }

    pub(super) fn set_approval(&mut self, act: Act, a: &SetApproval) -> Done {
        let mut group = self.group_at(a.id, a.expected_revision)?;
        group.approves_minutes = a.approves_minutes;
        group.meta = next(&group.meta, act);
        self.put_group(act, "set_approval", group)
    }

    pub(super) fn confirm_group(&mut self, act: Act, a: &ConfirmGroup) -> Done {
        let mut group = self.group_at(a.id, a.expected_revision)?;
        if !super::groups::accepted(&group) {
            return Err(Refused::NotNow);
        }
        group.confirmed_at = Some(act.at);
        group.meta = next(&group.meta, act);
        self.put_group(act, "confirm_group", group)
    }

    pub(super) fn set_patience(&mut self, act: Act, a: &SetPatience) -> Done {
        self.faultless(|f| {
            for (name, days) in a.patience.named() {
                f.note_if(days > 36_500, &format!("patience.{name}"));
            }
        })?;
        self.at_settings(a.expected_revision)?;
        let new = Settings {
            patience: a.patience.clone(),
            ..self.settings.clone()
        };
        self.put_settings(act, "set_patience", new)
    }

    pub(super) fn approve_minutes(&mut self, act: Act, a: &ApproveMinutes) -> Done {
        let mut meeting = self.meeting_at(a.id, a.expected_revision)?;
        if let Some(by) = a.meeting {
            let later = self.any_meeting(by).ok_or(Refused::field("meeting"))?;
            let theirs = &later.details.groups;
            let shared = meeting.details.groups.iter().any(|g| theirs.contains(g));
            let times = [&meeting, later].map(super::summaries::meeting_time);
            let earlier = times[0] > 0 && times[1] > 0 && times[1] < times[0];
            if by == a.id || !shared || earlier {
                return Err(Refused::field("meeting"));
            }
        }
        let corrected = |since: u64| meeting.corrections.iter().any(|c| c.revision > since);
        let done = meeting
            .approval
            .as_ref()
            .is_some_and(|a| !corrected(a.revision));
        if meeting.minutes.is_none() || done {
            return Err(Refused::NotNow);
        }
        meeting.approval = Some(Approval {
            by: act.by,
            at: act.at,
            revision: a.expected_revision,
            meeting: a.meeting,
        });
        meeting.meta = next(&meeting.meta, act);
        self.put_meeting(act, "approve_minutes", meeting)
    }

    /// What minutes that are published do to a meeting.
    pub(super) fn published(
        &self,
        act: Act,
        meeting: &mut Meeting,
        minutes: &Minutes,
    ) -> Result<(), Refused> {
        let approves = |g: &Id| self.any_group(*g).is_some_and(|g| g.approves_minutes);
        meeting.wants_approval |= meeting.details.groups.iter().any(approves);
        let before = meeting.minutes.replace(minutes.clone());
        meeting.published_at = meeting.published_at.or(Some(act.at));
        meeting.meta = next(&meeting.meta, act);
        if let Some(before) = before.filter(|b| meeting.approval.is_some() && b != minutes) {
            Self::room(meeting.corrections.len(), self.settings.limits.list_entries)?;
            let mut parts = Vec::new();
            let mut differs = |name: &str, differs: bool| {
                parts.extend(differs.then(|| name.to_owned()));
            };
            differs("attendance", before.attendance != minutes.attendance);
            differs("attendees", before.attendees != minutes.attendees);
            differs("sections", before.sections != minutes.sections);
            differs("decisions", before.decisions != minutes.decisions);
            differs("feedback", before.feedback != minutes.feedback);
            meeting.corrections.push(Correction {
                by: act.by,
                at: act.at,
                revision: meeting.meta.revision,
                parts,
            });
        }
        Ok(())
    }

    /// The agenda of a new meeting: its own, or that of the date that it is the record of.
    pub(super) fn agenda_of(&self, d: &MeetingDetails, comes: bool) -> Vec<AgendaItem> {
        let series = d.occurrence.and_then(|of| self.series.get(&of.series));
        match (d.agenda.is_empty() && comes, series) {
            (true, Some(series)) => series.agenda.clone(),
            _ => d.agenda.clone(),
        }
    }

    pub(super) fn set_agenda(&mut self, act: Act, a: &SetAgenda) -> Done {
        self.faultless(|f| f.agenda("agenda", &a.agenda))?;
        let mut record = self.series_at(a.id, a.expected_revision)?;
        record.agenda = a.agenda.clone();
        record.meta = next(&record.meta, act);
        self.put_series(act, "set_agenda", record, &[])
    }
}
