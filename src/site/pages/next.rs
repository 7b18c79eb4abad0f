//! The next meeting of a group, at an address that stays.

use ic_stable_structures::Memory;
use maud::{Markup as Html, html};

use super::frame::Page;
use super::parts::fact;
use crate::domain::{Group, Link, Meeting, Ref, SeriesRecord, UpcomingMeeting};
use crate::site::Site;
use crate::site::answer::Answer;
use crate::site::names::{group_path, meeting_path};
use crate::site::words::fill;

impl<M: Memory> Site<'_, M> {
    /// Where a meeting that comes is attended: as its record says, or else its series.
    pub(in crate::site) fn locations_of(&self, meeting: &UpcomingMeeting) -> Vec<Link> {
        let store = self.registry.store();
        let record: Option<Meeting> = meeting.meeting.and_then(|id| store.get(id));
        let told = record.map(|m| m.details.locations).unwrap_or_default();
        if !told.is_empty() {
            return told;
        }
        let of_date = || {
            let of = meeting.occurrence?;
            let record: SeriesRecord = store.get(of.series)?;
            Some(record.series.locations_on(of.original).to_vec())
        };
        of_date().unwrap_or_default()
    }

    pub(in crate::site) fn next_page(&self, group: &Group) -> Answer {
        let w = self.words();
        let named = Ref::id(group.id);
        let next = self.registry.next_meeting(self.place.now, &named);
        let path = group_path(&group.details.slug);
        let name = &group.details.name;
        let title = fill(w.next_meeting_of, &[name]);
        let content = html! {
            p.crumb { a href=(self.at(&path)) { (name) } }
            h1 { (title) }
            @match next.ok().flatten() {
                Some(meeting) => (self.next_meeting(&meeting)),
                None => p { (w.no_next_meeting) " " a href=(self.at(&path)) { (name) } },
            }
            (self.subscribe(&format!("{path}/calendar.ics")))
            p.note {
                (w.address_stays) " " code { "https://" (self.place.host) (path) "/next" }
            }
        };
        let (feed, calendar) = (format!("{path}/feed.xml"), format!("{path}/calendar.ics"));
        let page = Page {
            feed: &feed,
            calendar: Some(&calendar),
            ..Page::of("meeting", &title).timed()
        };
        self.page(&page, &content)
    }

    fn moment_of(&self, meeting: &UpcomingMeeting) -> Html {
        match meeting.all_day {
            Some(true) => html! { (self.short_day(meeting.start_at)) ", " (self.words().all_day) },
            _ => self.moment(meeting.start_at, meeting.zone.as_deref()),
        }
    }

    fn next_meeting(&self, meeting: &UpcomingMeeting) -> Html {
        let w = self.words();
        let record = meeting.meeting.and_then(|id| self.meeting_slug(id));
        let minutes = meeting.end_at.saturating_sub(meeting.start_at) / 60_000_000_000;
        html! {
            @if meeting.start_at <= self.place.now { p.notice { (w.it_runs) } }
            h2 { (meeting.title) (self.change_of(meeting)) }
            dl.facts {
                (fact(w.when, &self.moment_of(meeting)))
                (fact(w.duration, &html! { @if minutes > 0 {
                    (fill(w.minutes_long, &[&minutes.to_string()])) } }))
                (fact(w.location, &self.links(&self.locations_of(meeting))))
                (fact(w.groups, &self.groups_of(&meeting.groups)))
                (fact(w.agenda_and_notes, &html! { @if let Some(slug) = record {
                    a href=(self.at(&meeting_path(&slug))) { (meeting.title) } } }))
            }
        }
    }
}
