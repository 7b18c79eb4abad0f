//! Records that are withdrawn stand apart: no list is made of them, and their names and numbers
//! lead to them.

use std::collections::BTreeMap;

use workgroups::domain::*;

use super::history::{item_fields, meeting_fields};
use super::{Act, Plain, Refused, groups, next};

type Done = Result<(Kind, Id, u64), Refused>;

/// Records that are withdrawn.
#[derive(Clone, Debug, Default)]
pub struct Gone {
    pub groups: BTreeMap<Id, Group>,
    pub people: BTreeMap<Id, Person>,
    pub meetings: BTreeMap<Id, Meeting>,
    pub items: BTreeMap<Id, ActionItem>,
    pub initiatives: BTreeMap<Id, Initiative>,
    pub reports: BTreeMap<Id, Report>,
    pub series: BTreeMap<Id, SeriesRecord>,
}

macro_rules! any {
    ($($name:ident $map:ident $record:ident;)*) => { $(
        /// The record with a number, be it withdrawn.
        pub(super) fn $name(&self, id: Id) -> Option<&$record> {
            self.$map.get(&id).or_else(|| self.gone.$map.get(&id))
        }
    )* };
}

impl Plain {
    any! {
        any_group groups Group;
        any_person people Person;
        any_meeting meetings Meeting;
        any_item items ActionItem;
        any_initiative initiatives Initiative;
        any_report reports Report;
        any_series series SeriesRecord;
    }

    pub(super) fn right_group(&self, id: Id) -> Result<&Group, Refused> {
        self.any_group(id)
            .ok_or(Refused::NotFound(Some(Kind::group)))
    }

    pub(super) fn right_meeting(&self, id: Id) -> Result<&Meeting, Refused> {
        self.any_meeting(id)
            .ok_or(Refused::NotFound(Some(Kind::meeting)))
    }

    pub(super) fn right_item(&self, id: Id) -> Result<&ActionItem, Refused> {
        self.any_item(id)
            .ok_or(Refused::NotFound(Some(Kind::action_item)))
    }

    /// The groups that a record belongs to, be it withdrawn.
    pub(super) fn groups_of_record(&self, record: RecordId) -> Result<Vec<Id>, Refused> {
        let id = record.id();
        let groups = match record {
            RecordId::person(_) => self.any_person(id).map(|_| Vec::new()),
            RecordId::group(_) => self.any_group(id).map(|g| g.parent.into_iter().collect()),
            RecordId::meeting(_) => self.any_meeting(id).map(|r| r.details.groups.clone()),
            RecordId::action_item(_) => self.any_item(id).map(|r| vec![r.details.group]),
            RecordId::initiative(_) => self.any_initiative(id).map(|r| r.details.groups.clone()),
            RecordId::report(_) => self.any_report(id).map(|r| r.details.groups.clone()),
            RecordId::series(_) => self.any_series(id).map(|r| r.groups.clone()),
        };
        groups.ok_or(Refused::NotFound(Some(record.kind())))
    }

    /// Whether a record is withdrawn, and which one stands in its place.
    fn withdrawal(&self, kind: Kind, id: Id) -> Option<&Withdrawal> {
        let gone = &self.gone;
        let withdrawn = match kind {
            Kind::group => &gone.groups.get(&id)?.withdrawn,
            Kind::person => &gone.people.get(&id)?.withdrawn,
            Kind::meeting => &gone.meetings.get(&id)?.withdrawn,
            Kind::action_item => &gone.items.get(&id)?.withdrawn,
            Kind::initiative => &gone.initiatives.get(&id)?.withdrawn,
            Kind::report => &gone.reports.get(&id)?.withdrawn,
            Kind::series => &gone.series.get(&id)?.withdrawn,
            _ => return None,
        };
        withdrawn.as_ref()
    }

    /// The revision of a record, be it withdrawn.
    pub fn revision_of(&self, record: RecordId) -> Option<u64> {
        let id = record.id();
        let meta = match record {
            RecordId::group(_) => &self.any_group(id)?.meta,
            RecordId::person(_) => &self.any_person(id)?.meta,
            RecordId::meeting(_) => &self.any_meeting(id)?.meta,
            RecordId::action_item(_) => &self.any_item(id)?.meta,
            RecordId::initiative(_) => &self.any_initiative(id)?.meta,
            RecordId::report(_) => &self.any_report(id)?.meta,
            RecordId::series(_) => &self.any_series(id)?.meta,
        };
        Some(meta.revision)
    }

