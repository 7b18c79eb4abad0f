//! Writes the data of files into a registry through its public interface.

use std::collections::HashMap;
use std::fmt;
use std::path::Path;

use anyhow::{Result, anyhow};
use workgroups::domain::{
    Error, Id, Kind, Operation, PublishMinutes, Refusal, SetProfile, Written,
};

use super::existing::{Existing, Known};
use super::matching::item_keys;
use super::whole::counted;
use super::{series_updates, updates};
use crate::client::{BATCH_OPERATIONS, Client, Item, Way};
use crate::failure::Failure;
use crate::files::convert::{self, Ids};
use crate::files::format::{Data, Group, Meeting, Profile, Series};
use crate::files::read::read;
use crate::files::revisions::Revisions;

/// Calls a method of the canister with Candid arguments, and returns the Candid reply.
pub type Call<'a> = dyn FnMut(&str, Vec<u8>) -> Result<Vec<u8>, String> + 'a;

/// Is told after each message how many records are written, and says whether to go on.
pub type Progress<'a> = dyn FnMut(usize) -> Result<()> + 'a;

/// How many records were written.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Summary {
    pub people: usize,
    pub groups: usize,
    pub initiatives: usize,
    pub series: usize,
    pub meetings: usize,
    pub minutes: usize,
    pub action_items: usize,
    pub reports: usize,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Summary {
            people,
            groups,
            initiatives,
            series,
            meetings,
            minutes,
            action_items,
            reports,
        } = self;
        write!(
            f,
            "{people} people, {groups} groups, {series} series, {meetings} meetings ({minutes} with minutes), \
             {action_items} action items, {initiatives} initiatives, {reports} reports"
        )
    }
}

/// Reads the files of a folder and writes them into a registry in which nothing is yet, as a
/// caller who may write everything: a controller of the canister, or an admin.
///
/// Each kind of record is written in batches, all or none; when one is refused, those before it
/// stay.
///
/// # Errors
/// When a file cannot be read, a record names one that no file describes, a call fails, or the
/// registry refuses; the message says which record, and why.
pub fn load(folder: &Path, call: &mut Call<'_>) -> Result<Summary, String> {
    let data = read(folder)?;
    write(&data, call)
}

/// Writes data into a registry in which nothing is yet. As [`load`], without the files.
///
/// # Errors
/// As [`load`].
pub fn write(data: &Data, call: &mut Call<'_>) -> Result<Summary, String> {
    let mut client = Client::new(Updates(call));
    written(
        &mut client,
        data,
        Existing::default(),
        true,
        &mut |_| Ok(()),
    )
    .map_err(|error| format!("{error:#}"))
}

/// Calls of updates as a way to the canister, which is never asked anything.
struct Updates<'a, 'c>(&'a mut Call<'c>);

impl Way for Updates<'_, '_> {
    fn query(&mut self, method: &str, _: Vec<u8>) -> Result<Vec<u8>> {
        Err(anyhow!(
            "{method} is asked of a registry in which nothing is yet"
        ))
    }

    fn update(&mut self, method: &str, argument: Vec<u8>) -> Result<Vec<u8>> {
        (self.0)(method, argument).map_err(|error| anyhow!(error))
    }
}

/// Writes data into a registry: what is there already is changed where it differs, the rest is
/// made. Each kind of record is written in batches, all or none; when one is refused, those before
/// it stay.
///
/// # Errors
/// When a record names one that is neither described nor there, the canister does not answer, or
/// the registry refuses.
pub fn write_changes(
    client: &mut Client<'_>,
    data: &Data,
    existing: Existing,
    progress: &mut Progress<'_>,
) -> Result<Summary> {
    written(client, data, existing, false, progress)
}

