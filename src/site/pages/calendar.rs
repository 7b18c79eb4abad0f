//! A month of the calendar: as a table, and as a list by days.

use ic_stable_structures::Memory;
use maud::{Markup as Html, html};

use super::frame::Page;
use crate::domain::calendar::local::{LocalDateTime, days_in_month};
use crate::domain::series::OccurrenceStatus;
use crate::domain::{UpcomingMeeting, from_seconds, to_seconds};
use crate::site::Site;
use crate::site::answer::Answer;
use crate::site::route;
use crate::site::words::clock;

/// When a meeting starts (UTC).
fn start_of(meeting: &UpcomingMeeting) -> LocalDateTime {
    LocalDateTime::from_seconds_as_utc(to_seconds(meeting.start_at))
}

/// The day of the month on which it does.
fn day_of(meeting: &UpcomingMeeting) -> u8 {
    start_of(meeting).day
}

/// The month after (or before) another.
fn moved(year: u16, month: u8, by: i32) -> (u16, u8) {
    let months = i32::from(year) * 12 + i32::from(month) - 1 + by;
    let year = u16::try_from(months.div_euclid(12)).unwrap_or(year);
    let month = u8::try_from(months.rem_euclid(12) + 1).unwrap_or(month);
    (year, month)
}

/// The first day of a month.
fn first(year: u16, month: u8) -> LocalDateTime {
    LocalDateTime::new(year, month, 1, 0, 0)
}

impl<M: Memory> Site<'_, M> {
    pub(in crate::site) fn month(&self, asked: Option<&str>) -> Answer {
        let now = LocalDateTime::from_seconds_as_utc(to_seconds(self.place.now));
        let (year, month) = asked
            .and_then(route::month)
            .unwrap_or((now.year, now.month));
        let (next_year, next_month) = moved(year, month, 1);
        let start = |year, month| from_seconds(first(year, month).seconds_as_utc());
        let from = start(year, month);
        let (meetings, is_whole) = self
            .registry
            .meetings_between(from, start(next_year, next_month));
        let title = self.language.month(year, month);
        let today = (now.year == year && now.month == month).then_some(now.day);
        let w = self.words();
        let content = html! {
            h1 { (w.calendar) ": " (title) }
            (self.month_links(year, month))
            @if !is_whole { p.notice { (w.calendar_cut) } }
            (self.month_table(year, month, &meetings, today))
            (self.agenda_of(year, month, &meetings))
            (self.subscribe("/calendar.ics"))
        };
        let page = Page {
            calendar: Some("/calendar.ics"),
            ..Page::of("calendar", &title).timed()
        };
        self.page(&page, &content)
    }

    fn month_links(&self, year: u16, month: u8) -> Html {
        let path = |(year, month): (u16, u8)| format!("/calendar/{year:04}-{month:02}");
        let link = |by: i32, rel: &str, arrow: &str| {
            let (year, month) = moved(year, month, by);
            let exists = route::month(&format!("{year:04}-{month:02}")).is_some();
            html! {
                @if exists {
                    a.button rel=(rel) href=(self.at(&path((year, month)))) {
                        @if by < 0 { (arrow) " " }
                        (self.language.month(year, month))
                        @if by > 0 { " " (arrow) }
                    }
                }
            }
        };
        html! {
            nav.row aria-label=(self.words().months_label) {
                (link(-1, "prev", "←"))
                a.button href=(self.at("/calendar")) { (self.words().this_month) }
                (link(1, "next", "→"))
            }
        }
    }

    fn month_table(
        &self,
        year: u16,
        month: u8,
        meetings: &[UpcomingMeeting],
        today: Option<u8>,
    ) -> Html {
        let days = days_in_month(i32::from(year), month);
        let before = first(year, month).weekday() as u8;
        let weeks = (before + days).div_ceil(7);
        // The days of a week; 0 where the month has none.
        let day = |week: u8, weekday: u8| {
            let day = (week * 7 + weekday + 1).saturating_sub(before);
            if day <= days { day } else { 0 }
        };
        html! {
            table.month {
                thead { tr { @for name in self.words().short_weekdays {
                    th scope="col" { (name) }
                } } }
                tbody { @for week in 0..weeks {
                    tr { @for weekday in 0..7 {
                        @let day = day(week, weekday);
                        @if day == 0 { td.none {} }
                        @else {
                            td class=[(today == Some(day)).then_some("today")] {
                                (self.day_cell(day, meetings))
                            }
                        }
                    } }
                } }
            }
        }
    }

    fn day_cell(&self, day: u8, meetings: &[UpcomingMeeting]) -> Html {
        let here: Vec<_> = meetings.iter().filter(|m| day_of(m) == day).collect();
        html! {
            @if here.is_empty() { span.number { (day) } }
            @else {
                a.number href=(format!("#day-{day}")) { (day) }
                ul.plain { @for meeting in here {
                    li class=[self.class_of(meeting)] {
                        @if meeting.all_day != Some(true) { (clock(start_of(meeting))) " " }
                        (meeting.title)
                    }
                } }
            }
        }
    }

    fn class_of(&self, meeting: &UpcomingMeeting) -> Option<&'static str> {
        match meeting.status {
            Some(OccurrenceStatus::Cancelled) => Some("cancelled"),
            Some(OccurrenceStatus::Moved) => Some("moved"),
            _ => None,
        }
    }

    fn agenda_of(&self, year: u16, month: u8, meetings: &[UpcomingMeeting]) -> Html {
        let days = 1..=days_in_month(i32::from(year), month);
        let of = |day: u8| meetings.iter().filter(move |m| day_of(m) == day);
        html! {
            section.agenda {
                h2 { (self.words().agenda_by_day) }
                @if meetings.is_empty() { p { (self.words().nothing_in_list) } }
                @for day in days.filter(|day| of(*day).next().is_some()) {
                    h3 id=(format!("day-{day}")) {
                        (self.language.day(LocalDateTime::new(year, month, day, 0, 0)))
                    }
                    ul.rows { @for meeting in of(day) {
                        li {
                            span.when { (self.hour_of(meeting)) }
                            span.what {
                                (self.named_date(meeting, None))
                                (self.change_of(meeting))
                            }
                        }
                    } }
                }
            }
        }
    }
}
