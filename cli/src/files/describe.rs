//! Turns the registry's records back into the form of the files. Every record is taken apart with
//! all its fields, so that a new one cannot be forgotten. What the registry knows and the files
//! have no place for (numbers, revisions, who is linked to a person) is left out.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use workgroups::domain::{self as d, Id, Kind};

use crate::files::format as f;
use crate::files::instant;
use crate::files::names::{GroupKind, LinkKind, RelationKind, RoleKind};

/// The slug or handle of each record.
#[derive(Debug, Default)]
pub struct Names {
    known: HashMap<(Kind, Id), String>,
    missing: RefCell<BTreeSet<(Kind, Id)>>,
}

impl Names {
    /// Learns the name of a record.
    pub fn learn(&mut self, kind: Kind, id: Id, name: impl Into<String>) {
        self.known.insert((kind, id), name.into());
    }

    /// The records whose names were asked for since this was last asked, and are not known.
    pub fn take_missing(&mut self) -> BTreeSet<(Kind, Id)> {
        std::mem::take(self.missing.get_mut())
    }

    /// The name of a record; for one whose name is not known its number, as `#7`.
    pub fn of(&self, kind: Kind, id: Id) -> String {
        if let Some(name) = self.known.get(&(kind, id)) {
            return name.clone();
        }
        self.missing.borrow_mut().insert((kind, id));
        format!("#{id}")
    }

    /// The names of records.
    pub fn all(&self, kind: Kind, ids: Vec<Id>) -> Vec<String> {
        ids.into_iter().map(|id| self.of(kind, id)).collect()
    }

    fn participants(&self, list: Vec<d::Participant>) -> Vec<f::Participant> {
        let describe = |p| {
            let d::Participant {
                person,
                name,
                affiliation,
            } = p;
            f::Participant {
                person: person.map(|id| self.of(Kind::person, id)),
                name,
                affiliation,
            }
        };
        list.into_iter().map(describe).collect()
    }

    /// As the files have it.
    pub fn group(&self, group: d::Group) -> f::Group {
        let d::Group {
            id: _,
            meta: _,
            details,
            parent,
            lifecycle,
            roles,
            proposal: _,
            resting_since: _,
            relations,
            approves_minutes,
            confirmed_at: _,
            withdrawn: _,
        } = group;
        let d::GroupDetails {
            slug,
            name,
            kind,
            scope,
            charter,
            links,
            topics,
            languages,
            cadence,
            first_meeting,
            last_meeting,
            stated_on,
            remarks,
        } = details;
        f::Group {
            slug,
            name,
            kind: kind.map_or(GroupKind::other, Into::into),
            parent: parent.map(|id| self.of(Kind::group, id)),
            scope,
            charter,
            links: self::links(links),
            topics,
            languages,
            cadence,
            first_meeting: date(first_meeting),
            last_meeting: date(last_meeting),
            stated_on: date(stated_on),
            remarks,
            lifecycle: lifecycle.into_iter().map(step).collect(),
            roles: roles.into_iter().map(|role| self.role(role)).collect(),
            relations: relations.into_iter().map(|r| self.relation(r)).collect(),
            approves_minutes,
        }
    }

    fn relation(&self, relation: d::GroupRelation) -> f::Relation {
        let d::GroupRelation {
            kind,
            group,
            since,
            note,
        } = relation;
        f::Relation {
            kind: kind.map_or(RelationKind::liaison_with, Into::into),
            group: self.of(Kind::group, group),
            since: date(since),
            note,
        }
    }

    fn role(&self, role: d::Role) -> f::Role {
        let d::Role {
            kind,
            label,
            person,
            from,
            until,
            note,
        } = role;
        f::Role {
            kind: kind.map_or(RoleKind::other, Into::into),
            label,
            person: person.map(|id| self.of(Kind::person, id)),
            from: date(from),
            until: date(until),
            note,
        }
    }

