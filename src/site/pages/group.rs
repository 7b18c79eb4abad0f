//! The page of a group.

use std::cmp::Reverse;

use ic_stable_structures::Memory;
use maud::{Markup as Html, html};

use super::frame::Page;
use super::parts::{controls, fact, joined, prose, tag};
use crate::domain::{
    ActionState, Group, GroupSummary, LifecycleState, LifecycleStep, Meeting, MeetingSummary,
    Membership, PartialDate, Role, Subject,
};
use crate::registry::{
    ListActionItems, ListGroups, ListInitiatives, ListMeetings, ListReports, Upcoming,
};
use crate::site::Site;
use crate::site::answer::Answer;
use crate::site::names::{group_path, meeting_path};
use crate::site::route::encoded;
use crate::site::words::fill;
use crate::store::{List, decode};

/// Entries of each list on the page.
const SHOWN: u32 = 10;
/// Dates that come, on the page.
const DATES: u32 = 4;
/// Action items that are not done, on the page.
const ITEMS: u32 = 50;
/// Members who are named.
const MEMBERS: usize = 100;
/// Meetings whose decisions and attendance the page tells: each loads its record.
const LOOKED_AT: u32 = 40;
const DECISIONS: usize = 10;
/// Height of the drawing of the attendance, and width of one of its bars.
const HEIGHT: u32 = 60;
const BAR: usize = 14;

