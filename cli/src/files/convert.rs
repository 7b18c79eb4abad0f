//! Turns what the files say into what the registry takes: names of records become their numbers.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use workgroups::domain::{self, Id, Kind};

use crate::files::format;
use crate::files::instant;

/// The numbers of records by kind and name.
#[derive(Clone, Debug, Default)]
pub struct Ids {
    known: HashMap<(Kind, String), Id>,
    /// Set to find out which records are named: each name is noted, and stands for number 0.
    scouted: Option<RefCell<BTreeSet<(Kind, String)>>>,
}

impl Ids {
    /// Numbers for finding out which records are named, see [`Ids::scouted`].
    pub fn scouting() -> Ids {
        Ids {
            scouted: Some(RefCell::default()),
            ..Ids::default()
        }
    }

    /// The records that were named while scouting.
    pub fn scouted(self) -> BTreeSet<(Kind, String)> {
        self.scouted.map(RefCell::into_inner).unwrap_or_default()
    }

    /// Learns the number of a record.
    pub fn learn(&mut self, kind: Kind, name: impl Into<String>, id: Id) {
        self.known.insert((kind, name.into()), id);
    }

    /// The number of a record, if it has one yet.
    pub fn get(&self, kind: Kind, name: &str) -> Option<Id> {
        self.known.get(&(kind, name.to_owned())).copied()
    }

    /// The number of a record that is named; `#7` is number 7 of its kind.
    ///
    /// # Errors
    /// When no record of that name is known, as the end of a sentence that begins with who names
    /// it.
    pub fn find(&self, kind: Kind, name: &str) -> Result<Id, String> {
        if let Some(id) = name.strip_prefix('#').and_then(|id| id.parse().ok()) {
            return Ok(id);
        }
        if let Some(scouted) = &self.scouted {
            scouted.borrow_mut().insert((kind, name.to_owned()));
            return Ok(0);
        }
        self.get(kind, name).ok_or_else(|| {
            let kind = format!("{kind:?}").replace('_', " ");
            format!("names the {kind} \"{name}\", which no file describes")
        })
    }

    fn find_all(&self, kind: Kind, names: &[String]) -> Result<Vec<Id>, String> {
        names.iter().map(|name| self.find(kind, name)).collect()
    }

    fn find_optional(&self, kind: Kind, name: &Option<String>) -> Result<Option<Id>, String> {
        name.as_ref().map(|name| self.find(kind, name)).transpose()
    }

    fn person(&self, handle: &Option<String>) -> Result<Option<Id>, String> {
        self.find_optional(Kind::person, handle)
    }

    pub(crate) fn groups(&self, slugs: &[String]) -> Result<Vec<Id>, String> {
        self.find_all(Kind::group, slugs)
    }

    fn meeting(&self, slug: &Option<String>) -> Result<Option<Id>, String> {
        self.find_optional(Kind::meeting, slug)
    }

    fn participants(
        &self,
        list: &[format::Participant],
    ) -> Result<Vec<domain::Participant>, String> {
        let convert = |p: &format::Participant| {
            Ok(domain::Participant {
                person: self.person(&p.person)?,
                name: p.name.clone(),
                affiliation: p.affiliation.clone(),
            })
        };
        list.iter().map(convert).collect()
    }

    pub(crate) fn roles(&self, roles: &[format::Role]) -> Result<Vec<domain::Role>, String> {
        let convert = |r: &format::Role| {
            Ok(domain::Role {
                kind: Some(r.kind.into()),
                label: r.label.clone(),
                person: self.person(&r.person)?,
                from: date(&r.from),
                until: date(&r.until),
                note: r.note.clone(),
            })
        };
        roles.iter().map(convert).collect()
    }

    /// What a group says of others, which must have their numbers already.
    pub(crate) fn relations(
        &self,
        relations: &[format::Relation],
    ) -> Result<Vec<domain::GroupRelation>, String> {
        let convert = |r: &format::Relation| {
            Ok(domain::GroupRelation {
                kind: Some(r.kind.into()),
                group: self.find(Kind::group, &r.group)?,
                since: date(&r.since),
                note: r.note.clone(),
            })
        };
        relations.iter().map(convert).collect()
    }

