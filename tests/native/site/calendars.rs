//! Calendars have the bytes of the query methods.

use workgroups::domain::Ref;
use workgroups::registry::{
    AskGroupCalendar, AskPersonCalendar, AskTagCalendar, AskWholeCalendar, Calendar,
};

use crate::site::community::{Community, HOST, fortnightly, new_series};

const OPTIONS: [&[(&str, &str)]; 4] = [
    &[],
    &[("cancelled", "1")],
    &[("past", "3650"), ("alarm", "15")],
    &[("alarm", "0"), ("cancelled", "0"), ("past", "0")],
];

/// The options as the methods take them.
fn taken(query: &[(&str, &str)]) -> (bool, Option<u16>, Option<u32>) {
    let value = |name: &str| query.iter().find(|(n, _)| *n == name).map(|(_, v)| *v);
    (
        value("cancelled") == Some("1"),
        value("alarm").map(|v| v.parse().unwrap()),
        value("past").map(|v| v.parse().unwrap()),
    )
}

fn assert_same(community: &Community, path: &str, query: &[(&str, &str)], calendar: Calendar) {
    let answer = community.asks(path, query);
    assert_eq!(answer.status, 200, "{path} {query:?}");
    assert!(answer.timed);
    assert!(
        answer.body == calendar.ics.into_vec(),
        "{path} {query:?} differs"
    );
}

#[test]
fn the_bytes_are_those_of_the_methods_for_the_same_options() {
    let community = Community::examples();
    let (registry, now) = (&community.registry, community.now);
    for query in OPTIONS {
        let (cancelled, alarm_minutes, past_days) = taken(query);
        let group = community.registry.get_group(&Ref::id(1)).unwrap();
        let question = AskGroupCalendar {
            group: Ref::id(1),
            cancelled,
            alarm_minutes,
            past_days,
            offset: None,
        };
        let path = format!("/groups/{}/calendar.ics", group.details.slug);
        let calendar = registry.calendar_of_group(HOST, now, &question).unwrap();
        assert_same(&community, &path, query, calendar);

        let person = Ref::slug("刺猬".into());
        let question = AskPersonCalendar {
            person,
            cancelled,
            alarm_minutes,
            past_days,
            offset: None,
        };
        let calendar = registry.calendar_of_person(HOST, now, &question).unwrap();
        assert_same(&community, "/people/刺猬/calendar.ics", query, calendar);

        let tag = "standards".to_owned();
        let question = AskTagCalendar {
            tag,
            cancelled,
            alarm_minutes,
            past_days,
            offset: None,
        };
        let calendar = registry.calendar_of_tag(HOST, now, &question).unwrap();
        assert_same(&community, "/tags/standards/calendar.ics", query, calendar);

        let question = AskWholeCalendar {
            part: None,
            cancelled,
            alarm_minutes,
            past_days,
            offset: None,
        };
        let calendar = registry.calendar_of_all(HOST, now, &question).unwrap();
        assert_same(&community, "/calendar.ics", query, calendar);
    }
}

#[test]
fn the_parts_of_the_calendar_of_all_have_addresses_that_the_first_page_lists() {
    let mut community = Community::examples();
    for _ in 0..400 {
        community.does(new_series(&[2], fortnightly()));
    }
    let home = community.reads("/");
    for part in 2..=3 {
        let path = format!("/calendar/{part}.ics");
        let question = AskWholeCalendar {
            part: Some(part - 1),
            cancelled: false,
            alarm_minutes: None,
            past_days: None,
            offset: None,
        };
        let calendar = community
            .registry
            .calendar_of_all(HOST, community.now, &question);
        assert_same(&community, &path, &[], calendar.unwrap());
        assert!(home.contains(&format!("href=\"{path}\"")));
    }
    assert_eq!(community.asks("/calendar/4.ics", &[]).status, 404);
    let first = community.asks("/calendar/1.ics", &[]);
    assert_eq!(first.location.as_deref(), Some("/calendar.ics"));
}

#[test]
fn a_calendar_that_is_too_large_says_so() {
    let mut community = Community::examples();
    for _ in 0..1_001 {
        community.does(new_series(&[2], fortnightly()));
    }
    let slug = community
        .registry
        .get_group(&Ref::id(2))
        .unwrap()
        .details
        .slug;
    let answer = community.asks(&format!("/groups/{slug}/calendar.ics"), &[]);
    assert_eq!(answer.status, 500);
    assert!(
        String::from_utf8(answer.body)
            .unwrap()
            .contains("too large")
    );
}
