//! `import`, `minutes` and `export`.

use crate::cli::registry::Registry;

const GROUP: &str = "\
groups:
- { slug: defi, name: DeFi, kind: working_group, scope: Loans., lifecycle: [{ state: active }] }
series:
- slug: calls
  groups: [defi]
  title: DeFi call
  schedule: { start: \"2020-01-02T17:00\", zone: UTC, minutes: 60, rule: FREQ=WEEKLY;BYDAY=TH }
action_items:
- { group: defi, title: Write it down, state: open }
";

const NOTES: &str = "\
---
title: DeFi call 7
slug: defi-7
date: 2024-05-02
---

- Participants: 12

## Ann of DFINITY

- A point
- Community Feedback: do more (Bob)

## Follow-up

- Read it @Ann
";

fn registry() -> Registry {
    let registry = Registry::new();
    let file = registry.file("registry.yaml", GROUP);
    registry.does(&["apply", "-f", &file]);
    registry
}

#[test]
fn notes_are_imported_once_and_exported_as_they_were_understood() {
    let registry = registry();
    let file = registry.file("notes.md", NOTES);
    let (code, complaint) = registry.fails(&["import", &file]);
    assert!(code == 6 && complaint.contains("--group"), "{complaint}");
    let planned = registry.does(&["import", &file, "--group", "defi", "--dry-run"]);
    let planned = registry.file("planned.yaml", planned);
    registry.does(&["import", &file, "--group", "defi"]);
    let again = registry.does(&["import", &file, "--group", "defi"]);
    assert!(again.starts_with("0 new, 0 changed, 2 as"), "{again}");
    let same = registry.does(&["apply", "-f", &planned]);
    assert!(same.starts_with("0 new, 0 changed, 2 as"), "{same}");
    let exported = registry.does(&["export", "minutes", "defi-7"]);
    assert!(
        exported.contains("- Community Feedback: do more (Bob)\n"),
        "{exported}"
    );
    let exported = registry.file("exported.md", exported);
    let same = registry.does(&["import", &exported]);
    assert!(same.starts_with("0 new, 0 changed, 1 as"), "{same}");
}

#[test]
fn minutes_are_written_from_a_template_and_published() {
    let registry = registry();
    let template = registry.does(&["minutes", "new", "1", "2024-05-02T17:00"]);
    assert!(template.contains("- Write it down\n"), "{template}");
    let written = template.replace("## Agenda\n\n-", "## Agenda\n\n- Everything");
    let file = registry.file("minutes.md", written);
    registry.does(&["minutes", "publish", &file]);
    let shown = registry.does(&["show", "meeting", "defi-call-2024-05-02"]);
    assert!(shown.contains("- Everything"), "{shown}");
    let again = registry.does(&["minutes", "publish", &file]);
    assert!(again.starts_with("0 new, 0 changed"), "{again}");
    assert!(
        registry
            .does(&["minutes", "new", "1"])
            .contains("slug: defi-call-")
    );
}

#[test]
fn the_directory_is_a_post_for_a_forum() {
    let post = registry().does(&["export", "directory"]);
    assert!(
        post.contains("\n**Topic: DeFi**\n- Scope: Loans.\n"),
        "{post}"
    );
}
