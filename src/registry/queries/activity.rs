//! What groups did in a period: meetings, attendance, decisions, action items, milestones, roles.
//! All of it is read from lists by time and from the states of a bounded number of records.

use std::collections::{BTreeMap, BTreeSet};

use ic_stable_structures::Memory;

use crate::domain::{
    ActionItemSummary, ActionState, Error, Group, Id, Initiative, InitiativeSummary, Kind, Meeting,
    MeetingStatus, MeetingSummary, Milestone, Nanos, Progress, RoleKind,
};
use crate::registry::Registry;
use crate::registry::past::{Moment, Reach};
use crate::registry::questions::{
    Activity, ActivityDecision, AskActivity, Attendance, Attended, HolderChange, MilestoneMove,
};
use crate::store::{List, Order, decode, in_order, newest_first, terms};

/// Groups that one question asks for.
const MAX_GROUPS: usize = 20;
/// Meetings, and items of each sort, that one answer tells.
const MAX_TOLD: usize = 200;
/// Initiatives that are compared with what they were.
const MAX_INITIATIVES: usize = 100;
/// Meetings that are looked at for one answer.
const MAX_LOOKED_AT: usize = 1_000;
/// Bytes of the decisions that one answer tells.
const MAX_BYTES: usize = 500_000;

/// A period: from its first instant up to the one after its last.
#[derive(Clone, Copy)]
struct Period {
    from: Nanos,
    until: Nanos,
}

impl Period {
    /// The period of the same length before it.
    fn before(self) -> Period {
        let length = self.until - self.from;
        Period {
            from: self.from.saturating_sub(length),
            until: self.from,
        }
    }

    /// Its places in a list that is ordered by time, the newest first.
    fn newest_first(self) -> (Order, Order) {
        let first = newest_first(self.until.saturating_sub(1));
        (first, in_order(!self.from.max(1), u64::MAX))
    }
}

/// Who holds what: the role, the person, the words.
type Holder = (Id, RoleKind, Id, Option<String>);

impl<M: Memory> Registry<M> {
    /// What groups did in a period.
    ///
    /// # Errors
    /// `invalid` if no groups are named or too many, or the period has no length; `not_found` for
    /// a group.
    pub fn activity(&self, q: &AskActivity) -> Result<Activity, Error> {
        let groups: BTreeSet<Id> = q.groups.iter().take(MAX_GROUPS + 1).copied().collect();
        if groups.is_empty() || q.groups.len() > MAX_GROUPS {
            let reason = format!("has not 1 to {MAX_GROUPS} entries");
            return Err(Error::invalid("groups", reason));
        }
        if q.from >= q.until {
            return Err(Error::invalid("until", "is not later than from"));
        }
        for group in &groups {
            self.find_any::<Group>(*group)?;
        }
        let period = Period {
            from: q.from,
            until: q.until,
        };
        let mut is_whole = true;
        let reach = &mut Reach::default();
        let meetings = self.held(&groups, period, &mut is_whole);
        let attendance = Attendance {
            now: attended(&meetings),
            before: attended(&self.held(&groups, period.before(), &mut is_whole)),
        };
        Ok(Activity {
            decisions: self.decided(&meetings, reach, &mut is_whole),
            meetings,
            attendance,
            opened: self.opened(&groups, period, &mut is_whole),
            closed: self.closed(&groups, period, &mut is_whole),
            milestones: self.moved(&groups, period, reach, &mut is_whole),
            holders: self.holders(&groups, period, reach, &mut is_whole),
            is_whole,
        })
    }

    /// The meetings of a period that took place, oldest first.
    fn held(&self, groups: &BTreeSet<Id>, p: Period, is_whole: &mut bool) -> Vec<MeetingSummary> {
        let (first, last) = p.newest_first();
        let list = List::MeetingsOfGroup;
        let (mut told, mut looked_at) = (BTreeSet::new(), 0);
        let mut meetings = Vec::new();
        for group in groups {
            for (_, card) in self.store.entries_between(list, *group, first, last, None) {
                looked_at += 1;
                if looked_at > MAX_LOOKED_AT {
                    *is_whole = false;
                    break;
                }
                let meeting: MeetingSummary = decode(&card);
                let was_held = meeting.status == MeetingStatus::held || meeting.has_minutes;
                if !was_held || !told.insert(meeting.id) {
                    continue;
                }
                if meetings.len() == MAX_TOLD {
                    *is_whole = false;
                    break;
                }
                meetings.push(meeting);
            }
        }
        meetings.sort_by_key(|meeting| (meeting.start, meeting.id));
        meetings
    }

    fn decided(
        &self,
        meetings: &[MeetingSummary],
        reach: &mut Reach,
        is_whole: &mut bool,
    ) -> Vec<ActivityDecision> {
        let mut decisions = Vec::new();
        let mut bytes = 0;
        let with_minutes = meetings.iter().filter(|m| m.has_minutes);
        for meeting in with_minutes {
            let read = self
                .store
                .raw(Kind::meeting, meeting.id)
                .unwrap_or_default();
            if reach.step(read.len()).is_err() {
                *is_whole = false;
                return decisions;
            }
            let meeting: Meeting = decode(&read);
            for decision in meeting.minutes.into_iter().flat_map(|m| m.decisions) {
                bytes += decision.text.len();
                if bytes > MAX_BYTES || decisions.len() == MAX_TOLD {
                    *is_whole = false;
                    return decisions;
                }
                decisions.push(ActivityDecision {
                    meeting: meeting.id,
                    text: decision.text,
                });
            }
        }
        decisions
    }

