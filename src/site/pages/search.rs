//! The page of the search: without script too.

use ic_stable_structures::Memory;
use maud::{Markup as Html, html};

use super::frame::Page;
use super::groups::named;
use super::parts::Choice;
use crate::domain::{ActionItem, Error, Feedback, Group, Id, Kind, Subject};
use crate::registry::{Search, SearchHit, SearchPage};
use crate::site::Site;
use crate::site::answer::Answer;
use crate::site::names::{group_path, initiative_path, meeting_path, person_path, report_path};

/// Hits of one page: each loads its record.
const HITS: u32 = 20;
/// Bytes of what is searched for.
const MOST_BYTES: usize = 256;
const KINDS: [Kind; 8] = [
    Kind::group,
    Kind::meeting,
    Kind::person,
    Kind::initiative,
    Kind::report,
    Kind::action_item,
    Kind::series,
    Kind::feedback,
];

impl<M: Memory> Site<'_, M> {
    pub(in crate::site) fn search(&self) -> Answer {
        // A page of hits goes with every edit: which ones concern it, no list tells.
        self.registry.store().events();
        // Forms write a space as a plus.
        let text = self.parameter("q").unwrap_or_default().replace('+', " ");
        let text = text.trim();
        if text.len() > MOST_BYTES {
            let reason = format!("At most {MOST_BYTES} bytes can be searched for.\n");
            return Answer::refused(reason);
        }
        let Ok(question) = self.search_asked(text) else {
            return Answer::missing();
        };
        let found = (!text.is_empty()).then(|| self.registry.search(&question));
        let w = self.words();
        let title = match text {
            "" => w.search.to_owned(),
            text => format!("{}: {text}", w.search),
        };
        let content = html! {
            h1 { (w.search) }
            (self.search_form("find", text))
            @if !text.is_empty() {
                (self.group_filter(question.group))
                (self.filter("kind", w.kind_label, &self.kinds()))
            }
            @match &found {
                None => p.note { (w.search_note) },
                Some(Ok(page)) => (self.hits(page, text)),
                Some(Err(error)) => (self.search_fault(error)),
            }
        };
        self.page(&Page::of("search", &title), &content)
    }

    fn search_asked(&self, text: &str) -> Result<Search, ()> {
        let kind = named(self.parameter("kind"), &KINDS)?;
        Ok(Search {
            text: text.to_owned(),
            kinds: kind.into_iter().collect(),
            group: self.group_asked()?,
            prev: self.after()?,
            take: Some(HITS),
            ..Search::default()
        })
    }

    fn kinds(&self) -> Vec<Choice> {
        self.choices(&KINDS, |kind| self.words().kind(kind))
    }

    fn search_fault(&self, error: &Error) -> Html {
        html! { p.notice { (self.words().search_refused) " " (error.message()) } }
    }

    fn hits(&self, page: &SearchPage, text: &str) -> Html {
        let w = self.words();
        html! {
            @if page.items.is_empty() && page.next.is_none() { p { (w.nothing_found) } }
            @if page.narrowed { p.note { (w.search_narrowed) } }
            ol.hits { @for hit in &page.items { li { (self.hit(hit, text)) } } }
            (self.more(page.next.as_ref()))
        }
    }

    fn hit(&self, hit: &SearchHit, text: &str) -> Html {
        let path = hit.kind.and_then(|kind| self.path_of(kind, hit.id));
        html! {
            p.title {
                @match path {
                    Some(path) => a href=(self.at(&path)) { (marked(&hit.title, text)) },
                    None => (marked(&hit.title, text)),
                }
            }
            p.of {
                @if let Some(kind) = hit.kind { (self.words().kind(kind)) }
                @if hit.at > 0 { " · " (self.day(hit.at)) }
                @if !hit.groups.is_empty() { " · " (self.groups_of(&hit.groups)) }
            }
            @if let Some(excerpt) = &hit.excerpt { p { (marked(excerpt, text)) } }
        }
    }

    /// The path of the page that shows a record.
    pub(super) fn path_of(&self, kind: Kind, id: Id) -> Option<String> {
        let store = self.registry.store();
        let of_group = |id| Some(group_path(&store.get::<Group>(id)?.details.slug));
        match kind {
            Kind::group => of_group(id),
            Kind::person => Some(person_path(&self.names.person(id)?.handle)),
            Kind::meeting | Kind::draft => Some(meeting_path(&self.meeting_slug(id)?)),
            Kind::initiative => {
                let initiative: crate::domain::Initiative = store.get(id)?;
                Some(initiative_path(&initiative.details.slug))
            }
            Kind::report => {
                let report: crate::domain::Report = store.get(id)?;
                Some(report_path(&report.details.slug))
            }
            Kind::series => Some(format!("/series/{id}")),
            Kind::action_item => {
                let item: ActionItem = store.get(id)?;
                match item.details.raised_in.and_then(|id| self.meeting_slug(id)) {
                    Some(slug) => Some(meeting_path(&slug)),
                    None => of_group(item.details.group),
                }
            }
            Kind::feedback => match store.get::<Feedback>(id)?.subject {
                Subject::group(id) => of_group(id),
                Subject::meeting(id) => Some(meeting_path(&self.meeting_slug(id)?)),
            },
            Kind::registry => Some("/".into()),
            Kind::link_request | Kind::membership | Kind::support => None,
            Kind::check_in | Kind::proposed_change => None,
        }
    }
}

/// A text with the words that were searched for marked, as they begin in it.
fn marked(text: &str, words: &str) -> Html {
    let small = |c: char| c.to_lowercase().next().unwrap_or(c);
    let chars: Vec<char> = text.chars().collect();
    let folded: Vec<char> = chars.iter().copied().map(small).collect();
    let words: Vec<Vec<char>> = words
        .split(|c: char| c.is_whitespace() || c == '"')
        .filter(|word| !word.is_empty())
        .map(|word| word.chars().map(small).collect())
        .collect();
    let begins = |at: usize| at == 0 || !folded[at - 1].is_alphanumeric() || !folded[at].is_ascii();
    let longest = |at: usize| {
        let found = words.iter().filter(|word| folded[at..].starts_with(word));
        found.map(Vec::len).max().filter(|_| begins(at))
    };
    // Runs of characters, each marked or not.
    let mut runs: Vec<(bool, String)> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let found = longest(at);
        let end = at + found.unwrap_or(1);
        let run: String = chars[at..end].iter().collect();
        match runs.last_mut() {
            Some((false, last)) if found.is_none() => last.push_str(&run),
            _ => runs.push((found.is_some(), run)),
        }
        at = end;
    }
    html! {
        @for (is_marked, run) in &runs {
            @if *is_marked { mark { (run) } } @else { (run) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_marked_where_they_begin() {
        for (text, words, expected) in [
            ("Token standards", "stand", "Token <mark>stand</mark>ards"),
            ("understand", "stand", "understand"),
            ("关于跨链的", "跨链", "关于<mark>跨链</mark>的"),
            ("a <b> A", "a", "<mark>a</mark> &lt;b&gt; <mark>A</mark>"),
            ("nothing", "", "nothing"),
        ] {
            assert_eq!(marked(text, words).into_string(), expected);
        }
    }
}
