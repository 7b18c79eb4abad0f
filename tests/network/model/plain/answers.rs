//! What the model answers: the same words that `question` makes of the canister's answers.

use std::cmp::Reverse;
use std::fmt::Debug;

use workgroups::domain::*;
use workgroups::registry::access::Caller;
use workgroups::registry::{
    LimitBounds, LimitsInfo, ListActionItems, ListGroups, ListMeetings, NextNumbers, Office,
    RegistryInfo, Whoami,
};

use super::{Plain, Refused, folded, groups, summaries};
use crate::model::question::{Question, shown};

/// The records of a map that a filter keeps, in an order, as a list shows them.
fn listed<'a, R: 'a, K: Ord, S: Debug>(
    records: impl Iterator<Item = &'a R>,
    keep: impl Fn(&R) -> bool,
    order: impl Fn(&R) -> K,
    show: impl Fn(&R) -> S,
) -> String {
    let mut kept: Vec<&R> = records.filter(|r| keep(r)).collect();
    kept.sort_by_key(|r| order(r));
    let kept: Vec<S> = kept.into_iter().map(show).collect();
    format!("{kept:?}")
}

/// Whether one of some languages is the one that is asked for, in whichever script or country.
fn is_in(asked: &Option<String>, tags: &[String]) -> bool {
    let first = |tag: &str| tag.to_lowercase().split('-').next().map(str::to_owned);
    asked
        .as_ref()
        .is_none_or(|asked| tags.iter().any(|tag| first(tag) == first(asked)))
}

impl Plain {
    /// Answers a question.
    pub fn ask(&self, caller: &Caller, now: Nanos, question: &Question) -> String {
        use Question as Q;
        match question {
            Q::Group(of) => format!(
                "{:?}",
                self.id(Kind::group, of).and_then(|id| self.shown_group(id))
            ),
            Q::Person(of) => format!(
                "{:?}",
                self.id(Kind::person, of).and_then(|id| self.any_person(id))
            ),
            Q::Meeting(of) => {
                format!(
                    "{:?}",
                    self.id(Kind::meeting, of)
                        .and_then(|id| self.any_meeting(id))
                )
            }
            Q::Initiative(of) => {
                format!(
                    "{:?}",
                    self.id(Kind::initiative, of)
                        .and_then(|id| self.any_initiative(id))
                )
            }
            Q::Report(of) => format!(
                "{:?}",
                self.id(Kind::report, of).and_then(|id| self.any_report(id))
            ),
            Q::Series(id) => format!("{:?}", self.series_view(*id)),
            Q::AllSeries(q) => format!("{:?}", self.list_series(q)),
            Q::Upcoming(q) => shown(self.upcoming(caller, now, q)),
            Q::Next(of) => {
                let group = self.id(Kind::group, of);
                let group = group.ok_or(Refused::NotFound(Some(Kind::group)));
                shown(group.and_then(|id| self.next_meeting(now, id)))
            }
            Q::Item(id) => format!("{:?}", self.any_item(*id)),
            Q::Draft(id) => {
                let may = self.may_read_draft(caller, now, *id);
                shown(may.map(|()| self.drafts.get(id)))
            }
            Q::Groups(q) => self.list_groups(q),
            Q::People(_) => {
                let handle = |p: &Person| (folded(&p.details.handle), p.id);
                listed(self.people.values(), |_| true, handle, summaries::person)
            }
            Q::Meetings(q) => self.list_meetings(q),
            Q::Items(q) => self.list_items(q),
            Q::Initiatives(q) => listed(
                self.initiatives.values(),
                |i| q.group.is_none_or(|g| i.details.groups.contains(&g)),
                |i| (folded(&i.details.title), i.id),
                summaries::initiative,
            ),
            Q::Reports(q) => listed(
                self.reports.values(),
                |r| {
                    q.group.is_none_or(|g| r.details.groups.contains(&g))
                        && is_in(&q.language, &r.details.languages)
                },
                |r| (Reverse(summaries::report_time(r)), r.id),
                summaries::report,
            ),
            Q::Members(q) => {
                let there = |m: &Membership| m.group == q.group;
                listed(
                    self.memberships.values(),
                    there,
                    |m| (m.meta.created_at, m.id),
                    Clone::clone,
                )
            }
            Q::Supporters(q) => {
                let there = |s: &Support| s.group == q.group;
                listed(
                    self.supports.values(),
                    there,
                    |s| (s.meta.created_at, s.id),
                    Clone::clone,
                )
            }
            Q::Feedback(q) => {
                let there = |f: &Feedback| f.subject == q.subject;
                listed(
                    self.feedback.values(),
                    there,
                    |f| (f.meta.created_at, f.id),
                    Clone::clone,
                )
            }
            Q::CheckIns(q) => {
                let there = |c: &CheckIn| c.meeting == q.meeting;
                listed(
                    self.check_ins.values(),
                    there,
                    |c| (c.meta.created_at, c.id),
                    Clone::clone,
                )
            }
            Q::LinkRequests(_) => {
                let mine =
                    |r: &LinkRequest| self.is_admin(caller) || r.principal == caller.principal;
                let since = self.requests_since(now);
                let open =
                    |r: &LinkRequest| r.decision.is_none() && r.meta.created_at >= since && mine(r);
                listed(
                    self.requests.values(),
                    open,
                    |r| (r.meta.created_at, r.id),
                    Clone::clone,
                )
            }
            Q::History(q) => shown(self.history(caller, now, q.kind, q.id)),
            Q::Search(q) => shown(self.search(q)),
            Q::Attention(q) => shown(self.attention(caller, now, q)),
            Q::Proposed(_) => shown(Ok(self.proposed_changes(now))),
            Q::At(q) => self.state_at(q),
            Q::Related(q) => format!("{:?}", self.related(q.group)),
            Q::Whoami => format!("{:?}", self.whoami(caller, now)),
            Q::About => format!("{:?}", self.about()),
            Q::Limits => format!("{:?}", self.limits_info()),
        }
    }

