//! The examples in a registry: loaded once through its public interface, and read back from it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use candid::{CandidType, Deserialize, Principal};
use pocket_ic::{PocketIc, Time};
use workgroups::domain::{Group, Id, Kind, Nanos, Ref, Report, UpcomingMeeting};
use workgroups::registry::{
    AskGroupCalendar, AskWholeCalendar, ListActionItems, ListGroups, ListInitiatives, ListMeetings,
    ListPeople, ListReports, ListSeries, RegistryInfo, Search, SeriesView, Upcoming,
};
use workgroups::wire::{
    ActionItemPageReply, ActionItemReply, CalendarReply, GroupPageReply, GroupReply,
    InitiativePageReply, InitiativeReply, MeetingPageReply, MeetingReply, PersonPageReply,
    PersonReply, ReportPageReply, ReportReply, SearchPageReply, SeriesPageReply, SeriesReply,
    UpcomingPageReply,
};
use workgroups_cli::files::format::Data;
use workgroups_cli::files::{Summary, load, read};

use workgroups_cli::files::describe::{self, Names};
use workgroups_test_support as support;

/// The folder of the examples.
pub fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/examples"))
}

/// 2024-04-16, 12:00 UTC: when the examples are loaded. It is the day on which the directory of the
/// working groups was posted as it is, and nothing that they announce is later.
pub const NOW: Nanos = 1_713_268_800_000_000_000;

/// What the registry answers once the examples are in it.
pub static LOADED: LazyLock<Loaded> = LazyLock::new(Loaded::new);

pub struct Loaded {
    pub summary: Summary,
    /// Everything, in the form of the files.
    pub data: Data,
    /// The groups by slug, as the registry has them.
    pub groups: BTreeMap<String, Group>,
    /// The series by their slugs in the files, as the registry shows them.
    pub series: BTreeMap<String, SeriesView>,
    /// The numbers of the meetings by slug.
    pub meetings: BTreeMap<String, Id>,
    /// What comes after the loading.
    pub upcoming: Vec<UpcomingMeeting>,
    /// The calendar of all groups.
    pub whole_calendar: Vec<u8>,
    /// The calendar of Ledger & Tokenization with its past and with cancelled dates.
    pub ledger_calendar: Vec<u8>,
    /// The reports, as the registry has them.
    pub reports: Vec<Report>,
    /// What was found by each of some searches: kind and slug or title.
    pub found: BTreeMap<&'static str, Vec<(Kind, String)>>,
}

/// What a newcomer is told to search for first.
pub const SEARCHES: [&str; 2] = ["跨链", "token"];

/// The records of a page reply; all lists of the examples fit into one page.
macro_rules! page {
    ($client:expr, $method:literal, $question:expr, $reply:ident) => {
        match $client.ask($method, $question) {
            $reply::Ok(page) => {
                assert!(page.next.is_none(), "{} has a second page", $method);
                page.items
            }
            $reply::Err(refusal) => panic!("{}: {}", $method, refusal.message),
        }
    };
}

/// The record of a reply.
macro_rules! record {
    ($client:expr, $method:literal, $question:expr, $reply:ident) => {
        match $client.ask($method, $question) {
            $reply::Ok(Some(record)) => record,
            other => panic!("{}: {other:?}", $method),
        }
    };
}

impl Loaded {
    fn new() -> Self {
        let admin = Principal::self_authenticating("the one who installs");
        let network = support::network();
        network.set_time(Time::from_nanos_since_unix_epoch(NOW));
        network.tick();
        let canister = support::install(&network, &[admin]);
        let summary = load(folder(), &mut |method, arguments| {
            network
                .update_call(canister, admin, method, arguments)
                .map_err(|e| e.to_string())
        });
        let client = Client {
            network: &network,
            canister,
        };
        client.read(summary.unwrap())
    }
}

/// Reads as anybody on the web does, without an identity.
struct Client<'a> {
    network: &'a PocketIc,
    canister: Principal,
}

