//! What the canister serves over HTTP: which addresses there are, and the bytes behind each.
//! `docs/http.md` lists them.
//!
//! An answer follows from the records and, where it says so, from the clock; from nothing else.
//! The same records at the same time give the same bytes.

mod answer;
mod assets;
mod json;
mod links;
mod markup;
mod names;
mod pages;
mod rich;
mod route;
mod text;
mod time;
mod words;

use ic_stable_structures::Memory;

use crate::domain::{Error, Group, Id, Initiative, Kind, Meeting, Nanos, Person, Ref, Report};
use crate::domain::{ReportDetails, SeriesRecord, Settings};
use crate::registry::{AskReportDraft, Cursor, Record, Registry};
use crate::store::{List, Row, scope_of, slug_key};

pub use answer::Answer;
use answer::MARKDOWN;
pub use json::{Content, DOCUMENTS, Document, is_instant};
use names::{Names, group_path, initiative_path, meeting_path, person_path, report_path};
use pages::past::Stood;
use route::{Address, After, Form, OfGroup, Overview, Route, encoded};
use text::markdown;
use words::{Language, Words};

/// Where and when something is asked.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// "<canister>.icp0.io", or a domain of the community's own.
    pub host: &'a str,
    pub now: Nanos,
}

/// Bytes of a name that is looked up; no record's is as long, however it is spelled.
const NAME_BYTES: usize = 512;

/// Bytes of a cursor at most.
const CURSOR_BYTES: usize = 100;

/// The number of the registry's own record.
const REGISTRY: Id = 0;

/// The first parts of all paths that may have an answer, each once; for "/" it is empty.
pub fn first_parts() -> impl Iterator<Item = &'static str> {
    route::first_parts()
}

/// The paths of the files that pages load. They are the same for as long as the code is.
pub fn files() -> impl Iterator<Item = String> {
    assets::paths()
}

/// Whether there may be something at a path, now or ever.
pub fn may_exist(path: &str) -> bool {
    let mut parts = path.split('/');
    parts.next() == Some("")
        && parts
            .next()
            .is_some_and(|wanted| first_parts().any(|first| first == wanted))
}

/// Whether an address could have an answer and names a record that there is not: anybody can make
/// such up. Told without making the answer.
pub fn names_nothing<M: Memory>(registry: &Registry<M>, path: &str) -> bool {
    let store = registry.store();
    let (kind, name) = match Address::of(path).map(|address| address.route) {
        Some(Route::Group(slug, _)) => (Kind::group, slug),
        Some(Route::Meeting(slug, _)) => (Kind::meeting, slug),
        Some(Route::Report(slug, _)) => (Kind::report, slug),
        Some(Route::Initiative(slug, _)) => (Kind::initiative, slug),
        Some(Route::Person(handle, _) | Route::PersonCalendar(handle)) => (Kind::person, handle),
        Some(Route::Series(id, _)) => return !store.exists::<SeriesRecord>(Id::from(id)),
        Some(Route::TagCalendar(tag)) => {
            let scope = scope_of(tag.as_bytes());
            let is_empty = |list| store.entries(list, scope).next().is_none();
            return is_empty(List::SeriesWithTag) && is_empty(List::MeetingsWithTag);
        }
        Some(Route::Asset(name)) => return assets::file(name).status == 404,
        Some(_) => return false,
        None => return true,
    };
    name.len() > NAME_BYTES || store.named(&slug_key(kind, name)).is_none()
}

/// The parameters that count at an address; others are passed over, as if they were not there.
pub fn parameters(path: &str) -> &'static [&'static str] {
    Address::of(path).map_or(&[], |address| address.parameters)
}

/// What is said where there is nothing, and never can be.
pub fn nowhere() -> Answer {
    pages::nowhere()
}

/// Bytes of Markdown that are shown before they are saved.
const PREVIEW_BYTES: usize = 100_000;

/// A report that is drafted from what groups did in a period.
///
/// # Errors
/// As [`Registry::activity`].
pub fn draft_report<M: Memory>(
    registry: &Registry<M>,
    q: &AskReportDraft,
) -> Result<ReportDetails, Error> {
    text::draft(registry, q)
}

/// Markdown in HTML, as pages show it.
///
/// # Errors
/// `invalid` if it is too long.
pub fn preview(markdown: &str) -> Result<String, Error> {
    if markdown.len() > PREVIEW_BYTES {
        let reason = format!("is longer than {PREVIEW_BYTES} bytes");
        return Err(Error::invalid("text", reason));
    }
    Ok(pages::preview(markdown))
}

