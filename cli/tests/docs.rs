//! The document of the command line says what the program does.
#![allow(clippy::unwrap_used)]

use workgroups_cli::command::{completions, manual_pages, markdown};

#[test]
fn the_document_is_made_from_the_definitions() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/cli.md");
    let written = std::fs::read_to_string(path).unwrap();
    let advice = "run `cargo run -p workgroups-cli --bin cli-docs > docs/cli.md`";
    assert!(written == markdown(), "the commands have changed: {advice}");
}

#[test]
fn every_command_has_a_manual_page_and_completions() {
    let pages = manual_pages().unwrap();
    for name in [
        "workgroups.1",
        "workgroups-apply.1",
        "workgroups-export-files.1",
    ] {
        assert!(pages.iter().any(|(page, _)| page == name), "{name}");
    }
    for shell in [clap_complete::Shell::Bash, clap_complete::Shell::Zsh] {
        assert!(completions(shell).contains("upcoming"), "{shell}");
    }
}
