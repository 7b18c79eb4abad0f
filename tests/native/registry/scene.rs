//! A group with a lead and a weekly meeting, and what its lead does there.

use candid::Principal;
use ic_stable_structures::DefaultMemoryImpl;
use workgroups::domain::calendar::local::LocalDateTime;
use workgroups::domain::calendar::zones::Zone;
use workgroups::domain::series::{OccurrenceStatus, Schedule, SeriesDetails};
use workgroups::domain::*;
use workgroups::registry::access::Caller;
use workgroups::registry::{AskWholeCalendar, Upcoming};
use workgroups_test_support::records;

pub use crate::site::community::{Community, HOST, NOON, admin, cancel, local, move_to};

pub const HOUR: Nanos = 3_600_000_000_000;
pub const DAY: Nanos = 24 * HOUR;
/// The group of the scene.
pub const GROUP: Id = 1;
/// Its series.
pub const SERIES: Id = 1;

/// Every Thursday at 16:00 in London from 4 April 2030 on.
pub fn weekly() -> SeriesDetails {
    SeriesDetails {
        title: "Sync".into(),
        description: String::new(),
        cadence: None,
        schedule: Some(Schedule {
            start: local("2030-04-04T16:00"),
            zone: "Europe/London".into(),
            minutes: 60,
            rule: Some("FREQ=WEEKLY;BYDAY=TH".into()),
        }),
        locations: Vec::new(),
        notice_hours: None,
        alternates_with: None,
    }
}

/// The same an hour later.
pub fn an_hour_later() -> SeriesDetails {
    let mut details = weekly();
    details.schedule.as_mut().unwrap().start.hour = 17;
    details
}

/// The same on Fridays.
pub fn on_fridays() -> SeriesDetails {
    let mut details = weekly();
    let schedule = details.schedule.as_mut().unwrap();
    schedule.start = local("2030-04-05T16:00");
    schedule.rule = Some("FREQ=WEEKLY;BYDAY=FR".into());
    details
}

/// An instant by a reading in UTC.
pub fn utc(text: &str) -> Nanos {
    let zone = Zone::named("UTC").unwrap();
    from_seconds(zone.instant_of(local(text)))
}

/// Somebody by number.
pub fn caller(number: u8) -> Caller {
    Caller {
        principal: Principal::from_slice(&[9, number]),
        is_controller: false,
    }
}

/// A person of whom nothing but a handle is known.
pub fn person(handle: &str) -> PersonDetails {
    PersonDetails {
        handle: handle.into(),
        name: None,
        affiliation: None,
        links: Vec::new(),
        remarks: None,
    }
}

/// Asks to be entered as a person with this handle.
pub fn asks_for(handle: &str) -> Operation {
    Operation::request_link(RequestLink {
        target: LinkTarget::newcomer(person(handle)),
        evidence: "My profile says so.".into(),
    })
}

/// A proposal of a group.
pub fn proposes(slug: &str) -> Operation {
    Operation::propose_group(ProposeGroup {
        details: records::group(slug).details,
        motivation: "It is wanted.".into(),
    })
}

/// An open action item of a group.
pub fn item(group: Id) -> ActionItemDetails {
    ActionItemDetails {
        group,
        title: "Write it down".into(),
        note: None,
        owners: Vec::new(),
        due: None,
        raised_in: None,
        state: ActionState::open,
        follow_ups: Vec::new(),
    }
}

/// A meeting of the group that names nothing but itself.
pub fn meeting(slug: &str) -> MeetingDetails {
    records::meeting(slug, &[GROUP])
}

/// The record of a date of the series.
pub fn record_of(date: &str) -> MeetingDetails {
    let mut details = meeting(&date.to_lowercase().replace([':', 't'], "-"));
    details.occurrence = Some(OccurrenceId {
        series: SERIES,
        original: local(date),
    });
    details
}

pub fn scene() -> Community {
    scene_in(DefaultMemoryImpl::default())
}

/// The scene in a memory.
pub fn scene_in(memory: DefaultMemoryImpl) -> Community {
    let mut c = Community::empty_in(memory);
    c.does(Operation::create_group(records::group("sync")));
    c.does(Operation::create_series(NewSeries {
        groups: vec![GROUP],
        tags: Vec::new(),
        details: weekly(),
    }));
    c
}

impl Community {
    pub fn tries(&mut self, operation: Operation) -> Result<Written, Error> {
        self.registry.execute(&admin(), self.now, operation)
    }

    /// The fields that an operation is refused for.
    pub fn refuses(&mut self, operation: Operation) -> Vec<String> {
        match self.tries(operation).unwrap_err() {
            Error::invalid { faults } => faults.into_iter().map(|f| f.field).collect(),
            other => vec![other.message()],
        }
    }

    pub fn update_series(&self, details: SeriesDetails, drops: Option<bool>) -> Operation {
        Operation::update_series(UpdateSeries {
            id: SERIES,
            expected_revision: self.series(SERIES).meta.revision,
            groups: vec![GROUP],
            tags: Vec::new(),
            details,
            drops,
        })
    }

    pub fn update_meeting(&self, id: Id, details: MeetingDetails) -> Operation {
        Operation::update_meeting(UpdateMeeting {
            id,
            expected_revision: self.meeting(id).meta.revision,
            details,
        })
    }

    pub fn series(&self, id: Id) -> SeriesRecord {
        self.registry.get_series(id).unwrap().record
    }

    pub fn meeting(&self, id: Id) -> Meeting {
        self.registry.get_meeting(&Ref::id(id)).unwrap()
    }

    pub fn next(&self) -> Option<UpcomingMeeting> {
        self.registry
            .next_meeting(self.now, &Ref::id(GROUP))
            .unwrap()
    }

    /// What comes: starts by the clocks of the zone, and how each stands.
    pub fn comes(&self, most: u32) -> Vec<(LocalDateTime, OccurrenceStatus)> {
        let question = Upcoming {
            groups: vec![GROUP],
            take: Some(most),
            ..Upcoming::default()
        };
        let page = self
            .registry
            .upcoming(&Caller::nobody(), self.now, &question);
        let shown = |m: UpcomingMeeting| (m.start.unwrap(), m.status.unwrap());
        page.unwrap().items.into_iter().map(shown).collect()
    }

    /// The calendar of all groups, with cancelled dates as such.
    pub fn calendar(&self) -> String {
        let question = AskWholeCalendar {
            part: None,
            cancelled: true,
            alarm_minutes: None,
            past_days: None,
            offset: None,
        };
        let calendar = self.registry.calendar_of_all(HOST, self.now, &question);
        let text = String::from_utf8(calendar.unwrap().ics.into_vec()).unwrap();
        text.replace("\r\n ", "")
    }
}