impl Client<'_> {
    fn ask<R: CandidType + for<'d> Deserialize<'d>>(
        &self,
        method: &str,
        question: impl CandidType,
    ) -> R {
        let bytes = candid::encode_one(question).unwrap();
        let reply = self
            .network
            .query_call(self.canister, Principal::anonymous(), method, bytes);
        candid::decode_one(&reply.unwrap()).unwrap()
    }

    fn read(&self, summary: Summary) -> Loaded {
        let (groups, people) = (self.groups(), self.people());
        let take = Some(200);
        let meetings = page!(
            self,
            "list_meetings",
            ListMeetings {
                take,
                ..Default::default()
            },
            MeetingPageReply
        );
        let initiatives = page!(
            self,
            "list_initiatives",
            ListInitiatives {
                take,
                ..Default::default()
            },
            InitiativePageReply
        );
        let reports = page!(
            self,
            "list_reports",
            ListReports {
                take,
                ..Default::default()
            },
            ReportPageReply
        );

        let mut names = Names::default();
        for (slug, id) in &groups {
            names.learn(Kind::group, *id, slug.clone());
        }
        for (handle, id) in &people {
            names.learn(Kind::person, *id, handle.clone());
        }
        for m in &meetings {
            names.learn(Kind::meeting, m.id, m.slug.clone());
        }
        for i in &initiatives {
            names.learn(Kind::initiative, i.id, i.slug.clone());
        }

        let series = self.series();
        for (slug, view) in &series {
            names.learn(Kind::series, view.record.id, slug.clone());
        }

        let get_group = |(slug, _): &(String, Id)| {
            let group: Group = record!(self, "get_group", Ref::slug(slug.clone()), GroupReply);
            (slug.clone(), group)
        };
        let whole_groups: BTreeMap<String, Group> = groups.iter().map(get_group).collect();
        let whole_reports: Vec<Report> = reports
            .iter()
            .map(|r| record!(self, "get_report", Ref::id(r.id), ReportReply))
            .collect();
        let info: RegistryInfo = self.ask("about", ());

        let before = |view: &SeriesView| {
            let predecessor = view.record.series.predecessor;
            let mut all = series.values().map(|view| &view.record);
            let before = all.find(|record| Some(record.id) == predecessor);
            assert_eq!(before.is_some(), predecessor.is_some());
            let told = before.map(|record| record.series.successor);
            assert!(told.is_none_or(|successor| successor == Some(view.record.id)));
            before
        };
        for (slug, group) in &whole_groups {
            assert_eq!(group.proposal, None, "{slug} did not begin as a proposal");
        }
        let data = Data {
            profile: Some(describe::profile(info.profile)),
            people: people
                .iter()
                .map(|p| {
                    let person = record!(self, "get_person", Ref::id(p.1), PersonReply);
                    assert!(person.principals.is_empty(), "nobody linked {}", p.0);
                    describe::person(person)
                })
                .collect(),
            groups: whole_groups
                .values()
                .map(|g| names.group(g.clone()))
                .collect(),
            initiatives: initiatives
                .iter()
                .map(|i| {
                    names.initiative(record!(
                        self,
                        "get_initiative",
                        Ref::id(i.id),
                        InitiativeReply
                    ))
                })
                .collect(),
            series: series
                .values()
                .map(|view| names.series(&view.record, before(view)))
                .collect(),
            meetings: meetings
                .iter()
                .map(|m| {
                    let slug = Ref::slug(m.slug.clone());
                    let meeting = record!(self, "get_meeting", slug, MeetingReply);
                    assert_eq!(meeting.minutes.is_some(), meeting.published_at.is_some());
                    let start = meeting.details.when.start;
                    assert_eq!(start, None, "no document tells an exact instant");
                    names.meeting(meeting)
                })
                .collect(),
            action_items: self
                .action_items(&groups)
                .into_iter()
                .map(|a| names.action_item(record!(self, "get_action_item", a, ActionItemReply)))
                .collect(),
            reports: whole_reports
                .iter()
                .map(|r| names.report(r.clone()))
                .collect(),
        };
        assert!(names.take_missing().is_empty(), "a record names one that is in no list");
        let calendars = self.calendars();
        let found = SEARCHES.map(|text| (text, self.search(text)));
        Loaded {
            summary,
            data,
            groups: whole_groups,
            series,
            meetings: meetings.into_iter().map(|m| (m.slug, m.id)).collect(),
            upcoming: self.upcoming(),
            whole_calendar: calendars.0,
            ledger_calendar: calendars.1,
            reports: whole_reports,
            found: found.into(),
        }
    }

    fn groups(&self) -> Vec<(String, Id)> {
        let question = ListGroups {
            take: Some(200),
            ..ListGroups::default()
        };
        let items = page!(self, "list_groups", question, GroupPageReply);
        items.into_iter().map(|g| (g.slug, g.id)).collect()
    }

    fn people(&self) -> Vec<(String, Id)> {
        let question = ListPeople {
            take: Some(200),
            ..ListPeople::default()
        };
        let items = page!(self, "list_people", question, PersonPageReply);
        items.into_iter().map(|p| (p.handle, p.id)).collect()
    }

    /// All series. The registry numbers them in the order in which the files name them.
    fn series(&self) -> BTreeMap<String, SeriesView> {
        let question = ListSeries {
            take: Some(200),
            ..ListSeries::default()
        };
        let mut ids: Vec<Id> = page!(self, "list_series", question, SeriesPageReply)
            .into_iter()
            .map(|series| series.id)
            .collect();
        ids.sort_unstable();
        let files = read(folder()).unwrap().series;
        assert_eq!(ids.len(), files.len());
        let named = ids.into_iter().zip(files);
        named
            .map(|(id, file)| (file.slug, record!(self, "get_series", id, SeriesReply)))
            .collect()
    }

    fn upcoming(&self) -> Vec<UpcomingMeeting> {
        let question = Upcoming {
            take: Some(200),
            ..Upcoming::default()
        };
        page!(self, "upcoming", question, UpcomingPageReply)
    }

    /// The calendar of all groups, and that of one with its past and with cancelled dates.
    fn calendars(&self) -> (Vec<u8>, Vec<u8>) {
        let whole = AskWholeCalendar {
            part: None,
            cancelled: false,
            alarm_minutes: None,
            past_days: None,
            offset: None,
        };
        let ledger = AskGroupCalendar {
            group: Ref::slug("ledger-tokenization".into()),
            cancelled: true,
            alarm_minutes: None,
            past_days: Some(900),
            offset: None,
        };
        let bytes = |reply| match reply {
            CalendarReply::Ok(calendar) => calendar.ics.into_vec(),
            CalendarReply::Err(refusal) => panic!("{}", refusal.message),
        };
        let whole = bytes(self.ask("calendar_of_all", whole));
        (whole, bytes(self.ask("calendar_of_group", ledger)))
    }

    fn action_items(&self, groups: &[(String, Id)]) -> Vec<Id> {
        let of_group = |(_, id): &(String, Id)| {
            let question = ListActionItems {
                group: Some(*id),
                take: Some(200),
                ..ListActionItems::default()
            };
            page!(self, "list_action_items", question, ActionItemPageReply)
        };
        groups
            .iter()
            .flat_map(of_group)
            .map(|item| item.id)
            .collect()
    }

    fn search(&self, text: &str) -> Vec<(Kind, String)> {
        let question = Search {
            text: text.into(),
            take: Some(200),
            ..Search::default()
        };
        let items = page!(self, "search", question, SearchPageReply);
        items
            .into_iter()
            .map(|hit| (hit.kind.unwrap(), hit.slug.unwrap_or(hit.title)))
            .collect()
    }
}
