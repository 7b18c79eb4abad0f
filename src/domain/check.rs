//! Checks of input. A check notes every fault that it finds, so that a refusal names them all.

use std::fmt;

use super::calendar::local::{FIRST_YEAR, LAST_YEAR};
use super::calendar::zones::Zone;
use super::common::{Id, Kind, Link, Participant};
use super::date::{PartialDate, When};
use super::error::Error;
use super::letters;
use super::series::to_seconds;
use super::settings::{FAULTS, HANDLE_BYTES, Limits, SLUG_BYTES};
use super::withholding::{is_reserved, is_stand_in};
use crate::base::Fault;

/// How many records of each kind were ever made. Records that others refer to are numbered from
/// 1 and never removed, so this tells whether a reference leads anywhere.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known {
    made: [u64; Kind::ALL.len()],
}

impl Known {
    pub fn made(&self, kind: Kind) -> u64 {
        self.made[usize::from(kind.code())]
    }

    pub fn set(&mut self, kind: Kind, made: u64) {
        self.made[usize::from(kind.code())] = made;
    }
}

/// Why a slug or handle is refused that would stand for one that is withheld.
const RESERVED: &str = "begins with \"withheld-\", as what stands for names that are withheld";

/// Collects the faults of one input.
#[derive(Debug)]
pub struct Check<'a> {
    limits: &'a Limits,
    known: &'a Known,
    faults: Vec<Fault>,
    /// Whether texts may be what stands for others.
    takes_stand_ins: bool,
}

/// The name of a field, which is written when a fault is found and not before.
pub trait Field: fmt::Display + Copy {}

impl<T: fmt::Display + Copy> Field for T {}

/// How long a text may be; the bytes stand in the limits.
#[derive(Clone, Copy, Debug)]
pub enum Size {
    Name,
    Paragraph,
    Text,
}

impl<'a> Check<'a> {
    pub fn new(limits: &'a Limits, known: &'a Known) -> Self {
        Check {
            limits,
            known,
            faults: Vec::new(),
            takes_stand_ins: false,
        }
    }

    /// A check of what a log says: some of its texts may be withheld, and others stand for them.
    pub fn of_log(limits: &'a Limits, known: &'a Known) -> Self {
        Check {
            takes_stand_ins: true,
            ..Check::new(limits, known)
        }
    }

    fn is_reserved(&self, name: &str) -> bool {
        !self.takes_stand_ins && is_reserved(name)
    }

    /// Notes a fault.
    pub fn fault(&mut self, field: impl Field, reason: impl Into<String>) {
        if self.faults.len() < FAULTS {
            self.faults.push(Fault {
                field: field.to_string(),
                reason: reason.into(),
            });
        }
    }

    /// Notes the faults of a part that was checked by itself, under the part's name.
    pub fn faults_within(&mut self, part: &str, faults: Vec<Fault>) {
        for fault in faults {
            self.fault(format_args!("{part}.{}", fault.field), fault.reason);
        }
    }

    /// The refusal, if any fault was found.
    pub fn done(self) -> Result<(), Error> {
        match self.faults.is_empty() {
            true => Ok(()),
            false => Err(Error::invalid {
                faults: self.faults,
            }),
        }
    }

    fn bytes(&self, size: Size) -> usize {
        let limit = match size {
            Size::Name => self.limits.name_bytes,
            Size::Paragraph => self.limits.paragraph_bytes,
            Size::Text => self.limits.text_bytes,
        };
        limit as usize
    }

    /// A text that may be empty.
    pub fn text(&mut self, field: impl Field, value: &str, size: Size) {
        if self.takes_stand_ins && is_stand_in(value) {
            return;
        }
        let limit = self.bytes(size);
        if value.len() > limit {
            return self.fault(field, format!("is longer than {limit} bytes"));
        }
        let lines = !matches!(size, Size::Name);
        if let Some(reason) = letters::fault(value, lines) {
            self.fault(field, reason);
        }
        if !lines && value.trim() != value {
            self.fault(field, "begins or ends with a space");
        }
    }

    /// A text that says something.
    pub fn required(&mut self, field: impl Field, value: &str, size: Size) {
        if value.trim().is_empty() {
            return self.fault(field, "is empty");
        }
        self.text(field, value, size);
    }

    /// A text that is absent, or says something.
    pub fn optional(&mut self, field: impl Field, value: &Option<String>, size: Size) {
        if let Some(value) = value {
            self.required(field, value, size);
        }
    }

