//! Who may do what: one table ([`need`]), asked in one place ([`permit`]).

use candid::Principal;
use ic_stable_structures::Memory;

use crate::domain::{
    ActionItem, Error, Event, Feedback, Group, Id, Initiative, Kind, Meeting, Nanos, Operation,
    RecordId, Report, RoleKind, SeriesRecord, Settings, Subject,
};
use crate::registry::revisions::{find, groups_of};
use crate::store::{List, Store, Term, decode, in_order, relation_key};

/// Who calls.
#[derive(Clone, Copy, Debug)]
pub struct Caller {
    pub principal: Principal,
    /// Whether the caller is a controller of the canister: it may do what an admin may.
    pub is_controller: bool,
}

impl Caller {
    /// Somebody who may read what is public, and nothing else.
    pub fn nobody() -> Caller {
        Caller {
            principal: Principal::anonymous(),
            is_controller: false,
        }
    }
}

/// The proof that an operation was allowed. The functions that change the registry ask for it,
/// and only this module makes it, so that none can be reached without the check.
#[derive(Debug)]
pub struct Permit {
    by: Principal,
    at: Nanos,
    has_office: bool,
    is_replayed: bool,
    about: About,
}

/// The record that an operation changes, where the rights depend on it: it is read once.
#[derive(Debug)]
enum About {
    Group(Box<Group>),
    Meeting(Box<Meeting>),
    /// The rights depend on nothing, or on what the operation does not change.
    Other,
}

impl About {
    fn of<M: Memory>(store: &Store<M>, operation: &Operation) -> Result<About, Error> {
        Ok(match operation {
            Operation::update_group(a) => About::Group(Box::new(find(store, a.id)?)),
            Operation::update_meeting(a) => About::Meeting(Box::new(find(store, a.id)?)),
            _ => About::Other,
        })
    }

    fn group(&self, id: Id) -> Result<&Group, Error> {
        match self {
            About::Group(group) if group.id == id => Ok(group),
            _ => Err(Error::not_found(Kind::group, id)),
        }
    }

    fn meeting(&self, id: Id) -> Result<&Meeting, Error> {
        match self {
            About::Meeting(meeting) if meeting.id == id => Ok(meeting),
            _ => Err(Error::not_found(Kind::meeting, id)),
        }
    }
}

impl Permit {
    /// Who does it.
    pub fn by(&self) -> Principal {
        self.by
    }

    /// When. Nanoseconds since 1970-01-01 UTC.
    pub fn at(&self) -> Nanos {
        self.at
    }

    /// Whether who does it is an admin or holds an office.
    pub(super) fn has_office(&self) -> bool {
        self.has_office
    }

    /// Whether it was accepted before and is read from the log, where what is sealed is missing.
    pub(super) fn is_replayed(&self) -> bool {
        self.is_replayed
    }

    /// The group that the operation is about, as it was read for the rights; none when it is to be
    /// read.
    pub(super) fn group(&self, id: Id) -> Option<&Group> {
        self.about.group(id).ok()
    }

    /// The meeting, likewise.
    pub(super) fn meeting(&self, id: Id) -> Option<&Meeting> {
        self.about.meeting(id).ok()
    }

    /// The permit for an event of the log: it was checked before the event was written.
    pub(super) fn of_event(event: &Event) -> Permit {
        Permit {
            by: event.by,
            at: event.at,
            has_office: true,
            is_replayed: true,
            about: About::Other,
        }
    }
}

/// The rights that an office gives, the smaller ones first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Scribe,
    Coordinator,
    Lead,
}

impl Level {
    /// The rights of a role; liaisons, emeriti and other roles have none.
    pub fn of(role: RoleKind) -> Option<Level> {
        match role {
            RoleKind::lead | RoleKind::co_lead => Some(Level::Lead),
            RoleKind::coordinator => Some(Level::Coordinator),
            RoleKind::scribe => Some(Level::Scribe),
            RoleKind::liaison | RoleKind::other | RoleKind::emeritus => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Level::Scribe => "a scribe, coordinator or lead",
            Level::Coordinator => "a coordinator or lead",
            Level::Lead => "a lead",
        }
    }
}

