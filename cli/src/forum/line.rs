//! What one line of a directory tells: links, people, dates.

use serde::de::DeserializeOwned;

use crate::files::format::{Link, PartialDate};
use crate::files::{LinkKind, RoleKind};

/// What a link is, by a word of its label.
const KINDS: [(&str, LinkKind); 22] = [
    ("discord", LinkKind::chat),
    ("chat", LinkKind::chat),
    ("slack", LinkKind::chat),
    ("telegram", LinkKind::chat),
    ("matrix", LinkKind::chat),
    ("forum", LinkKind::forum),
    ("thread", LinkKind::forum),
    ("mailing list", LinkKind::forum),
    ("github", LinkKind::code),
    ("gitlab", LinkKind::code),
    ("repo", LinkKind::code),
    ("code", LinkKind::code),
    ("recording", LinkKind::recording),
    ("video", LinkKind::recording),
    ("notes", LinkKind::notes),
    ("minutes", LinkKind::notes),
    ("slides", LinkKind::slides),
    ("calendar", LinkKind::calendar),
    ("location", LinkKind::location),
    ("zoom", LinkKind::location),
    ("charter", LinkKind::document),
    ("website", LinkKind::website),
];
/// What a role is, by a word of its label; of several the first.
const ROLES: [(&str, RoleKind); 7] = [
    ("emeritus", RoleKind::emeritus),
    ("coordinator", RoleKind::coordinator),
    ("co-lead", RoleKind::co_lead),
    ("lead", RoleKind::lead),
    ("chair", RoleKind::lead),
    ("scribe", RoleKind::scribe),
    ("liaison", RoleKind::liaison),
];
/// Bytes of a text in which links are looked for.
const MOST_BYTES: usize = 20_000;
/// Bytes within which the words of a link end.
const MOST_WORDS: usize = 600;
/// Words for a role that nobody has.
const NOBODY: [&str; 4] = ["tbd", "tba", "vacant", "nobody"];
/// Words of a link that say nothing beside the label of its line.
const NO_WORDS: [&str; 3] = ["link", "here", "url"];
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// A link in a text, with its words; they are empty where it stands bare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linked {
    pub words: String,
    pub url: String,
}

/// Somebody whom a line names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    Handle {
        handle: String,
        url: Option<String>,
    },
    Name {
        name: String,
        url: Option<String>,
    },
    /// The role is vacant, in the words of the line.
    Nobody(String),
}

/// The kind of a word of the files, such as `chat`.
pub fn named<T: DeserializeOwned>(word: &str) -> Option<T> {
    let word = word.trim().replace(' ', "_");
    serde_yaml_ng::from_value(serde_yaml_ng::Value::String(word)).ok()
}

/// A text and the kind that it ends with in brackets: `Lead of the year (other)`.
pub fn with_kind<T: DeserializeOwned>(text: &str) -> (&str, Option<T>) {
    let inside = text
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once(" ("));
    match inside.and_then(|(before, word)| Some((before, named(word)?))) {
        Some((before, kind)) => (before.trim_end(), Some(kind)),
        None => (text, None),
    }
}

/// The role that a label means.
pub fn role_kind(label: &str) -> Option<RoleKind> {
    let label = label.to_lowercase();
    let meant = ROLES.iter().find(|(word, _)| label.contains(word));
    meant.map(|(_, kind)| *kind)
}

fn link_kind(label: &str) -> Option<LinkKind> {
    let label = label.to_lowercase();
    let meant = KINDS.iter().find(|(word, _)| label.contains(word));
    meant.map(|(_, kind)| *kind)
}

/// The links of a text, and what else it says. In one that is too long none are looked for.
pub fn links(text: &str) -> (Vec<Linked>, String) {
    if text.len() > MOST_BYTES {
        return (Vec::new(), text.to_owned());
    }
    let (mut found, mut rest, mut left) = (Vec::new(), String::new(), text);
    while let Some(at) = next_link(left) {
        let (before, from) = left.split_at(at);
        rest.push_str(before);
        let (link, behind) = match from.strip_prefix('[').and_then(in_brackets) {
            Some(taken) => taken,
            None => bare(from),
        };
        found.push(link);
        left = behind;
    }
    rest.push_str(left);
    (found, rest.trim().to_owned())
}

