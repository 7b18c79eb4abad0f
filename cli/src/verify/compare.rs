//! What the canister answers, beside what follows from its log.

use anyhow::{Result, bail};
use candid::CandidType;
use candid::types::value::{IDLArgs, IDLField, IDLValue};
use ic_stable_structures::Memory;
use workgroups::domain::{Id, Kind, Ref, is_stand_in};
use workgroups::registry::{ListGroups, ListMeetings, Registry};
use workgroups::wire::{
    ActionItemReply, GroupPageReply, GroupReply, InitiativeReply, MeetingPageReply, MeetingReply,
    PersonReply, ReportReply, SeriesReply,
};

use crate::verify::download::{Source, ask};

/// Compares every record that everybody may read, and the lists of groups and meetings. Tells how
/// many records there are.
///
/// # Errors
/// The first that differs.
pub fn records<M: Memory>(source: &mut Source<'_>, registry: &Registry<M>) -> Result<u64> {
    let mut compared = 0;
    macro_rules! compare {
        ($($kind:ident, $method:ident, $reply:ident, $named:expr;)*) => { $(
            let made = registry.store().made(Kind::$kind);
            for id in 1..=made {
                let named = $named(id);
                let answered: $reply = ask(source, stringify!($method), &named)?;
                let follows = $reply::from(Ok::<_, workgroups::domain::Error>(
                    registry.$method(of(&named)),
                ));
                same(stringify!($kind), id, &answered, &follows)?;
                compared += 1;
            }
            let next: $reply = ask(source, stringify!($method), &$named(made + 1))?;
            if !matches!(next, $reply::Ok(None)) {
                bail!("the canister has a {} {} that is not in its log", stringify!($kind), made + 1);
            }
        )* };
    }
    compare! {
        group, get_group, GroupReply, Ref::id;
        person, get_person, PersonReply, Ref::id;
        meeting, get_meeting, MeetingReply, Ref::id;
        initiative, get_initiative, InitiativeReply, Ref::id;
        report, get_report, ReportReply, Ref::id;
        action_item, get_action_item, ActionItemReply, number;
        series, get_series, SeriesReply, number;
    }
    lists(source, registry)?;
    Ok(compared)
}

/// How a record is named in a question.
trait Named {
    type Argument<'a>
    where
        Self: 'a;
    fn argument(&self) -> Self::Argument<'_>;
}

impl Named for Ref {
    type Argument<'a> = &'a Ref;
    fn argument(&self) -> &Ref {
        self
    }
}

impl Named for Id {
    type Argument<'a> = Id;
    fn argument(&self) -> Id {
        *self
    }
}

fn of<N: Named>(named: &N) -> N::Argument<'_> {
    named.argument()
}

fn number(id: Id) -> Id {
    id
}

/// Compares two replies by their Candid form. Of a text that is withheld of the log, nothing
/// follows.
fn same<R: CandidType + 'static>(kind: &str, id: Id, answered: &R, follows: &R) -> Result<()> {
    let [answered, follows] = [answered, follows].map(workgroups::base::idl::encode);
    let agree = || -> Result<bool> {
        let values = |bytes: &[u8]| IDLArgs::from_bytes(bytes).map(|values| values.args);
        let (answered, follows) = (values(&answered)?, values(&follows)?);
        Ok(all_agree(&answered, &follows, agrees))
    };
    match answered == follows || agree()? {
        true => Ok(()),
        false => bail!("{kind} {id} is not what follows from the log"),
    }
}

/// Whether a value is what follows, but for texts that are withheld.
fn agrees(answered: &IDLValue, follows: &IDLValue) -> bool {
    match (answered, follows) {
        (IDLValue::Text(_), IDLValue::Text(text)) if is_stand_in(text) => true,
        (IDLValue::Opt(answered), IDLValue::Opt(follows)) => agrees(answered, follows),
        (IDLValue::Vec(answered), IDLValue::Vec(follows)) => all_agree(answered, follows, agrees),
        (IDLValue::Record(answered), IDLValue::Record(follows)) => {
            all_agree(answered, follows, field_agrees)
        }
        (IDLValue::Variant(answered), IDLValue::Variant(follows)) => {
            field_agrees(&answered.0, &follows.0)
        }
        (answered, follows) => answered == follows,
    }
}

fn field_agrees(answered: &IDLField, follows: &IDLField) -> bool {
    answered.id == follows.id && agrees(&answered.val, &follows.val)
}

fn all_agree<T>(answered: &[T], follows: &[T], agree: impl Fn(&T, &T) -> bool) -> bool {
    let mut pairs = answered.iter().zip(follows);
    answered.len() == follows.len() && pairs.all(|(answered, follows)| agree(answered, follows))
}

fn lists<M: Memory>(source: &mut Source<'_>, registry: &Registry<M>) -> Result<()> {
    let mut prev = None;
    loop {
        let question = ListGroups {
            prev: prev.take(),
            ..ListGroups::default()
        };
        let answered: GroupPageReply = ask(source, "list_groups", &question)?;
        let follows = GroupPageReply::from(registry.list_groups(&question));
        same("a page of groups after group", 0, &answered, &follows)?;
        match answered {
            GroupPageReply::Ok(page) if page.next.is_some() => prev = page.next,
            _ => break,
        }
    }
    let mut prev = None;
    loop {
        let question = ListMeetings {
            prev: prev.take(),
            ..ListMeetings::default()
        };
        let answered: MeetingPageReply = ask(source, "list_meetings", &question)?;
        let follows = MeetingPageReply::from(registry.list_meetings(&question));
        same("a page of meetings after meeting", 0, &answered, &follows)?;
        match answered {
            MeetingPageReply::Ok(page) if page.next.is_some() => prev = page.next,
            _ => break Ok(()),
        }
    }
}