/// Who may do an operation. An admin always may.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Need {
    Anyone,
    Admin,
    /// The person, by one of their principals.
    Person(Id),
    /// A coordinator or lead of any group.
    AnyOfficer,
    /// An officer of one of `any`, and of each of `also` (groups that join in).
    Officer {
        level: Level,
        any: Vec<Id>,
        also: Vec<Id>,
    },
    /// A member or officer of one of the groups.
    Member(Vec<Id>),
    /// The principal, or an officer of one of the groups.
    Author {
        principal: Principal,
        level: Level,
        groups: Vec<Id>,
    },
}

/// The table of rights.
fn need<M: Memory>(store: &Store<M>, operation: &Operation, about: &About) -> Result<Need, Error> {
    use Operation as O;
    Ok(match operation {
        O::set_profile(_) | O::set_limits(_) | O::add_admin(_) | O::remove_admin(_) => Need::Admin,
        O::decide_link(_) | O::decide_proposal(_) | O::set_origins(_) => Need::Admin,
        O::set_doors(_) | O::remove_proposal(_) | O::refuse_link_requests(_) => Need::Admin,
        O::set_patience(_) => Need::Admin,

        O::request_link(_) | O::propose_group(_) | O::give_feedback(_) => Need::Anyone,
        O::support_group(_) | O::withdraw_support(_) => Need::Anyone,
        O::join_group(_) | O::leave_group(_) => Need::Anyone,

        O::create_person(_) => Need::AnyOfficer,
        O::update_person(a) => Need::Person(a.id),
        O::unlink_principal(a) => Need::Person(a.id),

        O::remove_member(a) => one(Level::Coordinator, a.group),

        O::create_group(a) => match a.parent {
            Some(parent) => one(Level::Lead, parent),
            None => Need::Admin,
        },
        O::update_group(a) => group_record(about.group(a.id)?),
        O::set_roles(a) => one(Level::Lead, a.id),
        O::set_lifecycle(a) => set_lifecycle(&find::<Group, M>(store, a.id)?, &a.lifecycle),
        O::move_group(a) => match a.parent {
            Some(parent) => Need::Officer {
                level: Level::Lead,
                any: vec![a.id],
                also: vec![parent],
            },
            None => Need::Admin,
        },

        O::create_meeting(d) => creators(&d.groups),
        O::update_meeting(a) => {
            let has = &about.meeting(a.id)?.details.groups;
            editors(Level::Coordinator, has, &a.details.groups)
        }
        O::save_draft(a) => minutes(&find::<Meeting, M>(store, a.id)?),
        O::publish_minutes(a) => minutes(&find::<Meeting, M>(store, a.id)?),
        O::check_in(id) => Need::Member(find::<Meeting, M>(store, *id)?.details.groups.clone()),
        O::remove_feedback(a) => author(store, &find::<Feedback, M>(store, a.id)?)?,

        O::create_action_item(d) => one(Level::Scribe, d.group),
        O::update_action_item(a) => {
            let item: ActionItem = find(store, a.id)?;
            editors(Level::Scribe, &[item.details.group], &[a.details.group])
        }
        O::follow_up(a) => one(
            Level::Scribe,
            find::<ActionItem, M>(store, a.id)?.details.group,
        ),

        O::create_series(d) => creators(&d.groups),
        O::update_series(a) => {
            let record: SeriesRecord = find(store, a.id)?;
            editors(Level::Coordinator, &record.groups, &a.groups)
        }
        O::cancel_occurrence(a) => series(store, a.id)?,
        O::restore_occurrence(a) => series(store, a.id)?,
        O::change_occurrence(a) => series(store, a.id)?,
        O::change_following(a) => series(store, a.id)?,
        O::end_series(a) => series(store, a.id)?,

        O::create_initiative(d) => creators(&d.groups),
        O::update_initiative(a) => {
            let initiative: Initiative = find(store, a.id)?;
            editors(
                Level::Coordinator,
                &initiative.details.groups,
                &a.details.groups,
            )
        }
        O::set_relations(a) => one(Level::Lead, a.id),
        O::set_approval(a) => one(Level::Lead, a.id),
        O::confirm_group(a) => one(Level::Coordinator, a.id),
        O::approve_minutes(a) => Need::Officer {
            level: Level::Coordinator,
            any: find::<Meeting, M>(store, a.id)?.details.groups.clone(),
            also: Vec::new(),
        },
        O::set_agenda(a) => series(store, a.id)?,

        O::withdraw_record(a) => keepers(store, a.record)?,
        O::reinstate_record(a) => keepers(store, a.record)?,
        O::merge_person(_) | O::set_two_admins(_) => Need::Admin,
        O::withhold_person(_) | O::withhold_blocks(_) => Need::Admin,
        O::propose_change(_) | O::confirm_change(_) | O::drop_change(_) => Need::Admin,

        O::create_report(d) => creators(&d.groups),
        O::update_report(a) => {
            let report: Report = find(store, a.id)?;
            editors(
                Level::Coordinator,
                &report.details.groups,
                &a.details.groups,
            )
        }
    })
}

