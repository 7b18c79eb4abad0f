//! Action items, initiatives and reports in the lists.

use super::{
    Entry, List, Name, News, Topic, encode, in_languages, in_lists, newest_first,
    of_all_and_groups, people, slug, waiting, words_of,
};
use crate::domain::{
    ActionItem, ActionItemSummary, Id, Initiative, InitiativeSummary, Kind, PartialDate, Report,
    ReportSummary,
};
use crate::search::Document;
use crate::store::{Row, by_name, in_order};

impl Row for ActionItem {
    const KIND: Kind = Kind::action_item;

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
        let d = &self.details;
        let mut lists = vec![(List::ItemsOfGroup, d.group)];
        lists.extend(
            people(d.owners.iter())
                .into_iter()
                .map(|p| (List::ItemsOfPerson, p)),
        );
        let noted = d.follow_ups.iter().filter_map(|f| f.meeting);
        let mut meetings: Vec<Id> = d.raised_in.into_iter().chain(noted).collect();
        meetings.sort_unstable();
        meetings.dedup();
        lists.extend(meetings.into_iter().map(|m| (List::ItemsOfMeeting, m)));
        let order = in_order(d.state as u64, self.meta.created_at);
        let mut entries = in_lists(&lists, order, self.id, &ActionItemSummary::from(self));
        let noting = people(d.follow_ups.iter().flat_map(|f| &f.by)).into_iter();
        let noted = |p| Entry::new(List::ItemsNotedBy, p, order, self.id, Vec::new());
        entries.extend(noting.map(noted));
        entries.extend(waiting::of_item(self));
        entries.extend(self.closed_at.map(|at| {
            let card = encode(&ActionItemSummary::from(self));
            Entry::new(
                List::ClosedOfGroup,
                d.group,
                newest_first(at),
                self.id,
                card,
            )
        }));
        entries
    }

    fn document(&self) -> Option<Document<'_>> {
        let d = &self.details;
        let mut texts: Vec<&str> = d.note.iter().map(String::as_str).collect();
        words_of(&d.owners, &mut texts);
        for follow_up in &d.follow_ups {
            texts.push(&follow_up.text);
            words_of(&follow_up.by, &mut texts);
        }
        Some(Document {
            kind: Kind::action_item.code(),
            id: self.id,
            time: self.meta.created_at,
            titles: vec![&d.title],
            texts,
            groups: vec![d.group],
            tags: Vec::new(),
        })
    }
}

impl Row for Initiative {
    const KIND: Kind = Kind::initiative;

    fn id(&self) -> Id {
        self.id
    }

    fn is_withdrawn(&self) -> bool {
        self.withdrawn.is_some()
    }

    fn names(&self) -> Vec<Name> {
        vec![slug(Kind::initiative, &self.details.slug)]
    }

    fn entries(&self) -> Vec<Entry> {
        let d = &self.details;
        let lists = of_all_and_groups(List::Initiatives, List::InitiativesOfGroup, &d.groups);
        in_lists(
            &lists,
            by_name(&d.title),
            self.id,
            &InitiativeSummary::from(self),
        )
    }

    fn document(&self) -> Option<Document<'_>> {
        let d = &self.details;
        let mut texts: Vec<&str> = d.summary.iter().map(String::as_str).collect();
        for milestone in &d.milestones {
            texts.push(&milestone.title);
            texts.extend(milestone.note.as_deref());
        }
        Some(Document {
            kind: Kind::initiative.code(),
            id: self.id,
            time: self.meta.created_at,
            titles: vec![&d.title, &d.slug],
            texts,
            groups: d.groups.clone(),
            tags: Vec::new(),
        })
    }
}

/// The instant by which reports are ordered: the end of their period, or their publication.
fn report_time(report: &Report) -> u64 {
    let d = &report.details;
    let end = d.until.as_ref().and_then(PartialDate::first_instant);
    let published = d.published.as_ref().and_then(PartialDate::first_instant);
    end.or(published).unwrap_or(0)
}

impl Row for Report {
    const KIND: Kind = Kind::report;

    fn id(&self) -> Id {
        self.id
    }

    fn is_withdrawn(&self) -> bool {
        self.withdrawn.is_some()
    }

    fn names(&self) -> Vec<Name> {
        vec![slug(Kind::report, &self.details.slug)]
    }

    fn entries(&self) -> Vec<Entry> {
        let lists = of_all_and_groups(List::Reports, List::ReportsOfGroup, &self.details.groups);
        let order = newest_first(report_time(self));
        let mut entries = in_lists(&lists, order, self.id, &ReportSummary::from(self));
        let languages = &self.details.languages;
        entries.extend(in_languages(
            List::ReportsInLanguage,
            languages,
            order,
            self.id,
        ));
        let news = News {
            at: self.meta.created_at,
            id: self.id,
            topic: Topic::Report,
        };
        entries.extend(news.entries(&self.details.groups));
        entries
    }

    fn document(&self) -> Option<Document<'_>> {
        let d = &self.details;
        let mut texts: Vec<&str> = Vec::new();
        texts.extend(d.purpose.as_deref());
        texts.extend(d.focus.as_deref());
        texts.extend(d.highlights.iter().map(String::as_str));
        for goal in &d.goals {
            texts.push(&goal.title);
            texts.push(&goal.text);
        }
        for snapshot in &self.milestones {
            texts.push(&snapshot.title);
            texts.extend(snapshot.milestones.iter().map(|m| m.title.as_str()));
        }
        Some(Document {
            kind: Kind::report.code(),
            id: self.id,
            time: report_time(self),
            titles: vec![&d.title, &d.slug],
            texts,
            groups: d.groups.clone(),
            tags: Vec::new(),
        })
    }
}
