//! An event that does not recur: a meeting.

use workgroups::domain::Kind;
use workgroups::domain::calendar::local::LocalDateTime;
use workgroups::domain::to_seconds;

use super::Reader;
use super::event::{Event, Span};
use super::time::Time;
use crate::files::format::{Meeting, PartialDate, When};
use crate::files::{LinkKind, MeetingStatus, instant};
use crate::import::collect::Import;
use crate::import::words::{NAME_BYTES, slug_in};

/// Bytes of the summary of a meeting at most.
const SUMMARY_BYTES: usize = 40_000;
const DAY_MINUTES: i64 = 1_440;

impl Reader {
    /// An event that does not recur, or a date of one whose rule the calendar does not have.
    pub fn single(&self, event: &Event<'_>, import: &mut Import) {
        let span = event.span(&self.zones);
        if let Err(why) = &span {
            import.report.as_text(
                &event.place,
                &format!("\"{}\": {why}", event.when_in_words()),
            );
        }
        self.meeting(event, span.ok().as_ref(), import);
        event.tell_rest(import);
    }

    /// A meeting of an event at a time.
    pub fn meeting(&self, event: &Event<'_>, span: Option<&Span>, import: &mut Import) {
        let title = event.title(import);
        let day = span.map(|span| span.start.local.to_string());
        let day = day
            .as_deref()
            .and_then(|day| day.get(..10))
            .unwrap_or_default();
        let links = event.links(import);
        let is_place = |kind: LinkKind| kind == LinkKind::location;
        let (locations, attachments) = links.into_iter().partition(|link| is_place(link.kind));
        let summary = event.description(SUMMARY_BYTES, import);
        if let Some(span) = span {
            self.tell_taken(&event.place, span, import);
        }
        let when = match span {
            Some(span) => when(&span.start),
            None => When {
                text: Some(
                    import
                        .report
                        .fit(&event.place, event.when_in_words(), NAME_BYTES),
                ),
                ..When::default()
            },
        };
        let meeting = Meeting {
            slug: import.fresh(Kind::meeting, &slug_in(&title, day)),
            groups: vec![self.group.clone()],
            number: None,
            title,
            summary: (!summary.is_empty()).then_some(summary),
            when,
            duration_minutes: span.and_then(minutes),
            status: status(event, span, import),
            reason: None,
            locations,
            hosts: event.hosts(import),
            guests: Vec::new(),
            agenda: Vec::new(),
            attachments,
            recordings: Vec::new(),
            tags: event.tags(import),
            languages: Vec::new(),
            remarks: None,
            occurrence: None,
            minutes: None,
        };
        import.data.meetings.push(meeting);
    }

    /// Tells what was taken for the times.
    pub fn tell_taken(&self, place: &str, span: &Span, import: &mut Import) {
        if let Some(taken) = &span.start.taken {
            import.report.taken(place, taken);
        }
        if span.is_taken {
            import
                .report
                .taken(place, "nobody tells how long it is: an hour");
        }
    }
}

/// A day without a time has no length; several days have one.
fn minutes(span: &Span) -> Option<u32> {
    let is_one_day = span.start.is_day && span.minutes <= DAY_MINUTES;
    let minutes = (!is_one_day && !span.is_taken).then_some(span.minutes)?;
    u32::try_from(minutes).ok()
}

fn status(event: &Event<'_>, span: Option<&Span>, import: &Import) -> MeetingStatus {
    let now = to_seconds(import.known.now);
    let is_over = span.is_some_and(|span| span.start.instant() + span.minutes * 60 <= now);
    match (event.is_cancelled(), is_over) {
        (true, _) => MeetingStatus::cancelled,
        (false, true) => MeetingStatus::held,
        (false, false) => MeetingStatus::scheduled,
    }
}

fn when(start: &Time) -> When {
    if start.is_day {
        let LocalDateTime {
            year, month, day, ..
        } = start.local;
        return When {
            date: Some(PartialDate {
                year: Some(year),
                month: Some(month),
                day: Some(day),
                text: None,
            }),
            ..When::default()
        };
    }
    When {
        start: Some(instant::show_seconds(start.instant())),
        zone: Some(start.zone.name().to_owned()),
        ..When::default()
    }
}
