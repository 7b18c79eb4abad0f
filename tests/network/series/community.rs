//! A registry with two groups, and short ways to ask it.

use candid::Principal;
use ic_stable_structures::DefaultMemoryImpl;
use workgroups::domain::calendar::local::LocalDateTime;
use workgroups::domain::calendar::zones::Zone;
use workgroups::domain::series::{Schedule, SeriesDetails};
use workgroups::domain::*;
use workgroups::registry::access::Caller;
use workgroups::registry::{Registry, Upcoming};

use workgroups_test_support::records::{group, meeting};

pub const DAY: Nanos = 86_400_000_000_000;
/// The two groups.
pub const WALLETS: Id = 1;
pub const TOKENS: Id = 2;

pub struct Community {
    pub registry: Registry<DefaultMemoryImpl>,
    pub now: Nanos,
}

/// A clock reading, such as `2024-04-02T17:00`.
pub fn local(text: &str) -> LocalDateTime {
    text.parse().unwrap()
}

/// The instant of a clock reading in UTC.
pub fn utc(text: &str) -> Nanos {
    from_seconds(Zone::named("UTC").unwrap().instant_of(local(text)))
}

pub fn admin() -> Caller {
    Caller {
        principal: Principal::from_slice(&[1]),
        is_controller: true,
    }
}

/// A principal with an office of its own nowhere, until it is given one.
pub fn somebody(number: u8) -> Caller {
    Caller {
        principal: Principal::from_slice(&[9, number]),
        is_controller: false,
    }
}

pub fn schedule(start: &str, zone: &str, rule: &str) -> Schedule {
    Schedule {
        start: local(start),
        zone: zone.into(),
        minutes: 60,
        rule: Some(rule.into()),
    }
}

pub fn details(title: &str, schedule: Schedule) -> SeriesDetails {
    SeriesDetails {
        title: title.into(),
        description: String::new(),
        cadence: None,
        schedule: Some(schedule),
        locations: Vec::new(),
        notice_hours: Some(24),
        alternates_with: None,
    }
}

pub fn new_series(groups: &[Id], details: SeriesDetails) -> Operation {
    Operation::create_series(NewSeries {
        groups: groups.to_vec(),
        tags: vec!["standards".into()],
        details,
    })
}

/// Every second Tuesday at 17:00 in Zurich from 5 March 2024 on; 2 and 16 April are among them.
pub fn fortnightly() -> SeriesDetails {
    details(
        "Identity & Wallet Standards",
        schedule(
            "2024-03-05T17:00",
            "Europe/Zurich",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
        ),
    )
}

pub fn cancel(id: Id, expected_revision: u64, original: &str) -> Operation {
    Operation::cancel_occurrence(CancelOccurrence {
        id,
        expected_revision,
        original: local(original),
        reason: "Easter holidays".into(),
        announced_at: None,
    })
}

pub fn restore(id: Id, expected_revision: u64, original: &str) -> Operation {
    Operation::restore_occurrence(RestoreOccurrence {
        id,
        expected_revision,
        original: local(original),
    })
}

pub fn move_to(id: Id, expected_revision: u64, original: &str, start: &str) -> Operation {
    Operation::change_occurrence(ChangeOccurrence {
        id,
        expected_revision,
        original: local(original),
        start: Some(local(start)),
        minutes: None,
        title: None,
        description: None,
        locations: None,
        reason: "The speaker is ill".into(),
        announced_at: None,
    })
}

impl Community {
    /// The two groups on 1 April 2024, at noon.
    pub fn new() -> Community {
        let mut community = Community {
            registry: Registry::open(DefaultMemoryImpl::default()),
            now: utc("2024-04-01T12:00"),
        };
        community.registry.keep_secret(vec![7; 32]);
        for slug in ["wallets", "tokens"] {
            community.does(Operation::create_group(group(slug)));
        }
        community
    }

    /// Does what nobody can refuse to an admin.
    pub fn does(&mut self, operation: Operation) -> Written {
        self.attempts(&admin(), operation).unwrap()
    }

    pub fn attempts(&mut self, caller: &Caller, operation: Operation) -> Result<Written, Error> {
        self.registry.execute(caller, self.now, operation)
    }

    /// Makes a principal the coordinator of a group.
    pub fn appoints(&mut self, caller: &Caller, group: Id, handle: &str) -> Id {
        let person = PersonDetails {
            handle: handle.into(),
            name: None,
            affiliation: None,
            links: Vec::new(),
            remarks: None,
        };
        let person = self.does(Operation::create_person(person)).id;
        let request = Operation::request_link(RequestLink {
            target: LinkTarget::existing(person),
            evidence: "met in person".into(),
        });
        let request = self.attempts(caller, request).unwrap();
        self.does(Operation::decide_link(DecideLink {
            id: request.id,
            expected_revision: request.revision,
            accept: true,
            reason: "known".into(),
        }));
        self.gives_office(person, group);
        person
    }

    /// Makes a person the only officer of a group.
    pub fn gives_office(&mut self, person: Id, group: Id) {
        let revision = self
            .registry
            .get_group(&Ref::id(group))
            .unwrap()
            .meta
            .revision;
        self.does(Operation::set_roles(SetRoles {
            id: group,
            expected_revision: revision,
            roles: vec![Role {
                kind: Some(RoleKind::coordinator),
                label: None,
                person: Some(person),
                from: None,
                until: None,
                note: None,
            }],
        }));
    }

    /// What comes from now on, of some groups or of all.
    pub fn comes(&self, groups: &[Id]) -> Vec<UpcomingMeeting> {
        let question = Upcoming {
            groups: groups.to_vec(),
            take: Some(200),
            ..Upcoming::default()
        };
        let page = self.registry.upcoming(&admin(), self.now, &question);
        page.unwrap().items
    }

    /// The starts of what comes, with `!` where it is cancelled, in the zone of each.
    pub fn starts(&self, groups: &[Id], most: usize) -> Vec<String> {
        use workgroups::domain::series::OccurrenceStatus::Cancelled;
        let mark = |m: &UpcomingMeeting| match m.status == Some(Cancelled) {
            true => "!",
            false => "",
        };
        let shown = |m: &UpcomingMeeting| format!("{}{}", m.start.unwrap(), mark(m));
        self.comes(groups).iter().take(most).map(shown).collect()
    }
}

/// A single meeting of an hour.
pub fn single(group: Id, slug: &str, start: &str) -> MeetingDetails {
    MeetingDetails {
        when: When {
            start: Some(utc(start)),
            ..When::default()
        },
        duration_minutes: Some(60),
        ..meeting(slug, &[group])
    }
}
