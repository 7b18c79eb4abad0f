//! What all pages have in common: the head, the navigation, the foot.

use ic_stable_structures::Memory;
use maud::{DOCTYPE, Markup as Html, html};

use crate::domain::{Id, Meta};
use crate::site::answer::{Answer, HTML};
use crate::site::route::encoded;
use crate::site::words::Language;
use crate::site::{Site, assets, markup};

/// A page of the site, before its content.
pub(in crate::site) struct Page<'p> {
    /// What the script knows the page by.
    pub kind: &'static str,
    pub title: &'p str,
    /// The record that it is a page of, and the record's revision.
    pub record: Option<(Id, u64)>,
    /// The path of the feed that belongs to it.
    pub feed: &'p str,
    /// The path of the calendar that belongs to it, if there is one.
    pub calendar: Option<&'p str>,
    /// Whether it depends on the clock.
    pub timed: bool,
}

impl Default for Page<'_> {
    fn default() -> Self {
        Page {
            kind: "home",
            title: "",
            record: None,
            feed: "/feed.xml",
            calendar: None,
            timed: false,
        }
    }
}

impl<'p> Page<'p> {
    pub(super) fn of(kind: &'static str, title: &'p str) -> Self {
        Page {
            kind,
            title,
            ..Page::default()
        }
    }

    pub(super) fn record(self, id: Id, meta: &Meta) -> Self {
        Page {
            record: Some((id, meta.revision)),
            ..self
        }
    }

    pub(super) fn timed(self) -> Self {
        Page {
            timed: true,
            ..self
        }
    }
}

impl<M: Memory> Site<'_, M> {
    /// A page with its content.
    pub(in crate::site) fn page(&self, page: &Page<'_>, content: &Html) -> Answer {
        let name = self.name();
        let html = html! {
            (DOCTYPE)
            html lang=(self.words().tag) {
                head { (self.head(page, &name)) }
                body
                    data-page=(page.kind)
                    data-id=[page.record.map(|(id, _)| id)]
                    data-revision=[page.record.map(|(_, revision)| revision)]
                {
                    a.skip href="#main" { (self.words().skip) }
                    (self.header(page, &name))
                    main id="main" tabindex="-1" { (content) }
                    (self.footer())
                }
            }
        };
        Answer {
            timed: page.timed,
            ..Answer::of(HTML, markup::without_tricks(html.into_string()))
        }
    }

    fn head(&self, page: &Page<'_>, name: &str) -> Html {
        let whole = |path: &str| format!("https://{}{path}", self.place.host);
        html! {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            title {
                @if page.title.is_empty() { (name) } @else { (page.title) " · " (name) }
            }
            meta name="canister" content=(self.canister());
            link rel="stylesheet" href=(assets::style());
            script type="module" src=(assets::script()) {}
            @if page.kind != "not_found" {
                @for language in Language::ALL {
                    link rel="alternate" hreflang=(language.words().tag)
                        href=(whole(&self.here(language)));
                }
                link rel="alternate" hreflang="x-default"
                    href=(whole(&self.here(Language::default())));
            }
            link rel="alternate" type="application/atom+xml" href=(page.feed);
            @if let Some(calendar) = page.calendar {
                link rel="alternate" type="text/calendar" href=(calendar);
            }
        }
    }

    /// The canister, by which the script calls it under any domain: the first part of its host.
    fn canister(&self) -> &str {
        let host = self.place.host;
        host.split_once('.').map_or(host, |(first, _)| first)
    }

    fn header(&self, page: &Page<'_>, name: &str) -> Html {
        let w = self.words();
        html! {
            header.top {
                div.bar {
                    a.brand href=(self.at("/")) { (name) }
                    div.tools {
                        (self.languages(page))
                        // Not seen before the script knows what to do; their room is kept, so
                        // that nothing moves then.
                        button.button.waits id="theme" type="button" { (w.theme) }
                        span id="session" { button.button.waits type="button" { (w.sign_in) } }
                    }
                }
                div.bar {
                    nav aria-label=(w.navigation) {
                        ul {
                            @for (path, label) in w.places {
                                li {
                                    a href=(self.at(path))
                                        aria-current=[self.current(page, path)] { (label) }
                                }
                            }
                        }
                    }
                    (self.search_form("q", ""))
                }
            }
        }
    }

    /// Whether a place of the navigation is this one, or the one that it is in.
    fn current(&self, page: &Page<'_>, path: &str) -> Option<&'static str> {
        if page.kind == "not_found" {
            return None;
        }
        if self.path == path {
            return Some("page");
        }
        let rest = self.path.strip_prefix(path)?;
        rest.starts_with('/').then_some("true")
    }

    fn languages(&self, page: &Page<'_>) -> Html {
        let others = Language::ALL.into_iter().filter(|l| *l != self.language);
        html! {
            @for other in others {
                @let path = match page.kind {
                    "not_found" => other.at("/"),
                    _ => self.here(other),
                };
                a.language href=(path) lang=(other.words().tag) hreflang=(other.words().tag) {
                    (other.words().own_name)
                }
            }
        }
    }

    /// The form of the search; `id` is that of its field. The one in the header is a landmark.
    pub(super) fn search_form(&self, id: &str, text: &str) -> Html {
        let w = self.words();
        html! {
            form.search role=[(id == "q").then_some("search")] action=(self.at("/search")) {
                label.visually-hidden for=(id) { (w.search) }
                input id=(id) name="q" type="search" maxlength="120" required=""
                    value=(text) placeholder=(w.search);
                button.button type="submit" { (w.search) }
            }
        }
    }

    fn footer(&self) -> Html {
        let w = self.words();
        html! {
            footer {
                p { (w.times) }
                ul.row {
                    li { a href=(self.at("/proposals")) { (w.proposals) } }
                    li { a href="/calendar.ics" { (w.calendar_file) } }
                    li { a href="/feed.xml" { (w.feed) } }
                    li { a href="/groups.json" { "JSON" } }
                    li { a href=(format!("{}#verify", self.at("/"))) { (w.verify) } }
                }
            }
        }
    }

    /// A page's path in the language of this one.
    pub(in crate::site) fn at(&self, path: &str) -> String {
        self.language.at(path)
    }

    /// The address of this page in a language.
    fn here(&self, language: Language) -> String {
        let path: Vec<String> = self.path.split('/').map(encoded).collect();
        let mut address = language.at(&path.join("/"));
        for (i, (name, value)) in self.query.iter().enumerate() {
            address.push(if i == 0 { '?' } else { '&' });
            address.push_str(&format!("{}={}", encoded(name), encoded(value)));
        }
        address
    }
}