    fn id(&self, kind: Kind, of: &Ref) -> Option<Id> {
        match of {
            Ref::id(id) => Some(*id),
            Ref::slug(name) => {
                let id = self.named(kind, name)?;
                Some(self.instead(kind, id).unwrap_or(id))
            }
        }
    }

    /// A group with its supporters counted.
    fn shown_group(&self, id: Id) -> Option<Group> {
        let mut group = self.any_group(id)?.clone();
        if let Some(proposal) = &mut group.proposal {
            let supporters = self.supports.values().filter(|s| s.group == id);
            proposal.supporters = supporters.count() as u64;
        }
        Some(group)
    }

    fn list_groups(&self, q: &ListGroups) -> String {
        let keep = |g: &Group| {
            q.state.is_none_or(|s| summaries::state(g) == s)
                && q.kind.is_none_or(|k| g.details.kind == Some(k))
                && q.topic
                    .as_ref()
                    .is_none_or(|t| g.details.topics.contains(t))
                && (q.parent.is_none() || g.parent == q.parent)
                && is_in(&q.language, &g.details.languages)
        };
        let keep = |g: &Group| groups::accepted(g) && keep(g);
        let name = |g: &Group| (folded(&g.details.name), g.id);
        listed(self.groups.values(), keep, name, summaries::group)
    }

    fn list_meetings(&self, q: &ListMeetings) -> String {
        let timed = q.from.is_some() || q.until.is_some();
        let keep = |m: &Meeting| {
            let time = summaries::meeting_time(m);
            q.group.is_none_or(|g| m.details.groups.contains(&g))
                && q.tag.as_ref().is_none_or(|t| m.details.tags.contains(t))
                && is_in(&q.language, &m.details.languages)
                && q.person.is_none_or(|p| takes_part(m, p))
                && (!timed || time > 0)
                && q.from.is_none_or(|from| time >= from)
                && q.until.is_none_or(|until| time < until)
        };
        let newest = |m: &Meeting| (Reverse(summaries::meeting_time(m)), m.id);
        listed(self.meetings.values(), keep, newest, summaries::meeting)
    }

    fn list_items(&self, q: &ListActionItems) -> String {
        if q.group.is_none() && q.person.is_none() && q.meeting.is_none() {
            return shown::<()>(Err(Refused::field("group")));
        }
        let keep = |a: &ActionItem| {
            let d = &a.details;
            let owns = |p| d.owners.iter().any(|o| o.person == Some(p));
            let noted = |m| d.follow_ups.iter().any(|f| f.meeting == Some(m));
            q.group.is_none_or(|g| d.group == g)
                && q.person.is_none_or(owns)
                && q.meeting.is_none_or(|m| d.raised_in == Some(m) || noted(m))
                && q.state.is_none_or(|s| d.state == s)
        };
        let order = |a: &ActionItem| (urgency(a.details.state), a.meta.created_at, a.id);
        listed(self.items.values(), keep, order, summaries::item)
    }

