//! Nothing stays certified that is no longer so: after each change, every answer that would be
//! another one now has lost its proof, and most of the others have kept theirs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use candid::{Decode, Encode, Principal};
use ic_stable_structures::VectorMemory;
use workgroups::domain::*;
use workgroups::http::{self, Certified};
use workgroups::registry::access::Caller;
use workgroups::registry::{ApplyBatch, Registry};
use workgroups::site::Place;

use crate::http::client::get;
use workgroups_test_support::host::{BEGINNING, HOUR, MINUTE};

struct Site {
    registry: Registry<VectorMemory>,
    certified: Certified,
    now: Nanos,
    /// What was certified last at each address.
    known: BTreeMap<String, (u16, Vec<u8>)>,
}

fn admin() -> Caller {
    Caller {
        principal: Principal::from_slice(&[1]),
        is_controller: true,
    }
}

impl Site {
    fn new() -> Site {
        let mut registry = Registry::open(VectorMemory::default());
        registry.keep_secret(vec![7; 32]);
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
        let load = &mut |_: &str, arguments: Vec<u8>| {
            let batch = Decode!(&arguments, ApplyBatch).unwrap();
            let written = registry.execute_all(&admin(), BEGINNING, batch.operations);
            Ok(Encode!(&written).unwrap())
        };
        workgroups_cli::files::load(&folder, load).unwrap();
        registry.take_written();
        Site {
            registry,
            certified: Certified::new(None),
            now: BEGINNING,
            known: BTreeMap::new(),
        }
    }

    fn addresses(&self) -> Vec<String> {
        let mut all: Vec<String> = [
            "/",
            "/zh",
            "/groups",
            "/groups?topic=defi",
            "/groups?language=en",
            "/proposals",
            "/meetings",
            "/meetings?group=ledger-tokenization",
            "/meetings?language=zh",
            "/people",
            "/reports",
            "/reports?language=en",
            "/roadmap",
            "/calendar",
            "/changes",
            "/zh/changes",
            "/search?q=icrc",
            "/me",
            "/attention",
            "/zh/attention",
            "/attention.xml",
            "/groups.json",
            "/people.json",
            "/meetings.json",
            "/reports.json",
            "/calendar.ics",
            "/feed.xml",
            "/metrics",
            "/.well-known/ic-domains",
            "/groups/nobody.json",
            "/people/newcomer.json",
            "/people/newcomer",
            "/tags/defi/calendar.ics",
        ]
        .map(str::to_owned)
        .to_vec();
        let store = self.registry.store();
        for id in 1..=store.made(Kind::group) {
            let slug = self.registry.get_group(&Ref::id(id)).unwrap().details.slug;
            let of = |rest: &str| format!("/groups/{slug}{rest}");
            all.extend(["", "/history", "/next", ".json", "/next.json"].map(of));
            all.extend(["/calendar.ics", "/feed.xml", "/attention.xml"].map(of));
            all.push(format!("/attention?group={slug}"));
            all.push(format!("/zh/groups/{slug}"));
            all.push(of("/meetings.json"));
        }
        for id in 1..=store.made(Kind::meeting) {
            let slug = self
                .registry
                .get_meeting(&Ref::id(id))
                .unwrap()
                .details
                .slug;
            all.extend(
                ["", "/history", ".json", ".md"].map(|form| format!("/meetings/{slug}{form}")),
            );
        }
        for id in 1..=store.made(Kind::person) {
            let handle = self
                .registry
                .get_person(&Ref::id(id))
                .unwrap()
                .details
                .handle;
            all.extend(
                ["", "/history", ".json", "/calendar.ics"]
                    .map(|form| format!("/people/{handle}{form}")),
            );
        }
        for id in 1..=store.made(Kind::report) {
            let slug = self.registry.get_report(&Ref::id(id)).unwrap().details.slug;
            all.extend(
                ["", "/history", ".json", ".md"].map(|form| format!("/reports/{slug}{form}")),
            );
        }
        for id in 1..=store.made(Kind::initiative) {
            let initiative = self.registry.get_initiative(&Ref::id(id)).unwrap();
            let slug = initiative.details.slug;
            all.extend(["", "/history"].map(|form| format!("/initiatives/{slug}{form}")));
        }
        for id in 1..=store.made(Kind::series) {
            all.extend(["", "/history"].map(|form| format!("/series/{id}{form}")));
        }
        all
    }

    fn ask(&mut self, url: &str) -> (u16, Vec<u8>) {
        let place = Place {
            host: "aaaaa-aa.icp0.io",
            now: self.now,
        };
        let response = http::update(&mut self.certified, &self.registry, &place, &get(url));
        (response.status_code, response.body.into_vec())
    }

