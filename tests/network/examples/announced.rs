//! The technical working groups as their thread announces them, written down here a second time
//! from the thread itself.

use workgroups::domain::{LifecycleState, MeetingStatus};
use workgroups_cli::files::format::{Group, Meeting, PartialDate};

use crate::examples::registry::LOADED;

/// An entry of the directory: slug, name, roles, cadence, first meeting, update stamp, links.
struct Entry(
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
);

const VOICE: &str = "https://discord.com/channels/748416164832608337/753880564947222568";
const DEAI_THREAD: &str = "https://forum.dfinity.org/t/technical-working-group-deai/24621";

const ACTIVE: [Entry; 12] = [
    Entry(
        "inter-canister-event-utility",
        "Inter-canister Event Utility",
        &[("Lead", "skilesare"), ("Community Coordinator", "ilialor")],
        "Weekly on Wednesday at 7:00pm CET",
        "April 4, 2024 at 7:00pm CET",
        "Update April 2024",
        &[
            "https://discord.gg/XaNjTtg8",
            "https://drive.google.com/drive/folders/1v8ocWv4bgLPxst-a4NnboDGUcMzD0QXS?usp=drive_link",
            "https://forum.dfinity.org/t/technical-working-group-inter-canister-event-utility-working-group/29048",
        ],
    ),
    Entry(
        "defi",
        "DeFi",
        &[("Lead", "infu")],
        "Every Tuesday, 3 pm UTC",
        "February 6th, 2024",
        "Update February 2024",
        &[
            VOICE,
            "https://discord.gg/zHgN6aBUuu",
            DEAI_THREAD,
            "https://github.com/neutrinomic/wg_defi",
        ],
    ),
    Entry(
        "deai",
        "Decentralized AI (DeAI)",
        &[("Lead", "patnorris")],
        "Every Thursday, 5 pm UTC",
        "November 23rd, 2023",
        "Update December 2023",
        &[VOICE, "https://discord.gg/Q3ywwkc7Kw", DEAI_THREAD],
    ),
    Entry(
        "btc-on-icp",
        "BTC on ICP",
        &[("Lead", "bob11"), ("Coordinator", "domwoe")],
        "Monthly on the first Thursday of every month at 3 pm UTC",
        "August 3rd, 2023",
        "Update July 2023",
        &[
            "https://discord.gg/R7eKjk93k5",
            "https://forum.dfinity.org/t/technical-working-group-btc-on-icp/21225",
            "https://docs.google.com/document/d/1U-skArRxJK3YPOHKgBAdrr2_6cgWff96Cd-Qfi6M7Zc",
        ],
    ),
    Entry(
        "naming-system",
        "Naming System",
        &[("DFINITY lead", "Kepler"), ("Coordinator", "domwoe")],
        "Monthly on the last Thursday of every month at 10 am CET",
        "July 27th, 2023",
        "Update July 2023",
        &[
            "https://discord.com/channels/748416164832608337/1126922188742729948",
            "https://forum.dfinity.org/t/technical-working-group-naming-system/21236/1",
        ],
    ),
    Entry(
        "icrc-catch-all",
        "ICRC Catch-all (pending issues and sorting)",
        &[("DFINITY lead", "benji"), ("Coordinator", "TBD")],
        "Bi-weekly Wednesdays at 6 pm CEST (GMT+2)",
        "May 23rd, 2023",
        "",
        &["https://forum.dfinity.org/t/icrc-catch-all-working-group/19624"],
    ),
    Entry(
        "identity-wallet-standards",
        "Identity & Wallet Standards",
        &[
            ("DFINITY lead", "frederikrothenberger"),
            ("Coordinator", "marydwyer"),
        ],
        "Bi-weekly Tuesdays at 5:00pm CET",
        "",
        "",
        &["https://forum.dfinity.org/t/technical-working-group-identity-authentication/11902"],
    ),
    Entry(
        "developer-tooling",
        "Developer Tooling",
        &[("DFINITY lead", "dfx-json"), ("Coordinator", "domwoe")],
        "Monthly on the first Thursday of every month at 7 pm CET",
        "April 7, 2022, at 7:00 pm CET",
        "",
        &[
            "https://discord.gg/XPZFEdwbuX",
            "https://forum.dfinity.org/t/technical-working-group-developer-tooling/11941",
        ],
    ),
    Entry(
        "ledger-tokenization",
        "Ledger & Tokenization",
        &[("DFINITY lead", "dieter.sommer"), ("Coordinator", "benji")],
        "Bi-weekly on Tuesday at 6:00 PM CET",
        "April 12, 2022, at 5:00 pm CET",
        "",
        &[
            "https://discord.com/channels/748416164832608337/976871875043016704",
            "https://forum.dfinity.org/t/announcing-token-standard-as-topic-of-the-first-meeting-of-the-ledger-tokenization-working-group/",
            "https://github.com/dfinity/ICRC-1/",
            "https://drive.google.com/drive/u/0/folders/1TlaDISjZpAKpqJdXzYMw4hhuKj5YxZ3J",
        ],
    ),
    Entry(
        "nft",
        "NFT",
        &[("DFINITY lead", "benji"), ("Coordinator", "dieter.sommer")],
        "Bi-weekly on 2nd and 4th Tuesdays at 17:00 CET",
        "Tue 29nd Nov 2022",
        "Update Mar 2023",
        &[
            "https://forum.dfinity.org/t/call-for-participation-nft-token-standard-working-group-status-updated/16566/5",
            "https://github.com/dfinity/ICRC/tree/main/ICRCs/ICRC-7",
        ],
    ),
    Entry(
        "scalability-performance",
        "Scalability & Performance",
        &[("DFINITY lead", "abk"), ("Coordinator", "domwoe")],
        "Monthly on the third Thursday of every month at 5:30 pm CET",
        "July 21, 2022, at 5:30pm CET",
        "Update July 2022",
        &[
            "https://discord.com/channels/748416164832608337/994942091463512175",
            "https://forum.dfinity.org/t/technical-working-group-scalability-performance/14265",
        ],
    ),
    Entry(
        "motoko",
        "Motoko",
        &[("DFINITY lead", "dfx-json"), ("Coordinator", "icme")],
        "2nd Thursday of each month, 8am US Pacific.",
        "",
        "Update June 2023",
        &["https://forum.dfinity.org/t/motoko-developer-working-group/20488"],
    ),
];

