//! What waits for somebody: every record is looked at.

use workgroups::domain::*;
use workgroups::registry::AskAttention;
use workgroups::registry::access::Caller;

use super::{Plain, Refused, clock, end, first, folded, groups, series, summaries};

const DAY: Nanos = 86_400_000_000_000;

/// Something that waits: its place within its reason, and who owns it.
struct Found {
    place: Nanos,
    item: AttentionItem,
    owners: Vec<Id>,
}

fn found(reason: Reason, at: Nanos, kind: Kind, id: Id, title: &str) -> Found {
    let item = AttentionItem {
        reason: Some(reason),
        kind: Some(kind),
        id,
        slug: None,
        title: title.into(),
        groups: Vec::new(),
        at,
        person: None,
        part: None,
    };
    Found {
        place: at,
        item,
        owners: Vec::new(),
    }
}

impl Plain {
    fn days(&self, reason: Reason) -> Nanos {
        let p = &self.settings.patience;
        let days = match reason {
            Reason::minutes_missing => p.minutes_days,
            Reason::approval_missing => p.approval_days,
            Reason::action_overdue => p.overdue_days,
            Reason::action_idle => p.idle_days,
            Reason::role_vacant => p.vacant_days,
            Reason::term_ends => p.term_days,
            Reason::no_meeting => p.meeting_days,
            Reason::series_ends => p.series_days,
            Reason::unconfirmed => p.confirmed_days,
            Reason::report_due => p.report_days,
            Reason::proposal_waits | Reason::link_request_waits => p.decision_days,
            Reason::successor_missing => p.successor_days,
        };
        u64::from(days) * DAY
    }

    /// What waits in a group or everywhere, or for a caller.
    pub(super) fn attention(
        &self,
        caller: &Caller,
        now: Nanos,
        q: &AskAttention,
    ) -> Result<Vec<AttentionItem>, Refused> {
        if let Some(group) = q.group {
            if self.gone.groups.contains_key(&group) {
                return Err(Refused::NotNow);
            }
            self.group(group)?;
        }
        let me = self.person_of(&caller.principal);
        let mine = q.mine && q.group.is_none();
        if mine && me.is_none() {
            return Err(Refused::field("mine"));
        }
        let offices = me.map(|p| self.offices(p, now)).unwrap_or_default();
        let offices = offices.into_iter().map(|(group, _)| group);
        let scopes: Vec<Option<Id>> = match (q.group, mine) {
            (Some(group), _) => vec![Some(group)],
            (None, true) => {
                let groups: std::collections::BTreeSet<Id> = offices.collect();
                groups.into_iter().map(Some).collect()
            }
            (None, false) => vec![None],
        };
        let mut all = Vec::new();
        for reason in Reason::ALL {
            let asked = q.reasons.is_empty() || q.reasons.contains(&reason);
            if !asked || self.days(reason) == 0 {
                continue;
            }
            let mut waiting = self.waiting(caller, now, reason);
            waiting.sort_by_key(|f| (f.place, f.item.id));
            if reason == Reason::no_meeting || reason == Reason::report_due {
                let name = |f: &Found| (folded(&f.item.title), f.item.id);
                match q.group.is_some() || mine {
                    true => waiting.sort_by_key(|f| f.item.id),
                    false => waiting.sort_by_key(name),
                }
            }
            let owned = |f: &&Found| mine && me.is_some_and(|me| f.owners.contains(&me));
            all.extend(waiting.iter().filter(owned).map(|f| f.item.clone()));
            for scope in &scopes {
                let of = |f: &&Found| match scope {
                    None => true,
                    Some(group) => f.item.groups.contains(group) && is_of_groups(reason),
                };
                let here = waiting.iter().filter(|f| of(f) && !owned(f));
                all.extend(here.map(|f| f.item.clone()));
            }
        }
        Ok(all)
    }

