//! Records, one by one and in lists.

use ic_stable_structures::Memory;

use crate::domain::{
    ActionItem, ActionItemSummary, AdminChange, Draft, Error, Group, GroupSummary, HANDLE_BYTES,
    Id, Initiative, Kind, LinkRequest, Meeting, MeetingSummary, Nanos, PendingChange, Person,
    ProposedChange, Ref, Report, SeriesRecord, Subject,
};
use crate::registry::Registry;
use crate::registry::access::{self, Caller};
use crate::registry::history::Record;
use crate::registry::paging::Part;
use crate::registry::questions::*;
use crate::store::{
    FIRST, LAST, List, decode, in_order, language_scope, newest_first, scope_of,
    scope_of_principal, slug_key, state_scope,
};

/// Bytes of a slug or handle in a question. One that is stored is shorter, and its full-width or
/// decomposed spellings are a few times as long.
pub(in crate::registry) const SPELLED_BYTES: usize = 8 * HANDLE_BYTES;

/// A page of proposed changes as they are kept.
struct Waiting {
    items: Vec<PendingChange>,
    next: Option<Cursor>,
}

impl From<(Vec<PendingChange>, Option<Cursor>)> for Waiting {
    fn from((items, next): (Vec<PendingChange>, Option<Cursor>)) -> Self {
        Waiting { items, next }
    }
}

/// The part of a list of all that a narrower list holds, if there is one, and in a language, if one
/// is asked for. The shorter lists of a language have no cards.
fn in_language(
    all: List,
    narrower: Option<(List, u64)>,
    by_language: List,
    language: &Option<String>,
) -> Part {
    let scope = language.as_deref().map(language_scope);
    match (narrower, scope) {
        (None, None) => Part::all(all, 0),
        (Some((list, of)), None) => Part::all(list, of),
        (None, Some(language)) => Part::all(by_language, language).also_in(all, 0),
        (Some((list, of)), Some(language)) => Part::all(list, of).also_in(by_language, language),
    }
}

impl<M: Memory> Registry<M> {
    /// A record by its number or name. The name of one that another stands for leads to that one.
    pub(in crate::registry) fn one<R: Record>(&self, named: &Ref) -> Option<R> {
        let id = match named {
            Ref::id(id) => *id,
            // No name is that long, however it is spelled; evening it out would cost much.
            Ref::slug(slug) if slug.len() > SPELLED_BYTES => return None,
            Ref::slug(slug) => {
                let id = self.store.named(&slug_key(R::KIND, slug))?.0;
                let record: R = self.store.get(id)?;
                let instead = record.withdrawn().and_then(|w| w.instead);
                return match instead {
                    Some(other) => self.store.get(other),
                    None => Some(record),
                };
            }
        };
        self.store.get(id)
    }

    pub fn get_group(&self, named: &Ref) -> Option<Group> {
        let mut group: Group = self.one(named)?;
        if let Some(proposal) = &mut group.proposal {
            proposal.supporters = self.store.count(List::SupportersOf, group.id);
        }
        Some(group)
    }

    pub fn get_person(&self, named: &Ref) -> Option<Person> {
        self.one(named)
    }

    pub fn get_meeting(&self, named: &Ref) -> Option<Meeting> {
        self.one(named)
    }

    pub fn get_action_item(&self, id: Id) -> Option<ActionItem> {
        self.store.get(id)
    }

    pub fn get_initiative(&self, named: &Ref) -> Option<Initiative> {
        self.one(named)
    }

    pub fn get_report(&self, named: &Ref) -> Option<Report> {
        self.one(named)
    }

    /// The name of a record that everybody may read, as lists show it; none for one that is not
    /// there, and for kinds that have none or are kept for some.
    pub fn name_of(&self, kind: Kind, id: Id) -> Option<String> {
        Some(match kind {
            Kind::group => self.store.get::<Group>(id)?.details.name,
            Kind::person => self.store.get::<Person>(id)?.details.handle,
            Kind::meeting => self.store.get::<Meeting>(id)?.details.title,
            Kind::action_item => self.store.get::<ActionItem>(id)?.details.title,
            Kind::initiative => self.store.get::<Initiative>(id)?.details.title,
            Kind::report => self.store.get::<Report>(id)?.details.title,
            Kind::series => self.store.get::<SeriesRecord>(id)?.series.details.title,
            Kind::proposed_change => {
                let change: PendingChange = self.store.get(id)?;
                format!("{}: {}", change.method, change.reason)
            }
            _ => return None,
        })
    }