impl<M: Memory> Site<'_, M> {
    pub(in crate::site) fn group_page(&self, group: &Group) -> Answer {
        if !group.was_accepted() {
            return self.proposal_page(group);
        }
        let d = &group.details;
        let path = group_path(&d.slug);
        let feed = format!("{path}/feed.xml");
        let calendar = format!("{path}/calendar.ics");
        let page = Page {
            feed: &feed,
            calendar: Some(&calendar),
            ..Page::of("group", &d.name)
                .record(group.id, &group.meta)
                .timed()
        };
        let meetings = self.meetings_of_group(group);
        let content = html! {
            article.record {
                (self.group_head(group))
                (self.group_meets(group, &path))
                (self.roles(group))
                (self.section_of(self.words().links, "links", &self.links(&d.links)))
                @if let Some(charter) = &d.charter {
                    section { h2 { (self.words().charter) } (prose(charter, d.languages.first())) }
                }
                (self.group_meetings(group, &meetings))
                (self.open_items(group))
                (self.decisions(&meetings))
                (self.group_work(group))
                (self.subgroups(group))
                (self.relations(group))
                (self.members(group))
                (self.attendance(&meetings))
                (self.life(group))
                (self.later_feedback(Subject::group(group.id)))
                p.of {
                    a href=(format!("{}?group={}", self.at("/attention"), encoded(&d.slug))) {
                        (self.words().attention_here)
                    }
                }
                (self.record_foot(&path, &[("JSON", ".json"), ("Atom", "/feed.xml")]))
                (self.as_of_form(&path, None))
            }
        };
        self.page(&page, &content)
    }

    /// A section with a heading and a place for controls, if it has any content.
    pub(super) fn section_of(&self, heading: &str, what: &str, content: &Html) -> Html {
        html! {
            section.(if content.0.is_empty() { "empty" } else { "filled" }) {
                @if !content.0.is_empty() { h2 { (heading) } }
                (controls(what, None))
                (content)
            }
        }
    }

    /// What stands below each record: its other forms, its history.
    pub(super) fn record_foot(&self, path: &str, forms: &[(&str, &str)]) -> Html {
        html! {
            ul.row.foot {
                li { a href=(self.at(&format!("{path}/history"))) { (self.words().history) } }
                @for (name, ending) in forms {
                    li { a href=(format!("{path}{ending}")) { (name) } }
                }
            }
        }
    }

    fn group_head(&self, group: &Group) -> Html {
        let (d, w) = (&group.details, self.words());
        let parent = group.parent.and_then(|id| self.names.group(id));
        let topics = d.topics.iter().map(|topic| {
            let path = format!("{}?topic={}", self.at("/groups"), encoded(topic));
            html! { a href=(path) { (topic) } }
        });
        html! {
            @if let Some(parent) = parent {
                p.crumb { a href=(self.at(&group_path(&parent.slug))) { (parent.name) } }
            }
            h1 lang=[d.languages.first()] { (d.name) }
            (controls("record", None))
            p.kind { (w.group_kind(d.kind)) " · " (self.lifecycle(group.state())) }
            @if let Some(proposal) = group.proposal.as_ref() {
                @if group.state() == LifecycleState::proposed {
                    div.notice {
                        p { (match &proposal.decision {
                            None => w.proposal_open,
                            Some(_) => w.proposal_refused,
                        }) }
                        p { (proposal.motivation) }
                    }
                    (controls("support", None))
                }
            }
            @if d.scope.is_empty() { p.note { (w.no_scope) } }
            div.lead { (prose(&d.scope, d.languages.first())) }
            @if let Some(remarks) = &d.remarks {
                details { summary { (w.remarks) } (prose(remarks, None)) }
            }
            dl.facts {
                (fact(w.confirmed, &html! {
                    @if let Some(at) = group.confirmed_at { (self.day(at)) } }))
                (fact(w.topics, &joined(topics, ", ")))
                (fact(w.languages, &html! { (d.languages.join(", ")) }))
                (fact(w.first_meeting, &html! {
                    @if let Some(date) = &d.first_meeting { (self.partial(date)) } }))
                (fact(w.last_meeting, &html! {
                    @if let Some(date) = &d.last_meeting { (self.partial(date)) } }))
                (fact(w.stated_on, &html! {
                    @if let Some(date) = &d.stated_on { (self.partial(date)) } }))
            }
        }
    }

    /// How the group meets: its cadence once, the dates that come, how to subscribe.
    fn group_meets(&self, group: &Group, path: &str) -> Html {
        let w = self.words();
        let question = Upcoming {
            groups: vec![group.id],
            take: Some(DATES),
            ..Upcoming::default()
        };
        let dates = self.upcoming(&question);
        html! {
            section {
                h2 { (w.how_it_meets) }
                (controls("series", None))
                (self.series_of(group))
                @if dates.is_empty() { p { (w.no_next_meeting) } }
                @else { (self.dates(&dates, Some(group.id))) }
                (controls("dates", None))
                p.row {
                    a.button href=(self.at(&format!("{path}/next"))) { (w.next_meeting) }
                }
                (self.subscribe(&format!("{path}/calendar.ics")))
            }
        }
    }

    /// The ways in which a calendar can be subscribed to.
    pub(super) fn subscribe(&self, path: &str) -> Html {
        let w = self.words();
        let host = self.place.host;
        let webcal = format!("webcal://{host}{path}");
        let whole = encoded(&format!("https://{host}{path}"));
        let google = format!(
            "https://calendar.google.com/calendar/render?cid={}",
            encoded(&webcal)
        );
        let outlook = format!("https://outlook.live.com/calendar/0/addfromweb?url={whole}");
        html! {
            details.subscribe {
                summary { (w.subscribe) }
                ul.row {
                    li { a.button href=(webcal) { (w.calendar_app) } }
                    li { a.button rel="nofollow noopener" href=(google) { "Google" } }
                    li { a.button rel="nofollow noopener" href=(outlook) { "Outlook" } }
                    li { a.button href=(path) { (w.calendar_file) } }
                }
                p { (w.or_copy) " " code { "https://" (host) (path) } }
            }
        }
    }

    fn roles(&self, group: &Group) -> Html {
        let w = self.words();
        let roles = group.roles.iter();
        if group
            .roles
            .iter()
            .any(|role| role.from.is_some() || role.until.is_some())
        {
            self.registry.store().turns_with_the_day(self.place.now);
        }
        let (mut past, now): (Vec<&Role>, Vec<&Role>) =
            roles.partition(|role| role.is_past(self.place.now));
        // The last to go comes first; of whom that is not known come last.
        past.sort_by_key(|role| Reverse(role.until.as_ref().and_then(PartialDate::end_instant)));
        let rows = |roles: &[&Role]| {
            html! { ul.rows { @for role in roles { li { (self.role(role)) } } } }
        };
        html! {
            section {
                h2 { (w.roles) }
                (controls("roles", None))
                @if now.is_empty() { p { (w.no_role) } } @else { (rows(&now)) }
                @if !past.is_empty() { h3 { (w.past_roles) } (rows(&past)) }
            }
        }
    }

    fn role(&self, role: &Role) -> Html {
        let w = self.words();
        let period = self
            .language
            .period(role.from.as_ref(), role.until.as_ref());
        let holder = role.person.and_then(|id| self.person(id));
        html! {
            span.when { (w.role(role)) }
            span.what {
                @match holder {
                    Some(holder) => (holder),
                    None => (tag("vacant", w.vacant)),
                }
                @if !period.is_empty() { " " span.of { "(" (period) ")" } }
                @if let Some(note) = &role.note { " " span.of { "(" (note) ")" } }
            }
        }
    }

    fn meetings_of_group(&self, group: &Group) -> Vec<MeetingSummary> {
        let question = ListMeetings {
            group: Some(group.id),
            take: Some(LOOKED_AT),
            ..ListMeetings::default()
        };
        let page = self.registry.list_meetings(&question);
        page.map(|page| page.items).unwrap_or_default()
    }

    fn group_meetings(&self, group: &Group, meetings: &[MeetingSummary]) -> Html {
        let few = &meetings[..meetings.len().min(SHOWN as usize)];
        let all = format!(
            "{}?group={}",
            self.at("/meetings"),
            encoded(&group.details.slug)
        );
        let rows = html! {
            (self.meeting_rows(few, false))
            @if few.len() < meetings.len() { p { a href=(all) { (self.words().all_meetings) } } }
        };
        self.section_of(self.words().meetings, "meetings", &rows)
    }

    fn open_items(&self, group: &Group) -> Html {
        let of = |state| {
            let question = ListActionItems {
                group: Some(group.id),
                state: Some(state),
                take: Some(ITEMS),
                ..ListActionItems::default()
            };
            let page = self.registry.list_action_items(&question);
            page.map(|page| page.items).unwrap_or_default()
        };
        let mut items = of(ActionState::open);
        items.extend(of(ActionState::in_progress));
        self.section_of(
            self.words().open_items,
            "items",
            &self.item_rows(&items, false),
        )
    }

    fn decisions(&self, meetings: &[MeetingSummary]) -> Html {
        let with_minutes = meetings.iter().filter(|m| m.has_minutes);
        let records = with_minutes.filter_map(|m| self.registry.store().get::<Meeting>(m.id));
        let decided: Vec<Html> = records
            .flat_map(|meeting| {
                let slug = meeting.details.slug;
                let title = meeting.details.title;
                let language = meeting.details.languages.first().cloned();
                let minutes = meeting.minutes.into_iter();
                minutes
                    .flat_map(|m| m.decisions)
                    .map(move |decision| {
                        html! {
                            li.decision {
                                (self.said(&decision.text, &decision.by, language.as_ref()))
                                p.of { a href=(self.at(&meeting_path(&slug))) { (title) } }
                            }
                        }
                    })
                    .collect::<Vec<_>>()
            })
            .take(DECISIONS)
            .collect();
        html! {
            @if !decided.is_empty() {
                section {
                    h2 { (self.words().decisions) }
                    ul.plain { @for one in &decided { (one) } }
                }
            }
        }
    }

    fn group_work(&self, group: &Group) -> Html {
        let w = self.words();
        let slug = encoded(&group.details.slug);
        let take = Some(SHOWN);
        let initiatives = self.registry.list_initiatives(&ListInitiatives {
            group: Some(group.id),
            prev: None,
            take,
        });
        let initiatives = initiatives.map(|p| (p.items, p.next.is_some()));
        let (initiatives, more) = initiatives.unwrap_or_default();
        let reports = self.registry.list_reports(&ListReports {
            group: Some(group.id),
            take,
            ..ListReports::default()
        });
        let reports = reports.map(|p| (p.items, p.next.is_some()));
        let (reports, more_reports) = reports.unwrap_or_default();
        let initiatives = html! {
            (self.initiative_rows(&initiatives.iter().collect::<Vec<_>>()))
            @if more {
                p { a href=(format!("{}?group={slug}", self.at("/roadmap"))) { (w.all) } }
            }
        };
        let reports = html! {
            (self.report_rows(&reports))
            @if more_reports {
                p { a href=(format!("{}?group={slug}", self.at("/reports"))) { (w.all) } }
            }
        };
        html! {
            (self.section_of(w.initiatives, "initiatives", &initiatives))
            (self.section_of(w.reports, "reports", &reports))
        }
    }

    fn subgroups(&self, group: &Group) -> Html {
        let question = ListGroups {
            parent: Some(group.id),
            take: Some(5 * SHOWN),
            ..ListGroups::default()
        };
        let page = self.registry.list_groups(&question);
        let groups = page.map(|page| page.items).unwrap_or_default();
        let accepted = |g: &&GroupSummary| g.state != LifecycleState::proposed;
        let groups: Vec<&GroupSummary> = groups.iter().filter(accepted).collect();
        html! {
            @if !groups.is_empty() {
                section {
                    h2 { (self.words().subgroups) }
                    ul { @for g in groups {
                        li {
                            a href=(self.at(&group_path(&g.slug))) { (g.name) }
                            @if g.state != LifecycleState::active {
                                " " (self.lifecycle(g.state))
                            }
                        }
                    } }
                }
            }
        }
    }

    /// How many members there are, and those among them who are known as people.
    fn members(&self, group: &Group) -> Html {
        let w = self.words();
        let store = self.registry.store();
        let count = store.count(List::MembersOf, group.id);
        let members = store.entries(List::MembersOf, group.id).take(MEMBERS);
        let people = members
            .map(|(_, card)| decode::<Membership>(&card).principal)
            .filter_map(|principal| self.person(store.person_of(&principal)?));
        let people: Vec<Html> = people.collect();
        html! {
            section {
                h2 { (w.members) }
                (controls("members", None))
                p { (fill(w.member_count, &[&count.to_string()])) }
                @if !people.is_empty() { p { (joined(people, ", ")) } }
            }
        }
    }

    /// The attendance of the latest meetings as a drawing, and its numbers in a table.
    fn attendance(&self, meetings: &[MeetingSummary]) -> Html {
        let counted = meetings.iter().filter_map(|m| Some((m, m.attendance?)));
        let mut counted: Vec<(&MeetingSummary, u32)> = counted.collect();
        counted.reverse();
        let most = counted.iter().map(|(_, count)| *count).max().unwrap_or(0);
        if counted.len() < 2 || most == 0 {
            return html! {};
        }
        let w = self.words();
        let width = counted.len() * BAR;
        let height = |count: u32| (u64::from(count) * u64::from(HEIGHT) / u64::from(most)).max(1);
        html! {
            section {
                h2 { (w.attendance) }
                svg.chart role="img" aria-label=(w.attendance)
                    viewBox=(format!("0 0 {width} {HEIGHT}"))
                    width=(width) height=(HEIGHT) {
                    @for (i, (_, count)) in counted.iter().enumerate() {
                        @let tall = height(*count);
                        rect x=(i * BAR + 2) y=(u64::from(HEIGHT) - tall)
                            width=(BAR - 4) height=(tall) {}
                    }
                }
                details {
                    summary { (w.as_table) }
                    table {
                        thead { tr { th scope="col" { (w.meeting) } th scope="col" { (w.attended) } } }
                        tbody { @for (meeting, count) in &counted {
                            tr {
                                td { a href=(self.at(&meeting_path(&meeting.slug))) {
                                    (meeting.title) } }
                                td { (count) }
                            }
                        } }
                    }
                }
            }
        }
    }

    fn life(&self, group: &Group) -> Html {
        html! {
            section {
                h2 { (self.words().life) }
                (controls("life", None))
                ol.rows { @for step in &group.lifecycle { li { (self.step(step)) } } }
            }
        }
    }

    fn step(&self, step: &LifecycleStep) -> Html {
        html! {
            span.when {
                @if let Some(date) = &step.date { (self.partial(date)) } @else { "—" }
            }
            span.what {
                (self.lifecycle(step.state))
                @if let Some(reason) = &step.reason { " " (reason) }
            }
        }
    }
}
