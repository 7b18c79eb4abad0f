//! Registries to ask: the examples with series added, and one whose every text is hostile.

use std::path::Path;

use candid::{Decode, Encode, Principal};
use ic_stable_structures::DefaultMemoryImpl;
use workgroups::domain::calendar::local::LocalDateTime;
use workgroups::domain::series::{Schedule, SeriesDetails};
use workgroups::domain::*;
use workgroups::registry::access::Caller;
use workgroups::registry::{ApplyBatch, Registry};
use workgroups::site::{Answer, Place, answer};

pub const HOST: &str = "aaaaa-aa.icp0.io";
/// 1 April 2030, 12:00 UTC: after everything that the examples tell.
pub const NOON: Nanos = 1_901_275_200_000_000_000;
pub const HOUR: Nanos = 3_600_000_000_000;

pub struct Community {
    pub registry: Registry<DefaultMemoryImpl>,
    pub now: Nanos,
}

pub fn admin() -> Caller {
    Caller {
        principal: Principal::from_slice(&[1]),
        is_controller: true,
    }
}

pub fn local(text: &str) -> LocalDateTime {
    text.parse().unwrap()
}

impl Community {
    pub fn empty() -> Community {
        Community::empty_in(DefaultMemoryImpl::default())
    }

    pub fn empty_in(memory: DefaultMemoryImpl) -> Community {
        let mut registry = Registry::open(memory);
        registry.keep_secret(vec![7; 32]);
        Community {
            registry,
            now: NOON,
        }
    }

    /// The examples, and a fortnightly series of the first group of which a date is cancelled and
    /// another moved.
    pub fn examples() -> Community {
        let mut community = Community::empty();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
        workgroups_cli::files::load(&folder, &mut |method, arguments| {
            assert_eq!(method, "apply_batch");
            let batch = Decode!(&arguments, ApplyBatch).unwrap();
            let written = community
                .registry
                .execute_all(&admin(), community.now, batch.operations);
            Ok(Encode!(&written).unwrap())
        })
        .unwrap();
        let series = community.does(new_series(&[1], fortnightly()));
        community.now += HOUR;
        let cancelled = community.does(cancel(series.id, 1, "2030-04-02T17:00"));
        community.now += HOUR;
        community.does(move_to(
            series.id,
            cancelled.revision,
            "2030-04-16T17:00",
            "2030-04-17T18:00",
        ));
        community.now += HOUR;
        community
    }

    /// Does what nobody can refuse to an admin.
    pub fn does(&mut self, operation: Operation) -> Written {
        self.registry
            .execute(&admin(), self.now, operation)
            .unwrap()
    }

