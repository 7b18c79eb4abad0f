//! Random contents of records.

use workgroups::domain::*;

use super::Maker;
use crate::model::dice::Dice;

const STATES: [LifecycleState; 5] = [
    LifecycleState::active,
    LifecycleState::active,
    LifecycleState::paused,
    LifecycleState::archived,
    LifecycleState::proposed,
];
const ROLES: [RoleKind; 7] = [
    RoleKind::lead,
    RoleKind::co_lead,
    RoleKind::coordinator,
    RoleKind::scribe,
    RoleKind::liaison,
    RoleKind::emeritus,
    RoleKind::other,
];
const PROGRESS: [Progress; 3] = [
    Progress::not_started,
    Progress::ongoing,
    Progress::completed,
];
pub const ACTION_STATES: [ActionState; 4] = [
    ActionState::open,
    ActionState::in_progress,
    ActionState::done,
    ActionState::dropped,
];

/// The record of somebody who is new.
pub fn newcomer(number: u8) -> PersonDetails {
    PersonDetails {
        handle: format!("newcomer{number}"),
        name: Some("DeFi 跨链".into()),
        affiliation: None,
        links: Vec::new(),
        remarks: None,
    }
}

/// One of the groups that a run begins with.
pub fn first_group(number: u8, parent: Option<Id>, roles: &[(RoleKind, Id)]) -> Operation {
    let role = |(kind, person): &(RoleKind, Id)| Role {
        kind: Some(*kind),
        label: None,
        person: Some(*person),
        from: None,
        until: None,
        note: None,
    };
    Operation::create_group(CreateGroup {
        details: GroupDetails {
            slug: format!("first-{number}"),
            name: format!("First {number}"),
            kind: Some(GroupKind::working_group),
            scope: "token bridge".into(),
            charter: None,
            links: Vec::new(),
            topics: vec!["defi".into()],
            languages: vec!["en".into()],
            cadence: None,
            first_meeting: None,
            last_meeting: None,
            stated_on: None,
            remarks: None,
        },
        parent,
        lifecycle: vec![LifecycleStep {
            state: LifecycleState::active,
            date: None,
            reason: None,
        }],
        roles: roles.iter().map(role).collect(),
    })
}

