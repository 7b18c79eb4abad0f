//! What the canister serves over HTTP: which addresses there are, and the bytes behind each.
//! `docs/http.md` lists them.
//!
//! An answer follows from the records and, where it says so, from the clock; from nothing else.
//! The same records at the same time give the same bytes.

mod answer;
mod calendars;
mod closed;
mod data;
mod document;
mod feed;
mod group;
mod home;
mod json;
mod markdown;
mod markup;
mod meeting;
mod names;
mod next;
mod page;
mod person;
mod plain;
mod report;
mod rich;
mod route;
mod time;
mod words;

use ic_stable_structures::Memory;

use crate::domain::{Group, Id, Kind, Meeting, Nanos, Person, Ref, Report, Settings};
use crate::registry::{Cursor, Registry};
use crate::store::{Row, slug_key};

pub use answer::Answer;
use answer::{CSS, MARKDOWN};
pub use data::{Content, DOCUMENTS, Document};
pub use json::is_instant;
use names::Names;
use route::{After, Form, OfGroup, Route, encoded, route};

/// Where and when something is asked.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// "<canister>.icp0.io", or a domain of the community's own.
    pub host: &'a str,
    pub now: Nanos,
}

/// The first parts of all paths that may have an answer; for "/" it is empty.
pub const FIRST_PARTS: &[&str] = &[
    "",
    ".well-known",
    "calendar",
    "calendar.ics",
    "feed.xml",
    "groups",
    "groups.json",
    "log.md",
    "meetings",
    "meetings.json",
    "metrics",
    "people",
    "people.json",
    "reports",
    "reports.json",
    "robots.txt",
    "style.css",
    "tags",
];

/// The parameters that calendars take.
const CALENDAR_PARAMETERS: &[&str] = &["cancelled", "alarm", "past"];

/// Bytes of a name that is looked up; no record's is as long, however it is spelled.
const NAME_BYTES: usize = 512;

/// The number of the registry's own record.
const REGISTRY: Id = 0;

/// Whether there may be something at a path, now or ever.
pub fn may_exist(path: &str) -> bool {
    let mut parts = path.split('/');
    parts.next() == Some("")
        && parts
            .next()
            .is_some_and(|first| FIRST_PARTS.contains(&first))
}

/// Whether an address could have an answer and names a record that there is not: anybody can make
/// such up. Told without making the answer.
pub fn names_nothing<M: Memory>(registry: &Registry<M>, path: &str) -> bool {
    let (kind, name) = match route(path) {
        Some(Route::Group(slug, _)) => (Kind::group, slug),
        Some(Route::Meeting(slug, _)) => (Kind::meeting, slug),
        Some(Route::Report(slug, _)) => (Kind::report, slug),
        Some(Route::Person(handle, _) | Route::PersonCalendar(handle)) => (Kind::person, handle),
        Some(_) => return false,
        None => return true,
    };
    name.len() > NAME_BYTES || registry.store().named(&slug_key(kind, name)).is_none()
}

/// The parameters that count at an address; others are passed over, as if they were not there.
pub fn parameters(path: &str) -> &'static [&'static str] {
    match route(path).is_some_and(|route| route.is_calendar()) {
        true => CALENDAR_PARAMETERS,
        false => &[],
    }
}

/// Answers a request for a decoded path with the decoded pairs of its query, in their order.
pub fn answer<M: Memory>(
    registry: &Registry<M>,
    place: &Place<'_>,
    path: &str,
    query: &[(String, String)],
) -> Answer {
    let Some(found) = route(path) else {
        return elsewhere(path);
    };
    let site = Site {
        registry,
        settings: registry.store().get(REGISTRY),
        place,
        names: Names::of(registry),
        path,
        query,
    };
    site.answer(found)
}

/// A path with slashes at its end leads to the one without.
fn elsewhere(path: &str) -> Answer {
    let trimmed = path.trim_end_matches('/');
    match route(trimmed) {
        Some(_) => Answer::moved(encoded_path(trimmed)),
        None => Answer::missing(),
    }
}

fn encoded_path(path: &str) -> String {
    let parts: Vec<String> = path.split('/').map(encoded).collect();
    parts.join("/")
}

/// The cursor that a path holds in hexadecimal digits.
fn read_after(after: After<'_>) -> Option<Cursor> {
    let digits = after?.as_bytes();
    let pairs = digits.chunks(2).map(|pair| {
        let text = std::str::from_utf8(pair).unwrap_or_default();
        u8::from_str_radix(text, 16).unwrap_or(0)
    });
    Some(pairs.collect::<Vec<u8>>().into())
}

/// A record that an address names.
enum Found<R> {
    Nothing,
    /// By another spelling than its present name, which is this.
    Renamed(String),
    Record(R),
}

/// What an answer is made of.
struct Site<'a, M: Memory> {
    registry: &'a Registry<M>,
    /// The registry's own record; none while nobody has set anything.
    settings: Option<Settings>,
    place: &'a Place<'a>,
    names: Names<'a, M>,
    path: &'a str,
    query: &'a [(String, String)],
}

