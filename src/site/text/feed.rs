//! News as Atom (RFC 4287): announcements for dates of series, published minutes and their
//! decisions, reports.
//!
//! An identifier is a tag URI (RFC 4151) of the host, the day on which the record was made, and
//! the record's number, so that it stays when a name changes.

use ic_stable_structures::Memory;

use crate::domain::calendar::local::LocalDateTime;
use crate::domain::series::{Announcement, Schedule};
use crate::domain::{
    AttentionItem, Group, Id, Kind, LifecycleState, Meeting, MeetingStatus, Meta, Nanos, Reason,
    Report, SeriesRecord, from_seconds,
};
use crate::registry::AskAttention;
use crate::registry::access::Caller;
use crate::site::answer::{ATOM, Answer};
use crate::site::markup::Markup;
use crate::site::names::{group_path, meeting_path, report_path};
use crate::site::route::encoded;
use crate::site::{Site, time};
use crate::store::{List, News, Topic};

/// Entries of a feed.
const ENTRIES: usize = 50;
/// Characters of an entry's summary.
const SUMMARY: usize = 1_000;
/// Characters of a title that is made of a longer text.
const TITLE: usize = 120;

/// A feed or an entry as it is written.
struct Entry {
    id: String,
    title: String,
    published: Nanos,
    updated: Nanos,
    groups: Vec<Id>,
    category: &'static str,
    /// The path of the page that tells more.
    page: String,
    /// Plain text or Markdown, shown as text.
    summary: String,
}

struct Feed {
    id: String,
    title: String,
    subtitle: String,
    /// When nothing was news yet.
    since: Nanos,
    path: String,
    page: String,
}

