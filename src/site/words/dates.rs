//! Days, periods and clock readings in words.

use super::Language;
use crate::domain::PartialDate;
use crate::domain::calendar::local::LocalDateTime;

/// What a clock shows, such as `17:00`.
pub(in crate::site) fn clock(local: LocalDateTime) -> String {
    format!("{:02}:{:02}", local.hour, local.minute)
}

impl Language {
    pub(in crate::site) fn month_name(self, month: u8) -> &'static str {
        let at = usize::from(month).saturating_sub(1);
        self.words().months.get(at).copied().unwrap_or("?")
    }

    fn weekday(self, local: LocalDateTime) -> usize {
        local.weekday() as usize
    }

    /// A day such as `Tuesday 2 April 2024`.
    pub(in crate::site) fn day(self, local: LocalDateTime) -> String {
        let LocalDateTime {
            year, month, day, ..
        } = local;
        let weekday = self.words().weekdays[self.weekday(local)];
        let name = self.month_name(month);
        match self {
            Language::English => format!("{weekday} {day} {name} {year}"),
            Language::Chinese => format!("{year}年{name}{day}日{weekday}"),
        }
    }

    /// A day such as `Tue 2 Apr`, with the year where it is not the one that is told.
    pub(in crate::site) fn short_day(self, local: LocalDateTime, year: u16) -> String {
        let weekday = self.words().short_weekdays[self.weekday(local)];
        let (day, name) = (local.day, self.month_name(local.month));
        let other = (local.year != year).then_some(local.year);
        match (self, other) {
            (Language::English, None) => format!("{weekday} {day} {}", short(name)),
            (Language::English, Some(year)) => format!("{weekday} {day} {} {year}", short(name)),
            (Language::Chinese, None) => format!("{name}{day}日{weekday}"),
            (Language::Chinese, Some(year)) => format!("{year}年{name}{day}日{weekday}"),
        }
    }

    /// A month such as `April 2024`.
    pub(in crate::site) fn month(self, year: u16, month: u8) -> String {
        let name = self.month_name(month);
        match self {
            Language::English => format!("{name} {year}"),
            Language::Chinese => format!("{year}年{name}"),
        }
    }

    /// A date as far as it is known, such as `March 2023`; the words of its announcement where
    /// there are no numbers.
    pub(in crate::site) fn partial(self, date: &PartialDate) -> String {
        let month = date.month.map(|month| self.month_name(month));
        let parts: Vec<String> = match self {
            Language::English => [
                date.day.map(|day| day.to_string()),
                month.map(str::to_owned),
                date.year.map(|year| year.to_string()),
            ]
            .into_iter()
            .flatten()
            .collect(),
            Language::Chinese => [
                date.year.map(|year| format!("{year}年")),
                month.map(str::to_owned),
                date.day.map(|day| format!("{day}日")),
            ]
            .into_iter()
            .flatten()
            .collect(),
        };
        let joint = match self {
            Language::English => " ",
            Language::Chinese => "",
        };
        match parts.is_empty() {
            true => date.text.clone().unwrap_or_default(),
            false => parts.join(joint),
        }
    }

    /// A period such as `from May 2022 until 2023`.
    pub(in crate::site) fn period(
        self,
        from: Option<&PartialDate>,
        until: Option<&PartialDate>,
    ) -> String {
        let words = self.words();
        let told = |sentence, date: Option<&PartialDate>| {
            date.map(|date| super::fill(sentence, &[&self.partial(date)]))
        };
        let parts = [told(words.from, from), told(words.until, until)];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        parts.join(" ")
    }
}

/// The first three letters of an English name.
fn short(name: &str) -> &str {
    name.get(..3).unwrap_or(name)
}
