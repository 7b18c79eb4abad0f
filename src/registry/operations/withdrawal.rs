//! Records that were made by mistake or are duplicates: withdrawn, put back, and two people who
//! are one.

use std::collections::BTreeSet;

use ic_stable_structures::Memory;

use crate::domain::check::{Check, Size};
use crate::domain::{
    ActionItem, Error, Group, Id, Initiative, Kind, Meeting, MergePerson, Nanos, Person, RecordId,
    ReinstateRecord, Report, SeriesRecord, WithdrawRecord, Withdrawal, Written,
};
use crate::registry::Registry;
use crate::registry::access::Permit;
use crate::registry::history::Record;
use crate::registry::revisions::groups_of;
use crate::store::{List, entry_id};

/// Records that one operation changes for a person who is merged into another.
const MAX_MOVED: usize = 100;

/// Lists of what belongs to a group, and why it stays then.
const OF_GROUP: [(List, &str); 7] = [
    (List::Subgroups, "the group has subgroups"),
    (List::MeetingsOfGroup, "the group has meetings"),
    (List::SeriesOfGroup, "the group has series"),
    (List::ItemsOfGroup, "the group has action items"),
    (List::InitiativesOfGroup, "the group has initiatives"),
    (List::ReportsOfGroup, "the group has reports"),
    (List::MembersOf, "the group has members"),
];
/// Lists of where a person is named, and why they stay then.
const OF_PERSON: [(List, &str); 4] = [
    (List::TermsOf, "the person has roles"),
    (List::MeetingsOfPerson, "the person is named by meetings"),
    (List::ItemsOfPerson, "the person has action items"),
    (List::ItemsNotedBy, "the person is named by follow-ups"),
];
/// Of series.
const OF_SERIES: [(List, &str); 1] = [(List::RecordsOfSeries, "the series has records of dates")];

impl<M: Memory> Registry<M> {
    pub(in crate::registry) fn withdraw_record(
        &mut self,
        permit: &Permit,
        a: &WithdrawRecord,
    ) -> Result<Written, Error> {
        self.check(|c| {
            c.required("reason", &a.reason, Size::Paragraph);
            if let Some(instead) = a.instead {
                is_another(c, "instead", a.record.kind(), a.record.id(), instead);
            }
        })?;
        match a.record {
            RecordId::group(id) => {
                if !self.find::<Group>(id)?.was_accepted() {
                    let reason = "the group is a proposal; remove_proposal removes it".into();
                    return Err(Error::not_now { reason });
                }
                self.is_free(id, &OF_GROUP)?;
            }
            RecordId::person(id) => self.is_free(id, &OF_PERSON)?,
            RecordId::series(id) => self.is_free(id, &OF_SERIES)?,
            _ => {}
        }
        let withdrawal = Withdrawal {
            reason: a.reason.clone(),
            by: permit.by(),
            at: permit.at(),
            instead: a.instead,
        };
        match a.record {
            RecordId::group(_) => self.withdraw::<Group>(permit, a, withdrawal),
            RecordId::person(id) => {
                if !self.find::<Person>(id)?.principals.is_empty() {
                    let reason = "the person has principals; unlink_principal takes them".into();
                    return Err(Error::not_now { reason });
                }
                self.withdraw::<Person>(permit, a, withdrawal)
            }
            RecordId::meeting(_) => self.withdraw::<Meeting>(permit, a, withdrawal),
            RecordId::action_item(_) => self.withdraw::<ActionItem>(permit, a, withdrawal),
            RecordId::initiative(_) => self.withdraw::<Initiative>(permit, a, withdrawal),
            RecordId::report(_) => self.withdraw::<Report>(permit, a, withdrawal),
            RecordId::series(id) => {
                let written = self.withdraw::<SeriesRecord>(permit, a, withdrawal)?;
                self.list_dates_anew(id, permit.at())?;
                Ok(written)
            }
        }
    }

    fn withdraw<R: Record + Clone>(
        &mut self,
        permit: &Permit,
        a: &WithdrawRecord,
        withdrawal: Withdrawal,
    ) -> Result<Written, Error> {
        if let Some(instead) = a.instead {
            self.find::<R>(instead)?;
        }
        let old: R = self.at_revision(a.record.id(), a.expected_revision)?;
        let mut new = old.clone();
        new.set_withdrawn(Some(withdrawal));
        self.replace(permit, "withdraw_record", &old, new)
    }

    pub(in crate::registry) fn reinstate_record(
        &mut self,
        permit: &Permit,
        a: &ReinstateRecord,
    ) -> Result<Written, Error> {
        self.check(|c| c.required("reason", &a.reason, Size::Paragraph))?;
        for group in groups_of(&self.store, a.record)? {
            self.takes_records(group)?;
        }
        match a.record {
            RecordId::group(_) => self.reinstate::<Group>(permit, a),
            RecordId::person(_) => self.reinstate::<Person>(permit, a),
            RecordId::meeting(id) => {
                let written = self.reinstate::<Meeting>(permit, a)?;
                self.date_follows(permit, id)?;
                Ok(written)
            }
            RecordId::action_item(_) => self.reinstate::<ActionItem>(permit, a),
            RecordId::initiative(_) => self.reinstate::<Initiative>(permit, a),
            RecordId::report(_) => self.reinstate::<Report>(permit, a),
            RecordId::series(id) => {
                let written = self.reinstate::<SeriesRecord>(permit, a)?;
                self.list_dates_anew(id, permit.at())?;
                Ok(written)
            }
        }
    }