    /// Asks for all that is not certified: to ask for what is would be charged as made up.
    fn certify_all(&mut self) {
        let certified: BTreeSet<String> = self.certified.keys().map(address_of).collect();
        for (i, url) in self.addresses().into_iter().enumerate() {
            // The purse of a minute is not that of all addresses.
            if i % 100 == 99 {
                self.now += MINUTE;
            }
            if !certified.contains(url.trim_end_matches('/')) {
                let answer = self.ask(&url);
                assert_ne!(answer.0, 503, "{url}");
                self.known.insert(url, answer);
            }
        }
    }

    /// Does an operation as the canister does, and looks what is certified then.
    fn does(&mut self, operation: Operation) -> usize {
        let method = operation.method();
        let done = self.registry.execute(&admin(), self.now, operation);
        done.unwrap_or_else(|error| panic!("{method}: {}", error.message()));
        let written = self.registry.take_written();
        self.certified.forget(&written);
        let certified: BTreeSet<String> = self.certified.keys().map(address_of).collect();
        let place = Place {
            host: "aaaaa-aa.icp0.io",
            now: self.now,
        };
        for (url, before) in &self.known {
            // The key of an address that takes parameters has the method and, after its path, a
            // slash with the query.
            let path = |key: &str| {
                let key = key.trim_start_matches("GET ").replace("/?", "?");
                key.trim_end_matches('/').to_owned()
            };
            let is_certified = certified.iter().any(|key| path(key) == path(url));
            let mut none = Certified::new(None);
            let response = http::update(&mut none, &self.registry, &place, &get(url));
            let now = (response.status_code, response.body.into_vec());
            assert!(
                !is_certified || now == *before,
                "{url} is stale after {method}"
            );
        }
        certified.len()
    }
}

/// The address that a key stands for: that of one which takes parameters has the method and, after
/// its path, a slash with the query.
fn address_of(key: &str) -> String {
    let address = key.trim_start_matches("GET ").replace("/?", "?");
    address.trim_end_matches('/').to_owned()
}

/// A change of each sort of record, made up from what is there.
fn changes(site: &Site) -> Vec<Operation> {
    let r = &site.registry;
    let group = r
        .get_group(&Ref::slug("ledger-tokenization".into()))
        .unwrap();
    let person = r.get_person(&Ref::id(1)).unwrap();
    let meeting = r
        .get_meeting(&Ref::slug("icp-dev-forum-ep03".into()))
        .unwrap();
    let report = r.get_report(&Ref::id(1)).unwrap();
    let item = r.get_action_item(1).unwrap();
    let about = r.registry_info();
    let (id, expected_revision) = (group.id, group.meta.revision);
    let id_of_group = group.id;
    let other = (1..).map(|id| r.get_group(&Ref::id(id)).unwrap());
    let other = other
        .into_iter()
        .find(|g| g.id != group.id && g.was_accepted())
        .unwrap();
    let mut details = group.details.clone();
    details.scope.push_str(" Changed.");
    let scope = UpdateGroup {
        id,
        expected_revision,
        details,
    };
    let mut details = scope.details.clone();
    details.name.push('!');
    details.slug = "ledgers".into();
    let name = UpdateGroup {
        id,
        expected_revision: expected_revision + 1,
        details,
    };
    let roles = SetRoles {
        id,
        expected_revision: expected_revision + 2,
        roles: Vec::new(),
    };
    let mut details = person.details.clone();
    details.name = Some("Another Name".into());
    let person = UpdatePerson {
        id: person.id,
        expected_revision: person.meta.revision,
        details,
    };
    let mut newcomer = person.details.clone();
    newcomer.handle = "newcomer".into();
    let mut details = meeting.details.clone();
    details.title.push_str(" (again)");
    details.tags.push("defi".into());
    let (id, expected_revision) = (meeting.id, meeting.meta.revision);
    let titled = UpdateMeeting {
        id,
        expected_revision,
        details,
    };
    let minutes = Minutes {
        attendance: Some(7),
        ..meeting.minutes.clone().unwrap_or_default()
    };
    let expected_revision = expected_revision + 1;
    let published = PublishMinutes {
        id,
        expected_revision,
        minutes,
    };
    let mut details = item.details.clone();
    details.state = ActionState::done;
    let item = UpdateActionItem {
        id: item.id,
        expected_revision: item.meta.revision,
        details,
    };
    let mut details = report.details.clone();
    details.title.push_str(" (again)");
    let report = UpdateReport {
        id: report.id,
        expected_revision: report.meta.revision,
        details,
    };
    let mut details = report.details.clone();
    details.languages = vec!["de".into()];
    let translated = UpdateReport {
        id: report.id,
        expected_revision: report.expected_revision + 1,
        details,
    };
    let mut profile = about.profile.clone();
    profile.summary.push_str(" Changed.");
    let expected_revision = about.meta.revision;
    let feedback = GiveFeedback {
        subject: Subject::group(1),
        text: "Well done".into(),
    };
    vec![
        Operation::update_group(scope),
        Operation::update_group(name),
        Operation::set_roles(roles),
        Operation::update_person(person),
        Operation::create_person(newcomer),
        Operation::update_meeting(titled),
        Operation::publish_minutes(published),
        Operation::update_action_item(item),
        Operation::update_report(report),
        Operation::update_report(translated),
        Operation::set_relations(SetRelations {
            id: other.id,
            expected_revision: other.meta.revision,
            relations: vec![GroupRelation {
                kind: Some(RelationKind::liaison_with),
                group: id_of_group,
                since: None,
                note: None,
            }],
        }),
        Operation::set_approval(SetApproval {
            id: other.id,
            expected_revision: other.meta.revision + 1,
            approves_minutes: true,
        }),
        Operation::confirm_group(ConfirmGroup {
            id: other.id,
            expected_revision: other.meta.revision + 2,
        }),
        Operation::approve_minutes(ApproveMinutes {
            id: meeting.id,
            expected_revision: meeting.meta.revision + 2,
            meeting: None,
        }),
        Operation::withdraw_record(WithdrawRecord {
            record: RecordId::meeting(meeting.id),
            expected_revision: meeting.meta.revision + 3,
            reason: "Entered twice".into(),
            instead: None,
        }),
        Operation::reinstate_record(ReinstateRecord {
            record: RecordId::meeting(meeting.id),
            expected_revision: meeting.meta.revision + 4,
            reason: "It was not".into(),
        }),
        Operation::join_group(1),
        Operation::give_feedback(feedback),
        Operation::set_profile(SetProfile {
            expected_revision,
            profile,
        }),
    ]
}

