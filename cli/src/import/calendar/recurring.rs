//! An event that recurs: a series, with what is different on single dates.

use workgroups::domain::calendar::local::LocalDateTime;
use workgroups::domain::calendar::rule::{Rule, Timetable};
use workgroups::domain::series::{LARGEST_MINUTES, MOST_EXCEPTIONS, MOST_LOCATIONS};

use super::Reader;
use super::event::{Event, Span};
use super::time::Time;
use crate::apply::slug;
use crate::files::format::{Announcement, DateChange, DateException, Link, Schedule, Series};
use crate::files::instant;
use crate::import::cadence::checked;
use crate::import::collect::Import;
use crate::import::words::{NAME_BYTES, PARAGRAPH_BYTES};

impl Reader {
    /// An event that recurs, with the dates that have an event of their own.
    pub fn recurring(&self, event: &Event<'_>, dates: Vec<Event<'_>>, import: &mut Import) {
        if event.is_cancelled() {
            import
                .report
                .left(&event.place, "an event that is cancelled as a whole");
            return;
        }
        let title = event.title(import);
        let mut series = self.series(event, title, import);
        let scheduled = self.schedule(event, import);
        match scheduled {
            Ok((schedule, span, timetable)) => {
                self.tell_taken(&event.place, &span, import);
                series.schedule = Some(schedule);
                self.skipped(event, &span, &timetable, &mut series, import);
                for date in dates {
                    self.changed(&date, &span, &timetable, &mut series, import);
                }
                series.exceptions.sort_by(|a, b| a.date.cmp(&b.date));
            }
            Err(why) => {
                let words = event.when_in_words();
                import
                    .report
                    .as_text(&event.place, &format!("\"{words}\": {why}"));
                series.cadence = Some(import.report.fit(&event.place, words, NAME_BYTES));
                for skipped in event.lines("EXDATE") {
                    let what = format!("that it is not on {}", skipped.value);
                    import.report.left(&event.place, &what);
                }
                dates.iter().for_each(|date| self.single(date, import));
            }
        }
        self.added(event, import);
        event.tell_rest(import);
        import.data.series.push(series);
    }

    fn series(&self, event: &Event<'_>, title: String, import: &mut Import) -> Series {
        for host in event.hosts(import) {
            let what = format!("that {} invites", host.name.unwrap_or_default());
            import.report.left(&event.place, &what);
        }
        Series {
            tags: event.tags(import),
            description: event.description(PARAGRAPH_BYTES, import),
            locations: locations(event, import),
            ..import.bare_series(&self.group, &slug(&title), title)
        }
    }

    /// The schedule, with the start and the rule from which it is computed.
    fn schedule(
        &self,
        event: &Event<'_>,
        import: &mut Import,
    ) -> Result<(Schedule, Span, Timetable), String> {
        let span = event.span(&self.zones)?;
        let mut rules = event.lines("RRULE");
        let rule = rules.next().ok_or("it has no rule")?;
        if rules.next().is_some() {
            return Err("it has several rules".into());
        }
        let rule = with_end_in_utc(&rule.value, &span.start);
        let zone = span.start.zone.name().to_owned();
        let minutes = minutes(&span).ok_or("it is longer than a day")?;
        if span.start.is_day {
            import
                .report
                .taken(&event.place, "whole days: from midnight to midnight");
        }
        let told = Schedule {
            start: String::new(),
            zone,
            minutes,
            rule: Some(rule.clone()),
        };
        let schedule = checked(&told, span.start.local)?;
        let all = |faults: Vec<workgroups::domain::Fault>| {
            faults
                .into_iter()
                .map(|fault| fault.reason)
                .collect::<Vec<_>>()
                .join("; ")
        };
        let rule = Rule::parse(&rule).map_err(all)?;
        let timetable = Timetable::new(span.start.local, span.start.zone.clone(), Some(rule));
        Ok((schedule, span, timetable.map_err(all)?))
    }

    /// The dates that are left out.
    fn skipped(
        &self,
        event: &Event<'_>,
        span: &Span,
        timetable: &Timetable,
        series: &mut Series,
        import: &mut Import,
    ) {
        for line in event.lines("EXDATE") {
            let times = match self.zones.times(line) {
                Ok(times) => times,
                Err(why) => {
                    import
                        .report
                        .left(&event.place, &format!("EXDATE {}: {why}", line.value));
                    continue;
                }
            };
            for time in times {
                let original = original(&time, &span.start);
                let is_full = series.exceptions.len() == MOST_EXCEPTIONS;
                if is_full || !timetable.has(original) {
                    let why = if is_full {
                        "one too many"
                    } else {
                        "no date of the rule"
                    };
                    let what = format!("that it is not on {original}: {why}");
                    import.report.left(&event.place, &what);
                    continue;
                }
                exception(series, original).cancelled = Some(Announcement {
                    reason: String::new(),
                    announced_at: None,
                });
            }
        }
    }

