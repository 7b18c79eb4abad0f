//! The first page: what comes, the groups, what was written and changed last, how to verify.

use candid::Principal;
use ic_stable_structures::Memory;
use maud::{Markup as Html, html};

use super::frame::Page;
use super::parts::{controls, prose, text};
use crate::domain::{Group, GroupSummary, Id, LifecycleState, Nanos, Ref, UpcomingMeeting};
use crate::registry::access::Caller;
use crate::registry::{ListGroups, ListMeetings, Upcoming};
use crate::site::Site;
use crate::site::answer::Answer;
use crate::site::names::{group_path, meeting_path};

/// Groups of each state on the page.
const GROUPS: u32 = 50;
/// Meetings that come.
const MEETINGS: u32 = 15;
/// How far ahead the page looks.
const AHEAD: Nanos = 14 * 86_400_000_000_000;
/// Meetings among which the newest minutes are looked for.
const LOOKED_AT: u32 = 30;
/// Entries of the shorter lists.
const FEW: usize = 5;
/// Parts of the calendar that the page links to; there are more with some ten thousands of series.
const PARTS: u64 = 200;

/// What a card of a group stands under: headings skip no level.
#[derive(Clone, Copy)]
pub(super) enum Heading {
    OfPage,
    OfSection,
}

impl<M: Memory> Site<'_, M> {
    pub(in crate::site) fn home(&self) -> Answer {
        let w = self.words();
        let content = html! {
            (self.about())
            section {
                h2 { (w.next_two_weeks) }
                (self.soon())
            }
            section {
                h2 id="groups" { (w.groups) }
                (controls("groups", None))
                (self.active_groups())
            }
            section { h2 { (w.latest_minutes) } (self.latest_minutes()) }
            section {
                h2 { (w.latest_changes) }
                (self.change_list(self.registry.store().latest_changes().take(FEW)))
                p { a href=(self.at("/changes")) { (w.all_changes) } }
                p { a href=(self.at("/attention")) { (w.attention) } }
            }
            section { h2 id="subscribe" { (w.subscribe) } (self.calendars()) }
            section { h2 id="verify" { (w.verify_title) } (self.verify()) }
        };
        let page = Page {
            calendar: Some("/calendar.ics"),
            ..Page::of("home", "").timed()
        };
        self.page(&page, &content)
    }

    fn about(&self) -> Html {
        let profile = self.settings.as_ref().map(|settings| &settings.profile);
        html! {
            h1 { (self.name()) }
            (controls("record", None))
            @if let Some(profile) = profile {
                div.lead { (text(&profile.summary)) }
                @if !profile.links.is_empty() {
                    details {
                        summary { (self.words().links) }
                        (self.links(&profile.links))
                    }
                }
                @if let Some(guidelines) = &profile.guidelines {
                    details {
                        summary { (self.words().guidelines) }
                        (prose(guidelines, None))
                    }
                }
            }
        }
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

    fn soon(&self) -> Html {
        let w = self.words();
        let question = Upcoming {
            until: Some(self.place.now.saturating_add(AHEAD)),
            take: Some(MEETINGS),
            ..Upcoming::default()
        };
        let meetings = self.upcoming(&question);
        html! {
            @if meetings.is_empty() { p { (w.no_meeting_soon) } }
            @else { (self.dates(&meetings, None)) }
            p {
                a href=(self.at("/calendar")) {
                    @if meetings.len() == MEETINGS as usize { (w.more_in_calendar) }
                    @else { (w.whole_calendar) }
                }
            }
        }
    }

    /// Meetings that come, as a table: the day once, the time, the group and the title. Of those of
    /// one group, the group is not told.
    pub(super) fn dates(&self, meetings: &[UpcomingMeeting], of: Option<Id>) -> Html {
        let w = self.words();
        let days: Vec<String> = meetings
            .iter()
            .map(|m| self.short_day(m.start_at))
            .collect();
        html! {
            table.dates {
                thead class="visually-hidden" {
                    tr { th { (w.day) } th { (w.time) } th { (w.meeting) } }
                }
                tbody {
                    @for (i, meeting) in meetings.iter().enumerate() {
                        @let again = i > 0 && days[i] == days[i - 1];
                        tr class=[(!again).then_some("first")] {
                            th scope="row" {
                                @if again { span.visually-hidden { (days[i]) } }
                                @else { (days[i]) }
                            }
                            td.time { (self.hour_of(meeting)) }
                            td { (self.named_date(meeting, of)) (self.change_of(meeting)) }
                        }
                    }
                }
            }
        }
    }

    /// The groups of a meeting but the one that is known anyway, and its title where that says
    /// more than their names.
    pub(super) fn named_date(&self, meeting: &UpcomingMeeting, of: Option<Id>) -> Html {
        let others = meeting.groups.iter().copied();
        let others: Vec<Id> = others.filter(|group| Some(*group) != of).collect();
        let names = self.names.groups(&meeting.groups);
        let is_said = names
            .iter()
            .any(|group| group.name.starts_with(&meeting.title));
        html! {
            (self.groups_of(&others))
            @if names.is_empty() || !is_said || meeting.meeting.is_some() {
                @if !others.is_empty() { ": " }
                (self.upcoming_title(meeting))
            }
        }
    }

    fn in_state(&self, state: LifecycleState) -> (Vec<GroupSummary>, bool) {
        let question = ListGroups {
            state: Some(state),
            take: Some(GROUPS),
            ..ListGroups::default()
        };
        let page = self.registry.list_groups(&question);
        let page = page.map(|page| (page.items, page.next.is_some()));
        page.unwrap_or_default()
    }

    /// The groups at work with what they are about; those that rest or ended below, by name.
    fn active_groups(&self) -> Html {
        let w = self.words();
        let (active, more) = self.in_state(LifecycleState::active);
        let (paused, _) = self.in_state(LifecycleState::paused);
        let (archived, _) = self.in_state(LifecycleState::archived);
        let all = self.at("/groups");
        html! {
            @if active.is_empty() { p { (w.no_group) } }
            @else { ul.groups { @for group in &active {
                li { (self.card(group, Heading::OfSection)) }
            } } }
            @if more { p { a href=(all) { (w.more_groups) } } }
            @for (groups, label) in [(paused, w.paused_groups), (archived, w.archived_groups)] {
                @if !groups.is_empty() {
                    details {
                        summary { (label) " (" (groups.len()) ")" }
                        ul { @for group in &groups {
                            li { a href=(self.at(&group_path(&group.slug))) { (group.name) } }
                        } }
                    }
                }
            }
        }
    }

    /// A group in a list: its name, what it is about, how it meets, when it does next.
    pub(super) fn card(&self, group: &GroupSummary, heading: Heading) -> Html {
        let w = self.words();
        let path = group_path(&group.slug);
        let record: Option<Group> = self.registry.store().get(group.id);
        let details = record.map(|record| record.details);
        let language = details.as_ref().and_then(|d| d.languages.first());
        let scope = details.as_ref().map_or("", |d| d.scope.as_str());
        let named = Ref::id(group.id);
        let next = self.registry.next_meeting(self.place.now, &named);
        html! {
            @let name = html! { a href=(self.at(&path)) lang=[language] { (group.name) } };
            @match heading {
                Heading::OfPage => h2 { (name) },
                Heading::OfSection => h3 { (name) },
            }
            p.kind {
                (w.group_kind(group.kind))
                @if group.state != LifecycleState::active { " · " (self.lifecycle(group.state)) }
            }
            (prose(scope, language))
            @if let Some(cadence) = &group.cadence { p.cadence { (cadence) } }
            @if let Some(next) = next.ok().flatten() {
                p.next {
                    (w.next) ": "
                    a href=(self.at(&format!("{path}/next"))) {
                        (self.short_day(next.start_at)) ", "
                        (self.hour_of(&next))
                    }
                }
            }
        }
    }

    fn latest_minutes(&self) -> Html {
        let question = ListMeetings {
            take: Some(LOOKED_AT),
            ..ListMeetings::default()
        };
        let page = self.registry.list_meetings(&question);
        let meetings = page.map(|page| page.items).unwrap_or_default();
        let with_minutes = meetings.iter().filter(|m| m.has_minutes).take(FEW);
        let mut rows = with_minutes.peekable();
        html! {
            @if rows.peek().is_none() { p { (self.words().no_minutes) } }
            @else {
                ul { @for m in rows {
                    li {
                        a href=(self.at(&meeting_path(&m.slug))) { (m.title) }
                        " " span.of { (self.groups_of(&m.groups)) }
                    }
                } }
            }
            p { a href=(self.at("/meetings")) { (self.words().all_meetings) } }
        }
    }

    /// The calendar of all groups: each of its parts is one to subscribe to.
    fn calendars(&self) -> Html {
        let w = self.words();
        let parts = self.registry.calendar_parts();
        html! {
            p {
                (w.calendar_of_all) " " a href="/calendar.ics" { "/calendar.ics" }
                @for part in 2..=parts.min(PARTS) {
                    @let path = format!("/calendar/{part}.ics");
                    ", " a href=(path) { (path) }
                }
                @if parts > 1 { " " (w.each_is_a_part) }
            }
            p { (w.news_of_all) " " a href="/feed.xml" { "/feed.xml" } }
        }
    }

    fn verify(&self) -> Html {
        html! {
            ul { @for point in self.words().verify_points { li { (point) } } }
            p { code { "cargo xtask verify" } " — " (self.words().verify_tool) }
        }
    }
}
