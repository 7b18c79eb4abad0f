//! What a change has changed in a record: which fields, and what they were before.

use std::marker::PhantomData;

use candid::Principal;
use minicbor::decode::Error;
use minicbor::{Decoder, Encoder};

use crate::base::cbor;
use crate::base::text::same;
use crate::domain::series::Series;
use crate::domain::{
    ActionItem, ActionItemDetails, AgendaItem, CheckIn, Draft, Feedback, Group, GroupDetails,
    Initiative, InitiativeDetails, LinkRequest, Meeting, MeetingDetails, Membership, Meta, Minutes,
    Participant, PendingChange, Person, PersonDetails, Report, ReportDetails, SeriesRecord,
    Support, Withdrawal,
};
use crate::store::Row;

/// What is kept of the changes of a kind of record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeps {
    /// Nothing: such records are made, and at most ended once.
    Nothing,
    /// Who changed which fields, and when.
    Changes,
    /// That, and what the fields were before: the record can be told as it stood.
    States,
}

/// A record with its history.
pub trait Record: Row {
    const KEEPS: Keeps;
    fn meta(&self) -> &Meta;
    fn meta_mut(&mut self) -> &mut Meta;
    /// What differs from an older state of the record.
    fn difference(&self, old: &Self) -> Difference;
    /// Puts fields back to what they were before a change.
    ///
    /// # Errors
    /// When the bytes are not those of a [`Difference`] of this kind of record.
    fn put_back(&mut self, before: &[u8]) -> Result<(), Error>;
    /// The lists of people in it beside whom a name may be written.
    fn participants_mut(&mut self) -> Vec<&mut Vec<Participant>> {
        Vec::new()
    }
    /// That the record is withdrawn, where it is.
    fn withdrawn(&self) -> Option<&Withdrawal> {
        None
    }
    /// Withdraws the record, or puts it back. Of kinds that cannot be withdrawn, nothing happens.
    fn set_withdrawn(&mut self, _: Option<Withdrawal>) {}
}

/// What a change has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// The fields, such as "details.links".
    pub fields: Vec<String>,
    /// What they were before, as a CBOR map of unknown length from names to values, without its
    /// end; empty when it is not kept.
    before: Vec<u8>,
}

impl Difference {
    /// Fields of which it is not kept what they were.
    pub fn of(fields: Vec<String>) -> Self {
        Difference {
            fields,
            before: Vec::new(),
        }
    }

    /// What the fields were before, for [`Record::put_back`]; none when it is not kept.
    pub fn before(self) -> Option<Vec<u8>> {
        let mut e = Encoder::new(self.before);
        (!e.writer().is_empty()).then_some(())?;
        e.end().ok()?;
        Some(e.into_writer())
    }

    fn keep(&mut self, field: &str, write: impl FnOnce(&mut Encoder<&mut Vec<u8>>)) {
        let is_first = self.before.is_empty();
        let mut e = Encoder::new(&mut self.before);
        // Writing into memory does not fail.
        if is_first {
            let _ = e.begin_map();
        }
        let _ = e.str(field);
        write(&mut e);
    }
}

/// Two states of a field.
struct States<'a, T>(&'a T, &'a T);

/// Whether two states of a field differ.
trait Differ {
    fn differ(&self) -> bool;
}

impl<T: PartialEq> Differ for States<'_, T> {
    fn differ(&self) -> bool {
        self.0 != self.1
    }
}

/// Texts may be long; their own method goes before that of the trait.
impl States<'_, String> {
    fn differ(&self) -> bool {
        !same(self.0, self.1)
    }
}

impl States<'_, Option<String>> {
    fn differ(&self) -> bool {
        match (self.0, self.1) {
            (Some(new), Some(old)) => !same(new, old),
            (new, old) => new.is_some() != old.is_some(),
        }
    }
}

impl States<'_, Vec<AgendaItem>> {
    fn differ(&self) -> bool {
        let is_same = |(new, old): (&AgendaItem, &AgendaItem)| {
            let AgendaItem {
                title,
                note,
                speakers,
                minutes,
            } = new;
            !States(title, &old.title).differ()
                && !States(note, &old.note).differ()
                && *speakers == old.speakers
                && *minutes == old.minutes
        };
        self.0.len() != self.1.len() || !self.0.iter().zip(self.1).all(is_same)
    }
}

/// The form of a field among the states that are kept.
struct Form<T>(PhantomData<T>);

impl<T> Form<T> {
    fn of(_: &T) -> Self {
        Form(PhantomData)
    }
}

trait Kept<T> {
    fn write(&self, value: &T, e: &mut Encoder<&mut Vec<u8>>);
    fn read(&self, d: &mut Decoder<'_>) -> Result<T, Error>;
}

impl<T: minicbor::Encode<()> + for<'b> minicbor::Decode<'b, ()>> Kept<T> for Form<T> {
    fn write(&self, value: &T, e: &mut Encoder<&mut Vec<u8>>) {
        let _ = e.encode(value);
    }

    fn read(&self, d: &mut Decoder<'_>) -> Result<T, Error> {
        d.decode()
    }
}

/// Principals have no form of their own in CBOR.
impl Form<Principal> {
    fn write(&self, value: &Principal, e: &mut Encoder<&mut Vec<u8>>) {
        let _ = cbor::principal::encode(value, e, &mut ());
    }