    fn history(
        &self,
        caller: &Caller,
        now: Nanos,
        kind: Option<Kind>,
        id: Id,
    ) -> Result<Vec<Change>, Refused> {
        let kind = kind.ok_or_else(|| Refused::field("kind"))?;
        if kind == Kind::draft {
            self.may_read_draft(caller, now, id)?;
        }
        if kind == Kind::link_request {
            let request = self
                .requests
                .get(&id)
                .ok_or(Refused::NotFound(Some(kind)))?;
            if request.principal != caller.principal && !self.is_admin(caller) {
                return Err(Refused::NotAuthorised);
            }
        }
        Ok(self.changes.get(&(kind, id)).cloned().unwrap_or_default())
    }

    fn whoami(&self, caller: &Caller, now: Nanos) -> Whoami {
        let me = caller.principal;
        let person = self.person_of(&me);
        let offices = person.map(|p| self.offices(p, now)).unwrap_or_default();
        let office = |(group, role)| Office {
            group,
            role: Some(role),
        };
        let mut mine: Vec<&Membership> = self
            .memberships
            .values()
            .filter(|m| m.principal == me)
            .collect();
        mine.sort_by_key(|m| (m.meta.created_at, m.id));
        let is_admin = self.is_admin(caller);
        Whoami {
            principal: me,
            person: person.map(|id| summaries::person(&self.people[&id])),
            is_admin,
            is_controller: caller.is_controller,
            offices: offices.into_iter().map(office).collect(),
            memberships: mine.into_iter().map(|m| m.group).collect(),
            operations_left: (!is_admin).then(|| self.operations_left(&me, now)),
        }
    }

    fn about(&self) -> RegistryInfo {
        RegistryInfo {
            meta: self.settings.meta.clone(),
            profile: self.settings.profile.clone(),
            admins: self.settings.admins.clone(),
            origins: self.settings.origins.clone(),
            doors: self.settings.doors.clone(),
            patience: self.settings.patience.clone(),
            confirm_days: self.settings.confirm_days,
            groups: self.groups.values().filter(|g| groups::accepted(g)).count() as u64,
            people: self.people.len() as u64,
            meetings: self.meetings.len() as u64,
            initiatives: self.initiatives.len() as u64,
            reports: self.reports.len() as u64,
            events: self.events,
            next: NextNumbers {
                group: self.made(Kind::group) + 1,
                person: self.made(Kind::person) + 1,
                meeting: self.made(Kind::meeting) + 1,
                action_item: self.made(Kind::action_item) + 1,
                initiative: self.made(Kind::initiative) + 1,
                report: self.made(Kind::report) + 1,
                series: self.made(Kind::series) + 1,
            },
            version: env!("CARGO_PKG_VERSION").into(),
        }
    }

    fn limits_info(&self) -> LimitsInfo {
        let limits = self.settings.limits.clone();
        let bound = |(name, value, lowest, highest): (&str, u32, u32, u32)| LimitBounds {
            name: name.into(),
            value,
            lowest,
            highest,
        };
        LimitsInfo {
            bounds: limits.with_bounds().into_iter().map(bound).collect(),
            limits,
            page_entries: PAGE_ENTRIES,
            page_bytes: PAGE_BYTES as u32,
            group_depth: GROUP_DEPTH as u32,
            slug_bytes: SLUG_BYTES as u32,
            handle_bytes: HANDLE_BYTES as u32,
        }
    }

    /// Groups whose proposal is open.
    pub fn open_proposals(&self) -> Vec<Id> {
        let open = self.groups.values().filter(|g| groups::open(g).is_some());
        open.map(|g| g.id).collect()
    }
}

fn urgency(state: ActionState) -> u8 {
    match state {
        ActionState::open => 0,
        ActionState::in_progress => 1,
        ActionState::done => 2,
        ActionState::dropped => 3,
    }
}

/// Whether a person hosts a meeting, speaks at it or attends it.
pub(super) fn follows_up(item: &ActionItem, person: Id) -> bool {
    let mut noted = item.details.follow_ups.iter().flat_map(|f| &f.by);
    noted.any(|p| p.person == Some(person))
}

pub(super) fn takes_part(m: &Meeting, person: Id) -> bool {
    let named = |list: &[Participant]| list.iter().any(|p| p.person == Some(person));
    let d = &m.details;
    let announced =
        named(&d.hosts) || named(&d.guests) || d.agenda.iter().any(|a| named(&a.speakers));
    let said = |n: &Minutes| {
        n.decisions.iter().any(|d| named(&d.by)) || n.feedback.iter().any(|f| named(&f.by))
    };
    let noted = |n: &Minutes| {
        named(&n.attendees) || n.sections.iter().any(|s| named(&s.speakers)) || said(n)
    };
    announced || m.minutes.as_ref().is_some_and(noted)
}
