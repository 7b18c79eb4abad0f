//! Questions: random ones, and all that a state of the registry has an answer to.

use workgroups::domain::*;
use workgroups::registry::*;

use super::parts::TOPICS;
use super::{BEGINNING, DAY};
use crate::model::dice::Dice;
use crate::model::plain::Plain;
use crate::model::question::Question;

const KINDS: [Kind; 15] = Kind::ALL;
const TEXTS: [&str; 10] = [
    "token",
    "led",
    "跨链",
    "会议",
    "defi",
    "ｄｅＦｉ",
    "wallet",
    "zebra",
    "token 跨链",
    "",
];

/// One of all questions.
pub fn question(dice: &mut Dice, plain: &Plain) -> Question {
    match dice.below(6) {
        5 if dice.one_in(2) => state(dice, plain),
        5 => attention(dice, plain),
        4 => upcoming(dice, plain),
        0 => search(dice, plain),
        1 => meetings(dice, plain),
        2 => groups(dice, plain),
        _ => {
            let all = everything(plain, dice.roll());
            dice.pick(&all)
        }
    }
}

/// The state of a record that was changed, at one of its revisions.
fn state(dice: &mut Dice, plain: &Plain) -> Question {
    let all: Vec<_> = plain.states.keys().copied().collect();
    let (kind, id, revision) = dice.pick(&all);
    Question::At(AskRecordAt {
        kind: Some(kind),
        id,
        revision: Some(dice.pick(&[revision, revision, 0, revision + 1])),
        at: None,
    })
}

fn id(dice: &mut Dice, plain: &Plain, kind: Kind) -> Id {
    dice.below(plain.made(kind) + 1) + 1
}

fn time(dice: &mut Dice) -> Nanos {
    let day = dice.below(400) * DAY;
    dice.pick(&[0, BEGINNING, BEGINNING - 100 * DAY + day, u64::MAX])
}

fn take(dice: &mut Dice) -> Option<u32> {
    dice.pick(&[None, Some(0), Some(1), Some(2), Some(7), Some(u32::MAX)])
}

fn search(dice: &mut Dice, plain: &Plain) -> Question {
    let kinds = match dice.one_in(2) {
        true => Vec::new(),
        false => dice.list(3, |d| d.pick(&KINDS)),
    };
    Question::Search(Search {
        text: dice.pick(&TEXTS).into(),
        kinds,
        group: dice.one_in(3).then(|| id(dice, plain, Kind::group)),
        tag: dice
            .one_in(4)
            .then(|| dice.pick(&["defi", "跨链", " "]).to_owned()),
        from: dice.one_in(4).then(|| time(dice)),
        until: dice.one_in(4).then(|| time(dice)),
        prev: None,
        take: take(dice),
    })
}

fn meetings(dice: &mut Dice, plain: &Plain) -> Question {
    Question::Meetings(ListMeetings {
        group: dice.one_in(2).then(|| id(dice, plain, Kind::group)),
        person: dice.one_in(2).then(|| id(dice, plain, Kind::person)),
        tag: dice.one_in(3).then(|| dice.pick(&TOPICS).to_owned()),
        from: dice.one_in(2).then(|| time(dice)),
        until: dice.one_in(2).then(|| time(dice)),
        language: language(dice),
        prev: None,
        take: take(dice),
    })
}

fn language(dice: &mut Dice) -> Option<String> {
    let asked = ["en", "zh", "zh-Hant", "DE", "fr", ""];
    dice.one_in(3).then(|| dice.pick(&asked).to_owned())
}

fn upcoming(dice: &mut Dice, plain: &Plain) -> Question {
    Question::Upcoming(Upcoming {
        groups: dice.list(2, |d| id(d, plain, Kind::group)),
        mine: dice.one_in(3),
        from: dice.one_in(3).then(|| time(dice)),
        until: dice.one_in(3).then(|| time(dice)),
        prev: None,
        take: take(dice),
    })
}

fn attention(dice: &mut Dice, plain: &Plain) -> Question {
    Question::Attention(AskAttention {
        reasons: match dice.one_in(2) {
            true => Vec::new(),
            false => dice.list(4, |d| d.pick(&Reason::ALL)),
        },
        group: dice.one_in(3).then(|| id(dice, plain, Kind::group)),
        mine: dice.one_in(3),
        prev: None,
        take: take(dice),
    })
}

fn groups(dice: &mut Dice, plain: &Plain) -> Question {
    let states = [
        LifecycleState::proposed,
        LifecycleState::active,
        LifecycleState::archived,
    ];
    Question::Groups(ListGroups {
        state: dice.maybe(|d| d.pick(&states)),
        kind: dice.maybe(|d| d.pick(&[GroupKind::working_group, GroupKind::team])),
        topic: dice.one_in(3).then(|| dice.pick(&TOPICS).to_owned()),
        parent: dice.one_in(3).then(|| id(dice, plain, Kind::group)),
        language: language(dice),
        prev: None,
        take: take(dice),
    })
}

