//! Pieces of pages: times, people, links, texts of records, filters.

use ic_stable_structures::Memory;
use maud::{Markup as Html, PreEscaped, html};

use crate::domain::calendar::local::LocalDateTime;
use crate::domain::calendar::zones::Zone;
use crate::domain::{
    Id, LifecycleState, Link, Nanos, PartialDate, Participant, UpcomingMeeting, When, to_seconds,
};
use crate::registry::Cursor;
use crate::site::json::hex;
use crate::site::links::{address, words};
use crate::site::markup::Markup;
use crate::site::names::{group_path, meeting_path, person_path};
use crate::site::route::encoded;
use crate::site::words::clock;
use crate::site::{Site, rich, time};

/// A choice of a filter: the value in the address (none for all), and its words.
pub(super) type Choice = (Option<String>, String);

/// The Markdown of a record.
pub(super) fn text(markdown: &str) -> Html {
    let mut out = Markup::new();
    rich::write(markdown, &mut out);
    PreEscaped(out.into_string())
}

/// Markdown in a block of its own, in the language of its record.
pub(super) fn prose(markdown: &str, language: Option<&String>) -> Html {
    html! {
        @if !markdown.trim().is_empty() {
            div.prose lang=[language] { (text(markdown)) }
        }
    }
}

/// A place where the script puts what one may do.
pub(super) fn controls(what: &str, id: Option<Id>) -> Html {
    html! { div.controls data-for=(what) data-id=[id] {} }
}

/// A link that a record has.
pub(super) fn link(link: &Link) -> Html {
    html! {
        @match address(link) {
            Some(url) => a href=(url) rel="nofollow noopener" { (words(link)) },
            None => (words(link)),
        }
    }
}

/// The class that shows what a link leads to.
fn icon(link: &Link) -> String {
    let kind = link.kind.map(|kind| format!("{kind:?}"));
    format!("icon icon-{}", kind.unwrap_or_else(|| "other".into()))
}

/// A state, set off.
pub(super) fn tag(class: &str, words: &str) -> Html {
    html! { span class=(format!("tag {class}")) { (words) } }
}

/// A fact of a list of facts, where there is something to tell.
pub(super) fn fact(label: &str, value: &Html) -> Html {
    html! {
        @if !value.0.trim().is_empty() {
            div { dt { (label) } dd { (value) } }
        }
    }
}

/// Pieces with a separator between.
pub(super) fn joined(parts: impl IntoIterator<Item = Html>, separator: &str) -> Html {
    html! {
        @for (i, part) in parts.into_iter().enumerate() {
            @if i > 0 { (separator) }
            (part)
        }
    }
}

fn utc(at: Nanos) -> LocalDateTime {
    LocalDateTime::from_seconds_as_utc(to_seconds(at))
}