    /// All records that are withdrawn.
    pub fn all_gone(&self) -> Vec<RecordId> {
        let gone = &self.gone;
        let mut all: Vec<RecordId> = gone.groups.keys().copied().map(RecordId::group).collect();
        all.extend(gone.people.keys().copied().map(RecordId::person));
        all.extend(gone.meetings.keys().copied().map(RecordId::meeting));
        all.extend(gone.items.keys().copied().map(RecordId::action_item));
        all.extend(gone.initiatives.keys().copied().map(RecordId::initiative));
        all.extend(gone.reports.keys().copied().map(RecordId::report));
        all.extend(gone.series.keys().copied().map(RecordId::series));
        all
    }

    /// Whether a record is withdrawn.
    pub fn is_gone(&self, record: RecordId) -> bool {
        self.withdrawal(record.kind(), record.id()).is_some()
    }

    /// The record that stands in the place of one.
    pub(super) fn instead(&self, kind: Kind, id: Id) -> Option<Id> {
        self.withdrawal(kind, id)?.instead
    }

    /// What is not found because it is withdrawn is refused as such.
    pub(super) fn if_withdrawn(&self, op: &Operation, refused: Refused) -> Refused {
        let Refused::NotFound(Some(kind)) = refused else {
            return refused;
        };
        let ids = match op {
            Operation::decide_link(a) => match self.requests.get(&a.id).map(|r| &r.target) {
                Some(LinkTarget::existing(person)) => vec![*person],
                _ => Vec::new(),
            },
            Operation::withdraw_record(a) => vec![a.record.id(), a.instead.unwrap_or(0)],
            Operation::merge_person(a) => vec![a.id, a.into],
            op => subject(op).into_iter().collect(),
        };
        let is_gone = |id: &Id| self.withdrawal(kind, *id).is_some();
        match ids.iter().any(is_gone) {
            true => Refused::NotNow,
            false => refused,
        }
    }

    /// Whether nothing belongs to a record or names it.
    fn free(&self, record: RecordId) -> bool {
        let id = record.id();
        let named = |list: &[Participant]| list.iter().any(|p| p.person == Some(id));
        let in_groups = |groups: &[Id]| groups.contains(&id);
        match record {
            RecordId::group(_) => {
                let below = |g: &Group| g.parent == Some(id) && groups::accepted(g);
                !(self.groups.values().any(below)
                    || self.meetings.values().any(|m| in_groups(&m.details.groups))
                    || self.series.values().any(|s| in_groups(&s.groups))
                    || self.items.values().any(|i| i.details.group == id)
                    || self
                        .initiatives
                        .values()
                        .any(|i| in_groups(&i.details.groups))
                    || self.reports.values().any(|r| in_groups(&r.details.groups))
                    || self.memberships.values().any(|m| m.group == id))
            }
            RecordId::person(_) => {
                let held = |r: &Role| r.person == Some(id) && r.kind.is_some();
                !(self.groups.values().any(|g| g.roles.iter().any(held))
                    || self
                        .meetings
                        .values()
                        .any(|m| super::answers::takes_part(m, id))
                    || self
                        .items
                        .values()
                        .any(|i| named(&i.details.owners) || super::answers::follows_up(i, id)))
            }
            RecordId::series(_) => {
                let of = |m: &Meeting| m.details.occurrence.is_some_and(|of| of.series == id);
                !self.meetings.values().any(of)
            }
            _ => true,
        }
    }

    pub(super) fn withdraw_record(&mut self, act: Act, a: &WithdrawRecord) -> Done {
        let (kind, id) = (a.record.kind(), a.record.id());
        self.faultless(|f| {
            f.paragraph("reason", &a.reason);
            if let Some(instead) = a.instead {
                f.reference("instead", kind, instead);
                f.note_if(instead == id, "instead");
            }
        })?;
        if let RecordId::group(id) = a.record
            && !groups::accepted(self.group(id)?)
        {
            return Err(Refused::NotNow);
        }
        if !self.free(a.record) {
            return Err(Refused::NotNow);
        }
        if let RecordId::person(id) = a.record {
            let person = self.people.get(&id).ok_or(Refused::NotFound(Some(kind)))?;
            if !person.principals.is_empty() {
                return Err(Refused::NotNow);
            }
        }
        let withdrawal = Withdrawal {
            reason: a.reason.clone(),
            by: act.by,
            at: act.at,
            instead: a.instead,
        };
        macro_rules! withdraw {
            ($map:ident) => {{
                if let Some(other) = a.instead
                    && !self.$map.contains_key(&other)
                {
                    return Err(Refused::NotFound(Some(kind)));
                }
                let revision = |r: &_| revision(r);
                let expected = a.expected_revision;
                let mut record =
                    super::read(&self.$map, kind, id, |r| revision(&r.meta), expected)?;
                record.withdrawn = Some(withdrawal);
                record.meta = next(&record.meta, act);
                self.$map.remove(&id);
                let revision = record.meta.revision;
                self.gone.$map.insert(id, record);
                revision
            }};
        }
        let revision = match a.record {
            RecordId::group(_) => withdraw!(groups),
            RecordId::person(_) => withdraw!(people),
            RecordId::meeting(_) => withdraw!(meetings),
            RecordId::action_item(_) => withdraw!(items),
            RecordId::initiative(_) => withdraw!(initiatives),
            RecordId::report(_) => withdraw!(reports),
            RecordId::series(_) => withdraw!(series),
        };
        let fields = vec!["withdrawn".into()];
        Ok(self.enter(act, "withdraw_record", (kind, id, revision), fields))
    }