const ARCHIVED: [Entry; 3] = [
    Entry(
        "blockchain-integrations",
        "Blockchain Integrations",
        &[
            ("DFINITY lead", "dieter.sommer"),
            ("Coordinator", "dieter.sommer"),
        ],
        "",
        "March 22, 2023 on Zoom",
        "",
        &["https://discord.com/channels/748416164832608337/1075067736285266130"],
    ),
    Entry(
        "education",
        "Education",
        &[("Leadership", "Seb"), ("Coordinator", "cryptoschindler")],
        "",
        "November 17 2022",
        "",
        &[
            "https://discord.gg/qA2wV2gYNj",
            "https://forum.dfinity.org/t/technical-working-group-education/16463",
        ],
    ),
    Entry(
        "governance",
        "Governance",
        &[
            ("Leadership", "bjoernek"),
            ("Leadership", "brutoshi"),
            ("Leadership", "lastmjs"),
            ("Coordinator", "emmaperetti"),
        ],
        "",
        "September 29",
        "",
        &[
            "https://forum.dfinity.org/t/technical-working-group-governance/15584",
            "https://discord.gg/xkaM2qEMsn",
            "https://github.com/dfinity/wg-governance",
        ],
    ),
];

pub fn group(slug: &str) -> &'static Group {
    LOADED
        .data
        .groups
        .iter()
        .find(|g| g.slug == slug)
        .unwrap_or_else(|| panic!("no group {slug}"))
}

pub fn meeting(slug: &str) -> &'static Meeting {
    LOADED
        .data
        .meetings
        .iter()
        .find(|m| m.slug == slug)
        .unwrap_or_else(|| panic!("no meeting {slug}"))
}

fn words(date: &Option<PartialDate>) -> &str {
    date.as_ref().and_then(|d| d.text.as_deref()).unwrap_or("")
}

fn check(entry: &Entry) {
    let Entry(slug, name, roles, cadence, first_meeting, stamp, links) = entry;
    let group = group(slug);
    assert_eq!(group.name, *name);
    assert_eq!(group.cadence.as_deref().unwrap_or(""), *cadence, "{slug}");
    assert_eq!(words(&group.first_meeting), *first_meeting, "{slug}");
    assert_eq!(words(&group.stated_on), *stamp, "{slug}");
    // A vacant role says what was announced instead of a name.
    let listed = group.roles.iter().take(roles.len()).map(|r| {
        (
            r.label.as_deref().unwrap(),
            r.person.as_deref().or(r.note.as_deref()).unwrap(),
        )
    });
    assert_eq!(listed.collect::<Vec<_>>(), *roles, "{slug}");
    for link in *links {
        assert!(
            group.links.iter().any(|l| l.url.as_deref() == Some(link)),
            "{slug} lacks {link}"
        );
    }
}

