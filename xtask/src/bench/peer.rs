//! The registry beside a plain canister with the same records, both counted from the outside: from
//! the message as the network has it to the reply.

use anyhow::{Context, Result};
use bench::sample;
use candid::utils::ArgumentEncoder;
use candid::{decode_one, encode_args, encode_one};
use pocket_ic::PocketIc;
use workgroups::domain::{Limits, MeetingDetails, Operation, Ref, SetLimits, UpdateMeeting};
use workgroups::registry::{ListMeetings, RegistryInfo, Search};
use workgroups::wire::MeetingReply;

use super::community::{self, BEGINNING};
use super::docs::{Docs, short};
use super::live::{ADMIN, Live, request};
use super::table::{Columns, thousands};
use super::{SIZES, network};
use crate::build;
use crate::workspace::Workspace;

/// The group that has the meetings.
const GROUP: u64 = 1;
/// Meetings that one message loads.
const BATCH: u64 = 200;
/// Edits and new meetings that are counted; the mean is given.
const COUNTED: u64 = 8;
const TWO_WORDS: &str = "threshold 跨链";

/// Prints what both cost at each size up to the largest.
pub fn bench(workspace: &Workspace, docs: &Docs, largest: u64) -> Result<()> {
    let (ours, plain) = (
        super::module(workspace)?,
        build::of_benchmarks(workspace, "naive")?,
    );
    let network = network(workspace)?;
    let mut peers = Peers::install(&network, &ours, Some(&plain))?;
    let mut columns = Columns::default();
    let below = SIZES.into_iter().filter(|size| *size < largest);
    for size in below.chain([largest]) {
        peers.load(size)?;
        peers.measure(&mut columns)?;
    }
    docs.show("peer", &columns.table(&["plain"]))
}

/// What both of them cost; none for what the plain one does not do, or cannot do any more.
struct Row {
    name: &'static str,
    ours: u64,
    plain: Option<u64>,
}

/// Both canisters, with so many meetings.
pub struct Peers<'a> {
    ours: Live<'a>,
    wasm: Vec<u8>,
    plain: Option<Live<'a>>,
    loaded: u64,
}

impl<'a> Peers<'a> {
    /// Installs them, the plain one if its module is given.
    pub fn install(network: &'a PocketIc, wasm: &[u8], plain: Option<&[u8]>) -> Result<Self> {
        let ours = Live::install(network, wasm)?;
        ours.set_time(BEGINNING);
        ours.settle();
        let argument = SetLimits {
            expected_revision: revision(&ours)?,
            limits: Limits {
                records_per_group: 1_000_000,
                ..Limits::default()
            },
        };
        ours.execute(ADMIN, &Operation::set_limits(argument))?;
        ours.execute(
            ADMIN,
            &Operation::create_group(community::bare_group(GROUP)),
        )?;
        let plain = plain.map(|wasm| Live::install(network, wasm)).transpose()?;
        Ok(Peers {
            ours,
            wasm: wasm.to_vec(),
            plain,
            loaded: 0,
        })
    }

    /// Brings in meetings until there are so many.
    pub fn load(&mut self, size: u64) -> Result<()> {
        while self.loaded < size {
            let until = size.min(self.loaded + BATCH);
            let meetings = (self.loaded + 1..=until).map(|n| sample::meeting(n, GROUP));
            let meetings: Vec<_> = meetings.collect();
            if let Some(plain) = &self.plain {
                plain.send(ADMIN, "create_meetings", encode_one(&meetings)?)?;
            }
            let new = meetings.into_iter().map(Operation::create_meeting);
            self.ours.execute_all(ADMIN, new.collect())?;
            self.ours.wait(1);
            self.loaded = until;
        }
        // What is left of merging the index: the more there are, the more messages it takes.
        (0..20.max(size / 250)).for_each(|_| self.ours.wait(1));
        Ok(())
    }

    /// Adds what the operations cost now to a table.
    pub fn measure(&mut self, columns: &mut Columns) -> Result<()> {
        let size = format!("{} meetings", thousands(self.loaded));
        let mut rows = self.reading()?;
        rows.extend(self.writing()?);
        rows.extend(self.pages()?);
        columns.add(&size, &rows, |row| {
            let plain = row.plain.map_or_else(String::new, short);
            vec![row.name.to_owned(), short(row.ours), plain]
        });
        Ok(())
    }

