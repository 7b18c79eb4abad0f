//! What waits for somebody. A page walks the lists of what waits, reason by reason, and looks at a
//! bounded number of entries.

use ic_stable_structures::Memory;

use crate::domain::{
    ActionItem, AttentionItem, Error, Group, GroupRelation, GroupSummary, Id, Kind, LifecycleState,
    LinkRequest, Nanos, Patience, Reason, RelationKind, ReportSummary, UpcomingMeeting,
};
use crate::registry::Registry;
use crate::registry::access::{self, Caller};
use crate::registry::budget::HOUR;
use crate::registry::life::Lives;
use crate::registry::paging::{Part, read_cursor, take, write_cursor};
use crate::registry::questions::{AskAttention, AttentionPage, Cursor, ListRelated, RelatedPage};
use crate::store::{
    FIRST, LAST, List, ListKey, Order, decode, in_order, newest_first, state_scope,
};

const DAY: Nanos = 86_400_000_000_000;
/// Entries that one page looks at.
const MAX_LOOKED_AT: usize = 400;
/// Groups that "mine" asks for.
const MAX_GROUPS: usize = 200;
/// For how long an archived group is asked for its successor, in days.
const SUCCESSOR_DAYS: u32 = 365;

/// A part of a list to walk through, and for which reason.
struct Step {
    reason: Reason,
    list: List,
    scope: u64,
    from: Order,
    until: Order,
}

impl Step {
    fn part(&self) -> Part {
        Part::all(self.list, self.scope).between(self.from, self.until)
    }
}

/// What a question is asked about.
struct Scope {
    /// Lists of what waits: the list, and its scope.
    lists: Vec<(List, u64)>,
    /// The groups asked for; all where there are none.
    groups: Option<Vec<Id>>,
    /// The person whose own matters are asked for.
    person: Option<Id>,
}

fn days(days: u32) -> Nanos {
    Nanos::from(days) * DAY
}

/// The days that a reason is set to.
fn patience(of: &Patience, reason: Reason) -> u32 {
    match reason {
        Reason::minutes_missing => of.minutes_days,
        Reason::approval_missing => of.approval_days,
        Reason::action_overdue => of.overdue_days,
        Reason::action_idle => of.idle_days,
        Reason::role_vacant => of.vacant_days,
        Reason::term_ends => of.term_days,
        Reason::no_meeting => of.meeting_days,
        Reason::series_ends => of.series_days,
        Reason::unconfirmed => of.confirmed_days,
        Reason::report_due => of.report_days,
        Reason::proposal_waits | Reason::link_request_waits => of.decision_days,
        Reason::successor_missing => of.successor_days,
    }
}

/// The instants, both included, of what waits for a reason now.
fn window(reason: Reason, wait: u32, now: Nanos) -> (Nanos, Nanos) {
    let (before, after) = (
        now.saturating_sub(days(wait)),
        now.saturating_add(days(wait)),
    );
    match reason {
        Reason::term_ends => (now, after),
        Reason::series_ends => (before, after),
        Reason::successor_missing => (now.saturating_sub(days(SUCCESSOR_DAYS)), before),
        _ => (0, before),
    }
}

impl<M: Memory> Registry<M> {
    /// What waits for somebody, reason by reason, the oldest first.
    ///
    /// # Errors
    /// For a cursor of another question, and for `mine` without a person.
    pub fn attention(
        &self,
        caller: &Caller,
        now: Nanos,
        q: &AskAttention,
    ) -> Result<AttentionPage, Error> {
        // What waits is told to the hour.
        self.store.turns((now / HOUR + 1) * HOUR);
        let scope = self.scope(caller, now, q)?;
        let steps = self.steps(caller, now, q, &scope);
        let (first, after) = read_place(q.prev.as_ref(), &steps)?;
        let take = take(q.take);
        let lives = Lives::of(self);
        let (mut items, mut looked_at) = (Vec::new(), 0);
        for (at, step) in steps.iter().enumerate().skip(first) {
            let after = after.filter(|_| at == first);
            let mut last = after;
            let part = (step.list, step.scope, step.from, step.until);
            for (key, card) in self
                .store
                .entries_between(part.0, part.1, part.2, part.3, after)
            {
                if items.len() == take || looked_at == MAX_LOOKED_AT {
                    return Ok((items, Some(write_place(at, last))).into());
                }
                looked_at += 1;
                items.extend(self.waits(step, &scope, &lives, now, &card));
                last = Some(key);
            }
            // A list that is empty costs a look too.
            looked_at = (looked_at + 1).min(MAX_LOOKED_AT);
            if looked_at == MAX_LOOKED_AT && at + 1 < steps.len() {
                return Ok((items, Some(write_place(at + 1, None))).into());
            }
        }
        Ok((items, None).into())
    }