impl<M: Memory> Site<'_, M> {
    pub(in crate::site) fn whole_feed(&self) -> Answer {
        let settings = self.settings.as_ref();
        let made = settings.map_or(0, |s| s.meta.created_at);
        let feed = Feed {
            id: self.tag(made, "news"),
            title: self.name(),
            subtitle: settings.map_or(String::new(), |s| s.profile.summary.clone()),
            since: settings.map_or(0, |s| s.meta.updated_at),
            path: "/feed.xml".into(),
            page: "/".into(),
        };
        self.feed(&feed, List::News, 0)
    }

    pub(in crate::site) fn group_feed(&self, group: &Group) -> Answer {
        let page = group_path(&group.details.slug);
        let feed = Feed {
            id: self.tag(group.meta.created_at, &format!("group/{}/news", group.id)),
            title: group.details.name.clone(),
            subtitle: group.details.scope.clone(),
            since: group.meta.updated_at,
            path: format!("{page}/feed.xml"),
            page,
        };
        self.feed(&feed, List::NewsOfGroup, group.id)
    }

    fn feed(&self, feed: &Feed, list: List, scope: u64) -> Answer {
        let news = self.registry.store().entries(list, scope).take(ENTRIES);
        let news = news.filter_map(|(key, _)| News::of(&key));
        let mut entries: Vec<Entry> = news.flat_map(|news| self.entries_of(&news)).collect();
        entries.truncate(ENTRIES);
        self.written(feed, &entries)
    }

    /// What waits for somebody, of all groups or of one.
    pub(in crate::site) fn attention_feed(&self, group: Option<&Group>) -> Answer {
        let made = group.map(|group| group.meta.created_at);
        let made = made.or(self.settings.as_ref().map(|s| s.meta.created_at));
        let name = group.map_or(self.name(), |group| group.details.name.clone());
        let of = group.map_or(String::new(), |group| format!("group/{}/", group.id));
        let folder = group.map_or(String::new(), |group| group_path(&group.details.slug));
        let page = group.map_or("/attention".into(), |group| {
            format!("/attention?group={}", encoded(&group.details.slug))
        });
        let feed = Feed {
            id: self.tag(made.unwrap_or(0), &format!("{of}attention")),
            title: format!("{name}: {}", self.words().attention),
            subtitle: self.words().attention_note.into(),
            since: made.unwrap_or(0),
            path: format!("{folder}/attention.xml"),
            page,
        };
        let question = AskAttention {
            group: group.map(|group| group.id),
            take: Some(ENTRIES as u32),
            ..AskAttention::default()
        };
        let now = self.place.now;
        let page = self.registry.attention(&Caller::nobody(), now, &question);
        let items = page.map(|page| page.items).unwrap_or_default();
        let entries: Vec<Entry> = items.iter().map(|item| self.of_waiting(item)).collect();
        Answer {
            timed: true,
            ..self.written(&feed, &entries)
        }
    }

    fn of_waiting(&self, item: &AttentionItem) -> Entry {
        let reason = item.reason.map_or(0, Reason::code);
        let kind = item.kind.map_or(0, Kind::code);
        let what = format!("waits/{reason}/{kind}/{}/{}", item.id, item.at);
        Entry {
            id: self.tag(item.at, &what),
            title: self.waiting_in_words(item),
            published: item.at,
            updated: item.at,
            groups: item.groups.clone(),
            category: "attention",
            page: self.where_waiting(item),
            summary: String::new(),
        }
    }

    fn written(&self, feed: &Feed, entries: &[Entry]) -> Answer {
        let updated = entries
            .iter()
            .map(|e| e.updated)
            .max()
            .unwrap_or(feed.since);
        let mut out = Markup::new();
        out.raw("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        out.raw("<feed xmlns=\"http://www.w3.org/2005/Atom\">\n<id>")
            .text(&feed.id);
        out.raw("</id>\n<title>")
            .text(&or_untitled(&feed.title))
            .raw("</title>\n");
        if !feed.subtitle.is_empty() {
            out.raw("<subtitle>")
                .text(&feed.subtitle)
                .raw("</subtitle>\n");
        }
        out.raw("<updated>")
            .text(&time::rfc3339(updated))
            .raw("</updated>\n");
        out.raw("<author><name>")
            .text(&self.name())
            .raw("</name></author>\n");
        out.raw("<link rel=\"self\" type=\"application/atom+xml\" href=\"");
        out.text(&self.url(&feed.path)).raw("\"/>\n");
        out.raw("<link rel=\"alternate\" type=\"text/html\" href=\"");
        out.text(&self.url(&feed.page)).raw("\"/>\n");
        for entry in entries {
            self.entry(entry, &mut out);
        }
        out.raw("</feed>\n");
        Answer::of(ATOM, out.into_bytes())
    }

    fn entry(&self, entry: &Entry, out: &mut Markup) {
        out.raw("<entry>\n<id>")
            .text(&entry.id)
            .raw("</id>\n<title>");
        out.text(&or_untitled(&entry.title))
            .raw("</title>\n<published>");
        out.text(&time::rfc3339(entry.published))
            .raw("</published>\n<updated>");
        out.text(&time::rfc3339(entry.updated)).raw("</updated>\n");
        let groups = self.names.groups(&entry.groups);
        for group in &groups {
            out.raw("<author><name>").text(&or_untitled(&group.name));
            out.raw("</name><uri>")
                .text(&self.url(&group_path(&group.slug)));
            out.raw("</uri></author>\n");
        }
        out.raw("<category term=\"")
            .text(entry.category)
            .raw("\"/>\n");
        out.raw("<link rel=\"alternate\" type=\"text/html\" href=\"");
        out.text(&self.url(&entry.page)).raw("\"/>\n<summary>");
        out.text(&entry.summary).raw("</summary>\n</entry>\n");
    }

    fn url(&self, path: &str) -> String {
        format!("https://{}{path}", self.place.host)
    }

    fn tag(&self, made: Nanos, what: &str) -> String {
        format!("tag:{},{}:{what}", self.place.host, time::day(made))
    }

    fn entries_of(&self, news: &News) -> Vec<Entry> {
        let store = self.registry.store();
        match news.topic {
            Topic::Minutes => store
                .get::<Meeting>(news.id)
                .map(|meeting| self.of_meeting(&meeting, news.at))
                .unwrap_or_default(),
            Topic::Report => {
                let report: Option<Report> = store.get(news.id);
                report.iter().map(|report| self.of_report(report)).collect()
            }
            Topic::MeetingChanged => {
                let meeting: Option<Meeting> = store.get(news.id);
                let entry = meeting.map(|meeting| self.of_changed_meeting(&meeting, news.at));
                entry.into_iter().collect()
            }
            Topic::Resting => {
                let group: Option<Group> = store.get(news.id);
                group
                    .iter()
                    .map(|group| self.of_resting(group, news.at))
                    .collect()
            }
            Topic::Cancelled(_) | Topic::Changed(_) | Topic::Ended(_) | Topic::Rescheduled => {
                let series: Option<SeriesRecord> = store.get(news.id);
                let entry = series.and_then(|series| self.of_series(&series, news.topic));
                entry.into_iter().collect()
            }
        }
    }

    /// The minutes, then each decision.
    fn of_meeting(&self, meeting: &Meeting, published: Nanos) -> Vec<Entry> {
        let Meeting {
            id, meta, details, ..
        } = meeting;
        let entry = |what: String, title, category, summary: &str| Entry {
            id: self.tag(meta.created_at, &format!("meeting/{id}/{what}")),
            title,
            published,
            updated: meta.updated_at.max(published),
            groups: details.groups.clone(),
            category,
            page: meeting_path(&details.slug),
            summary: shortened(summary, SUMMARY),
        };
        let title = format!("Minutes: {}", details.title);
        let summary = details.summary.as_deref().unwrap_or_default();
        let mut entries = vec![entry("minutes".into(), title, "minutes", summary)];
        let decisions = meeting.minutes.iter().flat_map(|m| &m.decisions);
        // No feed shows more.
        for (i, decision) in decisions.enumerate().take(ENTRIES) {
            let first = decision.text.lines().next().unwrap_or_default();
            let title = format!("Decision: {}", shortened(first, TITLE));
            entries.push(entry(
                format!("decision/{i}"),
                title,
                "decision",
                &decision.text,
            ));
        }
        entries
    }

    fn of_report(&self, report: &Report) -> Entry {
        let Meta {
            created_at,
            updated_at,
            ..
        } = report.meta;
        let d = &report.details;
        let summary = d.focus.as_deref().or(d.purpose.as_deref());
        Entry {
            id: self.tag(created_at, &format!("report/{}", report.id)),
            title: format!("Report: {}", d.title),
            published: created_at,
            updated: updated_at,
            groups: d.groups.clone(),
            category: "report",
            page: report_path(&d.slug),
            summary: shortened(summary.unwrap_or_default(), SUMMARY),
        }
    }

    /// A meeting of no series that does not take place, or at another time.
    fn of_changed_meeting(&self, meeting: &Meeting, at: Nanos) -> Entry {
        let d = &meeting.details;
        let when = time::when(&d.when);
        let title = match d.status {
            MeetingStatus::cancelled => format!("Cancelled: {}, {when}", d.title),
            _ => format!("Moved: {}, to {when}", d.title),
        };
        Entry {
            id: self.tag(
                meeting.meta.created_at,
                &format!("meeting/{}/changed", meeting.id),
            ),
            title,
            published: at,
            updated: at,
            groups: d.groups.clone(),
            category: "announcement",
            page: meeting_path(&d.slug),
            summary: d.reason.clone().unwrap_or_default(),
        }
    }

    /// A group that is paused or archived, and its meetings with it.
    fn of_resting(&self, group: &Group, at: Nanos) -> Entry {
        let word = match group.state() {
            LifecycleState::archived => "Archived",
            _ => "Paused",
        };
        let last = group.lifecycle.last();
        Entry {
            id: self.tag(
                group.meta.created_at,
                &format!("group/{}/resting", group.id),
            ),
            title: format!("{word}: {}", group.details.name),
            published: at,
            updated: at,
            groups: vec![group.id],
            category: "announcement",
            page: group_path(&group.details.slug),
            summary: last
                .and_then(|step| step.reason.clone())
                .unwrap_or_default(),
        }
    }

    /// How a series goes on, with the time of its first date.
    fn goes_on(&self, title: &str, from: Option<String>, schedule: Option<&Schedule>) -> String {
        let from = from.map(|from| format!(", from {from} on"));
        let times = schedule.map_or("at no fixed time".into(), |schedule| {
            format!(
                "{} ({})",
                time::local_in_words(schedule.start),
                schedule.zone
            )
        });
        let cadence = schedule.and_then(|schedule| schedule.rule.as_deref());
        let cadence = cadence.map(|rule| format!(", {rule}"));
        let [from, cadence] = [from, cadence].map(Option::unwrap_or_default);
        format!("Changes: {title}{from}: now {times}{cadence}")
    }

    /// What was announced for a series; none if it was taken back.
    fn of_series(&self, record: &SeriesRecord, topic: Topic) -> Option<Entry> {
        let series = &record.series;
        let zone = series.details.schedule.as_ref().map(|s| s.zone.as_str());
        let when = |date: LocalDateTime| {
            format!(
                "{} ({})",
                time::local_in_words(date),
                zone.unwrap_or_default()
            )
        };
        let exception = |date| series.exception(date);
        let rescheduled = series.rescheduled.as_ref().map(|r| Announcement {
            reason: String::new(),
            at: r.at,
        });
        let successor = series.successor.and_then(|id| {
            let successor: Option<SeriesRecord> = self.registry.store().get(id);
            successor.map(|s| s.series.details)
        });
        let (what, title, announced): (String, String, &Announcement) = match topic {
            Topic::Cancelled(date) => (
                format!("{date}/cancelled"),
                format!("Cancelled: {}, {}", series.title_on(date), when(date)),
                exception(date)?.cancellation.as_ref()?,
            ),
            Topic::Changed(date) => {
                let change = exception(date)?.change.as_ref()?;
                let title = match change.start {
                    Some(start) if start != date => {
                        format!(
                            "Moved: {}, {} to {}",
                            series.title_on(date),
                            when(date),
                            when(start)
                        )
                    }
                    _ => format!("Changed: {}, {}", series.title_on(date), when(date)),
                };
                (format!("{date}/changed"), title, &change.announced)
            }
            Topic::Ended(date) => (
                "ended".into(),
                match &successor {
                    Some(next) => {
                        self.goes_on(&next.title, Some(when(date)), next.schedule.as_ref())
                    }
                    None => format!(
                        "Ends: {}, no more from {} on",
                        series.details.title,
                        when(date)
                    ),
                },
                &series.ending.as_ref()?.announced,
            ),
            Topic::Rescheduled => (
                format!("rescheduled/{}", series.rescheduled.as_ref()?.at),
                self.goes_on(
                    &series.details.title,
                    None,
                    series.details.schedule.as_ref(),
                ),
                rescheduled.as_ref()?,
            ),
            Topic::Minutes | Topic::Report | Topic::MeetingChanged | Topic::Resting => return None,
        };
        let group = record.groups.first().and_then(|id| self.names.group(*id));
        let at = from_seconds(announced.at);
        Some(Entry {
            id: self.tag(
                record.meta.created_at,
                &format!("series/{}/{what}", record.id),
            ),
            title,
            published: at,
            updated: at,
            groups: record.groups.clone(),
            category: "announcement",
            page: group.map_or("/".into(), |group| group_path(&group.slug)),
            summary: announced.reason.clone(),
        })
    }
}

/// A title is required, and not to be empty.
fn or_untitled(title: &str) -> String {
    match title.trim().is_empty() {
        true => "Untitled".into(),
        false => title.to_owned(),
    }
}

/// The beginning of a text.
fn shortened(text: &str, most: usize) -> String {
    let mut short: String = text.chars().take(most).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