#[test]
fn the_directory_has_twelve_active_and_three_archived_groups() {
    let community = |slug: &str| slug.starts_with("icon-") || slug == "icp-dev-forum";
    let of_the_thread = LOADED
        .groups
        .values()
        .filter(|g| !community(&g.details.slug));
    let (active, archived): (Vec<_>, Vec<_>) =
        of_the_thread.partition(|g| g.state() == LifecycleState::active);
    assert_eq!((active.len(), archived.len()), (12, 3));
    assert!(
        archived
            .iter()
            .all(|g| g.state() == LifecycleState::archived)
    );
}

#[test]
fn each_active_group_is_as_announced() {
    ACTIVE.iter().for_each(check);
    assert!(
        ACTIVE
            .iter()
            .all(|e| LOADED.groups[e.0].state() == LifecycleState::active)
    );
}

#[test]
fn each_archived_group_is_as_announced() {
    ARCHIVED.iter().for_each(check);
    assert!(
        ARCHIVED
            .iter()
            .all(|e| LOADED.groups[e.0].state() == LifecycleState::archived)
    );
}

#[test]
fn a_coordinator_to_be_determined_is_a_vacant_role() {
    let role = &group("icrc-catch-all").roles[1];
    assert_eq!(
        (role.person.as_deref(), role.note.as_deref()),
        (None, Some("TBD"))
    );
}

#[test]
fn nft_is_a_subgroup_of_ledger_and_tokenization() {
    assert_eq!(group("nft").parent.as_deref(), Some("ledger-tokenization"));
    assert_eq!(
        LOADED.groups["nft"].parent,
        Some(LOADED.groups["ledger-tokenization"].id)
    );
}

#[test]
fn dates_are_as_exact_as_they_were_told() {
    let date = |d: &Option<PartialDate>| d.as_ref().map(|d| (d.year, d.month, d.day));
    let archived = |slug| date(&group(slug).lifecycle.last().unwrap().date);
    assert_eq!(archived("education"), Some((Some(2023), Some(11), None)));
    assert_eq!(archived("governance"), Some((Some(2023), None, None)));
    assert_eq!(archived("blockchain-integrations"), None);
    assert_eq!(
        date(&group("governance").first_meeting),
        Some((None, Some(9), Some(29)))
    );
    assert_eq!(
        date(&group("education").last_meeting),
        Some((Some(2023), Some(12), None))
    );
    assert_eq!(date(&group("motoko").first_meeting), None);
}

#[test]
fn the_meetings_that_posts_announce_are_there() {
    let told: Vec<(&str, MeetingStatus)> = LOADED
        .data
        .meetings
        .iter()
        .filter(|m| m.groups == ["ledger-tokenization"])
        .map(|m| (m.when.text.as_deref().unwrap(), m.status.into()))
        .collect();
    let expected = [
        ("May 31, 6 pm CET", MeetingStatus::scheduled),
        ("May 27, 5 pm CET", MeetingStatus::cancelled),
        ("19 may 5 pm CET", MeetingStatus::scheduled),
        ("tomorrow 10 may 5 pm CET", MeetingStatus::scheduled),
        ("the 26th of April", MeetingStatus::scheduled),
        ("April 12, 2022, at 5:00 pm CET", MeetingStatus::held),
    ];
    assert_eq!(told, expected, "newest first");
}

#[test]
fn cancelled_meetings_say_why_where_it_was_told() {
    let tokens = meeting("ledger-tokenization-2022-05-27");
    assert!(tokens.reason.as_deref().unwrap().contains("not available"));
    let identity = meeting("identity-2024-04-02");
    assert_eq!(
        MeetingStatus::from(identity.status),
        MeetingStatus::cancelled
    );
    assert_eq!(identity.reason, None);
    assert_eq!(
        meeting("identity-2024-04-16").when.text.as_deref(),
        Some("April 16")
    );
}

#[test]
fn what_the_first_token_meeting_decided_is_kept_with_the_wish_behind_it() {
    let minutes = meeting("ledger-tokenization-2022-04-12")
        .minutes
        .as_ref()
        .unwrap();
    let decisions: Vec<&str> = minutes.decisions.iter().map(|d| d.text.as_str()).collect();
    assert!(decisions[0].contains("separately") && decisions[0].contains("begins with fungible"));
    assert!(
        decisions[1].contains("from 1 month to 2 weeks") && decisions[1].contains("26th of April")
    );
    let wish = &minutes.sections[0].feedback[0];
    assert_eq!(wish.by[0].person.as_deref(), Some("witter"));
}

#[test]
fn what_members_said_of_the_programme_is_kept() {
    let guidelines = LOADED
        .data
        .profile
        .as_ref()
        .unwrap()
        .guidelines
        .as_deref()
        .unwrap();
    for fact in [
        "dreaded 5pm CET",
        "250+",
        "YouTube",
        "one day's notice",
        "canister metrics & reporting",
    ] {
        assert!(guidelines.contains(fact), "{fact}");
    }
}
