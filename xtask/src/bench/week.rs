//! A week of a community, replayed on the network with its time moved on: how many requests for
//! pages a query answers at once, how many wait for an update, and what all of it costs.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use bench::sample;
use candid::{decode_one, encode_one};
use workgroups::domain::{
    GiveFeedback, MeetingDetails, Operation, Ref, Subject, UpdateGroup, UpdateMeeting,
};
use workgroups::wire::{GroupReply, MeetingReply};

use super::community::{Size, fill, group_details, lead, stranger};
use super::docs::{Table, short};
use super::live::{Live, Work};
use super::table::thousands;
use super::trace::{self, Happening, Parameters, WEEK_MINUTES};

const MINUTE_NANOS: u64 = 60_000_000_000;
const DAY: u64 = 86_400;
/// Pages that were waited for, of which it is printed how often.
const WAITS: usize = 20;

/// What a week was.
#[derive(Debug, Default)]
pub struct Week {
    /// Requests for pages, and how many of them a query answered at once.
    pub asked: u64,
    pub at_once: u64,
    /// Requests that an update was not taken for, because as much was spent as may be.
    pub put_off: u64,
    /// First answers of pages that nobody had asked for before.
    pub new_pages: u64,
    /// Messages of leads, of those who hold no office, for pages; and timers.
    pub edits: Work,
    pub strangers: Work,
    pub pages: Work,
    pub timers: Work,
    /// Bytes of memory at the end, and of these those that came with the records of meetings.
    pub memory: u64,
    pub of_meetings: u64,
    pub meetings: u64,
}

/// Replays the week.
pub fn replay(live: &Live<'_>, parameters: &Parameters) -> Result<Week> {
    let size = Size {
        groups: parameters.get("groups")?,
        meetings: parameters.get("meetings")?,
    };
    let empty = live.memory()?;
    fill(live, size)?;
    let mut replay = Replay {
        live,
        week: Week::default(),
        made: size.groups * size.meetings,
        people: 0,
        known: BTreeMap::new(),
    };
    replay.week.meetings = replay.made;
    replay.week.of_meetings = live.memory()?.saturating_sub(empty);
    replay.before(size)?;
    let trace = trace::of_week(parameters)?;
    replay.run(&trace)?;
    replay.week.memory = live.memory()?;
    replay.print_waits();
    Ok(replay.week)
}

struct Replay<'a> {
    live: &'a Live<'a>,
    week: Week,
    /// Meetings there are.
    made: u64,
    /// Strangers that have come.
    people: u64,
    /// Pages that were asked for, and how often that was waited for.
    known: BTreeMap<String, u64>,
}

