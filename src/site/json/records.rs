//! Records and lists of records as JSON.

use candid::CandidType;
use ic_stable_structures::Memory;

use super::value::{Json, hex};
use crate::domain::{Error, Group, Meeting, Person, Ref, Report};
use crate::registry::{Cursor, ListGroups, ListMeetings, ListPeople, ListReports, ListSeries};
use crate::site::answer::{Answer, JSON};
use crate::site::names::{group_path, meeting_path, person_path, report_path};
use crate::site::route::{After, Listed};
use crate::site::{Site, read_after};

/// Records of one page of a list.
pub(in crate::site) const TAKE: u32 = 100;

/// What a kind of JSON answer holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// The fields of a record of this Candid type.
    Record(&'static str),
    /// `items` of this Candid type, and `next`: the path of the next page, or null.
    Page(&'static str),
    /// A `group` by its names, its next `meeting` of this Candid type or null, and `locations`.
    Next(&'static str),
}

/// A kind of JSON answer. Beside its content it has `names`, the groups and people whose numbers
/// it holds; and one that is no page has `links`, the paths of what belongs to it.
#[derive(Clone, Copy, Debug)]
pub struct Document {
    /// The name of its schema.
    pub name: &'static str,
    pub title: &'static str,
    pub content: Content,
    pub links: &'static [&'static str],
}

/// All kinds of JSON answers but the one for Internet Identity, which has a form of its own.
pub const DOCUMENTS: [Document; 10] = [
    record(
        "group",
        "A group",
        "Group",
        &["calendar", "feed", "meetings", "next", "page", "series"],
    ),
    record(
        "meeting",
        "A meeting with its published minutes",
        "Meeting",
        &["markdown", "page"],
    ),
    record("report", "A report", "Report", &["markdown", "page"]),
    record("person", "A person", "Person", &["calendar", "page"]),
    page("groups", "A page of the groups, by name", "GroupSummary"),
    page(
        "meetings",
        "A page of the meetings, newest first",
        "MeetingSummary",
    ),
    page(
        "reports",
        "A page of the reports, newest first",
        "ReportSummary",
    ),
    page("people", "A page of the people, by handle", "PersonSummary"),
    page(
        "series",
        "A page of the series of a group, by title",
        "SeriesSummary",
    ),
    Document {
        name: "next",
        title: "The next meeting of a group",
        content: Content::Next("UpcomingMeeting"),
        links: &["calendar", "page", "record"],
    },
];

const fn record(
    name: &'static str,
    title: &'static str,
    of: &'static str,
    links: &'static [&'static str],
) -> Document {
    Document {
        name,
        title,
        content: Content::Record(of),
        links,
    }
}

const fn page(name: &'static str, title: &'static str, of: &'static str) -> Document {
    Document {
        name,
        title,
        content: Content::Page(of),
        links: &[],
    }
}

fn path(text: String) -> Json {
    Json::Text(text)
}