    /// The length of a list. A list that is too long is not looked into.
    pub fn list<'v, T>(&mut self, field: impl Field, list: &'v [T]) -> &'v [T] {
        let limit = self.limits.list_entries as usize;
        if list.len() > limit {
            self.fault(field, format!("has more than {limit} entries"));
            return &[];
        }
        list
    }

    /// A list of names, none twice.
    pub fn names(&mut self, field: impl Field, list: &[String]) {
        let list = self.list(field, list);
        for (i, name) in list.iter().enumerate() {
            self.required(format_args!("{field}[{i}]"), name, Size::Name);
            if list[..i].contains(name) {
                self.fault(format_args!("{field}[{i}]"), "stands in the list twice");
            }
        }
    }

    /// Language tags as in BCP 47: subtags of letters and digits, joined by hyphens.
    pub fn languages(&mut self, field: impl Field, list: &[String]) {
        let list = self.list(field, list);
        for (i, tag) in list.iter().enumerate() {
            let subtag = |s: &str| {
                (1..=8).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_alphanumeric())
            };
            let first_is_letters = tag
                .split('-')
                .next()
                .is_some_and(|s| s.len() >= 2 && s.bytes().all(|b| b.is_ascii_alphabetic()));
            if !first_is_letters || tag.len() > 35 || !tag.split('-').all(subtag) {
                self.fault(
                    format_args!("{field}[{i}]"),
                    "is not a language tag such as \"en\" or \"zh-Hans\"",
                );
            }
        }
    }

    /// The number of a record that exists.
    pub fn id(&mut self, field: impl Field, kind: Kind, id: Id) {
        if id == 0 || id > self.known.made(kind) {
            let name = format!("{kind:?}").replace('_', " ");
            self.fault(field, format!("is not the number of a {name}"));
        }
    }

    /// The numbers of records that exist, none twice.
    pub fn ids(&mut self, field: impl Field, kind: Kind, list: &[Id], at_least_one: bool) {
        if at_least_one && list.is_empty() {
            self.fault(field, "is empty");
        }
        let list = self.list(field, list);
        for (i, id) in list.iter().enumerate() {
            self.id(format_args!("{field}[{i}]"), kind, *id);
            if list[..i].contains(id) {
                self.fault(format_args!("{field}[{i}]"), "stands in the list twice");
            }
        }
    }

    /// Origins as browsers write them, none twice.
    pub fn origins(&mut self, field: impl Field, list: &[String], most: usize) {
        let reason = "is not an origin such as \"https://example.org\": a lower-case host, a port \
                      only if it is not the usual one, nothing behind it, and http only for \
                      localhost";
        self.addresses(field, list, most, super::origin::is_origin, reason);
    }

    /// Domain names, none twice.
    pub fn domains(&mut self, field: impl Field, list: &[String], most: usize) {
        let reason = "is not a lower-case domain name such as \"groups.example.org\"";
        self.addresses(field, list, most, super::origin::is_domain, reason);
    }

    fn addresses(
        &mut self,
        field: impl Field,
        list: &[String],
        most: usize,
        is_good: fn(&str) -> bool,
        reason: &str,
    ) {
        if list.len() > most {
            return self.fault(field, format!("has more than {most} entries"));
        }
        for (i, address) in list.iter().enumerate() {
            if !is_good(address) {
                self.fault(format_args!("{field}[{i}]"), reason);
            }
            if list[..i].contains(address) {
                self.fault(format_args!("{field}[{i}]"), "stands in the list twice");
            }
        }
    }

    /// Lower-case letters, digits and single hyphens between them.
    pub fn slug(&mut self, field: impl Field, slug: &str) {
        let ok = |s: &str| {
            !s.is_empty()
                && s.bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        if self.is_reserved(slug) {
            self.fault(field, RESERVED);
        } else if slug.len() > SLUG_BYTES {
            self.fault(field, format!("is longer than {SLUG_BYTES} bytes"));
        } else if !slug.split('-').all(ok) {
            self.fault(
                field,
                "is not made of lower-case letters and digits with hyphens between",
            );
        }
    }

    /// Letters and digits of any script with dots, hyphens and underscores between.
    pub fn handle(&mut self, field: impl Field, handle: &str) {
        let joins = ['.', '-', '_'];
        if self.is_reserved(handle) {
            self.fault(field, RESERVED);
        } else if handle.len() > HANDLE_BYTES {
            self.fault(field, format!("is longer than {HANDLE_BYTES} bytes"));
        } else if let Some(ending) = address_ending(handle) {
            let reason = format!("ends in \"{ending}\", as addresses of other forms of a page do");
            self.fault(field, reason);
        } else if !handle
            .split(joins)
            .all(|s| !s.is_empty() && s.chars().all(char::is_alphanumeric))
        {
            self.fault(
                field,
                "is not made of letters and digits with dots, hyphens or underscores between",
            );
        }
    }

    pub fn date(&mut self, field: impl Field, date: &Option<PartialDate>) {
        let Some(date) = date else { return };
        if let Some(fault) = date.fault() {
            self.fault(field, fault);
        }
        self.optional(format_args!("{field}.text"), &date.text, Size::Name);
    }

    /// The first of two dates is not after the last.
    pub fn period(
        &mut self,
        field: impl Field,
        from: &Option<PartialDate>,
        until: &Option<PartialDate>,
    ) {
        let first = from.as_ref().and_then(PartialDate::first_instant);
        let end = until.as_ref().and_then(PartialDate::end_instant);
        if let (Some(first), Some(end)) = (first, end)
            && first >= end
        {
            self.fault(field, "is before the beginning");
        }
    }

    pub fn when(&mut self, field: impl Field, when: &When) {
        self.date(format_args!("{field}.date"), &when.date);
        self.optional(format_args!("{field}.text"), &when.text, Size::Name);
        let zone = match &when.zone {
            None => Zone::named("UTC"),
            Some(name) => Zone::named(name),
        };
        match (zone, when.start) {
            (Err(fault), _) => self.fault(format_args!("{field}.zone"), fault.reason),
            (Ok(zone), Some(start)) => {
                // The calendars have no earlier and no later years.
                let year = zone.local_at(to_seconds(start)).year;
                if !(FIRST_YEAR..=LAST_YEAR).contains(&year) {
                    let reason = format!(
                        "is in the year {year}, outside {FIRST_YEAR} to {LAST_YEAR}; it is counted \
                         in nanoseconds since 1970-01-01 UTC"
                    );
                    self.fault(format_args!("{field}.start"), reason);
                }
            }
            (Ok(_), None) => {}
        }
    }

    pub fn links(&mut self, field: impl Field, links: &[Link]) {
        for (i, link) in self.list(field, links).iter().enumerate() {
            let at = format_args!("{field}[{i}]");
            if link.kind.is_none() {
                self.fault(format_args!("{at}.kind"), "is missing or unknown");
            }
            self.optional(format_args!("{at}.label"), &link.label, Size::Name);
            match &link.url {
                Some(url) => self.url(format_args!("{at}.url"), url),
                None if link.label.is_none() => {
                    self.fault(at, "has neither an address nor a label")
                }
                None => {}
            }
        }
    }

    fn url(&mut self, field: impl Field, url: &str) {
        let limit = self.limits.url_bytes as usize;
        if url.len() > limit {
            return self.fault(field, format!("is longer than {limit} bytes"));
        }
        if let Some(reason) = letters::address_fault(url) {
            self.fault(field, reason);
        }
    }

    pub fn participants(&mut self, field: impl Field, list: &[Participant]) {
        for (i, p) in self.list(field, list).iter().enumerate() {
            let at = format_args!("{field}[{i}]");
            if p.person.is_none() && p.name.is_none() {
                self.fault(at, "names neither a person nor a name");
            }
            if let Some(person) = p.person {
                self.id(format_args!("{at}.person"), Kind::person, person);
            }
            self.optional(format_args!("{at}.name"), &p.name, Size::Name);
            self.optional(format_args!("{at}.affiliation"), &p.affiliation, Size::Name);
        }
    }
}

