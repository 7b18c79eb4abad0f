//! Where the documents contradict themselves, the registry shows both sides and says so.

use workgroups::domain::LinkKind;
use workgroups_cli::files::format::{Group, PartialDate};

use crate::examples::announced::{group, meeting};
use crate::examples::registry::LOADED;

const DAY: u64 = 86_400_000_000_000;

fn weekday(date: &Option<PartialDate>) -> &'static str {
    let date = date.as_ref().unwrap();
    let date = workgroups::domain::PartialDate {
        year: date.year,
        month: date.month,
        day: date.day,
        text: None,
    };
    // The first day of 1970 was a Thursday.
    [
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "Monday",
        "Tuesday",
        "Wednesday",
    ][(date.first_instant().unwrap() / DAY % 7) as usize]
}

fn forum(group: &Group) -> &str {
    let link = group
        .links
        .iter()
        .find(|l| LinkKind::from(l.kind) == LinkKind::forum);
    link.unwrap().url.as_deref().unwrap()
}

fn remarks(slug: &str) -> &str {
    group(slug).remarks.as_deref().unwrap()
}

#[test]
fn first_meetings_stay_on_weekdays_that_the_cadence_does_not_name() {
    let icrc = group("icrc-catch-all");
    assert!(icrc.cadence.as_deref().unwrap().contains("Wednesdays"));
    assert_eq!(weekday(&icrc.first_meeting), "Tuesday");
    assert!(remarks("icrc-catch-all").contains("Tuesday"));

    let events = group("inter-canister-event-utility");
    assert!(events.cadence.as_deref().unwrap().contains("Wednesday"));
    assert_eq!(weekday(&events.first_meeting), "Thursday");
    assert!(remarks("inter-canister-event-utility").contains("Thursday"));
}

#[test]
fn a_misspelt_date_keeps_its_spelling_beside_its_numbers() {
    let first = group("nft").first_meeting.clone().unwrap();
    assert_eq!(
        (first.year, first.month, first.day),
        (Some(2022), Some(11), Some(29))
    );
    assert_eq!(first.text.as_deref(), Some("Tue 29nd Nov 2022"));
    assert_eq!(weekday(&Some(first)), "Tuesday");
    assert!(remarks("nft").contains("29nd"));
}

#[test]
fn two_times_for_one_group_are_both_there() {
    let ledger = group("ledger-tokenization");
    assert!(ledger.cadence.as_deref().unwrap().contains("6:00 PM"));
    assert!(
        ledger
            .first_meeting
            .as_ref()
            .unwrap()
            .text
            .as_deref()
            .unwrap()
            .contains("5:00 pm")
    );
    assert!(remarks("ledger-tokenization").contains("Two times"));
    assert_eq!(
        weekday(&meeting("ledger-tokenization-2022-05-19").when.date),
        "Thursday"
    );
    assert_eq!(
        weekday(&meeting("ledger-tokenization-2022-05-27").when.date),
        "Friday"
    );
}

#[test]
fn a_forum_link_that_repeats_another_groups_is_kept() {
    assert_eq!(forum(group("defi")), forum(group("deai")));
    assert!(remarks("defi").contains("same as that of Decentralized AI"));
}

#[test]
fn a_group_whose_last_meeting_follows_its_archiving_says_so() {
    let education = group("education");
    assert_eq!(
        education
            .lifecycle
            .last()
            .unwrap()
            .date
            .as_ref()
            .unwrap()
            .text
            .as_deref(),
        Some("Archived November 2023")
    );
    assert_eq!(
        education.last_meeting.as_ref().unwrap().text.as_deref(),
        Some("December 2023")
    );
    assert!(remarks("education").contains("December 2023"));
}

#[test]
fn who_leads_by_his_own_words_is_told_beside_who_leads_by_the_directory() {
    let roles = &group("ledger-tokenization").roles;
    let mario = roles
        .iter()
        .find(|r| r.person.as_deref() == Some("mariop"))
        .unwrap();
    assert!(mario.label.as_deref().unwrap().contains("2022-04-12"));
    assert!(remarks("ledger-tokenization").contains("mariop"));
}

#[test]
fn summer_time_announced_as_cet_gives_no_exact_instant() {
    assert!(LOADED.data.meetings.iter().all(|m| m.when.start.is_none()));
    let guidelines = LOADED
        .data
        .profile
        .as_ref()
        .unwrap()
        .guidelines
        .as_deref()
        .unwrap();
    assert!(guidelines.contains("no exact instant is recorded"));
}

#[test]
fn a_profile_link_that_only_some_can_open_is_kept_and_told() {
    let person = LOADED
        .data
        .people
        .iter()
        .find(|p| p.handle == "dieter.sommer")
        .unwrap();
    assert_eq!(
        person.links[0].url.as_deref(),
        Some("https://dfinity.slack.com/team/U020YAFRGRK")
    );
    assert!(remarks("blockchain-integrations").contains("Slack"));
}