impl<M: Memory> Site<'_, M> {
    pub(in crate::site) fn group_json(&self, group: &Group) -> Answer {
        let page = group_path(&group.details.slug);
        let links = Json::object([
            ("calendar", path(format!("{page}/calendar.ics"))),
            ("feed", path(format!("{page}/feed.xml"))),
            ("meetings", path(format!("{page}/meetings.json"))),
            ("next", path(format!("{page}/next"))),
            ("series", path(format!("{page}/series.json"))),
            ("page", path(page)),
        ]);
        self.record_json(group, links)
    }

    pub(in crate::site) fn meeting_json(&self, meeting: &Meeting) -> Answer {
        let page = meeting_path(&meeting.details.slug);
        self.record_json(meeting, document_links(page))
    }

    pub(in crate::site) fn report_json(&self, report: &Report) -> Answer {
        let page = report_path(&report.details.slug);
        self.record_json(report, document_links(page))
    }

    pub(in crate::site) fn person_json(&self, person: &Person) -> Answer {
        let page = person_path(&person.details.handle);
        let links = Json::object([
            ("calendar", path(format!("{page}/calendar.ics"))),
            ("page", path(page)),
        ]);
        self.record_json(person, links)
    }

    fn record_json<R: CandidType>(&self, record: &R, links: Json) -> Answer {
        let mut json = Json::of(record);
        let names = self.names.in_json(&json);
        json.set("links", links);
        json.set("names", names);
        Answer::of(JSON, json.to_bytes())
    }

    pub(in crate::site) fn next_json(&self, group: &Group) -> Answer {
        let page = group_path(&group.details.slug);
        let named = Ref::id(group.id);
        let next = self.registry.next_meeting(self.place.now, &named);
        let next = next.ok().flatten();
        let meeting = next.as_ref().map_or(Json::Null, Json::of);
        let record = next.as_ref().and_then(|m| self.meeting_slug(m.meeting?));
        let locations = next.as_ref().map(|m| self.locations_of(m));
        let mut json = Json::object([
            ("group", self.names.group_json(group)),
            ("locations", Json::of(&locations.unwrap_or_default())),
            (
                "links",
                Json::object([
                    ("calendar", path(format!("{page}/calendar.ics"))),
                    ("page", path(format!("{page}/next"))),
                    (
                        "record",
                        record.map_or(Json::Null, |slug| path(meeting_path(&slug))),
                    ),
                ]),
            ),
            ("names", self.names.in_json(&meeting)),
        ]);
        json.set("meeting", meeting);
        Answer {
            timed: true,
            ..Answer::of(JSON, json.to_bytes())
        }
    }

    pub(in crate::site) fn list_json(&self, listed: Listed, after: After<'_>) -> Answer {
        let prev = read_after(after);
        let take = Some(TAKE);
        let registry = self.registry;
        match listed {
            Listed::Groups => {
                let question = ListGroups {
                    prev,
                    take,
                    ..ListGroups::default()
                };
                let page = registry.list_groups(&question);
                self.page_json("/groups", page.map(|p| (p.items, p.next)))
            }
            Listed::People => {
                let page = registry.list_people(&ListPeople { prev, take });
                self.page_json("/people", page.map(|p| (p.items, p.next)))
            }
            Listed::Meetings => {
                let question = ListMeetings {
                    prev,
                    take,
                    ..ListMeetings::default()
                };
                let page = registry.list_meetings(&question);
                self.page_json("/meetings", page.map(|p| (p.items, p.next)))
            }
            Listed::Reports => {
                let question = ListReports {
                    prev,
                    take,
                    ..ListReports::default()
                };
                let page = registry.list_reports(&question);
                self.page_json("/reports", page.map(|p| (p.items, p.next)))
            }
        }
    }

    pub(in crate::site) fn meetings_of_group_json(
        &self,
        group: &Group,
        after: After<'_>,
    ) -> Answer {
        let question = ListMeetings {
            group: Some(group.id),
            prev: read_after(after),
            take: Some(TAKE),
            ..ListMeetings::default()
        };
        let page = self.registry.list_meetings(&question);
        let base = format!("{}/meetings", group_path(&group.details.slug));
        self.page_json(&base, page.map(|p| (p.items, p.next)))
    }

    pub(in crate::site) fn series_of_group_json(&self, group: &Group, after: After<'_>) -> Answer {
        let question = ListSeries {
            group: Some(group.id),
            prev: read_after(after),
            take: Some(TAKE),
            ..ListSeries::default()
        };
        let page = self.registry.list_series(&question);
        let base = format!("{}/series", group_path(&group.details.slug));
        self.page_json(&base, page.map(|p| (p.items, p.next)))
    }

    /// A page; nothing for a cursor that is not one of the list.
    fn page_json<R: CandidType>(
        &self,
        base: &str,
        page: Result<(Vec<R>, Option<Cursor>), Error>,
    ) -> Answer {
        let Ok((items, next)) = page else {
            return Answer::missing();
        };
        let items = Json::List(items.iter().map(Json::of).collect());
        let next = next.map(|cursor| path(format!("{base}/after/{}.json", hex(&cursor))));
        let names = self.names.in_json(&items);
        let json = Json::object([
            ("items", items),
            ("next", next.unwrap_or(Json::Null)),
            ("names", names),
        ]);
        Answer::of(JSON, json.to_bytes())
    }
}

fn document_links(page: String) -> Json {
    Json::object([
        ("markdown", path(format!("{page}.md"))),
        ("page", path(page)),
    ])
}
