//! `edit`, with programs in place of an editor.

use std::fs;
use std::process::Output;

use crate::cli::registry::Registry;

const GROUPS: &str = "\
groups:
- { slug: defi, name: DeFi, kind: working_group, scope: Loans., lifecycle: [{ state: active }] }
";

fn registry() -> Registry {
    let registry = Registry::new();
    let file = registry.file("groups.yaml", GROUPS);
    registry.does(&["apply", "-f", &file]);
    registry
}

fn edit(registry: &Registry, editor: &str, arguments: &[&str]) -> (i32, String) {
    let mut program = registry.program(&["edit", "group", "defi"]);
    program.args(arguments).env("EDITOR", editor);
    program.env("PATH", std::env::var("PATH").unwrap());
    program.env("TMPDIR", &registry.folder);
    let Output {
        status,
        stdout,
        stderr,
    } = program.output().unwrap();
    let said = String::from_utf8(stdout).unwrap() + &String::from_utf8(stderr).unwrap();
    (status.code().unwrap(), said)
}

/// An editor that is a script.
fn script(registry: &Registry, commands: &str) -> String {
    let path = registry.file("editor.sh", commands);
    format!("sh {path}")
}

#[test]
fn a_field_is_changed_in_the_editor() {
    let registry = registry();
    let (code, said) = edit(&registry, "sed -i 's/Loans./Loans and more./'", &["--yes"]);
    assert_eq!(code, 0, "{said}");
    assert!(
        said.contains("- scope: Loans.\n") && said.contains("Written."),
        "{said}"
    );
    let shown = registry.does(&["show", "group", "defi"]);
    assert!(shown.contains("scope: Loans and more."), "{shown}");
    assert!(shown.contains("revision 2"), "{shown}");
}

#[test]
fn what_a_group_says_of_others_and_of_its_minutes_is_changed_with_the_rest() {
    let registry = registry();
    let other = GROUPS.replace("slug: defi, name: DeFi", "slug: loans, name: Loans");
    let file = registry.file("other.yaml", other);
    registry.does(&["apply", "-f", &file]);
    let editor = script(
        &registry,
        "sed -i '/relations:/d; /approves_minutes:/d; s/Loans\\./Exchanges./' \"$1\"
echo 'relations: [{ kind: successor_of, group: loans }]
approves_minutes: true' >> \"$1\"
",
    );
    let (code, said) = edit(&registry, &editor, &["--yes"]);
    assert_eq!(code, 0, "{said}");
    let shown = registry.does(&["show", "group", "defi"]);
    assert!(shown.contains("revision 4"), "{shown}");
    for told in ["successor_of", "approves_minutes: true", "Exchanges."] {
        assert!(shown.contains(told), "{told}\n{shown}");
    }
}

#[test]
fn a_page_tells_every_field_and_leaving_it_changes_nothing() {
    let registry = registry();
    let kept = registry.path("seen.yaml");
    let (code, said) = edit(
        &registry,
        &script(&registry, &format!("cp \"$1\" {kept}")),
        &[],
    );
    assert_eq!((code, said.as_str()), (0, "Nothing was changed.\n"));
    let page = fs::read_to_string(kept).unwrap();
    assert!(page.contains("\n# Markdown.\n# charter:\n"), "{page}");
    assert!(
        page.contains("\n# Lower-case letters, digits and hyphens.\nslug: defi\n"),
        "{page}"
    );
}

#[test]
fn without_consent_nothing_is_written_and_what_was_typed_is_kept() {
    let registry = registry();
    let (code, said) = edit(&registry, "sed -i 's/Loans./Typed with care/'", &[]);
    assert_eq!(code, 2, "{said}");
    assert!(
        said.contains("Replace the details of a group") || said.contains("group"),
        "{said}"
    );
    let (_, path) = said.split_once("What you wrote stands in ").unwrap();
    let path = path.lines().next().unwrap().trim_end_matches('.');
    assert!(
        fs::read_to_string(path)
            .unwrap()
            .contains("Typed with care")
    );
    assert!(
        registry
            .does(&["show", "group", "defi"])
            .contains("revision 1")
    );
}

#[test]
fn refused_fields_are_opened_again_with_their_reasons() {
    let registry = registry();
    let seen = registry.path("second.yaml");
    let once = registry.path("once");
    let commands = format!(
        "if [ -e {once} ]; then cp \"$1\" {seen}; sed -i 's/BAD SLUG/defi-2/' \"$1\"; else touch \
         {once}; sed -i 's/slug: defi/slug: BAD SLUG/' \"$1\"; fi"
    );
    let (code, said) = edit(&registry, &script(&registry, &commands), &["--yes"]);
    assert_eq!(code, 0, "{said}");
    let page = fs::read_to_string(seen).unwrap();
    let lines: Vec<&str> = page.lines().collect();
    let at = lines
        .iter()
        .position(|line| *line == "slug: BAD SLUG")
        .unwrap();
    assert!(lines[at - 1].starts_with("#! details.slug "), "{page}");
    assert!(
        registry
            .does(&["show", "group", "defi-2"])
            .contains("revision 2")
    );
}

#[test]
fn who_leaves_a_fault_gives_up_and_loses_nothing() {
    let registry = registry();
    let (code, said) = edit(
        &registry,
        "sed -i 's/slug: defi/slug: BAD SLUG/'",
        &["--yes"],
    );
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("What you wrote stands in "), "{said}");
    let (code, said) = edit(&registry, "sed -i 's/name: DeFi/name: [/'", &["--yes"]);
    assert_eq!(code, 3, "{said}");
}

#[test]
fn what_others_changed_meanwhile_is_merged() {
    let registry = registry();
    let program = registry.program(&[]);
    let program = program.get_program().to_str().unwrap();
    let theirs = GROUPS.replace("DeFi", "Decentralised finance");
    let theirs = registry.file("theirs.yaml", theirs);
    let commands = format!("{program} apply -f {theirs} >&2 && sed -i 's/Loans./Mine./' \"$1\"");
    let (code, said) = edit(&registry, &script(&registry, &commands), &["--yes"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("Others changed meanwhile: name."), "{said}");
    let shown = registry.does(&["show", "group", "defi"]);
    assert!(shown.contains("name: Decentralised finance"), "{shown}");
    assert!(shown.contains("scope: Mine."), "{shown}");
}

#[test]
fn what_both_changed_is_shown_to_who_edits() {
    let registry = registry();
    let program = registry.program(&[]);
    let program = program.get_program().to_str().unwrap();
    let theirs = registry.file("theirs.yaml", GROUPS.replace("Loans.", "Theirs."));
    let (once, seen) = (registry.path("once"), registry.path("second.yaml"));
    let commands = format!(
        "if [ -e {once} ]; then cp \"$1\" {seen}; sed -i 's/Mine./Both./' \"$1\"; else touch {once}; \
         {program} apply -f {theirs} >&2 && sed -i 's/Loans./Mine./' \"$1\"; fi"
    );
    let (code, said) = edit(&registry, &script(&registry, &commands), &["--yes"]);
    assert_eq!(code, 0, "{said}");
    let page = fs::read_to_string(seen).unwrap();
    assert!(
        page.contains("#! scope was changed by others too, into: Theirs."),
        "{page}"
    );
    let shown = registry.does(&["show", "group", "defi"]);
    assert!(shown.contains("scope: Both."), "{shown}");
}