    /// The draft of a meeting's minutes, for those who may see it.
    pub fn get_draft(&self, caller: &Caller, now: Nanos, id: Id) -> Result<Option<Draft>, Error> {
        self.may_read_draft(caller, now, id)?;
        Ok(self.store.get(id))
    }

    fn may_read_draft(&self, caller: &Caller, now: Nanos, id: Id) -> Result<(), Error> {
        let meeting: Meeting = self.find(id)?;
        access::may_read_draft(&self.store, &self.settings, caller, now, &meeting)
    }

    pub fn list_groups(&self, q: &ListGroups) -> Result<GroupPage, Error> {
        let part = match (q.parent, &q.topic, q.state) {
            (Some(parent), _, _) => Some((List::Subgroups, parent)),
            (_, Some(topic), _) => Some((List::GroupsWithTopic, scope_of(topic.as_bytes()))),
            (_, _, Some(state)) => Some((List::GroupsInState, state_scope(state))),
            _ => None,
        };
        let language = &q.language;
        let part = in_language(List::Groups, part, List::GroupsInLanguage, language);
        self.page(part, q.prev.as_ref(), q.take, |g: &GroupSummary| {
            q.state.is_none_or(|state| g.state == state)
                && q.kind.is_none_or(|kind| g.kind == Some(kind))
                && q.topic
                    .as_ref()
                    .is_none_or(|topic| g.topics.contains(topic))
        })
    }

    /// Proposed groups that are not decided, oldest first; or those that were refused.
    pub fn list_proposals(&self, q: &ListProposals) -> Result<GroupPage, Error> {
        let list = match q.refused {
            true => List::RefusedProposals,
            false => List::OpenProposals,
        };
        self.page(Part::all(list, 0), q.prev.as_ref(), q.take, |_| true)
    }

    pub fn list_people(&self, q: &ListPeople) -> Result<PersonPage, Error> {
        self.page(Part::all(List::People, 0), q.prev.as_ref(), q.take, |_| {
            true
        })
    }

    pub fn list_meetings(&self, q: &ListMeetings) -> Result<MeetingPage, Error> {
        let part = match (q.person, &q.tag, q.group) {
            (Some(person), _, _) => Some((List::MeetingsOfPerson, person)),
            (_, Some(tag), _) => Some((List::MeetingsWithTag, scope_of(tag.as_bytes()))),
            (_, _, Some(group)) => Some((List::MeetingsOfGroup, group)),
            _ => None,
        };
        let language = &q.language;
        let part = in_language(List::Meetings, part, List::MeetingsInLanguage, language);
        // Newest first: the place of a later time comes before that of an earlier one. Unknown
        // times (0) are in no period.
        let first = q
            .until
            .map_or(FIRST, |until| newest_first(until.saturating_sub(1)));
        let last = match (q.from, q.until) {
            (None, None) => LAST,
            (from, _) => in_order(!from.unwrap_or(0).max(1), u64::MAX),
        };
        self.page(
            part.between(first, last),
            q.prev.as_ref(),
            q.take,
            |m: &MeetingSummary| {
                q.group.is_none_or(|group| m.groups.contains(&group))
                    && q.tag.as_ref().is_none_or(|tag| m.tags.contains(tag))
            },
        )
    }

    /// The first meeting of a group after an instant.
    pub fn meeting_after(&self, group: Id, at: Nanos) -> Option<MeetingSummary> {
        let last = in_order(!at.saturating_add(1), u64::MAX);
        let list = List::MeetingsOfGroup;
        let mut later = self.store.entries_between(list, group, FIRST, last, None);
        later.next_back().map(|(_, card)| decode(&card))
    }

    pub fn list_action_items(&self, q: &ListActionItems) -> Result<ActionItemPage, Error> {
        let part = match (q.meeting, q.person, q.group) {
            (Some(meeting), _, _) => Part::all(List::ItemsOfMeeting, meeting),
            (_, Some(person), _) => Part::all(List::ItemsOfPerson, person),
            (_, _, Some(group)) => Part::all(List::ItemsOfGroup, group),
            _ => {
                return Err(Error::invalid(
                    "group",
                    "is missing, as are person and meeting",
                ));
            }
        };
        let part = match q.state {
            Some(state) => {
                part.between(in_order(state as u64, 0), in_order(state as u64, u64::MAX))
            }
            None => part,
        };
        self.page(part, q.prev.as_ref(), q.take, |item: &ActionItemSummary| {
            q.group.is_none_or(|group| item.group == group)
                && q.person
                    .is_none_or(|p| item.owners.iter().any(|o| o.person == Some(p)))
        })
    }