    /// A date with an event of its own.
    fn changed(
        &self,
        date: &Event<'_>,
        span: &Span,
        timetable: &Timetable,
        series: &mut Series,
        import: &mut Import,
    ) {
        let line = date.lines("RECURRENCE-ID").next();
        let is_range = line.is_some_and(|line| line.parameter("RANGE").is_some());
        let time = line.and_then(|line| self.zones.time(line).ok());
        let original = time.map(|time| original(&time, &span.start));
        let known = original.filter(|original| timetable.has(*original) && !is_range);
        let own = date.span(&self.zones);
        let is_full = series.exceptions.len() == MOST_EXCEPTIONS;
        let (Some(original), Ok(own), false) = (known, own, is_full) else {
            // Not a date that the series could have: it is kept by itself.
            return self.single(date, import);
        };
        if date.is_cancelled() {
            exception(series, original).cancelled = Some(Announcement {
                reason: String::new(),
                announced_at: None,
            });
        } else if let Some(change) = self.change(date, &own, (span, original), series, import) {
            exception(series, original).change = Some(change);
        }
        date.tell_rest(import);
    }

    /// What is different on a date; None when nothing is.
    fn change(
        &self,
        date: &Event<'_>,
        own: &Span,
        (span, original): (&Span, LocalDateTime),
        series: &Series,
        import: &mut Import,
    ) -> Option<DateChange> {
        let start = own.start.in_zone_of(&span.start);
        let title = date.title(import);
        let description = date.description(PARAGRAPH_BYTES, import);
        let locations = locations(date, import);
        let change = DateChange {
            start: (start != original).then(|| start.to_string()),
            minutes: minutes(own).filter(|_| own.minutes != span.minutes),
            title: (title != series.title).then_some(title),
            description: (description != series.description).then_some(description),
            locations: (locations != series.locations).then_some(locations),
            reason: String::new(),
            announced_at: None,
        };
        let is_other = change.start.is_some()
            || change.minutes.is_some()
            || change.title.is_some()
            || change.description.is_some()
            || change.locations.is_some();
        is_other.then_some(change)
    }

    /// Dates beside the rule are meetings by themselves.
    fn added(&self, event: &Event<'_>, import: &mut Import) {
        for line in event.lines("RDATE") {
            let times = match (self.zones.times(line), event.span(&self.zones)) {
                (Ok(times), Ok(span)) => times.into_iter().map(move |start| Span {
                    start,
                    ..span.clone()
                }),
                (Err(why), _) | (_, Err(why)) => {
                    import
                        .report
                        .left(&event.place, &format!("RDATE {}: {why}", line.value));
                    continue;
                }
            };
            for span in times {
                self.meeting(event, Some(&span), import);
            }
        }
    }
}

/// Where it leads, as far as a series has places; the rest is told.
fn locations(event: &Event<'_>, import: &mut Import) -> Vec<Link> {
    let mut links = event.links(import);
    for link in links.split_off(links.len().min(MOST_LOCATIONS)) {
        let what = link.url.or(link.label).unwrap_or_default();
        import.report.left(&event.place, &what);
    }
    links
}

/// The length, where it is one that a series may have.
fn minutes(span: &Span) -> Option<u16> {
    let minutes = u16::try_from(span.minutes).ok()?;
    (minutes <= LARGEST_MINUTES).then_some(minutes)
}

/// The start by the rule that a time means.
fn original(time: &Time, first: &Time) -> LocalDateTime {
    let local = time.in_zone_of(first);
    match time.is_day {
        true => LocalDateTime {
            hour: first.local.hour,
            minute: first.local.minute,
            ..local
        },
        false => local,
    }
}

fn exception(series: &mut Series, original: LocalDateTime) -> &mut DateException {
    let date = original.to_string();
    let known = series
        .exceptions
        .iter()
        .position(|known| known.date == date);
    let place = known.unwrap_or(series.exceptions.len());
    if known.is_none() {
        series.exceptions.push(DateException {
            date,
            change: None,
            cancelled: None,
        });
    }
    &mut series.exceptions[place]
}

/// The rule with an end in UTC, as the registry wants it; calendars have days and local times too.
fn with_end_in_utc(rule: &str, start: &Time) -> String {
    let part = |part: &str| match part.split_once('=') {
        Some((name, end)) if name.eq_ignore_ascii_case("UNTIL") && !end.ends_with('Z') => {
            let end = if end.contains('T') {
                end.to_owned()
            } else {
                format!("{end}T235959")
            };
            format!("UNTIL={}", in_utc(&end, start).unwrap_or(end))
        }
        _ => part.to_owned(),
    };
    rule.split(';').map(part).collect::<Vec<_>>().join(";")
}

fn in_utc(end: &str, start: &Time) -> Option<String> {
    let number = |from: usize, to: usize| end.get(from..to)?.parse::<u16>().ok();
    let small = |from, to| u8::try_from(number(from, to)?).ok();
    let local = LocalDateTime::new(
        number(0, 4)?,
        small(4, 6)?,
        small(6, 8)?,
        small(9, 11)?,
        small(11, 13)?,
    );
    local.check("until").ok()?;
    let seconds = start.zone.instant_of(local) + i64::from(number(13, 15)?);
    Some(instant::show_seconds(seconds).replace(['-', ':'], ""))
}
