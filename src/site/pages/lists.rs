//! The lists of meetings, people, reports and initiatives.

use ic_stable_structures::Memory;
use maud::{Markup as Html, html};

use super::frame::Page;
use super::groups::named;
use super::parts::{Choice, controls, tag};
use crate::domain::{
    Id, InitiativeSummary, MeetingSummary, Nanos, PartialDate, Progress, ReportSummary,
};
use crate::domain::{MeetingStatus, Ref};
use crate::registry::{ListInitiatives, ListMeetings, ListPeople, ListReports};
use crate::site::answer::Answer;
use crate::site::names::{initiative_path, meeting_path, person_path, report_path};
use crate::site::{Site, time};
use crate::store::{List, scope_of};

/// Entries of one page.
const ENTRIES: u32 = 50;
/// Years that the list of meetings leads to.
const YEARS: u16 = 6;
const TAG_BYTES: usize = 300;
const STATES: [Progress; 4] = [
    Progress::ongoing,
    Progress::not_started,
    Progress::completed,
    Progress::dropped,
];

fn first_of(year: u16) -> Option<Nanos> {
    let date = PartialDate {
        year: Some(year),
        ..PartialDate::default()
    };
    date.first_instant()
}

impl<M: Memory> Site<'_, M> {
    /// The group that the address asks for.
    ///
    /// # Errors
    /// When there is no such group.
    pub(super) fn group_asked(&self) -> Result<Option<Id>, ()> {
        let Some(slug) = self.parameter("group") else {
            return Ok(None);
        };
        let group = self.registry.get_group(&Ref::slug(slug.to_owned()));
        group.map(|group| Some(group.id)).ok_or(())
    }

    /// The group that a list is of, with the way back to the list of all.
    pub(super) fn group_filter(&self, group: Option<Id>) -> Html {
        let found = group.and_then(|id| self.names.group(id));
        html! {
            @if let Some(group) = found {
                (self.filter("group", self.words().group_label, &[
                    (None, self.words().all.to_owned()),
                    (self.parameter("group").map(str::to_owned), group.name),
                ]))
            }
        }
    }

    fn meetings_asked(&self) -> Result<ListMeetings, ()> {
        let year = match self.parameter("year") {
            None => None,
            Some(year) => {
                let year = year.parse::<u16>().ok();
                Some(year.filter(|y| (1970..=2100).contains(y)).ok_or(())?)
            }
        };
        let tag = self.parameter("tag");
        let is_used = |tag: &str| {
            let scope = scope_of(tag.as_bytes());
            let mut found = self.registry.store().entries(List::MeetingsWithTag, scope);
            tag.len() <= TAG_BYTES && found.next().is_some()
        };
        if tag.is_some_and(|tag| !is_used(tag)) {
            return Err(());
        }
        Ok(ListMeetings {
            group: self.group_asked()?,
            tag: tag.map(str::to_owned),
            language: self.language_asked(List::MeetingsInLanguage)?,
            from: year.and_then(first_of),
            until: year.and_then(|year| first_of(year + 1)),
            prev: self.after()?,
            take: Some(ENTRIES),
            ..ListMeetings::default()
        })
    }

    pub(in crate::site) fn meetings(&self) -> Answer {
        let question = self.meetings_asked();
        let page = question
            .as_ref()
            .ok()
            .and_then(|q| self.registry.list_meetings(q).ok());
        let (Ok(question), Some(page)) = (question, page) else {
            return Answer::missing();
        };
        let w = self.words();
        let this = self.year();
        let years = (this.saturating_sub(YEARS - 1)..=this).rev();
        let years = years.map(|year| (Some(year.to_string()), year.to_string()));
        let years: Vec<Choice> = std::iter::once((None, w.all.to_owned()))
            .chain(years)
            .collect();
        let content = html! {
            h1 { (w.meetings) }
            (controls("meetings", None))
            (self.group_filter(question.group))
            (self.filter("year", w.year_label, &years))
            (self.language_filter(List::MeetingsInLanguage))
            @if let Some(tag) = &question.tag {
                (self.filter("tag", w.tags, &[
                    (None, w.all.to_owned()), (Some(tag.clone()), tag.clone()),
                ]))
            }
            @if page.items.is_empty() { p { (w.nothing_in_list) } }
            (self.meeting_rows(&page.items, question.group.is_none()))
            (self.more(page.next.as_ref()))
        };
        self.page(&Page::of("meetings", w.meetings).timed(), &content)
    }

    /// Meetings as rows: day, title, groups, and what there is of them.
    pub(super) fn meeting_rows(&self, meetings: &[MeetingSummary], with_groups: bool) -> Html {
        let w = self.words();
        html! {
            @if !meetings.is_empty() {
                ul.rows { @for m in meetings {
                    li {
                        span.when { (self.day_of(m)) }
                        span.what {
                            a href=(self.at(&meeting_path(&m.slug))) { (m.title) }
                            @if m.status == MeetingStatus::cancelled
                                || m.status == MeetingStatus::moved {
                                " " (tag(&format!("{:?}", m.status), w.meeting(m.status)))
                            }
                            @if m.has_minutes { " " (tag("minutes", w.minutes)) }
                            @if with_groups && !m.groups.is_empty() {
                                " " span.of { (self.groups_of(&m.groups)) }
                            }
                        }
                    }
                } }
            }
        }
    }

    fn day_of(&self, meeting: &MeetingSummary) -> Html {
        html! {
            @if let Some(start) = meeting.start { (self.day(start)) }
            @else if let Some(date) = &meeting.date { (self.partial(date)) }
            @else { "—" }
        }
    }

    pub(in crate::site) fn people(&self) -> Answer {
        let page = self.after().ok().and_then(|prev| {
            let take = Some(ENTRIES);
            self.registry.list_people(&ListPeople { prev, take }).ok()
        });
        let Some(page) = page else {
            return Answer::missing();
        };
        let w = self.words();
        let content = html! {
            h1 { (w.people) }
            (controls("people", None))
            @if page.items.is_empty() { p { (w.nothing_in_list) } }
            ul.columns { @for person in &page.items {
                li {
                    a href=(self.at(&person_path(&person.handle))) {
                        (person.name.as_deref().unwrap_or(&person.handle))
                    }
                    @if let Some(affiliation) = &person.affiliation {
                        " " span.of { (affiliation) }
                    }
                }
            } }
            (self.more(page.next.as_ref()))
        };
        self.page(&Page::of("people", w.people), &content)
    }

    pub(in crate::site) fn reports(&self) -> Answer {
        let asked = self.group_asked().and_then(|group| {
            Ok(ListReports {
                group,
                language: self.language_asked(List::ReportsInLanguage)?,
                prev: self.after()?,
                take: Some(ENTRIES),
            })
        });
        let Ok(question) = asked else {
            return Answer::missing();
        };
        let Ok(page) = self.registry.list_reports(&question) else {
            return Answer::missing();
        };
        let w = self.words();
        let content = html! {
            h1 { (w.reports) }
            (controls("reports", None))
            (self.group_filter(question.group))
            (self.language_filter(List::ReportsInLanguage))
            @if page.items.is_empty() { p { (w.nothing_in_list) } }
            (self.report_rows(&page.items))
            (self.more(page.next.as_ref()))
        };
        self.page(&Page::of("reports", w.reports), &content)
    }

    pub(super) fn report_rows(&self, reports: &[ReportSummary]) -> Html {
        html! {
            @if !reports.is_empty() {
                ul.rows { @for report in reports {
                    li {
                        @let period = self.language.period(
                            report.from.as_ref(), report.until.as_ref());
                        span.what {
                            a href=(self.at(&report_path(&report.slug))) { (report.title) }
                            " " span.of { (self.groups_of(&report.groups)) }
                        }
                        span.when { (period) }
                    }
                } }
            }
        }
    }

    pub(in crate::site) fn roadmap(&self) -> Answer {
        let asked = self.group_asked().and_then(|group| {
            let state = named(self.parameter("state"), &STATES)?;
            let question = ListInitiatives {
                group,
                prev: self.after()?,
                take: Some(4 * ENTRIES),
            };
            Ok((question, state))
        });
        let Ok((question, only)) = asked else {
            return Answer::missing();
        };
        let Ok(page) = self.registry.list_initiatives(&question) else {
            return Answer::missing();
        };
        let w = self.words();
        let states = STATES.map(Some).into_iter().chain([None]);
        let states = states.filter(|state| only.is_none() || *state == only);
        let of = |state: Option<Progress>| -> Vec<&InitiativeSummary> {
            let all = page.items.iter();
            all.filter(|i| i.progress == state).collect()
        };
        let sections: Vec<_> = states
            .map(|state| (state, of(state)))
            .filter(|(_, initiatives)| !initiatives.is_empty())
            .collect();
        let content = html! {
            h1 { (w.roadmap) }
            (controls("initiatives", None))
            (self.group_filter(question.group))
            (self.filter("state", w.state_label, &self.choices(&STATES, |s| w.progress(Some(s)))))
            @if sections.is_empty() { p { (w.nothing_in_list) } }
            @for (state, initiatives) in &sections {
                section {
                    h2 { (w.progress(*state)) }
                    (self.initiative_rows(initiatives))
                }
            }
            (self.more(page.next.as_ref()))
        };
        self.page(&Page::of("roadmap", w.roadmap), &content)
    }

    /// How many of some milestones are completed.
    pub(super) fn done(&self, completed: u32, all: u32) -> String {
        time::filled(self.words().milestones_done, completed, all)
    }

    pub(super) fn initiative_rows(&self, initiatives: &[&InitiativeSummary]) -> Html {
        html! {
            @if !initiatives.is_empty() {
                ul.rows { @for i in initiatives {
                    li {
                        span.what {
                            a href=(self.at(&initiative_path(&i.slug))) { (i.title) }
                            " " span.of { (self.groups_of(&i.groups)) }
                        }
                        @if i.milestones > 0 {
                            span.when { (self.done(i.completed_milestones, i.milestones)) }
                        }
                    }
                } }
            }
        }
    }
}