    fn reading(&self) -> Result<Vec<Row>> {
        let middle = self.loaded / 2;
        let page = ListMeetings {
            group: Some(GROUP),
            until: sample::meeting(middle, GROUP).when.start,
            take: Some(50),
            ..ListMeetings::default()
        };
        let search = |text: &str| Search {
            text: text.into(),
            take: Some(20),
            ..Search::default()
        };
        let rare = format!("meeting-{middle}");
        Ok(vec![
            Row {
                name: "a meeting by number",
                ours: self
                    .ours
                    .query("get_meeting", encode_one(Ref::id(middle))?)?
                    .1,
                plain: self.plainly("get_meeting", (middle,))?,
            },
            Row {
                name: "a page of 50 meetings",
                ours: self.ours.query("list_meetings", encode_one(&page)?)?.1,
                plain: self.plainly("list_meetings", (middle,))?,
            },
            Row {
                name: "a search for two common words, 20 hits",
                ours: self.ours.query("search", encode_one(search(TWO_WORDS))?)?.1,
                plain: self.plainly("search_meetings", (TWO_WORDS,))?,
            },
            Row {
                name: "a search for a rare word",
                ours: self.ours.query("search", encode_one(search(&rare))?)?.1,
                plain: self.plainly("search_meetings", (&rare,))?,
            },
        ])
    }

    /// What a question to the plain canister costs; none when it goes beyond what a query may use.
    fn plainly(&self, method: &str, question: impl ArgumentEncoder) -> Result<Option<u64>> {
        let Some(plain) = &self.plain else {
            return Ok(None);
        };
        let question = encode_args(question)?;
        Ok(plain.query(method, question).ok().map(|(_, cost)| cost))
    }

    fn writing(&mut self) -> Result<Vec<Row>> {
        let (mut edit, mut edit_plainly) = (0, 0);
        for i in 0..COUNTED {
            let id = 1 + i * (self.loaded - 1) / COUNTED;
            let (argument, details) = edited(&self.ours, id)?;
            edit += counted(&self.ours, "update_meeting", argument)?;
            if let Some(plain) = &self.plain {
                let argument = encode_args((id, &details))?;
                edit_plainly += counted(plain, "update_meeting", argument)?;
            }
        }
        let (mut new, mut new_plainly) = (0, 0);
        for _ in 0..COUNTED {
            self.loaded += 1;
            let meeting = sample::meeting(self.loaded, GROUP);
            let argument = encode_one(&meeting)?;
            new += counted(&self.ours, "create_meeting", argument.clone())?;
            if let Some(plain) = &self.plain {
                new_plainly += counted(plain, "create_meeting", argument)?;
            }
        }
        let mean = |sum: u64| sum / COUNTED;
        let plain = |sum: u64| self.plain.as_ref().map(|_| mean(sum));
        Ok(vec![
            Row {
                name: "an edit of a meeting",
                ours: mean(edit),
                plain: plain(edit_plainly),
            },
            Row {
                name: "a new meeting",
                ours: mean(new),
                plain: plain(new_plainly),
            },
        ])
    }

    /// Pages, which the plain canister has none of, and memory.
    fn pages(&self) -> Result<Vec<Row>> {
        let address = format!("/meetings/meeting-{}", self.loaded / 2);
        let before = self.ours.work()?.instructions;
        let first = self.ours.page_by_update(&address)?;
        first.context("a page's first answer is made")?;
        let first = self.ours.work()?.instructions - before;
        let question = encode_one(request(&address))?;
        let (_, again) = self.ours.query("http_request", question)?;
        let plain = self.plain.as_ref().map(Live::memory).transpose()?;
        let alone = |name, ours| Row {
            name,
            ours,
            plain: None,
        };
        Ok(vec![
            alone("a page's first answer, by an update", first),
            alone("the same page by a query, with its proof", again),
            Row {
                name: "bytes of memory, with code and heap, for a meeting",
                ours: self.ours.memory()? / self.loaded,
                plain: plain.map(|bytes| bytes / self.loaded),
            },
            alone("an upgrade", self.ours.upgrade(&self.wasm)?),
        ])
    }
}

/// What an update costs, without the timers that it sets off.
fn counted(live: &Live<'_>, method: &str, argument: Vec<u8>) -> Result<u64> {
    let before = live.work()?.instructions;
    live.send(ADMIN, method, argument)?;
    let cost = live.work()?.instructions - before;
    live.wait(2);
    Ok(cost)
}

/// The argument of an edit of a meeting, whose summary then ends in other words; and its details.
fn edited(live: &Live<'_>, id: u64) -> Result<(Vec<u8>, MeetingDetails)> {
    let (reply, _) = live.query("get_meeting", encode_one(Ref::id(id))?)?;
    let MeetingReply::Ok(Some(meeting)) = decode_one(&reply)? else {
        anyhow::bail!("there is no meeting {id}");
    };
    let mut details = meeting.details;
    details.summary = details.summary.map(|s| s + " with minutes");
    let argument = UpdateMeeting {
        id,
        expected_revision: meeting.meta.revision,
        details: details.clone(),
    };
    Ok((encode_one(&argument)?, details))
}

/// The revision of the registry's own record.
fn revision(live: &Live<'_>) -> Result<u64> {
    let (reply, _) = live.query("about", encode_args(())?)?;
    Ok(decode_one::<RegistryInfo>(&reply)?.meta.revision)
}