    pub fn list_initiatives(&self, q: &ListInitiatives) -> Result<InitiativePage, Error> {
        let part = match q.group {
            Some(group) => Part::all(List::InitiativesOfGroup, group),
            None => Part::all(List::Initiatives, 0),
        };
        self.page(part, q.prev.as_ref(), q.take, |_| true)
    }

    pub fn list_reports(&self, q: &ListReports) -> Result<ReportPage, Error> {
        let of_group = q.group.map(|group| (List::ReportsOfGroup, group));
        let language = &q.language;
        let part = in_language(List::Reports, of_group, List::ReportsInLanguage, language);
        self.page(part, q.prev.as_ref(), q.take, |_| true)
    }

    pub fn list_members(&self, q: &ListMembers) -> Result<MemberPage, Error> {
        self.page(
            Part::all(List::MembersOf, q.group),
            q.prev.as_ref(),
            q.take,
            |_| true,
        )
    }

    pub fn list_supporters(&self, q: &ListMembers) -> Result<SupporterPage, Error> {
        self.page(
            Part::all(List::SupportersOf, q.group),
            q.prev.as_ref(),
            q.take,
            |_| true,
        )
    }

    pub fn list_feedback(&self, q: &ListFeedback) -> Result<FeedbackPage, Error> {
        let part = match q.subject {
            Subject::group(group) => Part::all(List::FeedbackOnGroup, group),
            Subject::meeting(meeting) => Part::all(List::FeedbackOnMeeting, meeting),
        };
        self.page(part, q.prev.as_ref(), q.take, |_| true)
    }

    pub fn list_check_ins(&self, q: &ListCheckIns) -> Result<CheckInPage, Error> {
        self.page(
            Part::all(List::CheckInsOf, q.meeting),
            q.prev.as_ref(),
            q.take,
            |_| true,
        )
    }

    pub fn list_link_requests(
        &self,
        caller: &Caller,
        now: Nanos,
        q: &ListLinkRequests,
    ) -> Result<LinkRequestPage, Error> {
        let me = caller.principal;
        let part = match access::is_admin(&self.settings, caller) {
            true => Part::all(List::OpenLinkRequests, 0),
            false => Part::all(List::OpenLinkRequestsOf, scope_of_principal(&me)),
        };
        let all = access::is_admin(&self.settings, caller);
        let since = self.requests_since(now);
        self.page(part, q.prev.as_ref(), q.take, |r: &LinkRequest| {
            r.meta.created_at >= since && (all || r.principal == me)
        })
    }

    /// The proposed changes that can still be confirmed.
    pub fn list_proposed_changes(
        &self,
        now: Nanos,
        q: &ListProposedChanges,
    ) -> Result<ProposedChangePage, Error> {
        let days = self.confirm_days();
        let part = Part::all(List::OpenChanges, 0);
        let waits = |change: &PendingChange| change.expires_at(days) > now;
        let page: Waiting = self.page(part, q.prev.as_ref(), q.take, waits)?;
        let shown = |change: PendingChange| ProposedChange {
            expires_at: change.expires_at(days),
            change: change.operation().and_then(AdminChange::of),
            id: change.id,
            meta: change.meta,
            reason: change.reason,
        };
        let items = page.items.into_iter().map(shown).collect();
        let next = page.next;
        Ok(ProposedChangePage { items, next })
    }

    /// The changes of a record. Those of a draft and of a link request are for whom may see them.
    pub fn history(
        &self,
        caller: &Caller,
        now: Nanos,
        q: &AskHistory,
    ) -> Result<HistoryPage, Error> {
        let kind = q
            .kind
            .ok_or_else(|| Error::invalid("kind", "is missing or unknown"))?;
        match kind {
            Kind::draft => self.may_read_draft(caller, now, q.id)?,
            Kind::link_request => self.may_read_request(caller, q.id)?,
            _ => {}
        }
        let code = u64::from(kind.code());
        let part =
            Part::all(List::History, q.id).between(in_order(code, 0), in_order(code, u64::MAX));
        self.page(part, q.prev.as_ref(), q.take, |_| true)
    }

    fn may_read_request(&self, caller: &Caller, id: Id) -> Result<(), Error> {
        let request: LinkRequest = self.find(id)?;
        match access::is_admin(&self.settings, caller) || request.principal == caller.principal {
            true => Ok(()),
            false => Err(Error::not_authorised {
                needed: "who asked, or an admin,".into(),
            }),
        }
    }
}
