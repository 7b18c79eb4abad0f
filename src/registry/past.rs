//! Records as they stood. The history of a record keeps what each change has replaced; whoever asks
//! for an earlier state goes back from the present one, change by change.

use std::collections::BTreeSet;

use ic_stable_structures::Memory;
use minicbor::{Decode, Encode};

use super::Registry;
use super::history::{Keeps, Record};
use super::questions::{AskDifferences, AskRecordAt, Differences, PastRecord, PastState};
use crate::base::idl::{Argument, with_texts};
use crate::domain::{
    ActionItem, Change, Error, Group, Id, Initiative, Kind, Meeting, Nanos, Person, Report,
    SeriesRecord, clear_names, is_reserved, may_stand, stand_in,
};
use crate::store::{List, decode, encode, in_order};

/// Changes that one question goes back by. Each costs a read of some 10,000 instructions, and
/// what it has replaced.
const MAX_STEPS: usize = 2_000;
/// Bytes of records and changes that one question reads.
const MAX_BYTES: usize = 20_000_000;

/// How far one question goes back, over all records that it asks for.
#[derive(Debug)]
pub struct Reach {
    steps: usize,
    bytes: usize,
}

impl Default for Reach {
    fn default() -> Self {
        Reach {
            steps: MAX_STEPS,
            bytes: MAX_BYTES,
        }
    }
}

impl Reach {
    /// Takes a step that reads so many bytes.
    ///
    /// # Errors
    /// `limit_exceeded` when that is too far.
    pub fn step(&mut self, bytes: usize) -> Result<(), Error> {
        match (self.steps.checked_sub(1), self.bytes.checked_sub(bytes)) {
            (Some(steps), Some(bytes)) => {
                *self = Reach { steps, bytes };
                Ok(())
            }
            _ => Err(Error::limit_exceeded {
                what: "changes between now and then".into(),
                limit: MAX_STEPS as u64,
            }),
        }
    }
}

/// A change with what it has replaced. Whoever reads it as a [`Change`] passes that over.
#[derive(Encode)]
struct KeptChange {
    #[n(0)]
    event: u64,
    #[n(1)]
    at: Nanos,
    #[n(2)]
    #[cbor(with = "crate::base::cbor::principal")]
    by: candid::Principal,
    #[n(3)]
    revision: u64,
    #[n(4)]
    operation: String,
    #[n(5)]
    fields: Vec<String>,
    #[n(6)]
    #[cbor(with = "minicbor::bytes")]
    before: Option<Vec<u8>>,
}

/// What a change has replaced.
#[derive(Decode)]
struct Replaced {
    #[n(6)]
    #[cbor(with = "minicbor::bytes")]
    before: Option<Vec<u8>>,
}

/// The entry of a change in the history.
pub(super) fn card(change: Change, before: Option<Vec<u8>>) -> Vec<u8> {
    let Change {
        event,
        at,
        by,
        revision,
        operation,
        fields,
    } = change;
    encode(&KeptChange {
        event,
        at,
        by,
        revision,
        operation,
        fields,
        before,
    })
}

/// Which state of a record is asked for.
#[derive(Clone, Copy, Debug)]
pub enum Moment {
    Revision(u64),
    /// The state at an instant.
    At(Nanos),
}

impl Moment {
    fn of(revision: Option<u64>, at: Option<Nanos>) -> Result<Moment, Error> {
        match (revision, at) {
            (Some(revision), None) => Ok(Moment::Revision(revision)),
            (None, Some(at)) => Ok(Moment::At(at)),
            _ => Err(Error::invalid("revision", "is missing, or given beside at")),
        }
    }

    fn is_reached(self, change: &Change) -> bool {
        match self {
            Moment::Revision(revision) => change.revision <= revision,
            Moment::At(at) => change.at <= at,
        }
    }
}

/// A record as it stood.
#[derive(Clone, Debug)]
pub struct Past<R> {
    pub record: R,
    /// The change that made it so.
    pub change: Change,
    /// When the next change was made; none for the present state.
    pub until: Option<Nanos>,
}

impl<M: Memory> Registry<M> {
    /// A record as it stood; none if it was not there then, or is removed.
    ///
    /// # Errors
    /// `invalid` for a kind of which no states are kept, and for a state from before they were;
    /// `limit_exceeded` if too many changes were made since.
    pub fn record_at(&self, q: &AskRecordAt) -> Result<Option<PastRecord>, Error> {
        let moment = Moment::of(q.revision, q.at)?;
        self.state_of(q.kind, q.id, moment)
    }

    fn state_of(
        &self,
        kind: Option<Kind>,
        id: Id,
        moment: Moment,
    ) -> Result<Option<PastRecord>, Error> {
        let reach = &mut Reach::default();
        Ok(match kind {
            Some(Kind::group) => told(self.past::<Group>(id, moment, reach)?, PastState::group),
            Some(Kind::person) => told(self.past::<Person>(id, moment, reach)?, PastState::person),
            Some(Kind::meeting) => {
                told(self.past::<Meeting>(id, moment, reach)?, PastState::meeting)
            }
            Some(Kind::action_item) => told(
                self.past::<ActionItem>(id, moment, reach)?,
                PastState::action_item,
            ),
            Some(Kind::initiative) => told(
                self.past::<Initiative>(id, moment, reach)?,
                PastState::initiative,
            ),
            Some(Kind::report) => told(self.past::<Report>(id, moment, reach)?, PastState::report),
            Some(Kind::series) => told(
                self.past::<SeriesRecord>(id, moment, reach)?,
                PastState::series,
            ),
            _ => return Err(Error::invalid("kind", "is none whose states are kept")),
        })
    }