fn one(level: Level, group: Id) -> Need {
    Need::Officer {
        level,
        any: vec![group],
        also: Vec::new(),
    }
}

/// Officers of every group that a new record belongs to: nobody puts a record into a group that
/// is not theirs.
fn creators(groups: &[Id]) -> Need {
    let also = each_once(groups);
    Need::Officer {
        level: Level::Coordinator,
        any: also.iter().take(1).copied().collect(),
        also,
    }
}

/// Leads of every group that a record belongs to: nobody withdraws a record of a group that is
/// not theirs. Groups and people are the admins'.
fn keepers<M: Memory>(store: &Store<M>, record: RecordId) -> Result<Need, Error> {
    if let RecordId::group(_) | RecordId::person(_) = record {
        return Ok(Need::Admin);
    }
    let groups = groups_of(store, record)?;
    let also = each_once(&groups);
    Ok(Need::Officer {
        level: Level::Lead,
        any: groups,
        also,
    })
}

/// Officers of one of the groups that a record has, and of each group that it would get newly or
/// lose: nobody takes a record away from a group that is not theirs.
fn editors(level: Level, has: &[Id], gets: &[Id]) -> Need {
    let (known, wanted) = (each_once(has), each_once(gets));
    let is_in = |list: &[Id], group: &Id| list.binary_search(group).is_ok();
    let gained = wanted.iter().filter(|g| !is_in(&known, g));
    let lost = known.iter().filter(|g| !is_in(&wanted, g));
    let also = gained.chain(lost).copied().collect();
    Need::Officer {
        level,
        any: has.to_vec(),
        also,
    }
}

fn series<M: Memory>(store: &Store<M>, id: Id) -> Result<Need, Error> {
    let record: SeriesRecord = find(store, id)?;
    Ok(editors(Level::Coordinator, &record.groups, &record.groups))
}

/// The groups of a list that is not checked yet: somebody may send a long one that names the same
/// group over and over.
fn each_once(groups: &[Id]) -> Vec<Id> {
    let mut groups = groups.to_vec();
    groups.sort_unstable();
    groups.dedup();
    groups
}

fn minutes(meeting: &Meeting) -> Need {
    Need::Officer {
        level: Level::Scribe,
        any: meeting.details.groups.clone(),
        also: Vec::new(),
    }
}

/// While a proposal is open, its author may still improve it.
fn group_record(group: &Group) -> Need {
    match &group.proposal {
        Some(p) if p.decision.is_none() => Need::Author {
            principal: p.by,
            level: Level::Coordinator,
            groups: vec![group.id],
        },
        _ => one(Level::Coordinator, group.id),
    }
}

