//! Every change of when something takes place is news, in the words of what happened.

use super::scene::*;
use workgroups::domain::*;

fn titles(c: &Community) -> Vec<String> {
    let feed = c.reads("/groups/sync/feed.xml");
    let entries = feed.split("<entry>").skip(1);
    let title = |entry: &str| {
        let (_, rest) = entry.split_once("<title>").unwrap();
        rest.split_once("</title>").unwrap().0.to_owned()
    };
    entries.map(title).collect()
}

#[test]
fn this_and_following_is_a_change_and_no_end() {
    let mut c = scene();
    let mut following = an_hour_later();
    following.schedule.as_mut().unwrap().start = local("2030-04-18T17:00");
    c.does(Operation::change_following(ChangeFollowing {
        id: SERIES,
        expected_revision: 1,
        from: local("2030-04-18T16:00"),
        details: following,
        reason: "Summer time".into(),
        announced_at: None,
        drops: None,
    }));
    assert_eq!(
        titles(&c),
        [
            "Changes: Sync, from Thursday 18 April 2030, 16:00 (Europe/London) on: now Thursday \
             18 April 2030, 17:00 (Europe/London), FREQ=WEEKLY;BYDAY=TH"
        ]
    );
}

#[test]
fn a_series_at_another_hour_is_news() {
    let mut c = scene();
    c.does(c.update_series(an_hour_later(), None));
    assert_eq!(
        titles(&c),
        [
            "Changes: Sync: now Thursday 4 April 2030, 17:00 (Europe/London), \
             FREQ=WEEKLY;BYDAY=TH"
        ]
    );
}

#[test]
fn a_single_meeting_that_is_cancelled_or_moved_is_news_until_it_takes_place_after_all() {
    let mut c = scene();
    let mut details = meeting("single");
    details.when.start = Some(utc("2030-04-20T12:00"));
    let id = c.does(Operation::create_meeting(details.clone())).id;
    assert_eq!(titles(&c), [""; 0]);
    c.now += HOUR;
    details.when.start = Some(utc("2030-04-21T12:00"));
    c.does(c.update_meeting(id, details.clone()));
    assert_eq!(
        titles(&c),
        ["Moved: Meeting single, to Sunday 21 April 2030, 12:00 UTC"]
    );
    c.now += HOUR;
    details.status = MeetingStatus::cancelled;
    details.reason = Some("Speaker ill".into());
    c.does(c.update_meeting(id, details.clone()));
    assert_eq!(
        titles(&c),
        ["Cancelled: Meeting single, Sunday 21 April 2030, 12:00 UTC"]
    );
    details.status = MeetingStatus::scheduled;
    details.reason = None;
    c.does(c.update_meeting(id, details));
    assert_eq!(titles(&c), [""; 0]);
}