/// Where the next link begins.
fn next_link(text: &str) -> Option<usize> {
    let bracket = text
        .match_indices('[')
        .map(|(at, _)| at)
        .find(|at| in_brackets(&text[at + 1..]).is_some());
    let bare = ["https://", "http://"]
        .into_iter()
        .filter_map(|s| text.find(s));
    bracket.into_iter().chain(bare).min()
}

/// A link behind its first bracket. The address goes to the last bracket before a space.
fn in_brackets(text: &str) -> Option<(Linked, &str)> {
    let near = &text[..text.floor_char_boundary(MOST_WORDS)];
    let (words, behind) = text.split_at(near.find("](")?);
    let behind = &behind[2..];
    let end = behind.find(char::is_whitespace).unwrap_or(behind.len());
    let end = behind[..end].rfind(')')?;
    let url = behind[..end].trim();
    let is_one = !words.contains(['[', ']']) && url.starts_with("http");
    is_one.then(|| {
        let (words, url) = (words.trim().to_owned(), url.to_owned());
        (Linked { words, url }, &behind[end + 1..])
    })
}

fn bare(text: &str) -> (Linked, &str) {
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let (url, rest) = text.split_at(end);
    let (words, url) = (String::new(), url.to_owned());
    (Linked { words, url }, rest)
}

/// The link of a line with a label, such as `Discord: [DeFi Channel](https://…)`; None where the line
/// is about something else. `Link:` gives the label and the kind as they are.
pub fn link(label: &str, value: &str) -> Option<Link> {
    let (value, told) = with_kind::<LinkKind>(value);
    let (mut found, rest) = links(value);
    let one = match found.len() {
        0 => None,
        1 if rest.is_empty() => found.pop(),
        _ => return None,
    };
    if label == "Link" {
        let words = one.as_ref().map_or(value, |one| &one.words);
        return Some(Link {
            kind: told?,
            label: (!words.is_empty()).then(|| words.to_owned()),
            url: one.map(|one| one.url),
        });
    }
    let kind = told.or_else(|| link_kind(label));
    let words = one.as_ref().map_or(value, |one| &one.words);
    let says_nothing = words.is_empty()
        || words.eq_ignore_ascii_case(label)
        || NO_WORDS.contains(&words.to_lowercase().as_str());
    let full = match (label.is_empty(), says_nothing) {
        (true, _) => words.to_owned(),
        (_, true) => label.to_owned(),
        _ => format!("{label}: {words}"),
    };
    let kind = match &one {
        Some(one) => kind
            .or_else(|| link_kind(&full))
            .or_else(|| link_kind(&one.url)),
        None => kind,
    };
    let is_told = one.is_some() || kind.is_some();
    is_told.then(|| Link {
        kind: kind.unwrap_or(LinkKind::other),
        label: Some(full),
        url: one.map(|one| one.url),
    })
}

/// The people whom a text names and nothing else, in its order.
pub fn people(text: &str) -> Option<Vec<Who>> {
    let parts = text.replace(" and ", ", ");
    let parts = parts
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let people: Option<Vec<Who>> = parts.map(who).collect();
    people.filter(|people| !people.is_empty())
}

fn who(part: &str) -> Option<Who> {
    if is_nobody(part) {
        return Some(Who::Nobody(part.to_owned()));
    }
    let (mut found, rest) = links(part);
    let (name, url) = match found.pop() {
        Some(one) if rest.is_empty() && found.is_empty() => (one.words, Some(one.url)),
        Some(_) => return None,
        None => (part.to_owned(), None),
    };
    let name = name.strip_prefix('@')?.trim_end_matches('.').to_owned();
    let is_handle = name
        .chars()
        .all(|c| c.is_alphanumeric() || ['.', '-', '_'].contains(&c));
    match is_handle && !name.is_empty() {
        true => Some(Who::Handle { handle: name, url }),
        false if name.is_empty() => None,
        // Only a link says where a name ends.
        false => url.map(|url| Who::Name {
            name,
            url: Some(url),
        }),
    }
}

/// A date in words, such as `April 7, 2022, at 7:00 pm CET`: what is understood, and the words.
/// `2022-04-07` has no words beside, and `spring [2022]` says what its words mean.
pub fn date(text: &str) -> PartialDate {
    let words = |date: PartialDate, words: &str| PartialDate {
        text: Some(words.to_owned()),
        ..date
    };
    if let Some(date) = numbers(text) {
        return date;
    }
    let meant = text
        .strip_suffix(']')
        .and_then(|text| text.rsplit_once(" ["));
    if let Some((said, date)) = meant.and_then(|(said, date)| Some((said, numbers(date)?))) {
        return words(date, said);
    }
    let date = words(understood(text), text);
    // A day that no month has is no more than words.
    match domain(&date).fault() {
        None => date,
        Some(_) => PartialDate {
            year: None,
            month: None,
            day: None,
            ..date
        },
    }
}