/// What a page's address ends in where another form of it is asked for: a name that ends so would
/// stand for another record's.
const ADDRESS_ENDINGS: [&str; 6] = [".json", ".md", ".ics", ".xml", ".html", ".txt"];

/// The ending that a name shares with addresses, however it is spelled.
fn address_ending(name: &str) -> Option<&'static str> {
    let folded = crate::base::text::folded(name);
    let mut endings = ADDRESS_ENDINGS.into_iter();
    endings.find(|ending| folded.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(look: impl FnOnce(&mut Check)) -> Vec<Fault> {
        let limits = Limits::default();
        let known = Known::default();
        let mut check = Check::new(&limits, &known);
        look(&mut check);
        check.faults
    }

    #[test]
    fn all_faults_of_an_input_are_noted() {
        let found = faults(|c| {
            c.slug("slug", "No Slug");
            c.required("name", "  ", Size::Name);
            c.text("scope", "a\u{0}b", Size::Paragraph);
        });
        assert_eq!(found.len(), 3);
    }

    #[test]
    fn addresses_that_a_page_could_run_are_refused() {
        let link = |url: &str| Link {
            kind: Some(super::super::LinkKind::other),
            label: None,
            url: Some(url.into()),
        };
        for bad in [
            "javascript:alert(1)",
            "https://",
            "https://a b",
            "data:text/html,x",
            "https://a\"b",
        ] {
            assert_eq!(faults(|c| c.links("links", &[link(bad)])).len(), 1, "{bad}");
        }
        for good in [
            "https://example.org/x?y=%20#z",
            "HTTP://example.org",
            "mailto:a@example.org",
        ] {
            assert!(
                faults(|c| c.links("links", &[link(good)])).is_empty(),
                "{good}"
            );
        }
    }

    #[test]
    fn handles_of_any_script_are_taken() {
        for good in [
            "dieter.sommer",
            "dfx-json",
            "刺猬",
            "8yeargangDAO",
            "John_steven",
        ] {
            assert!(faults(|c| c.handle("handle", good)).is_empty(), "{good}");
        }
        for bad in ["", "a b", ".a", "a..b", "@a", "a/b"] {
            assert_eq!(faults(|c| c.handle("handle", bad)).len(), 1, "{bad}");
        }
    }

    #[test]
    fn text_that_reads_backwards_is_refused() {
        assert_eq!(
            faults(|c| c.text("t", "abc\u{202E}def", Size::Text)).len(),
            1
        );
        assert!(faults(|c| c.text("t", "多行\n文字 👩‍👩‍👧", Size::Text)).is_empty());
        assert_eq!(faults(|c| c.text("t", "two\nlines", Size::Name)).len(), 1);
    }

    /// The reasons for which something is refused.
    fn reasons(look: impl FnOnce(&mut Check)) -> Vec<String> {
        faults(look).into_iter().map(|fault| fault.reason).collect()
    }

    #[test]
    fn what_is_as_long_as_it_may_be_is_taken_and_one_more_is_refused() {
        let link = |bytes: usize| Link {
            kind: Some(super::super::LinkKind::other),
            label: None,
            url: Some(format!("https://e.org/{}", "a".repeat(bytes - 14))),
        };
        let most = Limits::default().url_bytes as usize;
        let addresses = |count: usize| -> Vec<String> {
            (0..count).map(|n| format!("https://e.org/{n}")).collect()
        };
        let all = |c: &mut Check, more: usize| {
            c.slug("slug", &"a".repeat(SLUG_BYTES + more));
            c.handle("handle", &"a".repeat(HANDLE_BYTES + more));
            c.links("links", &[link(most + more)]);
            c.addresses("origins", &addresses(3 + more), 3, |_| true, "");
            c.text("name", &"a".repeat(300 + more), Size::Name);
        };
        assert_eq!(reasons(|c| all(c, 0)), [""; 0]);
        let refused = [
            format!("is longer than {SLUG_BYTES} bytes"),
            format!("is longer than {HANDLE_BYTES} bytes"),
            format!("is longer than {most} bytes"),
            "has more than 3 entries".to_owned(),
            "is longer than 300 bytes".to_owned(),
        ];
        assert_eq!(reasons(|c| all(c, 1)), refused);
        // Far beyond is refused as well.
        assert_eq!(reasons(|c| all(c, 2)), refused);
    }

    #[test]
    fn tags_of_languages_are_those_of_bcp_47() {
        let longest = format!("en{}-abcde", "-abcdefgh".repeat(3));
        assert_eq!(longest.len(), 35);
        for good in ["en", "zh-Hans", "de-AT-1996", longest.as_str()] {
            let found = reasons(|c| c.languages("languages", &[good.to_owned()]));
            assert_eq!(found, [""; 0], "{good}");
        }
        let too_long = format!("{longest}f");
        let far_too_long = format!("{longest}fg");
        for bad in [
            "",
            "e",
            "12",
            "1a",
            "en-",
            "en-a_b",
            "en-ninechars",
            too_long.as_str(),
            far_too_long.as_str(),
        ] {
            let found = reasons(|c| c.languages("languages", &[bad.to_owned()]));
            assert_eq!(found.len(), 1, "{bad}");
        }
    }

    #[test]
    fn of_very_many_faults_a_certain_number_is_told() {
        let found = faults(|c| (0..FAULTS + 10).for_each(|_| c.fault("field", "reason")));
        assert_eq!(found.len(), FAULTS);
    }
}