impl<M: Memory> Site<'_, M> {
    fn answer(&self, route: Route<'_>) -> Answer {
        match route {
            Route::Home(after) => self.home(after),
            Route::Style => Answer::of(CSS, include_bytes!("style.css").to_vec()),
            Route::Group(slug, about) => self.with(slug, slug_of_group, |g| self.group(g, about)),
            Route::Meeting(slug, form) => {
                self.with(slug, slug_of_meeting, |meeting| self.meeting(meeting, form))
            }
            Route::Report(slug, form) => {
                self.with(slug, slug_of_report, |report| self.report(report, form))
            }
            Route::Person(handle, form) => self.with(handle, handle_of, |person| match form {
                Form::Json => self.person_json(person),
                Form::Page | Form::Markdown => self.person_page(person),
            }),
            Route::PersonCalendar(handle) => {
                self.with(handle, handle_of, |person| self.person_calendar(person))
            }
            Route::List(listed, after) => self.list_json(listed, after),
            Route::Calendar(part) => self.whole_calendar(part),
            Route::TagCalendar(tag) => self.tag_calendar(tag),
            Route::Feed => self.whole_feed(),
            Route::Robots => self.robots(),
            Route::Domains => self.domains(),
            Route::Origins => self.origins(),
            Route::Metrics => self.metrics(),
            Route::Log => self.log(),
        }
    }

    /// Answers with a record that the path names; leads to its present name from another one.
    fn with<R: Row>(
        &self,
        name: &str,
        present: fn(&R) -> &str,
        answer: impl FnOnce(&R) -> Answer,
    ) -> Answer {
        match self.find(name, present) {
            Found::Nothing => Answer::missing(),
            Found::Record(record) => answer(&record),
            Found::Renamed(present) => self.renamed(name, &present),
        }
    }

    fn find<R: Row>(&self, name: &str, present: fn(&R) -> &str) -> Found<R> {
        if name.len() > NAME_BYTES {
            return Found::Nothing;
        }
        let store = self.registry.store();
        let named = store.named(&slug_key(R::KIND, name));
        match named.and_then(|(id, _)| store.get::<R>(id)) {
            None => Found::Nothing,
            Some(record) if present(&record) == name => Found::Record(record),
            Some(record) => Found::Renamed(present(&record).to_owned()),
        }
    }

    /// The same address with the present name in its second part.
    fn renamed(&self, name: &str, present: &str) -> Answer {
        let folder = self.path[1..].find('/').map_or(0, |slash| slash + 2);
        let (folder, rest) = self.path.split_at(folder);
        let rest = rest.get(name.len()..).unwrap_or_default();
        let mut location = format!("{folder}{}{}", encoded(present), encoded_path(rest));
        for (i, (name, value)) in self.query.iter().enumerate() {
            location.push(if i == 0 { '?' } else { '&' });
            location.push_str(&format!("{}={}", encoded(name), encoded(value)));
        }
        Answer::moved(location)
    }

    fn group(&self, group: &Group, about: OfGroup<'_>) -> Answer {
        match about {
            OfGroup::Page => self.group_page(group),
            OfGroup::Json => match self.registry.get_group(&Ref::id(group.id)) {
                // With its supporters counted.
                Some(group) => self.group_json(&group),
                None => Answer::missing(),
            },
            OfGroup::Next(Form::Json) => self.next_json(group),
            OfGroup::Next(Form::Page | Form::Markdown) => self.next_page(group),
            OfGroup::Calendar => self.group_calendar(group),
            OfGroup::Feed => self.group_feed(group),
            OfGroup::Meetings(after) => self.meetings_of_group_json(group, after),
            OfGroup::Series(after) => self.series_of_group_json(group, after),
        }
    }

    fn meeting(&self, meeting: &Meeting, form: Form) -> Answer {
        match form {
            Form::Page => self.meeting_page(meeting),
            Form::Json => self.meeting_json(meeting),
            Form::Markdown => {
                let document = self.meeting_document(meeting);
                Answer::of(MARKDOWN, markdown::write(&document, self.place.host))
            }
        }
    }

    fn report(&self, report: &Report, form: Form) -> Answer {
        match form {
            Form::Page => self.report_page(report),
            Form::Json => self.report_json(report),
            Form::Markdown => {
                let document = self.report_document(report);
                Answer::of(MARKDOWN, markdown::write(&document, self.place.host))
            }
        }
    }

    /// The registry's name.
    fn name(&self) -> String {
        let name = self.settings.as_ref().map(|s| s.profile.name.trim());
        let name = name.filter(|name| !name.is_empty());
        name.unwrap_or("Workgroups").to_owned()
    }

    fn meeting_slug(&self, id: Id) -> Option<String> {
        let meeting: Meeting = self.registry.store().get(id)?;
        Some(meeting.details.slug)
    }
}

fn slug_of_group(group: &Group) -> &str {
    &group.details.slug
}

fn slug_of_meeting(meeting: &Meeting) -> &str {
    &meeting.details.slug
}

fn slug_of_report(report: &Report) -> &str {
    &report.details.slug
}

fn handle_of(person: &Person) -> &str {
    &person.details.handle
}