    /// A group; its parent must have its number already.
    pub fn group(&self, g: &format::Group) -> Result<domain::CreateGroup, String> {
        Ok(domain::CreateGroup {
            details: group_details(g),
            parent: self.find_optional(Kind::group, &g.parent)?,
            lifecycle: g.lifecycle.iter().map(lifecycle_step).collect(),
            roles: self.roles(&g.roles)?,
        })
    }

    /// A meeting without its minutes.
    pub fn meeting_details(&self, m: &format::Meeting) -> Result<domain::MeetingDetails, String> {
        Ok(domain::MeetingDetails {
            slug: m.slug.clone(),
            groups: self.groups(&m.groups)?,
            number: m.number,
            title: m.title.clone(),
            summary: m.summary.clone(),
            when: when(&m.when)?,
            duration_minutes: m.duration_minutes,
            status: m.status.into(),
            reason: m.reason.clone(),
            locations: links(&m.locations),
            hosts: self.participants(&m.hosts)?,
            guests: self.participants(&m.guests)?,
            agenda: self.agenda(&m.agenda)?,
            attachments: links(&m.attachments),
            recordings: links(&m.recordings),
            tags: m.tags.clone(),
            languages: m.languages.clone(),
            remarks: m.remarks.clone(),
            occurrence: m
                .occurrence
                .as_ref()
                .map(|o| self.occurrence(o))
                .transpose()?,
        })
    }

    /// An agenda.
    pub(crate) fn agenda(
        &self,
        agenda: &[format::AgendaItem],
    ) -> Result<Vec<domain::AgendaItem>, String> {
        agenda.iter().map(|item| self.agenda_item(item)).collect()
    }

    fn agenda_item(&self, a: &format::AgendaItem) -> Result<domain::AgendaItem, String> {
        Ok(domain::AgendaItem {
            title: a.title.clone(),
            speakers: self.participants(&a.speakers)?,
            minutes: a.minutes,
            note: a.note.clone(),
        })
    }

    /// Minutes. The feedback of the sections comes first, in their order, then the rest.
    pub fn minutes(&self, m: &format::Minutes) -> Result<domain::Minutes, String> {
        let mut minutes = domain::Minutes {
            attendance: m.attendance,
            attendees: self.participants(&m.attendees)?,
            ..domain::Minutes::default()
        };
        for (position, section) in (0..).zip(&m.sections) {
            minutes.sections.push(domain::Section {
                heading: section.heading.clone(),
                level: section.level,
                speakers: self.participants(&section.speakers)?,
                text: section.text.clone(),
            });
            for feedback in &section.feedback {
                minutes
                    .feedback
                    .push(self.feedback(feedback, Some(position))?);
            }
        }
        for feedback in &m.feedback {
            minutes.feedback.push(self.feedback(feedback, None)?);
        }
        for decision in &m.decisions {
            let by = self.participants(&decision.by)?;
            minutes.decisions.push(domain::Decision {
                text: decision.text.clone(),
                by,
            });
        }
        Ok(minutes)
    }

    fn feedback(
        &self,
        f: &format::Statement,
        section: Option<u32>,
    ) -> Result<domain::CommunityFeedback, String> {
        Ok(domain::CommunityFeedback {
            text: f.text.clone(),
            by: self.participants(&f.by)?,
            section,
        })
    }

    /// An action item with its follow-ups.
    pub fn action_item(&self, a: &format::ActionItem) -> Result<domain::ActionItemDetails, String> {
        let follow_up = |f: &format::FollowUp| {
            Ok::<_, String>(domain::FollowUp {
                meeting: self.meeting(&f.meeting)?,
                date: date(&f.date),
                by: self.participants(&f.by)?,
                text: f.text.clone(),
            })
        };
        Ok(domain::ActionItemDetails {
            group: self.find(Kind::group, &a.group)?,
            raised_in: self.meeting(&a.raised_in)?,
            title: a.title.clone(),
            note: a.note.clone(),
            owners: self.participants(&a.owners)?,
            due: date(&a.due),
            state: a.state.into(),
            follow_ups: a
                .follow_ups
                .iter()
                .map(follow_up)
                .collect::<Result<_, _>>()?,
        })
    }

