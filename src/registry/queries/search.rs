//! Search: what the words found, shown with a title and a passage.

use ic_stable_structures::Memory;

use crate::domain::{
    ActionItem, Error, Fault, Feedback, Group, Id, Initiative, Kind, Meeting, Person, Report,
    SeriesRecord, Subject,
};
use crate::registry::paging::take;
use crate::registry::questions::{Search, SearchHit, SearchPage};
use crate::registry::{Registry, history::Record};
use crate::search::{self, Bounds, Cursor, Filter, Hit, Pattern, Query, QueryFault};

/// Work for one page, in chunks of lists; each costs some 2,000 instructions.
const WORK: u32 = 50_000;
const EXCERPT_CHARS: usize = 160;
/// Hits of one page at most: each loads its record.
const HITS: usize = 100;

impl<M: Memory> Registry<M> {
    pub fn search(&self, q: &Search) -> Result<SearchPage, Error> {
        let kinds: Vec<u8> = q.kinds.iter().map(|k| k.code()).collect();
        let filter = Filter {
            kinds: &kinds,
            group: q.group,
            tag: q.tag.as_deref(),
            from: q.from,
            until: q.until,
        };
        let query = Query::new(&q.text, &filter).map_err(faults)?;
        let cursor = match &q.prev {
            None => None,
            Some(bytes) => Some(Cursor::decode(bytes, &query).ok_or_else(|| {
                Error::invalid("prev", "is not the `next` of a page of this search")
            })?),
        };
        let bounds = Bounds {
            take: take(q.take).min(HITS),
            work: WORK,
            titles: search::TITLES_WORK,
        };
        let page = search::search(self.store.index(), &query, cursor, bounds);
        Ok(SearchPage {
            items: page
                .hits
                .iter()
                .filter_map(|hit| self.shown(hit, query.patterns()))
                .collect(),
            next: page
                .next
                .map(|cursor| cursor.encode(&query).to_vec().into()),
            narrowed: page.narrowed,
            incomplete: Some(self.store.index().made_anew_to().is_some()),
        })
    }

    fn shown(&self, hit: &Hit, patterns: &[Pattern]) -> Option<SearchHit> {
        match Kind::of(hit.kind)? {
            Kind::group => self.show::<Group>(hit, patterns, |g| Some(g.details.slug.clone())),
            Kind::person => self.show::<Person>(hit, patterns, |p| Some(p.details.handle.clone())),
            Kind::meeting => self.show::<Meeting>(hit, patterns, |m| Some(m.details.slug.clone())),
            Kind::initiative => {
                self.show::<Initiative>(hit, patterns, |i| Some(i.details.slug.clone()))
            }
            Kind::report => self.show::<Report>(hit, patterns, |r| Some(r.details.slug.clone())),
            Kind::action_item => self.show::<ActionItem>(hit, patterns, |_| None),
            Kind::series => self.show::<SeriesRecord>(hit, patterns, |_| None),
            Kind::feedback if self.is_on_withdrawn(hit.id) => None,
            Kind::feedback => self.show::<Feedback>(hit, patterns, |_| None),
            Kind::registry
            | Kind::draft
            | Kind::link_request
            | Kind::membership
            | Kind::support
            | Kind::check_in
            | Kind::proposed_change => None,
        }
    }

    /// Whether what feedback is on was withdrawn.
    fn is_on_withdrawn(&self, id: Id) -> bool {
        match self
            .store
            .get::<Feedback>(id)
            .map(|feedback| feedback.subject)
        {
            Some(Subject::group(group)) => self.find::<Group>(group).is_err(),
            Some(Subject::meeting(meeting)) => self.find::<Meeting>(meeting).is_err(),
            None => true,
        }
    }

    fn show<R: Record>(
        &self,
        hit: &Hit,
        patterns: &[Pattern],
        slug: impl Fn(&R) -> Option<String>,
    ) -> Option<SearchHit> {
        let record: R = self.store.get(hit.id)?;
        let document = record.standing_document()?;
        let passage = |text: &&str| search::excerpt(text, patterns, EXCERPT_CHARS);
        let title = match document.titles.first() {
            Some(title) => (*title).to_owned(),
            None => document
                .texts
                .first()?
                .chars()
                .take(EXCERPT_CHARS / 2)
                .collect(),
        };
        Some(SearchHit {
            kind: Some(R::KIND),
            id: hit.id,
            slug: slug(&record),
            title,
            excerpt: document.texts.iter().find_map(passage),
            groups: document.groups.clone(),
            at: hit.time,
        })
    }
}

fn faults(faults: Vec<QueryFault>) -> Error {
    let fault = |f: QueryFault| Fault {
        field: f.field().into(),
        reason: f.to_string(),
    };
    Error::invalid {
        faults: faults.into_iter().map(fault).collect(),
    }
}
