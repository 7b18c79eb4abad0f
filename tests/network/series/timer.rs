//! The timer of the real Wasm that moves the dates that come on: nobody edits anything, time
//! passes, and what comes stays complete.

use std::time::Duration;

use workgroups::domain::*;
use workgroups::registry::{Upcoming, UpcomingPage};

use crate::series::community::*;
use workgroups_test_support::host::Host;
use workgroups_test_support::records::group;

const WEEK: Nanos = 7 * DAY;
/// More than one message of the timer moves on.
const SERIES: u64 = 45;
/// So far ahead everything has to be listed.
const AHEAD: Nanos = 172 * DAY;
/// Rounds in which the timer's messages are done, each a call of its own.
const ROUNDS: usize = 20;
/// When the tests begin: a Monday.
const BEGINNING: &str = "2024-03-04T12:00";

/// The start of a series' first date: they are an hour apart, in the week after the beginning.
fn first(number: u64) -> Nanos {
    utc("2024-03-05T00:00") + number * 3_600_000_000_000
}

/// Weekly series of one group, at revision 1.
fn registry() -> Host {
    let host = Host::at(utc(BEGINNING));
    let group = host.made(Operation::create_group(group("weekly")));
    let utc_zone = calendar::zones::Zone::named("UTC").unwrap();
    for number in 0..SERIES {
        let start = utc_zone.local_at(to_seconds(first(number))).to_string();
        let weekly = schedule(&start, "UTC", "FREQ=WEEKLY");
        host.made(new_series(&[group], details("Weekly", weekly)));
    }
    host
}

/// The starts that are listed from an instant on, page by page.
fn listed(host: &Host, from: Nanos) -> Vec<Nanos> {
    let mut question = Upcoming {
        from: Some(from),
        until: Some(from + AHEAD),
        take: Some(200),
        ..Upcoming::default()
    };
    let mut starts = Vec::new();
    loop {
        let page: UpcomingPage = host.ask("upcoming", question.clone());
        starts.extend(page.items.iter().map(|meeting| meeting.start_at));
        if page.next.is_none() {
            return starts;
        }
        question.prev = page.next;
    }
}

/// The starts that there are from an instant on.
fn expected(from: Nanos) -> Vec<Nanos> {
    let weekly = |number| {
        let begin = first(number);
        let weeks = from.saturating_sub(begin).div_ceil(WEEK);
        (weeks..)
            .map(move |week| begin + week * WEEK)
            .take_while(move |start| *start < from + AHEAD)
    };
    let mut starts: Vec<Nanos> = (0..SERIES).flat_map(weekly).collect();
    starts.sort_unstable();
    starts
}

fn pass(host: &Host, weeks: Nanos) {
    host.network
        .advance_time(Duration::from_nanos(weeks * WEEK));
    (0..ROUNDS).for_each(|_| host.network.tick());
}

fn is_complete(host: &Host) {
    let now = host.now();
    let (listed, expected) = (listed(host, now), expected(now));
    assert!(expected.len() > 20 * SERIES as usize);
    assert_eq!(listed.len(), expected.len());
    assert_eq!(listed, expected);
}

#[test]
fn what_comes_stays_complete_over_weeks_in_which_nobody_edits_anything() {
    let host = registry();
    is_complete(&host);
    for weeks in [1, 1, 1, 3, 9, 26] {
        pass(&host, weeks);
        is_complete(&host);
    }
}

#[test]
fn the_timer_goes_on_after_an_upgrade() {
    let host = registry();
    pass(&host, 2);
    host.upgrade();
    is_complete(&host);
    for weeks in [5, 30] {
        pass(&host, weeks);
        is_complete(&host);
    }
}

#[test]
fn a_change_that_lay_beyond_the_lists_is_shown_when_its_date_comes_near() {
    let host = registry();
    let far = utc("2025-03-04T00:00");
    host.admin(cancel(1, 1, "2025-03-04T00:00"));
    host.admin(move_to(2, 1, "2025-03-04T01:00", "2025-03-09T10:30"));
    pass(&host, 26);
    pass(&host, 25);
    let question = Upcoming {
        from: Some(far),
        until: Some(far + 6 * DAY),
        ..Upcoming::default()
    };
    let page: UpcomingPage = host.ask("upcoming", question);
    let first = &page.items[0];
    assert_eq!(first.start_at, far);
    assert_eq!(first.reason.as_deref(), Some("Easter holidays"));
    let last = page.items.last().unwrap();
    assert_eq!(last.start_at, utc("2025-03-09T10:30"));
    assert_eq!(last.reason.as_deref(), Some("The speaker is ill"));
    assert_eq!(page.items.len(), SERIES as usize);
}
