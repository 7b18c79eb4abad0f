//! `apply` and `export files`.

use crate::cli::registry::{Registry, examples};

const COMMUNITY: &str = "\
people:
- { handle: ann, name: Ann }
groups:
- slug: defi
  name: DeFi
  kind: working_group
  scope: Exchanges and loans.
  lifecycle: [{ state: active }]
  roles: [{ kind: lead, person: ann }]
series:
- slug: defi-calls
  groups: [defi]
  title: DeFi call
  schedule: { start: \"2020-01-02T17:00\", zone: UTC, minutes: 60, rule: FREQ=WEEKLY;BYDAY=TH }
  exceptions:
  - { date: \"2030-01-10T17:00\", cancelled: { reason: Holidays } }
meetings:
- slug: defi-1
  groups: [defi]
  title: First call
  status: held
  occurrence: { series: defi-calls, date: \"2020-01-02T17:00\" }
  minutes: { sections: [{ heading: Notes, level: 1, text: We met. }] }
action_items:
- { group: defi, title: Write it down, raised_in: defi-1, owners: [{ person: ann }], state: open }
- { group: defi, title: Write it down, state: open }
";

#[test]
fn applying_twice_changes_nothing() {
    let registry = Registry::new();
    let first = registry.does(&["apply", "-f", &examples()]);
    assert!(first.ends_with("Written.\n"), "{first}");
    let second = registry.does(&["apply", "-f", &examples()]);
    assert!(second.starts_with("0 new, 0 changed, "), "{second}");
    assert_eq!(second.lines().count(), 1, "{second}");
}

#[test]
fn a_date_that_takes_the_agenda_of_its_series_over_is_not_changed_by_applying_again() {
    let registry = Registry::new();
    let coming = COMMUNITY
        .replace("  exceptions:", "  agenda: [{ title: Welcome }]\n  exceptions:")
        .replace("status: held", "status: scheduled")
        .replace("{ series: defi-calls, date: \"2020-01-02T17:00\" }", "{ series: defi-calls, date: \"2030-01-03T17:00\" }\n  when: { start: \"2030-01-03T17:00:00Z\" }\n  duration_minutes: 60")
        .replace("  minutes: { sections: [{ heading: Notes, level: 1, text: We met. }] }\n", "");
    let file = registry.file("community.yaml", coming);
    registry.does(&["apply", "-f", &file]);
    let shown = registry.does(&["show", "meeting", "defi-1"]);
    assert!(shown.contains("Welcome"), "{shown}");
    let again = registry.does(&["apply", "-f", &file]);
    assert!(again.starts_with("0 new, 0 changed, "), "{again}");
}

#[test]
fn what_is_exported_is_what_was_applied() {
    let registry = Registry::with_examples();
    let folder = registry.path("exported");
    registry.does(&["export", "files", &folder]);
    let again = registry.does(&["apply", "-f", &folder]);
    assert!(again.starts_with("0 new, 0 changed, "), "{again}");

    let other = Registry::new();
    other.does(&["apply", "-f", &folder]);
    let (from, to) = (registry.path("a"), other.path("b"));
    registry.does(&["export", "files", &from]);
    other.does(&["export", "files", &to]);
    for entry in std::fs::read_dir(&from).unwrap() {
        let name = entry.unwrap().file_name();
        let read =
            |folder: &str| std::fs::read_to_string(format!("{folder}/{}", name.to_str().unwrap()));
        assert_eq!(read(&from).unwrap(), read(&to).unwrap(), "{name:?}");
    }
}

#[test]
fn a_plan_shows_the_difference_and_changes_nothing() {
    let registry = Registry::new();
    let file = registry.file("community.yaml", COMMUNITY);
    registry.does(&["apply", "-f", &file]);
    let changed = COMMUNITY
        .replace("Exchanges and loans.", "Exchanges, loans and more.")
        .replace(
            "[{ state: active }]",
            "[{ state: active }, { state: paused }]",
        )
        .replace("reason: Holidays", "reason: A holiday")
        .replace("We met.", "We met twice.");
    let file = registry.file("community.yaml", changed);
    let plan = registry.does(&["apply", "-f", &file, "--dry-run"]);
    for line in [
        "~ group defi",
        "  - scope: Exchanges and loans.",
        "  + scope: Exchanges, loans and more.",
        "  + - state: paused",
        "~ series defi-calls",
        "~ meeting defi-1",
        "0 new, 3 changed, 3 as they are.",
    ] {
        assert!(
            plan.lines().any(|l| l == line),
            "{line:?} is missing in\n{plan}"
        );
    }
    let again = registry.does(&["apply", "-f", &file, "--dry-run"]);
    assert_eq!(again, plan);
    registry.does(&["apply", "-f", &file]);
    let done = registry.does(&["apply", "-f", &file]);
    assert!(done.starts_with("0 new, 0 changed, 6 as"), "{done}");
    let history = registry.does(&["history", "group", "defi"]);
    assert!(
        history.contains("update group") && history.contains("set lifecycle"),
        "{history}"
    );
}

#[test]
fn what_no_file_has_is_ended_with_consent_alone() {
    let registry = Registry::new();
    let both = COMMUNITY.replace(
        "\nseries:\n",
        "\n- { slug: nns, name: NNS, kind: committee, lifecycle: [{ state: active }] }\nseries:\n",
    );
    let file = registry.file("community.yaml", both);
    registry.does(&["apply", "-f", &file]);
    let file = registry.file("community.yaml", COMMUNITY);
    let (code, complaint) = registry.fails(&["apply", "-f", &file, "--prune"]);
    assert!(code == 2 && complaint.contains("--yes"), "{complaint}");
    registry.does(&["apply", "-f", &file, "--prune", "--yes"]);
    let shown = registry.does(&["show", "group", "nns"]);
    assert!(shown.contains("state: archived"), "{shown}");
    let shown = registry.does(&["show", "group", "defi"]);
    assert!(!shown.contains("state: archived"), "{shown}");
}

#[test]
fn a_stranger_changes_nothing_and_is_told_why() {
    let registry = Registry::new();
    let file = registry.file("community.yaml", COMMUNITY);
    let (code, complaint) = registry.fails(&["apply", "-f", &file, "-i", "anonymous"]);
    assert_eq!(code, 4, "{complaint}");
    let listed = registry.does(&["list", "groups"]);
    assert_eq!(listed, "Nothing.\n");
}