impl Replay<'_> {
    /// The weeks before: each page was asked for, as fast as the budgets let it be.
    fn before(&mut self, size: Size) -> Result<()> {
        let crawled = trace::pages(size.groups, size.groups * size.meetings);
        for address in crawled.into_iter().chain(trace::other_pages(size.groups)) {
            while self.live.page_by_update(&address)?.is_none() {
                self.live.wait(3_600);
            }
            self.known.insert(address, 0);
        }
        // To the beginning of a day.
        let now = self.live.now() / 1_000_000_000;
        self.live.wait(DAY - now % DAY);
        Ok(())
    }

    /// Prints the pages that were waited for most.
    fn print_waits(&self) {
        let mut waits: Vec<(u64, &str)> = self.known.iter().map(|(a, n)| (*n, &a[..])).collect();
        waits.sort_unstable_by(|a, b| b.cmp(a));
        for (times, address) in waits.iter().take(WAITS).filter(|(times, _)| *times > 0) {
            println!("  {address} was waited for {times} times");
        }
    }

    fn run(&mut self, trace: &[(u64, Happening)]) -> Result<()> {
        let begin = self.live.now();
        let mut happenings = trace.iter().peekable();
        for minute in 0..=WEEK_MINUTES {
            let before = self.live.work()?;
            self.live.set_time(begin + minute * MINUTE_NANOS);
            self.live.settle();
            self.week.timers += self.live.work()? - before;
            while let Some((_, happening)) = happenings.next_if(|(at, _)| *at <= minute) {
                self.let_happen(happening)?;
            }
        }
        Ok(())
    }

    fn let_happen(&mut self, happening: &Happening) -> Result<()> {
        if let Happening::Page(address) = happening {
            return self.ask(address);
        }
        let before = self.live.work()?;
        let is_stranger = match happening {
            Happening::Page(_) => false,
            Happening::EditMeeting(id) => self.edit_meeting(*id)?,
            Happening::NewMeeting { group } => self.new_meeting(*group)?,
            Happening::EditGroup(id) => self.edit_group(*id)?,
            Happening::Join(group) => self.come(&Operation::join_group(*group))?,
            Happening::Feedback(group) => self.come(&Operation::give_feedback(GiveFeedback {
                subject: Subject::group(*group),
                text: "This helped. Next time with more time for questions, please.".into(),
            }))?,
        };
        let work = self.live.work()? - before;
        match is_stranger {
            true => self.week.strangers += work,
            false => self.week.edits += work,
        }
        // Nobody comes within the seconds after an edit in which its pages are made again.
        let before = self.live.work()?;
        self.live.wait(2);
        self.week.timers += self.live.work()? - before;
        Ok(())
    }

    /// Asks for a page as a gateway does: by a query, and by an update if that cannot answer.
    fn ask(&mut self, address: &str) -> Result<()> {
        let response = self.live.page(address)?;
        self.week.asked += 1;
        if response.upgrade != Some(true) {
            ensure!(
                response.status_code == 200,
                "{address}: {}",
                response.status_code
            );
            self.week.at_once += 1;
            return Ok(());
        }
        let before = self.live.work()?;
        let response = self.live.page_by_update(address)?;
        self.week.pages += self.live.work()? - before;
        match response {
            None => self.week.put_off += 1,
            Some(response) => {
                ensure!(
                    response.status_code == 200,
                    "{address}: {}",
                    response.status_code
                );
                let waited = self.known.get_mut(address);
                match waited {
                    Some(waited) => *waited += 1,
                    None => self.week.new_pages += 1,
                }
                self.known.entry(address.to_owned()).or_default();
            }
        }
        Ok(())
    }

    fn edit_meeting(&self, id: u64) -> Result<bool> {
        let (reply, _) = self.live.query("get_meeting", encode_one(Ref::id(id))?)?;
        let MeetingReply::Ok(Some(meeting)) = decode_one(&reply)? else {
            anyhow::bail!("there is no meeting {id}");
        };
        let mut details: MeetingDetails = meeting.details;
        details.summary = details.summary.map(|s| s + " with minutes");
        let by = lead(*details.groups.first().context("a meeting is of a group")?);
        let operation = Operation::update_meeting(UpdateMeeting {
            id,
            expected_revision: meeting.meta.revision,
            details,
        });
        self.live.execute(by, &operation)?;
        Ok(false)
    }

    fn new_meeting(&mut self, group: u64) -> Result<bool> {
        self.made += 1;
        let meeting = Operation::create_meeting(sample::meeting(self.made, group));
        self.live.execute(lead(group), &meeting)?;
        Ok(false)
    }

    fn edit_group(&self, id: u64) -> Result<bool> {
        let (reply, _) = self.live.query("get_group", encode_one(Ref::id(id))?)?;
        let GroupReply::Ok(Some(group)) = decode_one(&reply)? else {
            anyhow::bail!("there is no group {id}");
        };
        let expected_revision = group.meta.revision;
        let operation = Operation::update_group(UpdateGroup {
            id,
            expected_revision,
            details: group_details(id, sample::word(expected_revision)),
        });
        self.live.execute(lead(id), &operation)?;
        Ok(false)
    }

    /// Somebody new does something.
    fn come(&mut self, operation: &Operation) -> Result<bool> {
        self.people += 1;
        self.live.execute(stranger(self.people), operation)?;
        Ok(true)
    }
}

impl Week {
    pub fn table(&self) -> Table {
        let mut table = Table::new(&["a week", "", "a day"]);
        let share = |part: u64| {
            let percent = part as f64 / self.asked.max(1) as f64 * 100.0;
            format!("{percent:.2} %")
        };
        let waited = self.asked - self.at_once;
        let count = |number: u64| [thousands(number), thousands(number / 7)];
        let of_all = |number: u64| [thousands(number), share(number)];
        let cost = |work: &Work| [short(work.cycles()), short(work.cycles() / 7)];
        table.row("requests for pages", count(self.asked));
        table.row("answered by a query at once", of_all(self.at_once));
        table.row("waited for an update", of_all(waited));
        table.row(
            "of these: put off, because as much was spent as may be",
            of_all(self.put_off),
        );
        table.row(
            "of these: pages that nobody had asked for before",
            of_all(self.new_pages),
        );
        table.row("cycles of first answers, by updates", cost(&self.pages));
        table.row("cycles of edits", cost(&self.edits));
        table.row("cycles of what strangers did", cost(&self.strangers));
        table.row("cycles of timers: renewal above all", cost(&self.timers));
        table
    }
}
