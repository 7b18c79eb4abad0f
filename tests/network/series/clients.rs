//! The calendars that the canister itself serves, as the programs of others read them. Each
//! story has a group of its own; the instants are written down here.

use workgroups::domain::*;
use workgroups::registry::{AskGroupCalendar, AskWholeCalendar, Calendar};

use crate::series::community::*;
use workgroups_test_support::host::Host;
use workgroups_test_support::readers::{Feed, Reader, Shown};
use workgroups_test_support::records::group;

/// When the stories are told, and how far the readers look.
const NOW: &str = "2024-03-04T12:00";
const UNTIL: &str = "2025-02-01T00:00";

/// The first Thursday of each month at 19:00 in Zurich, in UTC: through summer and winter.
const MONTHLY: [&str; 11] = [
    "2024-03-07T18:00",
    "2024-04-04T17:00",
    "2024-05-02T17:00",
    "2024-06-06T17:00",
    "2024-07-04T17:00",
    "2024-08-01T17:00",
    "2024-09-05T17:00",
    "2024-10-03T17:00",
    "2024-11-07T18:00",
    "2024-12-05T18:00",
    "2025-01-02T18:00",
];

/// Every second Friday at 9:00 in Zurich from September on, in UTC.
const FRIDAYS: [&str; 11] = [
    "2024-09-06T07:00",
    "2024-09-20T07:00",
    "2024-10-04T07:00",
    "2024-10-18T07:00",
    "2024-11-01T08:00",
    "2024-11-15T08:00",
    "2024-11-29T08:00",
    "2024-12-13T08:00",
    "2024-12-27T08:00",
    "2025-01-10T08:00",
    "2025-01-24T08:00",
];

/// What a group announces about its series, and when it then meets.
struct Story {
    name: &'static str,
    /// The announcements, about the series with the given number at revision 1.
    told: fn(Id) -> Vec<Operation>,
    /// The starts in UTC, with `!` for a date that is shown as cancelled.
    starts: Vec<String>,
    shows_cancelled: bool,
}

fn stories() -> Vec<Story> {
    let but = |away: usize, instead: Option<&str>| {
        let mut starts = MONTHLY.map(str::to_owned).to_vec();
        starts.splice(away..=away, instead.map(str::to_owned));
        starts
    };
    let story = |name, told, starts| Story {
        name,
        told,
        starts,
        shows_cancelled: false,
    };
    let cancelled: fn(Id) -> Vec<Operation> = |id| vec![cancel(id, 1, "2024-04-04T19:00")];
    let mut changed = MONTHLY[..6].to_vec();
    changed.extend(FRIDAYS);
    vec![
        story("summer-and-winter", |_| vec![], but(0, Some(MONTHLY[0]))),
        story("cancelled", cancelled, but(1, None)),
        Story {
            shows_cancelled: true,
            ..story(
                "cancelled-shown",
                cancelled,
                but(1, Some("2024-04-04T17:00!")),
            )
        },
        story(
            "undone",
            |id| {
                vec![
                    cancel(id, 1, "2024-04-04T19:00"),
                    restore(id, 2, "2024-04-04T19:00"),
                ]
            },
            but(1, Some(MONTHLY[1])),
        ),
        // From summer time to winter time.
        story(
            "moved",
            |id| vec![move_to(id, 1, "2024-10-03T19:00", "2024-10-31T10:00")],
            but(7, Some("2024-10-31T09:00")),
        ),
        story("changed", |id| vec![to_fridays(id)], owned(&changed)),
        story("ended", |id| vec![ended(id)], owned(&MONTHLY[..7])),
    ]
}

fn owned(starts: &[&str]) -> Vec<String> {
    starts.iter().map(|start| (*start).to_owned()).collect()
}

fn to_fridays(id: Id) -> Operation {
    let rule = "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR";
    let fridays = schedule("2024-09-06T09:00", "Europe/Zurich", rule);
    Operation::change_following(ChangeFollowing {
        id,
        expected_revision: 1,
        from: local("2024-09-05T19:00"),
        details: details("changed", fridays),
        reason: "Friday mornings suit more people".into(),
        announced_at: None,
        drops: None,
    })
}

fn ended(id: Id) -> Operation {
    Operation::end_series(EndSeries {
        id,
        expected_revision: 1,
        before: Some(local("2024-10-03T19:00")),
        reason: "All is said".into(),
        announced_at: None,
    })
}

impl Story {
    /// Tells the story to the canister.
    fn tell(&self, host: &Host) {
        let group = host.made(Operation::create_group(group(self.name)));
        let monthly = schedule(
            "2024-03-07T19:00",
            "Europe/Zurich",
            "FREQ=MONTHLY;BYDAY=1TH",
        );
        let series = host.made(new_series(&[group], details(self.name, monthly)));
        for operation in (self.told)(series) {
            host.admin(operation);
        }
    }

    fn shown(&self) -> Vec<Shown> {
        let shown = |start: &String| {
            let at = to_seconds(utc(start.trim_end_matches('!')));
            let (summary, status) = match start.ends_with('!') {
                true => (format!("[CANCELLED] {}", self.name), "CANCELLED"),
                false => (self.name.to_owned(), "CONFIRMED"),
            };
            (at, at + 3_600, summary, status.to_owned())
        };
        self.starts.iter().map(shown).collect()
    }

    /// The calendar of the story's group.
    fn feed(&self, host: &Host) -> Feed {
        let question = AskGroupCalendar {
            group: Ref::slug(self.name.into()),
            cancelled: self.shows_cancelled,
            alarm_minutes: Some(15),
            past_days: None,
            offset: None,
        };
        let calendar: Calendar = host.ask("calendar_of_group", question);
        Feed {
            name: self.name.to_owned(),
            bytes: calendar.ics.into_vec(),
            expected: self.shown(),
        }
    }
}

/// The calendar of all groups.
fn whole(host: &Host, stories: &[Story]) -> Feed {
    let question = AskWholeCalendar {
        part: None,
        cancelled: false,
        alarm_minutes: None,
        past_days: None,
        offset: None,
    };
    let calendar: Calendar = host.ask("calendar_of_all", question);
    assert_eq!(calendar.parts, 1);
    let mut expected: Vec<Shown> = stories.iter().flat_map(Story::shown).collect();
    expected.retain(|(_, _, _, status)| status == "CONFIRMED");
    expected.sort();
    Feed {
        name: "all".to_owned(),
        bytes: calendar.ics.into_vec(),
        expected,
    }
}

fn compare(reader: Reader) {
    let host = Host::at(utc(NOW));
    let stories = stories();
    stories.iter().for_each(|story| story.tell(&host));
    let mut feeds: Vec<Feed> = stories.iter().map(|story| story.feed(&host)).collect();
    feeds.push(whole(&host, &stories));
    let window = to_seconds(utc(NOW))..to_seconds(utc(UNTIL));
    reader.agrees("canister", window, &feeds);
}

#[test]
fn icalendar_and_recurring_ical_events_show_what_the_canister_s_groups_announced() {
    compare(Reader::Icalendar);
}

#[test]
fn ical_js_shows_what_the_canister_s_groups_announced() {
    compare(Reader::IcalJs);
}

#[test]
fn khal_shows_what_the_canister_s_groups_announced() {
    compare(Reader::Khal);
}
