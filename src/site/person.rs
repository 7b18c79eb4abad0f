//! The pages of people, meetings and reports.

use ic_stable_structures::Memory;

use super::answer::{Answer, HTML};
use super::document::{Document, Inline, Item, link_items, plain};
use super::markup::Markup;
use super::names::{group_path, meeting_path, person_path, report_path};
use super::page::{self, Page};
use super::{Site, time};
use crate::domain::{Meeting, Person, Report};
use crate::registry::ListMeetings;
use crate::store::{List, Term, decode};

/// Meetings and offices on the page of a person.
const SHOWN: usize = 50;

impl<M: Memory> Site<'_, M> {
    fn page(&self, title: &str, body: &Markup) -> Answer {
        let page = Page {
            site: &self.name(),
            title,
            feed: "/feed.xml",
            calendar: None,
        };
        Answer::of(HTML, page.write(body))
    }

    fn document_page(&self, document: &Document, path: &str) -> Answer {
        let mut body = Markup::new();
        body.raw("<article>\n<h1");
        page::language(document, &mut body);
        body.raw(">").text(&document.title).raw("</h1>\n");
        page::document(document, &mut body);
        body.raw("</article>\n<p class=\"note\">");
        body.link(&format!("{path}.md"), "As Markdown").raw(" · ");
        body.link(&format!("{path}.json"), "As JSON").raw("</p>\n");
        self.page(&document.title, &body)
    }

    pub(super) fn meeting_page(&self, meeting: &Meeting) -> Answer {
        let document = self.meeting_document(meeting);
        let path = meeting_path(&meeting.details.slug);
        self.document_page(&document, &path)
    }

    pub(super) fn report_page(&self, report: &Report) -> Answer {
        let document = self.report_document(report);
        let path = report_path(&report.details.slug);
        self.document_page(&document, &path)
    }

    pub(super) fn person_page(&self, person: &Person) -> Answer {
        let d = &person.details;
        let path = person_path(&d.handle);
        let mut document = Document {
            title: d.name.clone().unwrap_or_else(|| d.handle.clone()),
            ..Document::default()
        };
        let calendar = Inline::Here(format!("{path}/calendar.ics"), "subscribe".into());
        document.facts(vec![
            ("Handle", plain(d.handle.clone())),
            (
                "Affiliation",
                plain(d.affiliation.clone().unwrap_or_default()),
            ),
            ("Calendar", vec![calendar]),
        ]);
        document.list("Roles", self.offices(person));
        document.list("Links", link_items(&d.links));
        document.list("Meetings", self.meetings_of(person));
        document.section("Remarks", d.remarks.as_ref());
        let mut body = Markup::new();
        body.raw("<h1>").text(&document.title).raw("</h1>\n");
        page::document(&document, &mut body);
        body.raw("<p class=\"note\">");
        body.link(&format!("{path}.json"), "As JSON").raw("</p>\n");
        self.page(&document.title, &body)
    }

    /// The offices of a person that give rights, former ones too.
    fn offices(&self, person: &Person) -> Vec<Item> {
        let terms = self.registry.store().entries(List::TermsOf, person.id);
        let terms = terms.take(SHOWN).map(|(_, card)| decode::<Term>(&card));
        let office = |term: Term| {
            let group = self.names.group(term.group)?;
            let role = format!("{:?} of ", term.role).replace('_', "-");
            let days =
                |at: Option<u64>, word: &str| at.map(|at| format!(" {word} {}", time::day(at)));
            let from = days(term.from, "from").unwrap_or_default();
            // A term runs to the instant after its last day.
            let until =
                days(term.until.map(|at| at.saturating_sub(1)), "until").unwrap_or_default();
            Some(Item::new(vec![
                Inline::Plain(role),
                Inline::Here(group_path(&group.slug), group.name),
                Inline::Plain(format!("{from}{until}")),
            ]))
        };
        terms.filter_map(office).collect()
    }

    fn meetings_of(&self, person: &Person) -> Vec<Item> {
        let question = ListMeetings {
            person: Some(person.id),
            take: Some(SHOWN as u32),
            ..ListMeetings::default()
        };
        let page = self.registry.list_meetings(&question);
        let meetings = page.map(|page| page.items).unwrap_or_default();
        meetings.iter().map(super::group::meeting_item).collect()
    }
}