/// Answers a request for a decoded path with the decoded pairs of its query, in their order.
pub fn answer<M: Memory>(
    registry: &Registry<M>,
    place: &Place<'_>,
    path: &str,
    query: &[(String, String)],
) -> Answer {
    let found = Address::of(path);
    let (language, rest) = Language::of_path(path);
    let known = found.map_or(&[][..], |address| address.parameters);
    let counts = query.iter().filter(|(name, _)| known.contains(&&name[..]));
    let query: Vec<(String, String)> = counts.cloned().collect();
    let site = Site {
        registry,
        settings: registry.store().get(REGISTRY),
        place,
        names: Names::of(registry),
        language: found.map_or(language, |address| address.language),
        path: found.map_or(rest, |address| address.path),
        query: &query,
    };
    let answer = match found {
        None => elsewhere(path),
        Some(address) => site.answer(address.route),
    };
    match answer.status {
        404 => site.missing_page(),
        _ => answer,
    }
}

/// A path with slashes at its end leads to the one without.
fn elsewhere(path: &str) -> Answer {
    let trimmed = path.trim_end_matches('/');
    match Address::of(trimmed) {
        Some(_) => Answer::moved(encoded_path(trimmed)),
        None => Answer::missing(),
    }
}

fn encoded_path(path: &str) -> String {
    let parts: Vec<String> = path.split('/').map(encoded).collect();
    parts.join("/")
}

/// Bytes in hexadecimal digits, of as many as a cursor may have.
fn read_hex(digits: &str) -> Option<Cursor> {
    let fits = digits.len() <= 2 * CURSOR_BYTES && digits.len().is_multiple_of(2);
    let pairs = digits.as_bytes().chunks(2).map(|pair| {
        let text = std::str::from_utf8(pair).ok()?;
        u8::from_str_radix(text, 16).ok()
    });
    let is_plain = digits
        .bytes()
        .all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    (fits && is_plain).then_some(())?;
    pairs.collect::<Option<Vec<u8>>>().map(Cursor::from)
}

/// The cursor that a path holds.
fn read_after(after: After<'_>) -> Option<Cursor> {
    after.and_then(read_hex)
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
    /// That of a page's words.
    language: Language,
    /// The path without the part that tells the language.
    path: &'a str,
    query: &'a [(String, String)],
}

