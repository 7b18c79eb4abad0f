//! Writes the data into a registry through its public interface.

use std::collections::HashMap;
use std::fmt;
use std::path::Path;

use candid::{CandidType, Decode, Encode};
use workgroups::domain::{Error, Id, Operation, PublishMinutes, Refusal, SetProfile, Written};

use crate::convert::{self, Ids};
use crate::format::{Data, Group, Profile};
use crate::read::read;
use crate::series::Revisions;

/// Operations in one call; a registry takes 200 unless its admins set another limit.
const BATCH_OPERATIONS: usize = 100;
/// Bytes of operations in one call; a message to a canister has at most 2 MiB.
const BATCH_BYTES: usize = 1_000_000;

/// Calls a method of the canister with Candid arguments, and returns the Candid reply.
pub type Call<'a> = dyn FnMut(&str, Vec<u8>) -> Result<Vec<u8>, String> + 'a;

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
    let mut loader = Loader {
        call,
        ids: Ids::default(),
    };
    if let Some(profile) = &data.profile {
        loader.profile(profile)?;
    }
    loader.people(data)?;
    loader.groups(data)?;
    loader.initiatives(data)?;
    loader.series(data)?;
    let minutes = loader.meetings(data)?;
    loader.action_items(data)?;
    loader.reports(data)?;
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

#[derive(CandidType)]
struct Batch<'a> {
    operations: &'a [Operation],
}

/// An operation on its way, and what its record is called in an error.
struct Item {
    name: String,
    operation: Operation,
}

struct Loader<'a, 'c> {
    call: &'a mut Call<'c>,
    ids: Ids,
}

impl Loader<'_, '_> {
    /// Sets the profile, whatever the revision of the registry's own record is by now: it counts
    /// the admins and limits too, which are set up before.
    fn profile(&mut self, profile: &Profile) -> Result<(), String> {
        let profile = convert::profile(profile);
        let operation = |expected_revision| {
            vec![Operation::set_profile(SetProfile {
                expected_revision,
                profile: profile.clone(),
            })]
        };
        let mut reply = self.apply(&operation(0))?;
        if let Err(Refusal {
            error: Some(Error::conflict { current_revision }),
            ..
        }) = reply
        {
            reply = self.apply(&operation(current_revision))?;
        }
        reply
            .map(|_| ())
            .map_err(|refusal| format!("the profile was refused: {}", refusal.message))
    }

    fn people(&mut self, data: &Data) -> Result<(), String> {
        let items = data.people.iter().map(|p| {
            item(
                format!("person {}", p.handle),
                Ok(convert::person(p)),
                Operation::create_person,
            )
        });
        let items = items.collect::<Result<_, _>>()?;
        let written = self.send(items)?;
        self.ids.people = numbers(data.people.iter().map(|p| &p.handle), &written);
        Ok(())
    }

    /// Groups are written from the top down, because a subgroup names its parent's number.
    fn groups(&mut self, data: &Data) -> Result<(), String> {
        let mut waiting: Vec<&Group> = data.groups.iter().collect();
        while !waiting.is_empty() {
            let is_ready = |g: &&Group| {
                g.parent
                    .as_ref()
                    .is_none_or(|p| self.ids.groups.contains_key(p))
            };
            let (ready, later): (Vec<_>, Vec<_>) = waiting.into_iter().partition(is_ready);
            if ready.is_empty() {
                let stuck: Vec<_> = later.iter().map(|g| g.slug.as_str()).collect();
                return Err(format!(
                    "no file describes the parents of these groups, or they are their own ancestors: {}",
                    stuck.join(", ")
                ));
            }
            let items = ready.iter().map(|g| {
                item(
                    format!("group {}", g.slug),
                    self.ids.group(g),
                    Operation::create_group,
                )
            });
            let items = items.collect::<Result<_, _>>()?;
            let written = self.send(items)?;
            self.ids
                .groups
                .extend(numbers(ready.iter().map(|g| &g.slug), &written));
            waiting = later;
        }
        Ok(())
    }

    fn initiatives(&mut self, data: &Data) -> Result<(), String> {
        let items = data.initiatives.iter().map(|i| {
            item(
                format!("initiative {}", i.slug),
                self.ids.initiative(i),
                Operation::create_initiative,
            )
        });
        let items = items.collect::<Result<_, _>>()?;
        let written = self.send(items)?;
        self.ids.initiatives = numbers(data.initiatives.iter().map(|i| &i.slug), &written);
        Ok(())
    }