/// A lead pauses and resumes; anything that touches the archive or a proposal is the admins'.
fn set_lifecycle(group: &Group, steps: &[crate::domain::LifecycleStep]) -> Need {
    use crate::domain::LifecycleState::{active, paused};
    let known = group.lifecycle.len();
    let only_adds = steps.len() > known && steps[..known] == group.lifecycle[..];
    let at_work = |state| matches!(state, active | paused);
    let added_at_work = || steps[known..].iter().all(|s| at_work(s.state));
    match only_adds && at_work(group.state()) && added_at_work() {
        true => one(Level::Lead, group.id),
        false => Need::Admin,
    }
}

fn author<M: Memory>(store: &Store<M>, feedback: &Feedback) -> Result<Need, Error> {
    let groups = match feedback.subject {
        Subject::group(group) => vec![group],
        Subject::meeting(meeting) => {
            let meeting: Meeting = find(store, meeting)?;
            meeting.details.groups.clone()
        }
    };
    Ok(Need::Author {
        principal: feedback.by,
        level: Level::Coordinator,
        groups,
    })
}

/// Asks whether a caller may do an operation now.
///
/// # Errors
/// `anonymous_caller`, `not_authorised`, or `not_found` for the record that it is about.
pub fn permit<M: Memory>(
    store: &Store<M>,
    settings: &Settings,
    caller: &Caller,
    now: Nanos,
    operation: &Operation,
) -> Result<Permit, Error> {
    let by = caller.principal;
    if by == Principal::anonymous() {
        return Err(Error::anonymous_caller);
    }
    let about = About::of(store, operation)?;
    let need = need(store, operation, &about)?;
    if is_admin(settings, caller) || meets(store, by, now, &need) {
        let is_alone = need == Need::Admin && !caller.is_controller;
        if is_alone && settings.confirm_days.is_some() && operation.takes_two(settings) {
            let reason = "it takes two admins: propose_change, and another one confirms".into();
            return Err(Error::not_now { reason });
        }
        let has_office = match need {
            Need::Officer { .. } | Need::AnyOfficer | Need::Admin => true,
            Need::Anyone | Need::Person(_) | Need::Member(_) | Need::Author { .. } => {
                has_office(store, settings, caller, now)
            }
        };
        let at = now;
        return Ok(Permit {
            by,
            at,
            has_office,
            is_replayed: false,
            about,
        });
    }
    Err(Error::not_authorised {
        needed: needed(&need),
    })
}

/// Whether a caller is an admin or holds an office now.
pub fn has_office<M: Memory>(
    store: &Store<M>,
    settings: &Settings,
    caller: &Caller,
    now: Nanos,
) -> bool {
    let person = || store.person_of(&caller.principal);
    let holds = |person| offices_of(store, person, now).next().is_some();
    is_admin(settings, caller) || person().is_some_and(holds)
}

/// Whether a caller is an admin, or a controller of the canister.
pub fn is_admin(settings: &Settings, caller: &Caller) -> bool {
    caller.is_controller || settings.admins.contains(&caller.principal)
}

/// Whether a caller may read the draft of a meeting's minutes.
pub fn may_read_draft<M: Memory>(
    store: &Store<M>,
    settings: &Settings,
    caller: &Caller,
    now: Nanos,
    meeting: &Meeting,
) -> Result<(), Error> {
    if caller.principal == Principal::anonymous() {
        return Err(Error::anonymous_caller);
    }
    let need = minutes(meeting);
    match is_admin(settings, caller) || meets(store, caller.principal, now, &need) {
        true => Ok(()),
        false => Err(Error::not_authorised {
            needed: needed(&need),
        }),
    }
}