    pub(super) fn reinstate_record(&mut self, act: Act, a: &ReinstateRecord) -> Done {
        let (kind, id) = (a.record.kind(), a.record.id());
        self.faultless(|f| f.paragraph("reason", &a.reason))?;
        for group in self.groups_of_record(a.record)? {
            self.takes_records(group)?;
        }
        let merged = kind == Kind::person && self.instead(kind, id).is_some();
        macro_rules! reinstate {
            ($map:ident) => {{
                let live = self.$map.get(&id).map(|r| r.meta.revision);
                let gone = self.gone.$map.get(&id).cloned();
                let current = live.or(gone.as_ref().map(|r| r.meta.revision));
                let current = current.ok_or(Refused::NotFound(Some(kind)))?;
                if current != a.expected_revision {
                    return Err(Refused::Conflict(current));
                }
                let mut record = gone.filter(|_| !merged).ok_or(Refused::NotNow)?;
                record.withdrawn = None;
                record.meta = next(&record.meta, act);
                self.gone.$map.remove(&id);
                let revision = record.meta.revision;
                self.$map.insert(id, record);
                revision
            }};
        }
        let occurrence = self
            .gone
            .meetings
            .get(&id)
            .and_then(|m| m.details.occurrence);
        let taken = occurrence.and_then(|of| self.record_of(&of));
        let revision = match a.record {
            RecordId::group(_) => reinstate!(groups),
            RecordId::person(_) => reinstate!(people),
            RecordId::meeting(_) => {
                let revision = reinstate!(meetings);
                if let Some(other) = taken {
                    return Err(Refused::AlreadyExists("details.occurrence".into(), other));
                }
                revision
            }
            RecordId::action_item(_) => reinstate!(items),
            RecordId::initiative(_) => reinstate!(initiatives),
            RecordId::report(_) => reinstate!(reports),
            RecordId::series(_) => reinstate!(series),
        };
        let fields = vec!["withdrawn".into()];
        let done = self.enter(act, "reinstate_record", (kind, id, revision), fields);
        if kind == Kind::meeting
            && let Some(of) = occurrence
        {
            let series = self.series.get(&of.series).cloned();
            let series = series.ok_or(Refused::NotNow)?;
            self.follow(act, "reinstate_record", &series, |date| date == of.original)?;
        }
        Ok(done)
    }

    pub(super) fn merge_person(&mut self, act: Act, a: &MergePerson) -> Done {
        self.faultless(|f| {
            f.paragraph("reason", &a.reason);
            f.reference("into", Kind::person, a.into);
            f.note_if(a.into == a.id, "into");
        })?;
        let old = self.person_at(a.id, a.expected_revision)?;
        let into = self.people.get(&a.into).cloned();
        let into = into.ok_or(Refused::NotFound(Some(Kind::person)))?;
        self.move_roles(act, a)?;
        self.move_participations(act, a)?;
        let mut gains = into;
        gains.principals.extend(&old.principals);
        let limit = self.settings.limits.principals_per_person;
        if gains.principals.len() > limit as usize {
            return Err(Refused::Limit(limit.into()));
        }
        let mut gone = old.clone();
        gone.principals = Vec::new();
        gone.withdrawn = Some(Withdrawal {
            reason: a.reason.clone(),
            by: act.by,
            at: act.at,
            instead: Some(a.into),
        });
        gone.meta = next(&gone.meta, act);
        let what = (Kind::person, a.id, gone.meta.revision);
        let mut fields = vec!["withdrawn".to_owned()];
        if !old.principals.is_empty() {
            fields.push("principals".into());
        }
        self.people.remove(&a.id);
        self.gone.people.insert(a.id, gone);
        let done = self.enter(act, "merge_person", what, fields);
        if !old.principals.is_empty() {
            gains.meta = next(&gains.meta, act);
            self.put_person(act, "merge_person", gains)?;
        }
        Ok(done)
    }