    /// As the files have it.
    pub fn meeting(&self, meeting: d::Meeting) -> f::Meeting {
        let d::Meeting {
            id: _,
            meta: _,
            details,
            minutes,
            published_at: _,
            announced_at: _,
            wants_approval: _,
            approval: _,
            corrections: _,
            withdrawn: _,
        } = meeting;
        let d::MeetingDetails {
            slug,
            groups,
            number,
            title,
            summary,
            when,
            duration_minutes,
            status,
            reason,
            locations,
            hosts,
            guests,
            agenda,
            attachments,
            recordings,
            tags,
            languages,
            remarks,
            occurrence,
        } = details;
        f::Meeting {
            slug,
            groups: self.all(Kind::group, groups),
            number,
            title,
            summary,
            when: self::when(when),
            duration_minutes,
            status: status.into(),
            reason,
            locations: links(locations),
            hosts: self.participants(hosts),
            guests: self.participants(guests),
            agenda: agenda
                .into_iter()
                .map(|item| self.agenda_item(item))
                .collect(),
            attachments: links(attachments),
            recordings: links(recordings),
            tags,
            languages,
            remarks,
            occurrence: occurrence.map(|of| f::Occurrence {
                series: self.of(Kind::series, of.series),
                date: of.original.to_string(),
            }),
            minutes: minutes.map(|minutes| self.minutes(minutes)),
        }
    }

    pub(super) fn agenda_item(&self, item: d::AgendaItem) -> f::AgendaItem {
        let d::AgendaItem {
            title,
            speakers,
            minutes,
            note,
        } = item;
        f::AgendaItem {
            title,
            speakers: self.participants(speakers),
            minutes,
            note,
        }
    }

    fn minutes(&self, minutes: d::Minutes) -> f::Minutes {
        let d::Minutes {
            attendance,
            attendees,
            sections,
            decisions,
            feedback,
        } = minutes;
        let mut described = f::Minutes {
            attendance,
            attendees: self.participants(attendees),
            sections: sections
                .into_iter()
                .map(|section| self.section(section))
                .collect(),
            decisions: Vec::new(),
            feedback: Vec::new(),
        };
        for d::CommunityFeedback { text, by, section } in feedback {
            let statement = f::Statement {
                text,
                by: self.participants(by),
            };
            match section {
                Some(position) => match described.sections.get_mut(position as usize) {
                    Some(section) => section.feedback.push(statement),
                    None => described.feedback.push(statement),
                },
                None => described.feedback.push(statement),
            }
        }
        for d::Decision { text, by } in decisions {
            described.decisions.push(f::Statement {
                text,
                by: self.participants(by),
            });
        }
        described
    }

    fn section(&self, section: d::Section) -> f::Section {
        let d::Section {
            heading,
            level,
            speakers,
            text,
        } = section;
        f::Section {
            heading,
            level,
            speakers: self.participants(speakers),
            text,
            feedback: Vec::new(),
        }
    }

    /// As the files have it.
    pub fn action_item(&self, item: d::ActionItem) -> f::ActionItem {
        let d::ActionItem {
            id: _,
            meta: _,
            details,
            closed_at: _,
            withdrawn: _,
        } = item;
        let d::ActionItemDetails {
            group,
            raised_in,
            title,
            note,
            owners,
            due,
            state,
            follow_ups,
        } = details;
        f::ActionItem {
            group: self.of(Kind::group, group),
            raised_in: raised_in.map(|id| self.of(Kind::meeting, id)),
            title,
            note,
            owners: self.participants(owners),
            due: date(due),
            state: state.into(),
            follow_ups: follow_ups
                .into_iter()
                .map(|follow_up| self.follow_up(follow_up))
                .collect(),
        }
    }

    fn follow_up(&self, follow_up: d::FollowUp) -> f::FollowUp {
        let d::FollowUp {
            meeting,
            date: day,
            by,
            text,
        } = follow_up;
        f::FollowUp {
            meeting: meeting.map(|id| self.of(Kind::meeting, id)),
            date: date(day),
            by: self.participants(by),
            text,
        }
    }