    pub fn place(&self) -> Place<'static> {
        Place {
            host: HOST,
            now: self.now,
        }
    }

    pub fn asks(&self, path: &str, query: &[(&str, &str)]) -> Answer {
        let query: Vec<_> = query
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect();
        answer(&self.registry, &self.place(), path, &query)
    }

    /// Asks for an address as it stands in a link.
    pub fn follows(&self, url: &str) -> Answer {
        let (path, query) = parted(url);
        answer(&self.registry, &self.place(), &path, &query)
    }

    /// The text behind an address that answers.
    pub fn reads(&self, path: &str) -> String {
        let answer = self.follows(path);
        assert_eq!(answer.status, 200, "{path}");
        String::from_utf8(answer.body).unwrap()
    }

    pub fn group(&self, slug: &str) -> Group {
        self.registry.get_group(&Ref::slug(slug.into())).unwrap()
    }

    /// Gives a group another slug.
    pub fn renames(&mut self, slug: &str, to: &str) {
        let group = self.group(slug);
        self.does(Operation::update_group(UpdateGroup {
            id: group.id,
            expected_revision: group.meta.revision,
            details: GroupDetails {
                slug: to.into(),
                ..group.details
            },
        }));
    }

    /// The addresses of everything that there is.
    pub fn addresses(&self) -> Vec<String> {
        let mut all: Vec<String> = [
            "/",
            "/groups",
            "/groups?state=active&kind=working_group",
            "/proposals",
            "/meetings",
            "/meetings?year=2023",
            "/people",
            "/reports",
            "/roadmap",
            "/roadmap?state=ongoing",
            "/calendar",
            "/calendar/2030-04",
            "/changes",
            "/search",
            "/search?q=token",
            "/me",
            "/robots.txt",
            "/log.md",
            "/metrics",
            "/.well-known/ic-domains",
            "/.well-known/ii-alternative-origins",
            "/calendar.ics",
            "/feed.xml",
            "/groups.json",
            "/people.json",
            "/meetings.json",
            "/reports.json",
        ]
        .map(str::to_owned)
        .to_vec();
        all.push(self.stylesheet());
        let take = Some(200);
        let groups = self
            .registry
            .list_groups(&workgroups::registry::ListGroups {
                take,
                ..Default::default()
            });
        for group in groups.unwrap().items {
            for form in [
                "",
                ".json",
                "/history",
                "/history/1",
                "/as-of?date=2030-04-02",
                "/next",
                "/next.json",
                "/calendar.ics",
                "/feed.xml",
                "/meetings.json",
                "/series.json",
            ] {
                all.push(format!("/groups/{}{form}", group.slug));
            }
        }
        let meetings = self
            .registry
            .list_meetings(&workgroups::registry::ListMeetings {
                take,
                ..Default::default()
            });
        for meeting in meetings.unwrap().items {
            all.extend(
                ["", "/history", "/history/1", "/as-of", ".json", ".md"]
                    .map(|form| format!("/meetings/{}{form}", meeting.slug)),
            );
        }
        let reports = self
            .registry
            .list_reports(&workgroups::registry::ListReports {
                take,
                ..Default::default()
            });
        for report in reports.unwrap().items {
            all.extend(
                ["", "/history", ".json", ".md"]
                    .map(|form| format!("/reports/{}{form}", report.slug)),
            );
        }
        let people = self
            .registry
            .list_people(&workgroups::registry::ListPeople { prev: None, take });
        for person in people.unwrap().items {
            all.extend(
                ["", "/history", ".json", "/calendar.ics"]
                    .map(|form| format!("/people/{}{form}", person.handle)),
            );
        }
        let initiatives = self
            .registry
            .list_initiatives(&workgroups::registry::ListInitiatives {
                take,
                ..Default::default()
            });
        for initiative in initiatives.unwrap().items {
            all.extend(
                ["", "/history"].map(|form| format!("/initiatives/{}{form}", initiative.slug)),
            );
        }
        for id in 1..=self.registry.store().made(Kind::series) {
            all.extend(["", "/history"].map(|form| format!("/series/{id}{form}")));
        }
        let pages: Vec<String> = all.iter().filter(|path| is_page(path)).cloned().collect();
        all.extend(pages.iter().map(|path| match path.as_str() {
            "/" => "/zh".to_owned(),
            path => format!("/zh{path}"),
        }));
        all
    }

    /// The address of the stylesheet, as the pages have it.
    pub fn stylesheet(&self) -> String {
        let page = String::from_utf8(self.asks("/me", &[]).body).unwrap();
        let (_, rest) = page.split_once("rel=\"stylesheet\" href=\"").unwrap();
        rest.split('"').next().unwrap().to_owned()
    }
}

/// Whether an address is one of HTML.
pub fn is_page(path: &str) -> bool {
    let path = path.split('?').next().unwrap();
    let last = path.rsplit('/').next().unwrap();
    let is_handle = path.starts_with("/people/") && !last.ends_with(".json");
    (!last.contains('.') || (is_handle && !last.ends_with(".ics")))
        && last != "metrics"
        && !path.starts_with("/.well-known")
        && !path.starts_with("/tags/")
}

/// A decoded path, and the decoded pairs of its query.
pub fn parted(url: &str) -> (String, Vec<(String, String)>) {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| {
        let (name, value) = pair.split_once('=').unwrap();
        (name.to_owned(), decoded(value))
    });
    (decoded(path), pairs.collect())
}

fn decoded(path: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next().unwrap(), rest.next().unwrap()];
                u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap()
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).unwrap()
}

pub fn new_series(groups: &[Id], details: SeriesDetails) -> Operation {
    Operation::create_series(NewSeries {
        groups: groups.to_vec(),
        tags: vec!["standards".into()],
        details,
    })
}

/// Every second Tuesday at 17:00 in Zurich from 5 March 2030 on; 2 and 16 April are among them.
pub fn fortnightly() -> SeriesDetails {
    SeriesDetails {
        title: "Working session".into(),
        description: "Bring questions.".into(),
        cadence: Some("Every second Tuesday".into()),
        schedule: Some(Schedule {
            start: local("2030-03-05T17:00"),
            zone: "Europe/Zurich".into(),
            minutes: 60,
            rule: Some("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU".into()),
        }),
        locations: vec![link(
            LinkKind::location,
            "Video call",
            "https://example.org/call",
        )],
        notice_hours: Some(24),
        alternates_with: None,
    }
}

pub fn link(kind: LinkKind, label: &str, url: &str) -> Link {
    Link {
        kind: Some(kind),
        label: Some(label.into()),
        url: Some(url.into()),
    }
}

pub fn cancel(id: Id, expected_revision: u64, original: &str) -> Operation {
    Operation::cancel_occurrence(CancelOccurrence {
        id,
        expected_revision,
        original: local(original),
        reason: "Easter holidays".into(),
        announced_at: None,
    })
}

pub fn move_to(id: Id, expected_revision: u64, original: &str, start: &str) -> Operation {
    Operation::change_occurrence(ChangeOccurrence {
        id,
        expected_revision,
        original: local(original),
        start: Some(local(start)),
        minutes: None,
        title: None,
        description: None,
        locations: None,
        reason: "The speaker is ill".into(),
        announced_at: None,
    })
}
