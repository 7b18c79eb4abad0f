//! Ends what no file has. Nothing is ever removed: a record ends by its state.

use std::collections::HashSet;

use workgroups::domain::Nanos;
use workgroups::domain::calendar::zones::Zone;
use workgroups::domain::to_seconds;

use super::existing::Existing;
use super::matching::item_keys;
use crate::files::format::{Data, Ending, LifecycleStep, PartialDate, Series};
use crate::files::{ActionState, LifecycleState, MeetingStatus, Progress};

/// Why it ends, as the registry tells it.
const REASON: &str = "No longer in the files of the registry";

/// What the registry has and the files have not, as it is afterwards: groups archived, coming
/// meetings cancelled, series ended, action items and initiatives dropped. People, reports, and
/// meetings that took place stay as they are.
pub fn pruned(files: &Data, everything: &Existing, now: Nanos) -> Data {
    let mut ended = Data::default();
    let has: HashSet<&str> = files.groups.iter().map(|group| group.slug.as_str()).collect();
    for known in everything.groups.values() {
        let mut group = known.record.clone();
        let state = group.lifecycle.last().map(|step| step.state);
        if !has.contains(group.slug.as_str()) && state != Some(LifecycleState::archived) {
            group.lifecycle.push(LifecycleStep {
                state: LifecycleState::archived,
                date: today(now),
                reason: Some(REASON.into()),
            });
            ended.groups.push(group);
        }
    }
    let has: HashSet<&str> = files.meetings.iter().map(|m| m.slug.as_str()).collect();
    for known in everything.meetings.values() {
        let mut meeting = known.record.clone();
        if !has.contains(meeting.slug.as_str()) && meeting.status == MeetingStatus::scheduled {
            meeting.status = MeetingStatus::cancelled;
            meeting.reason = Some(REASON.into());
            ended.meetings.push(meeting);
        }
    }
    let has: HashSet<String> = item_keys(&files.action_items).into_iter().collect();
    for (key, known) in &everything.action_items {
        let mut item = known.record.clone();
        let is_open = matches!(item.state, ActionState::open | ActionState::in_progress);
        if !has.contains(key) && is_open {
            item.state = ActionState::dropped;
            ended.action_items.push(item);
        }
    }
    let has: HashSet<&str> = files.initiatives.iter().map(|i| i.slug.as_str()).collect();
    for known in everything.initiatives.values() {
        let mut initiative = known.record.clone();
        let over = matches!(initiative.progress, Some(Progress::completed | Progress::dropped));
        if !has.contains(initiative.slug.as_str()) && !over {
            initiative.progress = Some(Progress::dropped);
            ended.initiatives.push(initiative);
        }
    }
    let followed: HashSet<&str> = everything
        .series
        .values()
        .filter_map(|known| Some(known.record.follows.as_ref()?.series.as_str()))
        .collect();
    for known in everything.series.values() {
        let series = &known.record;
        let is_in_files = files.series.iter().any(|file| is_same(file, series));
        let goes_on = series.ended.is_none() && !followed.contains(series.slug.as_str());
        if !is_in_files && goes_on
            && let Some(before) = local_now(series, now)
        {
            let ending = Ending {
                before,
                reason: REASON.into(),
                announced_at: None,
            };
            ended.series.push(Series {
                ended: Some(ending),
                ..series.clone()
            });
        }
    }
    ended
}

fn is_same(file: &Series, known: &Series) -> bool {
    file.title == known.title && file.groups == known.groups
}

fn local_now(series: &Series, now: Nanos) -> Option<String> {
    let zone = Zone::named(&series.schedule.as_ref()?.zone).ok()?;
    Some(zone.local_at(to_seconds(now)).to_string())
}

fn today(now: Nanos) -> Option<PartialDate> {
    let text = Zone::named("UTC").ok()?.local_at(to_seconds(now)).to_string();
    let mut parts = text.get(..10)?.split('-');
    Some(PartialDate {
        year: parts.next()?.parse().ok(),
        month: parts.next()?.parse().ok(),
        day: parts.next()?.parse().ok(),
        text: None,
    })
}
