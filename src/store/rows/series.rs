//! Series in the lists.

use super::news::announced;
use super::{Entry, List, Name, in_lists, of_all_and_groups, waiting};
use crate::domain::{Id, Kind, SeriesRecord, SeriesSummary};
use crate::search::Document;
use crate::store::{Row, by_name, scope_of};

impl Row for SeriesRecord {
    const KIND: Kind = Kind::series;

    fn id(&self) -> Id {
        self.id
    }

    fn is_withdrawn(&self) -> bool {
        self.withdrawn.is_some()
    }

    fn names(&self) -> Vec<Name> {
        Vec::new()
    }

    fn entries(&self) -> Vec<Entry> {
        let mut lists = of_all_and_groups(List::Series, List::SeriesOfGroup, &self.groups);
        let tags = self.tags.iter().map(|t| scope_of(t.as_bytes()));
        lists.extend(tags.map(|scope| (List::SeriesWithTag, scope)));
        let order = by_name(&self.series.details.title);
        let mut entries = in_lists(&lists, order, self.id, &SeriesSummary::from(self));
        let news = announced(self);
        entries.extend(news.iter().flat_map(|news| news.entries(&self.groups)));
        entries.extend(waiting::of_series(self));
        entries
    }

    fn document(&self) -> Option<Document<'_>> {
        let details = &self.series.details;
        let mut texts: Vec<&str> = Vec::new();
        texts.extend(Some(details.description.as_str()).filter(|text| !text.is_empty()));
        texts.extend(details.cadence.as_deref());
        texts.extend(self.tags.iter().map(String::as_str));
        Some(Document {
            kind: Kind::series.code(),
            id: self.id,
            time: self.meta.created_at,
            titles: vec![&details.title],
            texts,
            groups: self.groups.clone(),
            tags: self.tags.iter().map(String::as_str).collect(),
        })
    }
}