    /// An initiative with its milestones.
    pub fn initiative(&self, i: &format::Initiative) -> Result<domain::InitiativeDetails, String> {
        Ok(domain::InitiativeDetails {
            slug: i.slug.clone(),
            groups: self.groups(&i.groups)?,
            title: i.title.clone(),
            summary: i.summary.clone(),
            progress: i.progress.map(Into::into),
            milestones: i.milestones.iter().map(milestone).collect(),
            links: links(&i.links),
            from: date(&i.from),
            until: date(&i.until),
        })
    }

    /// A report with its goals.
    pub fn report(&self, r: &format::Report) -> Result<domain::ReportDetails, String> {
        let goal = |g: &format::Goal| {
            Ok::<_, String>(domain::Goal {
                title: g.title.clone(),
                text: g.text.clone(),
                groups: self.groups(&g.groups)?,
                links: links(&g.links),
            })
        };
        Ok(domain::ReportDetails {
            slug: r.slug.clone(),
            groups: self.groups(&r.groups)?,
            title: r.title.clone(),
            from: date(&r.from),
            until: date(&r.until),
            published: date(&r.published),
            purpose: r.purpose.clone(),
            focus: r.focus.clone(),
            initiatives: self.find_all(Kind::initiative, &r.initiatives)?,
            highlights: r.highlights.clone(),
            goals: r.goals.iter().map(goal).collect::<Result<_, _>>()?,
            links: links(&r.links),
            languages: r.languages.clone(),
        })
    }
}

/// The registry's profile.
pub fn profile(p: &format::Profile) -> domain::Profile {
    domain::Profile {
        name: p.name.clone(),
        summary: p.summary.clone(),
        guidelines: p.guidelines.clone(),
        links: links(&p.links),
    }
}

/// A person.
pub fn person(p: &format::Person) -> domain::PersonDetails {
    domain::PersonDetails {
        handle: p.handle.clone(),
        name: p.name.clone(),
        affiliation: p.affiliation.clone(),
        links: links(&p.links),
        remarks: p.remarks.clone(),
    }
}

pub(crate) fn group_details(g: &format::Group) -> domain::GroupDetails {
    domain::GroupDetails {
        slug: g.slug.clone(),
        name: g.name.clone(),
        kind: Some(g.kind.into()),
        scope: g.scope.clone(),
        charter: g.charter.clone(),
        links: links(&g.links),
        topics: g.topics.clone(),
        languages: g.languages.clone(),
        cadence: g.cadence.clone(),
        first_meeting: date(&g.first_meeting),
        last_meeting: date(&g.last_meeting),
        stated_on: date(&g.stated_on),
        remarks: g.remarks.clone(),
    }
}

pub(crate) fn lifecycle_step(s: &format::LifecycleStep) -> domain::LifecycleStep {
    domain::LifecycleStep {
        state: s.state.into(),
        date: date(&s.date),
        reason: s.reason.clone(),
    }
}

fn milestone(m: &format::Milestone) -> domain::Milestone {
    domain::Milestone {
        title: m.title.clone(),
        progress: m.progress.map(Into::into),
        new: m.new,
        parent: m.parent,
        due: date(&m.due),
        note: m.note.clone(),
    }
}

fn when(w: &format::When) -> Result<domain::When, String> {
    Ok(domain::When {
        start: w.start.as_deref().map(instant::parse).transpose()?,
        zone: w.zone.clone(),
        date: date(&w.date),
        text: w.text.clone(),
    })
}

pub(crate) fn links(links: &[format::Link]) -> Vec<domain::Link> {
    let convert = |l: &format::Link| domain::Link {
        kind: Some(l.kind.into()),
        label: l.label.clone(),
        url: l.url.clone(),
    };
    links.iter().map(convert).collect()
}

fn date(date: &Option<format::PartialDate>) -> Option<domain::PartialDate> {
    date.as_ref().map(|d| domain::PartialDate {
        year: d.year,
        month: d.month,
        day: d.day,
        text: d.text.clone(),
    })
}
