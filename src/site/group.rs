//! The page of a group.

use candid::Principal;
use ic_stable_structures::Memory;

use super::answer::Answer;
use super::document::{Document, Inline, Item, Line, link_items, plain};
use super::markup::Markup;
use super::meeting::action_item;
use super::names::{group_path, meeting_path, person_path, report_path};
use super::{Site, page, time, words};
use crate::domain::{
    Group, LifecycleStep, MeetingSummary, Role, SeriesRecord, SeriesSummary, UpcomingMeeting,
};
use crate::registry::access::Caller;
use crate::registry::{
    ListActionItems, ListGroups, ListInitiatives, ListMeetings, ListReports, ListSeries, Upcoming,
};
use crate::store::List;

/// Entries of each list on the page.
const SHOWN: u32 = 50;
/// Dates that come, on the page.
const DATES: u32 = 12;

impl<M: Memory> Site<'_, M> {
    pub(super) fn group_page(&self, group: &Group) -> Answer {
        let d = &group.details;
        let path = group_path(&d.slug);
        let mut body = Markup::new();
        if let Some(parent) = group.parent.and_then(|id| self.names.group(id)) {
            body.raw("<p class=\"crumb\">");
            body.link(&group_path(&parent.slug), &parent.name)
                .raw("</p>\n");
        }
        body.raw("<h1>").text(&d.name).raw("</h1>\n");
        body.raw("<p class=\"kind\">")
            .text(words::group_kind(d.kind))
            .raw(" · ");
        super::home::badge(group.state(), &mut body);
        body.raw("</p>\n<p class=\"actions\">");
        body.link(&format!("{path}/next"), "Next meeting").raw(" ");
        body.link(&format!("{path}/calendar.ics"), "Calendar")
            .raw(" ");
        body.link(&format!("{path}/feed.xml"), "Feed").raw(" ");
        body.link(&format!("{path}.json"), "JSON").raw("</p>\n");
        page::document(&self.group_document(group), &mut body);
        self.timed_page(&d.name, &path, &body)
    }

    fn group_document(&self, group: &Group) -> Document {
        let d = &group.details;
        let mut document = Document {
            language: d.languages.first().cloned(),
            ..Document::default()
        };
        document.text(&d.scope);
        document.facts(self.group_facts(group));
        document.list("Coming up", self.coming(group));
        document.list("Roles", group.roles.iter().map(|r| self.role(r)).collect());
        document.list("How it meets", self.series(group));
        document.list("Links", link_items(&d.links));
        document.section("Charter", d.charter.as_ref());
        document.list("Meetings", self.meetings(group));
        document.list("Action items", self.items(group));
        document.list("Initiatives", self.initiatives(group));
        document.list("Reports", self.reports(group));
        document.list("Subgroups", self.subgroups(group));
        document.list(
            "Life of the group",
            group.lifecycle.iter().map(step).collect(),
        );
        document.section("Remarks", d.remarks.as_ref());
        document
    }

    fn group_facts(&self, group: &Group) -> Vec<(&'static str, Line)> {
        let d = &group.details;
        let date = |date: &Option<_>| plain(date.as_ref().map_or(String::new(), time::partial));
        let store = self.registry.store();
        let count = |list| match store.count(list, group.id) {
            0 => Vec::new(),
            count => plain(count.to_string()),
        };
        vec![
            ("Cadence", plain(d.cadence.clone().unwrap_or_default())),
            ("Topics", plain(d.topics.join(", "))),
            ("Languages", plain(d.languages.join(", "))),
            ("First meeting", date(&d.first_meeting)),
            ("Last meeting", date(&d.last_meeting)),
            ("As announced", date(&d.stated_on)),
            ("Members", count(List::MembersOf)),
            ("Supporters", count(List::SupportersOf)),
        ]
    }

    fn coming(&self, group: &Group) -> Vec<Item> {
        let question = Upcoming {
            groups: vec![group.id],
            take: Some(DATES),
            ..Upcoming::default()
        };
        self.upcoming(&question)
            .iter()
            .map(|m| self.date(m))
            .collect()
    }

    /// The meetings that come, as anybody may know them.
    pub(super) fn upcoming(&self, question: &Upcoming) -> Vec<UpcomingMeeting> {
        let anybody = Caller {
            principal: Principal::anonymous(),
            is_controller: false,
        };
        let page = self.registry.upcoming(&anybody, self.place.now, question);
        page.map(|page| page.items).unwrap_or_default()
    }

    /// A date that comes: when, what, and what was announced of it.
    pub(super) fn date(&self, meeting: &UpcomingMeeting) -> Item {
        let when = time::instant_in_words(meeting.start_at, meeting.zone.as_deref());
        let mut line = plain(format!("{when}: "));
        let slug = meeting.meeting.and_then(|id| self.meeting_slug(id));
        line.push(match slug {
            Some(slug) => Inline::Here(meeting_path(&slug), meeting.title.clone()),
            None => Inline::Plain(meeting.title.clone()),
        });
        if let Some(status) = words::date(meeting.status) {
            let reason = meeting
                .reason
                .as_deref()
                .filter(|reason| !reason.is_empty());
            line.push(Inline::Plain(match reason {
                Some(reason) => format!(" — {status}: {reason}"),
                None => format!(" — {status}"),
            }));
        }
        Item::new(line)
    }

    fn role(&self, role: &Role) -> Item {
        let mut line = plain(format!("{}: ", words::role(role)));
        line.push(match role.person.and_then(|id| self.names.person(id)) {
            Some(person) => Inline::Here(person_path(&person.handle), person.shown().to_owned()),
            None => Inline::Plain("vacant".into()),
        });
        let period = time::period(role.from.as_ref(), role.until.as_ref());
        let more = [Some(period).filter(|p| !p.is_empty()), role.note.clone()];
        for more in more.into_iter().flatten() {
            line.push(Inline::Plain(format!(" ({more})")));
        }
        Item::new(line)
    }

    fn series(&self, group: &Group) -> Vec<Item> {
        let question = ListSeries {
            group: Some(group.id),
            take: Some(SHOWN),
            ..ListSeries::default()
        };
        let page = self.registry.list_series(&question);
        let series = page.map(|page| page.items).unwrap_or_default();
        series.iter().flat_map(|s| self.one_series(s)).collect()
    }

    /// A series: its cadence as it was announced and as it is kept, and where it is attended.
    fn one_series(&self, series: &SeriesSummary) -> Vec<Item> {
        let mut line = plain(series.title.clone());
        let cadence = series.cadence.as_ref();
        line.extend(cadence.map(|cadence| Inline::Plain(format!(": “{cadence}”"))));
        match &series.schedule {
            Some(s) => line.push(Inline::Plain(format!(
                " — from {} on, {} minutes, {}",
                time::local_in_words(s.start),
                s.minutes,
                s.zone
            ))),
            None => line.push(Inline::Plain(" — not scheduled".into())),
        }
        let rule = series.schedule.as_ref().and_then(|s| s.rule.as_deref());
        if let Some(rule) = rule {
            line.push(Inline::Plain(" (".into()));
            line.push(Inline::Markdown(format!("`{rule}`")));
            line.push(Inline::Plain(")".into()));
        }
        let ended = series.ended_before.map(time::local_in_words);
        line.extend(ended.map(|end| Inline::Plain(format!(" — ended before {end}"))));
        let record: Option<SeriesRecord> = self.registry.store().get(series.id);
        let locations = record
            .map(|r| r.series.details.locations)
            .unwrap_or_default();
        let mut items = vec![Item::new(line)];
        items.extend(
            link_items(&locations)
                .into_iter()
                .map(|item| Item { depth: 1, ..item }),
        );
        items
    }

    fn meetings(&self, group: &Group) -> Vec<Item> {
        let question = ListMeetings {
            group: Some(group.id),
            take: Some(SHOWN),
            ..ListMeetings::default()
        };
        let Ok(page) = self.registry.list_meetings(&question) else {
            return Vec::new();
        };
        let mut items: Vec<Item> = page.items.iter().map(meeting_item).collect();
        if page.next.is_some() {
            let path = format!("{}/meetings.json", group_path(&group.details.slug));
            items.push(Item::new(vec![Inline::Here(
                path,
                "All meetings, as JSON".into(),
            )]));
        }
        items
    }

    fn items(&self, group: &Group) -> Vec<Item> {
        let question = ListActionItems {
            group: Some(group.id),
            take: Some(SHOWN),
            ..ListActionItems::default()
        };
        let page = self.registry.list_action_items(&question);
        let items = page.map(|page| page.items).unwrap_or_default();
        let records = items
            .iter()
            .filter_map(|i| self.registry.get_action_item(i.id));
        records
            .flat_map(|item| action_item(&self.names, &item, None))
            .collect()
    }

    fn initiatives(&self, group: &Group) -> Vec<Item> {
        let question = ListInitiatives {
            group: Some(group.id),
            take: Some(SHOWN),
            ..ListInitiatives::default()
        };
        let page = self.registry.list_initiatives(&question);
        let initiatives = page.map(|page| page.items).unwrap_or_default();
        let item = |i: &crate::domain::InitiativeSummary| {
            let (done, all) = (i.completed_milestones, i.milestones);
            let progress = words::progress(i.progress);
            Item::new(plain(format!(
                "{} — {progress}, {done} of {all} milestones completed",
                i.title
            )))
        };
        initiatives.iter().map(item).collect()
    }

    fn reports(&self, group: &Group) -> Vec<Item> {
        let question = ListReports {
            group: Some(group.id),
            take: Some(SHOWN),
            ..ListReports::default()
        };
        let page = self.registry.list_reports(&question);
        let reports = page.map(|page| page.items).unwrap_or_default();
        let item = |report: &crate::domain::ReportSummary| {
            let mut line = vec![Inline::Here(
                report_path(&report.slug),
                report.title.clone(),
            )];
            let period = time::period(report.from.as_ref(), report.until.as_ref());
            line.extend((!period.is_empty()).then(|| Inline::Plain(format!(" — {period}"))));
            Item::new(line)
        };
        reports.iter().map(item).collect()
    }

    fn subgroups(&self, group: &Group) -> Vec<Item> {
        let question = ListGroups {
            parent: Some(group.id),
            take: Some(SHOWN),
            ..ListGroups::default()
        };
        let page = self.registry.list_groups(&question);
        let groups = page.map(|page| page.items).unwrap_or_default();
        let item = |g: &crate::domain::GroupSummary| {
            Item::new(vec![
                Inline::Here(group_path(&g.slug), g.name.clone()),
                Inline::Plain(format!(" — {}", words::state(g.state))),
            ])
        };
        groups.iter().map(item).collect()
    }
}

fn step(step: &LifecycleStep) -> Item {
    let date = step
        .date
        .as_ref()
        .map(|date| format!(", {}", time::partial(date)));
    let reason = step.reason.as_ref().map(|reason| format!(": {reason}"));
    let (date, reason) = (date.unwrap_or_default(), reason.unwrap_or_default());
    Item::new(plain(format!("{}{date}{reason}", words::state(step.state))))
}

/// A meeting in a list.
pub(super) fn meeting_item(meeting: &MeetingSummary) -> Item {
    let date = meeting.start.map(time::day);
    let date = date.or_else(|| meeting.date.as_ref().map(time::partial));
    let mut line = plain(date.map_or(String::new(), |date| format!("{date}: ")));
    line.push(Inline::Here(
        meeting_path(&meeting.slug),
        meeting.title.clone(),
    ));
    let mut more = vec![words::meeting(meeting.status)];
    more.extend(meeting.has_minutes.then_some("minutes"));
    line.push(Inline::Plain(format!(" — {}", more.join(", "))));
    Item::new(line)
}