/// Every record, every name that ever was, every list, every history. `seed` sets the sizes of
/// the pages.
pub fn everything(plain: &Plain, seed: u64) -> Vec<Question> {
    let mut dice = Dice::new(seed);
    let mut all = vec![
        Question::Whoami,
        Question::About,
        Question::Limits,
        Question::People(ListPeople {
            prev: None,
            take: take(&mut dice),
        }),
        Question::LinkRequests(ListLinkRequests {
            prev: None,
            take: take(&mut dice),
        }),
        Question::Groups(ListGroups {
            take: take(&mut dice),
            ..ListGroups::default()
        }),
        Question::Meetings(ListMeetings {
            take: take(&mut dice),
            ..ListMeetings::default()
        }),
        Question::Initiatives(ListInitiatives {
            take: take(&mut dice),
            ..ListInitiatives::default()
        }),
        Question::Reports(ListReports {
            take: take(&mut dice),
            ..ListReports::default()
        }),
        Question::Items(ListActionItems::default()),
        Question::AllSeries(ListSeries {
            take: take(&mut dice),
            ..ListSeries::default()
        }),
        Question::Proposed(ListProposedChanges {
            prev: None,
            take: take(&mut dice),
        }),
        state(&mut dice, plain),
        state(&mut dice, plain),
        upcoming(&mut dice, plain),
        attention(&mut dice, plain),
        Question::Attention(AskAttention::default()),
        Question::Upcoming(Upcoming {
            mine: true,
            ..Upcoming::default()
        }),
    ];
    all.extend(records(plain));
    all.extend(histories(plain, &mut dice));
    for group in 1..=plain.made(Kind::group) {
        all.extend(of_group(group, &mut dice));
    }
    for meeting in 1..=plain.made(Kind::meeting) {
        all.extend(of_meeting(meeting, &mut dice));
    }
    for person in 1..=plain.made(Kind::person) {
        all.extend(of_person(person, &mut dice));
    }
    all
}

fn records(plain: &Plain) -> Vec<Question> {
    let mut all = Vec::new();
    for (kind, ask) in [
        (Kind::group, Question::Group as fn(Ref) -> Question),
        (Kind::person, Question::Person),
        (Kind::meeting, Question::Meeting),
        (Kind::initiative, Question::Initiative),
        (Kind::report, Question::Report),
    ] {
        all.extend((0..=plain.made(kind) + 1).map(|id| ask(Ref::id(id))));
        let former = plain.former.keys().filter(|(of, _)| *of == kind);
        let present = plain.names(kind).into_iter().map(|(_, name)| name);
        let names = former.map(|(_, name)| name.clone()).chain(present);
        all.extend(names.map(|name| ask(Ref::slug(name))));
    }
    all.extend((0..=plain.made(Kind::action_item) + 1).map(Question::Item));
    all.extend((0..=plain.made(Kind::series) + 1).map(Question::Series));
    all.extend((0..=plain.made(Kind::meeting) + 1).map(Question::Draft));
    all
}

fn histories(plain: &Plain, dice: &mut Dice) -> Vec<Question> {
    let mut all = vec![Question::History(AskHistory::default())];
    for kind in KINDS {
        for id in 0..=plain.made(kind) {
            let asked = AskHistory {
                kind: Some(kind),
                id,
                prev: None,
                take: take(dice),
            };
            all.push(Question::History(asked));
        }
    }
    all
}

fn of_group(group: Id, dice: &mut Dice) -> Vec<Question> {
    let g = Some(group);
    let subject = Subject::group(group);
    vec![
        Question::Groups(ListGroups {
            parent: g,
            take: take(dice),
            ..ListGroups::default()
        }),
        Question::Meetings(ListMeetings {
            group: g,
            take: take(dice),
            ..ListMeetings::default()
        }),
        Question::Items(ListActionItems {
            group: g,
            take: take(dice),
            ..ListActionItems::default()
        }),
        Question::Initiatives(ListInitiatives {
            group: g,
            prev: None,
            take: take(dice),
        }),
        Question::Reports(ListReports {
            group: g,
            language: language(dice),
            prev: None,
            take: take(dice),
        }),
        Question::AllSeries(ListSeries {
            group: g,
            take: take(dice),
            ..ListSeries::default()
        }),
        Question::Upcoming(Upcoming {
            groups: vec![group],
            take: take(dice),
            ..Upcoming::default()
        }),
        Question::Next(Ref::id(group)),
        Question::Attention(AskAttention {
            group: g,
            take: take(dice),
            ..AskAttention::default()
        }),
        Question::Related(ListRelated {
            group,
            prev: None,
            take: take(dice),
        }),
        Question::Members(ListMembers {
            group,
            prev: None,
            take: take(dice),
        }),
        Question::Supporters(ListMembers {
            group,
            prev: None,
            take: take(dice),
        }),
        Question::Feedback(ListFeedback {
            subject,
            prev: None,
            take: take(dice),
        }),
    ]
}

fn of_meeting(meeting: Id, dice: &mut Dice) -> Vec<Question> {
    let subject = Subject::meeting(meeting);
    let items = ListActionItems {
        meeting: Some(meeting),
        take: take(dice),
        ..ListActionItems::default()
    };
    vec![
        Question::Items(items),
        Question::CheckIns(ListCheckIns {
            meeting,
            prev: None,
            take: take(dice),
        }),
        Question::Feedback(ListFeedback {
            subject,
            prev: None,
            take: take(dice),
        }),
    ]
}

fn of_person(person: Id, dice: &mut Dice) -> Vec<Question> {
    let p = Some(person);
    let states = [ActionState::open, ActionState::done];
    let items = ListActionItems {
        person: p,
        state: dice.maybe(|d| d.pick(&states)),
        take: take(dice),
        ..ListActionItems::default()
    };
    vec![
        Question::Meetings(ListMeetings {
            person: p,
            take: take(dice),
            ..ListMeetings::default()
        }),
        Question::Items(items),
    ]
}
