//! What series cost: the next meetings, an edit, the timer's work, a calendar.

use ic_cdk_macros::{query, update};
use workgroups::domain::calendar::local::LocalDateTime;
use workgroups::domain::series::{Schedule, SeriesDetails};
use workgroups::domain::{
    CreateGroup, Kind, LifecycleState, LifecycleStep, NewSeries, Operation, Ref, UpdateSeries,
};
use workgroups::registry::{AskGroupCalendar, Upcoming};
use workgroups::wire::{CalendarReply, UpcomingPageReply, WriteReply, decode, encode};

use crate::{REGISTRY, counted, do_now, group_details, steward};

const DAY: u64 = 86_400_000_000_000;
/// Series that the canister's timer moves on in one message.
const ROLLED: usize = 20;

/// Every week, on a day and at an hour that differ from series to series.
fn weekly(n: u64) -> SeriesDetails {
    let day = 1 + (n % 7) as u8;
    SeriesDetails {
        title: format!("Series {n}"),
        description: "What was done, what is next, and who does it.".into(),
        cadence: Some("weekly".into()),
        schedule: Some(Schedule {
            // Before the local network's first day, so that the dates are under way.
            start: LocalDateTime::new(2020, 1, day, (n % 24) as u8, (n % 60) as u8),
            zone: "Europe/Zurich".into(),
            minutes: 60,
            rule: Some("FREQ=WEEKLY".into()),
        }),
        locations: Vec::new(),
        notice_hours: Some(24),
        alternates_with: None,
    }
}

/// Adds so many groups with a weekly series each, and returns how many there are.
#[update]
fn load_series(more: u64) -> u64 {
    let (groups, made) = REGISTRY.with_borrow(|r| {
        let known = r.store().known();
        (known.made(Kind::group), known.made(Kind::series))
    });
    let new = |n: u64| {
        let mut details = group_details("");
        details.slug = format!("group-{}", made + n);
        let group = Operation::create_group(CreateGroup {
            details,
            parent: None,
            lifecycle: vec![LifecycleStep {
                state: LifecycleState::active,
                date: None,
                reason: None,
            }],
            roles: Vec::new(),
        });
        let series = Operation::create_series(NewSeries {
            groups: vec![groups + n],
            tags: Vec::new(),
            details: weekly(made + n),
        });
        [group, series]
    };
    do_now((1..=more).flat_map(new).collect());
    made + more
}

/// A page of 50 meetings that come, a month from now.
#[query]
fn upcoming_page() -> u64 {
    let now = ic_cdk::api::time();
    let call = encode(&Upcoming {
        from: Some(now + 30 * DAY),
        take: Some(50),
        ..Upcoming::default()
    });
    REGISTRY.with_borrow(|r| {
        counted(|| {
            let page = decode(&call).and_then(|q| r.upcoming(&steward(), now, &q));
            if page.as_ref().map_or(0, |page| page.items.len()) != 50 {
                ic_cdk::api::trap("the page is not full");
            }
            encode(&UpcomingPageReply::from(page))
        })
    })
}

/// An edit of a series that moves all its dates.
#[update]
fn edit_series(id: u64) -> u64 {
    let stored = REGISTRY.with_borrow(|r| r.get_series(id));
    let Some(stored) = stored else {
        ic_cdk::api::trap("there is no such series")
    };
    let call = encode(&UpdateSeries {
        id,
        expected_revision: stored.record.meta.revision,
        groups: stored.record.groups,
        tags: Vec::new(),
        details: weekly(id + 1),
        drops: None,
    });
    let now = ic_cdk::api::time();
    REGISTRY.with_borrow_mut(|r| {
        counted(|| {
            let written =
                decode(&call).and_then(|a| r.execute(&steward(), now, Operation::update_series(a)));
            if let Err(error) = &written {
                ic_cdk::api::trap(error.message());
            }
            encode(&WriteReply::from(written))
        })
    })
}

/// What the timer does in one message, eight days from now.
#[update]
fn roll_series() -> u64 {
    let later = ic_cdk::api::time() + 8 * DAY;
    REGISTRY.with_borrow_mut(|r| counted(|| r.roll(later, ROLLED)))
}

/// The calendar of a group with one series.
#[query]
fn calendar(group: u64) -> u64 {
    let now = ic_cdk::api::time();
    let call = encode(&AskGroupCalendar {
        group: Ref::id(group),
        cancelled: false,
        alarm_minutes: None,
        past_days: None,
        offset: None,
    });
    REGISTRY.with_borrow(|r| {
        counted(|| {
            let calendar =
                decode(&call).and_then(|q| r.calendar_of_group("bench.icp0.io", now, &q));
            encode(&CalendarReply::from(calendar))
        })
    })
}