    /// Writes series in the order of the files, because one that goes on from another names its
    /// number, and then what was announced for their dates.
    fn series(&mut self, data: &Data) -> Result<(), String> {
        let mut revisions = Revisions::default();
        for series in &data.series {
            let name = format!("series {}", series.slug);
            let operation = self.ids.begin_series(series, data, &mut revisions);
            let written = self.send(vec![item(name, operation, |operation| operation)?])?;
            let number = numbers(std::iter::once(&series.slug), &written);
            self.ids.series.extend(number);
        }
        let mut items = Vec::new();
        for series in &data.series {
            let name = || format!("a date of series {}", series.slug);
            let announced = self.ids.announcements(series, &mut revisions);
            let announced = announced.map_err(|fault| format!("{} {fault}", name()))?;
            items.extend(announced.into_iter().map(|operation| Item {
                name: name(),
                operation,
            }));
        }
        self.send(items).map(|_| ())
    }

    /// Writes meetings, then publishes the minutes of those that have some; tells how many have.
    fn meetings(&mut self, data: &Data) -> Result<usize, String> {
        let items = data.meetings.iter().map(|m| {
            item(
                format!("meeting {}", m.slug),
                self.ids.meeting_details(m),
                Operation::create_meeting,
            )
        });
        let items = items.collect::<Result<_, _>>()?;
        let written = self.send(items)?;
        self.ids.meetings = numbers(data.meetings.iter().map(|m| &m.slug), &written);

        let with_minutes = data
            .meetings
            .iter()
            .zip(&written)
            .filter_map(|(m, written)| {
                let minutes = m.minutes.as_ref()?;
                Some(item(
                    format!("minutes of {}", m.slug),
                    self.ids.minutes(minutes),
                    |minutes| {
                        let (id, expected_revision) = (written.id, written.revision);
                        Operation::publish_minutes(PublishMinutes {
                            id,
                            expected_revision,
                            minutes,
                        })
                    },
                ))
            });
        let items = with_minutes.collect::<Result<_, _>>()?;
        Ok(self.send(items)?.len())
    }

    fn action_items(&mut self, data: &Data) -> Result<(), String> {
        let items = data.action_items.iter().map(|a| {
            item(
                format!("action item \"{}\"", a.title),
                self.ids.action_item(a),
                Operation::create_action_item,
            )
        });
        let items = items.collect::<Result<_, _>>()?;
        self.send(items).map(|_| ())
    }

    fn reports(&mut self, data: &Data) -> Result<(), String> {
        let items = data.reports.iter().map(|r| {
            item(
                format!("report {}", r.slug),
                self.ids.report(r),
                Operation::create_report,
            )
        });
        let items = items.collect::<Result<_, _>>()?;
        self.send(items).map(|_| ())
    }

    /// Sends operations in as few calls as they fit into.
    fn send(&mut self, items: Vec<Item>) -> Result<Vec<Written>, String> {
        let mut all = Vec::new();
        let (mut names, mut batch, mut bytes) = (Vec::new(), Vec::new(), 0);
        for Item { name, operation } in items {
            let size = Encode!(&operation)
                .map_err(|e| format!("{name}: {e}"))?
                .len();
            if batch.len() == BATCH_OPERATIONS || (bytes + size > BATCH_BYTES && !batch.is_empty())
            {
                all.extend(self.send_batch(&names, &batch)?);
                names.clear();
                batch.clear();
                bytes = 0;
            }
            names.push(name);
            batch.push(operation);
            bytes += size;
        }
        if !batch.is_empty() {
            all.extend(self.send_batch(&names, &batch)?);
        }
        Ok(all)
    }

    fn send_batch(
        &mut self,
        names: &[String],
        operations: &[Operation],
    ) -> Result<Vec<Written>, String> {
        let written = self.apply(operations)?.map_err(|refusal| {
            let name = refusal.operation.and_then(|i| names.get(i as usize));
            let name = name.map_or("a batch", String::as_str);
            format!("{name} was refused: {}", refusal.message)
        })?;
        if written.len() != operations.len() {
            return Err(format!(
                "{} operations were sent, {} answered",
                operations.len(),
                written.len()
            ));
        }
        Ok(written)
    }

    fn apply(&mut self, operations: &[Operation]) -> Result<Result<Vec<Written>, Refusal>, String> {
        let arguments = Encode!(&Batch { operations }).map_err(|e| e.to_string())?;
        let reply = (self.call)("apply_batch", arguments)?;
        Decode!(&reply, Result<Vec<Written>, Refusal>)
            .map_err(|e| format!("the answer to apply_batch cannot be read: {e}"))
    }
}

fn item<T>(
    name: String,
    content: Result<T, String>,
    operation: impl FnOnce(T) -> Operation,
) -> Result<Item, String> {
    match content {
        Ok(content) => Ok(Item {
            name,
            operation: operation(content),
        }),
        Err(fault) => Err(format!("{name} {fault}")),
    }
}

fn numbers<'a>(
    names: impl Iterator<Item = &'a String>,
    written: &[Written],
) -> HashMap<String, Id> {
    names.cloned().zip(written.iter().map(|w| w.id)).collect()
}