    /// The action items that were made in a period.
    fn opened(
        &self,
        groups: &BTreeSet<Id>,
        p: Period,
        is_whole: &mut bool,
    ) -> Vec<ActionItemSummary> {
        use ActionState::{done, dropped, in_progress, open};
        let mut items = Vec::new();
        for group in groups {
            for state in [open, in_progress, done, dropped] {
                let first = in_order(state as u64, p.from);
                let last = in_order(state as u64, p.until - 1);
                let list = List::ItemsOfGroup;
                let entries = self.store.entries_between(list, *group, first, last, None);
                self.tell(entries.map(|(_, card)| card), &mut items, is_whole);
            }
        }
        items
    }

    /// The action items that became done or were dropped in a period.
    fn closed(
        &self,
        groups: &BTreeSet<Id>,
        p: Period,
        is_whole: &mut bool,
    ) -> Vec<ActionItemSummary> {
        let (first, last) = p.newest_first();
        let mut items = Vec::new();
        for group in groups {
            let list = List::ClosedOfGroup;
            let entries = self.store.entries_between(list, *group, first, last, None);
            self.tell(entries.map(|(_, card)| card), &mut items, is_whole);
        }
        items
    }

    fn tell(
        &self,
        cards: impl Iterator<Item = Vec<u8>>,
        items: &mut Vec<ActionItemSummary>,
        is_whole: &mut bool,
    ) {
        for card in cards {
            if items.len() == MAX_TOLD {
                *is_whole = false;
                return;
            }
            items.push(decode(&card));
        }
    }

    /// The milestones whose state is another one at the end of a period than at its beginning.
    fn moved(
        &self,
        groups: &BTreeSet<Id>,
        p: Period,
        reach: &mut Reach,
        is_whole: &mut bool,
    ) -> Vec<MilestoneMove> {
        let mut ids = BTreeSet::new();
        for group in groups {
            for (_, card) in self.store.entries(List::InitiativesOfGroup, *group) {
                if ids.len() == MAX_INITIATIVES {
                    *is_whole = false;
                    break;
                }
                let summary: InitiativeSummary = decode(&card);
                ids.insert(summary.id);
            }
        }
        let mut moved = Vec::new();
        for id in ids {
            let mut state = |at| self.past::<Initiative>(id, Moment::At(at), reach);
            let (Ok(before), Ok(after)) = (state(p.from), state(p.until - 1)) else {
                *is_whole = false;
                continue;
            };
            let Some(after) = after else { continue };
            let before = before.map(|past| past.record.details.milestones);
            let after = after.record.details.milestones;
            moved.extend(moves(id, &before.unwrap_or_default(), &after));
        }
        moved
    }

    /// Who holds a role at the end of a period and did not at its beginning, and the other way
    /// round.
    fn holders(
        &self,
        groups: &BTreeSet<Id>,
        p: Period,
        reach: &mut Reach,
        is_whole: &mut bool,
    ) -> Vec<HolderChange> {
        let mut changes = Vec::new();
        for id in groups {
            let mut state = |at| self.past::<Group>(*id, Moment::At(at), reach);
            let (Ok(before), Ok(after)) = (state(p.from), state(p.until - 1)) else {
                *is_whole = false;
                continue;
            };
            let holding = |group: Option<Group>, at| match group {
                None => BTreeSet::new(),
                Some(group) => holding(&group, at),
            };
            let before = holding(before.map(|past| past.record), p.from);
            let after = holding(after.map(|past| past.record), p.until - 1);
            let change = |(group, role, person, label): &Holder, began| HolderChange {
                group: *group,
                role: Some(*role),
                person: *person,
                label: label.clone(),
                began,
            };
            changes.extend(after.difference(&before).map(|holder| change(holder, true)));
            changes.extend(
                before
                    .difference(&after)
                    .map(|holder| change(holder, false)),
            );
        }
        changes
    }
}

fn attended(meetings: &[MeetingSummary]) -> Attended {
    let counted = meetings.iter().filter_map(|meeting| meeting.attendance);
    counted.fold(Attended::default(), |all, one| Attended {
        meetings: all.meetings + 1,
        people: all.people + u64::from(one),
    })
}

fn holding(group: &Group, at: Nanos) -> BTreeSet<Holder> {
    let running = terms(group).filter(|(_, _, term)| term.runs(at) && !term.is_past(at));
    running
        .map(|(place, person, term)| {
            (
                group.id,
                term.role,
                person,
                group.roles[place].label.clone(),
            )
        })
        .collect()
}

/// The milestones of an initiative that are new, or in another state than before. They are known
/// by their titles and those of what they are a part of.
fn moves(initiative: Id, before: &[Milestone], after: &[Milestone]) -> Vec<MilestoneMove> {
    let known: BTreeMap<Vec<&str>, Option<Progress>> = before
        .iter()
        .map(|m| (path(before, m), m.progress))
        .collect();
    let mut moves = Vec::new();
    for milestone in after {
        let old = known.get(&path(after, milestone));
        if old == Some(&milestone.progress) {
            continue;
        }
        moves.push(MilestoneMove {
            initiative,
            title: milestone.title.clone(),
            was: old.copied().flatten(),
            is: milestone.progress,
            is_new: old.is_none(),
        });
    }
    moves
}

/// The title of a milestone, after those of what it is a part of.
fn path<'a>(all: &'a [Milestone], milestone: &'a Milestone) -> Vec<&'a str> {
    let above = |m: &&'a Milestone| all.get(m.parent? as usize);
    let mut titles: Vec<&str> = std::iter::successors(Some(milestone), above)
        .take(all.len())
        .map(|m| m.title.as_str())
        .collect();
    titles.reverse();
    titles
}