    fn scope(&self, caller: &Caller, now: Nanos, q: &AskAttention) -> Result<Scope, Error> {
        if let Some(group) = q.group {
            self.find::<Group>(group)?;
            return Ok(Scope {
                lists: vec![(List::WaitingOfGroup, group)],
                groups: Some(vec![group]),
                person: None,
            });
        }
        if !q.mine {
            return Ok(Scope {
                lists: vec![(List::Waiting, 0)],
                groups: None,
                person: None,
            });
        }
        let Some(person) = self.store.person_of(&caller.principal) else {
            let reason = "is asked for by a principal that is linked to no person";
            return Err(Error::invalid("mine", reason));
        };
        let offices = access::offices_of(&self.store, person, now);
        let mut groups: Vec<Id> = offices.map(|(group, _)| group).collect();
        groups.sort_unstable();
        groups.dedup();
        groups.truncate(MAX_GROUPS);
        let mut lists = vec![(List::WaitingOfPerson, person)];
        lists.extend(groups.iter().map(|g| (List::WaitingOfGroup, *g)));
        Ok(Scope {
            lists,
            groups: Some(groups),
            person: Some(person),
        })
    }

    /// The lists to walk through, in order.
    fn steps(&self, caller: &Caller, now: Nanos, q: &AskAttention, scope: &Scope) -> Vec<Step> {
        let is_asked = |r: &&Reason| q.reasons.is_empty() || q.reasons.contains(r);
        let is_whole = scope.groups.is_none();
        let is_admin = access::is_admin(&self.settings, caller);
        let mut steps = Vec::new();
        for reason in Reason::ALL.iter().filter(is_asked).copied() {
            let wait = patience(&self.settings.patience, reason);
            if wait == 0 {
                continue;
            }
            let all = |list, scope| Step {
                reason,
                list,
                scope,
                from: FIRST,
                until: LAST,
            };
            match reason {
                Reason::no_meeting | Reason::report_due => match &scope.groups {
                    None => {
                        let active = state_scope(LifecycleState::active);
                        steps.push(all(List::GroupsInState, active));
                    }
                    // Each group at work has one entry there of when its record was confirmed.
                    Some(groups) => steps.extend(groups.iter().map(|group| Step {
                        from: in_order(Reason::unconfirmed.code(), 0),
                        until: in_order(Reason::unconfirmed.code(), u64::MAX),
                        ..all(List::WaitingOfGroup, *group)
                    })),
                },
                Reason::proposal_waits if is_whole => steps.push(all(List::OpenProposals, 0)),
                Reason::link_request_waits if is_whole && is_admin => {
                    steps.push(all(List::OpenLinkRequests, 0));
                }
                Reason::proposal_waits | Reason::link_request_waits => {}
                _ => {
                    let (from, until) = window(reason, wait, now);
                    let code = reason.code();
                    steps.extend(scope.lists.iter().map(|(list, scope)| Step {
                        from: in_order(code, from),
                        until: in_order(code, until),
                        ..all(*list, *scope)
                    }));
                }
            }
        }
        steps
    }

    /// What an entry of a list says that waits now.
    fn waits(
        &self,
        step: &Step,
        scope: &Scope,
        lives: &Lives<'_, M>,
        now: Nanos,
        card: &[u8],
    ) -> Option<AttentionItem> {
        let wait = days(patience(&self.settings.patience, step.reason));
        match (step.reason, step.list) {
            (Reason::no_meeting | Reason::report_due, List::GroupsInState) => {
                let group: GroupSummary = decode(card);
                let item = of_group(step.reason, group.id, group.slug, group.name);
                self.group_waits(item, now, wait)
            }
            (Reason::no_meeting | Reason::report_due, _) => {
                let known: AttentionItem = decode(card);
                let slug = known.slug.unwrap_or_default();
                let item = of_group(step.reason, known.id, slug, known.title);
                let is_at_work = lives.all_since(&[item.id]).is_none();
                is_at_work.then(|| self.group_waits(item, now, wait))?
            }
            (Reason::proposal_waits, _) => {
                let group: GroupSummary = decode(card);
                let at = self.store.get::<Group>(group.id)?.meta.created_at;
                let mut item = of_group(step.reason, group.id, group.slug, group.name);
                item.at = at;
                (at.saturating_add(wait) <= now).then_some(item)
            }
            (Reason::link_request_waits, _) => {
                let request: LinkRequest = decode(card);
                let at = request.meta.created_at;
                (at.saturating_add(wait) <= now).then(|| AttentionItem {
                    kind: Some(Kind::link_request),
                    groups: Vec::new(),
                    slug: None,
                    at,
                    ..of_group(
                        step.reason,
                        request.id,
                        String::new(),
                        request.principal.to_text(),
                    )
                })
            }
            (Reason::successor_missing, _) => {
                let item: AttentionItem = decode(card);
                (!self.has_successor(item.id)).then_some(item)
            }
            (Reason::action_overdue | Reason::action_idle, List::WaitingOfGroup) => {
                let item: AttentionItem = decode(card);
                let is_mine = scope
                    .person
                    .is_some_and(|person| self.owns(person, item.id));
                let rests = lives.all_since(&item.groups).is_some();
                (!is_mine && !rests).then_some(item)
            }
            _ => {
                let item: AttentionItem = decode(card);
                lives.all_since(&item.groups).is_none().then_some(item)
            }
        }
    }