impl<M: Memory> Site<'_, M> {
    fn answer(&self, route: Route<'_>) -> Answer {
        match route {
            Route::Overview(overview) => self.overview(overview),
            Route::Asset(name) => assets::file(name),
            Route::Group(slug, about) => self.with(slug, slug_of_group, |g| self.group(g, about)),
            Route::Meeting(slug, form) => {
                self.with(slug, slug_of_meeting, |meeting| self.meeting(meeting, form))
            }
            Route::Report(slug, form) => {
                self.with(slug, slug_of_report, |report| self.report(report, form))
            }
            Route::Initiative(slug, form) => self.with(slug, slug_of_initiative, |i| match form {
                Form::History => self.initiative_history(i),
                Form::Revision(revision) => {
                    let path = initiative_path(&i.details.slug);
                    self.revision(&stood(i, &i.details.title, &path), revision.into())
                }
                _ => self.initiative_page(i),
            }),
            Route::Person(handle, form) => self.with(handle, handle_of, |person| match form {
                Form::Json => self.person_json(person),
                Form::History => self.person_history(person),
                Form::Revision(revision) => {
                    let path = person_path(&person.details.handle);
                    self.revision(
                        &stood(person, &person.details.handle, &path),
                        revision.into(),
                    )
                }
                _ => self.person_page(person),
            }),
            Route::Series(id, form) => self.series(Id::from(id), form),
            Route::PersonCalendar(handle) => {
                self.with(handle, handle_of, |person| self.person_calendar(person))
            }
            Route::List(listed, after) => self.list_json(listed, after),
            Route::Calendar(part) => self.whole_calendar(part),
            Route::TagCalendar(tag) => self.tag_calendar(tag),
            Route::Feed => self.whole_feed(),
            Route::Attention => self.attention_feed(None),
            Route::Robots => self.robots(),
            Route::Domains => self.domains(),
            Route::Origins => self.origins(),
            Route::Metrics => self.metrics(),
            Route::Log => self.log(),
        }
    }

    fn overview(&self, overview: Overview<'_>) -> Answer {
        match overview {
            Overview::Home => self.home(),
            Overview::Groups => self.groups(),
            Overview::Proposals => self.proposals(),
            Overview::Meetings => self.meetings(),
            Overview::People => self.people(),
            Overview::Reports => self.reports(),
            Overview::Roadmap => self.roadmap(),
            Overview::Calendar(month) => self.month(month),
            Overview::Changes => self.changes(),
            Overview::Attention => self.attention(),
            Overview::Search => self.search(),
            Overview::Me => self.me(),
        }
    }

    fn series(&self, id: Id, form: Form) -> Answer {
        let Some(record) = self.registry.store().get::<SeriesRecord>(id) else {
            return Answer::missing();
        };
        let (title, path) = (&record.series.details.title, format!("/series/{id}"));
        match (form, &record.withdrawn) {
            (Form::History, _) => self.history(Kind::series, id, title, &path),
            (Form::Revision(revision), _) => {
                self.revision(&stood(&record, title, &path), revision.into())
            }
            (_, Some(withdrawal)) => self.gone(Kind::series, id, &record.meta, withdrawal),
            (_, None) => self.series_page(id),
        }
    }

    /// Answers with a record that the path names; leads to its present name from another one.
    fn with<R: Record>(
        &self,
        name: &str,
        present: fn(&R) -> &str,
        answer: impl FnOnce(&R) -> Answer,
    ) -> Answer {
        match self.find(name, present) {
            Found::Nothing => Answer::missing(),
            Found::Record(record) => match record.withdrawn() {
                Some(withdrawal) if !self.is_about_past() => {
                    self.gone(R::KIND, record.id(), record.meta(), withdrawal)
                }
                _ => answer(&record),
            },
            Found::Renamed(present) => self.renamed(name, &present),
        }
    }

    /// Whether the address asks for what a record was: that is told of withdrawn ones too.
    fn is_about_past(&self) -> bool {
        let mut parts = self.path.split('/').skip(3);
        matches!(parts.next(), Some("history" | "as-of"))
    }

    fn find<R: Record>(&self, name: &str, present: fn(&R) -> &str) -> Found<R> {
        if name.len() > NAME_BYTES {
            return Found::Nothing;
        }
        let store = self.registry.store();
        let named = store.named(&slug_key(R::KIND, name));
        let record = named.and_then(|(id, _)| store.get::<R>(id));
        let instead = record
            .as_ref()
            .and_then(|record| record.withdrawn()?.instead);
        if let Some(other) = instead.filter(|_| !self.is_about_past()) {
            let other = store.get::<R>(other);
            return other.map_or(Found::Nothing, |r| Found::Renamed(present(&r).to_owned()));
        }
        match record {
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
        let path = format!("{folder}{}{}", encoded(present), encoded_path(rest));
        let mut location = self.at(&path);
        for (i, (name, value)) in self.query.iter().enumerate() {
            location.push(if i == 0 { '?' } else { '&' });
            location.push_str(&format!("{}={}", encoded(name), encoded(value)));
        }
        Answer::moved(location)
    }

    fn group(&self, group: &Group, about: OfGroup<'_>) -> Answer {
        match about {
            OfGroup::Page => self.group_page(group),
            OfGroup::History => self.group_history(group),
            OfGroup::Revision(_) | OfGroup::AsOf => {
                let path = group_path(&group.details.slug);
                let stood = stood(group, &group.details.name, &path);
                match about {
                    OfGroup::Revision(revision) => self.revision(&stood, revision.into()),
                    _ => self.as_of(&stood),
                }
            }
            OfGroup::Json => match self.registry.get_group(&Ref::id(group.id)) {
                // With its supporters counted.
                Some(group) => self.group_json(&group),
                None => Answer::missing(),
            },
            OfGroup::Next(Form::Json) => self.next_json(group),
            OfGroup::Next(_) => self.next_page(group),
            OfGroup::Calendar => self.group_calendar(group),
            OfGroup::Feed => self.group_feed(group),
            OfGroup::Attention => self.attention_feed(Some(group)),
            OfGroup::Meetings(after) => self.meetings_of_group_json(group, after),
            OfGroup::Series(after) => self.series_of_group_json(group, after),
        }
    }

    fn meeting(&self, meeting: &Meeting, form: Form) -> Answer {
        match form {
            Form::Page => self.meeting_page(meeting),
            Form::History => self.meeting_history(meeting),
            Form::Revision(_) | Form::AsOf => {
                let path = meeting_path(&meeting.details.slug);
                let stood = stood(meeting, &meeting.details.title, &path);
                match form {
                    Form::Revision(revision) => self.revision(&stood, revision.into()),
                    _ => self.as_of(&stood),
                }
            }
            Form::Json => self.meeting_json(meeting),
            Form::Calendar => self.meeting_calendar(meeting),
            Form::Markdown => {
                let document = self.meeting_document(meeting);
                Answer::of(MARKDOWN, markdown::write(&document, self.place.host))
            }
        }
    }

    fn report(&self, report: &Report, form: Form) -> Answer {
        match form {
            Form::Page | Form::AsOf => self.report_page(report),
            Form::History => self.report_history(report),
            Form::Revision(revision) => {
                let path = report_path(&report.details.slug);
                self.revision(
                    &stood(report, &report.details.title, &path),
                    revision.into(),
                )
            }
            Form::Json | Form::Calendar => self.report_json(report),
            Form::Markdown => {
                let document = self.report_document(report);
                Answer::of(MARKDOWN, markdown::write(&document, self.place.host))
            }
        }
    }

    /// The words of the page.
    fn words(&self) -> &'static Words {
        self.language.words()
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

/// A record whose earlier states are asked for, with its present title and path.
fn stood<'a, R: Row>(record: &R, title: &'a str, path: &'a str) -> Stood<'a> {
    Stood {
        kind: R::KIND,
        id: record.id(),
        title,
        path,
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

fn slug_of_initiative(initiative: &Initiative) -> &str {
    &initiative.details.slug
}

fn handle_of(person: &Person) -> &str {
    &person.details.handle
}