#[test]
fn an_answer_that_a_change_concerns_has_lost_its_proof() {
    let mut site = Site::new();
    for operation in changes(&site) {
        site.now += HOUR / 60;
        site.certify_all();
        let before = site.certified.keys().count();
        let method = operation.method();
        let after = site.does(operation);
        // All pages show the registry's name; and each event is counted at /metrics.
        assert!(after < before, "{method}");
        assert!(
            method == "set_profile" || after > before / 2,
            "{method}: {after} of {before}"
        );
    }
}

#[test]
fn dates_of_series_take_back_what_shows_them() {
    let mut site = Site::new();
    let series = (1..=site.registry.store().made(Kind::series))
        .filter_map(|id| site.registry.get_series(id))
        .find(|s| s.record.series.ending.is_none() && s.record.series.details.schedule.is_some())
        .unwrap();
    let group = site
        .registry
        .get_group(&Ref::id(series.record.groups[0]))
        .unwrap();
    let next = site
        .registry
        .next_meeting(site.now, &Ref::id(group.id))
        .unwrap()
        .unwrap();
    let of = next.occurrence.unwrap();
    let revision = site
        .registry
        .get_series(of.series)
        .unwrap()
        .record
        .meta
        .revision;
    site.certify_all();
    site.does(Operation::cancel_occurrence(CancelOccurrence {
        id: of.series,
        expected_revision: revision,
        original: of.original,
        reason: "A holiday".into(),
        announced_at: None,
    }));
    site.certify_all();
    site.does(Operation::restore_occurrence(RestoreOccurrence {
        id: of.series,
        expected_revision: revision + 1,
        original: of.original,
    }));
}

#[test]
fn what_is_withheld_is_taken_back_wherever_it_is_shown() {
    let mut site = Site::new();
    let group = site.registry.get_group(&Ref::id(1)).unwrap();
    let mut details = group.details.clone();
    details.remarks = Some("An insult".into());
    let edit = |revision, details| {
        Operation::update_group(UpdateGroup {
            id: 1,
            expected_revision: revision,
            details,
        })
    };
    site.does(edit(group.meta.revision, details));
    let position = site.registry.store().events() - 1;
    site.does(edit(group.meta.revision + 1, group.details));
    site.certify_all();
    let insult = |site: &Site| {
        let known = site.known.values();
        let of = |(_, body): &&(u16, Vec<u8>)| String::from_utf8_lossy(body).contains("An insult");
        known.filter(of).count()
    };
    assert!(insult(&site) > 0);
    site.does(Operation::withhold_blocks(WithholdBlocks {
        blocks: vec![position],
        fields: vec!["details.remarks".into()],
        reason: "It hurts somebody".into(),
    }));
    site.certify_all();
    assert_eq!(insult(&site), 0);
    let person = site.registry.get_person(&Ref::id(1)).unwrap();
    site.does(Operation::withhold_person(WithholdPerson {
        id: 1,
        expected_revision: person.meta.revision,
        reason: "They asked for it".into(),
    }));
}