fn written(
    client: &mut Client<'_>,
    data: &Data,
    existing: Existing,
    is_new: bool,
    progress: &mut Progress<'_>,
) -> Result<Summary> {
    let mut writer = Writer {
        client,
        revisions: revisions(&existing),
        existing,
        is_new,
        numbers: HashMap::new(),
        progress,
        written: 0,
    };
    if let Some(profile) = &data.profile {
        writer.profile(profile)?;
    }
    writer.people(data)?;
    writer.groups(data)?;
    writer.initiatives(data)?;
    writer.series(data)?;
    let minutes = writer.meetings(data)?;
    writer.action_items(data)?;
    writer.reports(data)?;
    Ok(Summary {
        people: data.people.len(),
        groups: data.groups.len(),
        initiatives: data.initiatives.len(),
        series: data.series.len(),
        meetings: data.meetings.len(),
        minutes,
        action_items: data.action_items.len(),
        reports: data.reports.len(),
    })
}

fn revisions(existing: &Existing) -> Revisions {
    let mut revisions = Revisions::default();
    macro_rules! learn {
        ($($list:ident: $kind:ident;)*) => { $(
            for Known { id, revision, .. } in existing.$list.values() {
                revisions.learn(Kind::$kind, *id, *revision);
            }
        )* };
    }
    learn! {
        people: person;
        groups: group;
        initiatives: initiative;
        series: series;
        meetings: meeting;
        action_items: action_item;
        reports: report;
    }
    revisions
}

/// An operation, and the record that it makes, which has no number yet.
struct Step {
    item: Item,
    makes: Option<(Kind, String)>,
}

pub(super) struct Writer<'a, 'c, 'p> {
    pub(super) client: &'a mut Client<'c>,
    pub(super) existing: Existing,
    pub(super) revisions: Revisions,
    /// Whether nothing is in the registry yet, which then is not asked for anything.
    pub(super) is_new: bool,
    /// The numbers that the next records get, by kind, as far as is known.
    pub(super) numbers: HashMap<Kind, Id>,
    pub(super) progress: &'a mut Progress<'p>,
    /// Operations that are done.
    pub(super) written: usize,
}