impl<M: Memory> Site<'_, M> {
    /// The year that runs (UTC).
    pub(super) fn year(&self) -> u16 {
        utc(self.place.now).year
    }

    /// An instant such as `Tuesday 2 April 2024, 15:00 UTC (17:00 Europe/Zurich)`.
    pub(super) fn moment(&self, at: Nanos, zone: Option<&str>) -> Html {
        let local = utc(at);
        html! {
            time datetime=(time::rfc3339(at)) {
                (self.language.day(local)) ", " (clock(local)) " UTC"
            }
            (self.in_zone(at, zone, |day| format!("{}, ", self.language.day(day))))
        }
    }

    /// A day, in short.
    pub(super) fn short_day(&self, at: Nanos) -> String {
        self.language.short_day(utc(at), self.year())
    }

    /// The time of day such as `15:00 UTC (17:00 Europe/Zurich)`.
    pub(super) fn clock(&self, at: Nanos, zone: Option<&str>) -> Html {
        html! {
            time datetime=(time::rfc3339(at)) { (clock(utc(at))) " UTC" }
            (self.in_zone(at, zone, |day| format!("{} ", self.short_day_of(day))))
        }
    }

    /// The time of day of a meeting that comes.
    pub(super) fn hour_of(&self, meeting: &UpcomingMeeting) -> Html {
        match meeting.all_day {
            Some(true) => html! { (self.words().all_day) },
            _ => self.clock(meeting.start_at, meeting.zone.as_deref()),
        }
    }

    fn short_day_of(&self, local: LocalDateTime) -> String {
        self.language.short_day(local, self.year())
    }

    /// What the clocks of a zone show, with the day where that is another.
    fn in_zone(
        &self,
        at: Nanos,
        zone: Option<&str>,
        day: impl Fn(LocalDateTime) -> String,
    ) -> Html {
        let zone = zone.and_then(|zone| Zone::named(zone).ok());
        let Some(zone) = zone.filter(|zone| !zone.is_utc()) else {
            return html! {};
        };
        let (local, utc) = (zone.local_at(to_seconds(at)), utc(at));
        let is_other = (local.year, local.month, local.day) != (utc.year, utc.month, utc.day);
        html! {
            " " span.zone {
                "(" @if is_other { (day(local)) } (clock(local)) " " (zone.name()) ")"
            }
        }
    }

    /// The day of an instant (UTC).
    pub(super) fn day(&self, at: Nanos) -> Html {
        let day = time::day(at);
        html! { time datetime=(&day) { (&day) } }
    }

    pub(super) fn partial(&self, date: &PartialDate) -> String {
        self.language.partial(date)
    }

    /// When a meeting is or was, as far as it is known.
    pub(super) fn when(&self, when: &When) -> Html {
        html! {
            @if let Some(start) = when.start {
                (self.moment(start, when.zone.as_deref()))
            } @else if let Some(date) = &when.date {
                (self.partial(date))
            } @else {
                (when.text.as_deref().unwrap_or(self.words().time_unknown))
            }
        }
    }

    /// Somebody who takes part, with a link where they have a page.
    pub(super) fn participant(&self, participant: &Participant) -> Html {
        let person = participant.person.and_then(|id| self.names.person(id));
        html! {
            @match person {
                Some(person) => a href=(self.at(&person_path(&person.handle))) {
                    (participant.name.as_deref().unwrap_or(person.shown()))
                },
                None => (participant.name.as_deref().unwrap_or_default()),
            }
            @if let Some(affiliation) = &participant.affiliation { " (" (affiliation) ")" }
        }
    }

    pub(super) fn participants(&self, all: &[Participant]) -> Html {
        joined(all.iter().map(|one| self.participant(one)), ", ")
    }

    /// What somebody said, and who.
    pub(super) fn said(
        &self,
        markdown: &str,
        by: &[Participant],
        language: Option<&String>,
    ) -> Html {
        html! {
            div.prose lang=[language] { (text(markdown)) }
            @if !by.is_empty() { p.by { "— " (self.participants(by)) } }
        }
    }

    /// A person, with a link to their page.
    pub(super) fn person(&self, id: Id) -> Option<Html> {
        let person = self.names.person(id)?;
        Some(html! {
            a href=(self.at(&person_path(&person.handle))) { (person.shown()) }
        })
    }

    /// Groups with links to their pages.
    pub(super) fn groups_of(&self, ids: &[Id]) -> Html {
        let groups = self.names.groups(ids).into_iter();
        let link = groups.map(|group| {
            html! { a href=(self.at(&group_path(&group.slug))) { (group.name) } }
        });
        joined(link, ", ")
    }

    /// Links with what they lead to, one a line.
    pub(super) fn links(&self, links: &[Link]) -> Html {
        html! {
            @if !links.is_empty() {
                ul.links {
                    @for one in links {
                        li class=(icon(one)) {
                            span.visually-hidden { (self.words().link_kind(one)) ": " }
                            (link(one))
                        }
                    }
                }
            }
        }
    }

    pub(super) fn lifecycle(&self, state: LifecycleState) -> Html {
        tag(&format!("{state:?}"), self.words().state(state))
    }

    /// The title of a meeting that comes, with a link to its record or to its series.
    pub(super) fn upcoming_title(&self, meeting: &UpcomingMeeting) -> Html {
        let record = meeting.meeting.and_then(|id| self.meeting_slug(id));
        let path = match (record, meeting.occurrence) {
            (Some(slug), _) => Some(meeting_path(&slug)),
            (None, Some(of)) => Some(format!("/series/{}", of.series)),
            (None, None) => None,
        };
        html! {
            @match path {
                Some(path) => a href=(self.at(&path)) { (meeting.title) },
                None => (meeting.title),
            }
        }
    }

    /// What is to be said of a date that is not as the rule gives it.
    pub(super) fn change_of(&self, meeting: &UpcomingMeeting) -> Html {
        let reason = meeting.reason.as_deref().filter(|r| !r.is_empty());
        html! {
            @if let Some(status) = self.words().date(meeting.status) {
                @let class = meeting.status.map(|s| format!("{s:?}").to_lowercase());
                " " (tag(&class.unwrap_or_default(), status))
                @if let Some(reason) = reason { " " span.reason { (reason) } }
            }
        }
    }

    /// A parameter of the address, unless it is empty.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let mut values = self.query.iter().filter(|(known, _)| known == name);
        let value = values.next().map(|(_, value)| value.as_str());
        value.filter(|value| !value.is_empty())
    }

    /// The address of this list with another value of a parameter, from its first page on.
    fn filtered(&self, name: &str, value: Option<&str>) -> String {
        let kept = self
            .query
            .iter()
            .filter(|(n, v)| n != name && n != "after" && n != "before" && !v.is_empty());
        let mut pairs: Vec<(&str, &str)> = kept.map(|(n, v)| (n.as_str(), v.as_str())).collect();
        pairs.extend(value.map(|value| (name, value)));
        let path = self.at(self.path);
        let query: Vec<String> = pairs
            .iter()
            .map(|(name, value)| format!("{name}={}", encoded(value)))
            .collect();
        match query.is_empty() {
            true => path,
            false => format!("{path}?{}", query.join("&")),
        }
    }

    /// A filter of a list, as links.
    pub(super) fn filter(&self, name: &str, label: &str, choices: &[Choice]) -> Html {
        let now = self.parameter(name);
        html! {
            div.filter {
                span.label { (label) }
                ul.row {
                    @for (value, words) in choices {
                        li {
                            a href=(self.filtered(name, value.as_deref()))
                                aria-current=[(now == value.as_deref()).then_some("true")] {
                                (words)
                            }
                        }
                    }
                }
            }
        }
    }

    /// The link to the page that follows.
    pub(super) fn more(&self, next: Option<&Cursor>) -> Html {
        html! {
            @if let Some(next) = next {
                p.more {
                    a.button rel="next" href=(self.filtered("after", Some(&hex(next)))) {
                        (self.words().more)
                    }
                }
            }
        }
    }

    /// The cursor of the address.
    ///
    /// # Errors
    /// When what it says is none.
    pub(super) fn after(&self) -> Result<Option<Cursor>, ()> {
        match self.parameter("after") {
            None => Ok(None),
            Some(digits) => crate::site::read_hex(digits).map(Some).ok_or(()),
        }
    }
}
