//! The addresses of the site: one table, from which it follows which paths have a meaning, which
//! first parts are reserved, and which parameters an address takes. Whether a path has a meaning
//! does not depend on the records.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::words::Language;

/// The bytes of a cursor as it stands in a path: 41 bytes in hexadecimal digits.
const CURSOR_DIGITS: usize = 82;
/// Bytes of a name in a path; longer ones are no record's, however they are spelled.
const NAME_BYTES: usize = 1_200;

/// A page of a list: the first, or the one after a cursor (in hexadecimal digits).
pub(super) type After<'a> = Option<&'a str>;

/// In which form a record is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Page,
    Json,
    Markdown,
    History,
    /// The state that a revision made.
    Revision(u32),
    /// The state on a day.
    AsOf,
    Calendar,
}

/// A list of records in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Listed {
    Groups,
    People,
    Meetings,
    Reports,
}

/// What is asked for about a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OfGroup<'a> {
    Page,
    History,
    /// The state that a revision made.
    Revision(u32),
    /// The state on a day.
    AsOf,
    Json,
    Next(Form),
    Calendar,
    Feed,
    /// The feed of what waits for somebody.
    Attention,
    Meetings(After<'a>),
    Series(After<'a>),
}

/// A page that is of no single record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Overview<'a> {
    Home,
    Groups,
    Proposals,
    Meetings,
    People,
    Reports,
    Roadmap,
    /// A month such as "2026-12"; the present one without.
    Calendar(Option<&'a str>),
    Changes,
    Attention,
    Search,
    Me,
}

/// What an address stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Route<'a> {
    Overview(Overview<'a>),
    /// A file that the pages are shown with.
    Asset(&'a str),
    Group(&'a str, OfGroup<'a>),
    Meeting(&'a str, Form),
    Report(&'a str, Form),
    Initiative(&'a str, Form),
    Person(&'a str, Form),
    Series(u32, Form),
    List(Listed, After<'a>),
    /// A part of the calendar of all groups, from 1.
    Calendar(u32),
    PersonCalendar(&'a str),
    TagCalendar(&'a str),
    Feed,
    /// The feed of what waits for somebody.
    Attention,
    Robots,
    Domains,
    Origins,
    Metrics,
    /// The description of the log.
    Log,
}

/// A sort of address.
struct Sort {
    /// What stands in braces is a part of a path: `{name}`, `{cursor}`, `{number}`, `{month}`, or
    /// `{names}`, in which there may be slashes. A path has the meaning of the first that it fits.
    pattern: &'static str,
    parameters: &'static [&'static str],
    /// Whether it is a page, which is there in each language.
    is_page: bool,
    meaning: for<'a> fn(&'a str) -> Route<'a>,
}

const fn file(pattern: &'static str, meaning: for<'a> fn(&'a str) -> Route<'a>) -> Sort {
    Sort {
        pattern,
        parameters: &[],
        is_page: false,
        meaning,
    }
}

const fn calendar(pattern: &'static str, meaning: for<'a> fn(&'a str) -> Route<'a>) -> Sort {
    Sort {
        parameters: &["cancelled", "alarm", "past"],
        ..file(pattern, meaning)
    }
}

const fn page(pattern: &'static str, meaning: for<'a> fn(&'a str) -> Route<'a>) -> Sort {
    Sort {
        is_page: true,
        ..file(pattern, meaning)
    }
}

const fn list(
    pattern: &'static str,
    parameters: &'static [&'static str],
    meaning: for<'a> fn(&'a str) -> Route<'a>,
) -> Sort {
    Sort {
        parameters,
        ..page(pattern, meaning)
    }
}

const HISTORY: &[&str] = &["after"];

/// All sorts of addresses.
static SORTS: &[Sort] = &[
    page("/", |_| Route::Overview(Overview::Home)),
    list(
        "/groups",
        &["state", "kind", "topic", "language", "after"],
        |_| Route::Overview(Overview::Groups),
    ),
    list("/proposals", &["after"], |_| {
        Route::Overview(Overview::Proposals)
    }),
    list(
        "/meetings",
        &["group", "year", "tag", "language", "after"],
        |_| Route::Overview(Overview::Meetings),
    ),
    list("/people", &["after"], |_| Route::Overview(Overview::People)),
    list("/reports", &["group", "language", "after"], |_| {
        Route::Overview(Overview::Reports)
    }),
    list("/roadmap", &["group", "state", "after"], |_| {
        Route::Overview(Overview::Roadmap)
    }),
    page("/calendar", |_| Route::Overview(Overview::Calendar(None))),
    page("/calendar/{month}", |month| {
        Route::Overview(Overview::Calendar(Some(month)))
    }),
    list("/changes", &["before"], |_| {
        Route::Overview(Overview::Changes)
    }),
    list("/attention", &["group", "after"], |_| {
        Route::Overview(Overview::Attention)
    }),
    file("/attention.xml", |_| Route::Attention),
    list("/search", &["q", "kind", "group", "after"], |_| {
        Route::Overview(Overview::Search)
    }),
    page("/me", |_| Route::Overview(Overview::Me)),
    file("/assets/{name}", |name| Route::Asset(name)),
    file("/groups.json", |_| Route::List(Listed::Groups, None)),
    file("/people.json", |_| Route::List(Listed::People, None)),
    file("/meetings.json", |_| Route::List(Listed::Meetings, None)),
    file("/reports.json", |_| Route::List(Listed::Reports, None)),
    file("/groups/after/{cursor}.json", |after| {
        Route::List(Listed::Groups, Some(after))
    }),
    file("/people/after/{cursor}.json", |after| {
        Route::List(Listed::People, Some(after))
    }),
    file("/meetings/after/{cursor}.json", |after| {
        Route::List(Listed::Meetings, Some(after))
    }),
    file("/reports/after/{cursor}.json", |after| {
        Route::List(Listed::Reports, Some(after))
    }),
    file("/groups/{name}.json", |slug| {
        Route::Group(slug, OfGroup::Json)
    }),
    page("/groups/{name}", |slug| Route::Group(slug, OfGroup::Page)),
    list("/groups/{name}/history", HISTORY, |slug| {
        Route::Group(slug, OfGroup::History)
    }),
    page("/groups/{name}/history/{number}", |both| {
        let (slug, revision) = with_number(both);
        Route::Group(slug, OfGroup::Revision(revision))
    }),
    list("/groups/{name}/as-of", &["date"], |slug| {
        Route::Group(slug, OfGroup::AsOf)
    }),
    page("/groups/{name}/next", |slug| {
        Route::Group(slug, OfGroup::Next(Form::Page))
    }),
    file("/groups/{name}/next.json", |slug| {
        Route::Group(slug, OfGroup::Next(Form::Json))
    }),
    calendar("/groups/{name}/calendar.ics", |slug| {
        Route::Group(slug, OfGroup::Calendar)
    }),
    file("/groups/{name}/feed.xml", |slug| {
        Route::Group(slug, OfGroup::Feed)
    }),
    file("/groups/{name}/attention.xml", |slug| {
        Route::Group(slug, OfGroup::Attention)
    }),
    file("/groups/{name}/meetings.json", |slug| {
        Route::Group(slug, OfGroup::Meetings(None))
    }),
    file("/groups/{name}/series.json", |slug| {
        Route::Group(slug, OfGroup::Series(None))
    }),
    file("/groups/{name}/meetings/after/{cursor}.json", |both| {
        let (slug, after) = two(both);
        Route::Group(slug, OfGroup::Meetings(Some(after)))
    }),
    file("/groups/{name}/series/after/{cursor}.json", |both| {
        let (slug, after) = two(both);
        Route::Group(slug, OfGroup::Series(Some(after)))
    }),
    file("/meetings/{name}.json", |slug| {
        Route::Meeting(slug, Form::Json)
    }),
    file("/meetings/{name}.ics", |slug| {
        Route::Meeting(slug, Form::Calendar)
    }),
    file("/meetings/{name}.md", |slug| {
        Route::Meeting(slug, Form::Markdown)
    }),
    page("/meetings/{name}", |slug| Route::Meeting(slug, Form::Page)),
    list("/meetings/{name}/history", HISTORY, |slug| {
        Route::Meeting(slug, Form::History)
    }),
    page("/meetings/{name}/history/{number}", |both| {
        let (slug, revision) = with_number(both);
        Route::Meeting(slug, Form::Revision(revision))
    }),
    list("/meetings/{name}/as-of", &["date"], |slug| {
        Route::Meeting(slug, Form::AsOf)
    }),
    file("/reports/{name}.json", |slug| {
        Route::Report(slug, Form::Json)
    }),
    file("/reports/{name}.md", |slug| {
        Route::Report(slug, Form::Markdown)
    }),
    page("/reports/{name}", |slug| Route::Report(slug, Form::Page)),
    list("/reports/{name}/history", HISTORY, |slug| {
        Route::Report(slug, Form::History)
    }),
    page("/reports/{name}/history/{number}", |both| {
        let (name, revision) = with_number(both);
        Route::Report(name, Form::Revision(revision))
    }),
    page("/initiatives/{name}", |slug| {
        Route::Initiative(slug, Form::Page)
    }),
    list("/initiatives/{name}/history", HISTORY, |slug| {
        Route::Initiative(slug, Form::History)
    }),
    page("/initiatives/{name}/history/{number}", |both| {
        let (name, revision) = with_number(both);
        Route::Initiative(name, Form::Revision(revision))
    }),
    file("/people/{name}.json", |handle| {
        Route::Person(handle, Form::Json)
    }),
    page("/people/{name}", |handle| Route::Person(handle, Form::Page)),
    list("/people/{name}/history", HISTORY, |handle| {
        Route::Person(handle, Form::History)
    }),
    page("/people/{name}/history/{number}", |both| {
        let (name, revision) = with_number(both);
        Route::Person(name, Form::Revision(revision))
    }),
    calendar("/people/{name}/calendar.ics", |h| Route::PersonCalendar(h)),
    page("/series/{number}", |id| {
        Route::Series(number(id).unwrap_or(0), Form::Page)
    }),
    list("/series/{number}/history", HISTORY, |id| {
        Route::Series(number(id).unwrap_or(0), Form::History)
    }),
    page("/series/{number}/history/{number}", |both| {
        let (id, revision) = with_number(both);
        Route::Series(number(id).unwrap_or(0), Form::Revision(revision))
    }),
    calendar("/tags/{names}/calendar.ics", |tag| Route::TagCalendar(tag)),
    calendar("/calendar.ics", |_| Route::Calendar(1)),
    calendar("/calendar/{number}.ics", |part| {
        Route::Calendar(number(part).unwrap_or(0))
    }),
    file("/feed.xml", |_| Route::Feed),
    file("/robots.txt", |_| Route::Robots),
    file("/metrics", |_| Route::Metrics),
    file("/log.md", |_| Route::Log),
    file("/.well-known/ic-domains", |_| Route::Domains),
    file("/.well-known/ii-alternative-origins", |_| Route::Origins),
];

/// What a path asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Address<'a> {
    pub language: Language,
    pub route: Route<'a>,
    /// The path without the part that tells the language.
    pub path: &'a str,
    pub is_page: bool,
    /// The parameters that it takes.
    pub parameters: &'static [&'static str],
}

impl<'a> Address<'a> {
    /// What a decoded path asks for; None when it has no meaning.
    pub(super) fn of(path: &'a str) -> Option<Address<'a>> {
        if path.len() > NAME_BYTES + CURSOR_DIGITS {
            return None;
        }
        let (language, rest) = Language::of_path(path);
        let (sort, part) = SORTS
            .iter()
            .find_map(|sort| Some((sort, fits(sort.pattern, rest)?)))?;
        (sort.is_page || language == Language::default()).then_some(())?;
        Some(Address {
            language,
            route: (sort.meaning)(part),
            path: rest,
            is_page: sort.is_page,
            parameters: sort.parameters,
        })
    }
}

/// The first parts of all paths that may have an answer, each once; for "/" it is empty.
pub(super) fn first_parts() -> impl Iterator<Item = &'static str> {
    let first = |sort: &Sort| {
        let path = sort.pattern.strip_prefix('/').unwrap_or_default();
        path.split('/').next().unwrap_or_default()
    };
    let prefixes = Language::ALL.iter().map(|language| language.part());
    let all: std::collections::BTreeSet<_> = SORTS.iter().map(first).chain(prefixes).collect();
    all.into_iter()
}

/// The part of a path that a pattern leaves open, from its first brace to the end of its last; an
/// empty text if it leaves none open.
fn fits<'a>(pattern: &str, path: &'a str) -> Option<&'a str> {
    let Some((before, rest)) = pattern.split_once('{') else {
        return (pattern == path).then_some("");
    };
    let (kind, after) = rest.split_once('}')?;
    let open = path.strip_prefix(before)?;
    if let Some((between, second)) = after.split_once('{') {
        let (second, end) = second.split_once('}')?;
        let open = open.strip_suffix(end)?;
        let (first, last) = open.split_once(between)?;
        return (is_part(kind, first) && is_part(second, last)).then_some(open);
    }
    let part = open.strip_suffix(after)?;
    is_part(kind, part).then_some(part)
}

fn is_part(kind: &str, part: &str) -> bool {
    match kind {
        "name" => is_name(part) && !part.contains('/') && !part.starts_with('.'),
        "names" => is_name(part),
        "cursor" => cursor(part).is_some(),
        "number" => number(part).is_some(),
        "month" => month(part).is_some(),
        _ => false,
    }
}

/// The name and the cursor of an address that has both.
fn two(both: &str) -> (&str, &str) {
    let (name, rest) = both.split_once('/').unwrap_or((both, ""));
    (name, rest.rsplit('/').next().unwrap_or_default())
}

/// The name and the number of an address that has both.
fn with_number(both: &str) -> (&str, u32) {
    let (name, digits) = two(both);
    (name, number(digits).unwrap_or(0))
}

/// A name that could be a record's: without control characters, and not empty.
fn is_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= NAME_BYTES && !name.chars().any(char::is_control)
}

/// A cursor in hexadecimal digits.
pub(super) fn cursor(text: &str) -> Option<&str> {
    let digits = text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    (digits && text.len() == CURSOR_DIGITS).then_some(text)
}

/// A year and month that a calendar can be asked for, such as "2026-12".
pub(super) fn month(text: &str) -> Option<(u16, u8)> {
    let (year, month) = text.split_once('-')?;
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    (year.len() == 4 && month.len() == 2 && plain(year) && plain(month)).then_some(())?;
    let (year, month) = (year.parse().ok()?, month.parse().ok()?);
    ((2000..=2100).contains(&year) && (1..=12).contains(&month)).then_some((year, month))
}

/// A number from 1 on, spelled in one way.
pub(super) fn number(text: &str) -> Option<u32> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    (digits && !text.starts_with('0')).then_some(())?;
    text.parse().ok()
}

/// A name as a segment of a path: what is neither a letter nor a digit of ASCII nor one of
/// `-._~` is percent-encoded.
pub(super) fn encoded(name: &str) -> String {
    const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'.')
        .remove(b'_')
        .remove(b'~');
    utf8_percent_encode(name, ENCODED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(path: &str) -> Option<Route<'_>> {
        Address::of(path).map(|address| address.route)
    }

    #[test]
    fn each_address_has_its_meaning() {
        let cursor = "0".repeat(CURSOR_DIGITS);
        for (path, meaning) in [
            ("/", Route::Overview(Overview::Home)),
            ("/zh", Route::Overview(Overview::Home)),
            ("/zh/groups/x", Route::Group("x", OfGroup::Page)),
            ("/groups", Route::Overview(Overview::Groups)),
            (
                "/calendar/2026-12",
                Route::Overview(Overview::Calendar(Some("2026-12"))),
            ),
            ("/series/7", Route::Series(7, Form::Page)),
            ("/groups/x", Route::Group("x", OfGroup::Page)),
            ("/groups/x.json", Route::Group("x", OfGroup::Json)),
            (
                "/groups/x/next",
                Route::Group("x", OfGroup::Next(Form::Page)),
            ),
            (
                "/groups/x/next.json",
                Route::Group("x", OfGroup::Next(Form::Json)),
            ),
            (
                "/groups/after/next",
                Route::Group("after", OfGroup::Next(Form::Page)),
            ),
            (
                "/groups/x/meetings.json",
                Route::Group("x", OfGroup::Meetings(None)),
            ),
            (
                "/people/dieter.sommer",
                Route::Person("dieter.sommer", Form::Page),
            ),
            (
                "/people/dieter.sommer.json",
                Route::Person("dieter.sommer", Form::Json),
            ),
            ("/people/刺猬/calendar.ics", Route::PersonCalendar("刺猬")),
            ("/tags/a/b/calendar.ics", Route::TagCalendar("a/b")),
            ("/meetings/x.md", Route::Meeting("x", Form::Markdown)),
            ("/reports/x", Route::Report("x", Form::Page)),
            ("/calendar/2.ics", Route::Calendar(2)),
        ] {
            assert_eq!(route(path), Some(meaning), "{path}");
        }
        let path = format!("/meetings/after/{cursor}.json");
        let page = Route::List(Listed::Meetings, Some(&cursor[..]));
        assert_eq!(route(&path), Some(page));
        let path = format!("/groups/x/series/after/{cursor}.json");
        let page = Route::Group("x", OfGroup::Series(Some(&cursor)));
        assert_eq!(route(&path), Some(page));
    }

    #[test]
    fn other_paths_have_none() {
        for path in [
            "",
            "x",
            "//",
            "/x",
            "/zh/",
            "/zh/groups.json",
            "/zh/groups/x.json",
            "/zh/zh",
            "/calendar/2026-13",
            "/calendar/1999-12",
            "/calendar/+026-12",
            "/series/0",
            "/series/x",
            "/groups/",
            "/groups//next",
            "/groups/x/y",
            "/groups/x/next/",
            "/groups/\u{0}",
            "/calendar/0.ics",
            "/calendar/01.ics",
            "/calendar/+1.ics",
            "/calendar/99999999999.ics",
            "/tags//calendar.ics",
            "/people/a/b/calendar.ics",
            "/meetings/.md",
            "/meetings/a/b.md",
            "/.well-known/x",
            "/groups/x/meetings/after/00.json",
            "/index.html",
            "/groups/.json",
        ] {
            assert_eq!(route(path), None, "{path}");
        }
        assert_eq!(route(&format!("/groups/{}", "x".repeat(5_000))), None);
    }

    #[test]
    fn a_name_is_encoded_for_a_path() {
        assert_eq!(encoded("dieter.sommer"), "dieter.sommer");
        assert_eq!(encoded("刺 /%"), "%E5%88%BA%20%2F%25");
    }
}
