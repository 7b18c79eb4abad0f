//! Series. Each call is about a series of its own, which the founder has made.

use workgroups::domain::calendar::local::LocalDateTime;
use workgroups::domain::series::{Schedule, SeriesDetails};
use workgroups::domain::*;

use super::Request;
use crate::registry::community::Community;

/// The second date of the series.
const SECOND: LocalDateTime = LocalDateTime::new(2026, 7, 14, 17, 0);

fn details(letter: char) -> SeriesDetails {
    SeriesDetails {
        title: format!("Series of {letter}"),
        description: String::new(),
        cadence: None,
        schedule: Some(Schedule {
            start: LocalDateTime::new(2026, 7, 7, 17, 0),
            zone: "Europe/Zurich".into(),
            minutes: 60,
            rule: Some("FREQ=WEEKLY;BYDAY=TU".into()),
        }),
        locations: Vec::new(),
        notice_hours: None,
        alternates_with: None,
    }
}

fn new(groups: &[Id], letter: char) -> Operation {
    Operation::create_series(NewSeries {
        groups: groups.to_vec(),
        tags: Vec::new(),
        details: details(letter),
    })
}

/// A new series of `own`, at revision 1.
fn made(c: &Community) -> Id {
    c.host.made(new(&[c.own], 'M'))
}

fn cancel(id: Id) -> Operation {
    Operation::cancel_occurrence(CancelOccurrence {
        id,
        expected_revision: 1,
        original: SECOND,
        reason: "holidays".into(),
        announced_at: None,
    })
}

fn update(c: &Community, groups: &[Id], letter: char) -> Request {
    Operation::update_series(UpdateSeries {
        id: made(c),
        expected_revision: 1,
        groups: groups.to_vec(),
        tags: Vec::new(),
        details: details(letter),
        drops: None,
    })
    .into()
}

pub fn create_series(c: &Community, letter: char) -> Request {
    new(&[c.own], letter).into()
}

pub fn create_joint_series(c: &Community, letter: char) -> Request {
    new(&[c.own, c.other], letter).into()
}

pub fn update_series(c: &Community, letter: char) -> Request {
    update(c, &[c.own], letter)
}

pub fn widen_series(c: &Community, letter: char) -> Request {
    update(c, &[c.own, c.other], letter)
}

pub fn cancel_occurrence(c: &Community, _: char) -> Request {
    cancel(made(c)).into()
}

pub fn restore_occurrence(c: &Community, _: char) -> Request {
    let id = made(c);
    c.host.admin(cancel(id));
    Operation::restore_occurrence(RestoreOccurrence {
        id,
        expected_revision: 2,
        original: SECOND,
    })
    .into()
}

pub fn change_occurrence(c: &Community, _: char) -> Request {
    Operation::change_occurrence(ChangeOccurrence {
        id: made(c),
        expected_revision: 1,
        original: SECOND,
        start: Some(LocalDateTime::new(2026, 7, 15, 9, 0)),
        minutes: None,
        title: None,
        description: None,
        locations: None,
        reason: String::new(),
        announced_at: None,
    })
    .into()
}

pub fn change_following(c: &Community, letter: char) -> Request {
    let mut details = details(letter);
    if let Some(schedule) = &mut details.schedule {
        schedule.start = SECOND;
    }
    Operation::change_following(ChangeFollowing {
        id: made(c),
        expected_revision: 1,
        from: SECOND,
        details,
        reason: String::new(),
        announced_at: None,
        drops: None,
    })
    .into()
}

pub fn end_series(c: &Community, _: char) -> Request {
    Operation::end_series(EndSeries {
        id: made(c),
        expected_revision: 1,
        before: Some(SECOND),
        reason: String::new(),
        announced_at: None,
    })
    .into()
}

pub fn set_agenda(c: &Community, letter: char) -> Request {
    Operation::set_agenda(SetAgenda {
        id: made(c),
        expected_revision: 1,
        agenda: vec![AgendaItem {
            title: format!("What {letter} has to tell"),
            speakers: Vec::new(),
            minutes: None,
            note: None,
        }],
    })
    .into()
}