    fn waiting(&self, caller: &Caller, now: Nanos, reason: Reason) -> Vec<Found> {
        let wait = self.days(reason);
        let mut all = match reason {
            Reason::minutes_missing | Reason::approval_missing => self.of_meetings(reason),
            Reason::action_overdue | Reason::action_idle => self.of_items(reason),
            Reason::series_ends => self.of_series(),
            Reason::link_request_waits => self.of_requests(caller, now),
            _ => self.of_groups(reason, now),
        };
        let long_ago = |at: Nanos| at <= now.saturating_sub(wait);
        all.retain(|f| match reason {
            Reason::term_ends => now <= f.place && f.place <= now.saturating_add(wait),
            Reason::series_ends => {
                f.place >= now.saturating_sub(wait) && f.place <= now.saturating_add(wait)
            }
            Reason::successor_missing => {
                long_ago(f.place) && f.place >= now.saturating_sub(365 * DAY)
            }
            Reason::link_request_waits | Reason::proposal_waits => f.item.at + wait <= now,
            Reason::no_meeting | Reason::report_due => f.item.at + wait <= now,
            _ => long_ago(f.place),
        });
        all
    }

    fn rests(&self, of: &[Id]) -> bool {
        let rests = |g: &Id| {
            self.groups
                .get(g)
                .is_some_and(|g| g.resting_since.is_some())
        };
        of.iter().all(rests)
    }

    fn of_meetings(&self, reason: Reason) -> Vec<Found> {
        let meetings = self
            .meetings
            .values()
            .filter(|m| !self.rests(&m.details.groups));
        let waits = |m: &Meeting| {
            let d = &m.details;
            let at = match reason {
                Reason::approval_missing => m
                    .published_at
                    .filter(|_| m.minutes.is_some() && m.wants_approval && m.approval.is_none()),
                _ => Some(summaries::meeting_time(m)).filter(|at| {
                    *at > 0 && m.minutes.is_none() && d.status != MeetingStatus::cancelled
                }),
            }?;
            let mut found = found(reason, at, Kind::meeting, m.id, &d.title);
            found.item.groups = d.groups.clone();
            found.item.slug = Some(d.slug.clone());
            Some(found)
        };
        meetings.filter_map(waits).collect()
    }

    fn of_items(&self, reason: Reason) -> Vec<Found> {
        let waits = |a: &ActionItem| {
            let d = &a.details;
            let open = matches!(d.state, ActionState::open | ActionState::in_progress);
            let at = match reason {
                Reason::action_overdue => d.due.as_ref().and_then(end),
                _ => d.follow_ups.is_empty().then_some(a.meta.created_at),
            };
            let at = at.filter(|_| open && !self.rests(&[d.group]))?;
            let mut found = found(reason, at, Kind::action_item, a.id, &d.title);
            found.item.groups = vec![d.group];
            found.owners = d.owners.iter().filter_map(|o| o.person).collect();
            Some(found)
        };
        self.items.values().filter_map(waits).collect()
    }

    fn of_series(&self) -> Vec<Found> {
        let waits = |record: &SeriesRecord| {
            let s = &record.series;
            let schedule = s.details.schedule.as_ref()?;
            let rule = schedule.rule.as_ref()?;
            let ends = s.ending.is_some() || rule.contains("COUNT") || rule.contains("UNTIL");
            let last = series::dates(s).pop()?;
            if s.successor.is_some() || !ends || self.rests(&record.groups) {
                return None;
            }
            let at = clock::instant(&schedule.zone, last) as u64 * 1_000_000_000;
            let title = &s.details.title;
            let mut found = found(Reason::series_ends, at, Kind::series, record.id, title);
            found.item.groups = record.groups.clone();
            Some(found)
        };
        self.series.values().filter_map(waits).collect()
    }

    fn of_requests(&self, caller: &Caller, _: Nanos) -> Vec<Found> {
        let open = self.requests.values().filter(|r| r.decision.is_none());
        let open = open.filter(|_| self.is_admin(caller));
        open.map(|r| {
            let title = r.principal.to_text();
            let (at, kind) = (r.meta.created_at, Kind::link_request);
            found(Reason::link_request_waits, at, kind, r.id, &title)
        })
        .collect()
    }

