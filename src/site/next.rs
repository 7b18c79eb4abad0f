//! The next meeting of a group, at an address that stays.

use ic_stable_structures::Memory;

use super::answer::{Answer, HTML};
use super::document::{Document, Inline, groups, links, plain};
use super::markup::Markup;
use super::names::{group_path, meeting_path};
use super::page::{self, Page};
use super::{Site, time, words};
use crate::domain::{Group, Link, Meeting, Ref, SeriesRecord, UpcomingMeeting};

impl<M: Memory> Site<'_, M> {
    /// Where a meeting that comes is attended: as its record says, or else its series.
    pub(super) fn locations_of(&self, meeting: &UpcomingMeeting) -> Vec<Link> {
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

    pub(super) fn next_page(&self, group: &Group) -> Answer {
        let named = Ref::id(group.id);
        let next = self.registry.next_meeting(self.place.now, &named);
        let path = group_path(&group.details.slug);
        let name = &group.details.name;
        let mut body = Markup::new();
        body.raw("<p class=\"crumb\">")
            .link(&path, name)
            .raw("</p>\n");
        body.raw("<h1>Next meeting of ").text(name).raw("</h1>\n");
        match next.ok().flatten() {
            Some(meeting) => self.next_meeting(&meeting, &mut body),
            None => {
                body.raw("<p>No next meeting is known. The group's ");
                body.link(&path, "page").raw(" tells how it meets.</p>\n");
            }
        }
        body.raw("<p class=\"note\">This address stays: ");
        body.raw("<code>https://").text(self.place.host).text(&path);
        body.raw("/next</code> always tells the next meeting.</p>\n");
        self.timed_page(&format!("Next meeting of {name}"), &path, &body)
    }

    fn next_meeting(&self, meeting: &UpcomingMeeting, body: &mut Markup) {
        let record = meeting.meeting.and_then(|id| self.meeting_slug(id));
        let mut document = Document::default();
        let runs = meeting.start_at <= self.place.now;
        let status = words::date(meeting.status).unwrap_or_default();
        let status = match meeting
            .reason
            .as_deref()
            .filter(|reason| !reason.is_empty())
        {
            Some(reason) if !status.is_empty() => format!("{status}: {reason}"),
            _ => status.to_owned(),
        };
        let minutes = meeting.end_at.saturating_sub(meeting.start_at) / 60_000_000_000;
        let minutes = Some(minutes).filter(|minutes| *minutes > 0);
        document.facts(vec![
            (
                "When",
                plain(time::instant_in_words(
                    meeting.start_at,
                    meeting.zone.as_deref(),
                )),
            ),
            ("Now", plain(if runs { "it is running" } else { "" })),
            (
                "Duration",
                plain(minutes.map_or(String::new(), |m| format!("{m} minutes"))),
            ),
            ("Change", plain(status)),
            ("Where", links(&self.locations_of(meeting))),
            ("Groups", groups(self.names.groups(&meeting.groups))),
            (
                "Agenda and notes",
                record.map_or(Vec::new(), |slug| {
                    vec![Inline::Here(meeting_path(&slug), meeting.title.clone())]
                }),
            ),
        ]);
        body.raw("<h2>").text(&meeting.title).raw("</h2>\n");
        page::document(&document, body);
    }

    /// A page of a group, whose calendar and feed go with it.
    pub(super) fn timed_page(&self, title: &str, path: &str, body: &Markup) -> Answer {
        let page = Page {
            site: &self.name(),
            title,
            feed: &format!("{path}/feed.xml"),
            calendar: Some(&format!("{path}/calendar.ics")),
        };
        Answer {
            timed: true,
            ..Answer::of(HTML, page.write(body))
        }
    }
}