    fn read(&self, d: &mut Decoder<'_>) -> Result<Principal, Error> {
        cbor::principal::decode(d, &mut ())
    }
}

impl Form<Vec<Principal>> {
    fn write(&self, value: &[Principal], e: &mut Encoder<&mut Vec<u8>>) {
        let _ = cbor::principals::encode(value, e, &mut ());
    }

    fn read(&self, d: &mut Decoder<'_>) -> Result<Vec<Principal>, Error> {
        cbor::principals::decode(d, &mut ())
    }
}

/// Notes a field that differs, and what it was.
macro_rules! compare {
    ($difference:ident, $record:ty, $name:expr, $new:expr, $old:expr) => {
        if States($new, $old).differ() {
            $difference.fields.push($name.into());
            if <$record as Record>::KEEPS == Keeps::States {
                $difference.keep($name, |e| Form::of($old).write($old, e));
            }
        }
    };
}

/// Compares every field but `id` and `meta`. The patterns name all fields, so that a new one
/// cannot be forgotten.
macro_rules! record {
    ($name:ident, $keeps:ident, { $($key:ident),* }, [$($field:ident),*]
        $(, $part:ident: $details:ident { $($inner:ident),* })?
        $(; $standing:ident $($people:ident)?)?) => {
        impl Record for $name {
            const KEEPS: Keeps = Keeps::$keeps;

            fn meta(&self) -> &Meta {
                &self.meta
            }

            fn meta_mut(&mut self) -> &mut Meta {
                &mut self.meta
            }

            $(fn withdrawn(&self) -> Option<&Withdrawal> {
                self.$standing.as_ref()
            }

            fn set_withdrawn(&mut self, withdrawal: Option<Withdrawal>) {
                self.$standing = withdrawal;
            }

            $(fn participants_mut(&mut self) -> Vec<&mut Vec<Participant>> {
                self.$people()
            })?)?

            fn difference(&self, old: &Self) -> Difference {
                let $name { $($key: _,)* meta: _, $($part,)? $($field,)* $($standing,)? } = self;
                #[allow(unused_mut)]
                let mut difference = Difference::default();
                $(
                    let $details { $($inner,)* } = $part;
                    $(compare!(
                        difference, Self, concat!(stringify!($part), ".", stringify!($inner)),
                        $inner, &old.$part.$inner
                    );)*
                )?
                $(compare!(difference, Self, stringify!($field), $field, &old.$field);)*
                $(compare!(difference, Self, stringify!($standing), $standing, &old.$standing);)?
                difference
            }

            fn put_back(&mut self, before: &[u8]) -> Result<(), Error> {
                let mut d = Decoder::new(before);
                let d = &mut d;
                d.map()?;
                while d.datatype()? != minicbor::data::Type::Break {
                    let field = d.str()?;
                    $($(
                        if field == concat!(stringify!($part), ".", stringify!($inner)) {
                            let form = Form::of(&self.$part.$inner);
                            self.$part.$inner = form.read(d)?;
                            continue;
                        }
                    )*)?
                    $(
                        if field == stringify!($field) {
                            self.$field = Form::of(&self.$field).read(d)?;
                            continue;
                        }
                    )*
                    $(
                        if field == stringify!($standing) {
                            self.$standing = Form::of(&self.$standing).read(d)?;
                            continue;
                        }
                    )?
                    return Err(Error::message("not a field of the record"));
                }
                Ok(())
            }
        }
    };
}

record!(Group, States, { id }, [
    parent, lifecycle, roles, proposal, resting_since, relations, approves_minutes, confirmed_at
], details: GroupDetails {
    slug, name, kind, scope, charter, links, topics, languages, cadence, first_meeting,
    last_meeting, stated_on, remarks
}; withdrawn);
record!(Person, States, { id }, [principals], details: PersonDetails {
    handle, name, affiliation, links, remarks
}; withdrawn);
record!(
    LinkRequest,
    Changes,
    { id },
    [principal, target, evidence, decision]
);
record!(
    PendingChange,
    Changes,
    { id },
    [method, argument, reason, decision]
);
record!(Meeting, States, { id }, [
    minutes, published_at, announced_at, wants_approval, approval, corrections
], details: MeetingDetails {
    slug, groups, number, title, summary, when, duration_minutes, status, reason, locations,
    hosts, guests, agenda, attachments, recordings, tags, languages, remarks, occurrence
}; withdrawn people_mut);
record!(Draft, Changes, { meeting }, [], minutes: Minutes {
    attendance, attendees, sections, decisions, feedback
});
record!(ActionItem, States, { id }, [closed_at], details: ActionItemDetails {
    group, raised_in, title, note, owners, due, state, follow_ups
}; withdrawn people_mut);
record!(Initiative, States, { id }, [], details: InitiativeDetails {
    slug, groups, title, summary, progress, milestones, links, from, until
}; withdrawn);
record!(Report, States, { id }, [milestones], details: ReportDetails {
    slug, groups, title, from, until, published, purpose, focus, initiatives, highlights, goals,
    links, languages
}; withdrawn);
record!(SeriesRecord, States, { id }, [groups, tags, agenda], series: Series {
    id, details, exceptions, ending, predecessor, successor, sequence, created_at, modified_at,
    rescheduled
}; withdrawn);
record!(Membership, Nothing, { id }, [group, principal]);
record!(Support, Nothing, { id }, [group, principal]);
record!(
    Feedback,
    Changes,
    { id },
    [subject, by, person, text, removed]
);
record!(CheckIn, Nothing, { id }, [meeting, principal, person]);