fn domain(date: &PartialDate) -> workgroups::domain::PartialDate {
    workgroups::domain::PartialDate {
        year: date.year,
        month: date.month,
        day: date.day,
        text: date.text.clone(),
    }
}

/// The words that [`date`] reads as a date.
pub fn show(date_: &PartialDate) -> String {
    let digits = |date: &PartialDate| match (date.year, date.month, date.day) {
        (Some(year), Some(month), Some(day)) => format!("{year:04}-{month:02}-{day:02}"),
        (Some(year), Some(month), None) => format!("{year:04}-{month:02}"),
        (Some(year), ..) => format!("{year:04}"),
        (None, Some(month), Some(day)) => format!("--{month:02}-{day:02}"),
        (None, Some(month), None) => format!("--{month:02}"),
        _ => String::new(),
    };
    match &date_.text {
        None => digits(date_),
        Some(text) if date(text) == *date_ => text.clone(),
        Some(text) => format!("{text} [{}]", digits(date_)),
    }
}

/// `2022`, `2022-04`, `2022-04-07`, `--04`, `--04-07`.
fn numbers(text: &str) -> Option<PartialDate> {
    let none = PartialDate {
        year: None,
        month: None,
        day: None,
        text: None,
    };
    let number = |part: Option<&str>, long: usize| match part {
        None => Some(None),
        Some(part) if part.len() == long => part.parse::<u16>().ok().map(Some),
        Some(_) => None,
    };
    let (year, rest) = match text.strip_prefix("--") {
        Some(rest) => (None, Some(rest)),
        None => match text.split_once('-') {
            Some((year, rest)) => (number(Some(year), 4)?, Some(rest)),
            None => (number(Some(text), 4)?, None),
        },
    };
    let (month, day) = match rest.map(|rest| rest.split_once('-').unwrap_or((rest, ""))) {
        Some((month, "")) => (number(Some(month), 2)?, None),
        Some((month, day)) => (number(Some(month), 2)?, number(Some(day), 2)?),
        None => (None, None),
    };
    let small = |number: Option<u16>| number.map(|number| u8::try_from(number).ok());
    let (month, day) = (small(month).flatten(), small(day).flatten());
    Some(PartialDate {
        year,
        month: month.filter(|month| (1..=12).contains(month)),
        day: day.filter(|day| (1..=31).contains(day)),
        ..none
    })
}

/// A text, and the term that it ends with: `@somebody (from 2022, until 2023)`.
pub fn term(text: &str) -> (&str, Option<PartialDate>, Option<PartialDate>) {
    let none = (text, None, None);
    let Some((before, inside)) = text.strip_suffix(')').and_then(|t| t.rsplit_once(" (")) else {
        return none;
    };
    let (from, until) = match inside.split_once("until ") {
        Some((from, until)) => (from.trim_end_matches([',', ' ']), Some(date(until))),
        None => (inside, None),
    };
    match (
        from.strip_prefix("from "),
        from.is_empty() && until.is_some(),
    ) {
        (Some(from), _) => (before, Some(date(from)), until),
        (None, true) => (before, None, until),
        (None, false) => none,
    }
}

/// The end of a line that [`term`] reads.
pub fn show_term(from: Option<&PartialDate>, until: Option<&PartialDate>) -> String {
    let from = from.map(|date| format!("from {}", show(date)));
    let until = until.map(|date| format!("until {}", show(date)));
    let parts: Vec<String> = from.into_iter().chain(until).collect();
    match parts.is_empty() {
        true => String::new(),
        false => format!(" ({})", parts.join(", ")),
    }
}

/// Whether words say that nobody has a role.
pub fn is_nobody(words: &str) -> bool {
    NOBODY.contains(&words.to_lowercase().as_str())
}