    /// Whether a group has not met or not reported for so long.
    fn group_waits(
        &self,
        mut item: AttentionItem,
        now: Nanos,
        wait: Nanos,
    ) -> Option<AttentionItem> {
        item.at = match item.reason {
            Some(Reason::report_due) => self.last_report(item.id)?,
            _ if self.has_meeting_to_come(item.id, now) => return None,
            _ => self
                .last_meeting(item.id, now)
                .or_else(|| self.made_at(item.id))?,
        };
        (item.at.saturating_add(wait) <= now).then_some(item)
    }

    fn made_at(&self, group: Id) -> Option<Nanos> {
        Some(self.store.get::<Group>(group)?.meta.created_at)
    }

    fn has_meeting_to_come(&self, group: Id, now: Nanos) -> bool {
        let later = in_order(now, 0);
        let comes = |list| {
            let entries = self.store.entries_between(list, group, later, LAST, None);
            let mut coming = entries.map(|(_, card)| decode::<UpcomingMeeting>(&card));
            coming.next().is_some()
        };
        comes(List::DatesOfGroup) || comes(List::SinglesOfGroup)
    }

    /// When the last meeting of a group that has begun began; none if no time is known.
    fn last_meeting(&self, group: Id, now: Nanos) -> Option<Nanos> {
        let list = List::MeetingsOfGroup;
        let from = newest_first(now);
        let mut past = self.store.entries_between(list, group, from, LAST, None);
        let (key, _) = past.next()?;
        time_of(&key)
    }

    fn last_report(&self, group: Id) -> Option<Nanos> {
        let mut reports = self.store.entries(List::ReportsOfGroup, group);
        let (key, card) = reports.next()?;
        let report: ReportSummary = decode(&card);
        let published = report
            .published
            .as_ref()
            .and_then(|date| date.first_instant());
        time_of(&key).or(published)
    }

    /// Whether another group says that it goes on from a group.
    fn has_successor(&self, group: Id) -> bool {
        let related = self
            .store
            .entries(List::RelatedTo, group)
            .take(MAX_LOOKED_AT);
        let mut related = related.map(|(_, card)| decode::<GroupRelation>(&card));
        related.any(|r| r.kind == Some(RelationKind::successor_of))
    }

    fn owns(&self, person: Id, item: Id) -> bool {
        let item: Option<ActionItem> = self.store.get(item);
        let mut owners = item.into_iter().flat_map(|item| item.details.owners);
        owners.any(|owner| owner.person == Some(person))
    }

    /// What other groups say of a group.
    ///
    /// # Errors
    /// For a cursor of another list.
    pub fn list_related(&self, q: &ListRelated) -> Result<RelatedPage, Error> {
        let part = Part::all(List::RelatedTo, q.group);
        self.page(part, q.prev.as_ref(), q.take, |_| true)
    }
}

/// The time in a place of a list that has the newest first; none for one that is not known.
fn time_of(key: &ListKey) -> Option<Nanos> {
    let mut order = [0; 8];
    order.copy_from_slice(&key[9..17]);
    let time = !u64::from_be_bytes(order);
    (time > 0).then_some(time)
}

fn of_group(reason: Reason, id: Id, slug: String, title: String) -> AttentionItem {
    AttentionItem {
        reason: Some(reason),
        kind: Some(Kind::group),
        id,
        slug: Some(slug),
        title,
        groups: vec![id],
        at: 0,
        person: None,
        part: None,
    }
}

/// A place in the walk as a cursor: the step, and the last entry of it that was looked at.
fn write_place(step: usize, last: Option<ListKey>) -> Cursor {
    let mut bytes = (step as u32).to_be_bytes().to_vec();
    bytes.extend(
        last.map(|key| write_cursor(&key).into_vec())
            .unwrap_or_default(),
    );
    Cursor::from(bytes)
}

fn read_place(prev: Option<&Cursor>, steps: &[Step]) -> Result<(usize, Option<ListKey>), Error> {
    let Some(cursor) = prev else {
        return Ok((0, None));
    };
    let wrong = || Error::invalid("prev", "is not the `next` of a page of this list");
    let (step, key) = cursor.split_first_chunk::<4>().ok_or_else(wrong)?;
    let at = u32::from_be_bytes(*step) as usize;
    let step = steps.get(at).ok_or_else(wrong)?;
    match key.is_empty() {
        true => Ok((at, None)),
        false => {
            let key = read_cursor(&Cursor::from(key.to_vec()), &step.part())?;
            Ok((at, Some(key)))
        }
    }
}