    fn of_groups(&self, reason: Reason, now: Nanos) -> Vec<Found> {
        let mut all = Vec::new();
        for group in self.groups.values() {
            let of = |at: Nanos| {
                let mut found = found(reason, at, Kind::group, group.id, &group.details.name);
                found.item.groups = vec![group.id];
                found.item.slug = Some(group.details.slug.clone());
                found
            };
            if groups::open(group).is_some() {
                let waits = reason == Reason::proposal_waits;
                all.extend(waits.then(|| {
                    let mut found = of(group.meta.created_at);
                    // Oldest first, and the older ones have the smaller numbers.
                    found.place = group.id;
                    found
                }));
            }
            if !groups::accepted(group) {
                continue;
            }
            let state = summaries::state(group);
            let works = matches!(state, LifecycleState::active | LifecycleState::paused);
            let active = state == LifecycleState::active;
            match reason {
                Reason::role_vacant | Reason::term_ends if works && !self.rests(&[group.id]) => {
                    for (i, role) in group.roles.iter().enumerate() {
                        if role.kind == Some(RoleKind::emeritus) {
                            continue;
                        }
                        let at = match (reason, role.person) {
                            (Reason::term_ends, Some(_)) => role.until.as_ref().and_then(end),
                            (Reason::role_vacant, None) if role.until.is_none() => {
                                Some(role.from.as_ref().and_then(first).unwrap_or(0))
                            }
                            _ => None,
                        };
                        all.extend(at.map(|at| {
                            let mut found = of(at);
                            found.place = at + i as u64;
                            found.item.person = role.person;
                            found.item.part = role.label.clone();
                            found
                        }));
                    }
                }
                Reason::unconfirmed if works && !self.rests(&[group.id]) => {
                    all.push(of(group.confirmed_at.unwrap_or(group.meta.created_at)));
                }
                Reason::no_meeting if active => all.extend(self.last_met(group, now).map(of)),
                Reason::report_due if active => {
                    let reports = self.reports.values();
                    let here = reports.filter(|r| r.details.groups.contains(&group.id));
                    let last = here.map(summaries::report_time).max();
                    all.extend(last.filter(|at| *at > 0).map(of));
                }
                Reason::successor_missing if state == LifecycleState::archived => {
                    let named = group.relations.iter();
                    let mut named = named.map(|r| r.kind);
                    let merged = named.any(|kind| kind == Some(RelationKind::merged_into));
                    let at = group
                        .resting_since
                        .filter(|_| !merged && !self.succeeded(group.id));
                    all.extend(at.map(of));
                }
                _ => {}
            }
        }
        all
    }

    fn succeeded(&self, group: Id) -> bool {
        let accepted = self.groups.values().filter(|g| groups::accepted(g));
        let mut told = accepted.flat_map(|g| &g.relations);
        told.any(|r| r.group == group && r.kind == Some(RelationKind::successor_of))
    }

    /// When a group met last; none while another meeting comes.
    fn last_met(&self, group: &Group, now: Nanos) -> Option<Nanos> {
        let meetings = self.meetings.values();
        let here: Vec<&Meeting> = meetings
            .filter(|m| m.details.groups.contains(&group.id))
            .collect();
        let single = |m: &&&Meeting| m.details.occurrence.is_none();
        let later = here
            .iter()
            .filter(single)
            .any(|m| m.details.when.begins() >= Some(now));
        if later || self.has_dates(group.id, now) {
            return None;
        }
        let times = here.iter().map(|m| summaries::meeting_time(m));
        let past = times.filter(|at| *at > 0 && *at <= now).max();
        past.or(Some(group.meta.created_at))
    }

    /// What other groups say of a group.
    pub(super) fn related(&self, group: Id) -> Vec<GroupRelation> {
        let others = self.groups.values().filter(|g| groups::accepted(g));
        let told = others.flat_map(|other| other.relations.iter().map(move |r| (other.id, r)));
        told.filter(|(_, r)| r.group == group)
            .map(|(other, r)| GroupRelation {
                group: other,
                ..r.clone()
            })
            .collect()
    }
}

/// Whether a reason is told for single groups, or for the whole registry alone.
fn is_of_groups(reason: Reason) -> bool {
    !matches!(reason, Reason::proposal_waits | Reason::link_request_waits)
}