/// What is understood of a date, up to the time of day.
fn understood(text: &str) -> PartialDate {
    let mut date = PartialDate {
        year: None,
        month: None,
        day: None,
        text: None,
    };
    for word in text.split(|c: char| !c.is_alphanumeric() && c != ':') {
        let word = word.to_lowercase();
        let month = MONTHS.iter().position(|month| {
            word == *month || (word.len() >= 3 && word.len() <= 4 && month.starts_with(&word))
        });
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let number: Option<u16> = digits.parse().ok();
        match (month, number) {
            _ if word == "at" => break,
            (Some(at), _) if date.month.is_none() => date.month = u8::try_from(at + 1).ok(),
            (_, Some(year)) if digits.len() == 4 && date.year.is_none() => date.year = Some(year),
            (_, Some(day)) if (1..=31).contains(&day) && date.day.is_none() => {
                date.day = u8::try_from(day).ok();
            }
            _ => {}
        }
    }
    // A number without a month says nothing.
    date.day = date.day.filter(|_| date.month.is_some());
    date
}

#[cfg(test)]
mod tests {
    use super::*;

    fn partial(year: u16, month: u8, day: u8) -> (Option<u16>, Option<u8>, Option<u8>) {
        let some = |number: u8| (number > 0).then_some(number);
        ((year > 0).then_some(year), some(month), some(day))
    }

    #[test]
    fn a_date_in_words_is_what_they_say_and_no_more() {
        for (text, expected) in [
            ("April 7, 2022, at 7:00 pm CET", partial(2022, 4, 7)),
            ("February 6th, 2024", partial(2024, 2, 6)),
            ("Tue 29nd Nov 2022", partial(2022, 11, 29)),
            ("September 29", partial(0, 9, 29)),
            ("December 2023", partial(2023, 12, 0)),
            ("November 17 2022", partial(2022, 11, 17)),
            ("March 22, 2023 on Zoom", partial(2023, 3, 22)),
            ("Update Mar 2023", partial(2023, 3, 0)),
            ("February 30, 2023", partial(0, 0, 0)),
            ("when it rains", partial(0, 0, 0)),
            ("on the 7th", partial(0, 0, 0)),
            ("in spring [2022-04]", partial(2022, 4, 0)),
            ("2022-04-07", partial(2022, 4, 7)),
            ("--04-07", partial(0, 4, 7)),
        ] {
            let date = date(text);
            assert_eq!((date.year, date.month, date.day), expected, "{text}");
            assert_eq!(super::date(&show(&date)), date, "{text}");
        }
    }

    #[test]
    fn people_are_named_by_their_handles_or_not_at_all() {
        let handle = |handle: &str| Who::Handle {
            handle: handle.into(),
            url: None,
        };
        let expected = [handle("a.b"), handle("c-d"), handle("刺猬")];
        assert_eq!(people("@a.b, @c-d and @刺猬."), Some(expected.to_vec()));
        assert_eq!(people("TBD"), Some(vec![Who::Nobody("TBD".into())]));
        for none in [
            "",
            "Ann Example",
            "@",
            "@a b",
            "@a, whoever comes",
            "@a [x](y)",
        ] {
            assert_eq!(people(none), None, "{none}");
        }
        let told = people("[@Ann Example](https://chat.example/u(1))");
        let ann = Who::Name {
            name: "Ann Example".into(),
            url: Some("https://chat.example/u(1)".into()),
        };
        assert_eq!(told, Some(vec![ann]));
    }

    #[test]
    fn a_link_is_of_the_kind_that_its_label_says_or_its_address() {
        for (label, value, kind, expected) in [
            (
                "Discord",
                "[DeFi](https://a.example)",
                LinkKind::chat,
                "Discord: DeFi",
            ),
            ("Forum", "https://a.example", LinkKind::forum, "Forum"),
            (
                "Meeting Notes",
                "[Link ](https://a.example)",
                LinkKind::notes,
                "Meeting Notes",
            ),
            (
                "",
                "[Github Repo](https://a.example)",
                LinkKind::code,
                "Github Repo",
            ),
            ("More", "https://discord.example/a", LinkKind::chat, "More"),
            ("More", "https://a.example", LinkKind::other, "More"),
            (
                "Location",
                "in the park",
                LinkKind::location,
                "Location: in the park",
            ),
            (
                "Link",
                "[A: b](https://a.example) (social)",
                LinkKind::social,
                "A: b",
            ),
        ] {
            let link = link(label, value).unwrap();
            let found = (link.kind, link.label.as_deref());
            assert_eq!(found, (kind, Some(expected)), "{label}: {value}");
        }
        for (label, value) in [
            ("Mood", "good"),
            ("Link", "nothing"),
            ("More", "https://a https://b"),
        ] {
            assert_eq!(link(label, value), None, "{label}: {value}");
        }
    }
}
