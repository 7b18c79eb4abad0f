//! The trace of a week: what is asked for and edited in which minute, from the parameters in
//! `bench/week.txt`.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};

use crate::workspace::Workspace;

pub const DAY_MINUTES: u64 = 1_440;
pub const WEEK_MINUTES: u64 = 7 * DAY_MINUTES;
/// Pages that a visit begins with, or goes on to, beside groups and meetings.
const LISTS: [&str; 5] = ["/", "/groups", "/meetings", "/calendar", "/people"];

/// Something that happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happening {
    /// Somebody asks for a page.
    Page(String),
    EditMeeting(u64),
    NewMeeting {
        group: u64,
    },
    EditGroup(u64),
    Join(u64),
    Feedback(u64),
}

/// The parameters.
#[derive(Clone, Debug)]
pub struct Parameters(BTreeMap<String, u64>);

impl Parameters {
    /// # Errors
    /// When the file cannot be read, or a line is not a name and a number.
    pub fn read(workspace: &Workspace) -> Result<Self> {
        let path = workspace.root.join("bench/week.txt");
        let text = fs::read_to_string(path).context("cannot read bench/week.txt")?;
        let lines = text
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'));
        let pairs = lines.map(|line| {
            let (name, number) = line.split_once(' ').context("a name and a number")?;
            Ok((name.to_owned(), number.trim().parse()?))
        });
        Ok(Parameters(pairs.collect::<Result<_>>()?))
    }

    /// # Errors
    /// When there is none of this name.
    pub fn get(&self, name: &str) -> Result<u64> {
        let found = self.0.get(name).copied();
        found.with_context(|| format!("bench/week.txt has no {name}"))
    }
}

/// What happens in a week, by the minute.
///
/// # Errors
/// When a parameter is missing.
pub fn of_week(parameters: &Parameters) -> Result<Vec<(u64, Happening)>> {
    let get = |name| parameters.get(name);
    let mut trace = Trace {
        dice: Dice(get("seed")?),
        groups: get("groups")?,
        meetings: get("groups")? * get("meetings")?,
        all: Vec::new(),
    };
    for day in 0..7 {
        (0..get("edits")?).for_each(|_| trace.edit(day));
        (0..get("strangers")?).for_each(|_| trace.stranger(day));
        (0..get("visits")?).for_each(|_| trace.visit(day));
    }
    let every = get("poll_minutes")?;
    for _ in 0..get("calendars")? {
        let group = trace.dice.first_more_often(trace.groups);
        trace.poll(&format!("/groups/group-{group}/calendar.ics"), every);
    }
    for _ in 0..get("feeds")? {
        let group = trace.dice.first_more_often(trace.groups);
        trace.poll(&format!("/groups/group-{group}/feed.xml"), every);
    }
    (0..get("crawlers")?).for_each(|_| trace.crawl());
    trace.all.sort_by_key(|(minute, _)| *minute);
    Ok(trace.all)
}

/// The pages of all groups and meetings, as a crawler finds them.
pub fn pages(groups: u64, meetings: u64) -> Vec<String> {
    let groups = (1..=groups).map(|n| format!("/groups/group-{n}"));
    let meetings = (1..=meetings).map(|n| format!("/meetings/meeting-{n}"));
    groups.chain(meetings).collect()
}

/// The pages that readers and subscribers ask for beside those of a crawler.
pub fn other_pages(groups: u64) -> Vec<String> {
    let of_group = |n| ["calendar.ics", "feed.xml"].map(|file| format!("/groups/group-{n}/{file}"));
    let lists = LISTS.map(str::to_owned);
    lists
        .into_iter()
        .chain((1..=groups).flat_map(of_group))
        .collect()
}

struct Trace {
    dice: Dice,
    groups: u64,
    meetings: u64,
    all: Vec<(u64, Happening)>,
}

impl Trace {
    fn edit(&mut self, day: u64) {
        let group = 1 + self.dice.below(self.groups);
        let happening = match self.dice.below(4) {
            0 => Happening::NewMeeting { group },
            1 => Happening::EditGroup(group),
            _ => Happening::EditMeeting(1 + self.dice.below(self.meetings)),
        };
        let minute = self.by_day(day);
        self.all.push((minute, happening));
    }

    fn stranger(&mut self, day: u64) {
        let group = self.dice.first_more_often(self.groups);
        let happening = match self.dice.below(3) {
            0 => Happening::Feedback(group),
            _ => Happening::Join(group),
        };
        let minute = self.by_day(day);
        self.all.push((minute, happening));
    }

    fn visit(&mut self, day: u64) {
        let begin = self.by_day(day);
        for page in 0..=self.dice.below(5) {
            let address = match self.dice.below(4) {
                0 | 1 if page == 0 => "/".to_owned(),
                0 => LISTS[self.dice.below(LISTS.len() as u64) as usize].to_owned(),
                1 => {
                    let meeting = self.dice.first_more_often(self.meetings);
                    format!("/meetings/meeting-{}", self.meetings + 1 - meeting)
                }
                _ => format!("/groups/group-{}", self.dice.first_more_often(self.groups)),
            };
            self.all.push((begin + page, Happening::Page(address)));
        }
    }

    fn poll(&mut self, address: &str, every: u64) {
        let first = self.dice.below(every);
        let minutes = (first..WEEK_MINUTES).step_by(every as usize);
        let ask = |minute| (minute, Happening::Page(address.to_owned()));
        self.all.extend(minutes.map(ask));
    }

    /// Evenly over the week, from some page on.
    fn crawl(&mut self) {
        let mut pages = pages(self.groups, self.meetings);
        let count = pages.len() as u64;
        pages.rotate_left(self.dice.below(count) as usize);
        let at = |n: u64| n * WEEK_MINUTES / count;
        let asked = (0..)
            .zip(pages)
            .map(|(n, page)| (at(n), Happening::Page(page)));
        self.all.extend(asked);
    }

    /// A minute of a day, those around noon more often.
    fn by_day(&mut self, day: u64) -> u64 {
        let half = DAY_MINUTES / 2;
        day * DAY_MINUTES + self.dice.below(half) + self.dice.below(half)
    }
}

/// Numbers that follow from a seed (xorshift, 64 bit).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % end
    }

    /// From 1 to `end`; half of them in the first quarter, a quarter in the first sixteenth.
    fn first_more_often(&mut self, end: u64) -> u64 {
        let (a, b) = (self.below(1_000), self.below(1_000));
        1 + a * b * end / 1_000_000
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_parameters_make_equal_weeks_and_every_minute_is_of_the_week() {
        let names = [
            "seed",
            "groups",
            "meetings",
            "edits",
            "strangers",
            "visits",
            "calendars",
            "feeds",
            "poll_minutes",
            "crawlers",
        ];
        let parameters = Parameters(names.map(|name| (name.to_owned(), 9)).into());
        let (one, two) = (of_week(&parameters), of_week(&parameters));
        let (Ok(one), Ok(two)) = (one, two) else {
            unreachable!("no parameter is missing");
        };
        assert_eq!(one, two);
        // A visit that begins in the last minute goes on a little beyond.
        assert!(one.iter().all(|(minute, _)| *minute < WEEK_MINUTES + 5));
        assert!(one.len() > 1_000);
    }
}
