//! What an event tells beside its times.

use super::lines::{Component, Line};
use super::time::{Time, Zones, duration};
use crate::files::LinkKind;
use crate::files::format::{Link, Participant};
use crate::import::cadence::DEFAULT_MINUTES;
use crate::import::collect::Import;
use crate::import::words::{NAME_BYTES, line, paragraph};

/// What only concerns the calendar itself.
const BOOKKEEPING: [&str; 8] = [
    "CLASS",
    "CREATED",
    "DTSTAMP",
    "LAST-MODIFIED",
    "PRIORITY",
    "SEQUENCE",
    "TRANSP",
    "UID",
];
/// What is read here and in what makes series and meetings of events.
const READ: [&str; 18] = [
    "ATTACH",
    "CATEGORIES",
    "CONFERENCE",
    "DESCRIPTION",
    "DTEND",
    "DTSTART",
    "DURATION",
    "EXDATE",
    "LOCATION",
    "ORGANIZER",
    "RDATE",
    "RECURRENCE-ID",
    "RRULE",
    "STATUS",
    "SUMMARY",
    "URL",
    "X-GOOGLE-CONFERENCE",
    "X-MICROSOFT-SKYPETEAMSMEETINGURL",
];
/// The lines that lead somewhere.
const LINKS: [(&str, LinkKind); 6] = [
    ("LOCATION", LinkKind::location),
    ("CONFERENCE", LinkKind::location),
    ("X-GOOGLE-CONFERENCE", LinkKind::location),
    ("X-MICROSOFT-SKYPETEAMSMEETINGURL", LinkKind::location),
    ("URL", LinkKind::website),
    ("ATTACH", LinkKind::document),
];

/// An event, and what it is called in the report.
#[derive(Clone, Debug)]
pub struct Event<'c> {
    component: &'c Component,
    pub place: String,
}

/// When an event is.
#[derive(Clone, Debug)]
pub struct Span {
    pub start: Time,
    pub minutes: i64,
    /// Whether nobody tells its length.
    pub is_taken: bool,
}

impl<'c> Event<'c> {
    /// The event of a component.
    pub fn of(component: &'c Component, place: String) -> Event<'c> {
        Event { component, place }
    }

    /// The line of the file that it begins at.
    pub fn number(&self) -> usize {
        self.component.number
    }

    /// The lines of a name.
    pub fn lines(&self, name: &str) -> impl Iterator<Item = &'c Line> {
        self.component
            .lines
            .iter()
            .filter(move |line| line.name == name)
    }

    /// The value of the first line of a name.
    pub fn value(&self, name: &str) -> Option<&'c str> {
        let line = self.lines(name).next()?;
        Some(line.value.trim()).filter(|value| !value.is_empty())
    }

    pub fn is_cancelled(&self) -> bool {
        self.value("STATUS")
            .is_some_and(|status| status.eq_ignore_ascii_case("CANCELLED"))
    }

    /// The title, or that it has none.
    pub fn title(&self, import: &mut Import) -> String {
        let title = self
            .lines("SUMMARY")
            .next()
            .and_then(|summary| line(&summary.text()));
        let title = title.unwrap_or_else(|| {
            import
                .report
                .taken(&self.place, "no title is told: Meeting");
            "Meeting".into()
        });
        import.report.fit(&self.place, title, NAME_BYTES)
    }

    /// The description in at most so many bytes.
    pub fn description(&self, most: usize, import: &mut Import) -> String {
        let text = self
            .lines("DESCRIPTION")
            .next()
            .and_then(|text| paragraph(&text.text()));
        text.map(|text| import.report.fit(&self.place, text, most))
            .unwrap_or_default()
    }

    /// Where it leads, without what stands there twice.
    pub fn links(&self, import: &mut Import) -> Vec<Link> {
        let mut links: Vec<Link> = Vec::new();
        for (name, kind) in LINKS {
            for told in self.lines(name) {
                if told.parameter("ENCODING").is_some() {
                    import
                        .report
                        .left(&self.place, "an attachment within the calendar");
                    continue;
                }
                let link = import
                    .report
                    .link(&self.place, kind, None, Some(&told.text()));
                let is_new = |link: &Link| {
                    links
                        .iter()
                        .all(|known| known.url != link.url || known.label != link.label)
                };
                links.extend(link.filter(is_new));
            }
        }
        links
    }

    /// The categories.
    pub fn tags(&self, import: &mut Import) -> Vec<String> {
        let mut tags = Vec::new();
        for told in self.lines("CATEGORIES") {
            for tag in told.value.split(',').filter_map(line) {
                let tag = import.report.fit(&self.place, tag, NAME_BYTES);
                if !tags.contains(&tag) {
                    tags.push(tag);
                }
            }
        }
        tags
    }

    /// Who invites, where a name is told.
    pub fn hosts(&self, import: &mut Import) -> Vec<Participant> {
        let name = |told: &Line| told.parameter("CN").and_then(line);
        let host = |name| Participant {
            person: None,
            name: Some(import.report.fit(&self.place, name, NAME_BYTES)),
            affiliation: None,
        };
        self.lines("ORGANIZER").filter_map(name).map(host).collect()
    }

    /// Start and length.
    ///
    /// # Errors
    /// Why they cannot be told.
    pub fn span(&self, zones: &Zones) -> Result<Span, String> {
        let start = self.lines("DTSTART").next().ok_or("it has no start")?;
        let start = zones.time(start)?;
        let end = self
            .lines("DTEND")
            .next()
            .map(|end| zones.time(end))
            .transpose()?;
        let seconds = match (&end, self.value("DURATION")) {
            (Some(end), _) => Some(end.instant() - start.instant()),
            (None, Some(told)) => {
                let seconds = duration(told);
                Some(seconds.ok_or_else(|| format!("\"{told}\" is no duration"))?)
            }
            (None, None) if start.is_day => Some(86_400),
            (None, None) => None,
        };
        let minutes = seconds
            .map(|seconds| seconds / 60)
            .filter(|minutes| *minutes > 0);
        Ok(Span {
            start,
            minutes: minutes.unwrap_or(i64::from(DEFAULT_MINUTES)),
            is_taken: minutes.is_none(),
        })
    }

    /// When it is in the words of the calendar.
    pub fn when_in_words(&self) -> String {
        let start = self.lines("DTSTART").next();
        let zone = start.and_then(|start| start.parameter("TZID"));
        let parts = [
            start.map(|start| start.value.as_str()),
            zone,
            self.value("RRULE"),
        ];
        let parts: Vec<&str> = parts.into_iter().flatten().collect();
        line(&parts.join(" ")).unwrap_or_else(|| "no time is told".into())
    }

    /// Tells what no record has: other lines, invitations, alarms.
    pub fn tell_rest(&self, import: &mut Import) {
        let mut names: Vec<&str> = Vec::new();
        let own = self.component.lines.iter().map(|line| line.name.as_str());
        let parts = self.component.parts.iter().map(|part| part.name.as_str());
        for name in own.chain(parts) {
            let is_known = BOOKKEEPING.contains(&name) || READ.contains(&name);
            if !is_known && !names.contains(&name) {
                names.push(name);
            }
        }
        if !names.is_empty() {
            import.report.left(&self.place, &names.join(", "));
        }
    }
}
