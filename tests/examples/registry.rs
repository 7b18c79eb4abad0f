//! The examples in a registry: loaded once through its public interface, and read back from it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use candid::{CandidType, Deserialize, Principal};
use pocket_ic::PocketIc;
use workgroups::domain::{Group, Id, Kind, Ref, Report};
use workgroups::registry::{
    ListActionItems, ListGroups, ListInitiatives, ListMeetings, ListPeople, ListReports,
    RegistryInfo, Search,
};
use workgroups::wire::{
    ActionItemPageReply, ActionItemReply, GroupPageReply, GroupReply, InitiativePageReply,
    InitiativeReply, MeetingPageReply, MeetingReply, PersonPageReply, PersonReply, ReportPageReply,
    ReportReply, SearchPageReply,
};
use workgroups_examples::format::Data;
use workgroups_examples::{Summary, load};

use crate::describe::{self, Names};
use crate::support;

/// The folder of the examples.
pub fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/examples"))
}

/// What the registry answers once the examples are in it.
pub static LOADED: LazyLock<Loaded> = LazyLock::new(Loaded::new);

pub struct Loaded {
    pub summary: Summary,
    /// Everything, in the form of the files.
    pub data: Data,
    /// The groups by slug, as the registry has them.
    pub groups: BTreeMap<String, Group>,
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
        names.0.extend(
            groups
                .iter()
                .map(|(slug, id)| ((Kind::group, *id), slug.clone())),
        );
        names.0.extend(
            people
                .iter()
                .map(|(handle, id)| ((Kind::person, *id), handle.clone())),
        );
        names.0.extend(
            meetings
                .iter()
                .map(|m| ((Kind::meeting, m.id), m.slug.clone())),
        );
        names.0.extend(
            initiatives
                .iter()
                .map(|i| ((Kind::initiative, i.id), i.slug.clone())),
        );

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

        let data = Data {
            profile: Some(describe::profile(info.profile)),
            people: people
                .iter()
                .map(|p| describe::person(record!(self, "get_person", Ref::id(p.1), PersonReply)))
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
            meetings: meetings
                .iter()
                .map(|m| {
                    names.meeting(record!(
                        self,
                        "get_meeting",
                        Ref::slug(m.slug.clone()),
                        MeetingReply
                    ))
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
        let found = SEARCHES.map(|text| (text, self.search(text)));
        Loaded {
            summary,
            data,
            groups: whole_groups,
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
