//! Random texts, names, dates and lists of references.

use workgroups::domain::*;

use super::{BEGINNING, DAY, Maker};
use crate::model::dice::Dice;

/// The words of all texts, so that searches find them.
const WORDS: [&str; 8] = [
    "token",
    "ledger",
    "bridge",
    "跨链",
    "会议",
    "DeFi",
    "ＷＡＬＬＥＴ",
    "Q1",
];

pub const TOPICS: [&str; 4] = ["defi", "DeFi", "跨链", "tools"];

const BAD_TEXTS: [&str; 5] = ["", "  ", "a\u{0}b", "abc\u{202E}fed", "non\u{FFFE}char"];

/// A few words.
pub fn words(dice: &mut Dice) -> String {
    let count = 1 + dice.below(3);
    let words: Vec<&str> = (0..count).map(|_| dice.pick(&WORDS)).collect();
    words.join(" ")
}

impl Maker<'_> {
    /// A text of one line.
    pub fn name(&mut self) -> String {
        if self.wrong() {
            let long = "x".repeat(self.plain.settings.limits.name_bytes as usize + 1);
            let bad = [&BAD_TEXTS[..], &["two\nlines", " padded", &long]].concat();
            return self.dice.pick(&bad).to_owned();
        }
        // At most 16 bytes: lists are ordered by the beginning of a name.
        let word = self.dice.pick(&WORDS);
        format!("{word} {}", self.dice.below(9))
    }

    /// A text of several lines that has to say something.
    pub fn text(&mut self) -> String {
        if self.wrong() {
            let long = "x".repeat(self.plain.settings.limits.text_bytes as usize + 1);
            let bad = [&BAD_TEXTS[..], &[&long]].concat();
            return self.dice.pick(&bad).to_owned();
        }
        let more = self.dice.maybe(words).unwrap_or_default();
        format!("{}\n{more}", words(self.dice))
    }

    pub fn maybe_name(&mut self) -> Option<String> {
        self.dice.one_in(3).then(|| self.name())
    }

    pub fn maybe_text(&mut self) -> Option<String> {
        self.dice.one_in(4).then(|| self.text())
    }

    /// A slug; there are few, so that they meet.
    pub fn slug(&mut self) -> String {
        if self.wrong() {
            let long = "s".repeat(SLUG_BYTES + 1);
            return self
                .dice
                .pick(&["", "Token", "a--b", "-a", "a b", "跨链", &long])
                .to_owned();
        }
        let word = self.dice.pick(&["token", "ledger", "bridge"]);
        format!("{word}-{}", self.dice.below(12))
    }

    /// A handle; some differ by case or width alone.
    pub fn handle(&mut self) -> String {
        if self.wrong() {
            return self
                .dice
                .pick(&[
                    "", "a b", ".ann", "ann.", "@ann", "a/b", "ann.json", "Ann.MD",
                ])
                .to_owned();
        }
        let name = self
            .dice
            .pick(&["ann", "Ann", "ＡＮＮ", "刺猬", "bob_x", "eve.y"]);
        format!("{name}{}", self.dice.below(6))
    }

    /// A partly known date, around the time of the run.
    pub fn date(&mut self) -> PartialDate {
        let text = self.maybe_name();
        if self.wrong() {
            let (year, month, day) = self.dice.pick(&[
                (Some(2023), Some(2), Some(29)),
                (Some(2024), Some(13), None),
                (Some(2024), None, Some(1)),
                (Some(0), None, None),
                (None, None, None),
                (Some(2024), Some(4), Some(31)),
            ]);
            return PartialDate {
                year,
                month,
                day,
                text,
            };
        }
        let year = Some(self.dice.pick(&[2024, 2025, 2026, 2026, 2026, 2027]));
        let month = self.dice.maybe(|d| 1 + d.below(12) as u8);
        let day = month.and_then(|_| self.dice.maybe(|d| 1 + d.below(28) as u8));
        PartialDate {
            year,
            month,
            day,
            text,
        }
    }

    pub fn maybe_date(&mut self) -> Option<PartialDate> {
        match self.dice.below(12) {
            0 => Some(PartialDate {
                month: Some(9),
                day: Some(29),
                ..PartialDate::default()
            }),
            1..=4 => Some(self.date()),
            _ => None,
        }
    }

    /// When a meeting is: exactly, partly, or not known.
    pub fn when(&mut self) -> When {
        let start = match self.dice.below(4) {
            0 => Some(self.now),
            1 => Some(BEGINNING + self.dice.below(200) * DAY),
            2 => Some(self.dice.pick(&[1, u64::MAX, BEGINNING])),
            _ => None,
        };
        let zone = match self.wrong() {
            true => Some("not a zone".to_owned()),
            false => self.dice.maybe(|_| "Europe/Zurich".to_owned()),
        };
        When {
            start,
            zone,
            date: self.maybe_date(),
            text: self.maybe_name(),
        }
    }

    pub fn links(&mut self) -> Vec<Link> {
        let count = self.dice.below(3);
        (0..count).map(|_| self.link()).collect()
    }

    fn link(&mut self) -> Link {
        let url = match self.wrong() {
            true => self
                .dice
                .pick(&["javascript:alert(1)", "https://", "https://a b", "ftp://x"]),
            false => self
                .dice
                .pick(&["https://example.org/跨", "mailto:a@example.org"]),
        };
        Link {
            kind: (!self.wrong()).then_some(LinkKind::forum),
            label: self.maybe_name(),
            url: (!self.wrong()).then(|| url.to_owned()),
        }
    }

    pub fn participants(&mut self) -> Vec<Participant> {
        let count = self.dice.below(3);
        (0..count).map(|_| self.participant()).collect()
    }

    fn participant(&mut self) -> Participant {
        let known = self.plain.made(Kind::person) > 0 && self.dice.one_in(2);
        let person = known.then(|| self.id(Kind::person));
        let name = match person.is_none() && !self.wrong() {
            true => Some(self.name()),
            false => None,
        };
        Participant {
            person,
            name,
            affiliation: self.maybe_name(),
        }
    }

    /// One group, or two, rarely none or the same one twice.
    pub fn groups(&mut self) -> Vec<Id> {
        let first = self.id(Kind::group);
        let second = self.id(Kind::group);
        match self.dice.below(12) {
            0..=3 if first != second => vec![first, second],
            0 => vec![first, first],
            1 => Vec::new(),
            _ => vec![first],
        }
    }

    /// Topics or tags, none twice as a rule.
    pub fn topics(&mut self) -> Vec<String> {
        let mut topics = self.dice.list(2, |d| d.pick(&TOPICS).to_owned());
        if !self.wrong() {
            topics.dedup();
        }
        topics
    }

    pub fn languages(&mut self) -> Vec<String> {
        let tags = match self.wrong() {
            true => ["x", "en_US", "123456789"],
            false => ["en", "zh-Hans", "de"],
        };
        self.dice.list(2, |d| d.pick(&tags).to_owned())
    }
}