    /// Two states of a record, and the fields in which they differ; none if one of them was not.
    ///
    /// # Errors
    /// As [`Registry::record_at`].
    pub fn differences(&self, q: &AskDifferences) -> Result<Option<Differences>, Error> {
        let state = |revision| self.state_of(q.kind, q.id, Moment::Revision(revision));
        let (Some(older), Some(newer)) = (state(q.older)?, state(q.newer)?) else {
            return Ok(None);
        };
        Ok(Some(Differences {
            fields: newer.state.differing(&older.state),
            older,
            newer,
        }))
    }

    /// A record as it stood, from the present one and what its changes have replaced.
    ///
    /// # Errors
    /// As [`Registry::record_at`].
    pub fn past<R: Record + Argument>(
        &self,
        id: Id,
        moment: Moment,
        reach: &mut Reach,
    ) -> Result<Option<Past<R>>, Error> {
        if R::KEEPS != Keeps::States {
            return Err(Error::invalid("kind", "is none whose states are kept"));
        }
        let Some(bytes) = self.store.raw(R::KIND, id) else {
            return Ok(None);
        };
        reach.step(bytes.len())?;
        let mut record: R = decode(&bytes);
        let mut until = None;
        for card in self.changes_of(R::KIND, id).rev() {
            reach.step(card.len())?;
            let change: Change = decode(&card);
            if moment.is_reached(&change) {
                stamp(&mut record, &change);
                return Ok(Some(Past {
                    record: self.told(record, reach)?,
                    change,
                    until,
                }));
            }
            if change.revision <= 1 {
                return Ok(None);
            }
            take_back(&mut record, &change, &card)?;
            until = Some(change.at);
        }
        Ok(None)
    }
}

impl<M: Memory> Registry<M> {
    /// The entries of a record's changes, oldest first.
    pub(super) fn changes_of(
        &self,
        kind: Kind,
        id: Id,
    ) -> impl DoubleEndedIterator<Item = Vec<u8>> + use<'_, M> {
        let code = u64::from(kind.code());
        let (first, last) = (in_order(code, 0), in_order(code, u64::MAX));
        let changes = self
            .store
            .entries_between(List::History, id, first, last, None);
        changes.map(|(_, card)| card)
    }

    /// A state without what is withheld of the log and of people.
    fn told<R: Record + Argument>(&self, mut record: R, reach: &mut Reach) -> Result<R, Error> {
        if !self.store.withholds() {
            return Ok(record);
        }
        for people in record.participants_mut() {
            clear_names(people, |person| self.is_withheld(person));
        }
        let texts = self.texts_withheld(R::KIND, record.id(), reach)?;
        if texts.is_empty() {
            return Ok(record);
        }
        let secret = self.store.secret();
        let told = with_texts(&record, &mut |path, text| {
            let is_withheld = texts.contains(text) && may_stand(path);
            is_withheld.then(|| stand_in(path, text, &secret))
        });
        told.ok_or_else(|| Error::invalid("id", "is of a record that cannot be told"))
    }

    /// Whether the data of a person is withheld.
    pub(crate) fn is_withheld(&self, person: Id) -> bool {
        let person = self.store.get::<Person>(person);
        person.is_some_and(|person| is_reserved(&person.details.handle))
    }

    /// The texts that are withheld of the blocks that changed a record.
    fn texts_withheld(
        &self,
        kind: Kind,
        id: Id,
        reach: &mut Reach,
    ) -> Result<BTreeSet<String>, Error> {
        let mut texts = BTreeSet::new();
        for card in self.changes_of(kind, id) {
            let position = decode::<Change>(&card).event;
            let Some(withheld) = self.store.withheld(position) else {
                continue;
            };
            if let Some(block) = self.store.block(position)
                && let Some(event) = block.event()
            {
                reach.step(block.argument.len())?;
                texts.extend(withheld.texts(&event.operation, block.target().as_ref()));
            }
        }
        Ok(texts)
    }
}

fn told<R>(past: Option<Past<R>>, state: fn(R) -> PastState) -> Option<PastRecord> {
    past.map(|past| PastRecord {
        state: state(past.record),
        change: past.change,
        until: past.until,
    })
}

/// Takes a change back.
fn take_back<R: Record>(record: &mut R, change: &Change, card: &[u8]) -> Result<(), Error> {
    let replaced: Replaced = decode(card);
    let not_kept = || {
        let reason = "is of a state from before states were kept; the log tells what was changed";
        Error::invalid("revision", reason)
    };
    match replaced.before {
        Some(before) => record.put_back(&before).map_err(|_| not_kept()),
        None if change.fields.is_empty() => Ok(()),
        None => Err(not_kept()),
    }
}

/// The revision of a state, and who made it.
fn stamp<R: Record>(record: &mut R, change: &Change) {
    let meta = record.meta_mut();
    meta.revision = change.revision;
    meta.updated_at = change.at;
    meta.updated_by = change.by;
}