fn meets<M: Memory>(store: &Store<M>, caller: Principal, now: Nanos, need: &Need) -> bool {
    let has = |groups: &[Id], level| has_level(store, &caller, now, groups, level);
    match need {
        Need::Anyone => true,
        Need::Admin => false,
        Need::Person(person) => store.person_of(&caller) == Some(*person),
        Need::AnyOfficer => {
            let mut offices = store
                .person_of(&caller)
                .into_iter()
                .flat_map(|p| offices_of(store, p, now));
            offices.any(|(_, role)| Level::of(role) >= Some(Level::Coordinator))
        }
        Need::Officer { level, any, also } => {
            // `also` comes first: it ends at the first group that is not the caller's, however
            // long a list somebody sends.
            also.iter().all(|g| has(&[*g], *level)) && has(any, *level)
        }
        Need::Member(groups) => {
            let joined = |g: &Id| store.named(&relation_key(Kind::membership, *g, &caller));
            groups.iter().any(|g| joined(g).is_some()) || has(groups, Level::Scribe)
        }
        Need::Author {
            principal,
            level,
            groups,
        } => *principal == caller || has(groups, *level),
    }
}

/// Whether a principal has a level in one of the groups: by a term there, or as a lead of a group
/// above.
fn has_level<M: Memory>(
    store: &Store<M>,
    caller: &Principal,
    now: Nanos,
    groups: &[Id],
    level: Level,
) -> bool {
    let Some(person) = store.person_of(caller) else {
        return false;
    };
    groups.iter().any(|group| {
        level_in(store, person, *group, now).is_some_and(|l| l >= level)
            || ancestors(store, *group)
                .any(|above| level_in(store, person, above, now) == Some(Level::Lead))
    })
}

/// The highest level that a person has in a group by a term that runs now.
fn level_in<M: Memory>(store: &Store<M>, person: Id, group: Id, now: Nanos) -> Option<Level> {
    let (from, until) = (in_order(group, 0), in_order(group, u64::MAX));
    store
        .entries_between(List::TermsOf, person, from, until, None)
        .map(|(_, card)| decode(&card))
        .filter(|term: &Term| term.runs(now))
        .filter_map(|term| Level::of(term.role))
        .max()
}

/// The offices that a person holds now and that give rights: group and role.
pub fn offices_of<M: Memory>(
    store: &Store<M>,
    person: Id,
    now: Nanos,
) -> impl Iterator<Item = (Id, RoleKind)> + '_ {
    store
        .entries(List::TermsOf, person)
        .map(|(_, card)| decode::<Term>(&card))
        .filter(move |term| term.runs(now) && Level::of(term.role).is_some())
        .map(|term| (term.group, term.role))
}

/// The groups above a group, the nearest first.
pub fn ancestors<M: Memory>(store: &Store<M>, group: Id) -> impl Iterator<Item = Id> + '_ {
    let above = move |of: &Id| parent_of(store, *of);
    std::iter::successors(parent_of(store, group), above).take(crate::domain::GROUP_DEPTH)
}

fn parent_of<M: Memory>(store: &Store<M>, group: Id) -> Option<Id> {
    let (key, _) = store.entries(List::ParentOf, group).next()?;
    Some(crate::store::entry_id(&key))
}

fn needed(need: &Need) -> String {
    match need {
        Need::Anyone => "anyone with an identity".into(),
        Need::Admin => "an admin".into(),
        Need::Person(id) => format!("person {id} or an admin"),
        Need::AnyOfficer => "a coordinator or lead of any group, or an admin".into(),
        Need::Officer { level, any, also } => {
            let mut text = format!("{} of {}", level.name(), list(any, " or "));
            let further: Vec<Id> = also.iter().filter(|g| !any.contains(g)).copied().collect();
            if !further.is_empty() {
                text.push_str(&format!(" who is that in {} too", list(&further, " and ")));
            }
            text + ", or an admin"
        }
        Need::Member(groups) => format!("a member of {}", list(groups, " or ")),
        Need::Author { level, groups, .. } => {
            format!(
                "its author, {} of {}, or an admin",
                level.name(),
                list(groups, " or ")
            )
        }
    }
}

/// Names a few groups; an input may list many.
fn list(groups: &[Id], joint: &str) -> String {
    const SHOWN: usize = 5;
    let names: Vec<String> = groups
        .iter()
        .take(SHOWN)
        .map(|g| format!("group {g}"))
        .collect();
    let more = if groups.len() > SHOWN { ", …" } else { "" };
    names.join(joint) + more
}
