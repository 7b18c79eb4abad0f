//! The addresses of the site. A path has at most one meaning, and whether it has one does not
//! depend on the records.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

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
    Json,
    Next(Form),
    Calendar,
    Feed,
    Meetings(After<'a>),
    Series(After<'a>),
}

/// What an address stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Route<'a> {
    /// The page with the groups, or one that follows it.
    Home(After<'a>),
    Style,
    Group(&'a str, OfGroup<'a>),
    Meeting(&'a str, Form),
    Report(&'a str, Form),
    Person(&'a str, Form),
    List(Listed, After<'a>),
    /// A part of the calendar of all groups, from 1.
    Calendar(u32),
    PersonCalendar(&'a str),
    TagCalendar(&'a str),
    Feed,
    Robots,
    Domains,
    Origins,
    Metrics,
    /// The description of the log.
    Log,
}

impl Route<'_> {
    /// Whether the address takes options in its query.
    pub(super) fn is_calendar(&self) -> bool {
        matches!(
            self,
            Route::Calendar(_)
                | Route::PersonCalendar(_)
                | Route::TagCalendar(_)
                | Route::Group(_, OfGroup::Calendar)
        )
    }
}

/// What a decoded path stands for.
pub(super) fn route(path: &str) -> Option<Route<'_>> {
    if path.len() > NAME_BYTES + CURSOR_DIGITS {
        return None;
    }
    match path.strip_prefix('/')? {
        "" => Some(Route::Home(None)),
        "style.css" => Some(Route::Style),
        "calendar.ics" => Some(Route::Calendar(1)),
        "feed.xml" => Some(Route::Feed),
        "robots.txt" => Some(Route::Robots),
        "metrics" => Some(Route::Metrics),
        "log.md" => Some(Route::Log),
        ".well-known/ic-domains" => Some(Route::Domains),
        ".well-known/ii-alternative-origins" => Some(Route::Origins),
        "groups.json" => Some(Route::List(Listed::Groups, None)),
        "people.json" => Some(Route::List(Listed::People, None)),
        "meetings.json" => Some(Route::List(Listed::Meetings, None)),
        "reports.json" => Some(Route::List(Listed::Reports, None)),
        rest => {
            let (folder, rest) = rest.split_once('/')?;
            in_folder(folder, rest)
        }
    }
}

fn in_folder<'a>(folder: &str, rest: &'a str) -> Option<Route<'a>> {
    let listed = match folder {
        "groups" => Listed::Groups,
        "people" => Listed::People,
        "meetings" => Listed::Meetings,
        "reports" => Listed::Reports,
        "calendar" => return number(rest.strip_suffix(".ics")?).map(Route::Calendar),
        "tags" => return name(rest.strip_suffix("/calendar.ics")?).map(Route::TagCalendar),
        _ => return None,
    };
    if let Some(page) = rest.strip_prefix("after/") {
        if let Some(after) = page.strip_suffix(".json").and_then(cursor) {
            return Some(Route::List(listed, Some(after)));
        }
        if let Some(after) = cursor(page).filter(|_| listed == Listed::Groups) {
            return Some(Route::Home(Some(after)));
        }
    }
    match listed {
        Listed::Groups => group(rest),
        Listed::People => match rest.strip_suffix("/calendar.ics") {
            Some(handle) => segment(handle).map(Route::PersonCalendar),
            None => page_or_json(rest).map(|(handle, form)| Route::Person(handle, form)),
        },
        Listed::Meetings => document(rest).map(|(slug, form)| Route::Meeting(slug, form)),
        Listed::Reports => document(rest).map(|(slug, form)| Route::Report(slug, form)),
    }
}

fn group(rest: &str) -> Option<Route<'_>> {
    let Some((slug, about)) = rest.split_once('/') else {
        return page_or_json(rest).map(|(slug, form)| match form {
            Form::Json => Route::Group(slug, OfGroup::Json),
            _ => Route::Group(slug, OfGroup::Page),
        });
    };
    let about = match about {
        "next" => OfGroup::Next(Form::Page),
        "next.json" => OfGroup::Next(Form::Json),
        "calendar.ics" => OfGroup::Calendar,
        "feed.xml" => OfGroup::Feed,
        "meetings.json" => OfGroup::Meetings(None),
        "series.json" => OfGroup::Series(None),
        _ => {
            let (list, page) = about.split_once("/after/")?;
            let after = Some(cursor(page.strip_suffix(".json")?)?);
            match list {
                "meetings" => OfGroup::Meetings(after),
                "series" => OfGroup::Series(after),
                _ => return None,
            }
        }
    };
    Some(Route::Group(segment(slug)?, about))
}

fn page_or_json(rest: &str) -> Option<(&str, Form)> {
    match rest.strip_suffix(".json") {
        Some(name) => segment(name).map(|name| (name, Form::Json)),
        None => segment(rest).map(|name| (name, Form::Page)),
    }
}

fn document(rest: &str) -> Option<(&str, Form)> {
    match rest.strip_suffix(".md") {
        Some(name) => segment(name).map(|name| (name, Form::Markdown)),
        None => page_or_json(rest),
    }
}

/// A name that could be a record's: without control characters, and not empty.
fn name(name: &str) -> Option<&str> {
    let fits = !name.is_empty() && name.len() <= NAME_BYTES;
    (fits && !name.chars().any(char::is_control)).then_some(name)
}

/// A name that is a single segment of a path.
fn segment(text: &str) -> Option<&str> {
    name(text).filter(|text| !text.contains('/'))
}

fn cursor(text: &str) -> Option<&str> {
    let digits = text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    (digits && text.len() == CURSOR_DIGITS).then_some(text)
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

    #[test]
    fn each_address_has_its_meaning() {
        let cursor = "0".repeat(CURSOR_DIGITS);
        for (path, meaning) in [
            ("/", Route::Home(None)),
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
        let path = format!("/groups/after/{cursor}");
        assert_eq!(route(&path), Some(Route::Home(Some(&cursor))));
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
            "/groups",
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