impl Maker<'_> {
    pub fn person_details(&mut self) -> PersonDetails {
        PersonDetails {
            handle: self.handle(),
            name: self.maybe_name(),
            affiliation: self.maybe_name(),
            links: self.links(),
            remarks: self.maybe_text(),
        }
    }

    pub fn group_details(&mut self) -> GroupDetails {
        let kinds = [
            GroupKind::working_group,
            GroupKind::committee,
            GroupKind::team,
        ];
        GroupDetails {
            slug: self.slug(),
            name: self.name(),
            kind: (!self.wrong()).then(|| self.dice.pick(&kinds)),
            scope: self.maybe_text().unwrap_or_default(),
            charter: self.maybe_text(),
            links: self.links(),
            topics: self.topics(),
            languages: self.languages(),
            cadence: self.maybe_text(),
            first_meeting: self.maybe_date(),
            last_meeting: self.maybe_date(),
            stated_on: self.maybe_date(),
            remarks: self.maybe_text(),
        }
    }

    pub fn steps(&mut self, least: u64) -> Vec<LifecycleStep> {
        let count = match self.wrong() {
            true => 0,
            false => least + self.dice.below(2),
        };
        (0..count).map(|_| self.step()).collect()
    }

    fn step(&mut self) -> LifecycleStep {
        LifecycleStep {
            state: self.dice.pick(&STATES),
            date: self.maybe_date(),
            reason: self.maybe_text(),
        }
    }

    pub fn roles(&mut self) -> Vec<Role> {
        let count = self.dice.below(4);
        (0..count).map(|_| self.role()).collect()
    }

    fn role(&mut self) -> Role {
        let held = self.plain.made(Kind::person) > 0 && !self.dice.one_in(5);
        Role {
            kind: (!self.wrong()).then(|| self.dice.pick(&ROLES)),
            label: self.maybe_name(),
            person: held.then(|| self.id(Kind::person)),
            from: self.term_date(),
            until: self.term_date(),
            note: self.maybe_text(),
        }
    }

    /// A date of a term; it has a year as a rule.
    fn term_date(&mut self) -> Option<PartialDate> {
        match self.dice.below(4) {
            0 => Some(self.date()),
            _ => None,
        }
    }

    pub fn meeting_details(&mut self) -> MeetingDetails {
        let (status, explained) = self.dice.pick(&[
            (MeetingStatus::scheduled, false),
            (MeetingStatus::held, false),
            (MeetingStatus::cancelled, true),
            (MeetingStatus::moved, true),
        ]);
        let agenda = (0..self.dice.below(2))
            .map(|_| self.agenda_item())
            .collect();
        let durations = [0, 1, 60, 125, 60 * 24 * 400, 60 * 24 * 400 + 1];
        let duration = match self.wrong() {
            true => Some(self.dice.pick(&durations)),
            false => self.dice.maybe(|d| d.pick(&durations[1..5])),
        };
        let groups = self.groups();
        let occurrence = self.occurrence();
        let series = occurrence.and_then(|of| self.plain.series.get(&of.series));
        let home = series.filter(|_| !self.dice.one_in(6));
        let details = MeetingDetails {
            slug: self.slug(),
            groups: home.map_or(groups, |series| series.groups.clone()),
            number: self.dice.maybe(|d| d.below(9) as u32),
            title: self.name(),
            summary: self.maybe_text(),
            when: self.when(),
            duration_minutes: duration,
            status,
            reason: (explained || self.wrong()).then(|| self.text()),
            locations: self.links(),
            hosts: self.participants(),
            guests: self.participants(),
            agenda,
            attachments: self.links(),
            recordings: self.links(),
            tags: self.topics(),
            languages: self.languages(),
            remarks: self.maybe_text(),
            occurrence,
        };
        // Often what the series of the date tells.
        match self.plain.told_of(&details).filter(|_| !self.wrong()) {
            Some(told) => told.applied(&details, self.now, true),
            None => details,
        }
    }

    /// A standing agenda; sometimes none.
    pub(super) fn agenda(&mut self) -> Vec<AgendaItem> {
        (0..self.dice.below(3))
            .map(|_| self.agenda_item())
            .collect()
    }

    fn agenda_item(&mut self) -> AgendaItem {
        AgendaItem {
            title: self.name(),
            speakers: self.participants(),
            minutes: self.dice.maybe(|d| d.below(90) as u32),
            note: self.maybe_text(),
        }
    }

    pub fn minutes(&mut self) -> Minutes {
        let sections: Vec<Section> = (0..self.dice.below(3)).map(|_| self.section()).collect();
        let count = sections.len() as u64;
        let remarks = self.dice.below(2);
        Minutes {
            attendance: self.dice.maybe(|d| d.below(300) as u32),
            attendees: self.participants(),
            decisions: (0..self.dice.below(2)).map(|_| self.decision()).collect(),
            feedback: (0..remarks).map(|_| self.remark(count)).collect(),
            sections,
        }
    }

    fn section(&mut self) -> Section {
        let level = match self.wrong() {
            true => self.dice.pick(&[0, 7, 255]),
            false => 1 + self.dice.below(6) as u8,
        };
        Section {
            heading: self.name(),
            level,
            speakers: self.participants(),
            text: self.maybe_text().unwrap_or_default(),
        }
    }

    fn decision(&mut self) -> Decision {
        Decision {
            text: self.text(),
            by: self.participants(),
        }
    }

    fn remark(&mut self, sections: u64) -> CommunityFeedback {
        let last = match self.wrong() {
            true => sections + 1,
            false => sections,
        };
        CommunityFeedback {
            text: self.text(),
            by: self.participants(),
            section: (last > 0).then(|| self.dice.below(last) as u32),
        }
    }

    pub fn item_details(&mut self) -> ActionItemDetails {
        let met = self.plain.made(Kind::meeting) > 0;
        ActionItemDetails {
            group: self.id(Kind::group),
            raised_in: met.then(|| self.id(Kind::meeting)),
            title: self.name(),
            note: self.maybe_text(),
            owners: self.participants(),
            due: self.maybe_date(),
            state: self.dice.pick(&ACTION_STATES),
            follow_ups: (0..self.dice.below(2))
                .map(|_| self.follow_up_note())
                .collect(),
        }
    }

    pub fn follow_up_note(&mut self) -> FollowUp {
        let met = self.plain.made(Kind::meeting) > 0;
        FollowUp {
            meeting: met.then(|| self.id(Kind::meeting)),
            date: self.maybe_date(),
            by: self.participants(),
            text: self.text(),
        }
    }

    pub fn initiative_details(&mut self) -> InitiativeDetails {
        InitiativeDetails {
            slug: self.slug(),
            groups: self.groups(),
            title: self.name(),
            summary: self.maybe_text(),
            progress: self.progress(),
            milestones: (0..self.dice.below(3)).map(|i| self.milestone(i)).collect(),
            links: self.links(),
            from: self.maybe_date(),
            until: self.maybe_date(),
        }
    }

    fn progress(&mut self) -> Option<Progress> {
        self.dice.maybe(|d: &mut Dice| d.pick(&PROGRESS))
    }

    fn milestone(&mut self, position: u64) -> Milestone {
        let parents = match self.wrong() {
            true => position + 2,
            false => position,
        };
        Milestone {
            title: self.name(),
            progress: self.progress(),
            new: self.dice.one_in(2),
            parent: (parents > 0).then(|| self.dice.below(parents) as u32),
            due: self.maybe_date(),
            note: self.maybe_text(),
        }
    }

    pub fn report_details(&mut self) -> ReportDetails {
        let known = self.plain.made(Kind::initiative) > 0;
        let listed = if known { self.dice.below(3) } else { 0 };
        let mut initiatives: Vec<Id> = (0..listed).map(|_| self.id(Kind::initiative)).collect();
        if !self.wrong() {
            initiatives.dedup();
        }
        ReportDetails {
            slug: self.slug(),
            groups: self.groups(),
            title: self.name(),
            from: self.maybe_date(),
            until: self.maybe_date(),
            published: self.maybe_date(),
            purpose: self.maybe_text(),
            focus: self.maybe_text(),
            initiatives,
            highlights: (0..self.dice.below(2)).map(|_| self.text()).collect(),
            goals: (0..self.dice.below(2)).map(|_| self.goal()).collect(),
            links: self.links(),
            languages: self.languages(),
        }
    }

    fn goal(&mut self) -> Goal {
        let mut groups = self.groups();
        if !self.wrong() {
            groups.dedup();
        }
        Goal {
            title: self.name(),
            text: self.maybe_text().unwrap_or_default(),
            groups,
            links: self.links(),
        }
    }
}