impl Writer<'_, '_, '_> {
    fn ids(&self) -> &Ids {
        &self.existing.ids
    }

    /// Sets the profile. In a new registry, whatever the revision of the registry's own record is
    /// by now: it counts the admins and limits too, which are set up before.
    fn profile(&mut self, profile: &Profile) -> Result<()> {
        let profile = convert::profile(profile);
        let operation = |expected_revision| {
            vec![Operation::set_profile(SetProfile {
                expected_revision,
                profile: profile.clone(),
            })]
        };
        let known = self.existing.profile.as_ref().map(|known| known.revision);
        let mut reply = self.client.apply(operation(known.unwrap_or(0)))?;
        if let (None, Err(refusal)) = (known, &reply)
            && let Some(Error::conflict { current_revision }) = refusal.error
        {
            reply = self.client.apply(operation(current_revision))?;
        }
        let refused = |refusal: Refusal| Failure::refused("the profile", &refusal);
        reply.map_err(refused)?;
        self.written += 1;
        (self.progress)(self.written)
    }

    fn people(&mut self, data: &Data) -> Result<()> {
        let mut steps = Vec::new();
        for person in &data.people {
            let name = format!("person {}", person.handle);
            let update = match self.existing.people.get(&person.handle) {
                Some(old) => Some(updates::person(person, old, &mut self.revisions)),
                None => None,
            };
            let create = || Ok(Operation::create_person(convert::person(person)));
            add(
                &mut steps,
                name,
                (Kind::person, &person.handle),
                update,
                create,
            )?;
        }
        self.send(steps)
    }

    /// Groups are written from the top down, because a subgroup names its parent's number.
    fn groups(&mut self, data: &Data) -> Result<()> {
        let mut waiting: Vec<&Group> = data.groups.iter().collect();
        while !waiting.is_empty() {
            let is_ready = |g: &&Group| {
                let parent = g.parent.as_ref();
                parent
                    .is_none_or(|p| p.starts_with('#') || self.ids().get(Kind::group, p).is_some())
            };
            let (ready, later): (Vec<_>, Vec<_>) = waiting.into_iter().partition(is_ready);
            if ready.is_empty() {
                let stuck: Vec<_> = later.iter().map(|g| g.slug.as_str()).collect();
                return Err(Failure::file(format!(
                    "no file describes the parents of these groups, or they are their own ancestors: {}",
                    stuck.join(", ")
                ))
                .into());
            }
            let mut steps = Vec::new();
            for group in ready {
                let Existing { ids, groups, .. } = &self.existing;
                let old = groups.get(&group.slug);
                let update = old.map(|old| updates::group(ids, group, old, &mut self.revisions));
                let create = || ids.group(group).map(Operation::create_group);
                let name = format!("group {}", group.slug);
                add(&mut steps, name, (Kind::group, &group.slug), update, create)?;
            }
            self.send(steps)?;
            waiting = later;
        }
        self.standing(data)
    }

    /// What groups say of each other, and how they keep minutes.
    fn standing(&mut self, data: &Data) -> Result<()> {
        let mut steps = Vec::new();
        for group in &data.groups {
            let Existing { ids, groups, .. } = &self.existing;
            let old = groups.get(&group.slug);
            let id = ids.find(Kind::group, &group.slug);
            let operations =
                id.and_then(|id| updates::standing(ids, id, group, old, &mut self.revisions));
            let nothing = || Err("has no number".to_owned());
            let name = format!("group {}", group.slug);
            let of = (Kind::group, &group.slug[..]);
            add(&mut steps, name, of, Some(operations), nothing)?;
        }
        self.send(steps)
    }

    fn initiatives(&mut self, data: &Data) -> Result<()> {
        let mut steps = Vec::new();
        for new in &data.initiatives {
            let Existing {
                ids, initiatives, ..
            } = &self.existing;
            let old = initiatives.get(&new.slug);
            let update = old.map(|old| updates::initiative(ids, new, old, &mut self.revisions));
            let create = || ids.initiative(new).map(Operation::create_initiative);
            let name = format!("initiative {}", new.slug);
            add(
                &mut steps,
                name,
                (Kind::initiative, &new.slug),
                update,
                create,
            )?;
        }
        self.send(steps)
    }

    /// Writes new series in the order of the files, because one that goes on from another names
    /// its number, each with what was announced for its dates; then what changed in the others.
    fn series(&mut self, data: &Data) -> Result<()> {
        let is_new = |series: &&Series| !self.existing.series.contains_key(&series.slug);
        let new: Vec<&Series> = data.series.iter().filter(is_new).collect();
        let steps = |writer: &mut Self, series: &Series| {
            let Existing { ids, .. } = &writer.existing;
            let mut operations = vec![ids.begin_series(series, data, &mut writer.revisions)?];
            operations.extend(ids.announcements(series, &mut writer.revisions)?);
            Ok(operations)
        };
        self.make_whole(Kind::series, &new, |series| &series.slug, steps)?;
        let mut steps = Vec::new();
        for series in &data.series {
            let Existing {
                ids, series: known, ..
            } = &self.existing;
            let Some(old) = known.get(&series.slug) else {
                continue;
            };
            let name = format!("a date of series {}", series.slug);
            let operations = series_updates::series(ids, series, old, &mut self.revisions);
            let nothing = || Err("has no number".to_owned());
            add(
                &mut steps,
                name,
                (Kind::series, &series.slug),
                Some(operations),
                nothing,
            )?;
        }
        self.send(steps)
    }

    /// Writes meetings, new ones with their minutes; tells how many have some.
    fn meetings(&mut self, data: &Data) -> Result<usize> {
        let known = &self.existing.meetings;
        let is_new = |meeting: &&Meeting| !known.contains_key(&meeting.slug);
        let (new, changed): (Vec<_>, Vec<_>) = data.meetings.iter().partition(is_new);
        let mut steps = Vec::new();
        for meeting in changed {
            let Existing { ids, meetings, .. } = &self.existing;
            let old = meetings.get(&meeting.slug);
            let update = old.map(|old| updates::meeting(ids, meeting, old, &mut self.revisions));
            let nothing = || Err("is not there".to_owned());
            let name = format!("meeting {}", meeting.slug);
            add(
                &mut steps,
                name,
                (Kind::meeting, &meeting.slug),
                update,
                nothing,
            )?;
        }
        self.send(steps)?;
        let steps = |writer: &mut Self, meeting: &Meeting| {
            let ids = &writer.existing.ids;
            let mut operations = vec![Operation::create_meeting(ids.meeting_details(meeting)?)];
            if let Some(minutes) = &meeting.minutes {
                let id = ids.find(Kind::meeting, &meeting.slug)?;
                operations.push(Operation::publish_minutes(PublishMinutes {
                    id,
                    expected_revision: writer.revisions.take(Kind::meeting, id),
                    minutes: ids.minutes(minutes)?,
                }));
            }
            Ok(operations)
        };
        for some in new.chunks(BATCH_OPERATIONS) {
            self.make_whole(Kind::meeting, some, |meeting| &meeting.slug, steps)?;
        }
        Ok(data.meetings.iter().filter(|m| m.minutes.is_some()).count())
    }

    fn action_items(&mut self, data: &Data) -> Result<()> {
        let mut steps = Vec::new();
        for (new, key) in data.action_items.iter().zip(item_keys(&data.action_items)) {
            let Existing {
                ids, action_items, ..
            } = &self.existing;
            let old = action_items.get(&key);
            let update = old.map(|old| updates::action_item(ids, new, old, &mut self.revisions));
            let create = || ids.action_item(new).map(Operation::create_action_item);
            let name = format!("action item \"{}\"", new.title);
            add(&mut steps, name, (Kind::action_item, &key), update, create)?;
        }
        self.send(steps)
    }

    fn reports(&mut self, data: &Data) -> Result<()> {
        let mut steps = Vec::new();
        for new in &data.reports {
            let Existing { ids, reports, .. } = &self.existing;
            let old = reports.get(&new.slug);
            let update = old.map(|old| updates::report(ids, new, old, &mut self.revisions));
            let create = || ids.report(new).map(Operation::create_report);
            let name = format!("report {}", new.slug);
            add(&mut steps, name, (Kind::report, &new.slug), update, create)?;
        }
        self.send(steps)
    }

    /// Sends operations, and learns the numbers of what they made.
    fn send(&mut self, steps: Vec<Step>) -> Result<()> {
        let (items, made): (Vec<_>, Vec<_>) = steps
            .into_iter()
            .map(|step| (step.item, step.makes))
            .unzip();
        let done = &mut counted(self.written, self.progress);
        let written: Vec<Written> = self.client.send_all(items, done)?;
        self.written += written.len();
        for (made, written) in made.into_iter().zip(written) {
            if let Some((kind, name)) = made {
                self.existing.ids.learn(kind, name, written.id);
            }
        }
        Ok(())
    }
}

/// The steps of a record: those that change it, or the one that makes it.
fn add(
    steps: &mut Vec<Step>,
    name: String,
    (kind, slug): (Kind, &str),
    update: Option<Result<Vec<Operation>, String>>,
    create: impl FnOnce() -> Result<Operation, String>,
) -> Result<()> {
    let fault = |fault: String| Failure::file(format!("{name} {fault}"));
    let (operations, makes) = match update {
        Some(operations) => (operations.map_err(fault)?, None),
        None => (
            vec![create().map_err(fault)?],
            Some((kind, slug.to_owned())),
        ),
    };
    steps.extend(operations.into_iter().map(|operation| Step {
        item: Item {
            name: name.clone(),
            operation,
            number: None,
            joins: false,
        },
        makes: makes.clone(),
    }));
    Ok(())
}