    fn reinstate<R: Record + Clone>(
        &mut self,
        permit: &Permit,
        a: &ReinstateRecord,
    ) -> Result<Written, Error> {
        let old: R = self.find_any(a.record.id())?;
        let current_revision = old.meta().revision;
        if current_revision != a.expected_revision {
            return Err(Error::conflict { current_revision });
        }
        let reason = match old.withdrawn() {
            None => Some("the record is not withdrawn"),
            // Its roles and principals are the other person's now.
            Some(w) if R::KIND == Kind::person && w.instead.is_some() => {
                Some("the person was merged into another")
            }
            Some(_) => None,
        };
        if let Some(reason) = reason {
            let reason = reason.into();
            return Err(Error::not_now { reason });
        }
        let mut new = old.clone();
        new.set_withdrawn(None);
        self.replace(permit, "reinstate_record", &old, new)
    }

    /// The record of a date that is put back says what the series says now.
    fn date_follows(&mut self, permit: &Permit, id: Id) -> Result<(), Error> {
        let meeting: Meeting = self.find(id)?;
        let Some(of) = meeting.details.occurrence else {
            return Ok(());
        };
        let series: SeriesRecord = self.find_any(of.series)?;
        if series.withdrawn.is_some() {
            if self.is_replaying {
                return Ok(());
            }
            let reason = "the series of the meeting is withdrawn".into();
            return Err(Error::not_now { reason });
        }
        self.record_follows(permit, "reinstate_record", &series, of.original)
    }

    fn list_dates_anew(&mut self, id: Id, now: Nanos) -> Result<(), Error> {
        let record: SeriesRecord = self.find_any(id)?;
        self.list_dates(&record.groups, &record, now);
        Ok(())
    }

    /// Refuses to withdraw a record that others belong to or name.
    fn is_free(&self, id: Id, lists: &[(List, &str)]) -> Result<(), Error> {
        let is_used = |list| self.store.entries(list, id).next().is_some();
        match lists.iter().find(|(list, _)| is_used(*list)) {
            None => Ok(()),
            Some((_, reason)) => Err(Error::not_now {
                reason: (*reason).into(),
            }),
        }
    }

    /// Lets a person who is another one too go up in that one: a bounded number of records with
    /// one operation, and the principals with the last of them.
    pub(in crate::registry) fn merge_person(
        &mut self,
        permit: &Permit,
        a: &MergePerson,
    ) -> Result<Written, Error> {
        self.check(|c| {
            c.required("reason", &a.reason, Size::Paragraph);
            is_another(c, "into", Kind::person, a.id, a.into);
        })?;
        let old: Person = self.at_revision(a.id, a.expected_revision)?;
        let into: Person = self.find(a.into)?;
        if !self.move_records(permit, a)? {
            return Ok(self.written(Kind::person, a.id, old.meta.revision));
        }
        let limit = self.limits().principals_per_person;
        let mut gains = into.clone();
        gains.principals.extend(&old.principals);
        if gains.principals.len() > limit as usize {
            let (what, limit) = ("principals of one person".into(), limit.into());
            return Err(Error::limit_exceeded { what, limit });
        }
        let gone = Person {
            principals: Vec::new(),
            withdrawn: Some(Withdrawal {
                reason: a.reason.clone(),
                by: permit.by(),
                at: permit.at(),
                instead: Some(a.into),
            }),
            ..old.clone()
        };
        let written = self.replace(permit, "merge_person", &old, gone)?;
        if !old.principals.is_empty() {
            self.replace(permit, "merge_person", &into, gains)?;
        }
        Ok(written)
    }

    /// Puts a person in the place of another wherever lists lead to, and tells whether all is
    /// done.
    fn move_records(&mut self, permit: &Permit, a: &MergePerson) -> Result<bool, Error> {
        let mut room = MAX_MOVED;
        for id in self.named_in(List::TermsOf, a.id, &mut room) {
            let old: Group = self.find_any(id)?;
            let mut new = old.clone();
            let held = new.roles.iter_mut().filter(|r| r.person == Some(a.id));
            held.for_each(|role| role.person = Some(a.into));
            self.replace(permit, "merge_person", &old, new)?;
        }
        for id in self.named_in(List::MeetingsOfPerson, a.id, &mut room) {
            let old: Meeting = self.find_any(id)?;
            let mut new = old.clone();
            new.rename_person(a.id, a.into);
            self.replace(permit, "merge_person", &old, new)?;
        }
        for list in [List::ItemsOfPerson, List::ItemsNotedBy] {
            for id in self.named_in(list, a.id, &mut room) {
                let old: ActionItem = self.find_any(id)?;
                let mut new = old.clone();
                new.rename_person(a.id, a.into);
                self.replace(permit, "merge_person", &old, new)?;
            }
        }
        let is_empty = |list| self.store.entries(list, a.id).next().is_none();
        Ok(OF_PERSON.iter().all(|(list, _)| is_empty(*list)))
    }

    /// The records that a list leads to, each once, as far as there is room.
    fn named_in(&self, list: List, scope: Id, room: &mut usize) -> BTreeSet<Id> {
        let mut ids = BTreeSet::new();
        for (key, _) in self.store.entries(list, scope) {
            if ids.len() == *room {
                break;
            }
            ids.insert(entry_id(&key));
        }
        *room -= ids.len();
        ids
    }
}

/// A record that another is to stand for is there, and is not the same.
fn is_another(c: &mut Check, field: &str, kind: Kind, id: Id, other: Id) {
    c.id(field, kind, other);
    if id == other {
        c.fault(field, "is the record itself");
    }
}