    fn move_roles(&mut self, act: Act, a: &MergePerson) -> Result<(), Refused> {
        for mut group in self.groups.clone().into_values() {
            let mut held = group.roles.iter().filter(|r| r.kind.is_some());
            if !held.any(|r| r.person == Some(a.id)) {
                continue;
            }
            for role in &mut group.roles {
                if role.person == Some(a.id) {
                    role.person = Some(a.into);
                }
            }
            group.meta = next(&group.meta, act);
            self.put_group(act, "merge_person", group)?;
        }
        Ok(())
    }

    fn move_participations(&mut self, act: Act, a: &MergePerson) -> Result<(), Refused> {
        for old in self.meetings.clone().into_values() {
            if !super::answers::takes_part(&old, a.id) {
                continue;
            }
            let mut new = old.clone();
            rename_all(&mut new, a.id, a.into);
            new.meta = next(&new.meta, act);
            let fields = meeting_fields(&old, &new);
            let what = (Kind::meeting, new.id, new.meta.revision);
            self.meetings.insert(new.id, new);
            self.enter(act, "merge_person", what, fields);
        }
        let owns = |i: &ActionItem| i.details.owners.iter().any(|p| p.person == Some(a.id));
        let follows_up = |i: &ActionItem| super::answers::follows_up(i, a.id);
        self.move_items(act, a, owns);
        self.move_items(act, a, follows_up);
        Ok(())
    }

    fn move_items(&mut self, act: Act, a: &MergePerson, is_meant: impl Fn(&ActionItem) -> bool) {
        for old in self.items.clone().into_values().filter(is_meant) {
            let mut new = old.clone();
            rename(&mut new.details.owners, a.id, a.into);
            for follow_up in &mut new.details.follow_ups {
                rename(&mut follow_up.by, a.id, a.into);
            }
            new.meta = next(&new.meta, act);
            let fields = item_fields(&old, &new);
            let what = (Kind::action_item, new.id, new.meta.revision);
            self.items.insert(new.id, new);
            self.enter(act, "merge_person", what, fields);
        }
    }
}

fn revision(meta: &Meta) -> u64 {
    meta.revision
}

/// One participant for each person, and the one who goes under the name of the one who stays.
fn rename(list: &mut Vec<Participant>, from: Id, into: Id) {
    let both = [from, into].map(|id| list.iter().any(|p| p.person == Some(id)));
    match both {
        [true, true] => list.retain(|p| p.person != Some(from)),
        [true, false] => {
            for p in list.iter_mut() {
                if p.person == Some(from) {
                    p.person = Some(into);
                }
            }
        }
        [false, _] => {}
    }
}

fn rename_all(m: &mut Meeting, from: Id, into: Id) {
    rename(&mut m.details.hosts, from, into);
    rename(&mut m.details.guests, from, into);
    for point in &mut m.details.agenda {
        rename(&mut point.speakers, from, into);
    }
    let Some(minutes) = &mut m.minutes else {
        return;
    };
    rename(&mut minutes.attendees, from, into);
    for section in &mut minutes.sections {
        rename(&mut section.speakers, from, into);
    }
    for decision in &mut minutes.decisions {
        rename(&mut decision.by, from, into);
    }
    for feedback in &mut minutes.feedback {
        rename(&mut feedback.by, from, into);
    }
}

/// The record that an operation names by its number.
fn subject(op: &Operation) -> Option<Id> {
    use Operation as O;
    Some(match op {
        O::update_person(a) => a.id,
        O::unlink_principal(a) => a.id,
        O::support_group(id) | O::withdraw_support(id) => *id,
        O::join_group(id) | O::leave_group(id) | O::check_in(id) => *id,
        O::decide_proposal(a) => a.id,
        O::remove_proposal(a) => a.id,
        O::update_group(a) => a.id,
        O::set_roles(a) => a.id,
        O::set_lifecycle(a) => a.id,
        O::move_group(a) => a.id,
        O::set_relations(a) => a.id,
        O::set_approval(a) => a.id,
        O::confirm_group(a) => a.id,
        O::update_meeting(a) => a.id,
        O::save_draft(a) => a.id,
        O::publish_minutes(a) => a.id,
        O::approve_minutes(a) => a.id,
        O::update_action_item(a) => a.id,
        O::follow_up(a) => a.id,
        O::update_initiative(a) => a.id,
        O::update_report(a) => a.id,
        O::update_series(a) => a.id,
        O::cancel_occurrence(a) => a.id,
        O::restore_occurrence(a) => a.id,
        O::change_occurrence(a) => a.id,
        O::change_following(a) => a.id,
        O::end_series(a) => a.id,
        O::set_agenda(a) => a.id,
        _ => return None,
    })
}
