//! Meetings and drafts in the lists.

use super::{
    Entry, List, Name, News, Topic, in_languages, in_lists, newest_first, of_all_and_groups,
    people, slug, waiting, words_of,
};
use crate::domain::{
    Draft, Id, Kind, Meeting, MeetingSummary, Minutes, Participant, UpcomingMeeting,
};
use crate::search::Document;
use crate::store::{Row, by_time, date_number, in_order, occurrence_key, scope_of};

impl Row for Meeting {
    const KIND: Kind = Kind::meeting;

    fn id(&self) -> Id {
        self.id
    }

    fn is_withdrawn(&self) -> bool {
        self.withdrawn.is_some()
    }

    fn names(&self) -> Vec<Name> {
        let mut names = vec![slug(Kind::meeting, &self.details.slug)];
        names.extend(self.details.occurrence.iter().map(|of| Name {
            key: occurrence_key(of),
            field: "details.occurrence",
            redirects: false,
        }));
        names
    }

    fn entries(&self) -> Vec<Entry> {
        let d = &self.details;
        let mut lists = of_all_and_groups(List::Meetings, List::MeetingsOfGroup, &d.groups);
        let present = people(participants(self));
        lists.extend(present.into_iter().map(|p| (List::MeetingsOfPerson, p)));
        lists.extend(
            d.tags
                .iter()
                .map(|t| (List::MeetingsWithTag, scope_of(t.as_bytes()))),
        );
        let order = newest_first(d.when.order());
        let mut entries = in_lists(&lists, order, self.id, &MeetingSummary::from(self));
        let in_languages = in_languages(List::MeetingsInLanguage, &d.languages, order, self.id);
        entries.extend(in_languages);
        entries.extend(single(self));
        entries.extend(d.occurrence.iter().map(|of| {
            let order = in_order(date_number(of.original), 0);
            Entry::new(List::RecordsOfSeries, of.series, order, self.id, Vec::new())
        }));
        let published = self.published_at.map(|at| News {
            at,
            id: self.id,
            topic: Topic::Minutes,
        });
        let changed = self.announced_at.map(|at| News {
            at,
            id: self.id,
            topic: Topic::MeetingChanged,
        });
        let news = published.iter().chain(&changed);
        entries.extend(news.flat_map(|news| news.entries(&d.groups)));
        entries.extend(waiting::of_meeting(self));
        entries
    }

    fn document(&self) -> Option<Document<'_>> {
        let d = &self.details;
        let mut texts: Vec<&str> = Vec::new();
        texts.extend(d.summary.as_deref());
        texts.extend(d.reason.as_deref());
        texts.extend(d.remarks.as_deref());
        texts.extend(d.tags.iter().map(String::as_str));
        words_of(&d.hosts, &mut texts);
        words_of(&d.guests, &mut texts);
        for item in &d.agenda {
            texts.push(&item.title);
            texts.extend(item.note.as_deref());
        }
        if let Some(minutes) = &self.minutes {
            minutes_words(minutes, &mut texts);
        }
        Some(Document {
            kind: Kind::meeting.code(),
            id: self.id,
            time: d.when.order(),
            titles: vec![&d.title, &d.slug],
            texts,
            groups: d.groups.clone(),
            tags: d.tags.iter().map(String::as_str).collect(),
        })
    }
}

/// Where a meeting stands among those that come, if it is no date of a series.
fn single(meeting: &Meeting) -> Vec<Entry> {
    let d = &meeting.details;
    let Some(start) = d.when.begins().filter(|_| d.occurrence.is_none()) else {
        return Vec::new();
    };
    let lists = of_all_and_groups(List::Singles, List::SinglesOfGroup, &d.groups);
    let order = by_time(start, Kind::meeting, 0);
    in_lists(&lists, order, meeting.id, &UpcomingMeeting::from(meeting))
}

/// Everybody whom a meeting names.
fn participants(meeting: &Meeting) -> impl Iterator<Item = &Participant> {
    let d = &meeting.details;
    let minutes = meeting.minutes.iter();
    let noted = minutes.flat_map(|m| {
        m.attendees
            .iter()
            .chain(m.sections.iter().flat_map(|s| &s.speakers))
            .chain(m.decisions.iter().flat_map(|d| &d.by))
            .chain(m.feedback.iter().flat_map(|f| &f.by))
    });
    d.hosts
        .iter()
        .chain(&d.guests)
        .chain(d.agenda.iter().flat_map(|a| &a.speakers))
        .chain(noted)
}

fn minutes_words<'a>(minutes: &'a Minutes, texts: &mut Vec<&'a str>) {
    words_of(&minutes.attendees, texts);
    for section in &minutes.sections {
        texts.push(&section.heading);
        texts.push(&section.text);
        words_of(&section.speakers, texts);
    }
    for decision in &minutes.decisions {
        texts.push(&decision.text);
    }
    for feedback in &minutes.feedback {
        texts.push(&feedback.text);
        words_of(&feedback.by, texts);
    }
}

impl Row for Draft {
    const KIND: Kind = Kind::draft;

    fn id(&self) -> Id {
        self.meeting
    }

    fn names(&self) -> Vec<Name> {
        Vec::new()
    }

    fn entries(&self) -> Vec<Entry> {
        Vec::new()
    }

    /// What is not published is not found.
    fn document(&self) -> Option<Document<'_>> {
        None
    }
}
