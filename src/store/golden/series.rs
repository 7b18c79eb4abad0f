//! Series and what belongs to their dates.

use super::*;

fn series() -> Series {
    let announced = Announcement {
        reason: "r".into(),
        at: 1,
    };
    let original = LocalDateTime::new(2024, 4, 2, 17, 0);
    let change = DateChange {
        start: Some(LocalDateTime::new(2024, 4, 3, 18, 30)),
        minutes: Some(30),
        title: text("t"),
        description: text("d"),
        locations: Some(vec![link()]),
        announced: announced.clone(),
    };
    Series {
        id: 1,
        details: SeriesDetails {
            title: "t".into(),
            description: "d".into(),
            cadence: text("c"),
            schedule: Some(Schedule {
                start: original,
                zone: "Europe/Zurich".into(),
                minutes: 60,
                rule: text("FREQ=WEEKLY"),
            }),
            locations: vec![link()],
            notice_hours: Some(24),
            alternates_with: Some(2),
        },
        exceptions: vec![DateException {
            original,
            change: Some(change),
            cancellation: Some(announced.clone()),
        }],
        ending: Some(Ending {
            before: original,
            announced,
        }),
        predecessor: Some(3),
        successor: Some(4),
        sequence: 5,
        created_at: 6,
        modified_at: 7,
        rescheduled: None,
    }
}

#[test]
fn series_and_their_dates_are_stored_as_they_always_were() {
    let record = SeriesRecord {
        id: 1,
        meta: meta(),
        groups: vec![1],
        tags: vec!["t".into()],
        series: series(),
        agenda: Vec::new(),
        withdrawn: None,
    };
    let occurrence = OccurrenceId {
        series: 1,
        original: LocalDateTime::new(2024, 4, 2, 17, 0),
    };
    let upcoming = UpcomingMeeting {
        occurrence: Some(occurrence),
        meeting: Some(2),
        groups: vec![1],
        title: "t".into(),
        start_at: 3,
        end_at: 4,
        start: Some(occurrence.original),
        zone: text("UTC"),
        status: Some(OccurrenceStatus::Moved),
        reason: text("r"),
        announced_at: Some(5),
        hours_of_notice: Some(-1),
        all_day: None,
    };
    let mut held = meeting();
    held.details.occurrence = Some(occurrence);
    check("series_summary", SeriesSummary::from(&record));
    check("series", record.clone());
    let with_agenda = SeriesRecord {
        agenda: vec![AgendaItem {
            title: "t".into(),
            speakers: vec![participant()],
            minutes: Some(5),
            note: text("n"),
        }],
        ..record.clone()
    };
    check("series_with_agenda", with_agenda);
    let gone = SeriesRecord {
        withdrawn: Some(withdrawal()),
        ..record
    };
    check("series_withdrawn", gone);
    check("upcoming_meeting", upcoming);
    check("meeting_of_a_date", held.clone());
    let gone = Meeting {
        withdrawn: Some(withdrawal()),
        ..held
    };
    check("meeting_withdrawn", gone);
}