    /// As the files have it.
    pub fn initiative(&self, initiative: d::Initiative) -> f::Initiative {
        let d::Initiative {
            id: _,
            meta: _,
            details,
            withdrawn: _,
        } = initiative;
        let d::InitiativeDetails {
            slug,
            groups,
            title,
            summary,
            progress,
            milestones,
            links,
            from,
            until,
        } = details;
        f::Initiative {
            slug,
            groups: self.all(Kind::group, groups),
            title,
            summary,
            progress: progress.map(Into::into),
            milestones: milestones.into_iter().map(milestone).collect(),
            links: self::links(links),
            from: date(from),
            until: date(until),
        }
    }

    /// As the files have it.
    pub fn report(&self, report: d::Report) -> f::Report {
        let d::Report {
            id: _,
            meta: _,
            details,
            milestones: _,
            withdrawn: _,
        } = report;
        let d::ReportDetails {
            slug,
            groups,
            title,
            from,
            until,
            published,
            purpose,
            focus,
            initiatives,
            highlights,
            goals,
            links,
            languages,
        } = details;
        f::Report {
            slug,
            groups: self.all(Kind::group, groups),
            title,
            from: date(from),
            until: date(until),
            published: date(published),
            purpose,
            focus,
            initiatives: self.all(Kind::initiative, initiatives),
            highlights,
            goals: goals.into_iter().map(|goal| self.goal(goal)).collect(),
            links: self::links(links),
            languages,
        }
    }

    fn goal(&self, goal: d::Goal) -> f::Goal {
        let d::Goal {
            title,
            text,
            groups,
            links,
        } = goal;
        f::Goal {
            title,
            text,
            groups: self.all(Kind::group, groups),
            links: self::links(links),
        }
    }
}

/// What the registry says of itself.
pub fn profile(profile: d::Profile) -> f::Profile {
    let d::Profile {
        name,
        summary,
        guidelines,
        links,
    } = profile;
    f::Profile {
        name,
        summary,
        guidelines,
        links: self::links(links),
    }
}

/// A person.
pub fn person(person: d::Person) -> f::Person {
    let d::Person {
        id: _,
        meta: _,
        details,
        principals: _,
        withdrawn: _,
    } = person;
    let d::PersonDetails {
        handle,
        name,
        affiliation,
        links,
        remarks,
    } = details;
    f::Person {
        handle,
        name,
        affiliation,
        links: self::links(links),
        remarks,
    }
}

fn step(step: d::LifecycleStep) -> f::LifecycleStep {
    let d::LifecycleStep {
        state,
        date: day,
        reason,
    } = step;
    f::LifecycleStep {
        state: state.into(),
        date: date(day),
        reason,
    }
}

fn milestone(milestone: d::Milestone) -> f::Milestone {
    let d::Milestone {
        title,
        progress,
        new,
        parent,
        due,
        note,
    } = milestone;
    f::Milestone {
        title,
        progress: progress.map(Into::into),
        new,
        parent,
        due: date(due),
        note,
    }
}

/// Links.
pub(crate) fn links(links: Vec<d::Link>) -> Vec<f::Link> {
    let describe = |d::Link { kind, label, url }| f::Link {
        kind: kind.map_or(LinkKind::other, Into::into),
        label,
        url,
    };
    links.into_iter().map(describe).collect()
}

fn date(date: Option<d::PartialDate>) -> Option<f::PartialDate> {
    date.map(
        |d::PartialDate {
             year,
             month,
             day,
             text,
         }| f::PartialDate {
            year,
            month,
            day,
            text,
        },
    )
}

fn when(when: d::When) -> f::When {
    let d::When {
        start,
        zone,
        date: day,
        text,
    } = when;
    f::When {
        start: start.map(instant::show),
        zone,
        date: date(day),
        text,
    }
}
